"""What a division code says, and why a change of the tree is refused. Plain Python.

A code is written unpadded: 2 digits province, 4 prefecture, 6 county, 9 township, 12 village. The length is the level,
and the beginning of a code is the code of what it lies in; that is what lets a grant of "469025" reach every
village of the county.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LEVELS = {2: "PROVINCE", 4: "PREFECTURE", 6: "COUNTY", 9: "TOWNSHIP", 12: "VILLAGE"}

# Locally assigned numbers. The national rules of numbering (GB/T 10114 and the statistical code) give townships
# 001-599 and use 999 for sums, and give villages 001-599; all 41,352 townships and 620,573 villages of the 2023
# table keep to that. So nothing official can ever meet these.
LOCAL_TOWNSHIPS = range(901, 990)
LOCAL_VILLAGES = range(601, 990)

LOCAL_KINDS = {
    "VILLAGE": "VILLAGE",
    "COMMUNITY": "VILLAGE",
    "COMMITTEE": "ZONE",
    "RESETTLEMENT": "ZONE",
    "OTHER": "ZONE",
}
"""What may be added locally: kind -> level."""

MERGEABLE = ("TOWNSHIP", "VILLAGE", "ZONE")
"""A merger of counties gives every township a new legal code, which only a new edition of the table knows."""

_PLACEHOLDERS = re.compile(r"市辖区|县|(省|自治区)直辖县级行政区划|.+直辖村级区划")

_PEOPLES = (  # noqa: SIM905 - a list of words reads better than sixty quotes
    "阿昌 白 保安 布朗 布依 朝鲜 达斡尔 傣 德昂 东乡 侗 独龙 俄罗斯 鄂伦春 鄂温克 高山 仡佬 哈尼 哈萨克 赫哲 回 基诺 京 景颇 "
    "柯尔克孜 拉祜 黎 傈僳 珞巴 满 毛南 门巴 蒙古 苗 仫佬 纳西 怒 普米 羌 撒拉 畲 水 塔吉克 塔塔尔 土 土家 佤 维吾尔 乌孜别克 "
    "锡伯 瑶 彝 裕固 藏 壮"
).split()
_PEOPLE = (
    "(?:"
    + "|".join(sorted((f"{name}族" for name in _PEOPLES), key=len, reverse=True))
    + "|各族|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克)"
)
_AUTONOMOUS = re.compile(rf"(.+?){_PEOPLE}+自治(州|县|旗)")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003134f]")


@dataclass(frozen=True)
class Row:
    """One line of a published table of divisions.

    placeholder  the line only groups others (市辖区, 省直辖县级行政区划): pages leave it out of paths and lists
    initials     first letters of the sounds, "牙叉镇" -> "ycz"
    """

    code: str
    name: str
    level: str
    kind: str
    placeholder: bool
    initials: str


def unpadded(code: str) -> str:
    """The code as it is kept here: "469025000000" -> "469025", "460000" -> "46"; "441900" -> "4419".

    A city without counties (东莞, 中山, 儋州) is written 441900 by others; that is 4419 filled up with zeros.
    """
    code = code.strip()
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    if len(code) == 6 and code.endswith("00"):
        code = code[:4]
    return code[:2] if len(code) == 4 and code.endswith("00") else code


def code_problem(code: str) -> str | None:
    """Why this cannot be a division code, or None."""
    if not code.isascii() or not code.isdigit() or len(code) not in LEVELS:
        return "区划代码应为 2、4、6、9 或 12 位数字。"
    return None


def prefixes(code: str) -> tuple[str, ...]:
    """Codes that a division can lie in, widest first, itself last; not all of them need exist."""
    return tuple(code[:length] for length in LEVELS if length <= len(code))


def is_local(code: str) -> bool:
    """Whether the code, or the township part of it, was assigned here and by nobody else."""
    return (len(code) >= 9 and int(code[6:9]) in LOCAL_TOWNSHIPS) or (
        len(code) == 12 and int(code[9:12]) in LOCAL_VILLAGES
    )


def next_local_code(parent_code: str, taken: Collection[str]) -> str | None:
    """The next free local code inside that division; None when all are used. A used code never comes back.

    Below a township: its 9 digits and 601-989. Below anything larger: 9 digits whose last three are 901-989, the
    county part filled with zeros where there is no county: a zone directly of city 3410 is 341000901.
    """
    if len(parent_code) == 9:
        stem, numbers = parent_code, LOCAL_VILLAGES
    else:
        stem, numbers = parent_code.ljust(6, "0"), LOCAL_TOWNSHIPS
    used = [int(code[-3:]) for code in taken if len(code) == len(stem) + 3 and code.startswith(stem)]
    last = max((number for number in used if number in numbers), default=numbers.start - 1)
    return f"{stem}{last + 1:03}" if last + 1 in numbers else None


def is_placeholder(name: str) -> bool:
    return _PLACEHOLDERS.fullmatch(name) is not None


def official_kind(code: str, name: str) -> str:
    """What the code says the division is; the name only chooses among what the code allows.

    Township part 001-099 sub-district, 100-199 town, 200-399 township (the name may say 苏木 or 民族乡), 400-599 a unit
    like a township, whatever it calls itself: 152 of them end in 街道 and are still no statutory sub-district.
    """
    if is_placeholder(name):
        return "OTHER"
    number = int(code[-3:]) if len(code) >= 9 else int(code[-2:])
    match len(code):
        case 2:
            if name.endswith("特别行政区"):
                return "SPECIAL"
            return (
                "AUTONOMOUS_REGION"
                if name.endswith("自治区")
                else "MUNICIPALITY"
                if name.endswith("市")
                else "PROVINCE"
            )
        case 4:
            endings = {"市": "CITY", "自治州": "AUTONOMOUS_PREFECTURE", "地区": "AREA", "盟": "LEAGUE"}
        case 6 if 71 <= number <= 80:
            return "FUNCTIONAL"
        case 6:
            endings = {
                "自治县": "AUTONOMOUS_COUNTY", "自治旗": "AUTONOMOUS_BANNER", "旗": "BANNER", "林区": "FOREST", "特区": "SPECIAL_DISTRICT",
                "县": "COUNTY", "市": "COUNTY_CITY", "区": "DISTRICT",
            }  # fmt: skip
        case 9:
            if number < 100:
                return "STREET"
            if number < 200:
                return "TOWN"
            if number >= 400:
                return "QUASI"
            return "SUMU" if name.endswith("苏木") else "ETHNIC_TOWNSHIP" if _is_ethnic(name) else "TOWNSHIP"
        case _:
            return "COMMUNITY" if number < 200 or 400 <= number < 500 else "VILLAGE"
    return next((kind for ending, kind in endings.items() if name.endswith(ending)), "OTHER")


def _is_ethnic(name: str) -> bool:
    return name.endswith("民族乡") or re.search(rf"{_PEOPLE}乡$", name) is not None


def shortened(name: str, level: str) -> str:
    """The name as pages and conversations use it: 白沙黎族自治县 -> 白沙县, 海南省 -> 海南, 漓东街道办事处 -> 漓东街道."""
    if level == "PROVINCE":
        return re.sub(r"(省|市|特别行政区|(壮族|回族|维吾尔)?自治区)$", "", name)
    if level in ("PREFECTURE", "COUNTY"):
        found = _AUTONOMOUS.fullmatch(name)
        return found[1] + found[2] if found else name
    return re.sub(r"街道办事处$", "街道", name)


def initials(name: str) -> str:
    """“牙叉镇” -> "ycz"; letters and digits stay, the rest is dropped. At most 32 characters.

    Place names, so the surname table of `kernel.pinyin` is of no use: 解放街道 begins with j.
    """
    from pypinyin import Style, lazy_pinyin  # its dictionary takes half a second to read

    parts = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=list)  # type: ignore[arg-type]
    return "".join(part.lower() for part in parts if part.isascii() and part.isalnum())[:32]


def branch(rows: Iterable[Row], *codes: str) -> tuple[Row, ...]:
    """Only the lines of these divisions: what they lie in, themselves, and all below them."""
    above = {prefix for code in codes for prefix in prefixes(code)}
    return tuple(row for row in rows if row.code in above or row.code.startswith(codes))


def parent_code(code: str, known: Collection[str]) -> str | None:
    """The nearest known division that this one lies in; 441900003 lies in 4419, there being no 441900."""
    return next((prefix for prefix in reversed(prefixes(code)[:-1]) if prefix in known), None)


# --- why not -------------------------------------------------------------------------------------------------------------


def name_problem(name: str) -> str | None:
    """Why this cannot be the name of a division, or None."""
    if not 2 <= len(name) <= 60:
        return "名称应为 2 到 60 个字。"
    if name != name.strip() or not name.isprintable() or re.search(r"[<>\"'\\/]", name):
        return "名称里有不能用的符号，请去掉空格和标点再试。"
    if not _HAN.search(name):
        return "名称里没有汉字，请填写中文全称。"
    return None


def adding_refusal(
    *, kind: str, parent_code: str, parent_placeholder: bool, name: str, siblings: Collection[str]
) -> str | None:
    """Why this village or zone cannot be added there, or None.

    siblings  names now in use directly below the same parent
    """
    if problem := name_problem(name):
        return problem
    if kind not in LOCAL_KINDS:
        return "这里只能添加村、社区、管委会、安置点和其他功能区；乡镇以上的区划随新一版区划表更新。"
    if len(parent_code) == 12 or parent_placeholder:
        return "不能在这一级下面再添加，请选上一级的乡镇或县区。"
    if LOCAL_KINDS[kind] == "VILLAGE" and len(parent_code) != 9:
        return "村和社区要添加在乡镇（街道）下面，请先选到乡镇。"
    if name in siblings:
        return f"这里已经有“{name}”了，不用再添加。"
    return None


def renaming_refusal(
    *, old: str, new: str, since: date | None, on: date, until: date | None, siblings: Collection[str]
) -> str | None:
    """Why the division cannot bear the new name from that day, or None.

    since  first day of the present name; None: earlier than any table we hold
    until  its last day; a division that has ended keeps its name
    """
    if problem := name_problem(new):
        return problem
    if ended := changing_refusal(name=old, since=since, on=on, until=until):
        return ended
    if new == old:
        return f"名称已经是“{new}”，没有变化。"
    if new in siblings:
        return f"同一级里已经有“{new}”了。"
    return None


def changing_refusal(*, name: str, since: date | None, on: date, until: date | None) -> str | None:
    """Why nothing can happen to the division on that day, or None."""
    if until is not None:
        return f"“{name}”已于{until:%Y年%m月%d日}停用，不能再变更。"
    if since is not None and on <= since:
        return f"“{name}”从{since:%Y年%m月%d日}起才有，变更日期要在这之后；写错了名称请用“更正”。"
    return None


def merging_refusal(
    *,
    from_codes: Sequence[str],
    from_levels: Collection[str],
    into_code: str,
    into_level: str,
    into_ever_used: bool,
    into_open: bool,
) -> str | None:
    """Why these divisions cannot go into that one, or None.

    into_ever_used  the code has stood for something, now or before
    into_open       it stands for something now
    """
    if not from_codes:
        return "请选择要并入的乡镇或村。"
    if into_code in from_codes:
        return "不能把一个区划并入它自己。"
    if any(level not in MERGEABLE for level in (*from_levels, into_level)):
        return "县级以上的撤并会改变所有乡镇的法定代码，请用新一版区划表导入。"
    if any(len(code) != len(into_code) for code in from_codes):
        return "只有同一级的区划才能合并：乡镇并乡镇，村并村。"
    if into_ever_used and not into_open:
        return f"代码 {into_code} 已经废止，废止的代码不再使用，请填写新代码。"
    if not into_open and is_local(into_code):
        return "新设乡镇的代码由省级民政部门确定，请填写公布的代码。"
    return None


def starting_refusal(*, name: str, since: date | None, on: date) -> str | None:
    """Why nothing can go into that division on that day, or None: it must stand already."""
    if since is not None and since > on:
        return f"“{name}”从{since:%Y年%m月%d日}起才有，变更日期不能早于这一天。"
    return None


def abolishing_refusal(*, name: str, below: int, into: Sequence[str]) -> str | None:
    """Why the division cannot end, or None.

    below  how many divisions are still open inside it
    """
    if below and not into:
        return f"“{name}”下面还有 {below} 个村、社区或功能区，请先撤销它们，或改用“合并”一并划转。"
    if below:
        return f"“{name}”下面还有 {below} 个村、社区或功能区，请先逐个并入新的乡镇，再拆分。"
    return None


def tiles_problem(places: Sequence[tuple[str, int, int]], known: Collection[str]) -> str | None:
    """Why this arrangement of tiles cannot stand, or None. Each place: code, row, column, from 1 to 8: the page draws no more."""
    seen: set[tuple[int, int]] = set()
    codes: set[str] = set()
    for code, row, column in places:
        if code not in known:
            return f"代码 {code} 不在本县（市、区）。"
        if not (1 <= row <= 8 and 1 <= column <= 8):
            return "行和列都应在 1 到 8 之间。"
        if (row, column) in seen:
            return f"第 {row} 行第 {column} 列放了两个乡镇。"
        if code in codes:
            return f"代码 {code} 放了两次。"
        seen.add((row, column))
        codes.add(code)
    return None
