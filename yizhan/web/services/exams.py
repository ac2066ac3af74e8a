"""考试和奖励: who sat the national examination, how it ended, what was paid for passing."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.queries.due import workers_in_post
from yizhan.services.queries.supervisions import VIEW as SEE_SUPERVISIONS
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.services.by_station import station_filters
from yizhan.web.services.forms import DayInput
from yizhan.workforce.actions import note_exam
from yizhan.workforce.models import Certificate, Exam
from yizhan.workforce.queries.exams import VIEW, exams

NOTE = "workforce.note_exam"


class ExamForm(PlainForm):
    """One line of the register as it is typed."""

    exam_id = forms.UUIDField(widget=forms.HiddenInput)
    worker = forms.UUIDField(label=gettext_lazy("人员"), required=False, widget=forms.Select)
    name = forms.CharField(label=gettext_lazy("还没入职的，写姓名"), required=False, max_length=20)
    level = forms.ChoiceField(label=gettext_lazy("考哪一级"), choices=Certificate.Level.choices)
    year = forms.IntegerField(label=gettext_lazy("考试年份"), min_value=2008, max_value=2100)
    result = forms.ChoiceField(label=gettext_lazy("结果"), choices=Exam.Result.choices)
    reward_yuan = forms.DecimalField(
        label=gettext_lazy("补贴、奖励（元）"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    rewarded_on = forms.DateField(label=gettext_lazy("哪天发的"), required=False, widget=DayInput())
    rewarded_by = forms.CharField(label=gettext_lazy("谁发的"), required=False, max_length=80)

    def told(self) -> dict[str, Any]:
        """The arguments of the verb."""
        given = dict(self.cleaned_data)
        reward = given.pop("reward_yuan")
        given["reward_fen"] = int(reward * 100) if reward else None
        given["worker_id"] = given.pop("worker")
        return given


@requires(VIEW)
def exam_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    years = sorted(set(exams(actor=actor).values_list("year", flat=True)), reverse=True)
    listing: Listing[Exam] = Listing(
        request,
        exams(actor=actor),
        sorts=(Sort("new", _("年份，新的在前"), "-year"), Sort("place", _("站点"), "region_code")),
        filters=(
            *station_filters(actor, VIEW),
            Filter("year", _("年份"), [(str(year), str(year)) for year in years], "year"),
            Filter("level", _("级别"), Certificate.Level.choices, "level"),
            Filter("result", _("结果"), Exam.Result.choices, "result"),
        ),
        size=50,
    )
    if listing.wants_export:
        return listing.export(
            _("考试和奖励台账"),
            (
                Column(_("年份"), "year"),
                Column(_("站点"), "station.short_name"),
                Column(_("姓名"), "who"),
                Column(_("在职"), lambda row: _("在职") if row.worker else _("还没入职")),
                Column(_("级别"), lambda row: str(row.get_level_display())),
                Column(_("结果"), lambda row: str(row.get_result_display())),
                Column(
                    _("补贴、奖励（元）"),
                    lambda row: row.reward_fen / 100 if row.reward_fen else None,
                    "money",
                ),
                Column(_("发放日期"), "rewarded_on"),
                Column(_("发放单位"), "rewarded_by"),
            ),
        )
    facts = {
        "listing": listing,
        "may_note": actor.may(NOTE),
        "passed": listing.matching.filter(result=Exam.Result.PASSED).order_by().count(),
        "may_see_supervisions": actor.may(SEE_SUPERVISIONS),
    }
    return render(request, "services/trainings/exams.html", facts)


@requires(NOTE)
def exam_new(request: ActorRequest) -> HttpResponse:
    """A new line, or with ?exam= a line put right."""
    actor, on = request.actor, localdate()
    known = _known(request)
    stations = list(
        Station.objects.visible_to(actor, NOTE)
        .exclude(status=Station.Status.CLOSED)
        .order_by("region_code", "id")[:60]
    )
    word = request.POST.get("station") or request.GET.get("station", "")
    station = next((one for one in stations if str(one.pk) == word), stations[0] if stations else None)
    if known is not None:
        station = known.station
    if station is None:
        return redirect("exams")
    initial: dict[str, Any] = {"exam_id": uuid7(), "year": on.year, "level": "ASSISTANT", "result": "ENTERED"}
    if known is not None:
        initial = {
            "exam_id": known.pk, "worker": known.worker_id or "", "name": known.name, "level": known.level,
            "year": known.year, "result": known.result, "rewarded_on": known.rewarded_on,
            "reward_yuan": known.reward_fen / 100 if known.reward_fen else None, "rewarded_by": known.rewarded_by,
        }  # fmt: skip
    form = ExamForm(request.POST if request.method == "POST" else None, initial=initial)
    team = workers_in_post(station_ids=[station.pk], on=on)
    field: Any = form.fields["worker"]
    field.widget.choices = [("", _("还没入职")), *((one.pk, one.name) for one in team)]
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            note_exam(actor=actor, station_id=station.pk, on=on, **form.told())
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("登记好了。"))
            return redirect("exams")
    facts = {
        "form": form,
        "station": station,
        "stations": stations if len(stations) > 1 and known is None else [],
        "refusal": refusal,
        "known": known,
    }
    return render(
        request, "services/trainings/exam_new.html", facts, status=422 if request.method == "POST" else 200
    )


def _known(request: ActorRequest) -> Exam | None:
    try:
        key = UUID(request.GET.get("exam", ""))
    except ValueError:
        return None
    return exams(actor=request.actor, verb=NOTE).filter(pk=key).first()


urlpatterns = [
    path("services/trainings/exams/", exam_list, name="exams"),
    path("services/trainings/exams/new/", exam_new, name="exam-new"),
]
