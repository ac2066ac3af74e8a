"""个案: the list, a case opened from the client's file, and the page of one case in the order of the paper."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.clients.models import Client
from yizhan.clients.queries.find import client_for
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import open_case, read_case
from yizhan.services.models import Case, CaseGoal, CaseSheet, Referral
from yizhan.services.queries.cases import (
    CaseFile,
    case_file,
    cases,
    cases_of_client,
    contacts_by_case,
    readers_of,
    sheets_to_decide,
    shown_name,
)
from yizhan.services.queries.due import workers_in_post
from yizhan.services.rules.cases import STATES, sending_problem, writing_problem
from yizhan.services.rules.cases_forms import APPROVED_KINDS, LABELS, Field, fields_of, lacking
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.nav import url_or_none
from yizhan.web.services.cases_forms import OpenForm, ReopenForm
from yizhan.web.templatetags.yizhan import Step

VIEW, OPEN = "services.view_cases", "services.open_case"
WAITS = (("1", gettext_lazy("待批阅")), ("me", gettext_lazy("等我批阅")))
STANDING = (("open", gettext_lazy("没有结案")), ("closed", gettext_lazy("已结案")))
MAY = {
    "record_case_contact", "write_case_sheet", "send_case_sheet", "decide_case_sheet", "advise_case_contact",
    "judge_case_goal", "finish_case_task", "hold_case_conference", "assign_case", "reopen_case",
}  # fmt: skip


@requires(VIEW)
def case_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    stations = list(
        Station.objects.visible_to(actor, VIEW).exclude(opened_on=None).order_by("region_code")[:100]
    )
    rows = cases(actor=actor)
    workers = dict(rows.order_by().values_list("worker_id", "worker__name").distinct()[:200])
    waiting = [sheet.case_id for sheet in sheets_to_decide(actor=actor)]
    filters: list[Filter | Between] = [
        Filter("state", _("状态"), Case.State.choices, "state"),
        Filter(
            "standing",
            _("在办"),
            STANDING,
            lambda found, word: (
                found.filter(state="CLOSED") if word == "closed" else found.exclude(state="CLOSED")
            ),
        ),
        Filter("worker", _("社工"), list(workers.items()), "worker_id"),
        Filter(
            "wait",
            _("批阅"),
            WAITS if actor.may("services.decide_case_sheet") else WAITS[:1],
            lambda found, word: (
                found.filter(pk__in=waiting)
                if word == "me"
                else found.filter(
                    pk__in=CaseSheet.objects.visible_to(actor, VIEW).filter(state="WAITING").values("case_id")
                )
            ),
        ),
        Between("opened", _("开案日期"), "opened_on"),
    ]
    if len(stations) > 1:
        filters.insert(
            0, Filter("station", _("站点"), [(one.pk, one.short_name) for one in stations], "station_id")
        )
    listing: Listing[Case] = Listing(
        request,
        rows,
        sorts=(
            Sort("new", _("开案，新的在前"), "-opened_on"),
            Sort("old", _("开案，早的在前"), "opened_on"),
            Sort("wait", _("等批阅最久"), "ready_on"),
        ),
        filters=filters,
        search=_search,
        search_hint=_("个案编号、姓名拼音首字母"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(_("个案"), _columns(actor))
    times = contacts_by_case(listing.rows)
    facts = {
        "listing": listing,
        "rows": [(row, shown_name(actor, row.client), times.get(row.pk, 0)) for row in listing.rows],
        "many": len(stations) > 1,
        "waiting": len(waiting),
        "may_open": actor.may(OPEN),
        "may_replace_forms": actor.may("services.upload_paper_form"),
        "may_read": actor.may("services.read_case"),
    }
    return render(request, "services/cases/list.html", facts)


def _search(rows: Any, words: str) -> Any:
    year, _dash, number = words.strip().partition("-")
    found = Q(client__name_initials__startswith=words.strip().lower())
    if year.isdigit() and number.isdigit():
        found |= Q(case_year=int(year[:4]), case_number=int(number[:6]))
    return rows.filter(found)


def _columns(actor: Actor) -> tuple[Column, ...]:
    return (
        Column(_("个案编号"), "case_no"),
        Column(_("站点"), "station.short_name"),
        Column(_("服务对象"), lambda row: shown_name(actor, row.client)),
        Column(_("状态"), lambda row: str(row.get_state_display())),
        Column(_("社工"), "worker.name"),
        Column(_("开案"), "opened_on"),
        Column(_("结案"), "closed_on"),
        Column(_("结案原因"), lambda row: str(row.get_close_reason_display()) if row.close_reason else ""),
    )


@requires(VIEW)
def client_cases(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The panel of the client's file; Client.DoesNotExist becomes 404."""
    client = Client.objects.visible_to(request.actor, "clients.view").get(pk=client_id)
    rows = cases_of_client(actor=request.actor, client_id=client.pk)
    open_one = next((row for row in rows if row.is_open and row.station_id == client.station_id), None)
    facts = {
        "client": client,
        "rows": rows,
        "times": contacts_by_case(rows),
        "open_one": open_one,
        "may_open": request.actor.may(OPEN) and client.active,
        "may_read": request.actor.may("services.read_case"),
    }
    return render(request, "services/cases/_client_cases.html", facts)


