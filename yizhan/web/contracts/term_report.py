"""中期、末期工作报告: filled in from the records, completed by the agency, handed in, answered by the county; Word at any time."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import (
    accept_work_report,
    return_work_report,
    send_work_report,
    write_work_report,
)
from yizhan.contracts.actions.work_reports import FORM
from yizhan.contracts.models import InstalmentCondition, WorkReport
from yizhan.contracts.queries.agreements import one_agreement
from yizhan.contracts.queries.terms import (
    FINAL,
    MID,
    TermReport,
    conditions_for_report,
    fields_of,
    filled,
    last_day_of,
    one_work_report,
    term_report,
    work_reports_of,
)
from yizhan.contracts.rules.statements import FIGURES
from yizhan.contracts.rules.work_reports import ACCEPT, CHAPTERS, MOST, PARTS, RETURN, SEND, WRITE
from yizhan.papers.rules import docx
from yizhan.web.contracts.figures import read
from yizhan.web.contracts.indicators import rows_of
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt
from yizhan.web.templatetags.yizhan import Choice

VIEW = "contracts.view"
KINDS = (("", _("中期")), (FINAL, _("末期")))
ROWS = {MID: WorkReport.Kind.MID, FINAL: WorkReport.Kind.FINAL}
TONES = {"WRITING": "idle", "SENT": "warn", "RETURNED": "bad", "ACCEPTED": "good"}


class ChaptersForm(PlainForm):
    """What only the agency can say, and the payment the report is for."""

    did = forms.CharField(
        label=_("主要做法和成效"), max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    problems = forms.CharField(
        label=_("存在的问题"), max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    plans = forms.CharField(
        label=_("下一步打算"), max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    condition = forms.ChoiceField(
        label=_("作为哪一期付款的条件"),
        required=False,
        help_text=_("县民政局接收以后，这个付款条件就有了材料，不用再上传。"),
    )

    def __init__(self, *args: Any, conditions: list[InstalmentCondition], **given: Any) -> None:
        super().__init__(*args, **given)
        choices = [(str(one.pk), f"{one.instalment.name}：{one.name}") for one in conditions]
        self.fields["condition"].choices = [("", _("不作为付款条件")), *choices]  # type: ignore[attr-defined]  # a choice field
        self.fields["did"].help_text = _("不要写服务对象的姓名和联系方式。")


def _asked(request: ActorRequest, agreement_id: UUID) -> TermReport:
    on = localdate()
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    told = request.POST if request.method == "POST" else request.GET
    kind = FINAL if told.get("kind") == FINAL else MID
    asked: date | None
    try:
        asked = date.fromisoformat(told.get("until", ""))
    except ValueError:
        asked = next(
            (
                one.upto
                for one in work_reports_of(actor=request.actor, agreement=agreement)
                if one.kind == ROWS[kind]
            ),
            None,
        )
    upto = last_day_of(agreement, kind=kind, on=on, asked=asked)
    return term_report(actor=request.actor, agreement=agreement, kind=kind, upto=upto, read=read)


@requires(VIEW)
def agreement_report(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """The figures as the records are now; the agency writes its chapters below them and hands it in."""
    actor = request.actor
    made = _asked(request, agreement_id)
    known = work_reports_of(actor=actor, agreement=made.agreement)
    current = next((one for one in known if one.kind == ROWS[made.kind]), None)
    writing = (
        actor.may(WRITE)
        and made.agreement.signed_on is not None
        and (current is None or current.state in ("WRITING", "RETURNED"))
    )
    form = _form(request, made, current) if writing else None
    if request.method == "POST" and form is not None and form.is_valid():
        done = attempt(form, lambda: _kept(request, made, form))
        if done is not None and request.POST.get("do") == "send":
            handed = attempt(
                form,
                lambda: send_work_report(actor=actor, report_id=done.pk, on=localdate(), read=read),
            )
            if handed is not None:
                messages.success(request, _t("交给县民政局了，数字从今天起不再变动。"))
                return redirect("work-report", handed.pk)
        elif done is not None:
            messages.success(request, _t("存好了，写完再交。"))
            return redirect("work-report", done.pk)
    facts = {
        "report": made,
        "one": made.agreement,
        "rows": rows_of(made.progress),
        "money": [(label, getattr(made.money, name)) for name, label in FIGURES] if made.money else [],
        "choices": [Choice(value, str(label)) for value, label in KINDS],
        "kind": made.kind if made.kind == FINAL else "",
        "signed": made.agreement.signed_on is not None,
        "form": form,
        "current": current,
        "tone": TONES[current.state] if current else "",
        "may_send": actor.may(SEND),
    }
    return render(
        request, "contracts/term.html", facts, status=422 if form and form.is_bound and form.errors else 200
    )


def _form(request: ActorRequest, made: TermReport, current: WorkReport | None) -> ChaptersForm:
    conditions = conditions_for_report(actor=request.actor, agreement=made.agreement)
    word = PARTS[ROWS[made.kind]]
    guess = current.condition if current else next((one for one in conditions if word in one.name), None)
    initial = {name: getattr(current, name) for name in CHAPTERS} if current else {}
    return ChaptersForm(
        request.POST or None,
        conditions=conditions,
        initial={**initial, "condition": str(guess.pk) if guess else ""},
    )


def _kept(request: ActorRequest, made: TermReport, form: ChaptersForm) -> WorkReport:
    given = form.cleaned_data
    return write_work_report(
        actor=request.actor,
        agreement_id=made.agreement.pk,
        kind=ROWS[made.kind],
        chapters={name: given[name] for name in CHAPTERS},
        upto=made.period.last,
        condition_id=UUID(given["condition"]) if given["condition"] else None,
        on=localdate(),
    )


@requires(VIEW)
def agreement_report_docx(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Word with the figures of now, and what the agency wrote so far."""
    made = _asked(request, agreement_id)
    one = made.agreement
    current = next(
        (
            each
            for each in work_reports_of(actor=request.actor, agreement=one)
            if each.kind == ROWS[made.kind]
        ),
        None,
    )
    said = {name: getattr(current, name) for name in CHAPTERS} if current else {}
    name = f"{one.provider.name}{made.title}（截至{made.period.last:%Y-%m-%d}）.docx"
    return file_answer(docx(FORM, fields_of(made, said)), name, DOCX)


