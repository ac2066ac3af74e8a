"""Employment as pages read it: what is on file of a worker, what is missing, who is paid what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from yizhan.kernel.actor import Actor
from yizhan.policy.schema.measures import Required
from yizhan.privacy.files import open_file
from yizhan.workforce.models import (
    GradeStep,
    Insurance,
    LabourContract,
    PayRecord,
    StaffPaper,
    Worker,
)
from yizhan.workforce.rules.employment import (
    EMPLOYMENT,
    PERSONNEL_FILE,
    Employment,
    Item,
    held_against,
    missing_of,
    required_rule,
)
from yizhan.workforce.rules.pay import (
    Short,
    grade_fen,
    is_whole_month,
    minimum_for,
    pay_short,
    scale_for,
)

VIEW = "workforce.view_employment"
PAY = "workforce.view_pay"


@dataclass(frozen=True)
class EmploymentLine:
    """One worker held against what the papers ask of an employment."""

    worker: Worker
    items: tuple[Item, ...]
    rule: Required | None

    @property
    def missing(self) -> tuple[Item, ...]:
        return missing_of(self.items)


def employment_lines(*, actor: Actor, workers: Sequence[Worker], on: date) -> list[EmploymentLine]:
    """Every one of these workers against `staffing.employment`; four questions, whatever the number.

    Workers not employed by an agency are left out: the rule speaks of the contractor's people.
    """
    people = [worker for worker in workers if worker.employer == Worker.Employer.AGENCY]
    have = _on_file(actor=actor, workers=people, on=on)
    shows_pay = actor.may(PAY)
    found = []
    for worker in people:
        rule = required_rule(EMPLOYMENT, region_code=worker.region_code, on=on)
        items = held_against(rule, have[worker.pk], on=on, shows_pay=shows_pay) if rule is not None else ()
        more = required_rule(PERSONNEL_FILE, region_code=worker.region_code, on=on)
        if more is not None:
            items += held_against(more, have[worker.pk], on=on)
        found.append(EmploymentLine(worker, items, rule))
    return found


def _on_file(*, actor: Actor, workers: Iterable[Worker], on: date) -> dict[UUID, Employment]:
    people = {worker.pk: worker for worker in workers}
    contracts: dict[UUID, list[LabourContract]] = defaultdict(list)
    for contract in (
        LabourContract.objects.visible_to(actor, VIEW)
        .filter(worker__in=people, first_on__lte=on)
        .filter(Q(last_on__isnull=True) | Q(last_on__gte=on), Q(ended_on__isnull=True) | Q(ended_on__gte=on))
    ):
        contracts[contract.worker_id].append(contract)
    insured: dict[UUID, set[str]] = defaultdict(set)
    for worker_id, kind in (
        Insurance.objects.visible_to(actor, VIEW)
        .filter(worker__in=people, from_on__lte=on)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
        .values_list("worker_id", "kind")
    ):
        insured[worker_id].add(kind)
    paid: dict[UUID, set[date]] = defaultdict(set)
    for worker_id, month in (
        PayRecord.objects.visible_to(actor, PAY)
        .filter(worker__in=people, voided_on=None)
        .values_list("worker_id", "month")
    ):
        paid[worker_id].add(month)
    kinds: dict[UUID, set[str]] = defaultdict(set)
    for worker_id, kind in (
        StaffPaper.objects.visible_to(actor, VIEW)
        .filter(worker__in=people, withdrawn_on=None)
        .values_list("worker_id", "kind")
    ):
        kinds[worker_id].add(kind)
    words = dict(StaffPaper.Kind.choices)
    return {
        pk: Employment(
            started_on=worker.started_on,
            ended_on=worker.ended_on,
            has_contract=bool(contracts[pk]),
            contract_until=max(
                (each.last_on for each in contracts[pk] if each.last_on is not None), default=None
            )
            if all(each.last_on is not None for each in contracts[pk])
            else None,
            insured=insured[pk],
            paid_months=paid[pk],
            paper_kinds=kinds[pk],
            paper_labels={str(words[kind]) for kind in kinds[pk]},
        )
        for pk, worker in people.items()
    }


@dataclass(frozen=True)
class PayLine:
    """One month's pay and what it falls short of."""

    record: PayRecord
    short: tuple[Short, ...]


@dataclass(frozen=True)
class EmploymentFile:
    """The employment of one worker, as far as this reader may see it.

    shows_pay  whether pay and grade are shown at all
    """

    line: EmploymentLine
    contracts: list[LabourContract]
    insurances: list[Insurance]
    papers: list[StaffPaper]
    shows_pay: bool
    pay: list[PayLine]
    grades: list[GradeStep]