@requires(OPEN)
def case_new(request: ActorRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    client = _client(request, given.get("client", ""))
    if client is None:
        return redirect("clients")
    on = localdate()
    team = list(workers_in_post(station_ids=[client.station_id], on=on))
    mine = next((one for one in team if str(one.user_id) == request.actor.id), None)
    first = mine or next((one for one in team if one.pk == client.responsible_worker_id), None)
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        workers=[(str(one.pk), one.name) for one in team],
        initial={
            "case_id": uuid7(),
            "opened_on": on,
            "mode": "AT_HOME",
            "minutes": 40,
            "worker": first.pk if first else "",
        },
    )
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            case = open_case(
                actor=request.actor, client_id=client.pk, on=on, worker_id=UUID(told.pop("worker")), **told
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("个案%(no)s开好了。下一步写《接案登记》。") % {"no": case.case_no})
            return redirect("case", case.pk)
    before = next(
        (
            row
            for row in cases_of_client(actor=request.actor, client_id=client.pk)
            if row.is_open and row.station_id == client.station_id
        ),
        None,
    )
    facts = {
        "form": form,
        "refusal": refusal,
        "client": client,
        "name": shown_name(request.actor, client),
        "before": before,
    }
    return render(request, "services/cases/new.html", facts, status=422 if refusal or form.errors else 200)


def _client(request: ActorRequest, word: str) -> Client | None:
    try:
        return client_for(actor=request.actor, verb=OPEN, client_id=UUID(word))
    except ValueError:
        return None


# --- one case -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """One form of the case as the page draws it."""

    kind: str
    label: str
    lines: list[tuple[str, str]]
    newest: CaseSheet | None
    in_force: CaseSheet | None
    older: list[tuple[CaseSheet, list[tuple[str, str]]]]
    goals: list[CaseGoal]
    write_says: str
    send_says: str
    lacks: list[str]
    approved: bool
    may_decide: bool

    @property
    def to_send(self) -> bool:
        return self.newest is not None and self.newest.state in {"DRAFT", "RETURNED"}


