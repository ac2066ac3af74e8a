"""督导: the list with its pace, the form, one supervision with what was agreed, its Word form."""

from collections.abc import Sequence
from datetime import date, timedelta
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

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import (
    confirm_supervision,
    end_agreed_action,
    record_supervision,
    supervise_stations,
)
from yizhan.services.actions.supervisions import Supervisor
from yizhan.services.models import Supervision
from yizhan.services.queries.due import workers_in_post
from yizhan.services.queries.supervisions import (
    OTHERS,
    VIEW,
    WRITE,
    each_occasion_once,
    for_list,
    open_actions,
    paces,
    same_occasion,
    subjects_to_name,
    supervision_for,
    supervisions,
    supervisors_of,
)
from yizhan.services.rules.supervisions import KINDS, Agreed
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.services.by_station import station_filters
from yizhan.web.services.forms import DayInput
from yizhan.web.services.supervisions_paper import WAYS, supervision_docx
from yizhan.workforce.models import Worker

SEVERAL = "services.supervise_stations"
ME, OUTSIDE = "me", "outside"
ROWS = 6


class SupervisionForm(PlainForm):
    """One supervision as it is typed: the words of the form 督导记录."""

    supervision_id = forms.UUIDField(widget=forms.HiddenInput)
    form = forms.ChoiceField(
        label=gettext_lazy("形式"), choices=Supervision.Form.choices, widget=forms.RadioSelect
    )
    way = forms.ChoiceField(label=gettext_lazy("方式"), choices=WAYS, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("类型（可多选）"), choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple
    )
    supervisor = forms.ChoiceField(label=gettext_lazy("督导者"))
    expert = forms.CharField(label=gettext_lazy("外请督导者姓名"), required=False, max_length=60)
    expert_from = forms.CharField(label=gettext_lazy("外请督导者的单位"), required=False, max_length=80)
    qualification = forms.CharField(
        label=gettext_lazy("督导者资质"), required=False, max_length=80,
        help_text=gettext_lazy("例如：社会工作师、高校教师。"),
    )  # fmt: skip
    pairing = forms.CharField(
        label=gettext_lazy("结对计划"), required=False, max_length=80,
        help_text=gettext_lazy("外地单位结对督导的，写计划名称。"),
    )  # fmt: skip
    supervisee = forms.TypedMultipleChoiceField(
        label=gettext_lazy("受督导的人"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    topic = forms.CharField(
        label=gettext_lazy("主题"), max_length=80,
        help_text=gettext_lazy("同事在服务记录里看得到主题，请不要写服务对象的姓名。"),
    )  # fmt: skip
    case = forms.TypedMultipleChoiceField(
        label=gettext_lazy("谈到的个案"), required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    programme = forms.TypedMultipleChoiceField(
        label=gettext_lazy("谈到的小组和活动"), required=False, coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    problems = forms.CharField(
        label=gettext_lazy("提出的问题"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    advice = forms.CharField(
        label=gettext_lazy("督导建议"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    done_on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    minutes = forms.IntegerField(label=gettext_lazy("时长（分钟）"), min_value=1, max_value=1440)
    place = forms.CharField(label=gettext_lazy("地点"), required=False, max_length=80)
    late_reason = forms.CharField(label=gettext_lazy("补记理由"), required=False, max_length=200)

    def told(self) -> dict[str, Any]:
        """The arguments of the verb."""
        given = dict(self.cleaned_data)
        who = given.pop("supervisor")
        outside = who == OUTSIDE
        given["supervisor"] = Supervisor(
            worker_id=None if who in (ME, OUTSIDE) else UUID(who),
            expert=given.pop("expert") if outside else "",
            expert_from=given.pop("expert_from") if outside else "",
            qualification=given.pop("qualification"),
            pairing=given.pop("pairing"),
            by_myself=who == ME,
        )
        for name in ("expert", "expert_from"):
            given.pop(name, None)
        given["supervisee_ids"] = given.pop("supervisee")
        given["case_ids"], given["programme_ids"] = given.pop("case"), given.pop("programme")
        return given


@requires(VIEW)
def supervision_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    rows = for_list(supervisions(actor=actor))
    by_station = bool(request.GET.get("station"))
    listing: Listing[Supervision] = Listing(
        request,
        rows if by_station or "export" in request.GET else each_occasion_once(rows, actor=actor),
        sorts=(
            Sort("new", _("日期，新的在前"), "-service__done_on"),
            Sort("place", _("站点"), "region_code"),
        ),
        filters=(
            *station_filters(actor, VIEW),
            Filter("form", _("形式"), Supervision.Form.choices, "form"),
            Filter(
                "open", _("约定的行动"), (("1", _("只看还有没做完的")),),
                lambda rows, _word: rows.filter(actions__state="OPEN", service__voided_at=None).distinct(),
            ),
            Between("done", _("日期"), "service__done_on"),
        ),
        size=30,
    )  # fmt: skip
    if listing.wants_export:
        return listing.export(_("督导记录"), _columns())
    standing = paces(actor=actor, on=on)
    together = {} if by_station else same_occasion(actor=actor, rows=listing.rows)
    facts = {
        "listing": listing,
        "rows": [(row, together.get(row.occasion, [row]) if row.occasion else [row]) for row in listing.rows],
        "today": on,
        "may_write": actor.may(WRITE),
        "paces": [row for row in standing if row.pace],
        "behind": sum(1 for row in standing if row.pace and row.pace.missing),
        "without_rule": bool(standing) and not any(row.pace for row in standing),
        "open": list(open_actions(actor=actor)[:6]),
    }
    return render(request, "services/supervisions/list.html", facts)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("日期"), "service.done_on"),
        Column(_("站点"), "station.short_name"),
        Column(_("形式"), lambda row: str(row.get_form_display())),
        Column(_("类型"), lambda row: "、".join(row.kinds)),
        Column(_("督导者"), "supervisor_name"),
        Column(_("资质"), "qualification"),
        Column(_("单位"), "expert_from"),
        Column(_("受督导的人"), lambda row: "、".join(one.worker.name for one in row.supervisees.all())),
        Column(_("主题"), "service.title"),
        Column(_("分钟"), "service.minutes"),
        Column(_("约定的行动"), "agreed_count"),
        Column(_("还没做完"), "open_count"),
        Column(_("作废"), lambda row: _("已作废") if row.service.is_voided else ""),
    )


@requires(WRITE)
def supervision_new(request: ActorRequest) -> HttpResponse:
    """The form of one station; whoever reaches several chooses first, and sees which is behind."""
    actor, on = request.actor, localdate()
    stations = list(
        Station.objects.visible_to(actor, WRITE)
        .filter(status=Station.Status.OPEN, opened_on__lte=on)
        .order_by("region_code", "id")[:60]
    )
    words = set(request.POST.getlist("station") or request.GET.getlist("station"))
    chosen = [one for one in stations if str(one.pk) in words]
    if not chosen and len(stations) == 1:
        chosen = stations
    if not chosen or (len(chosen) > 1 and not actor.may(SEVERAL)):
        facts = {
            "rows": paces(actor=actor, on=on, verb=WRITE),
            "today": on,
            "may_several": actor.may(SEVERAL),
        }
        return render(request, "services/supervisions/where.html", facts)
    station = chosen[0]
    team = list(workers_in_post(station_ids=[one.pk for one in chosen], on=on).select_related("station"))
    sheet = _form(request, chosen, team, on)
    agreed = _agreed(request) if request.method == "POST" else ()
    refusal: Refused | None = None
    if request.method == "POST" and sheet.is_valid():
        try:
            made = _write(
                actor, chosen, on, agreed=[row for row in agreed if row.what or row.owner], **sheet.told()
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("督导记好了，服务记录也记好了，等另一方确认。"))
            return redirect("supervision", made.pk)
    rows = list(agreed) + [Agreed("", "", on + timedelta(days=14))] * (ROWS - len(agreed))
    facts = {
        "form": sheet,
        "station": station,
        "chosen": chosen,
        "several": len(stations) > 1,
        "team": team,
        "rows": list(enumerate(rows)),
        "open": list(open_actions(actor=actor, station_id=station.pk)[:20]),
        "refusal": refusal,
        "today": on,
    }
    return render(
        request, "services/supervisions/new.html", facts, status=422 if request.method == "POST" else 200
    )


def _write(actor: Actor, chosen: Sequence[Station], on: date, **told: Any) -> Supervision:
    """Of one station its supervision; of several the first of those written at once."""
    if len(chosen) == 1:
        return record_supervision(actor=actor, station_id=chosen[0].pk, on=on, **told)
    occasion = told.pop("supervision_id")
    return supervise_stations(
        actor=actor, occasion_id=occasion, station_ids=[one.pk for one in chosen], on=on, **told
    )[0]


def _form(
    request: ActorRequest, chosen: Sequence[Station], team: Sequence[Worker], on: date
) -> SupervisionForm:
    actor = request.actor
    mine = next((one for one in team if str(one.user_id) == actor.id), None)
    known = supervisors_of(station_id=chosen[0].pk, on=on) if len(chosen) == 1 else []
    supervises = "supervisor" in actor.roles or any(mine == one for one, _held in known)
    cases, programmes = subjects_to_name(actor=actor, station_ids=[one.pk for one in chosen])
    initial: dict[str, Any] = {
        "supervision_id": uuid7(),
        "form": Supervision.Form.INDIVIDUAL if len(chosen) == 1 else Supervision.Form.GROUP,
        "way": "COME_IN",
        "kinds": ["EDUCATIONAL"],
        "supervisor": ME if supervises else str(known[0][0].pk) if known else OUTSIDE,
        "supervisee": [] if supervises or mine is None else [str(mine.pk)],
        "done_on": on,
        "minutes": 60,
    }
    form = SupervisionForm(request.POST if request.method == "POST" else None, initial=initial)
    fields: Any = form.fields
    fields["supervisor"].choices = [
        *([(ME, _("我自己"))] if supervises else []),
        *(
            (str(one.pk), f"{one.name}（{one.get_post_display()}{'，' + held if held else ''}）")
            for one, held in known
            if one != mine
        ),
        (OUTSIDE, _("外请的督导、专家")),
    ]
    of = {one.pk: f"（{one.short_name}）" if len(chosen) > 1 else "" for one in chosen}
    fields["supervisee"].choices = [(str(one.pk), one.name + of[one.station_id]) for one in team]
    fields["case"].choices = [(str(one.pk), f"{_('个案')} {one}{of[one.station_id]}") for one in cases]
    fields["programme"].choices = [(str(one.pk), one.title + of[one.station_id]) for one in programmes]
    return form


def _agreed(request: ActorRequest) -> tuple[Agreed, ...]:
    """The rows as typed; a row nobody wrote in keeps its day for the form and is told to nobody."""
    given = request.POST
    found = []
    for n in range(ROWS):
        try:
            due: date | None = date.fromisoformat(given.get(f"due-{n}", ""))
        except ValueError:
            due = None
        found.append(Agreed(given.get(f"what-{n}", "").strip(), given.get(f"owner-{n}", ""), due))
    return tuple(found)


@requires(VIEW)
def supervision_page(request: ActorRequest, supervision_id: UUID) -> HttpResponse:
    whole = supervision_for(actor=request.actor, supervision_id=supervision_id)
    one, actor = whole.supervision, request.actor
    over = Supervision.objects.visible_to(actor, OTHERS).filter(pk=one.pk).exists()
    beside = same_occasion(actor=actor, rows=[one]).get(one.occasion, []) if one.occasion else []
    facts = {
        "whole": whole,
        "one": one,
        "beside": [each for each in beside if each.pk != one.pk],
        "record": one.service,
        "today": localdate(),
        "actions": [
            (task, task.is_open and not one.service.is_voided and _ends(actor, task.owner, over_others=over))
            for task in whole.actions
        ],
        "may_confirm": not one.service.is_voided
        and actor.may("services.confirm_supervision")
        and (
            (whole.mine is not None and whole.mine.agreed_on is None)
            or (whole.mine is None and whole.theirs and one.supervisor_agreed_on is None)
        ),
        "may_sign": over and not one.supervisor_account and one.supervisor_agreed_on is None,
        "may_write": actor.may(WRITE),
    }
    return render(request, "services/supervisions/supervision.html", facts)


def _ends(actor: Actor, owner: Worker, *, over_others: bool) -> bool:
    return actor.may("services.end_agreed_action") and (str(owner.user_id) == actor.id or over_others)


@requires("services.confirm_supervision")
@require_POST
def supervision_confirm(request: ActorRequest, supervision_id: UUID) -> HttpResponse:
    confirm_supervision(
        actor=request.actor,
        supervision_id=supervision_id,
        on=localdate(),
        remark=request.POST.get("remark", ""),
        on_paper=request.POST.get("on_paper") == "1",
    )
    messages.success(request, _("确认好了。"))
    return redirect("supervision", supervision_id)


@requires("services.end_agreed_action")
@require_POST
def action_end(request: ActorRequest, action_id: UUID) -> HttpResponse:
    done = end_agreed_action(
        actor=request.actor,
        action_id=action_id,
        outcome=request.POST.get("outcome", ""),
        result=request.POST.get("result", ""),
        on=localdate(),
    )
    messages.success(request, _("登记好了：%(state)s。") % {"state": done.get_state_display()})
    return redirect("supervision", done.supervision_id)


urlpatterns = [
    path("services/supervisions/", supervision_list, name="supervisions"),
    path("services/supervisions/new/", supervision_new, name="supervision-new"),
    path("services/supervisions/actions/<uuid:action_id>/end/", action_end, name="agreed-action-end"),
    path("services/supervisions/<uuid:supervision_id>/", supervision_page, name="supervision"),
    path(
        "services/supervisions/<uuid:supervision_id>/confirm/",
        supervision_confirm,
        name="supervision-confirm",
    ),
    path("services/supervisions/<uuid:supervision_id>/form.docx", supervision_docx, name="supervision-docx"),
]
