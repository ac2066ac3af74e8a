"""Cases: lists, one case with everything on it, who has to do what by when, and what already counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from yizhan.access.models import User
from yizhan.access.queries import holders
from yizhan.clients.models import Client, Consent, Need
from yizhan.clients.queries.file import Answer, answers_of, name_for
from yizhan.kernel.actor import Actor
from yizhan.policy.book import NoRule, rule_for
from yizhan.services.models import (
    Case,
    CaseConference,
    CaseContact,
    CaseGoal,
    CaseSheet,
    CaseTask,
    CaseTurn,
    ServiceClient,
    ServiceRecord,
)
from yizhan.services.rules.cases import (
    CLOSING_RULE,
    PLAN_RULE,
    REVIEW_RULE,
    Due,
    due_after,
    reviewed_from,
)
from yizhan.services.rules.records import Problem
from yizhan.services.rules.units import Counting, Held, counting, unit_rule
from yizhan.workforce.models import Worker

VIEW, READ, DECIDE = "services.view_cases", "services.read_case", "services.decide_case_sheet"
FINAL = ("APPROVED", "FILED")
READERS = frozenset({"supervisor", "station_head"})
"""Roles whose holders may be named as the one who reads and approves a case."""


# --- lists --------------------------------------------------------------------------------------------------------------


def cases(*, actor: Actor, verb: str = VIEW) -> QuerySet[Case]:
    """The cases in sight, for a list."""
    return Case.objects.visible_to(actor, verb).select_related("station", "worker", "client")


def cases_of_client(*, actor: Actor, client_id: UUID) -> list[Case]:
    """The newest first. The caller has found the client through `visible_to`."""
    return list(cases(actor=actor).filter(client_id=client_id).order_by("-opened_on", "-id")[:20])


def shown_name(actor: Actor, client: Client) -> str:
    """The name in a list of cases, as this reader may see it."""
    return name_for(actor, client)


def contacts_by_case(rows: Iterable[Case]) -> dict[UUID, int]:
    """How many contacts each of these cases has; voided records do not count."""
    found = (
        CaseContact.objects.filter(case__in=[row.pk for row in rows], service__voided_at=None)
        .values_list("case_id")
        .annotate(times=Count("id"))
    )
    return dict(found)


def open_case_numbers(*, client_id: UUID) -> list[str]:
    """The numbers of cases of a client that are not closed, at whatever station: a file is handed over after them."""
    rows = Case.objects.filter(client_id=client_id).exclude(state=Case.State.CLOSED).order_by("id")
    return [row.case_no for row in rows]


def without_worker(*, actor: Actor, verb: str = "services.assign_case") -> QuerySet[Case]:
    """Open cases whose worker is of another station, since they came with a file: the head is to name one."""
    return cases(actor=actor, verb=verb).exclude(state=Case.State.CLOSED).exclude(
        worker__station_id=F("station_id")
    ).order_by("opened_on", "id")  # fmt: skip


# --- one case -----------------------------------------------------------------------------------------------------------


def sheets_in_force(case: Case) -> dict[str, CaseSheet]:
    """The newest version that holds, of every form that has one."""
    rows = CaseSheet.objects.filter(case=case, state__in=FINAL).order_by("version")
    return {row.kind: row for row in rows}


def may_decide_own(*, actor: Actor, case: Case) -> bool:
    """Whether a grant lets this actor approve what she wrote herself, at this case."""
    return Case.objects.visible_to(actor, "services.decide_own_case").filter(pk=case.pk).exists()


def readers_of(case: Case, *, on: date) -> dict[UUID, str]:
    """Accounts that may be named as supervisor of a case, by name."""
    people = holders(roles=READERS, region_code=case.region_code, station_id=case.station_id, on=on)
    rows = User.objects.get_queryset().filter(pk__in=people).order_by("display_name")
    return dict(rows.values_list("pk", "display_name"))


@dataclass(frozen=True)
class Visits:
    """The visits at home since a case was opened, against what the region's paper asks before it is closed.

    refusal  the rule's sentence while there are too few; None where nobody has ruled or there are enough
    """

    made: int
    required: str = ""
    refusal: str | None = None
    clause: str = ""
    rule: str = ""


def closing_visits(case: Case, *, on: date) -> Visits:
    made = (
        ServiceClient.objects.filter(
            client_id=case.client_id,  # at whatever station: a case takes along what was done for it
            done_on__gte=case.opened_on,
            done_on__lte=on,
            service__mode="AT_HOME",
            service__kind__in=("CASEWORK", "VISIT"),
            service__met=True,
            service__voided_at=None,
        )
        .values("service_id")
        .distinct()
        .count()
    )
    try:
        rule = rule_for(CLOSING_RULE, region_code=case.region_code, on=on)
    except NoRule:
        return Visits(made)
    if rule.pending:
        return Visits(made)
    says = rule.refusal(made)
    return Visits(made, rule.required(), f"{rule.says}{says}" if says else None, rule.chip, rule.ref)


def case_counts(case: Case, contacts: Sequence[CaseContact], *, on: date) -> Counting:
    """Whether the case counts as one by the region's minimum, and what is missing."""
    held = [
        Held(each.service.done_on, each.service.minutes)
        for each in contacts
        if each.service.voided_at is None
    ]
    return counting("个案", held, unit_rule("个案", region_code=case.region_code, on=on))