@requires("services.read_case")
def case_page(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = read_case(actor=request.actor, case_id=case_id)
    return render(request, "services/cases/page.html", page_facts(request, case))


def page_facts(request: ActorRequest, case: Case, **more: Any) -> dict[str, Any]:
    on = localdate()
    file = case_file(actor=request.actor, case=case, on=on)
    may = {verb: request.actor.may(f"services.{verb}") for verb in MAY}
    readers = readers_of(case, on=on) if may["assign_case"] and case.is_open else {}
    return {
        "file": file,
        "case": case,
        "name": file.name,
        "on": on,
        "may": may,
        "steps": chain_of(file),
        "sheets": {kind: sheet_of(request.actor, file, kind) for kind in LABELS},
        "results": CaseGoal.Result.choices,
        "referral": case.referral,
        "referrals_url": _referral_url(case),
        "workers": [(str(one.pk), one.name) for one in workers_in_post(station_ids=[case.station_id], on=on)]
        if may["assign_case"] and case.is_open
        else [],
        "readers": [(str(pk), name) for pk, name in readers.items()],
        "supervisor_name": case.supervisor.display_name if case.supervisor else "",
        "reopen_form": ReopenForm(initial={"mode": "COME_IN", "minutes": 30}),
        "file_url": reverse("client-file", args=[case.client_id])
        if request.actor.may("clients.open_file")
        else "",
        **more,
    }


def chain_of(file: CaseFile) -> list[Step]:
    """The way of a case as links of a chain: what was done when and by whom, whose turn it is, what comes."""
    case = file.case
    order = list(STATES)
    here = order.index(case.state)
    found = []
    last = {turn.to_state: turn for turn in file.turns}
    left = {turn.from_state: turn for turn in file.turns if turn.from_state}
    returned = bool(file.turns) and file.turns[-1].verb == "return"
    for place, state in enumerate(order):
        label = STATES[state]
        if place < here:
            turn = left.get(state)
            lines = [f"{turn.on:%m-%d}", _short(turn.by_label)] if turn else [_("跳过")]
            found.append(Step(label, "ok" if turn else "later", lines))
        elif place == here:
            turn = last.get(state)
            tone: Any = "ok" if state == "CLOSED" else "bad" if returned else "now"
            told = [f"{turn.on:%m-%d}", _short(turn.by_label)] if turn else []
            if state == "CLOSED":
                told = [str(case.get_close_reason_display()), *told[:1]]
            elif returned:
                told = [_("已退回，等社工改好"), *told[:1]]
            else:
                told = [_whose(case), *told[:1]]
            found.append(Step(label, tone, told))
        else:
            found.append(Step(label, "later"))
    return found


def _short(label: str) -> str:
    """The person of “示例三・驻站社工・机构”."""
    return label.replace("·", "・").partition("・")[0]


def _whose(case: Case) -> str:
    if case.state in {"ASSESSED", "PLANNED", "CLOSING"}:
        return _("等%(who)s批阅") % {
            "who": case.supervisor.display_name if case.supervisor else _("督导或站长")
        }
    if case.needs_worker:
        return _("等站长指定社工")
    return _("轮到%(who)s") % {"who": case.worker.name}


def sheet_of(actor: Actor, file: CaseFile, kind: str) -> Sheet:
    """One form with its versions, and why it cannot be written or sent."""
    case, rows = file.case, file.sheets.get(kind, [])
    newest = rows[0] if rows else None
    draft = file.drafts.get(kind)
    waiting = draft is not None and draft.state == "WAITING"
    goals = file.goals.get(newest.pk, []) if newest else []
    lacks = lacking(kind, draft.body, goals=len(goals)) if draft else []
    no_write = writing_problem(kind, state=case.state, waiting=waiting, has=file.in_force.keys())
    no_send = sending_problem(
        kind,
        state=case.state,
        exists=draft is not None and not waiting,
        lacks=lacks,
        has=file.in_force.keys(),
    )
    own = newest is not None and actor.id in {newest.written_by, str(case.worker.user_id)}
    return Sheet(
        kind=kind,
        label=LABELS[kind],
        lines=told(kind, newest.body) if newest else [],
        newest=newest,
        in_force=file.in_force.get(kind),
        older=[(each, told(kind, each.body)) for each in rows[1:]],
        goals=goals,
        write_says=no_write.sentence if no_write else "",
        send_says=no_send.sentence if no_send else "",
        lacks=lacks,
        approved=kind in APPROVED_KINDS,
        may_decide=waiting
        and actor.may("services.decide_case_sheet")
        and (not own or actor.may("services.decide_own_case")),
    )


def told(kind: str, body: dict[str, str]) -> list[tuple[str, str]]:
    """A sheet in words: label and what it says, empty fields left out."""
    return [
        (field.label, _word(field, value)) for field in fields_of(kind) if (value := body.get(field.name))
    ]


def _word(field: Field, value: str) -> str:
    if field.picked:
        return _("见右侧“转介”")
    return field.word(value)


def referrals_of(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """The referrals of the client that a closure may name."""
    rows = Referral.objects.visible_to(actor, "services.view").filter(client_id=case.client_id)
    return [
        (str(row.pk), f"{row.sent_on:%Y-%m-%d} {row.to_name}")
        for row in rows.exclude(state__in=["REFUSED", "TAKEN_BACK"]).order_by("-sent_on")[:20]
    ]


def _referral_url(case: Case) -> str:
    return (url_or_none("referral", case.referral_id) or "") if case.referral_id else ""
