"""People who cannot exist: names, identity numbers, telephones, villages."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.clients.rules.identity import Person
from yizhan.kernel.identity import check_digit

_GIVEN = "春兰 秋菊 阿山 阿海 文昌 木棉 椰香 山兰 月英 金花 玉梅 亚旺 亚龙 小满 谷雨 立夏 白露 寒露 明珠 海燕 云霞 青松 翠竹 稻香 石坚".split()  # noqa: SIM905
_AFTER = "一二三四五六七八九十甲乙丙丁"
_VILLAGES = "东风 红旗 光明 新村 上园 下园 南山 北坡 水口 大坡".split()  # noqa: SIM905
_NOTES = (
    "精神尚好，饮食正常，屋内整洁。",
    "腿脚不便，已提醒少走夜路。",
    "独自在家，聊了家常，情绪平稳。",
    "药还有十来天的量，提醒按时复诊。",
    "屋顶有一处漏雨，拍照后联系村委会。",
    "子女在外务工，上周通过电话。",
    "血压偏高，建议到卫生院复查。",
    "说想学用手机，约下次来站里教。",
    "作业能按时完成，近来爱说话了。",
    "补贴已到账，本人知道数额。",
    "门前路面湿滑，已请村里垫平。",
    "想申请残疾人两项补贴，已说明材料。",
)
_FOUND = ("屋顶漏雨", "药快用完", "独居无人照看", "孩子上网时间长", "家里只剩半缸米")


@dataclass
class Cast:
    """Draws people from one seed; `code` is a division code that no county has."""

    rng: random.Random
    code: str
    serial: int = 0

    def name(self) -> str:
        self.serial += 1
        return f"示例{self.rng.choice(_GIVEN)}{_AFTER[self.serial % len(_AFTER)]}"

    def id_number(self, born_on: date, sex: str) -> str:
        order = self.rng.randrange(1, 499) * 2 + (sex == "M")
        first = f"{self.code}{born_on:%Y%m%d}{order:03d}"
        return first + check_digit(first)

    def phone(self) -> str:
        return f"1990000{self.rng.randrange(10_000):04d}"

    def birthday(self, *, today: date, youngest: int, oldest: int) -> date:
        return today - timedelta(days=self.rng.randrange(youngest * 366, oldest * 365))

    def villages(self, short_name: str) -> list[str]:
        """Invented village names; the town's first letter keeps those of two towns apart."""
        return [f"{short_name[0]}{name}村" for name in self.rng.sample(_VILLAGES, 6)]

    def person(self, *, today: date, village: str, youngest: int, oldest: int) -> Person:
        sex = self.rng.choice("MF")
        born_on = self.birthday(today=today, youngest=youngest, oldest=oldest)
        return Person(
            name=self.name(),
            id_number=self.id_number(born_on, sex),
            phone=self.phone() if self.rng.random() < 0.7 else "",
            village_name=village,
            address=f"{village}示例小组{self.rng.randrange(1, 60)}号",
        )

    def note(self) -> str:
        return self.rng.choice(_NOTES)

    def found(self) -> str:
        return self.rng.choice(_FOUND)

    def numbers(self) -> Iterator[int]:
        while True:
            self.serial += 1
            yield self.serial
