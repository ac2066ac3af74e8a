"""Whom a survey may draw from, how far it is, and what its answers come to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yizhan.access.models import Organisation
from yizhan.clients.models import Consent
from yizhan.intake.queries import waiting_letters
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Ask, Survey, SurveyAnswer
from yizhan.oversight.models.satisfaction import COUNTY_DIGITS
from yizhan.oversight.rules.satisfaction import ASKS, SATISFIED, VIEW, Line, hidden
from yizhan.services.models import ServiceClient
from yizhan.stations.models import Station


@dataclass(frozen=True)
class Frame:
    """From whom is drawn.

    clients   station → ids of people served there in the period who did not say no
    units     name of a cooperating unit → the station of its township; None: of the whole area
    left_out  people served who are not in it
    """

    clients: dict[UUID, list[UUID]] = field(default_factory=dict)
    units: dict[str, UUID | None] = field(default_factory=dict)
    left_out: int = 0


def frame_of(*, stations: Sequence[Station], region_code: str, first_on: date, last_on: date) -> Frame:
    """Everybody met in the period by these stations, each once, at the station of the file where it served.

    Left out: files that are closed or restricted, and whoever said no to being asked for an evaluation.
    """
    served = (
        ServiceClient.objects.filter(
            station_id__in=[each.pk for each in stations], done_on__gte=first_on, done_on__lte=last_on,
            service__met=True, service__voided_at=None,
        )
        .order_by()
        .values_list(
            "client_id", "station_id", "client__station_id", "client__status", "client__restricted",
            "client__village_name",
        )
        .distinct()
    )  # fmt: skip
    said_no = set(
        Consent.objects.filter(purpose="EVALUATION", replaced=False)
        .filter(Q(given=False) | Q(withdrawn_on__isnull=False))
        .filter(station_id__in=[each.pk for each in stations])
        .values_list("client_id", flat=True)
    )
    where: dict[UUID, UUID] = {}
    out: set[UUID] = set()
    villages: dict[tuple[str, UUID], None] = {}
    for client_id, station_id, home_id, status, restricted, village in served:
        if status != "ACTIVE" or restricted or client_id in said_no:
            out.add(client_id)
            continue
        if client_id not in where or station_id == home_id:
            where[client_id] = station_id
        if village:
            villages[village, station_id] = None
    clients: dict[UUID, list[UUID]] = {}
    for client_id, station_id in where.items():
        clients.setdefault(station_id, []).append(client_id)
    return Frame(clients, _units(stations, region_code, villages), len(out))


def _units(
    stations: Sequence[Station], region_code: str, villages: Iterable[tuple[str, UUID]]
) -> dict[str, UUID | None]:
    """Departments and townships of the area, less those that run a station themselves; villages where people were served."""
    of_township = {station.region_code[:9]: station.pk for station in stations}
    runs = {station.operator_id for station in stations}
    named: dict[str, UUID | None] = {}
    for office in Organisation.objects.filter(
        kind__in=["DEPARTMENT", "TOWNSHIP"], region_code__startswith=region_code, closed_on=None
    ).order_by("name"):
        if office.pk not in runs:
            named[office.name] = (
                of_township.get(office.region_code[:9]) if office.kind == "TOWNSHIP" else None
            )
    short = {station.pk: station.short_name for station in stations}
    for village, station_id in villages:
        named[f"{short[station_id]} {village}"[:80]] = station_id
    return named


def surveys(*, actor: Actor) -> QuerySet[Survey]:
    return Survey.objects.visible_to(actor, VIEW).select_related("commissioned")


def asks_of(*, actor: Actor, survey: Survey) -> QuerySet[Ask]:
    """Those drawn, as whoever asks them sees them."""
    return (
        Ask.objects.visible_to(actor, ASKS)
        .filter(survey=survey)
        .select_related("station", "client", "invitation")
    )


def letters_waiting(*, survey: Survey) -> int:
    used = Ask.objects.filter(survey=survey, invitation__state="USED").values_list("invitation_id", flat=True)
    return waiting_letters(invitations=list(used))


@dataclass(frozen=True)
class Row:
    """A line of the result. station None: of the whole area, or the total."""

    station: Station | None
    line: Line


@dataclass(frozen=True)
class Result:
    """What a group answered.

    questions  (question, mean from 1 to 5) where enough answered
    ways       (way, how many) where enough answered
    """

    group: str
    label: str
    total: Line
    rows: list[Row]
    questions: list[tuple[str, Decimal | None]]
    ways: list[tuple[str, int]]


def results(*, survey: Survey, only: frozenset[UUID] | None = None) -> list[Result]:
    """Both groups apart. only: of these stations; the total stays that of all."""
    asked = list(
        Ask.objects.filter(survey=survey)
        .order_by()
        .values_list("group", "station_id", "state")
        .annotate(n=Count("pk"))
    )
    answers = list(
        SurveyAnswer.objects.filter(survey=survey).values_list(
            "group", "station_id", "overall", "scores", "way"
        )
    )
    stations = {
        each.pk: each
        for each in Station.objects.filter(
            pk__in={station for _group, station, _state, _n in asked if station}
        )
    }
    return [
        _result(
            survey,
            group,
            str(label),
            {(station, state): n for kind, station, state, n in asked if kind == group},
            [row[1:] for row in answers if row[0] == group],
            stations,
            only,
        )
        for group, label in Ask.Group.choices
        if any(kind == group for kind, *_rest in asked)
    ]


def _result(
    survey: Survey,
    group: str,
    label: str,
    asked: Mapping[tuple[UUID | None, str], int],
    answers: Sequence[tuple[UUID | None, int, list[int], str]],
    stations: Mapping[UUID, Station],
    only: frozenset[UUID] | None,
) -> Result:
    places = list(dict.fromkeys(station for station, _state in asked))
    counted = Counter(station for station, *_rest in answers)
    unseen = hidden({place: counted[place] for place in places}, least=survey.fewest)
    satisfied = Counter(station for station, overall, *_rest in answers if overall >= SATISFIED)

    def line(of: Sequence[UUID | None], *, shown: bool) -> Line:
        by_state = Counter[str]()
        for (station, state), n in asked.items():
            if station in of:
                by_state[state] += n
        return Line(
            drawn=by_state.total(),
            answered=sum(counted[place] for place in of),
            refused=by_state["REFUSED"],
            unreached=by_state["UNREACHED"],
            gone=by_state["GONE"],
            satisfied=sum(satisfied[place] for place in of),
            shown=shown,
        )

    enough = len(answers) >= survey.fewest
    rows = [
        Row(
            stations.get(place) if place else None,
            line([place], shown=place not in unseen and counted[place] > 0),
        )
        for place in places
        if only is None or place in only
    ]
    return Result(
        group,
        label,
        line(places, shown=enough),
        sorted(rows, key=lambda row: (row.station is None, row.station.region_code if row.station else "")),
        _means(survey.questions[group], [scores for _s, _o, scores, _w in answers]) if enough else [],
        [
            (str(SurveyAnswer.Way(way).label), n)
            for way, n in Counter(way for *_rest, way in answers).most_common()
        ]
        if enough
        else [],
    )


def _means(questions: Sequence[str], scores: Sequence[Sequence[int]]) -> list[tuple[str, Decimal | None]]:
    means: list[tuple[str, Decimal | None]] = []
    for at, question in enumerate(questions):
        given = [each[at] for each in scores if len(each) > at]
        mean = (Decimal(sum(given)) / len(given)).quantize(Decimal("0.01"), ROUND_HALF_UP) if given else None
        means.append((question, mean))
    return means


def shown_counts(
    *, group: str, stations: Sequence[UUID], first_on: date, last_on: date
) -> dict[UUID, tuple[int, int]]:
    """(answered, satisfied) of each station over the closed surveys whose served days end in the period, where enough answered.

    Two queries whatever the number of stations. What is hidden on the page of a survey is hidden here too.
    """
    tallied: Any = (
        SurveyAnswer.objects.filter(
            group=group, survey__state="CLOSED", survey__last_on__gte=first_on, survey__last_on__lte=last_on,
            survey_id__in=SurveyAnswer.objects.filter(group=group, station_id__in=stations).values("survey_id"),
        )
        .order_by()
        .values_list("survey_id", "survey__fewest", "station_id")
        .annotate(answered=Count("pk"), content=Count("pk", filter=Q(overall__gte=SATISFIED)))
    )  # fmt: skip
    of_survey: dict[UUID, dict[UUID | None, tuple[int, int]]] = {}
    fewest: dict[UUID, int] = {}
    for survey_id, least, station_id, answered, content in tallied:
        of_survey.setdefault(survey_id, {})[station_id] = (answered, content)
        fewest[survey_id] = least
    asked, found = set(stations), dict[UUID, tuple[int, int]]()
    for survey_id, of_station in of_survey.items():
        unseen = hidden({place: both[0] for place, both in of_station.items()}, least=fewest[survey_id])
        for place, (answered, content) in of_station.items():
            if place is not None and place in asked and place not in unseen:
                before = found.get(place, (0, 0))
                found[place] = (before[0] + answered, before[1] + content)
    return found


def own_stations(*, actor: Actor) -> frozenset[UUID] | None:
    """Whose lines this reader sees in a result: None: all; else the stations she reaches (a station's side, a township)."""
    grants = actor.grants_for(VIEW)
    if any(grant.stations is None and len(grant.region) <= COUNTY_DIGITS for grant in grants):
        return None
    return frozenset(Station.objects.visible_to(actor, VIEW).values_list("pk", flat=True))
