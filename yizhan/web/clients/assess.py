"""Assess a person by a scale of the region: the form, one assessment, its correction, and the panel on her file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.actions import open_file
from yizhan.clients.models import Assessment, Client, Need
from yizhan.clients.queries.assessments import forms_for, scale_of
from yizhan.clients.queries.file import name_for
from yizhan.clients.queries.find import client_for
from yizhan.clients.rules.scales import scale_in_force
from yizhan.kernel.errors import Refused
from yizhan.policy.schema.scales import Scale, ScaleResult, SubScore
from yizhan.policy.schema.words import plain_number
from yizhan.services.actions import correct_assessment, record_assessment, void_assessment
from yizhan.services.models import ServiceRecord
from yizhan.services.queries.due import workers_in_post
from yizhan.services.queries.lists import item_choices
from yizhan.web.door import ActorRequest, requires
from yizhan.web.services.forms import MODES

ASSESS, VIEW = "services.record_assessment", "clients.open_file"
ANSWER, SPECIAL = "q:", "special"
NEED_ROWS = 3
COLOURS = {"红": "red", "橙": "orange", "黄": "yellow", "蓝": "blue", "绿": "green"}
"""What a paper calls a colour, and what the style sheet does."""


@dataclass(frozen=True)
class Asked:
    """A question as the page draws it. `lacking`: the form was sent and this one is still open."""

    anchor: str
    field: str
    name: str
    hint: str
    options: list[tuple[str, str, bool]]
    lacking: bool


@dataclass(frozen=True)
class Count:
    """What the answers come to so far; `result` once all are there."""

    groups: tuple[SubScore, ...]
    total: str
    full: str
    left: int
    result: ScaleResult | None
    colour: str
    again_on: date | None


def count_of(scale: Scale, answers: Mapping[str, str], special: Sequence[str], day: date) -> Count:
    groups = scale.points(answers)
    result = scale.result(answers, special)
    return Count(
        groups=groups,
        total=plain_number(sum((each.points for each in groups), start=scale.least * 0)),
        full=plain_number(scale.most),
        left=len(scale.missing(answers)),
        result=result,
        colour=COLOURS[result.band.colour] if result else "",
        again_on=scale.again_on(day, result.band) if result else None,
    )


def asked_of(scale: Scale, answers: Mapping[str, str], *, sent: bool) -> list[tuple[str, list[Asked]]]:
    """The questions under the names of their groups."""
    missing = set(scale.missing(answers)) if sent else set()
    found: dict[str, list[Asked]] = {}
    for place, each in enumerate(scale.questions, 1):
        options = [
            (answer, plain_number(points), answers.get(each.name) == answer)
            for answer, points in each.options.items()
        ]
        found.setdefault(each.group, []).append(
            Asked(
                f"question-{place}",
                f"{ANSWER}{each.name}",
                each.name,
                each.hint,
                options,
                each.name in missing,
            )
        )
    return list(found.items())


def told(given: QueryDict) -> tuple[dict[str, str], list[str]]:
    """The answers and special cases of a form that was sent."""
    answers = {name.removeprefix(ANSWER): value for name, value in given.items() if name.startswith(ANSWER)}
    return {name: str(value) for name, value in answers.items()}, given.getlist(SPECIAL)


@requires(ASSESS)
def client_assess(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Which scale, then its form. Sent with “算一算” it only counts; refused, everything comes back."""
    client = client_for(actor=request.actor, verb=ASSESS, client_id=client_id)
    on = localdate()
    given = request.POST if request.method == "POST" else request.GET
    forms = forms_for(client=client, on=on)
    usable = [each.scale for each in forms if not each.why_not]
    wanted = given.get("scale", "") or (usable[0].id if len(usable) == 1 else "")
    scale = next((each for each in usable if each.id == wanted), None)
    if scale is None:
        facts = {"client": client, "name": name_for(request.actor, client), "forms": forms, "on": on}
        return render(request, "clients/assess_which.html", facts)
    answers, special = told(request.POST)
    refusal: Refused | None = None
    sent = request.method == "POST" and "count" not in request.POST
    day = _day(given.get("assessed_on", ""), on)
    if sent:
        try:
            made = record_assessment(
                actor=request.actor,
                client_id=client.pk,
                scale=scale.id,
                answers=answers,
                special=special,
                assessed_on=day,
                on=on,
                minutes=_whole(given.get("minutes", "")),
                mode=given.get("mode", ""),
                note=given.get("note", ""),
                needs=_needs(request.POST),
                item_codes=given.getlist("item"),
                worker_id=_uuid(given.get("worker", "")),
                late_reason=given.get("late_reason", ""),
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _saved(made))
            return redirect("client-assessment", client.pk, made.pk)
    team = list(workers_in_post(station_ids=[client.station_id], on=on))
    facts = _form_facts(request, client, scale, answers, special, day, sent=sent) | {
        "refusal": refusal,
        "given": given,
        "modes": MODES,
        "mode": given.get("mode", "AT_HOME"),
        "minutes": given.get("minutes", "40"),
        "kinds": Need.Kind.choices,
        "need_rows": [
            (n, given.get(f"need_kind_{n}", ""), given.get(f"need_{n}", "")) for n in range(NEED_ROWS)
        ],
        "more_needs": any(given.get(f"need_{n}") for n in range(1, NEED_ROWS)),
        "items": item_choices(station_id=client.station_id, region_code=client.station.region_code, on=on),
        "chosen": set(given.getlist("item")),
        "team": team,
        "mine": next((one for one in team if str(one.user_id) == request.actor.id), None),
        "draft": f"assess-{str(client.pk)[-12:]}-{scale.id}",
    }
    return render(request, "clients/assess.html", facts, status=422 if sent else 200)


