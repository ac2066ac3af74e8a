"""Volunteers: the list with their hours, one person's file and ledger, registration, and the proofs of her hours."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.papers.rules import docx
from yizhan.services.actions import issue_volunteer_proof, void_volunteer_proof
from yizhan.services.models import VolunteerProof
from yizhan.services.queries.paper_forms import template_for
from yizhan.services.queries.volunteers import (
    SEE,
    Hours,
    hours_of,
    ledger_of,
    particulars_of,
    proofs_of,
    volunteer_in_sight,
    volunteers_found,
)
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day
from yizhan.web.workforce.forms import UnmaskForm
from yizhan.workforce.actions import end_volunteer, register_volunteer, unmask_volunteer, update_volunteer
from yizhan.workforce.models import Volunteer

SHOWN = 100
"""Lines of a ledger on the page; all of them stand in the list of services."""


class VolunteerForm(PlainForm):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=20)
    sex = forms.ChoiceField(
        label=gettext_lazy("性别"), choices=[("", gettext_lazy("请选择")), *Volunteer.Sex.choices]
    )
    phone = forms.CharField(label=gettext_lazy("手机"), max_length=20, required=False)
    born_on = day(gettext_lazy("出生日期"), required=False)
    address = forms.CharField(label=gettext_lazy("住址"), max_length=200, required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("怎样来的"), choices=[("", gettext_lazy("请选择")), *Volunteer.Source.choices]
    )
    team = forms.CharField(label=gettext_lazy("志愿服务队"), max_length=40, required=False)
    skills = forms.CharField(
        label=gettext_lazy("特长"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("例如理发、家电维修、心理疏导。"),
    )
    national_number = forms.CharField(
        label=gettext_lazy("全国志愿服务信息系统的编号"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("已在全国系统注册的填写；没有的留空。"),
    )


class NewVolunteer(VolunteerForm):
    station_id = forms.TypedChoiceField(label=gettext_lazy("登记到哪个站"), coerce=UUID)
    registered_on = day(gettext_lazy("登记日期"))

    field_order = ["station_id"]

    def __init__(self, *args: Any, stations: list[Station], **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["station_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(str(one.pk), one.title) for one in stations]
        if len(stations) == 1:
            field.widget = forms.HiddenInput()
            self.initial.setdefault("station_id", str(stations[0].pk))


class EndForm(PlainForm):
    ended_on = day(gettext_lazy("哪天起不再参加"))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=120)


class ProofForm(PlainForm):
    proof_id = forms.UUIDField(widget=forms.HiddenInput)
    first_on = day(gettext_lazy("从哪天"))
    last_on = day(gettext_lazy("到哪天"))
    honours = forms.CharField(
        label=gettext_lazy("表彰奖励、评价（可不填）"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@requires(SEE)
def volunteer_list(request: ActorRequest) -> HttpResponse:
    on = localdate()
    gone = request.GET.get("gone") == "1"
    rows = volunteers_found(actor=request.actor, gone=gone)
    stations = list(
        Station.objects.visible_to(request.actor, SEE).order_by("region_code").only("id", "short_name")[:200]
    )
    filters = [
        Filter("source", _("来源"), Volunteer.Source.choices, "source"),
        Filter("gone", _("在册"), (("1", _("已退出")),), lambda found, _value: found),
    ]
    if len(stations) > 1:
        filters.insert(
            0, Filter("station", _("站点"), [(one.pk, one.short_name) for one in stations], "station_id")
        )
    listing: Listing[Volunteer] = Listing(
        request,
        rows,
        sorts=(
            Sort("new", _("登记日期"), "-registered_on"),
            Sort("name", _("姓名"), "name_initials"),
            Sort("team", _("志愿服务队"), "team"),
        ),
        filters=tuple(filters),
        search=lambda found, words: found.filter(
            pk__in=volunteers_found(actor=request.actor, text=words, gone=gone).values("pk")
        ),
        search_hint=_("姓名、拼音首字母、手机、编号、队伍、特长"),
    )
    year = Period.year_of(on)
    if listing.wants_export:
        given = hours_of(volunteer_ids=list(rows.values_list("pk", flat=True)), period=year)
        return listing.export(
            _("志愿者名册"),
            (
                Column(_("站点"), "station.title"),
                Column(_("姓名"), "name"),
                Column(_("性别"), lambda row: str(row.get_sex_display())),
                Column(_("志愿服务队"), "team"),
                Column(_("特长"), "skills"),
                Column(_("来源"), lambda row: str(row.get_source_display())),
                Column(_("登记日期"), "registered_on"),
                Column(_("退出日期"), "ended_on"),
                Column(_("今年次数"), lambda row: given.get(row.pk, Hours()).times),
                Column(_("今年小时"), lambda row: hours_text(given.get(row.pk, Hours()).minutes)),
            ),
        )
    given = hours_of(volunteer_ids=[row.pk for row in listing.rows], period=year)
    facts = {
        "listing": listing,
        "rows": [(row, given.get(row.pk, Hours())) for row in listing.rows],
        "many": len(stations) > 1,
        "year": on.year,
        "gone": gone,
        "may_register": request.actor.may("workforce.register_volunteer"),
    }
    return render(request, "workforce/volunteers/list.html", facts)


def hours_text(minutes: int) -> str:
    """“2.5”: hours as proofs tell them, to one decimal."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