@requires(VIEW)
def work_report(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """One report as it was handed in, with its answer."""
    return _page(request, one_work_report(actor=request.actor, report_id=report_id))


def _page(request: ActorRequest, report: WorkReport, refusal: str = "") -> HttpResponse:
    actor = request.actor
    facts = {
        "report": report,
        "one": report.agreement,
        "figures": report.figures,
        "chapters": [(word, getattr(report, name)) for name, word in CHAPTERS.items()],
        "tone": TONES[report.state],
        "kind": FINAL if report.kind == WorkReport.Kind.FINAL else "",
        "may_write": actor.may(WRITE) and report.state in ("WRITING", "RETURNED"),
        "may_return": actor.may(RETURN) and report.state == "SENT",
        "may_accept": actor.may(ACCEPT) and report.state == "SENT",
        "may_money": actor.may("contracts.view_money"),
        "refusal": refusal,
    }
    return render(request, "contracts/work_report.html", facts, status=422 if refusal else 200)


@requires(VIEW)
def work_report_docx(request: ActorRequest, report_id: UUID) -> HttpResponse:
    report = one_work_report(actor=request.actor, report_id=report_id)
    if not report.figures:
        return redirect("agreement-report", report.agreement_id)
    name = f"{report.agreement.provider.name}{report.title}（截至{report.upto:%Y-%m-%d}）.docx"
    return file_answer(docx(FORM, filled(report)), name, DOCX)


@requires(RETURN)
@require_POST
def work_report_return(request: ActorRequest, report_id: UUID) -> HttpResponse:
    done = return_work_report(
        actor=request.actor, report_id=report_id, because=request.POST.get("because", ""), on=localdate()
    )
    messages.success(request, _t("已退回，机构会看到原因。"))
    return redirect("work-report", done.pk)


@requires(ACCEPT)
@require_POST
def work_report_accept(request: ActorRequest, report_id: UUID) -> HttpResponse:
    done = accept_work_report(actor=request.actor, report_id=report_id, on=localdate())
    messages.success(request, _t("已接收，报告（Word）存进了佐证材料。"))
    return redirect("work-report", done.pk)
