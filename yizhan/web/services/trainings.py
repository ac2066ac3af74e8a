"""培训: the list, the form, one training with its results, the ledger of hours, the register of examinations."""

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
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.services.actions import note_training_result, record_training
from yizhan.services.models import Training, TrainingAttendance
from yizhan.services.queries.supervisions import VIEW as SEE_SUPERVISIONS
from yizhan.services.queries.trainings import (
    VIEW,
    WRITE,
    Ledger,
    attendances_of,
    ledger,
    same_course,
    studies_of,
    team_to_name,
    trained_people,
    training_for,
    trainings,
    with_people,
)
from yizhan.services.rules.trainings import Attended, hours, training_forms
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.services.by_station import station_filters
from yizhan.web.services.forms import DayInput
from yizhan.workforce.models import Post, Worker
from yizhan.workforce.queries import in_post, worker_in_sight, workers_found

RESULTS = TrainingAttendance.Result.choices


class TrainingForm(PlainForm):
    """One training as it is typed."""

    course_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("培训主题"), max_length=80)
    form = forms.ChoiceField(label=gettext_lazy("形式"))
    organiser = forms.CharField(
        label=gettext_lazy("谁办的"), required=False, max_length=80,
        help_text=gettext_lazy("本站自己办的可以不写。"),
    )  # fmt: skip
    trainer = forms.CharField(label=gettext_lazy("讲师"), required=False, max_length=80)
    done_on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    hours = forms.DecimalField(
        label=gettext_lazy("时长（小时）"), min_value=0, max_value=24, max_digits=4, decimal_places=2
    )
    online = forms.BooleanField(label=gettext_lazy("线上培训"), required=False)
    continuing = forms.BooleanField(label=gettext_lazy("算继续教育：考核合格的计入证书学时"), required=False)
    place = forms.CharField(label=gettext_lazy("地点"), required=False, max_length=80)
    worker = forms.TypedMultipleChoiceField(
        label=gettext_lazy("参加的社工"), required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    volunteers_count = forms.IntegerField(
        label=gettext_lazy("志愿者"), required=False, min_value=0, max_value=10_000
    )
    heads_count = forms.IntegerField(
        label=gettext_lazy("机构和财务负责人"), required=False, min_value=0, max_value=10_000
    )
    others_count = forms.IntegerField(
        label=gettext_lazy("其他人"), required=False, min_value=0, max_value=10_000
    )
    materials = forms.CharField(
        label=gettext_lazy("内容和资料"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    leader = forms.UUIDField(
        label=gettext_lazy("经办社工"), required=False, widget=forms.Select,
        help_text=gettext_lazy("没有社工参加的培训才选，例如只培训志愿者。"),
    )  # fmt: skip
    late_reason = forms.CharField(label=gettext_lazy("补记理由"), required=False, max_length=200)

    def told(self) -> dict[str, Any]:
        """The arguments of the verb."""
        given = dict(self.cleaned_data)
        given["minutes"] = int(given.pop("hours") * 60)
        given["attended"] = [Attended(str(pk)) for pk in given.pop("worker")]
        given["worker_id"] = given.pop("leader")
        for name in ("volunteers_count", "heads_count", "others_count"):
            given[name] = given[name] or 0
        return given


@requires(VIEW)
def training_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    forms_known = sorted(set(Training.objects.visible_to(actor, VIEW).values_list("form", flat=True)[:2000]))
    listing: Listing[Training] = Listing(
        request,
        trainings(actor=actor),
        sorts=(
            Sort("new", _("日期，新的在前"), "-service__done_on"),
            Sort("place", _("站点"), "region_code"),
        ),
        filters=(
            *station_filters(actor, VIEW),
            Filter("form", _("形式"), [(word, word) for word in forms_known], "form"),
            Filter(
                "way", _("方式"), (("online", _("线上")), ("there", _("线下"))),
                lambda rows, word: rows.filter(service__mode="VIDEO")
                if word == "online"
                else rows.exclude(service__mode="VIDEO"),
            ),
            Filter("continuing", _("继续教育"), (("1", _("只看算学时的")),), lambda rows, _word: rows.filter(continuing=True)),
            Between("done", _("日期"), "service__done_on"),
        ),
        search=lambda rows, words: rows.filter(service__title__contains=words),
        search_hint=_("主题"),
        size=30,
    )  # fmt: skip
    if listing.wants_export:
        listing.matching = with_people(listing.matching)
        return listing.export(_("培训台账"), _columns())
    year = Period.year_of(on)
    facts = {
        "listing": listing,
        "may_write": actor.may(WRITE),
        "year": year,
        "people": trained_people(actor=actor, span=year),
        "may_see_supervisions": actor.may(SEE_SUPERVISIONS),
    }
    return render(request, "services/trainings/list.html", facts)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("日期"), "service.done_on"),
        Column(_("站点"), "station.short_name"),
        Column(_("主题"), "service.title"),
        Column(_("形式"), "form"),
        Column(_("方式"), lambda row: _("线上") if row.service.mode == "VIDEO" else _("线下")),
        Column(_("谁办的"), "service.partner"),
        Column(_("讲师"), "trainer"),
        Column(_("小时"), lambda row: hours(row.service.minutes)),
        Column(_("参加的社工"), lambda row: "、".join(one.worker.name for one in row.attendances.all())),
        Column(_("社工人数"), "workers_count"),
        Column(_("志愿者人数"), "volunteers_count"),
        Column(_("机构和财务负责人"), "heads_count"),
        Column(_("其他人数"), "others_count"),
        Column(_("算继续教育"), lambda row: _("是") if row.continuing else ""),
        Column(_("作废"), lambda row: _("已作废") if row.service.is_voided else ""),
    )


@requires(WRITE)
def training_new(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    stations = list(
        Station.objects.visible_to(actor, WRITE)
        .filter(status=Station.Status.OPEN, opened_on__lte=on)
        .order_by("region_code", "id")[:60]
    )
    word = request.POST.get("station") or request.GET.get("station", "")
    station = next((one for one in stations if str(one.pk) == word), stations[0] if stations else None)
    if station is None:
        return render(request, "services/trainings/new.html", {"station": None})
    words, rule = training_forms(region_code=station.region_code, on=on)
    team = team_to_name(actor=actor, on=on)
    mine = next((one for one in team if str(one.user_id) == actor.id), None)
    form = TrainingForm(
        request.POST if request.method == "POST" else None,
        initial={
            "course_id": uuid7(),
            "done_on": on,
            "hours": 2,
            "worker": [str(mine.pk)] if mine else [],
        },
    )
    fields: Any = form.fields
    fields["form"].choices = [(word, word) for word in words]
    fields["worker"].choices = [
        (str(one.pk), one.name if len(stations) == 1 else f"{one.name}（{one.station.short_name}）")
        for one in team
    ]
    here = [one for one in team if one.station_id == station.pk]
    fields["leader"].widget.choices = [("", _("请选择")), *((one.pk, one.name) for one in here)]
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = record_training(actor=actor, station_id=station.pk, on=on, **form.told())
        except Refused as no:
            refusal = no
        else:
            said = _("培训记好了，服务记录也记好了。")
            if len(made) > 1:
                said += _("参加的 %(n)s 个站各记了一次。") % {"n": len(made)}
            messages.success(request, said)
            return redirect("training", made[0].pk)
    facts = {
        "form": form,
        "station": station,
        "stations": stations if len(stations) > 1 else [],
        "rule": rule,
        "refusal": refusal,
    }
    return render(
        request, "services/trainings/new.html", facts, status=422 if request.method == "POST" else 200
    )


@requires(VIEW)
def training_page(request: ActorRequest, training_id: UUID) -> HttpResponse:
    one = training_for(actor=request.actor, training_id=training_id)
    may_note = not one.service.is_voided and (
        Training.objects.visible_to(request.actor, "services.note_training_result").filter(pk=one.pk).exists()
    )
    facts = {
        "one": one,
        "record": one.service,
        "hours": hours(one.service.minutes),
        "rows": [(row, hours(row.minutes)) for row in attendances_of(one)],
        "others": same_course(actor=request.actor, training=one),
        "may_note": may_note,
        "results": RESULTS,
    }
    return render(request, "services/trainings/training.html", facts)


@requires("services.note_training_result")
@require_POST
def training_result(request: ActorRequest, attendance_id: UUID) -> HttpResponse:
    one = note_training_result(
        actor=request.actor,
        attendance_id=attendance_id,
        result=request.POST.get("result", ""),
        proof=request.POST.get("proof", ""),
    )
    messages.success(request, _("结果登记好了。"))
    return redirect("training", one.training_id)


@requires("workforce.view")
def study_hours(request: ActorRequest) -> HttpResponse:
    """学时台账: each worker in post, what she studied in the year, and what counts for her certificate."""
    actor, on = request.actor, localdate()
    year = Period.year_of(on)
    listing: Listing[Worker] = Listing(
        request,
        in_post(Worker.objects.visible_to(actor, "workforce.view"), on).select_related("station"),
        sorts=(Sort("place", _("站点"), "region_code"), Sort("name", _("姓名"), "name_initials")),
        filters=(
            *station_filters(actor, "workforce.view"),
            Filter("post", _("岗位"), Post.choices, "post"),
        ),
        search=lambda rows, words: rows.filter(
            pk__in=workers_found(actor=actor, on=on, text=words).order_by().values("pk")
        ),
        search_hint=_("姓名、拼音首字母、站点"),
        size=50,
    )
    if listing.wants_export:
        lines = {line.worker.pk: line for line in ledger(workers=listing.matching[:5000], span=year, on=on)}
        return listing.export(_("学时台账"), _hours_columns(lines, year))
    facts = {
        "listing": listing,
        "lines": ledger(workers=listing.rows, span=year, on=on),
        "year": year.first.year,
        "on": on,
        "may_see_supervisions": actor.may(SEE_SUPERVISIONS),
    }
    return render(request, "services/trainings/hours.html", facts)


def _hours_columns(lines: dict[UUID, Ledger], year: Period) -> tuple[Column, ...]:
    def counted(row: Worker, what: str) -> Any:
        studied = lines[row.pk].studied if row.pk in lines else None
        if studied is None:
            return None
        if what == "asked":
            return studied.rule.value if studied.rule else None
        if what == "level":
            return str(studied.certificate.get_level_display())
        return studied.missing if what == "missing" else studied.hours

    def whole(row: Worker) -> Any:
        return lines[row.pk].hours if row.pk in lines else None

    return (
        Column(_("站点"), "station.short_name"),
        Column(_("姓名"), "name"),
        Column(_("岗位"), lambda row: str(row.get_post_display())),
        Column(_("%(year)s年培训小时") % {"year": year.first.year}, whole),
        Column(_("证书"), lambda row: counted(row, "level")),
        Column(_("登记期内继续教育小时"), lambda row: counted(row, "hours")),
        Column(_("应达到小时"), lambda row: counted(row, "asked")),
        Column(_("还差小时"), lambda row: counted(row, "missing")),
    )


@requires("workforce.view")
def worker_study(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    """The panel on a worker's page."""
    on = localdate()
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id)
    facts = {
        "worker": worker,
        "line": ledger(workers=[worker], span=Period.year_of(on), on=on)[0],
        "rows": [(row, hours(row.minutes)) for row in studies_of(actor=request.actor, worker=worker, most=8)],
        "year": on.year,
        "on": on,
    }
    return render(request, "services/trainings/_of_worker.html", facts)


urlpatterns = [
    path("services/trainings/", training_list, name="trainings"),
    path("services/trainings/new/", training_new, name="training-new"),
    path("services/trainings/hours/", study_hours, name="study-hours"),
    path("services/trainings/results/<uuid:attendance_id>/", training_result, name="training-result"),
    path("services/trainings/<uuid:training_id>/", training_page, name="training"),
    path("workers/<uuid:worker_id>/study/", worker_study, name="worker-study"),
]
