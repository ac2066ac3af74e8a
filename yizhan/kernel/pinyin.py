"""Names by the first letters of their sounds, for searching on a phone keyboard."""

from functools import lru_cache

# pypinyin reads these as ordinary words; as surnames they sound otherwise.
_SURNAMES = {
    "单": "s", "曾": "z", "仇": "q", "解": "x", "区": "o", "查": "z", "盖": "g", "任": "r", "华": "h", "朴": "p",
    "冼": "x", "覃": "q", "种": "c", "缪": "m", "纪": "j", "翟": "z", "尉": "y", "乐": "y", "召": "s", "折": "s",
    "黑": "h", "员": "y", "郇": "x", "逄": "p", "燕": "y", "宓": "m", "长孙": "zs", "尉迟": "yc", "万俟": "mq", "澹台": "tt",
}  # fmt: skip


def initials(name: str) -> str:
    """“测试奶奶” -> "csnn"; letters and digits stay, everything else is dropped. At most 32 characters."""
    word = "".join(name.split()).strip("【】")
    for length in (2, 1):
        if word[:length] in _SURNAMES:
            return _SURNAMES[word[:length]] + _letters(word[length:])[: 32 - length]
    return _letters(word)[:32]


def sound(name: str) -> str:
    """How a name is read aloud, without tones: “张芳” and “章方” -> "zhang fang". For names taken down by ear."""
    return " ".join(filter(None, map(_syllable, "".join(name.split()).strip("【】"))))


def _letters(word: str) -> str:
    return "".join(map(_letter, word))


@lru_cache(
    maxsize=20_000
)  # one character at a time: a given name is no phrase, and 100,000 names share 3,000 of them
def _letter(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes half a second to read

    parts = lazy_pinyin(character, style=Style.FIRST_LETTER, errors=list)  # type: ignore[arg-type]
    return "".join(part.lower() for part in parts if part.isascii() and part.isalnum())


@lru_cache(maxsize=20_000)
def _syllable(character: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(character, style=Style.NORMAL)).lower() if character.isalnum() else ""
