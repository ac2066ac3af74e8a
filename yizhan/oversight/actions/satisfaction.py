"""A survey is drawn by the program, asked by somebody who is not the station, and closed so that no answer leads back to anybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import SystemRandom
from secrets import token_hex
from uuid import UUID

from django.db.models import Q

from yizhan.access.models import Organisation
from yizhan.intake.actions import invite, open_letters, withdraw_invitations
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.models import Ask, Survey, SurveyAnswer
from yizhan.oversight.queries.satisfaction import Frame, frame_of
from yizhan.oversight.rules.satisfaction import (
    ANSWER,
    CLOSE,
    COLLECT,
    DRAW,
    DROP,
    NO_ANSWER,
    OPEN_ASK,
    PROCESS,
    QUESTIONS,
    SLIPS,
    SMALLEST_SHOWN,
    UNIT_QUESTIONS,
    drawing_problem,
    drawn,
    frame_digest,
    scores_problem,
    survey_rule,
)
from yizhan.policy.schema.surveys import Survey as SurveyRule
from yizhan.privacy.action import action
from yizhan.stations.models import Station


@dataclass(frozen=True)
class PrintedSlip:
    """One slip: for whom, and the code that stands on it and nowhere else."""

    ask: Ask
    token: str


@action(
    DRAW, facts=("survey_id", "region_code", "round_word", "first_on", "last_on", "on"), subject="survey_id"
)
def draw_survey(
    *,
    actor: Actor,
    survey_id: UUID,
    region_code: str,
    round_word: str,
    first_on: date,
    last_on: date,
    closes_on: date,
    on: date,
    per_station: int = 0,
    units: int = 0,
    commissioned_id: UUID | None = None,
) -> Survey:
    """Draw whom to ask: of those served from first_on to last_on, station by station; and of the cooperating units.

    survey_id         the same id a second time is answered with the survey it made
    per_station, units  how many, where no paper of the region says it; else the paper's numbers hold
    commissioned_id   the evaluator that asks

    Refused  days in the wrong order, nobody to ask, a place that is not one's own, one's own organisation runs a station
    """
    if known := Survey.objects.visible_to(actor, DRAW).filter(pk=survey_id).first():
        return known
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(DRAW)):
        raise Refused("这里不在您的辖区，不能抽样。", code="oversight.elsewhere")
    stations = list(
        Station.objects.visible_to(actor, DRAW).filter(region_code__startswith=region_code).order_by("pk")
    )
    rule = survey_rule(region_code=region_code, on=on)
    if rule is not None:
        per_station, units = int(rule.per_station or 0) or 1, int(rule.units or 0)
    problem = drawing_problem(
        round_word=round_word, first_on=first_on, last_on=last_on, closes_on=closes_on, on=on,
        per_station=per_station, units=units,
        runs_one=actor.organisation_id is not None
        and any(station.operator_id == actor.organisation_id for station in stations),
    )  # fmt: skip
    if problem:
        raise Refused(problem, code="oversight.survey-incomplete")
    commissioned = None
    if commissioned_id is not None:
        commissioned = (
            Organisation.objects.filter(pk=commissioned_id, kind="EVALUATOR", closed_on=None)
            .exclude(pk__in=[station.operator_id for station in stations if station.operator_id])
            .first()
        )
        if commissioned is None:
            raise Refused(
                "请选一家第三方评估机构；承接社工站的机构不能评自己。", code="oversight.commissioned"
            )
    frame = frame_of(stations=stations, region_code=region_code, first_on=first_on, last_on=last_on)
    seed = token_hex(16)
    asks = list(_drawn(frame, seed, rule, per_station, units))
    if not asks:
        raise Refused(
            "这段时间里没有服务过可以抽的人，也没有协同单位可以抽。", code="oversight.nobody-to-ask"
        )
    survey = Survey.objects.create(
        id=survey_id, region_code=region_code, round=round_word, commissioned=commissioned, first_on=first_on,
        last_on=last_on, drawn_on=on, closes_on=closes_on, drawn_by_label=actor.label[:120], seed=seed,
        fewest=max(SMALLEST_SHOWN, int(rule.fewest or 0) if rule else 0),
        questions={
            "CLIENT": list(rule.questions if rule else QUESTIONS),
            "UNIT": list((rule.unit_questions if rule else ()) or UNIT_QUESTIONS),
        },
        frame=_basis(frame, asks), left_out=frame.left_out,
        rule=rule.ref if rule else "", clause=rule.chip if rule else "",
    )  # fmt: skip
    for number, ask in enumerate(asks, 1):
        ask.survey, ask.region_code, ask.number = survey, region_code, number
    Ask.objects.bulk_create(asks)
    return survey


@action(DROP, facts=("survey_id", "on"), subject="survey_id")
def drop_survey(*, actor: Actor, survey_id: UUID, because: str, on: date) -> Survey:
    """Take back a survey that was drawn wrongly; it stays in the list with the reason, so that nobody draws until it suits.

    Refused  no reason, answers are there already, or closed
    """
    survey = _locked(actor, DROP, survey_id)
    if not because.strip():
        raise Refused("请写明为什么作废；作废的仍留在名单里。", code="oversight.unsaid")
    if SurveyAnswer.objects.filter(survey=survey).exists():
        raise Refused("已经有人答了，不能作废；不再收的，请结束调查。", code="oversight.survey-answered")
    survey.state = PROCESS.step(survey.state, DROP).end
    survey.closed_on, survey.closed_by_label = on, actor.label[:120]
    survey.why_dropped = because.strip()[:200]
    survey.save(update_fields=["state", "closed_on", "closed_by_label", "why_dropped"])
    _withdraw(actor, DROP, [each.invitation_id for each in Ask.objects.filter(survey=survey)])
    return survey


@action(SLIPS, facts=("survey_id", "station_id", "on"), subject="survey_id")
def print_slips(
    *, actor: Actor, survey_id: UUID, on: date, station_id: UUID | None = None
) -> list[PrintedSlip]:
    """Fresh codes for those of one station (or of none: units of the whole area) who did not answer yet.

    The codes are shown this once. Printing again makes new ones, and those printed before take no answer any more.

    Refused  closed, or nobody left
    """
    survey = _locked(actor, SLIPS, survey_id)
    PROCESS.step(survey.state, SLIPS)
    asks = list(
        Ask.objects.visible_to(actor, SLIPS)
        .filter(Q(station=station_id), survey=survey, state__in=[Ask.State.WAITING, Ask.State.UNREACHED])
        .exclude(invitation__state="USED")
        .select_related("client", "station")
        .order_by("number")
    )
    if not asks:
        raise Refused("这里没有还没答的人，不用再打印。", code="oversight.nobody-left")
    _withdraw(actor, SLIPS, [each.invitation_id for each in asks])
    given = invite(
        actor=actor.acting_for("intake.invite", because_of=SLIPS),
        region_code=survey.region_code,
        about=[
            (each.station.title if each.station else "本县社工站", survey.questions[each.group])
            for each in asks
        ],
        closes_on=survey.closes_on,
    )
    for ask, one in zip(asks, given, strict=True):
        ask.invitation_id, ask.slip_on = one.invitation_id, on
    Ask.objects.bulk_update(asks, ["invitation", "slip_on"])
    return [PrintedSlip(ask, one.token) for ask, one in zip(asks, given, strict=True)]


@action(OPEN_ASK, facts=("ask_id",), subject="client_id")
def open_ask(*, actor: Actor, ask_id: UUID, client_id: UUID | None = None) -> Ask:
    """See whom to telephone. A verb, because every look at a person's number is written down (查阅留痕).

    client_id  of the file, for the trail of who looked at it; must be the ask's own
    """
    return (
        Ask.objects.visible_to(actor, OPEN_ASK)
        .select_related("survey", "station", "client", "invitation")
        .get(Q(client=client_id), pk=ask_id)
    )


@action(ANSWER, facts=("ask_id", "way", "on"), subject="ask_id")
def record_answer(*, actor: Actor, ask_id: UUID, way: str, scores: Sequence[int], on: date) -> Ask:
    """Write down what somebody answered on the telephone or face to face. What she said is in no audit line.

    Refused  a question without an answer, answered already, survey closed, one's own station
    """
    ask = _asked(actor, ANSWER, ask_id)
    if way not in (SurveyAnswer.Way.PHONE, SurveyAnswer.Way.ON_SPOT):
        raise Refused("请选电话还是当面。", code="oversight.way")
    if problem := scores_problem(scores, ask.survey.questions[ask.group]):
        raise Refused(problem, code="oversight.unanswered")
    _withdraw(actor, ANSWER, [ask.invitation_id])
    _keep(ask, way, scores)
    return ask


@action(NO_ANSWER, facts=("ask_id", "outcome", "on"), subject="ask_id")
def note_no_answer(*, actor: Actor, ask_id: UUID, outcome: str, on: date) -> Ask:
    """Not reached this time, does not want to, or gone. Whoever was not reached may be tried again.

    Refused  no such outcome, answered already, survey closed, one's own station
    """
    ask = _asked(actor, NO_ANSWER, ask_id)
    if outcome not in (Ask.State.UNREACHED, Ask.State.REFUSED, Ask.State.GONE):
        raise Refused("请选没有联系上、不愿意答，还是已经不在。", code="oversight.outcome")
    if outcome != Ask.State.UNREACHED:
        _withdraw(actor, NO_ANSWER, [ask.invitation_id])
    ask.state, ask.tries = outcome, min(ask.tries + 1, 99)
    ask.save(update_fields=["state", "tries"])
    return ask


@action(COLLECT, facts=("survey_id", "on"), subject="survey_id")
def collect_answers(*, actor: Actor, survey_id: UUID, on: date) -> Survey:
    """Open what was posted by code and count it; `survey.collected` is how many."""
    survey = _locked(actor, COLLECT, survey_id)
    PROCESS.step(survey.state, COLLECT)
    survey.collected = _collect(actor, COLLECT, survey, on)  # type: ignore[attr-defined]  # for the window, not kept
    return survey


@action(CLOSE, facts=("survey_id", "on"), subject="survey_id")
def close_survey(*, actor: Actor, survey_id: UUID, on: date) -> Survey:
    """Take in what was posted, then cut every tie between an answer and whom it is of.

    The answers are written anew in a drawn order with new ids: neither id, nor order, nor instant leads back.
    """
    survey = _locked(actor, CLOSE, survey_id)
    survey.state = PROCESS.step(survey.state, CLOSE).end
    _collect(actor, CLOSE, survey, on)
    _withdraw(actor, CLOSE, [each.invitation_id for each in Ask.objects.filter(survey=survey)])
    answers = list(SurveyAnswer.objects.filter(survey=survey))
    SystemRandom().shuffle(answers)
    SurveyAnswer.objects.filter(survey=survey).delete()
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            region_code=each.region_code, survey=survey, group=each.group, station_id=each.station_id,
            way=each.way, overall=each.overall, scores=each.scores,
        )
        for each in answers
    )  # fmt: skip
    survey.closed_on, survey.closed_by_label = on, actor.label[:120]
    survey.save(update_fields=["state", "closed_on", "closed_by_label"])
    return survey


def _drawn(frame: Frame, seed: str, rule: SurveyRule | None, per_station: int, units: int) -> Iterator[Ask]:
    for station_id, clients in sorted(frame.clients.items(), key=lambda each: str(each[0])):
        most = rule.drawn(len(clients)) if rule else per_station
        for client_id in drawn(clients, most=most, seed=f"{seed}:{station_id}"):
            yield Ask(group=Ask.Group.CLIENT, station_id=station_id, client_id=client_id)
    for unit in drawn(frame.units, most=units, seed=f"{seed}:UNIT"):
        yield Ask(group=Ask.Group.UNIT, station_id=frame.units[unit], unit_name=unit)


def _basis(frame: Frame, asks: Sequence[Ask]) -> dict[str, dict[str, list[object]]]:
    """How many there were at each station, how many were drawn, and the digest of who they were."""
    taken: dict[str, int] = {}
    for each in asks:
        place = str(each.station_id) if each.group == Ask.Group.CLIENT else ""
        taken[place] = taken.get(place, 0) + 1
    found: dict[str, dict[str, list[object]]] = {"CLIENT": {}, "UNIT": {}}
    for station_id, clients in frame.clients.items():
        found["CLIENT"][str(station_id)] = [
            len(clients),
            taken.get(str(station_id), 0),
            frame_digest(clients),
        ]
    found["UNIT"][""] = [len(frame.units), taken.get("", 0), frame_digest(frame.units)]
    return found


def _locked(actor: Actor, verb: str, survey_id: UUID) -> Survey:
    found = Survey.objects.visible_to(actor, verb).get(pk=survey_id)
    survey = Survey.objects.select_for_update().get(pk=found.pk)
    _not_ones_own(actor, survey)
    return survey


def _asked(actor: Actor, verb: str, ask_id: UUID) -> Ask:
    """Somebody who may still answer, locked."""
    found = Ask.objects.visible_to(actor, verb).get(pk=ask_id)
    ask = Ask.objects.select_for_update(of=("self",)).select_related("survey").get(pk=found.pk)
    PROCESS.step(ask.survey.state, verb)
    _not_ones_own(actor, ask.survey)
    if not ask.open:
        raise Refused(f"这一位已经登记过：{ask.get_state_display()}。", code="oversight.asked-already")
    if ask.invitation_id and Ask.objects.filter(pk=ask.pk, invitation__state="USED").exists():
        raise Refused("这一位已经用答卷码答过了，先点“收网上答卷”。", code="oversight.asked-already")
    return ask


def _not_ones_own(actor: Actor, survey: Survey) -> None:
    """Nobody asks about the stations her own organisation runs."""
    if actor.organisation_id is None:
        return
    places = [each for each in survey.frame.get("CLIENT", {}) if each]
    if Station.objects.filter(pk__in=places, operator_id=actor.organisation_id).exists():
        raise Refused("您所在的单位承接了其中的社工站，要由别的单位来问。", code="oversight.survey-own")


def _keep(ask: Ask, way: str, scores: Sequence[int]) -> None:
    SurveyAnswer.objects.create(
        region_code=ask.region_code, survey_id=ask.survey_id, group=ask.group, station_id=ask.station_id, ask=ask,
        way=way, overall=scores[0], scores=list(scores),
    )  # fmt: skip
    ask.state = Ask.State.ANSWERED
    ask.save(update_fields=["state"])


def _collect(actor: Actor, verb: str, survey: Survey, on: date) -> int:
    asks = {
        each.invitation_id: each
        for each in Ask.objects.filter(survey=survey, invitation__state="USED").exclude(
            state=Ask.State.ANSWERED
        )
        if each.invitation_id is not None
    }
    letters = open_letters(
        actor=actor.acting_for("intake.open_letters", because_of=verb), invitation_ids=list(asks), on=on
    )
    for invitation_id, scores in letters.items():
        _keep(asks[invitation_id], SurveyAnswer.Way.SLIP, scores)
    return len(letters)


def _withdraw(actor: Actor, verb: str, invitations: Sequence[UUID | None]) -> None:
    if known := [each for each in invitations if each is not None]:
        withdraw_invitations(
            actor=actor.acting_for("intake.withdraw_invitations", because_of=verb), invitation_ids=known
        )
