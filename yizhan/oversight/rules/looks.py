"""Files looked at by somebody who must not learn whose they are: pseudonyms, ages in bands, texts without names. Plain Python."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.oversight.rules.quality import metres, place_of

DRAW, VIEW = "oversight.draw_look", "oversight.view_looks"
OPEN, JUDGE = "oversight.open_look_file", "oversight.judge_visit"
OPEN_PIECE, JUDGE_PIECE = "oversight.open_look_piece", "oversight.judge_piece"

MOST_FILES, MOST_VISITS = 30, 10
MOST_PIECES = 10
"""Cases, or groups, of one station."""
LONGEST = 500
STEMS = "甲乙丙丁戊己庚辛壬癸"
WORKER, RELATIVE, HERSELF, OTHER = "社工", "家人", "对象", "某某"
_KIN = "奶奶|爷爷|大爷|大妈|大娘|大叔|大伯|大婶|大嫂|大姐|大哥|老伯|老人|阿姨|阿婆|阿公|叔叔|伯伯|婶婶|婆婆|公公|老师|先生|女士|同学|同志|师傅|叔|婶|伯|嫂|姐|哥|妹|弟|姨|某某|某|书记|主任|医生"
_NUMBERS = re.compile(r"[A-Za-z]?\d[\d\-－ *]{5,}[\dXx]")
_HOUSE = re.compile(r"[\d一二三四五六七八九十百]+(?:号|组|队|社|栋|单元|室|楼)")
_LINKS = re.compile(r"(?:https?://|www\.)\S+|[\w.]+@[\w.]+", re.ASCII)


def alias_of(*, stem: int, number: int, word: str = "对象") -> str:
    """对象 甲-07: the station's letter in the look, and the place of the draw within it; 个案, 小组 of pieces."""
    letter = STEMS[stem % len(STEMS)] + (str(stem // len(STEMS) + 1) if stem >= len(STEMS) else "")
    return f"{word} {letter}-{number:02d}"


def age_band(*, born_on: date | None, on: date) -> str:
    """“70–79 岁”: ten years at a time, so that the birthday is nobody's; "" unknown."""
    if born_on is None:
        return ""
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    if age >= 90:
        return "90 岁以上"
    first = max(0, age) // 10 * 10
    return f"{first}–{first + 9} 岁"


@dataclass(frozen=True)
class Known:
    """The names the program knows around a file.

    own     of the person herself
    family  of her household, guardians, whom to call
    workers of the station, volunteers among them
    others  everybody else on file at the station
    places  villages, addresses
    """

    own: Sequence[str] = ()
    family: Sequence[str] = ()
    workers: Sequence[str] = ()
    others: Sequence[str] = ()
    places: Sequence[str] = ()


def _forms(name: str) -> list[str]:
    """A name and the part it is called by: 示例春兰甲 -> 示例春兰甲, 春兰甲, …; parts around a dot of names that have one."""
    plain = name.strip()
    if len(plain) < 2:
        return []
    forms = [plain]
    if len(plain) >= 3:
        forms += [plain[1:], plain[-2:]]
    if len(plain) >= 4:
        forms.append(plain[2:])
    forms += [part for part in re.split(r"[·•・.\s]", plain) if len(part) >= 2]
    return forms


def _surnames(names: Iterable[str]) -> list[str]:
    return [each.strip()[0] for each in names if each.strip()]


class Blacker:
    """Takes out of texts what would tell whose they are; made once for a file.

    Names the program knows in whole and as people are called, surname with 奶奶, 大叔 …, villages and addresses, house
    numbers, and every long row of digits. What somebody wrote in other words stays: a hint only she would understand.
    """

    def __init__(self, known: Known) -> None:
        said: dict[str, str] = {}
        for names, word in (
            (known.others, OTHER),
            (known.workers, WORKER),
            (known.family, RELATIVE),
            (known.own, HERSELF),
        ):
            for name in names:
                said.update(dict.fromkeys(_forms(name), word))
        said.update({place.strip(): "（某地）" for place in known.places if len(place.strip()) >= 2})
        self._said = said
        longest = sorted(said, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, longest))) if longest else None
        called = {
            **dict.fromkeys(_surnames(known.others), OTHER),
            **dict.fromkeys(_surnames(known.workers), WORKER),
            **dict.fromkeys(_surnames(known.family), RELATIVE),
            **dict.fromkeys(_surnames(known.own), HERSELF),
        }
        self._called = called
        self._titles = (
            re.compile(
                f"[老小阿]?([{''.join(map(re.escape, called))}])(?:{_KIN})|[老小]([{''.join(map(re.escape, called))}])(?!血)"
            )
            if called
            else None
        )

    def __call__(self, text: str) -> str:
        """The text as the evaluator reads it."""
        told = _LINKS.sub("（网址）", text)
        told = _NUMBERS.sub("（号码）", told)
        if self._names is not None:
            told = self._names.sub(lambda found: self._said[found.group()], told)
        if self._titles is not None:
            told = self._titles.sub(lambda found: self._called[found.group(1) or found.group(2)], told)
        return _HOUSE.sub("（门牌）", told)


# --- what a visit can be checked by ---------------------------------------------------------------------------------------

NEAR, FAR = 200.0, 1000.0
"""Metres between where photos of the same file were taken: as near as a yard, a walk, elsewhere."""


@dataclass(frozen=True)
class Evidence:
    """What stands beside a visit besides its words.

    late_days   days between the visit and its record, where it was written down later than the region wants; else 0
    photos      how many, and how many were taken on the very day; None of those days is known
    apart       how far from where other photos of this file were taken, in words; "" not known
    others      what else the program has of this person of that day: an assessment, a form, a contact
    same_day    how many other services the same worker recorded that day, and their minutes together
    """

    late_days: int
    photos: int
    photos_of_day: int | None
    apart: str
    others: tuple[str, ...]
    same_day: int
    same_day_minutes: int


def apart(places: Sequence[str], elsewhere: Sequence[str]) -> str:
    """In bands, because the place itself would tell the house. "" where phones sent no place to compare."""
    here = [found for found in map(place_of, places) if found]
    there = [found for found in map(place_of, elsewhere) if found]
    if not here or not there:
        return ""
    nearest = min(metres(one, other) for one in here for other in there)
    if nearest <= NEAR:
        return "与该对象其他探访的照片在同一处（200 米以内）"
    return (
        "与该对象其他探访的照片相差 200 米到 1 公里"
        if nearest <= FAR
        else "与该对象其他探访的照片相差 1 公里以上"
    )


def judging_problem(*, verdict: str, verdicts: Sequence[str], note: str) -> str | None:
    if verdict not in verdicts:
        return "请选核实、存疑还是不符。"
    if verdict != "VERIFIED" and not note.strip():
        return "存疑、不符的，请写看到什么、缺什么。"
    if len(note) > LONGEST:
        return f"一次最多写{LONGEST}字。"
    return None


def drawing_problem(
    *, files: int, visits: int, running: bool, commissioned: bool, cases: int = 0, groups: int = 0
) -> str | None:
    if not running:
        return "这一轮评估现在不在评分，不能抽档案。"
    if not commissioned:
        return "这一方没有委托具体的单位，不能抽档案给它看。"
    if not (1 <= files <= MOST_FILES and 1 <= visits <= MOST_VISITS):
        return f"每站抽1到{MOST_FILES}份档案，每份抽1到{MOST_VISITS}次探访。"
    if not (0 <= cases <= MOST_PIECES and 0 <= groups <= MOST_PIECES):
        return f"每站抽0到{MOST_PIECES}个个案、0到{MOST_PIECES}个小组。"
    return None
