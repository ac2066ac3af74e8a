"""A round of evaluation in the tests: the demo county's details of evaluation, three parties, two stations."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.people import BAISHA, BAISHA_BUREAU, QIFANG, YACHA, YACHA_OFFICE, YACHA_STATION, ZHAO, person
from tests.world import NOW, TODAY
from yizhan.access.actions import register_organisation
from yizhan.access.roles import founder
from yizhan.kernel.actor import Actor
from yizhan.oversight.actions import (
    Member,
    archive_round,
    lock_round,
    name_expert,
    open_round,
    prepare_round,
    score_sheet,
    seal_sheet,
    settle_round,
    tell_results,
)
from yizhan.oversight.models import Round, RoundStation, Sheet
from yizhan.oversight.queries.rounds_station import station_page
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import Mark, mark_of
from yizhan.policy.book import open_shelf, shelf

ROOT = Path(__file__).parents[2]
EVALUATORS = UUID("01900000-0000-7000-8000-0000000000e1")
OTHER_EVALUATORS = UUID("01900000-0000-7000-8000-0000000000e2")
QIFANG_OFFICE = UUID("01900000-0000-7000-8000-000000100125")

JUDGE = person(81, "评估员一", "evaluator", BAISHA, organisation=EVALUATORS)
SECOND_JUDGE = person(82, "评估员二", "evaluator", BAISHA, organisation=EVALUATORS)
STRANGER = person(83, "别家评估员", "evaluator", BAISHA, organisation=OTHER_EVALUATORS)
YACHA_TOWN = person(84, "牙叉镇经办人", "township", YACHA, organisation=YACHA_OFFICE)
QIFANG_TOWN = person(85, "七坊镇经办人", "township", QIFANG, organisation=QIFANG_OFFICE)
COLLEAGUE = person(86, "李科长", "county", BAISHA, organisation=BAISHA_BUREAU)
FIELDS = ("业务专家", "财务专家", "行业专家")
"""What the paper asks the team of the third party to consist of."""
FIRST, LAST = date(2026, 6, 1), date(2026, 11, 30)
LATER = TODAY + timedelta(days=20)


@contextmanager
def details_of_baisha() -> Iterator[None]:
    """The shelf with the invented details of the demo county; the usual one again afterwards."""
    before = shelf()
    open_shelf([ROOT / "policies", ROOT / "demo" / "packs"])
    yield
    if not any(pack.id.startswith("469025-baisha/2025-evaluation") for pack in before):
        open_shelf([ROOT / "policies"])


def offices() -> None:
    """The other township and two third parties."""
    for kind, key, name, region in (
        ("TOWNSHIP", QIFANG_OFFICE, "示例七坊镇人民政府", QIFANG),
        ("EVALUATOR", EVALUATORS, "示例椰风评估中心", BAISHA),
        ("EVALUATOR", OTHER_EVALUATORS, "示例别家评估中心", BAISHA),
    ):
        register_organisation(
            actor=founder(), kind=kind, organisation_id=key, name=name, region_code=region, credit_code=""
        )


def prepared(**given: Any) -> Round:
    facts: dict[str, Any] = {
        "actor": ZHAO, "region_code": BAISHA, "scheme": "社工站运营评估", "word": "中期", "first_on": FIRST, "last_on": LAST,
        "due_on": TODAY + timedelta(days=10), "on": TODAY,
    }  # fmt: skip
    return prepare_round(**(facts | given))


def named(round_: Round) -> Round:
    """The third party is one of two, so the office has to say which."""
    from yizhan.oversight.actions import commission_party

    party = round_.parties.get(name="第三方机构")
    commission_party(
        actor=ZHAO, round_id=round_.pk, party_id=party.pk, kind="OFFICE", organisation_id=EVALUATORS, from_on=TODAY,
        to_on=round_.due_on, on=TODAY,
    )  # fmt: skip
    return round_


def seated(round_: Round, fields: Sequence[str]) -> Round:
    """The third party's team, each an expert of one field."""
    party = round_.parties.get(name="第三方机构")
    for field in fields:
        name_expert(
            actor=JUDGE, round_id=round_.pk, party_id=party.pk, declared=True, on=TODAY,
            member=Member(f"示例{field}", "社会工作师", "示例椰风评估中心", field),
        )  # fmt: skip
    return round_


def opened(*, seats: Sequence[str] = FIELDS, **given: Any) -> Round:
    round_ = named(prepared(**given))
    return seated(open_round(actor=ZHAO, round_id=round_.pk, on=TODAY, at=NOW), seats)


def sheet_of(round_: Round, party: str, station: UUID) -> Sheet:
    return Sheet.objects.get(
        round_station__round=round_, round_station__station_id=station, party__name=party
    )


def all_scored(round_: Round, sheet: Sheet, share: str = "0.9") -> dict[str, Mark]:
    """Every line of a sheet: what the figures earned stays, a judge gives this share."""
    found: dict[str, Mark] = {}
    for item in thawed(round_.rules).items_for(sheet.party.name, round_.word):
        mark = mark_of((sheet.marks or {}).get(item.id))
        if not mark.done:
            rule: Any = item.rule
            if item.how == "清单":
                mark = Mark(None, tuple(rule.checklist), "现场看过")
            else:
                mark = Mark((item.points * Decimal(share)).quantize(Decimal("0.01")), note="现场看过")
        found[item.id] = mark
    return found


def scored(actor: Actor, round_: Round, party: str, station: UUID, share: str = "0.9") -> Sheet:
    sheet = sheet_of(round_, party, station)
    return score_sheet(
        actor=actor, sheet_id=sheet.pk, marks=all_scored(round_, sheet, share), seen=sheet.version, on=TODAY, at=NOW
    )  # fmt: skip


def sealed(actor: Actor, round_: Round, party: str, station: UUID, share: str = "0.9") -> Sheet:
    return seal_sheet(actor=actor, sheet_id=scored(actor, round_, party, station, share).pk, on=TODAY, at=NOW)


def all_in(round_: Round) -> Round:
    """Every sheet scored and sealed: third party 0.9, county 0.8, townships everything."""
    for row in RoundStation.objects.filter(round=round_):
        town = YACHA_TOWN if row.region_code == YACHA else QIFANG_TOWN
        sealed(JUDGE, round_, "第三方机构", row.station_id)
        sealed(ZHAO, round_, "县民政局", row.station_id, "0.8")
        sealed(town, round_, "乡镇", row.station_id, "1")
    round_.refresh_from_db()
    return round_


def told(round_: Round) -> Round:
    return tell_results(
        actor=ZHAO, round_id=all_in(round_).pk, on=TODAY, at=NOW, until_on=TODAY + timedelta(days=7)
    )


def settled(round_: Round) -> Round:
    return settle_round(actor=ZHAO, round_id=told(round_).pk, on=LATER)


def archived(round_: Round) -> Round:
    lock_round(actor=ZHAO, round_id=settled(round_).pk, on=LATER)
    return archive_round(actor=ZHAO, round_id=round_.pk, on=LATER)


def station(round_: Round, key: UUID = YACHA_STATION) -> RoundStation:
    return RoundStation.objects.get(round=round_, station_id=key)


def page(actor: Actor, round_: Round, key: UUID = YACHA_STATION) -> Any:
    return station_page(actor=actor, round_id=round_.pk, round_station_id=station(round_, key).pk)
