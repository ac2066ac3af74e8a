"""A settled result goes where it is needed: the condition of a payment."""

from datetime import date
from uuid import UUID

from yizhan.contracts.actions import meet_condition
from yizhan.contracts.models import AgreementStation, InstalmentCondition
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions.rounds_ground import _round, _step
from yizhan.oversight.models import RoundParty, RoundStation, RoundStep, Sheet
from yizhan.oversight.queries.results import conditions_of
from yizhan.oversight.rules.rounds import FILE
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.privacy.action import action


@action(FILE, facts=("round_id", "condition_id", "on"), subject="round_id")
def file_result(*, actor: Actor, round_id: UUID, condition_id: UUID, on: date) -> InstalmentCondition:
    """Put the results of a round on file as the paper a payment waits for.

    Refused  not settled yet, a payment of other stations, on file already
    """
    round_ = _round(actor, FILE, round_id)
    waiting = {row.pk: row for row in conditions_of(actor=actor, round_=round_)}
    condition = waiting.get(condition_id)
    if condition is None:
        raise Refused(
            "这一期付款等的不是这一轮评估，或者结果还没有定、已经放进去了。",
            code="oversight.not-this-payment",
        )
    agreement = condition.instalment.agreement
    stations = set(AgreementStation.objects.filter(agreement=agreement).values_list("station_id", flat=True))
    parties = list(RoundParty.objects.filter(round=round_).order_by("position"))
    scores = {
        (sheet.round_station_id, sheet.party_id): sheet.score
        for sheet in Sheet.objects.filter(round_station__round=round_).defer("marks")
    }
    rows = [
        row
        for row in RoundStation.objects.filter(round=round_)
        .select_related("station")
        .order_by("region_code", "id")
        if row.station_id in stations
    ]
    table = Table(
        title=round_.name,
        headings=[
            Heading("站点"),
            *(Heading(party.name, "number") for party in parties),
            Heading("总分", "number"),
            Heading("等次"),
        ],
        rows=[
            [
                row.station.title,
                *(scores.get((row.pk, party.pk)) for party in parties),
                row.total,
                row.band or "文件没有规定",
            ]
            for row in rows
        ],
        lead=f"{round_.scheme}，{round_.first_on} 至 {round_.last_on}，{round_.settled_on} 定结果",
    )
    made = meet_condition(
        actor=actor.acting_for("contracts.meet_condition", because_of=FILE),
        condition_id=condition.pk,
        met_on=round_.settled_on or on,
        on=on,
        file_name=f"{round_.name}结果.xlsx",
        content=xlsx(table),
        note=round_.word,
    )
    _step(round_, actor, RoundStep.Kind.FILED, on, f"{condition.instalment.name}：{condition.name}")
    return made