@dataclass(frozen=True)
class CaseFile:
    """Everything about one case for one page or for the paper.

    sheets  all versions of a form, the newest first
    """

    case: Case
    name: str
    sheets: Mapping[str, list[CaseSheet]]
    in_force: Mapping[str, CaseSheet]
    drafts: Mapping[str, CaseSheet]
    goals: Mapping[UUID, list[CaseGoal]]
    contacts: list[CaseContact]
    conferences: list[CaseConference]
    turns: list[CaseTurn]
    counting: Counting
    visits: Visits
    consent: Answer
    dues: list[Due]
    needs: list[Need]


def case_file(*, actor: Actor, case: Case, on: date) -> CaseFile:
    """The caller has read the case (`actions.read_case`)."""
    sheets: dict[str, list[CaseSheet]] = defaultdict(list)
    for sheet in CaseSheet.objects.filter(case=case).order_by("-version"):
        sheets[sheet.kind].append(sheet)
    in_force = {
        kind: next(each for each in rows if each.is_final)
        for kind, rows in sheets.items()
        if any(each.is_final for each in rows)
    }
    drafts = {kind: rows[0] for kind, rows in sheets.items() if not rows[0].is_final}
    goals: dict[UUID, list[CaseGoal]] = defaultdict(list)
    for goal in (
        CaseGoal.objects.filter(case=case).select_related("need").prefetch_related("tasks").order_by("place")
    ):
        goals[goal.sheet_id].append(goal)
    contacts = list(
        CaseContact.objects.filter(case=case).select_related("service__worker").order_by("number")
    )
    consents = list(
        Consent.objects.filter(client_id=case.client_id, purpose=Consent.Purpose.SERVICE).order_by(
            "-given_on", "-id"
        )
    )
    return CaseFile(
        case=case,
        name=name_for(actor, case.client),
        sheets=sheets,
        in_force=in_force,
        drafts=drafts,
        goals=goals,
        contacts=contacts,
        conferences=list(
            CaseConference.objects.filter(case=case).prefetch_related("tasks").order_by("-held_on", "-id")
        ),
        turns=list(CaseTurn.objects.filter(case=case).order_by("id")),
        counting=case_counts(case, contacts, on=on),
        visits=closing_visits(case, on=on),
        consent=answers_of(consents, on)[0],
        dues=dues_of(case, {kind: each.written_on for kind, each in in_force.items()}, contacts, on=on),
        needs=list(
            Need.objects.filter(client_id=case.client_id, closed_on=None).order_by("found_on", "id")[:50]
        ),
    )


def step_problem(record: ServiceRecord) -> Problem | None:
    """Why a record that opened or closed a case is neither voided nor given another day: the case says so itself."""
    if record.case_step == ServiceRecord.CaseStep.OPENED:
        if CaseContact.objects.filter(service=record).exists():
            return Problem(
                "这条记录开启了一个个案，不能作废或改日期。不再跟进的，在个案里写明并报批。",
                "services.case-step",
            )
    elif record.case_step == ServiceRecord.CaseStep.CLOSED:
        closed = Case.objects.filter(
            station_id=record.station_id,
            client__in=ServiceClient.objects.filter(service=record).values("client_id"),
            closed_on=record.done_on,
        )
        if closed.exists():
            return Problem(
                "这条记录结束了一个个案，不能作废或改日期。确有错误的，重新开启个案。", "services.case-step"
            )
    return None


# --- due ----------------------------------------------------------------------------------------------------------------


