"""How much two sets of particulars look like one person, as sentences with a weight. The person at the desk decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.pinyin import sound

WORTH_ASKING = 40
"""From this sum on the worker is asked; one weak likeness alone, for example the same village, is none."""
CERTAIN = 100


@dataclass(frozen=True)
class Traits:
    """What is compared. Number, telephone and home may be digests: only whether they are equal counts; "" is unknown.

    old_number  the number was typed in its old form of 15 digits
    """

    name: str
    number: str = ""
    born_on: date | None = None
    sex: str = ""
    phone: str = ""
    address: str = ""
    village: str = ""
    household: str = ""
    old_number: bool = False


@dataclass(frozen=True)
class Reason:
    """“同名”, and how much it counts; below zero it speaks against one person."""

    says: str
    weight: int

    @property
    def signed(self) -> str:
        return f"+{self.weight}" if self.weight > 0 else f"−{-self.weight}"


def likeness(one: Traits, other: Traits) -> tuple[Reason, ...]:
    """Why these may be one person, the strongest first, and then what speaks against it."""
    if one.number and one.number == other.number:
        old = one.old_number or other.old_number
        return (Reason("证件号码相同" + ("（15位旧号和18位是同一个号）" if old else ""), CERTAIN),)
    named = _name(one.name, other.name)
    found = [reason for reason in (named, _home(one, other), _phone(one, other)) if reason]
    if not found:
        return ()
    if named:  # without a like name, a telephone shared in the family is all there is
        found += [
            reason for reason in (_birth(one.born_on, other.born_on), _sex(one.sex, other.sex)) if reason
        ]
    return tuple(sorted(found, key=lambda reason: reason.weight < 0))


def points(reasons: Sequence[Reason]) -> int:
    """The weights together, from 0 to 100."""
    return max(0, min(CERTAIN, sum(reason.weight for reason in reasons)))


def chance_word(reasons: Sequence[Reason]) -> str:
    """The sum in words for somebody who does not read sums."""
    together = points(reasons)
    if together >= CERTAIN:
        return "就是同一人" if len(reasons) == 1 else "几乎肯定是同一人"
    return "很可能是同一人" if together >= 70 else "可能是同一人"


def sentence(reasons: Sequence[Reason]) -> str:
    """“同名、同村，出生年相差1年”: what is equal first, then what differs a little or speaks against it."""
    same = [reason.says for reason in reasons if not _is_difference(reason)]
    apart = [reason.says for reason in reasons if _is_difference(reason)]
    return "，".join(filter(None, ["、".join(same), *apart]))


def _is_difference(reason: Reason) -> bool:
    return "相差" in reason.says or reason.weight < 0


def _name(one: str, other: str) -> Reason | None:
    if not one or not other:
        return None
    if one == other:
        return Reason("同名", 40)
    return Reason("姓名读音相同", 25) if sound(one) == sound(other) else None


def _home(one: Traits, other: Traits) -> Reason | None:
    if one.household and one.household == other.household:
        return Reason("同户", 35)
    if one.address and one.address == other.address:
        return Reason("住址相同", 35)
    return Reason("同村", 20) if one.village and one.village == other.village else None


def _phone(one: Traits, other: Traits) -> Reason | None:
    return Reason("电话相同", 40) if one.phone and one.phone == other.phone else None


def _birth(one: date | None, other: date | None) -> Reason | None:
    """A year is often off by one in what old people tell; a generation apart they are rather father and son."""
    if one is None or other is None:
        return None
    if one == other:
        return Reason("同一天出生", 30)
    years = abs(one.year - other.year)
    if years == 0:
        return Reason("同年出生", 20)
    says = f"出生年相差{years}年"
    if years < 5:
        return Reason(says, 15) if years == 1 else None
    return Reason(says, -20 if years < 15 else -40)


def _sex(one: str, other: str) -> Reason | None:
    return Reason("性别不同", -20) if one and other and one != other else None
