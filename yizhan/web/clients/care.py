"""The panel of a person's file: needs with their states, the latest results of assessments, how they went."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from yizhan.clients.models import Assessment, Client, Need
from yizhan.clients.queries.assessments import Course, courses_of, forms_for, needs_of
from yizhan.clients.queries.find import client_for
from yizhan.web.clients.assess import ASSESS, COLOURS, VIEW
from yizhan.web.door import ActorRequest, requires


@requires(VIEW)
def client_care(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The panel of the file: needs with their states, the latest results, how they went."""
    client = client_for(actor=request.actor, verb=VIEW, client_id=client_id)
    return render(request, "clients/_care.html", care_facts(request, client))


def care_facts(request: ActorRequest, client: Client, **more: Any) -> dict[str, Any]:
    on = localdate()
    forms = forms_for(client=client, on=on)
    return {
        "client": client,
        "on": on,
        "courses": [(course, _steps(course)) for course in courses_of(client=client, on=on)],
        "needs": needs_of(client=client),
        "usable": [each for each in forms if not each.why_not],
        "forms": forms,
        "may_assess": request.actor.may(ASSESS) and client.active,
        "may_note": request.actor.may("clients.note_need") and client.active,
        "may_change": request.actor.may("clients.change_need_state"),
        "kinds": Need.Kind.choices,
        "sources": [each for each in Need.Source.choices if each[0] not in ("ASSESSMENT", "QUESTIONNAIRE")],
        **more,
    }


@dataclass(frozen=True)
class Step:
    """One assessment of a course, and its dot of the small trend: the worse the lower."""

    one: Assessment
    colour: str
    x: int
    y: int


@dataclass(frozen=True)
class Trend:
    """A course as dots on a line, and the colour of what holds now."""

    steps: list[Step]
    line: str
    says: str
    colour: str

    @property
    def latest(self) -> list[Step]:
        return self.steps[:-4:-1]

    @property
    def earlier(self) -> list[Step]:
        return self.steps[-4::-1] if len(self.steps) > 3 else []


def _steps(course: Course) -> Trend:
    shown = course.standing[-8:]
    steps = [
        Step(
            one,
            COLOURS.get(one.colour, ""),
            8 + 24 * n,
            6 + round(24 * one.severity / max(1, one.bands_count - 1)),
        )
        for n, one in enumerate(shown)
    ]
    says = "，".join(f"{one.assessed_on:%Y-%m-%d} {one.band}" for one in shown)
    now = COLOURS.get(course.now.colour, "") if course.now else ""
    return Trend(steps, " ".join(f"{each.x},{each.y}" for each in steps), says, now)
