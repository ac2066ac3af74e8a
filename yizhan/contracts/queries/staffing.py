"""The staff of a project: agreed and present, who serves in two places, what is missing of their employment."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from yizhan.contracts.models import Agreement, AgreementStation, Project, Recruitment
from yizhan.contracts.rules.staffing import (
    Post,
    Stay,
    local_people_rule,
    placed,
    placement_rule,
    turnover,
)
from yizhan.kernel.actor import Actor
from yizhan.policy.schema.measures import AtMost
from yizhan.policy.schema.people import Eligibility
from yizhan.policy.schema.times import Deadline
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker
from yizhan.workforce.queries.bars import Standing, sanctions_of
from yizhan.workforce.queries.employment import VIEW as VIEW_EMPLOYMENT
from yizhan.workforce.queries.employment import EmploymentLine, employment_lines
from yizhan.workforce.rules import ONE_PROJECT, RESIDENT, one_project_rule

VIEW = "contracts.view"
POSTS = ("RESIDENT", "CONVERTED")
__all__ = ["ONE_PROJECT", "Elsewhere", "StaffedStation", "Staffing", "staffing_of", "workers_of_project"]


@dataclass(frozen=True)
class StaffedStation:
    """One station of an agreement with its agreed and present workers."""

    station: Station
    agreement: Agreement
    post: Post
    rule: Deadline | None
    state: str


@dataclass(frozen=True)
class Elsewhere:
    """Somebody of this project who stands in the staff of another station too.

    where  the other station, when the reader may see it; else only that there is one
    """

    worker: Worker
    where: str
    post: str
    since: date


@dataclass
class Staffing:
    """What the panel of a project shows; parts the reader may not see are None.

    newly_local  local people who came to a post since the service year began
    local_rule   the paper that asks an agency from outside for some of them; None where none does, or the agency is local
    """

    stations: list[StaffedStation] = field(default_factory=list)
    left: int = 0
    turnover: int | None = None
    elsewhere: list[Elsewhere] = field(default_factory=list)
    one_project: AtMost | None = None
    employment: list[EmploymentLine] | None = None
    employed: int = 0
    sanctions: list[Standing] = field(default_factory=list)
    recruitments: list[Recruitment] = field(default_factory=list)
    newly_local: int = 0
    local_rule: Eligibility | None = None

    @property
    def wanted(self) -> int:
        return sum(each.post.wanted for each in self.stations)

    @property
    def here(self) -> int:
        return sum(each.post.here for each in self.stations)

    @property
    def short(self) -> list[StaffedStation]:
        return [each for each in self.stations if each.post.missing]

    @property
    def incomplete(self) -> list[EmploymentLine]:
        """Those of whom the paper asks for something that is not on file."""
        return [line for line in self.employment or () if line.missing]

    @property
    def complete(self) -> int:
        """How many of those employed have everything on file the paper asks for."""
        return sum(not line.missing for line in self.employment or ())


def agreed_stations(*, actor: Actor, project: Project) -> list[AgreementStation]:
    """Stations of the project's signed agreements; a party sees those of its own."""
    agreements = (
        Agreement.objects.visible_to(actor, VIEW)
        .filter(project=project)
        .exclude(state=Agreement.State.DRAFT)
        .values_list("pk", flat=True)
    )
    return list(
        AgreementStation.objects.filter(agreement__in=list(agreements))
        .select_related("agreement", "agreement__provider", "station")
        .order_by("station__region_code", "station_id")
    )


def workers_of_project(*, actor: Actor, project: Project) -> list[Worker]:
    """Everybody who was in post at a station of the project during its year, those still there first."""
    stations = {line.station_id for line in agreed_stations(actor=actor, project=project)}
    return list(
        Worker.objects.visible_to(actor, "workforce.view")
        .filter(station__in=stations, started_on__lte=project.last_on)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=project.first_on))
        .select_related("station")
        .order_by("region_code", "station_id", "ended_on", "started_on", "id")[:600]
    )


def staffing_of(*, actor: Actor, project: Project, on: date) -> Staffing:
    """The staffing of a project on a day (the last day of its year, when that is over); a fixed number of questions."""
    day = min(on, project.last_on)
    agreed = agreed_stations(actor=actor, project=project)
    lines = [line for line in agreed if (line.from_on or day) <= day <= (line.to_on or day)]
    found = Staffing(
        recruitments=list(
            Recruitment.objects.visible_to(actor, VIEW)
            .filter(project=project)
            .select_related("provider")
            .order_by("-planned_on", "-id")[:5]
        ),
        one_project=one_project_rule(region_code=project.region_code, post=RESIDENT, on=day),
    )
    if not actor.may("workforce.view"):
        return found
    workers = workers_of_project(actor=actor, project=project)
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    for worker in workers:
        if worker.post in POSTS:
            stays[worker.station_id].append((worker.started_on, worker.ended_on))
    for line in lines:
        assert line.agreement.signed_on is not None
        rule = placement_rule(region_code=line.station.region_code, on=line.agreement.signed_on)
        post = placed(
            stays[line.station_id],
            wanted=line.headcount,
            signed_on=line.agreement.signed_on,
            first_on=line.agreement.first_on,
            rule=rule,
            on=day,
        )
        found.stations.append(StaffedStation(line.station, line.agreement, post, rule, post.state(day)))
        left, _share = turnover(
            stays[line.station_id], first_on=line.agreement.first_on, on=day, wanted=line.headcount
        )
        found.left += left
    if found.wanted:
        found.turnover = found.left * 100 // found.wanted
    found.elsewhere = _elsewhere(actor, [worker for worker in workers if worker.ended_on is None], day)
    here = [worker for worker in workers if worker.started_on <= day and not _gone(worker, day)]
    found.newly_local = sum(
        worker.local_household and worker.post in POSTS and worker.started_on >= project.first_on
        for worker in here
    )
    if any(not line.agreement.provider.region_code.startswith(project.region_code) for line in lines):
        found.local_rule = local_people_rule(region_code=project.region_code, on=day)
    if actor.may(VIEW_EMPLOYMENT):
        found.employment = employment_lines(actor=actor, workers=here, on=day)
        found.employed = len(found.employment)
    if actor.may("workforce.view_sanctions"):
        found.sanctions = [
            each
            for each in sanctions_of(actor=actor, on=on, region_code=project.region_code)
            if not each.over and each.sanction.state in ("TOLD", "IN_FORCE")
        ]
    return found


def _gone(worker: Worker, day: date) -> bool:
    return worker.ended_on is not None and worker.ended_on < day


def _elsewhere(actor: Actor, workers: Sequence[Worker], on: date) -> list[Elsewhere]:
    """The same identity number in post at another station; a name of that station only where the reader may see it."""
    mine = {worker.id_digest: worker for worker in workers}
    if not mine:
        return []
    rows = (
        Worker.objects.filter(id_digest__in=mine, started_on__lte=on)
        .exclude(pk__in=[worker.pk for worker in workers])
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))
        .select_related("station")
        .only(
            "id_digest", "post", "started_on", "ended_on", "region_code", "station_id", "station__short_name"
        )
    )
    others = [row for row in rows if row.station_id != mine[row.id_digest].station_id]
    if not others:
        return []
    seen = set(
        Station.objects.visible_to(actor, "stations.view")
        .filter(pk__in=[row.station_id for row in others])
        .values_list("pk", flat=True)
    )
    return [
        Elsewhere(
            mine[row.id_digest],
            row.station.short_name if row.station_id in seen else "",
            str(row.get_post_display()),
            row.started_on,
        )
        for row in others
    ]