def employment_file(*, actor: Actor, worker: Worker, on: date) -> EmploymentFile | None:
    """None where the reader may not see it, or the worker is not of her agency."""
    if not actor.may(VIEW):
        return None
    shows_pay = actor.may(PAY)
    papers = (
        StaffPaper.objects.visible_to(actor, VIEW)
        .filter(worker=worker, withdrawn_on=None)
        .order_by("-dated_on", "-id")
    )
    lines = employment_lines(actor=actor, workers=[worker], on=on)
    return EmploymentFile(
        lines[0] if lines else EmploymentLine(worker, (), None),
        list(
            LabourContract.objects.visible_to(actor, VIEW)
            .filter(worker=worker)
            .select_related("paper")
            .order_by("-first_on")
        ),
        list(
            Insurance.objects.visible_to(actor, VIEW)
            .filter(worker=worker)
            .select_related("paper")
            .order_by("until_on", "from_on", "kind")
        ),
        [paper for paper in papers if shows_pay or paper.kind != StaffPaper.Kind.PAY],
        shows_pay,
        pay_lines(actor=actor, workers=[worker])[worker.pk] if shows_pay else [],
        list(
            GradeStep.objects.visible_to(actor, PAY).filter(worker=worker).order_by("-from_on")
            if shows_pay
            else ()
        ),
    )


def pay_lines(
    *, actor: Actor, workers: Sequence[Worker], month: date | None = None
) -> dict[UUID, list[PayLine]]:
    """Pay of these workers, the newest month first, each month against the grade and the lowest pay of its day."""
    people = {worker.pk: worker for worker in workers}
    rows = PayRecord.objects.visible_to(actor, PAY).filter(worker__in=people).select_related("paper")
    if month is not None:
        rows = rows.filter(month=month)
    steps: dict[UUID, list[GradeStep]] = defaultdict(list)
    for step in GradeStep.objects.visible_to(actor, PAY).filter(worker__in=people).order_by("-from_on"):
        steps[step.worker_id].append(step)
    found: dict[UUID, list[PayLine]] = {pk: [] for pk in people}
    for record in rows.order_by("-month", "-id"):
        worker = people[record.worker_id]
        found[worker.pk].append(PayLine(record, _short(worker, record, steps[worker.pk])))
    return found


def _short(worker: Worker, record: PayRecord, steps: list[GradeStep]) -> tuple[Short, ...]:
    if record.voided_on is not None:
        return ()
    step = next((each for each in steps if each.from_on <= record.month), None)
    scale = scale_for(region_code=worker.region_code, on=record.month)
    owed = None
    if step is not None:
        owed = grade_fen(scale, step.grade) if scale is not None else None
        owed = owed if owed is not None else step.amount_fen
    return pay_short(
        amount_fen=record.amount_fen,
        whole_month=is_whole_month(record.month, started_on=worker.started_on, ended_on=worker.ended_on),
        grade=step.grade if step is not None else "",
        grade_amount_fen=owed,
        grade_rule=scale,
        minimum=minimum_for(region_code=worker.region_code, on=record.month),
    )


@dataclass(frozen=True)
class MonthRow:
    """One worker on the sheet of a month: paid already, or what is proposed."""

    worker: Worker
    paid: PayLine | None
    proposed_fen: int | None
    grade: str


def month_sheet(*, actor: Actor, month: date, last: date) -> list[MonthRow]:
    """Everybody of the actor's agency in post that month, with the pay noted, or what the last month or the grade proposes."""
    if actor.organisation_id is None:
        return []
    workers = list(
        Worker.objects.visible_to(actor, "workforce.record_pay")
        .filter(employer=Worker.Employer.AGENCY, organisation_id=actor.organisation_id)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=month), started_on__lte=last)
        .select_related("station")
        .order_by("region_code", "station_id", "started_on", "id")[:600]
    )
    lines = pay_lines(actor=actor, workers=workers)
    steps: dict[UUID, GradeStep] = {}
    for step in (
        GradeStep.objects.visible_to(actor, PAY)
        .filter(worker__in=workers, from_on__lte=last)
        .order_by("from_on")
    ):
        steps[step.worker_id] = step
    rows = []
    for worker in workers:
        mine = [line for line in lines[worker.pk] if line.record.voided_on is None]
        paid = next((line for line in mine if line.record.month == month), None)
        before = next((line for line in mine if line.record.month < month), None)
        held = steps.get(worker.pk)
        proposed = before.record.amount_fen if before is not None else held.amount_fen if held else None
        rows.append(MonthRow(worker, paid, proposed, held.grade if held else ""))
    return rows


def read_staff_paper(*, actor: Actor, paper_id: UUID) -> tuple[StaffPaper, bytes]:
    """A paper and what is in its file; StaffPaper.DoesNotExist when it is out of reach, or pay one may not see."""
    rows = StaffPaper.objects.visible_to(actor, VIEW)
    if not actor.may(PAY):
        rows = rows.exclude(kind=StaffPaper.Kind.PAY)
    paper = rows.get(pk=paper_id)
    with paper.file.open("rb") as stored:
        return paper, open_file(stored.read(), place=paper.place)
