"""Closed word lists, and how the author's text becomes a value. Every complaint is a Chinese sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict

CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

TOPICS = (
    "目标任务", "职责分工", "人员配备", "经费与付款", "购买与协议", "服务内容", "服务对象", "探访频次", "场地设施",
    "制度档案", "统一标识", "报送与时限", "备案", "评估与续签", "信息公开", "监督与投诉", "激励保障", "培训督导",
    "志愿服务", "安全", "组织架构", "宣传", "信息化", "其他",
)  # fmt: skip

SUBJECTS = (
    "社工站", "社工室", "县级总站", "市级中心", "服务点", "承接主体", "驻站社工", "转换岗位人员", "站长", "副站长", "督导",
    "志愿者", "省民政", "市民政", "县民政", "各级民政", "乡镇", "村居", "各地", "省财政", "市财政", "县财政", "财政",
    "第三方机构", "领导小组", "组织部门", "政法委", "教育部门", "司法行政部门", "人社部门", "农业农村部门", "卫健部门",
    "退役军人部门", "乡村振兴部门", "公安部门", "应急管理部门", "总工会", "团委", "妇联", "残联", "各有关单位",
    "党委政府", "系统", "购买方", "专家委员会", "申报单位", "服务对象",
)  # fmt: skip

#: Facts a 资格 may ask about: their kind is 数 (number), 序 (ordered words), 是非 (yes or no)
FACTS: dict[str, str] = {
    "年龄": "数", "社区工作年限": "数", "学历": "序", "评估等级": "序", "受聘于承接主体": "是非", "持证": "是非",
    "社会工作专业": "是非", "身体健康": "是非", "热爱民政事业": "是非", "本地户籍": "是非", "本地民族": "是非",
    "省内高校毕业": "是非", "省内实训基地实习": "是非", "劳动合同": "是非", "五险": "是非", "按月发薪": "是非",
    "承诺书": "是非", "已登记": "是非", "年检合格": "是非", "业务范围含社会工作": "是非", "本地机构": "是非",
    "能提供专业服务": "是非", "新招本地人员": "数", "工作证": "是非", "工作服": "是非", "政治素质": "是非",
    "工作能力": "是非", "乡镇分管领导": "是非", "机构负责人": "是非", "专职社工": "是非", "民政干部": "是非",
}  # fmt: skip

ORDERED: dict[str, tuple[tuple[str, ...], ...]] = {
    "学历": (("小学",), ("初中",), ("高中", "中专"), ("大专",), ("本科",), ("硕士",), ("博士",)),
    "评估等级": (("1A",), ("2A",), ("3A",), ("4A",), ("5A",)),
}

#: Circumstances the product itself can tell; another wording is allowed and is asked of a person
CIRCUMSTANCES = (
    "政府自办",
    "政府购买服务",
    "新建当年",
    "经费基础标准提高",
    "外地机构",
    "本地机构",
    "社工站",
    "社工室",
)

#: How a person is visited: the code that rows keep, the word that papers use
MODES = {"AT_HOME": "上门", "PHONE": "电话", "VIDEO": "视频", "COME_IN": "请入站", "OUTSIDE": "其他地点"}

#: Who was only spoken to was not seen, whatever the line carried
WITHOUT_SEEING = frozenset({"PHONE", "VIDEO"})

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
AMOUNT = re.compile(r"(\d[\d,]{0,15}(?:\.\d{1,6})?)(万?)元?", re.ASCII)


#: How a page says a word of SUBJECTS that a pack shortens
SPOKEN = {
    "省民政": "省级民政部门", "市民政": "市级民政部门", "县民政": "县级民政部门", "各级民政": "各级民政部门",
    "省财政": "省级财政部门", "市财政": "市级财政部门", "县财政": "县级财政部门", "财政": "财政部门",
    "乡镇": "乡镇（街道）", "村居": "村（社区）",
}  # fmt: skip


def spoken(words: Iterable[str]) -> str:
    """Who, as a page says it: 县级民政部门、乡镇（街道）"""
    return "、".join(SPOKEN.get(word, word) for word in words)


def short(value: object) -> str:
    """The author's text as a complaint quotes it."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def near(word: str, words: Collection[str]) -> str:
    """“，是不是“数值”？”, or nothing when no word is close."""
    close = get_close_matches(word[:40], list(words), n=1, cutoff=0.4)
    return f"，是不是“{close[0]}”？" if close else ""


