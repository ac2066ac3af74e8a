"""The rows of the page of rules and the panel beside them, ready for the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS, Metric
from yizhan.oversight.queries import checkups
from yizhan.policy.book import find_pack, rules_in_force, shelf
from yizhan.policy.check import Outcome, run_example
from yizhan.policy.layers import Stacked, covered_by, ruled_also, stacked
from yizhan.policy.original import excerpt
from yizhan.policy.reading import Fact, brief, facts
from yizhan.policy.schema.frames import Frame
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.money import Price
from yizhan.policy.schema.pack import Pack, Passage
from yizhan.policy.schema.scoring import Indicator
from yizhan.policy.schema.times import Frequency
from yizhan.policy.schema.words import TOPICS
from yizhan.reports.rules.reports import MONTHLY_RULE
from yizhan.services.rules.records import ADMINISTRATIVE_RULE, LATE_RULE
from yizhan.stations.models import Station
from yizhan.stations.rules import SIGN_RULE
from yizhan.web.nav import url_or_none
from yizhan.web.rulebook.place import Level, Place, level_of
from yizhan.workforce.rules import FILING_RULE

REMEMBERED = 60
"""Seconds for which going through the rules one by one does not count everything anew."""

MOST_STATIONS = 40
"""Beyond this the state of one's own stations stays on their own page: a list of rules must come at once."""


@dataclass
class Standing:
    """How one's own stations keep one rule today."""

    met: int = 0
    open: int = 0
    unmet: list[UUID] = field(default_factory=list)

    @property
    def stations(self) -> int:
        return self.met + self.open + len(self.unmet)

    @property
    def tone(self) -> str:
        return "bad" if self.unmet else "good" if self.met else "idle"

    @property
    def words(self) -> str:
        if self.unmet:
            return _("%(count)d 站未达标") % {"count": len(self.unmet)}
        if self.met:
            return _("%(met)d / %(all)d 站") % {"met": self.met, "all": self.stations}
        return _("待核")

    @property
    def url(self) -> str:
        if len(self.unmet) == 1 or self.stations == 1:
            return _checkup(self.unmet[0]) if self.unmet else ""
        return url_or_none("stations") or "" if self.unmet else ""


Standings = Mapping[tuple[str, str], Standing]


def _checkup(station: UUID) -> str:
    address = url_or_none("station-checkup", station)
    return f"{address}?state=unmet" if address else ""


@dataclass(frozen=True)
class Row:
    rule: AnyRule
    pack: Pack
    brief: str
    level: Level
    standing: Standing | None
    chosen: bool
    url: str

    @property
    def unmet(self) -> bool:
        return self.standing is not None and bool(self.standing.unmet)


@dataclass(frozen=True)
class Group:
    name: str
    rows: tuple[Row, ...]


def standings(actor: Actor, place: Place, *, again: bool = False) -> Standings:
    """Every rule of the place as one's own stations there keep it; empty on other days, elsewhere, and for too many.

    again  the reader goes on reading the page she has open: what was found in the last minute will do
    """
    if not place.is_today or not place.code or not actor.may("stations.view"):
        return {}
    if not rules_in_force(region_code=place.code, on=place.on):
        return {}
    mine = Station.objects.visible_to(actor, "stations.view").filter(region_code__startswith=place.code)
    stations = list(mine.exclude(status=Station.Status.CLOSED).order_by("pk")[: MOST_STATIONS + 1])
    if not stations or len(stations) > MOST_STATIONS:
        return {}
    key = f"rules:{place.on}:{hash(tuple(station.pk for station in stations))}"
    known: Standings | None = cache.get(key) if again else None
    if known is None:
        known = _held_against(stations, place)
        cache.set(key, known, REMEMBERED)
    return known


def _held_against(stations: Sequence[Station], place: Place) -> Standings:
    found: dict[tuple[str, str], Standing] = {}
    for check in checkups(stations=stations, on=place.on):
        for row in check.rows:
            standing = found.setdefault((row.rule.document.pack_id, row.rule.id), Standing())
            if row.state == "unmet":
                standing.unmet.append(check.station.pk)
            else:
                standing.met += row.state == "met"
                standing.open += row.state == "open"
    return found