def dues_of(
    case: Case, finals: Mapping[str, date], contacts: Sequence[CaseContact], *, on: date
) -> list[Due]:
    """What the worker of a case has to do next, where a paper or an agreement gives a day."""
    if not case.is_open:
        return []
    found = []
    started = case.reopened_on or case.opened_on
    if case.state in {Case.State.ASSESSING, Case.State.PLANNING} and (rule := _days(PLAN_RULE, case, on)):
        found.append(Due("服务计划报批", due_after(started, rule.days), rule.clause, rule.ref))
    if case.state == Case.State.RUNNING and (rule := _days(REVIEW_RULE, case, on)):
        since = reviewed_from(case.opened_on, finals)
        found.append(Due("阶段检视", due_after(since, rule.days), rule.clause, rule.ref))
    talks = [each for each in contacts if each.service.voided_at is None]
    last = max(talks, key=lambda each: (each.service.done_on, each.number), default=None)
    if last is not None and last.next_on is not None:
        found.append(Due("下次会谈", last.next_on))
    return sorted(found, key=lambda each: each.due_on or date.max)


@dataclass(frozen=True)
class _Days:
    days: int
    clause: str
    ref: str


def _days(rule_id: str, case: Case, on: date) -> _Days | None:
    """So many days, where a paper in force there says so."""
    try:
        rule = rule_for(rule_id, region_code=case.region_code, on=on)
    except NoRule:
        return None
    days = getattr(rule, "value", None)
    return None if rule.pending or days is None else _Days(int(days), rule.chip, rule.ref)


@dataclass(frozen=True)
class Waiting:
    """A sheet that waits for this reader."""

    sheet: CaseSheet
    own: bool


def sheets_to_decide(*, actor: Actor, most: int = 50) -> list[CaseSheet]:
    """What waits for this reader's approval, the longest first; her own writing and her own cases are left out."""
    rows = (
        CaseSheet.objects.visible_to(actor, DECIDE)
        .filter(state=CaseSheet.State.WAITING)
        .exclude(written_by=actor.id)
        .select_related("case__client", "case__station", "case__worker")
        .order_by("sent_on", "id")
    )
    found = [row for row in rows[: most + 20] if str(row.case.worker.user_id) != actor.id]
    return found[:most]


@dataclass(frozen=True)
class CaseDue:
    """One thing to do in one case."""

    case: Case
    what: str
    due_on: date | None
    clause: str = ""
    rule: str = ""


def case_dues(*, actor: Actor, on: date, until: date, most: int = 40) -> list[CaseDue]:
    """What is due by a day in the open cases in sight of whoever serves there; only her own, when she is a worker in post."""
    rows = cases(actor=actor, verb="services.record_case_contact").exclude(state=Case.State.CLOSED)
    if _is_account(actor) and Worker.objects.filter(user_id=actor.id, ended_on=None).exists():
        rows = rows.filter(worker__user_id=actor.id)
    open_ones = list(rows.order_by("opened_on", "id")[:200])
    if not open_ones:
        return []
    ids = [row.pk for row in open_ones]
    finals: dict[UUID, dict[str, date]] = defaultdict(dict)
    for case_id, kind, written_on in (
        CaseSheet.objects.filter(case__in=ids, state__in=FINAL)
        .order_by("version")
        .values_list("case_id", "kind", "written_on")
    ):
        finals[case_id][kind] = written_on
    returned = set(
        CaseSheet.objects.filter(case__in=ids, state=CaseSheet.State.RETURNED).values_list(
            "case_id", flat=True
        )
    )
    contacts: dict[UUID, list[CaseContact]] = defaultdict(list)
    for contact in (
        CaseContact.objects.filter(case__in=ids)
        .select_related("service")
        .only("case_id", "number", "next_on", "service__done_on", "service__voided_at")
    ):
        contacts[contact.case_id].append(contact)
    found = []
    for case in open_ones:
        if case.pk in returned:
            found.append(CaseDue(case, "退回的表要改好再报", on))
        found += [
            CaseDue(case, due.what, due.due_on, due.clause, due.rule)
            for due in dues_of(case, finals[case.pk], contacts[case.pk], on=on)
            if due.due_on is None or due.due_on <= until
        ]
    by_id = {case.pk: case for case in open_ones}
    for task in (
        CaseTask.objects.filter(case__in=ids, done_on=None, due_on__lte=until)
        .filter(Q(goal__isnull=True) | Q(goal__sheet__state=CaseSheet.State.APPROVED))
        .order_by("due_on", "id")[:most]
    ):
        found.append(CaseDue(by_id[task.case_id], f"任务：{task.what[:24]}", task.due_on))
    return sorted(found, key=lambda each: each.due_on or until)[:most]


def _is_account(actor: Actor) -> bool:
    try:
        UUID(actor.id)
    except ValueError:  # a job, not a person
        return False
    return True
