"""An agency hands in its statement of a month or of the year; the county may send it back with a reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from yizhan.contracts.actions.ground import _project, _stop
from yizhan.contracts.models import Agreement, AgreementStation, MoneyStatement
from yizhan.contracts.queries.money import figures_in
from yizhan.contracts.rules.statements import public_lines, publishing_problem, sending_problem
from yizhan.disclosure.actions import publish
from yizhan.disclosure.models import Snapshot
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.action import action

PUBLISH = "contracts.publish_statement"
SNAPSHOT = "contracts.financial-report"
SEND = "contracts.send_money_statement"
RETURN = "contracts.return_money_statement"


@action(SEND, facts=("agreement_id", "statement_id", "kind", "month", "on"), subject="agreement_id")
def send_money_statement(
    *,
    actor: Actor,
    agreement_id: UUID,
    kind: str,
    on: date,
    month: date | None = None,
    added: Sequence[dict[str, Any]] = (),
    note: str = "",
    statement_id: UUID | None = None,
) -> MoneyStatement:
    """Hand in what the ledger says of a month (any day of it) or of the whole service year.

    added  lines that could not be computed: {name, fen, because}; each with its reason

    Refused                 the time is not over, or not of this year; a typed line without a name or reason; the same
                            handed in already and neither returned nor different now
    Agreement.DoesNotExist  another agency's agreement
    """
    found = Agreement.objects.visible_to(actor, SEND).get(pk=agreement_id)
    project = _project(actor, SEND, found.project_id)
    period = project.period if kind == MoneyStatement.Kind.YEAR or month is None else Period.month_of(month)
    _stop(sending_problem(kind, period, year=project.period, on=on, added=added), "contracts.statement")
    figures = figures_in(agreement=found, period=period).as_json()
    last = (
        MoneyStatement.objects.filter(agreement=found, kind=kind, first_on=period.first)
        .order_by("-version")
        .first()
    )
    lines = [
        {
            "name": str(each["name"]).strip()[:40],
            "fen": int(each["fen"]),
            "because": str(each["because"]).strip()[:120],
        }
        for each in added
    ]
    if last is not None and last.returned_on is None and (last.figures, last.added) == (figures, lines):
        raise Refused(
            f"这一期已于 {last.sent_on:%Y年%m月%d日} 报送，账上没有变动，不用再报。",
            code="contracts.statement-sent",
        )
    return MoneyStatement.objects.create(
        id=statement_id or uuid7(),
        project=project,
        agreement=found,
        region_code=project.region_code,
        kind=kind,
        first_on=period.first,
        last_on=period.last,
        version=last.version + 1 if last else 1,
        figures=figures,
        added=lines,
        note=note.strip()[:600],
        sent_on=on,
        sent_by=actor.label[:120],
    )


@action(RETURN, facts=("statement_id", "on"), subject="statement_id")
def return_money_statement(
    *, actor: Actor, statement_id: UUID, because: str, on: date
) -> MoneyStatement:  # fmt: skip
    """Send a statement back to the agency, with the reason.

    Refused  no reason, returned already, or a newer version was handed in
    """
    found = MoneyStatement.objects.visible_to(actor, RETURN).get(pk=statement_id)
    _project(actor, RETURN, found.project_id)
    statement = MoneyStatement.objects.locked(actor, RETURN, statement_id)
    if statement.returned_on is not None:
        raise Refused(
            f"这一份已于 {statement.returned_on:%Y年%m月%d日} 退回。", code="contracts.statement-returned"
        )
    if not because.strip():
        raise Refused("请写明为什么退回，例如“8 月支出少一笔”。", code="contracts.reason-missing")
    newer = MoneyStatement.objects.filter(
        agreement=statement.agreement_id,
        kind=statement.kind,
        first_on=statement.first_on,
        version__gt=statement.version,
    )
    if newer.exists():
        raise Refused("机构已经报了新的一份，请看新的。", code="contracts.statement-newer")
    statement.returned_on, statement.returned_because = on, because.strip()[:200]
    statement.save(update_fields=["returned_on", "returned_because"])
    return statement


@action(PUBLISH, facts=("statement_id", "on"), subject="statement_id")
def publish_statement(*, actor: Actor, statement_id: UUID, on: date) -> Snapshot:
    """Approve the yearly financial report of an agency, and hand it to the public as it was handed in.

    Refused  a month, returned, a newer one was handed in, public already
    """
    found = MoneyStatement.objects.visible_to(actor, PUBLISH).get(pk=statement_id)
    _project(actor, PUBLISH, found.project_id)
    one = MoneyStatement.objects.locked(actor, PUBLISH, statement_id)
    newer = MoneyStatement.objects.filter(
        agreement=one.agreement_id, kind=one.kind, first_on=one.first_on, version__gt=one.version
    )
    _stop(
        publishing_problem(one.kind, returned=one.returned_on is not None, newer=newer.exists()),
        "contracts.statement",
    )
    agreement = one.agreement
    stations = AgreementStation.objects.filter(agreement=agreement)
    return publish(
        actor=actor.acting_for("disclosure.publish", because_of=PUBLISH),
        kind=SNAPSHOT,
        subject_id=one.pk,
        region_code=one.region_code,
        of=agreement.provider.name,
        title=f"{agreement.provider.name}年度财务报告（{one.project.name}）",
        first_on=one.first_on,
        last_on=one.last_on,
        lines=public_lines(
            one.figures,
            one.added,
            amount_fen=agreement.amount_fen,
            stations=stations.count(),
            heads=sum(stations.values_list("headcount", flat=True)),
        ),
        on=on,
    )