def rows_of(
    place: Place, held: Standings, *, chosen: tuple[str, str] | None, kept: Mapping[str, str]
) -> list[Row]:
    """Every rule in force, in the papers' order of topics, the document's own order inside."""
    order = {topic: at for at, topic in enumerate(TOPICS)}
    found = sorted(
        rules_in_force(region_code=place.code, on=place.on) if place.code else (),
        key=lambda each: (order[each.rule.topic], -len(each.pack.region), each.pack.id, each.pack.rules.index(each.rule)),
    )  # fmt: skip
    return [
        Row(
            rule=each.rule,
            pack=each.pack,
            brief=brief(each.rule),
            level=level_of(each.pack, place),
            standing=held.get((each.pack.id, each.rule.id)),
            chosen=(each.pack.id, each.rule.id) == chosen,
            url=reverse("rules") + place.query(**{**kept, "rule": each.rule.id}),
        )
        for each in found
    ]


def matches(row: Row, words: str) -> bool:
    """Search in what the page shows: sentence, clause, value, topic, kind, document."""
    names = (row.pack.basis.name, row.pack.basis.short_name, row.pack.basis.number)
    text = " ".join(
        (
            row.rule.says,
            row.rule.clause,
            row.brief,
            row.rule.required(),
            row.rule.topic,
            row.rule.kind,
            *names,
        )
    )
    squeezed = "".join(text.lower().split())
    return all(word in squeezed for word in words.lower().split())


def grouped(rows: Sequence[Row]) -> list[Group]:
    names = dict.fromkeys(row.rule.topic for row in rows)
    return [Group(name, tuple(row for row in rows if row.rule.topic == name)) for name in names]


# --- one rule ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """Where the product asks this rule, and what it answers."""

    label: str
    says: str
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Panel:
    """Everything about one rule.

    holds     it is the rule taken in the place that day
    instead   the document whose rule is taken instead
    replaces  broader documents whose rule of the same id it replaces
    """

    rule: AnyRule
    pack: Pack
    brief: str
    level: Level
    facts: tuple[Fact, ...]
    passage: Passage | None
    passage_url: str
    excerpt: tuple[tuple[str, bool], ...]
    metric: Metric | None
    examples: tuple[Outcome, ...]
    uses: tuple[Use, ...]
    holds: bool
    instead: Pack | None
    replaces: tuple[Pack, ...]
    table: Price | None
    url: str
    same_elsewhere: int


def panel_of(rule: AnyRule, pack: Pack, place: Place, held: Standings) -> Panel:
    passage = pack.passage_for(rule)
    at = pack.passages.index(passage) + 1 if passage else 0
    reaches = place.code.startswith(pack.region) and bool(place.code)
    instead = covered_by(pack, rule.id, region_code=place.code, on=place.on) if reaches else None
    others = ruled_also(rule.id, region_code=place.code, on=place.on) if reaches and instead is None else ()
    return Panel(
        rule=rule,
        pack=pack,
        brief=brief(rule),
        level=level_of(pack, place),
        facts=tuple(
            replace(fact, lines=tuple(_told(line, pack) for line in fact.lines)) for fact in facts(rule)
        ),
        passage=passage,
        passage_url=paper_url(pack) + place.link + (f"#p{at}" if at else ""),
        excerpt=excerpt(passage.text, rule.quote) if passage else (),
        metric=METRICS.get(rule.measure or ""),
        examples=tuple(run_example(rule, example) for example in pack.examples if example.rule == rule.id),
        uses=uses_of(rule, pack, held),
        holds=reaches and pack.in_force(place.on) and instead is None,
        instead=instead,
        replaces=tuple(other for other in others if other.id != pack.id),
        table=rule if isinstance(rule, Price) and rule.table else None,
        url=rule_url(rule, pack) + place.link,
        same_elsewhere=sum(each.id != pack.id and each.rule(rule.id) is not None for each in shelf()),
    )


def _told(line: str, pack: Pack) -> str:
    """A line that names another rule of the document by its id, by what that rule says."""
    named = pack.rule(line)
    return line if named is None else named.says


def paper_url(pack: Pack) -> str:
    return reverse("rules-paper", args=pack.id.split("/", 1))


def rule_url(rule: AnyRule, pack: Pack) -> str:
    return reverse("rule", args=[*pack.id.split("/", 1), rule.id])