@requires("workforce.register_volunteer")
def volunteer_new(request: ActorRequest) -> HttpResponse:
    on = localdate()
    stations = list(
        Station.objects.visible_to(request.actor, "workforce.register_volunteer")
        .exclude(status=Station.Status.CLOSED)
        .order_by("region_code")
    )
    form = NewVolunteer(request.POST or None, stations=stations, initial={"registered_on": on})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: register_volunteer(actor=request.actor, on=on, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("登记好了。记录服务时可以点名。"))
            return redirect("volunteer", made.pk)
    return _form(request, form, heading=_("登记志愿者"), submit=_("登记"))


@requires(SEE)
def volunteer_page(request: ActorRequest, volunteer_id: UUID) -> HttpResponse:
    on = localdate()
    one = volunteer_in_sight(actor=request.actor, volunteer_id=volunteer_id)
    ledger = ledger_of(volunteer_id=one.pk)
    here = one.ended_on is None
    may = request.actor.may
    facts = {
        "one": one,
        "particulars": particulars_of(actor=request.actor, volunteer=one, at=timezone.now()),
        "all": hours_of(volunteer_ids=[one.pk]).get(one.pk, Hours()),
        "this_year": hours_of(volunteer_ids=[one.pk], period=Period.year_of(on)).get(one.pk, Hours()),
        "lines": list(ledger[:SHOWN]),
        "proofs": list(proofs_of(actor=request.actor, volunteer_id=one.pk)),
        "year": on.year,
        "may_update": here and may("workforce.update_volunteer"),
        "may_end": here and may("workforce.end_volunteer"),
        "may_unmask": may("workforce.unmask_volunteer"),
        "may_prove": may("services.issue_volunteer_proof"),
        "may_void": may("services.void_volunteer_proof"),
        "may_open": may("services.view"),
    }
    return render(request, "workforce/volunteers/one.html", facts)


@requires("workforce.update_volunteer")
def volunteer_edit(request: ActorRequest, volunteer_id: UUID) -> HttpResponse:
    one = volunteer_in_sight(
        actor=request.actor, volunteer_id=volunteer_id, verb="workforce.update_volunteer"
    )
    known = {name: getattr(one, name) for name in VolunteerForm.base_fields}
    form = VolunteerForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: update_volunteer(
                actor=request.actor, volunteer_id=volunteer_id, on=localdate(), **form.cleaned_data
            ),
        )
        if done is not None:
            return redirect("volunteer", volunteer_id)
    return _form(request, form, one, heading=_("更正资料"), submit=_("保存"))


@requires("workforce.end_volunteer")
def volunteer_leave(request: ActorRequest, volunteer_id: UUID) -> HttpResponse:
    one = volunteer_in_sight(actor=request.actor, volunteer_id=volunteer_id, verb="workforce.end_volunteer")
    on = localdate()
    form = EndForm(request.POST or None, initial={"ended_on": on})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: end_volunteer(actor=request.actor, volunteer_id=volunteer_id, on=on, **form.cleaned_data),
        )
        if done is not None:
            return redirect("volunteer", volunteer_id)
    lead = _("服务记录和时长都保留，以后还可以重新登记。")
    return _form(request, form, one, heading=_("登记退出"), lead=lead, submit=_("登记退出"))


