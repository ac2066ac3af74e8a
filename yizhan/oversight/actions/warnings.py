"""Warnings are raised by a look, go when the figure is good again, are answered, checked, and go up when nobody answers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from yizhan.access.actions import Reminder, remind
from yizhan.contracts.models import AgreementStation
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS
from yizhan.oversight.models import RiskWarning, WarningLook, WarningStep
from yizhan.oversight.queries.warnings import roles_upon
from yizhan.oversight.queries.warnings_look import Look, Sighting
from yizhan.oversight.rules.warnings import (
    ANSWER,
    ANSWERABLE,
    CHECK,
    ESCALATE,
    LEVELS,
    OPEN_STATES,
    PROCESS,
    RAISE,
    ROLES_OF,
    answering_level,
    answering_problem,
    checked_by,
    checking_problem,
    figure_says,
    levels_of,
    owner_of,
)
from yizhan.privacy.action import action
from yizhan.regions.models import Region
from yizhan.services.models import ServicePhoto, ServiceRecord

REMIND = "access.remind"
PAGE = "/oversight/warnings/"
BATCH = 500


@action(RAISE, facts=("region_code", "on"))
def raise_warnings(*, actor: Actor, region_code: str, told: Look, on: date, at: datetime) -> WarningLook:
    """Write down what a look found: new ones are raised once, those whose figure is good again go by themselves.

    told  of `oversight.queries.warnings_look.look`, made outside so that nobody who records waits for the counting

    Refused  a look at another place, or a place that is not one's own
    """
    if told.region_code != region_code or not any(
        grant.reaches_region(region_code) for grant in actor.grants_for(RAISE)
    ):
        raise Refused("只能核对本辖区的预警。", code="oversight.elsewhere")
    _one_at_a_time(region_code)
    standing = {
        (row.rule_id, row.subject, row.subject_id, row.key): row
        for row in RiskWarning.objects.filter(region_code__startswith=region_code, healed_on__isnull=True)
    }
    raised: list[RiskWarning] = []
    changed: list[RiskWarning] = []
    broken = set()
    for each in told.found:
        name = (each.rule.id, each.subject, each.subject_id, each.key)
        if name in broken:
            continue
        broken.add(name)
        row = standing.get(name)
        if row is None:
            raised.append(_made(each, on))
        elif row.open and _moved(row, each):
            changed.append(row)
    healed = _mended(
        [row for name, row in standing.items() if name not in broken and _looked_at(row, told)], told
    )
    gone = [row for row in healed if row.open]
    for row in gone:
        row.state = PROCESS.step(row.state, RAISE, "GONE").end
        row.ended_on, row.ended_by_label = on, actor.label[:120]
    for row in healed:
        row.healed_on = on
    RiskWarning.objects.bulk_create(raised, batch_size=BATCH)
    if changed:
        RiskWarning.objects.bulk_update(
            changed, ["figure", "what", "evidence", "period_first_on", "period_last_on"], batch_size=BATCH
        )
    RiskWarning.objects.bulk_update(
        healed, ["state", "ended_on", "ended_by_label", "healed_on"], batch_size=BATCH
    )
    _note(raised, WarningStep.Kind.RAISED, on, actor)
    _note(gone, WarningStep.Kind.GONE, on, actor)
    _tell(actor, RAISE, [(row, row.owner) for row in raised], on, at, "新的预警")
    told_too = [
        (row, level)
        for row, each in zip(raised, _sightings(raised, told), strict=True)
        for level in levels_of(each.rule.told)
        if level != row.owner
    ]
    _tell(actor, RAISE, told_too, on, at, "请知悉的预警")
    return WarningLook.objects.create(
        region_code=region_code,
        looked_on=on,
        looked_at=at,
        stations=told.stations,
        rules=len(told.rules),
        raised=len(raised),
        gone=len(gone),
    )


@action(ESCALATE, facts=("region_code", "on"))
def escalate_warnings(*, actor: Actor, region_code: str, on: date, at: datetime) -> int:
    """What nobody answered by its day goes to the level the paper names; how many went. Each goes up once."""
    rows = list(
        RiskWarning.objects.visible_to(actor, ESCALATE)
        .select_for_update()
        .filter(
            region_code__startswith=region_code,
            state__in=("OPEN", "ASKED"),
            due_on__lt=on,
            escalated_on__isnull=True,
        )
        .exclude(raised_to="")
        .order_by("id")
    )
    for row in rows:
        row.state = PROCESS.step(row.state, ESCALATE).end
        row.owner, row.escalated_on = row.raised_to, on
    RiskWarning.objects.bulk_update(rows, ["state", "owner", "escalated_on"], batch_size=BATCH)
    _note(rows, WarningStep.Kind.ESCALATED, on, actor)
    _tell(actor, ESCALATE, [(row, row.owner) for row in rows], on, at, "到期没有答复的预警")
    return len(rows)


@action(ANSWER, facts=("warning_id", "outcome", "on"), subject="warning_id")
def answer_warning(*, actor: Actor, warning_id: UUID, outcome: str, text: str, on: date) -> RiskWarning:
    """What was done, what it is, or why it is a false alarm. Ends the warning unless somebody has to agree first.

    Refused                   it is somebody else's to answer, no outcome, no words, or ended meanwhile
    RiskWarning.DoesNotExist  out of sight
    """
    row = _locked(actor, ANSWER, warning_id)
    level = answering_level(
        roles=roles_upon(row, actor=actor, verb=ANSWER), owner=row.owner, first_owner=row.first_owner
    )
    _stop(
        answering_problem(level=level, label=str(row.get_owner_display()), outcome=outcome, text=text),
        "oversight.warning-unanswered",
    )
    assert level is not None
    checker = checked_by(level=level, owner=row.owner, checker=row.checker)
    row.outcome, row.answered_by = outcome, actor.id
    if checker:
        row.state = PROCESS.step(row.state, ANSWER, "ANSWERED").end
        row.checker = checker
    else:
        row.state = PROCESS.step(row.state, ANSWER, outcome).end
        row.ended_on, row.ended_by_label = on, actor.label[:120]
    row.save(update_fields=["state", "outcome", "answered_by", "checker", "ended_on", "ended_by_label"])
    return _add(row, actor, WarningStep.Kind.ANSWERED, on, text, outcome)


@action(CHECK, facts=("warning_id", "agrees", "on"), subject="warning_id")
def check_warning(*, actor: Actor, warning_id: UUID, agrees: bool, on: date, text: str = "") -> RiskWarning:
    """The answer is agreed to and the warning ends, or it goes back with what is still to be said.

    Refused                   not to be checked, by another level, by whoever answered, sent back without a word
    RiskWarning.DoesNotExist  out of sight
    """
    row = _locked(actor, CHECK, warning_id)
    if row.state != "ANSWERED":
        PROCESS.step(row.state, CHECK)
    label = str(RiskWarning.Owner(row.checker).label)
    _stop(
        checking_problem(
            roles=roles_upon(row, actor=actor, verb=CHECK),
            checker=row.checker,
            label=label,
            own=row.answered_by == actor.id,
            agrees=agrees,
            text=text,
        ),
        "oversight.warning-unchecked",
    )
    if agrees:
        row.state = PROCESS.step(row.state, CHECK, row.outcome).end
        row.ended_on, row.ended_by_label = on, actor.label[:120]
    else:
        back = "RAISED" if row.escalated_on else "ASKED" if row.question else "OPEN"
        row.state = PROCESS.step(row.state, CHECK, back).end
        row.outcome, row.answered_by = "", ""
    row.save(update_fields=["state", "outcome", "answered_by", "ended_on", "ended_by_label"])
    kind = WarningStep.Kind.CHECKED if agrees else WarningStep.Kind.SENT_BACK
    return _add(row, actor, kind, on, text, row.outcome)


# --- the steps ----------------------------------------------------------------------------------------------------------


def _one_at_a_time(region_code: str) -> None:
    """Two looks at one province wait for each other: what one raised the other must see."""
    list(Region.objects.select_for_update().filter(code=region_code[:2]).values_list("pk", flat=True))


def _made(each: Sighting, on: date) -> RiskWarning:
    rule = each.rule
    owner = owner_of(rule.duty_of, has_agency=each.place is None or each.place.has_agency)
    if each.place is None and owner == "STATION":
        owner = "AGENCY" if each.subject == "AGREEMENT" else "COUNTY"
    raised_to = owner_of(rule.raised_to) if rule.raised_to else ""
    return RiskWarning(
        id=uuid7(),
        region_code=each.region_code,
        station_id=each.place.id if each.place else None,
        organisation_id=each.organisation_id,
        rule_id=rule.id,
        rule=rule.ref,
        says=rule.says[:300],
        clause=rule.source[:200],
        chip=rule.chip[:120],
        level=LEVELS.get(rule.level or "", ""),
        question=rule.is_question,
        subject=each.subject,
        subject_id=each.subject_id,
        key=each.key,
        figure=each.figure,
        unit=rule.figure_unit[:16],
        what=_what(each),
        metric=rule.measure or "",
        period_first_on=each.period.first,
        period_last_on=each.period.last,
        evidence=_evidence(each),
        state=PROCESS.step("", RAISE, "ASKED" if rule.is_question else "OPEN").end,
        owner=owner,
        first_owner=owner,
        raised_to="" if raised_to == owner else raised_to,
        checker=owner_of(rule.checked_by) if rule.checked_by else "",
        raised_on=on,
        due_on=rule.due(on),
    )


def _what(each: Sighting) -> str:
    name = each.rule.matter or METRICS[str(each.rule.measure)].label
    detail = f"（{each.detail}）" if each.detail else ""
    return f"{name}{detail}：{figure_says(each.rule, each.figure)}"[:200]


def _evidence(each: Sighting) -> list[list[str]]:
    return [[kind, str(pk)] for kind, pk in each.evidence]


def _moved(row: RiskWarning, each: Sighting) -> bool:
    """Whether the figure of an open warning is another than last night; then the row shows it."""
    evidence = _evidence(each)
    if row.figure == each.figure and row.evidence == evidence:
        return False
    row.figure, row.what, row.evidence = each.figure, _what(each), evidence
    row.period_first_on, row.period_last_on = each.period.first, each.period.last
    return True


def _looked_at(row: RiskWarning, told: Look) -> bool:
    """Whether the look could have seen it: questions only about workers whose records changed."""
    if row.rule_id not in told.questions:
        return not row.question or row.rule_id not in told.rules
    return row.subject_id in told.questions[row.rule_id]


def _mended(rows: Sequence[RiskWarning], told: Look) -> list[RiskWarning]:
    """A question stands until records behind it were changed: that its worker goes on recording answers nothing."""
    asked = {UUID(pk) for row in rows if row.question for _kind, pk in row.evidence}
    changed = {
        str(pk)
        for pk in (
            *ServiceRecord.objects.filter(pk__in=asked, changed_at__gte=told.since).values_list(
                "pk", flat=True
            ),
            *ServicePhoto.objects.filter(service_id__in=asked, removed_at__gte=told.since).values_list(
                "service_id", flat=True
            ),
        )
    }
    return [row for row in rows if not row.question or any(pk in changed for _kind, pk in row.evidence)]


def _sightings(raised: Sequence[RiskWarning], told: Look) -> list[Sighting]:
    """The sighting each raised row was made from, in order."""
    first: dict[tuple[str, str, UUID, str], Sighting] = {}
    for each in told.found:
        first.setdefault((each.rule.id, each.subject, each.subject_id, each.key), each)
    return [first[row.rule_id, row.subject, row.subject_id, row.key] for row in raised]


def _note(rows: Iterable[RiskWarning], kind: WarningStep.Kind, on: date, actor: Actor) -> None:
    WarningStep.objects.bulk_create(
        (
            WarningStep(
                id=uuid7(),
                warning=row,
                region_code=row.region_code,
                kind=kind,
                figure=Decimal(row.figure),
                done_on=on,
                by_label=actor.label[:120],
            )
            for row in rows
        ),
        batch_size=BATCH,
    )


def _tell(
    actor: Actor, verb: str, rows: Sequence[tuple[RiskWarning, str]], on: date, at: datetime, what: str
) -> None:
    """One line for each office, station or agency: how many, and where to look. Nothing of what they are about."""
    counted: dict[tuple[str, str, UUID | None], int] = defaultdict(int)
    agreements = [row.subject_id for row, level in rows if level == "AGENCY" and row.station_id is None]
    at_work = _stations_of(agreements)
    for row, level in rows:
        if level == "AGENCY" and row.station_id is None:
            if row.subject_id in at_work:
                counted[level, *at_work[row.subject_id]] += 1
        elif level in ("STATION", "TOWNSHIP", "AGENCY"):
            counted[level, row.region_code, row.station_id] += 1
        else:
            counted[level, row.region_code[: _DIGITS.get(level, 6)], None] += 1
    if not counted:
        return
    remind(
        actor=actor.acting_for(REMIND, because_of=verb),
        reminders=[
            Reminder(
                roles=ROLES_OF[level],
                region_code=region,
                station_id=station,
                subject=f"{number} 条{what}",
                url=PAGE,
            )
            for (level, region, station), number in counted.items()
        ],
        on=on,
        at=at,
    )


_DIGITS = {"CITY": 4, "PROVINCE": 2}


def _stations_of(agreements: Sequence[UUID]) -> dict[UUID, tuple[str, UUID]]:
    """One station of each agreement: whoever runs it is the agency that is told, and no other of the county."""
    if not agreements:
        return {}
    rows = AgreementStation.objects.filter(agreement_id__in=agreements).order_by("-id")
    return {row.agreement_id: (row.region_code, row.station_id) for row in rows}


def _stop(problem: str | None, code: str) -> None:
    if problem:
        raise Refused(problem, code=code)


def _locked(actor: Actor, verb: str, warning_id: UUID) -> RiskWarning:
    found = RiskWarning.objects.visible_to(actor, verb).get(pk=warning_id)
    row = RiskWarning.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if row.state not in OPEN_STATES or (verb == ANSWER and row.state not in ANSWERABLE):
        PROCESS.step(row.state, verb)
    return row


def _add(
    row: RiskWarning, actor: Actor, kind: WarningStep.Kind, on: date, text: str, outcome: str
) -> RiskWarning:
    WarningStep.objects.create(
        warning=row,
        region_code=row.region_code,
        kind=kind,
        outcome=outcome,
        done_on=on,
        text=text.strip(),
        by_label=actor.label[:120],
    )
    return row
