"""Sources of money: what the region's document names, how much of a basis it allows, who pays which share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yizhan.kernel.money import yuan
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import Listing, Share
from yizhan.policy.schema.money import Price

LISTS = ("funding.sources", "funding.channels", "funding.city-sources", "funding.pooled-purchase")
CAPS = ("funding.cap", "funding.share", "funding.share-sanming-nanping")
MATCHING = "funding.matching"
STATION_YEAR = "funding.station-year"
FOUNDING, LATER = "新建当年", "以后各年"


@dataclass(frozen=True)
class Sources:
    """Words for where money comes from, in the order of the documents; open: others may be written down too."""

    words: tuple[str, ...]
    rules: tuple[AnyRule, ...]
    open: bool


def sources_of(*, region_code: str, on: date) -> Sources:
    words: list[str] = []
    rules: list[AnyRule] = []
    closed = False
    for rule_id in LISTS:
        try:
            rule = rule_for(rule_id, region_code=region_code, on=on)
        except NoRule:
            continue
        if isinstance(rule, Listing):
            rules.append(rule)
            words += rule.allowed or rule.words
            closed = closed or rule.closed
    return Sources(tuple(dict.fromkeys(words)), tuple(rules), not closed)


@dataclass(frozen=True)
class Cap:
    """A share of a basis that the document speaks of (2 %, 3 %, 5 %)."""

    rule: Share

    @property
    def basis(self) -> str:
        return self.rule.whole

    def limits(self, basis_fen: int) -> tuple[int | None, int | None]:
        """Least and most, whole fen, half a fen up."""
        return _share(basis_fen, self.rule.floor), _share(basis_fen, self.rule.ceiling)


def caps_of(*, region_code: str, on: date) -> tuple[Cap, ...]:
    """Rules whose figure the document gives; a figure it lost is shown elsewhere and never judged."""
    found = []
    for rule_id in CAPS:
        try:
            rule = rule_for(rule_id, region_code=region_code, on=on)
        except NoRule:
            continue
        if isinstance(rule, Share) and not rule.pending:
            found.append(Cap(rule))
    return tuple(found)


def cap_problem(cap: Cap, *, fen: int, basis_fen: int) -> str | None:
    """Why so much of that basis is too much or too little, with the figure that would be right."""
    least, most = cap.limits(basis_fen)
    if most is not None and fen > most:
        return (
            f"{cap.basis} {yuan(basis_fen)} 元的 {_percent(cap.rule.ceiling)}% 是 {yuan(most)} 元，"
            f"安排了 {yuan(fen)} 元，超出 {yuan(fen - most)} 元。"
        )
    if least is not None and fen < least:
        return (
            f"{cap.basis} {yuan(basis_fen)} 元的 {_percent(cap.rule.floor)}% 是 {yuan(least)} 元，"
            f"安排了 {yuan(fen)} 元，还差 {yuan(least - fen)} 元。"
        )
    return None


@dataclass(frozen=True)
class StationMoney:
    """What the document foresees for one station in one year, by who pays it."""

    fen: int
    founding: bool
    by_payer: Mapping[str, int]


def station_price(*, region_code: str, on: date) -> Price | None:
    try:
        rule = rule_for(STATION_YEAR, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Price) and rule.total is not None else None


def station_money(price: Price, *, fen: int, founding: bool) -> StationMoney:
    """An amount of a station divided among those who pay; no fen is lost: the last payer takes what is left."""
    shares = price.shares(FOUNDING if founding else LATER)
    return StationMoney(fen, founding, divide(fen, shares))


def divide(fen: int, shares: Mapping[str, Decimal]) -> dict[str, int]:
    """By percent, whole fen, adding up to the whole."""
    left = fen
    divided: dict[str, int] = {}
    names = list(shares)
    for name in names[:-1]:
        divided[name] = _share(fen, shares[name]) or 0
        left -= divided[name]
    if names:
        divided[names[-1]] = left
    return divided


def matching_short(*, promised: int, arrived: int) -> int:
    """How much of the promised matching money has not arrived."""
    return max(0, promised - arrived)


def _share(fen: int, percent: Decimal | None) -> int | None:
    if percent is None:
        return None
    return int((Decimal(fen) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def _percent(value: Decimal | None) -> str:
    return f"{value.normalize():f}" if value is not None else ""