@requires(ASSESS)
@require_POST
def client_assess_total(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The total so far, worked out here and nowhere else; nothing is stored."""
    client = client_for(actor=request.actor, verb=ASSESS, client_id=client_id)
    on = localdate()
    day = _day(request.POST.get("assessed_on", ""), on)
    scale = scale_in_force(request.POST.get("scale", ""), region_code=client.region_code, on=day)
    if scale is None:
        raise Http404
    answers, special = told(request.POST)
    return render(
        request, "clients/_assess_total.html", {"count": count_of(scale, answers, special, day), "on": on}
    )


@requires(VIEW)
def client_assessment(request: ActorRequest, client_id: UUID, assessment_id: UUID) -> HttpResponse:
    """One assessment: its answers, its result, its versions. Reading it is reading the file, and is written down."""
    client = open_file(actor=request.actor, client_id=client_id)
    one = _assessment(request, client, assessment_id)
    service = (
        ServiceRecord.objects.visible_to(request.actor, "services.view")
        .filter(pk=one.service_id)
        .only("pk", "voided_at")
        .first()
        if one.service_id and request.actor.may("services.view")
        else None
    )
    facts = {
        "client": client,
        "name": name_for(request.actor, client),
        "one": one,
        "colour": COLOURS.get(one.colour, ""),
        "groups": _groups(one),
        "later": Assessment.objects.visible_to(request.actor, VIEW).filter(replaces=one).first(),
        "service": service,
        "may_correct": _may_mend(request, one, "services.correct_assessment") and scale_of(one) is not None,
        "may_void": _may_mend(request, one, "services.void_assessment"),
        "may_assess": request.actor.may(ASSESS) and client.active,
        "on": localdate(),
    }
    return render(request, "clients/assessment.html", facts)


@requires("services.correct_assessment")
def client_assessment_correct(request: ActorRequest, client_id: UUID, assessment_id: UUID) -> HttpResponse:
    """The same form with the answers as they were, and why they change."""
    client = client_for(actor=request.actor, verb="services.correct_assessment", client_id=client_id)
    one = _assessment(request, client, assessment_id)
    scale = scale_of(one)
    if scale is None:
        raise Http404
    answers, special, note = one.given, list(one.answers["special"]), one.note
    refusal: Refused | None = None
    if request.method == "POST":
        answers, special = told(request.POST)
        note = request.POST.get("note", "")
        if "count" not in request.POST:
            try:
                made = correct_assessment(
                    actor=request.actor,
                    assessment_id=one.pk,
                    answers=answers,
                    special=special,
                    note=note,
                    reason=request.POST.get("reason", ""),
                    on=localdate(),
                )
            except Refused as no:
                refusal = no
            else:
                messages.success(request, _("更正好了，原来的一份还在。"))
                return redirect("client-assessment", client.pk, made.pk)
    sent = refusal is not None
    facts = _form_facts(request, client, scale, answers, special, one.assessed_on, sent=sent) | {
        "one": one,
        "refusal": refusal,
        "note": note,
        "reason": request.POST.get("reason", ""),
        "draft": f"assess-correct-{one.pk}",
    }
    return render(request, "clients/assess.html", facts, status=422 if sent else 200)


@requires("services.void_assessment")
@require_POST
def client_assessment_void(request: ActorRequest, client_id: UUID, assessment_id: UUID) -> HttpResponse:
    one = void_assessment(
        actor=request.actor,
        assessment_id=assessment_id,
        reason=request.POST.get("reason", ""),
        on=localdate(),
        at=timezone.now(),
    )
    messages.success(
        request,
        _("已作废，内容还留着。它给的风险等级已收回，前一次的等级恢复；那次服务记录一并作废，不再计数。"),
    )
    return redirect("client-assessment", client_id, one.pk)


def _form_facts(
    request: ActorRequest,
    client: Client,
    scale: Scale,
    answers: Mapping[str, str],
    special: Sequence[str],
    day: date,
    *,
    sent: bool,
) -> dict[str, Any]:
    groups = asked_of(scale, answers, sent=sent)
    return {
        "client": client,
        "name": name_for(request.actor, client),
        "scale": scale,
        "groups": groups,
        "first_lacking": next((each.anchor for _name, asked in groups for each in asked if each.lacking), ""),
        "special": [(each.case, each.case in special) for each in scale.special],
        "count": count_of(scale, answers, special, day),
        "day": day,
        "on": localdate(),
        "earlier": Assessment.objects.visible_to(request.actor, VIEW)
        .filter(client=client, scale=scale.id, newest=True)
        .first(),
    }


def _groups(one: Assessment) -> list[dict[str, Any]]:
    """The answers as they were kept, under the names of their groups, with the points."""
    sums = {group: (points, most) for group, points, most in one.answers["groups"]}
    found: dict[str, list[tuple[str, str, int, int]]] = {}
    for group, question, answer, points, most in one.answers["answers"]:
        found.setdefault(group, []).append((question, answer, points, most))
    return [
        {"name": group, "points": sums[group][0], "most": sums[group][1], "rows": rows}
        for group, rows in found.items()
    ]


def _assessment(request: ActorRequest, client: Client, assessment_id: UUID) -> Assessment:
    seen = Assessment.objects.visible_to(request.actor, VIEW).select_related("replaces")
    return seen.get(client=client, pk=assessment_id)


def _may_mend(request: ActorRequest, one: Assessment, verb: str) -> bool:
    own = one.by_id == request.actor.id or request.actor.may("clients.correct_others")
    return one.stands and own and request.actor.may(verb)


def _saved(made: Assessment) -> str:
    said = _("评估存好了：%(total)s分，%(band)s。") % {"total": made.total, "band": made.band}
    if made.grade:
        said += _("风险等级按量表定为%(grade)s。") % {"grade": made.get_grade_display()}
    if made.next_due_on:
        said += _("%(day)s前再评。") % {"day": f"{made.next_due_on:%Y-%m-%d}"}
    return said


def _needs(given: QueryDict) -> list[tuple[str, str]]:
    """The rows of needs somebody wrote in; a kind without a word says nothing."""
    rows = [(given.get(f"need_kind_{n}", ""), given.get(f"need_{n}", "").strip()) for n in range(NEED_ROWS)]
    return [(kind, what) for kind, what in rows if what]


def _day(text: str, on: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return on


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
