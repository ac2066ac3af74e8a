"""Money is booked, and a mistake is taken back by an entry of its own; no row is ever changed."""

from datetime import date
from uuid import UUID

from yizhan.contracts.actions.ground import _open_project, _stop
from yizhan.contracts.models import Agreement, AgreementStation, Entry, Project
from yizhan.contracts.rules.entries import side_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.money import yuan
from yizhan.privacy.action import action
from yizhan.stations.models import Station

BOOK = "contracts.book"
REVERSE = "contracts.reverse_entry"
MOST_FEN = 10**15
"""Ten thousand thousand million yuan: more is a slip of the hand."""


@action(
    BOOK,
    facts=("entry_id", "project_id", "agreement_id", "kind", "amount_fen", "moved_on", "on", "request_id"),
    subject="project_id",
)
def book(
    *,
    actor: Actor,
    project_id: UUID,
    kind: str,
    amount_fen: int,
    on: date,
    what: str,
    moved_on: date | None = None,
    agreement_id: UUID | None = None,
    station_id: UUID | None = None,
    heading: str = "",
    source: str = "",
    purpose: str = "",
    request_id: UUID | None = None,
    entry_id: UUID | None = None,
) -> Entry:
    """Write one movement of money into the project's ledger.

    on          the day of booking; moved_on: the day of the money, the same when left out
    request_id  the same request a second time is answered with the entry it made, and books nothing

    Refused                  accounts closed, a kind of the other side, no whole amount above zero, a day to come, a
                             request used for other money, an agreement not signed, a station that is not its own
    Agreement.DoesNotExist   another agency's agreement
    """
    project = _open_project(actor, BOOK, project_id)
    moved_on = moved_on or on
    _stop(side_problem(kind, office=_is_office(actor, project)), "contracts.not-your-side")
    if not 0 < amount_fen <= MOST_FEN:
        raise Refused("金额要大于零，写到分为止；冲减请用冲销。", code="contracts.amount")
    if moved_on > on:
        raise Refused("收支日期不能晚于今天。", code="contracts.future")
    if not what.strip():
        raise Refused("请写明这笔钱是什么，例如“第一期项目款”。", code="contracts.unsaid")
    if request_id is not None:
        known = Entry.objects.filter(project=project, request_id=request_id).first()
        if known is not None:
            _stop(_other_money(known, kind, amount_fen, moved_on, agreement_id), "contracts.request-used")
            return known
    agreement = _agreement(actor, project, agreement_id, kind=kind, moved_on=moved_on)
    _check_station(project, agreement, station_id)
    if kind == Entry.Kind.ALLOCATED and not source.strip():
        raise Refused("请选资金来源。", code="contracts.no-source")
    if kind == Entry.Kind.SPENT and not heading.strip():
        raise Refused("请选预算科目。", code="contracts.no-heading")
    return Entry.objects.create(
        id=entry_id or uuid7(),
        project=project,
        region_code=project.region_code,
        agreement=agreement,
        station_id=station_id,
        kind=kind,
        amount_fen=amount_fen,
        moved_on=moved_on,
        booked_on=on,
        heading=heading.strip()[:40],
        source=source.strip()[:40],
        purpose=purpose.strip()[:80],
        what=what.strip()[:200],
        booked_by=actor.label[:120],
        request_id=request_id or uuid7(),
    )


@action(REVERSE, facts=("entry_id", "reversal_id", "on"), subject="entry_id")
def reverse_entry(
    *, actor: Actor, entry_id: UUID, because: str, on: date, reversal_id: UUID | None = None
) -> Entry:
    """Take an entry back by a second one of the same amount, on the day of taking back; both stay. Returns the second.

    It counts on its own day, so that no month that was reported changes afterwards.

    Refused             accounts closed, an entry of the other side, no reason, reversed already, or itself a reversal
    Entry.DoesNotExist  out of reach
    """
    found = Entry.objects.visible_to(actor, REVERSE).get(pk=entry_id)
    project = _open_project(
        actor, REVERSE, found.project_id
    )  # its lock makes two accountants follow one another
    _stop(side_problem(found.kind, office=_is_office(actor, project, REVERSE)), "contracts.not-your-side")
    if found.reverses_id is not None:
        raise Refused("这一笔本身就是冲销，要恢复原来的账，请重新登记一笔。", code="contracts.is-reversal")
    before = Entry.objects.filter(reverses=found).first()
    if before is not None:
        raise Refused(
            f"这一笔 {yuan(found.amount_fen)} 元已于 {before.booked_on:%Y年%m月%d日} 冲销，不能再冲一次。",
            code="contracts.reversed",
        )
    if not because.strip():
        raise Refused("请写明为什么冲销，例如“科目选错”。", code="contracts.reason-missing")
    if on < found.booked_on:
        raise Refused("冲销不能早于登记的那一天。", code="contracts.future")
    return Entry.objects.create(
        id=reversal_id or uuid7(),
        project=project,
        region_code=project.region_code,
        agreement_id=found.agreement_id,
        station_id=found.station_id,
        kind=found.kind,
        amount_fen=found.amount_fen,
        moved_on=on,
        booked_on=on,
        heading=found.heading,
        source=found.source,
        purpose=found.purpose,
        what=found.what,
        booked_by=actor.label[:120],
        reverses=found,
        because=because.strip()[:120],
    )


def _is_office(actor: Actor, project: Project, verb: str = BOOK) -> bool:
    """Whether somebody acts for the territory; the others are the agency."""
    return any(grant.reaches_region(project.region_code) for grant in actor.grants_for(verb))


def _agreement(
    actor: Actor, project: Project, agreement_id: UUID | None, *, kind: str, moved_on: date
) -> Agreement | None:
    if kind == Entry.Kind.ALLOCATED:
        return None
    if agreement_id is None:
        raise Refused("请选服务协议。", code="contracts.no-agreement")
    agreement = Agreement.objects.visible_to(actor, BOOK).get(pk=agreement_id, project=project)
    if agreement.state == Agreement.State.DRAFT:
        raise Refused("这份协议还没有签订，不能记账。", code="contracts.not-signed")
    return agreement


def _check_station(project: Project, agreement: Agreement | None, station_id: UUID | None) -> None:
    if station_id is None:
        return
    if agreement is not None:
        inside = AgreementStation.objects.filter(agreement=agreement, station_id=station_id).exists()
    else:
        inside = Station.objects.filter(pk=station_id, region_code__startswith=project.region_code).exists()
    if not inside:
        raise Refused(
            "这个站不在这份协议里。" if agreement else "这个站不在本县。", code="contracts.elsewhere"
        )


def _other_money(
    known: Entry, kind: str, amount_fen: int, moved_on: date, agreement_id: UUID | None
) -> str | None:
    """Why a request that was booked cannot stand for this money as well."""
    if (known.kind, known.amount_fen, known.moved_on, known.agreement_id) == (
        kind, amount_fen, moved_on, agreement_id,
    ):  # fmt: skip
        return None
    return "这次提交已经记过另一笔账，请刷新页面再登记。"
