"""Papers, labour contracts and insurances of somebody employed are put on file."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.files import seal_file
from yizhan.stations.rules import file_problem
from yizhan.workforce.actions.ground import _stop, _worker
from yizhan.workforce.models import Insurance, LabourContract, StaffPaper, Worker
from yizhan.workforce.rules.employment import contract_problem, insurance_problem

FILE = "workforce.file_staff_paper"
WITHDRAW = "workforce.withdraw_staff_paper"


@action(FILE, facts=("worker_id", "paper_id", "kind", "dated_on"), subject="worker_id")
def file_staff_paper(
    *,
    actor: Actor,
    worker_id: UUID,
    kind: str,
    dated_on: date,
    on: date,
    file_name: str,
    content: bytes,
    paper_id: UUID | None = None,
) -> StaffPaper:
    """Put a paper into somebody's personnel file; also after she left. The same file once more is the same paper.

    Refused  no kind, a day to come, a file that is empty, too large or not what its name says
    """
    worker = _worker(actor, FILE, worker_id, gone_too=True)
    if kind not in StaffPaper.Kind.values:
        raise Refused("请选择是什么材料。", code="workforce.paper-unnamed")
    if dated_on > on:
        raise Refused("材料的日期不能晚于今天。", code="workforce.future")
    _stop(file_problem(file_name, content), "workforce.file-wrong")
    sm3 = hashlib.new("sm3", content).hexdigest()
    known = StaffPaper.objects.filter(worker=worker, kind=kind, file_sm3=sm3, withdrawn_on=None).first()
    if known is not None:
        return known
    paper = StaffPaper(
        id=paper_id or uuid7(),
        **_whose(worker),
        kind=kind,
        dated_on=dated_on,
        file_name=file_name[-120:],
        file_bytes=len(content),
        file_sm3=sm3,
        filed_by=actor.label[:120],
    )
    paper.file.save(file_name, ContentFile(seal_file(content, place=paper.place)), save=False)
    paper.save(force_insert=True)
    return paper


@action(WITHDRAW, facts=("paper_id", "on"), subject="paper_id")
def withdraw_staff_paper(*, actor: Actor, paper_id: UUID, because: str, on: date) -> StaffPaper:
    """A paper no longer counts; it is kept with the reason.

    Refused  no reason, or taken out already
    """
    paper = StaffPaper.objects.visible_to(actor, WITHDRAW).select_for_update().get(pk=paper_id)
    if paper.withdrawn_on is not None:
        raise Refused(f"这份材料已于 {paper.withdrawn_on} 撤下。", code="workforce.paper-withdrawn")
    if not because.strip():
        raise Refused("请写明为什么撤下，例如“传错文件”。", code="workforce.reason-missing")
    paper.withdrawn_on, paper.withdrawn_because = on, because.strip()[:120]
    paper.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return paper


@action("workforce.record_contract", facts=("worker_id", "first_on", "last_on"), subject="worker_id")
def record_contract(
    *,
    actor: Actor,
    worker_id: UUID,
    signed_on: date,
    first_on: date,
    on: date,
    last_on: date | None = None,
    paper_id: UUID | None = None,
    contract_id: UUID | None = None,
) -> LabourContract:
    """A labour contract was signed; last_on None: without a fixed end.

    Refused  days that cannot be, or that overlap a contract on file; she is not employed by an agency
    """
    worker = _employed(actor, "workforce.record_contract", worker_id)
    others = [
        (each.first_on, each.ended_on or each.last_on)
        for each in LabourContract.objects.filter(worker=worker)
    ]
    _stop(
        contract_problem(signed_on=signed_on, first_on=first_on, last_on=last_on, others=others, on=on),
        "workforce.contract-wrong",
    )
    return LabourContract.objects.create(
        id=contract_id or uuid7(),
        **_whose(worker),
        signed_on=signed_on,
        first_on=first_on,
        last_on=last_on,
        paper=_paper(worker, paper_id),
    )


@action("workforce.end_contract", facts=("contract_id", "ended_on"), subject="contract_id")
def end_contract(
    *, actor: Actor, contract_id: UUID, ended_on: date, because: str, on: date
) -> LabourContract:
    """A labour contract ended before its time, or was written down wrongly.

    Refused  no reason, ended already, or a day before it began
    """
    contract = (
        LabourContract.objects.visible_to(actor, "workforce.end_contract")
        .select_for_update()
        .get(pk=contract_id)
    )
    if contract.ended_on is not None:
        raise Refused(f"这份合同已于 {contract.ended_on} 解除。", code="workforce.contract-ended")
    if not because.strip():
        raise Refused("请写明解除的原因。", code="workforce.reason-missing")
    if ended_on < contract.first_on or (contract.last_on is not None and ended_on > contract.last_on):
        raise Refused("解除日期不在合同期内，请核对。", code="workforce.contract-wrong")
    contract.ended_on, contract.ended_because = ended_on, because.strip()[:120]
    contract.save(update_fields=["ended_on", "ended_because"])
    return contract


@action("workforce.record_insurance", facts=("worker_id", "kinds", "from_on"), subject="worker_id")
def record_insurance(
    *,
    actor: Actor,
    worker_id: UUID,
    kinds: Sequence[str],
    from_on: date,
    on: date,
    paper_id: UUID | None = None,
) -> Worker:
    """Insurances of somebody are paid from a day on (五险); one voucher may show several.

    Refused  no kind, a day to come, one that is paid already; she is not employed by an agency
    """
    worker = _employed(actor, "workforce.record_insurance", worker_id)
    held = dict(Insurance.objects.filter(worker=worker, until_on=None).values_list("kind", "from_on"))
    _stop(insurance_problem(kinds=kinds, held=held, from_on=from_on, on=on), "workforce.insurance-wrong")
    paper = _paper(worker, paper_id)
    for kind in dict.fromkeys(kinds):
        Insurance.objects.create(**_whose(worker), kind=kind, from_on=from_on, paper=paper)
    return worker


@action("workforce.end_insurance", facts=("insurance_id", "until_on"), subject="insurance_id")
def end_insurance(*, actor: Actor, insurance_id: UUID, until_on: date, on: date) -> Insurance:
    """An insurance is no longer paid.

    Refused  ended already, or a day before it began or to come
    """
    held = (
        Insurance.objects.visible_to(actor, "workforce.end_insurance")
        .select_for_update()
        .get(pk=insurance_id)
    )
    if held.until_on is not None:
        raise Refused(f"这一项已于 {held.until_on} 停缴。", code="workforce.insurance-ended")
    if not held.from_on <= until_on <= on:
        raise Refused("停缴日期应在参保以后、今天以前，请核对。", code="workforce.insurance-wrong")
    held.until_on = until_on
    held.save(update_fields=["until_on"])
    return held


def _employed(actor: Actor, verb: str, worker_id: UUID) -> Worker:
    worker = _worker(actor, verb, worker_id, gone_too=True)
    if worker.employer != Worker.Employer.AGENCY:
        raise Refused(
            "此人不是承接主体聘用的，合同、工资和参保由用人单位管理。", code="workforce.not-employed"
        )
    return worker


def _whose(worker: Worker) -> dict[str, object]:
    return {
        "worker": worker,
        "station_id": worker.station_id,
        "organisation_id": worker.organisation_id,
        "region_code": worker.region_code,
    }


def _paper(worker: Worker, paper_id: UUID | None) -> StaffPaper | None:
    """The evidence, of the same worker; StaffPaper.DoesNotExist otherwise."""
    if paper_id is None:
        return None
    return StaffPaper.objects.get(pk=paper_id, worker=worker, withdrawn_on=None)