def uses_of(rule: AnyRule, pack: Pack, held: Standings) -> tuple[Use, ...]:
    """Where the product acts on the rule. Only what is built is named."""
    found: list[Use] = []
    standing = held.get((pack.id, rule.id))
    if standing is not None:
        found.append(
            Use(_("达标体检"), standing.words, standing.tone, standing.url or url_or_none("stations") or "")
        )
    elif isinstance(rule, Indicator | Frame):
        contest = rule.id.startswith("contest.")
        found.append(
            Use(
                _("季度比拼") if contest else _("评估"),
                _("由记录算分") if isinstance(rule, Indicator) and rule.how != "评议" else _("照它评分"),
                url=url_or_none("contests" if contest else "rounds") or "",
            )
        )
    elif rule.measure is not None:
        found.append(Use(_("达标体检"), _("逐站核对"), url=url_or_none("stations") or ""))
    if isinstance(rule, Frequency) and not rule.pending:
        if rule.topic == "探访频次":
            found.append(Use(_("下次探访日"), _("按对象和等级推算"), url=url_or_none("clients") or ""))
        elif rule.id == MONTHLY_RULE:
            found.append(Use(_("月报"), _("截止日由此而来"), url=url_or_none("reports") or ""))
        elif rule.per is not None and not rule.is_visit:
            found.append(Use(_("报送事项"), _("到期提醒"), url=url_or_none("reports") or ""))
    named = {
        SIGN_RULE: (_("站名和标牌"), _("登记时核对"), "stations"),
        ADMINISTRATIVE_RULE: (_("记录服务"), _("行政性事务不记作服务"), "services"),
        LATE_RULE: (_("补记服务"), _("最多可补几天"), "services"),
        FILING_RULE: (_("人员备案"), _("期限由此而来"), "stations"),
    }
    if rule.id in named:
        label, says, name = named[rule.id]
        found.append(Use(label, says, url=url_or_none(name) or ""))
    return tuple(found)


@dataclass(frozen=True)
class Layer:
    """One document in the stack."""

    stack: Stacked
    level: Level
    url: str
    changes_url: str


def layers(place: Place) -> tuple[Layer, ...]:
    if not place.code:
        return ()
    return tuple(
        Layer(
            one,
            level_of(one.pack, place),
            paper_url(one.pack) + place.link,
            reverse("rules-changes", args=one.pack.id.split("/", 1)) + place.link,
        )
        for one in stacked(region_code=place.code, on=place.on)
    )


def waiting(place: Place) -> tuple[Pack, ...]:
    """Documents of the place that do not yet hold, or hold no longer, on the day: the next first."""
    found = [
        pack
        for pack in shelf()
        if place.code and place.code.startswith(pack.region) and not pack.in_force(place.on)
    ]
    return tuple(sorted(found, key=lambda pack: pack.since))


def rule_named(word: str, place: Place) -> tuple[AnyRule, Pack] | None:
    """The rule a chip leads to: `id`, or `pack:id` as rows keep it.

    In the place and on the day; else inside the place; else anywhere; None when no document has it.
    """
    pack_id, _colon, rule_id = word.rpartition(":")
    if pack_id and (pack := find_pack(pack_id)) and (rule := pack.rule(rule_id)):
        return rule, pack
    for held in rules_in_force(region_code=place.code, on=place.on) if place.code else ():
        if held.rule.id == rule_id:
            return held.rule, held.pack
    having = [(rule, pack) for pack in shelf() if (rule := pack.rule(rule_id)) is not None]
    having.sort(
        key=lambda found: (_distance(found[1], place), not found[1].in_force(place.on), _age(found[1]))
    )
    return having[0] if having else None


def _distance(pack: Pack, place: Place) -> int:
    if place.code.startswith(pack.region):
        return 0
    return 1 if pack.region.startswith(place.code) and pack.nature != "示例" else 2 + (pack.nature == "示例")


def _age(pack: Pack) -> int:
    return -pack.since.toordinal()


__all__ = [
    "Group", "Layer", "Panel", "Row", "Standing", "grouped", "layers", "matches", "panel_of", "paper_url", "rows_of",
    "rule_named", "rule_url", "standings", "waiting",
]  # fmt: skip