@requires("workforce.unmask_volunteer")
def volunteer_unmask(request: ActorRequest, volunteer_id: UUID) -> HttpResponse:
    one = volunteer_in_sight(
        actor=request.actor, volunteer_id=volunteer_id, verb="workforce.unmask_volunteer"
    )
    form = UnmaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: unmask_volunteer(
                actor=request.actor, volunteer_id=volunteer_id, at=timezone.now(), **form.cleaned_data
            ),
        )
        if done is not None:
            return redirect("volunteer", volunteer_id)
    lead = _("看得见十分钟。谁、什么时候、为什么看的，都会记下。")
    return _form(request, form, one, heading=_("查看完整信息"), lead=lead, submit=_("查看"))


@requires("services.issue_volunteer_proof")
def volunteer_prove(request: ActorRequest, volunteer_id: UUID) -> HttpResponse:
    one = volunteer_in_sight(
        actor=request.actor, volunteer_id=volunteer_id, verb="services.issue_volunteer_proof"
    )
    on = localdate()
    form = ProofForm(
        request.POST or None,
        initial={"proof_id": uuid7(), "first_on": Period.year_of(on).first, "last_on": on},
    )
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: issue_volunteer_proof(
                actor=request.actor, volunteer_id=volunteer_id, on=on, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, _("证明开好了，编号%(no)s，可以下载打印。") % {"no": str(made)})
            return redirect("volunteer", volunteer_id)
    lead = _("时长由点到名的服务记录算出，不用填。培训另列，不算服务时长。")
    return _form(request, form, one, heading=_("出具志愿服务记录证明"), lead=lead, submit=_("出具证明"))


@requires(SEE)
def volunteer_proof(request: ActorRequest, proof_id: UUID) -> HttpResponse:
    """The proof in Word, as it was issued, to be printed and sealed."""
    proof = (
        VolunteerProof.objects.visible_to(request.actor, SEE)
        .select_related("volunteer", "station", "station__operator")
        .get(pk=proof_id)
    )
    template = template_for(kind="PROOF", region_code=proof.region_code, on=localdate())
    made = docx(template, proof_facts(proof))
    return file_answer(made, _("志愿服务记录证明%(no)s.docx") % {"no": str(proof)}, DOCX)


def proof_facts(proof: VolunteerProof) -> dict[str, Any]:
    one = proof.volunteer
    return {
        "站点": proof.station.title,
        "编号": str(proof),
        "作废": f"（已作废：{proof.void_reason}）" if proof.voided_on else "",
        "姓名": one.name,
        "性别": str(one.get_sex_display()),
        "出生日期": one.born_on.isoformat() if one.born_on else "",
        "志愿者编号": one.national_number or "",
        "服务队": one.team,
        "起": proof.first_on.isoformat(),
        "止": proof.last_on.isoformat(),
        "次数": len(proof.lines),
        "小时": hours_text(proof.minutes),
        "服务": [_row(line) for line in proof.lines],
        "培训": [_row(line) for line in proof.trainings],
        "培训小时": hours_text(sum(line["minutes"] for line in proof.trainings)),
        "表彰评价": proof.honours or "无",
        "出具单位": proof.station.title,
        "承接主体": proof.station.operator.name if proof.station.operator else "",
        "出具日期": proof.issued_on.isoformat(),
        "经办人": proof.issued_by_label,
    }


def _row(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "日期": line["on"],
        "内容": line["what"],
        "地点": line["place"],
        "小时": hours_text(line["minutes"]),
    }


@requires("services.void_volunteer_proof")
@require_POST
def volunteer_proof_void(request: ActorRequest, proof_id: UUID) -> HttpResponse:
    proof = VolunteerProof.objects.visible_to(request.actor, "services.void_volunteer_proof").get(pk=proof_id)
    try:
        void_volunteer_proof(
            actor=request.actor, proof_id=proof_id, on=localdate(), reason=request.POST.get("reason", "")
        )
    except Refused as no:
        messages.error(request, str(no))
    return redirect("volunteer", proof.volunteer_id)


def _form(
    request: ActorRequest,
    form: forms.Form,
    one: Volunteer | None = None,
    *,
    heading: str,
    submit: str,
    lead: str = "",
) -> HttpResponse:
    facts = {"form": form, "one": one, "heading": heading, "submit": submit, "lead": lead}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workforce/volunteers/form.html", facts, status=status)
