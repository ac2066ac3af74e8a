"""What is measured, and in which order."""

from collections.abc import Callable

from django.db import connection

from bench.boards import boards
from bench.clock import Line
from bench.county import county
from bench.duties import calendar
from bench.files import finding, imports, pages, searches, take_list
from bench.run import Sizes
from bench.scoring import scored
from bench.sync import phones
from bench.warnings import warnings
from bench.world import furnish, settle
from bench.writes import writes

Tell = Callable[[str], None]


def measure(sizes: Sizes, *, only: frozenset[str], tell: Tell) -> list[Line]:
    """All lines of one database, in the order in which its tables fill."""
    tell(f"布置一个县（{connection.vendor}）……")
    place = furnish()
    settle(place, 100)
    wanted = only or {"写入", "手机", "导入", "查找", "列表", "全县", "日历", "评估", "预警", "看板"}
    lines: list[Line] = []
    if "写入" in wanted:
        tell("逐条写入……")
        lines += writes(place, sizes)
    if "手机" in wanted:
        tell("手机收发……")
        lines += phones(place, sizes)
    if wanted & {"导入", "查找", "列表"}:
        tell(f"导入 {sizes.few_files} 人……")
        few = take_list(place, sizes.few_files)
        few_found = finding(place, sizes)
        tell(f"导入 {sizes.many_files} 人……")
        many = take_list(place, sizes.many_files)
        lines += imports(few, many)
        for line in lines[-2:]:
            tell(f"  {line.what}：{line.value}，{line.anchor}，{line.ratio}")
        lines += searches(few_found, finding(place, sizes), sizes)
        lines += pages(place, sizes)
    if "全县" in wanted:
        lines += county(place, sizes, tell)
    if "日历" in wanted:
        lines += calendar(sizes, tell)
    if "评估" in wanted:
        lines += scored(place, sizes, tell)
    if "预警" in wanted:
        lines += warnings(sizes, tell)
    if "看板" in wanted:
        lines += boards(place, sizes, tell)
    return lines
