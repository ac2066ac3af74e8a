"""Somebody's employment: what is put on file, noted, given, announced; each verb one page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.actor import Actor
from yizhan.kernel.money import yuan
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import filed_answer
from yizhan.web.stations.forms import attempt
from yizhan.web.workforce.employment_forms import (
    CommitmentForm,
    ContractForm,
    EndContractForm,
    EndInsuranceForm,
    GradeForm,
    InsuranceForm,
    PayForm,
    ReasonForm,
    ReplacementForm,
    ResignationForm,
    StaffPaperForm,
)
from yizhan.workforce.actions import (
    announce_leave,
    end_contract,
    end_insurance,
    file_staff_paper,
    name_replacement,
    record_commitment,
    record_contract,
    record_insurance,
    record_pay,
    set_grade,
    void_pay,
    withdraw_leave,
    withdraw_staff_paper,
)
from yizhan.workforce.models import (
    POST_WORDS,
    Insurance,
    LabourContract,
    PayRecord,
    Resignation,
    StaffPaper,
    Worker,
)
from yizhan.workforce.queries import worker_in_sight
from yizhan.workforce.queries.employment import read_staff_paper
from yizhan.workforce.queries.leaves import commitment_of, may_fill
from yizhan.workforce.rules.leaves import clock
from yizhan.workforce.rules.pay import scale_for

Do = Callable[[dict[str, Any]], object]


def _page(
    request: ActorRequest,
    worker: Worker,
    form: BaseForm,
    do: Do,
    *,
    heading: str,
    lead: str,
    done: str,
    back: str = "",
) -> HttpResponse:
    """Show the form; when it is filled in, do it and go back to the worker's file."""
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        if attempt(form, lambda: do(given)) is not None:
            messages.success(request, done)
            return redirect(f"/workers/{worker.pk}/{back}")
    facts = {
        "worker": worker,
        "station": worker.station,
        "form": form,
        "heading": heading,
        "lead": lead,
        "submit": _("存好"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workforce/form.html", facts, status=status)


def _with_paper(
    actor: Actor,
    worker: Worker,
    kind: str,
    dated_on: Any,
    given: dict[str, Any],
    then: Callable[[UUID | None], object],
) -> object:
    """Put the uploaded file on file first; what it shows points at it."""
    upload = given.pop("file", None)
    if upload is None:
        return then(None)
    paper = file_staff_paper(
        actor=actor,
        worker_id=worker.pk,
        kind=kind,
        dated_on=dated_on,
        on=localdate(),
        file_name=upload.name,
        content=upload.read(FILE_LIMIT_BYTES + 1),
    )
    return then(paper.pk)


@requires("workforce.file_staff_paper")
def staff_paper_new(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    actor = request.actor
    worker = worker_in_sight(actor=actor, worker_id=worker_id, verb="workforce.file_staff_paper")
    form = StaffPaperForm(
        request.POST or None,
        request.FILES or None,
        initial={"dated_on": localdate(), "kind": request.GET.get("kind", "")[:12]},
    )

    def do(given: dict[str, Any]) -> object:
        kind, dated_on = given["kind"], given["dated_on"]
        return _with_paper(actor, worker, kind, dated_on, given, lambda paper_id: paper_id)

    return _page(
        request, worker, form, do,
        heading=_("归档材料"), lead=_("存进人事档案，加密保存，只有本机构、县民政局和审计员看得到。"), done=_("归档好了。"),
        back="#employment",
    )  # fmt: skip


@requires("workforce.view_employment")
def staff_paper_file(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    paper, content = read_staff_paper(actor=request.actor, paper_id=paper_id)
    return filed_answer(content, paper.file_name)


@requires("workforce.withdraw_staff_paper")
def staff_paper_withdraw(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    actor = request.actor
    paper = StaffPaper.objects.visible_to(actor, "workforce.withdraw_staff_paper").get(pk=paper_id)
    worker = worker_in_sight(actor=actor, worker_id=paper.worker_id)
    return _page(
        request, worker, ReasonForm(request.POST or None),
        lambda given: withdraw_staff_paper(actor=actor, paper_id=paper_id, on=localdate(), **given),
        heading=_("撤下材料"), lead=_("撤下的不再算数，仍留底。"), done=_("撤下了，仍留底。"), back="#employment",
    )  # fmt: skip


@requires("workforce.record_contract")
def contract_record(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    actor = request.actor
    worker = worker_in_sight(actor=actor, worker_id=worker_id, verb="workforce.record_contract")
    form = ContractForm(
        request.POST or None,
        request.FILES or None,
        initial={"signed_on": worker.started_on, "first_on": worker.started_on},
    )

    def do(given: dict[str, Any]) -> object:
        return _with_paper(
            actor, worker, "CONTRACT", given["signed_on"], given,
            lambda paper_id: record_contract(
                actor=actor, worker_id=worker.pk, on=localdate(), paper_id=paper_id, **given
            ),
        )  # fmt: skip

    return _page(
        request, worker, form, do,
        heading=_("登记劳动合同"), lead=_("续签的再登记一份，从上一份期满次日起。"), done=_("合同登记好了。"), back="#employment",
    )  # fmt: skip


@requires("workforce.end_contract")
def contract_end(request: ActorRequest, contract_id: UUID) -> HttpResponse:
    actor = request.actor
    contract = LabourContract.objects.visible_to(actor, "workforce.end_contract").get(pk=contract_id)
    worker = worker_in_sight(actor=actor, worker_id=contract.worker_id)
    return _page(
        request, worker, EndContractForm(request.POST or None, initial={"ended_on": localdate()}),
        lambda given: end_contract(actor=actor, contract_id=contract_id, on=localdate(), **given),
        heading=_("解除劳动合同"), lead=_("记错的也在这里解除，写明原因，再登记一份。"), done=_("登记好了。"), back="#employment",
    )  # fmt: skip


@requires("workforce.record_insurance")
def insurance_record(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    actor = request.actor
    worker = worker_in_sight(actor=actor, worker_id=worker_id, verb="workforce.record_insurance")
    held = Insurance.objects.visible_to(actor, "workforce.record_insurance").filter(
        worker=worker, until_on=None
    )
    missing = [kind for kind in Insurance.Kind.values if kind not in set(held.values_list("kind", flat=True))]
    form = InsuranceForm(
        request.POST or None, request.FILES or None, initial={"from_on": worker.started_on, "kinds": missing}
    )

    def do(given: dict[str, Any]) -> object:
        return _with_paper(
            actor, worker, "INSURANCE", given["from_on"], given,
            lambda paper_id: record_insurance(
                actor=actor, worker_id=worker.pk, on=localdate(), paper_id=paper_id, **given
            ),
        )  # fmt: skip

    return _page(
        request, worker, form, do,
        heading=_("登记参保"), lead=_("同一天起、同一份凭证的可以一起登记。"), done=_("参保登记好了。"), back="#employment",
    )  # fmt: skip


@requires("workforce.end_insurance")
def insurance_end(request: ActorRequest, insurance_id: UUID) -> HttpResponse:
    actor = request.actor
    row = Insurance.objects.visible_to(actor, "workforce.end_insurance").get(pk=insurance_id)
    worker = worker_in_sight(actor=actor, worker_id=row.worker_id)
    return _page(
        request, worker, EndInsuranceForm(request.POST or None, initial={"until_on": localdate()}),
        lambda given: end_insurance(actor=actor, insurance_id=insurance_id, on=localdate(), **given),
        heading=_("停缴%(kind)s") % {"kind": row.get_kind_display()}, lead="", done=_("登记好了。"), back="#employment",
    )  # fmt: skip


@requires("workforce.record_pay")
def pay_record(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    actor = request.actor
    worker = worker_in_sight(actor=actor, worker_id=worker_id, verb="workforce.record_pay")
    last = (
        PayRecord.objects.visible_to(actor, "workforce.record_pay")
        .filter(worker=worker, voided_on=None)
        .order_by("-month")
        .first()
    )
    form = PayForm(
        request.POST or None,
        request.FILES or None,
        initial={
            "paid_on": localdate(),
            "month": f"{localdate():%Y-%m}",
            "amount_fen": yuan(last.amount_fen).replace(",", "") if last else "",
        },
    )

    def do(given: dict[str, Any]) -> object:
        return _with_paper(
            actor, worker, "PAY", given["paid_on"], given,
            lambda paper_id: record_pay(
                actor=actor, worker_id=worker.pk, on=localdate(), paper_id=paper_id, **given
            ),
        )  # fmt: skip

    return _page(
        request, worker, form, do,
        heading=_("登记工资"), lead=_("应发，没扣个人部分以前的数。全机构一起登记更快：工资发放。"), done=_("工资登记好了。"),
        back="#pay",
    )  # fmt: skip


@requires("workforce.void_pay")
def pay_void(request: ActorRequest, pay_id: UUID) -> HttpResponse:
    actor = request.actor
    row = PayRecord.objects.visible_to(actor, "workforce.void_pay").get(pk=pay_id)
    worker = worker_in_sight(actor=actor, worker_id=row.worker_id)
    return _page(
        request, worker, ReasonForm(request.POST or None),
        lambda given: void_pay(actor=actor, pay_id=pay_id, on=localdate(), **given),
        heading=_("作废 %(month)s 的工资") % {"month": f"{row.month:%Y-%m}"}, lead=_("记错的作废以后再登记一条，原来的留底。"),
        done=_("作废了，请重新登记。"), back="#pay",
    )  # fmt: skip


@requires("workforce.set_grade")
def grade_set(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    actor = request.actor
    worker = worker_in_sight(actor=actor, worker_id=worker_id, verb="workforce.set_grade")
    scale = scale_for(region_code=worker.region_code, on=localdate())
    grades = [
        (band.name, f"{band.name}（{yuan(band.fen)}元/月）" if band.fen is not None else band.name)
        for band in (scale.bands if scale is not None else ())
    ]
    if scale is None:
        lead = _("本地区尚无岗位等级的规定，不能定级。")
    elif scale.pending:
        lead = _("本地区的薪酬等级待定：%(why)s") % {"why": scale.pending_reason}
    else:
        lead = f"{scale.says}（{scale.chip}）"
    return _page(
        request, worker, GradeForm(request.POST or None, grades=grades, initial={"from_on": localdate()}),
        lambda given: set_grade(actor=actor, worker_id=worker.pk, on=localdate(), **given),
        heading=_("定岗级"), lead=lead, done=_("岗级定好了，以前的留着。"), back="#pay",
    )  # fmt: skip


@requires("workforce.record_commitment")
def commitment_record(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    actor = request.actor
    worker = worker_in_sight(actor=actor, worker_id=worker_id, verb="workforce.record_commitment")
    known = commitment_of(worker)
    form = CommitmentForm(
        request.POST or None,
        request.FILES or None,
        initial={"signed_on": known.signed_on if known else worker.started_on},
    )

    def do(given: dict[str, Any]) -> object:
        return _with_paper(
            actor, worker, "COMMITMENT", given["signed_on"], given,
            lambda paper_id: record_commitment(
                actor=actor, worker_id=worker.pk, on=localdate(), paper_id=paper_id, **given
            ),
        )  # fmt: skip

    return _page(
        request, worker, form, do,
        heading=_("公益服务承诺书"), lead=_("入职前签。先下载填好的承诺书，签名后拍照或扫描传上来。"), done=_("承诺书登记好了。"),
        back="#promise",
    )  # fmt: skip


@requires("workforce.announce_leave")
def leave_announce(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    worker = worker_in_sight(actor=actor, worker_id=worker_id, verb="workforce.announce_leave")
    told = clock(region_code=worker.region_code, post=POST_WORDS[worker.post], announced_on=on)
    lead = _("本地区没有规定提前多久，照劳动合同办。")
    if told.notice is not None:
        lead = _("要提前%(term)s提出；今天提出的，最早 %(day)s 离职（%(chip)s）。") % {
            "term": told.notice.term, "day": told.earliest_on, "chip": told.notice.chip,
        }  # fmt: skip
    if told.replacement is not None:
        lead += _("岗位补上人以后才能离职，机构最迟 %(day)s 补上（%(chip)s）。") % {
            "day": told.latest_on, "chip": told.replacement.chip,
        }  # fmt: skip
    form = ResignationForm(
        request.POST or None,
        request.FILES or None,
        initial={"announced_on": on, "wishes_on": told.earliest_on or on},
    )

    def do(given: dict[str, Any]) -> object:
        upload = given.pop("file", None)
        row = announce_leave(actor=actor, worker_id=worker.pk, on=on, **given)
        if upload is not None:
            _with_paper(actor, worker, "RESIGNATION", row.announced_on, {"file": upload}, lambda each: each)
        return row

    return _page(
        request, worker, form, do,
        heading=_("登记离职申请"), lead=lead, done=_("登记好了，时限从提出那天起算。"), back="#leaving",
    )  # fmt: skip


@requires("workforce.name_replacement")
def leave_replace(request: ActorRequest, resignation_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    row = (
        Resignation.objects.visible_to(actor, "workforce.name_replacement")
        .select_related("worker")
        .get(pk=resignation_id)
    )
    worker = worker_in_sight(actor=actor, worker_id=row.worker_id)
    people = [
        (str(each.pk), f"{each.name}（{each.started_on} 到岗）")
        for each in may_fill(actor=actor, resignation=row, on=on)[:50]
    ]
    lead = (
        _("这里列出提出离职以后到岗、岗位相同的人。")
        if people
        else _("还没有新到岗的人。先在站点“登记人员”，再回来登记补员。")
    )
    return _page(
        request, worker, ReplacementForm(request.POST or None, people=people),
        lambda given: name_replacement(
            actor=actor, resignation_id=row.pk, replacement_id=UUID(given["replacement_id"]), on=on
        ),
        heading=_("登记补员"), lead=lead, done=_("补员登记好了，可以办离岗。"), back="#leaving",
    )  # fmt: skip


@requires("workforce.withdraw_leave")
@require_POST
def leave_withdraw(request: ActorRequest, resignation_id: UUID) -> HttpResponse:
    row = withdraw_leave(actor=request.actor, resignation_id=resignation_id, on=localdate())
    messages.success(request, _("离职申请撤回了。"))
    return redirect("worker", row.worker_id)
