"""The plan of a group, an activity or a class, typed in one form; what is typed so far keeps itself."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.money import fen
from yizhan.services.actions import plan_programme, submit_programme
from yizhan.services.models import Programme
from yizhan.services.queries.due import workers_in_post
from yizhan.services.queries.programmes import programme_for
from yizhan.services.rules.programmes import SessionPlan
from yizhan.services.rules.units import unit_rule
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.services.forms import DayInput

PLAN = "services.plan_programme"
BUDGET_WORDS = (
    gettext_lazy("服务物资"),
    gettext_lazy("交通运输"),
    gettext_lazy("宣传资料"),
    gettext_lazy("义工补贴"),
)
SESSIONS, AT_ONCE, RISKS = {"ACTIVITY": 3}, 4, 3


class PlanForm(PlainForm):
    """What is written once; sessions, budget and risks are rows beside it."""

    programme_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    category = forms.ChoiceField(
        label=gettext_lazy("类别"), required=False, choices=[("", "—"), *Programme.Category.choices]
    )
    served_as = forms.ChoiceField(
        label=gettext_lazy("每一课记作"),
        required=False,
        choices=[each for each in Programme.ServedAs.choices if each[0] != "GROUP"],
    )
    starts_on = forms.DateField(label=gettext_lazy("开始日期"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("结束日期"), widget=DayInput())
    worker_id = forms.TypedChoiceField(label=gettext_lazy("跟进社工"), coerce=UUID)
    supervisor = forms.CharField(label=gettext_lazy("督导"), required=False, max_length=40)
    audience = forms.CharField(label=gettext_lazy("对象"), required=False, max_length=120)
    places = forms.IntegerField(
        label=gettext_lazy("名额"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=gettext_lazy("不限就留空"),
    )
    partner = forms.CharField(label=gettext_lazy("协办单位"), required=False, max_length=80)
    place = forms.CharField(label=gettext_lazy("地点"), required=False, max_length=80)
    aims = forms.CharField(label=gettext_lazy("目的"), required=False, max_length=2000)
    background = forms.CharField(label=gettext_lazy("背景和理论支持"), required=False, max_length=3000)
    recruitment = forms.CharField(label=gettext_lazy("怎样招募和宣传"), required=False, max_length=2000)
    volunteers_wanted = forms.IntegerField(
        label=gettext_lazy("志愿者（人）"), required=False, min_value=0, max_value=10_000
    )
    volunteer_recruitment = forms.CharField(
        label=gettext_lazy("怎样招募志愿者"), required=False, max_length=2000
    )
    staff_wanted = forms.IntegerField(
        label=gettext_lazy("社工（人）"), required=False, min_value=1, max_value=100
    )
    division_of_work = forms.CharField(label=gettext_lazy("分工"), required=False, max_length=2000)
    evaluation = forms.CharField(label=gettext_lazy("怎样评估"), required=False, max_length=2000)

    def __init__(self, *args: Any, team: list[tuple[UUID, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        worker = self.fields["worker_id"]
        assert isinstance(worker, forms.ChoiceField)
        worker.choices = [(str(pk), name) for pk, name in team]
        for name in (
            "aims",
            "background",
            "recruitment",
            "volunteer_recruitment",
            "division_of_work",
            "evaluation",
        ):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2, "class": "form-control"})


@requires(PLAN)
def programme_new(request: ActorRequest) -> HttpResponse:
    stations = _stations(request)
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "")
    if kind not in Programme.Kind.values or not stations:
        return render(
            request, "services/programmes/kind.html", {"kinds": Programme.Kind.choices, "stations": stations}
        )
    station = next((one for one in stations if str(one.pk) == given.get("station", "")), stations[0])
    return _form(request, kind, station, None)


@requires(PLAN)
def programme_edit(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    whole = programme_for(actor=request.actor, programme_id=programme_id, verb=PLAN)
    if whole.programme.state != Programme.State.DRAFT:
        raise Http404
    return _form(request, whole.programme.kind, whole.programme.station, whole.programme)


def _form(request: ActorRequest, kind: str, station: Station, there: Programme | None) -> HttpResponse:
    on = localdate()
    team = [(one.pk, one.name) for one in workers_in_post(station_ids=[station.pk], on=on)]
    mine = next(
        (
            one
            for one in workers_in_post(station_ids=[station.pk], on=on)
            if str(one.user_id) == request.actor.id
        ),
        None,
    )
    if there is None:
        initial: dict[str, Any] = {
            "programme_id": uuid7(), "starts_on": on, "ends_on": on + timedelta(days=0 if kind == "ACTIVITY" else 60),
            "worker_id": mine.pk if mine else "", "staff_wanted": 1, "volunteers_wanted": 0, "served_as": "ACTIVITY",
        }  # fmt: skip
    else:
        initial = {name: getattr(there, name) for name in PlanForm.base_fields if hasattr(there, name)}
        initial |= {"programme_id": there.pk, "worker_id": there.worker_id}
    posted = request.method == "POST"
    form = PlanForm(request.POST if posted else None, team=team, initial=initial)
    refusal: Refused | None = None
    wrong: list[str] = []
    if posted and form.is_valid():
        told = _told(request.POST, kind, wrong)
        if not wrong:
            try:
                made = plan_programme(
                    actor=request.actor,
                    station_id=station.pk,
                    kind=kind,
                    on=on,
                    **_clean(form.cleaned_data),
                    **told,
                )
                if "submit" in request.POST:
                    submit_programme(actor=request.actor, programme_id=made.pk, on=on)
            except Refused as no:
                refusal = no
            else:
                said = (
                    _("提交好了，等督导或站长审批。")
                    if "submit" in request.POST
                    else _("存好了，编号%(code)s。")
                )
                messages.success(
                    request, said % {"code": made.code} if "submit" not in request.POST else said
                )
                return redirect("programme", made.pk)
    rows = _session_rows(request, kind, there)
    at_once = max(
        1 if kind == "ACTIVITY" else AT_ONCE, *(n + 1 for n, row in enumerate(rows) if row.get("day")), 0
    )
    unit = {"GROUP": "小组", "ACTIVITY": "活动"}.get(kind)
    facts = {
        "form": form,
        "kind": kind,
        "kind_label": dict(Programme.Kind.choices)[kind],
        "station": station,
        "stations": [] if there else _stations(request),
        "there": there,
        "refusal": refusal,
        "wrong": wrong,
        "sessions": rows[:at_once],
        "more_sessions": rows[at_once:],
        "at_once": at_once,
        "budget": _budget_rows(request, there),
        "risks": _risk_rows(request, there),
        "rule": unit_rule(unit, region_code=station.region_code, on=on) if unit else None,  # type: ignore[arg-type]
        "draft": f"programme-{there.pk if there else kind}",
    }
    return render(request, "services/programmes/plan.html", facts, status=422 if posted else 200)


def _clean(given: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(given)
    told["volunteers_wanted"] = told["volunteers_wanted"] or 0
    told["staff_wanted"] = told["staff_wanted"] or 1
    return told


def _told(post: Mapping[str, str], kind: str, wrong: list[str]) -> dict[str, Any]:
    """Rows of sessions, budget and risks; what cannot be read is said in `wrong`."""
    sessions = None if kind == "CLASS" else _sessions(post, wrong)
    budget = []
    for n in range(30):
        what, amount = post.get(f"budget_what-{n}", "").strip(), post.get(f"budget_yuan-{n}", "").strip()
        if not amount:
            continue
        try:
            budget.append({"what": what, "fen": fen(amount)})
        except ValueError:
            wrong.append(
                _("预算“%(what)s”的金额“%(amount)s”不是钱数。") % {"what": what, "amount": amount[:20]}
            )
    risks = [
        {"risk": post.get(f"risk-{n}", ""), "answer": post.get(f"risk_answer-{n}", "")}
        for n in range(20)
        if post.get(f"risk-{n}", "").strip() or post.get(f"risk_answer-{n}", "").strip()
    ]
    return {"sessions": sessions, "budget": budget, "risks": risks}


def _sessions(post: Mapping[str, str], wrong: list[str]) -> list[SessionPlan]:
    found = []
    for n in range(60):
        day = post.get(f"session_day-{n}", "").strip()
        content = post.get(f"session_content-{n}", "")
        if not day:
            if content.strip():
                wrong.append(_("第%(n)s行节次写了内容，没有写日期。") % {"n": n + 1})
            continue
        try:
            found.append(
                SessionPlan(
                    date.fromisoformat(day),
                    _time(post.get(f"session_time-{n}", "")),
                    int(post.get(f"session_minutes-{n}", "") or 60),
                    content,
                    post.get(f"session_materials-{n}", ""),
                )
            )
        except ValueError:
            wrong.append(_("第%(n)s行节次的日期、时间或分钟填写有误。") % {"n": n + 1})
    return found


def _time(word: str) -> time | None:
    return time.fromisoformat(word) if word.strip() else None


def _session_rows(request: ActorRequest, kind: str, there: Programme | None) -> list[dict[str, Any]]:
    if request.method == "POST":
        count = max(
            [SESSIONS.get(kind, 8), *(n + 1 for n in range(60) if request.POST.get(f"session_day-{n}"))]
        )
        return [
            {word: request.POST.get(f"session_{word}-{n}", "") for word in ("day", "time", "minutes", "content", "materials")}
            for n in range(count)
        ]  # fmt: skip
    rows: list[dict[str, Any]] = [
        {
            "day": f"{each.planned_on:%Y-%m-%d}",
            "time": f"{each.starts_at:%H:%M}" if each.starts_at else "",
            "minutes": each.minutes,
            "content": each.content,
            "materials": each.materials,
        }
        for each in (there.sessions.order_by("no") if there else ())
    ]
    return rows + [{"minutes": 60}] * max(2, SESSIONS.get(kind, 8) - len(rows))


def _budget_rows(request: ActorRequest, there: Programme | None) -> list[tuple[str, str]]:
    if request.method == "POST":
        count = max([6, *(n + 1 for n in range(30) if request.POST.get(f"budget_yuan-{n}"))])
        return [
            (request.POST.get(f"budget_what-{n}", ""), request.POST.get(f"budget_yuan-{n}", ""))
            for n in range(count)
        ]
    have = [(str(line["what"]), f"{line['fen'] / 100:.2f}") for line in (there.budget if there else ())]
    words = {what for what, _yuan in have}
    return have + [(str(word), "") for word in BUDGET_WORDS if str(word) not in words] + [("", ""), ("", "")]


def _risk_rows(request: ActorRequest, there: Programme | None) -> list[tuple[str, str]]:
    if request.method == "POST":
        return [
            (request.POST.get(f"risk-{n}", ""), request.POST.get(f"risk_answer-{n}", ""))
            for n in range(RISKS + 3)
        ]
    have = [(line["risk"], line["answer"]) for line in (there.risks if there else ())]
    return have + [("", "")] * max(1, RISKS - len(have))


def _stations(request: ActorRequest) -> list[Station]:
    return list(
        Station.objects.visible_to(request.actor, PLAN).filter(status="OPEN").order_by("region_code")[:100]
    )
