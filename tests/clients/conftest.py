"""Files for the tests, opened by the verbs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.clients import scales as papers
from tests.clients.folk import GRANNY, TODAY
from tests.people import WANG, YACHA_STATION
from tests.world import World
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client
from yizhan.clients.rules.identity import Person
from yizhan.policy import book
from yizhan.policy.schema.pack import Pack

Register = Callable[..., Client]


@pytest.fixture
def register(world: World) -> Register:
    """Open a file at 牙叉镇, by 王社工, today, unless said otherwise."""

    def make(person: Person = GRANNY, **given: Any) -> Client:
        facts: dict[str, Any] = {"actor": WANG, "station_id": YACHA_STATION, "on": TODAY} | given
        return register_client(person=person, **facts)

    return make


@pytest.fixture
def granny(register: Register) -> Client:
    """测试奶奶, 78, a widow who lives alone; her file was opened in July of last year."""
    return register(opened_on=date(2025, 7, 16))


AGREEMENT = """
适用区划: "46"
依据: {文件名称: 示例探访工作协议（虚构）, 简称: 协议}
施行日期: 2025-01-01
性质: 协议
"""
FREQUENCIES = """
- {编号: visits.lone-elderly, 规定: 独居老人每月探访不少于2次。, 条款: 第五条, 类型: 频次, 主题: 探访频次, 对象: [独居老人], 每: 月, 次数: 2, 单位: 次}
- {编号: visits.high-risk, 规定: 高风险对象每周探访不少于1次。, 条款: 第六条, 类型: 频次, 主题: 探访频次, 等级: [高风险], 每: 周, 次数: 1, 单位: 次}
- {编号: visits.after-event, 规定: 发生重大变故的，24小时内探访。, 条款: 第七条, 类型: 频次, 主题: 探访频次, 事件: 发生重大变故, 事项: 上门探访, 期限: 24小时, 等级: [高风险]}
- {编号: visits.poor, 规定: 低保对象的探访次数另定。, 条款: 第八条, 类型: 频次, 主题: 探访频次, 对象: [低保对象], 待定: 文件没有写明}
"""


_EDITIONS = count(1_000_000)


def only_these_packs(monkeypatch: pytest.MonkeyPatch, packs: Sequence[Pack]) -> None:
    """For the rest of the test the shelf holds these; what was worked out from another is not given again."""
    monkeypatch.setattr(book, "_shelf", tuple(packs))
    monkeypatch.setattr(book, "_edition", next(_EDITIONS))
    book._held.cache_clear()


@pytest.fixture
def frequencies(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """海南 has an (invented) paper that says how often people are visited."""
    pack = tmp_path / "46-example" / "2025-visits"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.yaml").write_text(AGREEMENT, "utf-8")
    (pack / "rules" / "visits.yaml").write_text(FREQUENCIES, "utf-8")
    (pack / "cases.yaml").write_text("[]", "utf-8")
    (pack / "原文.md").write_text("（虚构）", "utf-8")
    only_these_packs(monkeypatch, [*book.shelf(), *book.read_shelf([tmp_path])])
    yield
    book._held.cache_clear()


def packs_without_scales() -> list[Pack]:
    return [pack for pack in book.shelf() if not any(rule.kind == "量表" for rule in pack.rules)]


def scale_pack(folder: Path) -> list[Pack]:
    pack = folder / "46-example" / "2025-scales"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.yaml").write_text(papers.HEAD, "utf-8")
    (pack / "rules" / "scales.yaml").write_text(papers.SCALES, "utf-8")
    return list(book.read_shelf([folder]))


@pytest.fixture
def scales(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """海南 has an (invented) paper with a scale for the old and one for children left behind."""
    only_these_packs(monkeypatch, [*packs_without_scales(), *scale_pack(tmp_path / "scales")])
    yield
    book._held.cache_clear()


@pytest.fixture
def no_rules(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody has ruled on anything."""
    only_these_packs(monkeypatch, ())
    yield
    book._held.cache_clear()