def repeated(words: Iterable[str]) -> str | None:
    """The first word that comes twice."""
    seen: set[str] = set()
    for word in words:
        if word in seen:
            return word
        seen.add(word)
    return None


def plain_number(value: Decimal) -> str:
    """3 and 16.2, never 3.0 or 2E+1."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan(fen: int) -> str:
    """Whole fen as a sentence has it: 220,000元, 0.50元."""
    return f"{fen // 100:,}元" if fen % 100 == 0 else f"{fen / 100:,.2f}元"


def as_text(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise ValueError("不能为空")
    return value


def as_number(value: Any) -> Any:
    if isinstance(value, str):
        if not NUMBER.fullmatch(value.strip()):
            raise ValueError(f"“{short(value)}”不是数")
        return Decimal(value.strip())
    return value


def as_day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            if not DAY.fullmatch(value.strip()):
                raise ValueError
            return date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"“{short(value)}”不是日期，请写成2024-01-01") from None
    return value


def as_fen(value: Any) -> Any:
    """220000, 220,000, 220000元 or 22万 (元) -> whole fen."""
    if isinstance(value, str):
        found = AMOUNT.fullmatch(value.strip())
        if not found:
            raise ValueError(f"“{short(value)}”不是金额，请写成220000或22万")
        fen = Decimal(found[1].replace(",", "")) * (1_000_000 if found[2] else 100)
        if fen != int(fen):
            raise ValueError(f"“{value}”不足一分钱的部分无法记账")
        return int(fen)
    return value


def as_yes_no(value: Any) -> Any:
    if isinstance(value, str):
        if value.strip() not in ("是", "否"):
            raise ValueError(f"“{short(value)}”只能写“是”或“否”")
        return value.strip() == "是"
    return value


def as_list(value: Any) -> Any:
    """A list, or one text divided by 、"""
    if isinstance(value, str):
        value = [part.strip() for part in value.split("、")]
    if isinstance(value, (list, tuple)):
        for word in value:
            if not isinstance(word, str) or not word.strip():
                raise ValueError("列表里每一项都应是文字，不能为空")
        if twice := repeated(value):
            raise ValueError(f"“{short(twice)}”写了两次")
        return tuple(value)
    return value


def one_of(words: Collection[str]) -> BeforeValidator:
    def check(value: Any) -> Any:
        if isinstance(value, str) and value.strip() not in words:
            raise ValueError(f"没有“{short(value)}”这个词{near(value, words)}")
        return value

    return BeforeValidator(check)


def each_of(words: Collection[str]) -> BeforeValidator:
    def check(value: Any) -> Any:
        value = as_list(value)
        for word in value if isinstance(value, tuple) else ():
            if word not in words:
                raise ValueError(f"没有“{short(word)}”这个词{near(word, words)}")
        return value

    return BeforeValidator(check)


def _numbered(value: tuple[str, ...]) -> tuple[str, ...]:
    for number in value:
        if not re.fullmatch(r"R\d{3}", number, re.ASCII):
            raise ValueError(f"“{short(number)}”应写成R307这样的编号")
    return value


Text = Annotated[str, BeforeValidator(as_text)]
Reason = Annotated[Text, AfterValidator(lambda text: text.rstrip("。"))]
"""Said inside a sentence of ours, so without a full stop of its own."""
Number = Annotated[Decimal, BeforeValidator(as_number)]
Day = Annotated[date, BeforeValidator(as_day)]
Fen = Annotated[int, BeforeValidator(as_fen)]
YesNo = Annotated[bool, BeforeValidator(as_yes_no)]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_list)]
Requirements = Annotated[Texts, AfterValidator(_numbered)]
"""要求编号: numbers of docs/requirements.csv."""
Topic = Annotated[str, one_of(TOPICS)]
Subjects = Annotated[tuple[str, ...], each_of(SUBJECTS)]
