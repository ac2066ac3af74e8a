"""What happened to a file, for the panel on its page and for the log of its readings."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.access.roles import VERB_LABELS
from yizhan.clients.actions import decide_duplicate
from yizhan.clients.models import Client, Consent, DuplicateDecision
from yizhan.clients.queries.duplicates import duplicates_of
from yizhan.clients.queries.file import name_for
from yizhan.clients.queries.find import client_for, person_of
from yizhan.clients.queries.trail import changes_of_file, decisions_of, lists_of, readings_of_file
from yizhan.clients.rules.classes import BY_CODE
from yizhan.clients.rules.identity import age_word
from yizhan.kernel.errors import Refused
from yizhan.privacy.models import AuditEvent, Unmasking
from yizhan.services.queries.records import kinds_since
from yizhan.web.clients.file import saved
from yizhan.web.clients.forms import PersonForm
from yizhan.web.door import ActorRequest, requires

SHOWN = 8
"""Lines of the panel; the rest unfolds."""


@requires("clients.open_file")
def client_readings(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Who opened this file, who saw full particulars and why."""
    client = _client(request, client_id)
    reasons = dict(Unmasking.Reason.choices)
    lines = [
        {
            "at": line.at,
            "who": line.actor_label,
            "what": _verb(line),
            "why": reasons.get(line.facts.get("reason", ""), ""),
        }
        for line in readings_of_file(client=client)
        if line.action != "privacy.unmask"
    ]
    facts = {"client": client, "name": name_for(request.actor, client), "lines": _together(lines)}
    return render(request, "clients/readings.html", facts)


@requires("clients.open_file")
def client_changes(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The panel of the client's page: lists it came from, look-alikes decided, and every change with who and when."""
    client = _client(request, client_id)
    lines = [
        {"at": line.at, "who": line.actor_label, "what": _verb(line), "more": _told(line)}
        for line in changes_of_file(client=client)
    ]
    facts = {
        "client": client,
        "lists": lists_of(client=client),
        "decisions": decisions_of(actor=request.actor, client=client),
        "lines": lines[:SHOWN],
        "earlier": lines[SHOWN:],
    }
    return render(request, "clients/_changes.html", facts)


LIKELY = 60
"""Between two files that exist already a telephone alone, shared in many a family, is not worth a line."""


@requires("clients.open_file")
def client_doubles(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Other files that are probably of the same person, to be compared; nothing when there are none."""
    client, on = _client(request, client_id), localdate()
    alike = [
        {
            "name": name_for(request.actor, each.client),
            "age": age_word(each.client.born_on, on),
            "found": each,
        }
        for each in duplicates_of(actor=request.actor, person=person_of(client), client_id=client.pk)
        if each.points >= LIKELY
    ]
    facts = {"client": client, "alike": alike, "may": request.actor.may("clients.decide_duplicate")}
    return render(request, "clients/_doubles.html", facts)


@requires("clients.decide_duplicate")
@require_POST
def client_decide(request: ActorRequest, client_id: UUID) -> HttpResponse:
    try:
        other_id = UUID(request.POST.get("other", ""))
    except ValueError:
        raise Refused(_("请选择另一份档案。"), code="clients.duplicate-itself") from None
    verdict = request.POST.get("verdict", "")
    decide_duplicate(
        actor=request.actor, client_id=client_id, other_id=other_id, verdict=verdict, on=localdate()
    )
    same = verdict == DuplicateDecision.Verdict.SAME
    return saved(
        request, client_id, _("已作为重复建档销档。") if same else _("记下了：不是同一人，以后不再问。")
    )


@requires("clients.open_file", "services.view")
def client_year(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """How often she was served this year, by kind."""
    client = _client(request, client_id)
    kinds = kinds_since(client_id=client.pk, since=localdate().replace(month=1, day=1))
    return render(
        request, "clients/_year.html", {"kinds": kinds, "total": sum(times for _kind, times in kinds)}
    )


def _together(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What one person did several times running on one day is one line with its number; newest first."""
    found = []
    for _same, run in groupby(
        lines, lambda line: (localdate(line["at"]), line["who"], line["what"], line["why"])
    ):
        each = list(run)
        found.append({**each[0], "since": each[-1]["at"], "times": len(each)})
    return found


def _client(request: ActorRequest, client_id: UUID) -> Client:
    return client_for(actor=request.actor, verb="clients.open_file", client_id=client_id)


def _verb(line: AuditEvent) -> str:
    return VERB_LABELS.get(line.action, line.action).split("（")[0]


def _told(line: AuditEvent) -> str:
    """The facts of an audit line in words: which fields, which class, which answer. The line itself holds no values."""
    facts: dict[str, Any] = line.facts
    labels = {name: str(field.label) for name, field in PersonForm.base_fields.items()}
    words = [
        labels[name] for name in (*facts.get("changes", ()), *facts.get("details", ())) if name in labels
    ]
    if (code := facts.get("code")) in BY_CODE:
        words.append(BY_CODE[code].label)
    if (grade := facts.get("grade")) in Client.Grade.values:
        words.append(str(Client.Grade(grade).label))
    if (purpose := facts.get("purpose")) in Consent.Purpose.values:
        words += [str(Consent.Purpose(purpose).label), _("同意") if facts.get("given") else _("不同意")]
    if (verdict := facts.get("verdict")) in DuplicateDecision.Verdict.values:
        words.append(str(DuplicateDecision.Verdict(verdict).label))
    if (reason := facts.get("reason")) in Client.CloseReason.values:
        words.append(str(Client.CloseReason(reason).label))
    days = {"since_on": _("从%s起"), "until_on": _("到%s"), "closed_on": "%s", "withdrawn_on": "%s"}
    words += [said % facts[name] for name, said in days.items() if facts.get(name)]
    return "，".join(words)
