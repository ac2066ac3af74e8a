"""Volunteers who helped, ticked on a sheet of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.services.queries.volunteers import volunteers_to_name
from yizhan.web.door import ActorRequest
from yizhan.workforce.models import Volunteer


@dataclass(frozen=True)
class Helping:
    """Who may be named, and who is ticked; whatever else arrives is nobody of this station and left out."""

    people: list[Volunteer]
    ticked: list[UUID]

    @property
    def facts(self) -> dict[str, Iterable[object]]:
        """For the template `services/_volunteers.html`."""
        return {"helping": self.people, "named": {str(each) for each in self.ticked}}


def helping(request: ActorRequest, *, station_id: UUID, on: date) -> Helping:
    people = list(volunteers_to_name(station_id=station_id, on=on))
    told = set(request.POST.getlist("volunteer"))
    return Helping(people, [one.pk for one in people if str(one.pk) in told])
