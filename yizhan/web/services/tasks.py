"""行政事务登记: tasks that are not the station's, who asked, and under which clause they went back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.errors import Refused
from yizhan.services.actions import refuse_task
from yizhan.services.models import TaskRefusal
from yizhan.services.queries.lists import administrative_rule
from yizhan.services.queries.tasks import tasks
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.services.forms import TaskForm


@requires("services.view")
def task_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[TaskRefusal] = Listing(
        request,
        tasks(actor=request.actor),
        sorts=(Sort("new", _("日期"), "-asked_on"),),
        filters=(
            Filter("outcome", _("结果"), TaskRefusal.Outcome.choices, "outcome"),
            Between("asked", _("日期"), "asked_on"),
        ),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("行政事务登记"),
            (
                Column(_("日期"), "asked_on"),
                Column(_("站点"), "station.short_name"),
                Column(_("谁交办的"), "asked_by"),
                Column(_("交办了什么"), "task"),
                Column(_("结果"), lambda row: str(row.get_outcome_display())),
                Column(_("分钟"), "minutes"),
                Column(_("答复"), "answer"),
                Column(_("依据"), "clause"),
            ),
        )
    facts = {"listing": listing, "may_refuse": request.actor.may("services.refuse_task")}
    return render(request, "services/tasks.html", facts)


@requires("services.refuse_task")
def task_new(request: ActorRequest) -> HttpResponse:
    """The form offers what the paper of that station and day lets one do; choosing another asks again (`look`)."""
    on = localdate()
    stations = list(Station.objects.visible_to(request.actor, "services.refuse_task").order_by("region_code"))
    looking = "look" in request.POST
    given = request.POST.dict() if looking else {}
    form = TaskForm(
        request.POST if request.method == "POST" and not looking else None,
        initial={"asked_on": on, "outcome": "REFUSED"} | given,
    )
    form.fields["station"].choices = [(str(one.pk), one.title) for one in stations]  # type: ignore[attr-defined]
    refusal: Refused | None = None
    if form.is_valid():
        told: dict[str, Any] = dict(form.cleaned_data)
        try:
            task = refuse_task(actor=request.actor, station_id=told.pop("station"), on=on, **told)
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("登记好了：%(outcome)s。") % {"outcome": task.get_outcome_display()})
            return redirect("tasks")
    chosen = next((one for one in stations if str(one.pk) == str(form["station"].value())), None)
    station = chosen or (stations[0] if stations else None)
    day = _day(form["asked_on"].value(), on)
    rule = administrative_rule(region_code=station.region_code, on=day) if station else None
    facts = {"form": form, "rule": rule, "refusal": refusal, "several": len(stations) > 1}
    wrong = request.method == "POST" and not looking
    return render(request, "services/task_new.html", facts, status=422 if wrong else 200)


def _day(value: object, on: date) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return on
