"""Why somebody is a focus of service: the classes (对象类别) and whom each can be said of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yizhan.kernel.identity import age_on

MAJORITY = 18
"""成年 (民法典第17条)."""

ELDERLY = 60
"""老年人 (老年人权益保障法第2条)."""

SMALL_CHILD = 14
"""All information of a child under 14 is sensitive and needs the guardian's consent (个人信息保护法第31条)."""

Who = Literal["ELDER", "CHILD", "WOMAN", "ANY"]


@dataclass(frozen=True)
class PersonClass:
    """One class. `safety_net`: 兜底对象, otherwise 适度普惠; `words`: how lists and rules of regions write it."""

    code: str
    label: str
    safety_net: bool
    who: Who = "ANY"
    words: tuple[str, ...] = ()


CLASSES: tuple[PersonClass, ...] = (
    PersonClass("DIBAO", "低保", True, words=("最低生活保障", "低保对象", "低保户", "城乡低保", "农村低保", "城市低保", "城镇低保")),
    PersonClass("DIBAO_MARGIN", "低保边缘", True, words=("低保边缘家庭", "低保边缘对象", "低收入", "低收入家庭")),
    PersonClass("TEKUN", "特困", True, words=("特困供养", "特困人员", "特困对象", "五保", "分散供养特困人员", "分散特困", "特困老人")),
    PersonClass("CHILD_HARDSHIP", "其他困境儿童", True, "CHILD", ("困境儿童", "困境未成年人")),
    PersonClass("ELDER_LEFT_BEHIND", "留守老人", True, "ELDER", ("留守老年人", "农村留守老人")),
    PersonClass("ELDER_NO_KIN", "孤寡老人", True, "ELDER", ("孤寡老年人", "孤寡")),
    PersonClass("DISABLED_SEVERE_HARD", "特殊困难重度残疾人", True, words=("困难重度残疾人", "重度残障", "重度残疾人", "重度残疾")),
    PersonClass("ELDER_ALONE", "独居老人", True, "ELDER", ("独居老年人", "独居")),
    PersonClass("HIGH_EXPENSE", "支出型困难", True, words=("刚性支出困难", "支出型困难家庭", "刚性支出", "刚性支出困难家庭")),
    PersonClass("DISABLED", "残疾人", True, words=("残疾", "残障人士", "残障", "两补", "残疾人两项补贴")),
    PersonClass("HOMELESS", "流浪乞讨", True, words=("流浪乞讨人员", "流浪")),
    PersonClass("CHILD_LEFT_BEHIND", "农村留守儿童", True, "CHILD", ("留守儿童",)),
    PersonClass("MOTHER_SINGLE_HARD", "单身特困母亲", True, "WOMAN", ("特困单亲母亲", "单亲特困母亲")),
    PersonClass("WOMAN_LEFT_BEHIND", "农村留守妇女", True, "WOMAN", ("留守妇女",)),
    PersonClass("ELDER_EMPTY_NEST", "空巢老人", True, "ELDER", ("空巢老年人", "空巢")),
    PersonClass("ELDER_DISABLED_CARE", "失能老人", True, "ELDER", ("失能老年人", "失能", "失能半失能老人")),
    PersonClass("ELDER_DISABLED_SEVERE", "重残老人", True, "ELDER", ("重残老年人", "重残")),
    PersonClass("ELDER_FAMILY_PLANNING", "计划生育特殊家庭老人", True, "ELDER", ("计生特殊家庭", "计划生育特殊家庭", "失独老人")),
    PersonClass("ORPHAN", "孤儿", True, "CHILD", ("社会散居孤儿",)),
    PersonClass("CHILD_UNSUPPORTED", "事实无人抚养儿童", True, "CHILD", ("事实无人抚养",)),
    PersonClass("SERIOUSLY_ILL", "重病患者", True, words=("重病", "大病患者", "大病")),
    PersonClass("SUDDEN_CHANGE", "突发变故家庭", True, words=("重大变故", "突发事件家庭")),
    PersonClass("AID_TEMPORARY", "临时救助对象", True, words=("临时救助",)),
    PersonClass("AID_MEDICAL", "医疗救助对象", True, words=("医疗救助",)),
    PersonClass("AID_EDUCATION", "教育救助对象", True, words=("教育救助", "助学")),
    PersonClass("AID_HOUSING", "住房救助对象", True, words=("住房救助", "危房改造对象", "危房改造")),
    PersonClass("AID_LEGAL", "法律援助对象", True, words=("法律援助",)),
    PersonClass("ELDER_ADVANCED", "高龄老人", True, "ELDER", ("高龄", "高龄老年人", "80岁以上老人")),
    PersonClass("MENTAL", "精神障碍患者", True, words=("精神障碍", "精神病患者")),
    PersonClass("HARD_FAMILY", "困难家庭", True, words=("困难群众", "困难户")),
    PersonClass("VETERAN", "优抚对象", True, words=("优抚", "退役军人")),
    PersonClass("MIGRANT", "流动人口", False, words=("外来人口",)),
    PersonClass("FAMILY_WITH_CHILD", "儿童家庭", False, words=("儿童",)),
    PersonClass("YOUTH", "青少年", False, words=("未成年人",)),
    PersonClass("ELDER", "老年人", False, "ELDER", ("老人",)),
    PersonClass("WOMAN", "妇女", False, "WOMAN", ("女性",)),
    PersonClass("OTHER", "其他", False, words=("普通居民", "居民")),
)  # fmt: skip

BY_CODE: dict[str, PersonClass] = {each.code: each for each in CLASSES}
CHOICES: list[tuple[str, str]] = [(each.code, each.label) for each in CLASSES]
_BY_WORD: dict[str, str] = {word: each.code for each in CLASSES for word in (each.label, *each.words)}


def class_code(word: str) -> str | None:
    """“最低生活保障对象” -> "DIBAO"; None when no class goes by that word."""
    plain = "".join(word.split())
    for said in (plain, plain.removesuffix("对象"), plain.removesuffix("人员"), plain.removesuffix("户")):
        if said in BY_CODE:
            return said
        if said in _BY_WORD:
            return _BY_WORD[said]
    return None


def labels(codes: Iterable[str]) -> list[str]:
    """In the order of the list, safety net first."""
    wanted = set(codes)
    return [each.label for each in CLASSES if each.code in wanted]


def class_problem(code: str, *, born_on: date | None, sex: str, on: date) -> str | None:
    """Why this person cannot be of that class; None when she can, or when her birthday is not known."""
    kind = BY_CODE.get(code)
    if kind is None:
        return "没有这个对象类别"
    age = age_on(born_on, on) if born_on else None
    if kind.who == "ELDER" and age is not None and age < ELDERLY:
        return f"“{kind.label}”应年满{ELDERLY}周岁，此人{age}周岁"
    if kind.who == "CHILD" and age is not None and age >= MAJORITY:
        return f"“{kind.label}”应未满{MAJORITY}周岁，此人{age}周岁"
    if kind.who == "WOMAN" and sex == "M":
        return f"“{kind.label}”应为女性，此人登记为男性"
    return None
