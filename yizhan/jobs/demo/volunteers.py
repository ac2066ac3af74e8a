"""Volunteers of the demo place: registered at every station, named on this month's services, one of them with a proof."""

from datetime import date, timedelta

from yizhan.jobs.demo.cast import Cast
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.calendar import is_workday
from yizhan.services.actions import issue_volunteer_proof, record_service
from yizhan.workforce.actions import end_volunteer, register_volunteer
from yizhan.workforce.models import Volunteer

SKILLS = ("理发", "家电维修", "心理疏导", "书法", "开车接送", "护理", "")
SOURCES = ("VILLAGE", "RECRUITED", "SCHOOL", "ORGANISATION", "SERVED", "RECRUITED", "VILLAGE")


def name_volunteers(county: County, cast: Cast, *, today: date) -> None:
    for crew in county.crews:
        people = _register(crew, cast, today)
        _serve(crew, people, today)
    first = county.crews[0]
    someone = Volunteer.objects.filter(station=first.station, ended_on=None).order_by("registered_on").first()
    assert someone is not None
    issue_volunteer_proof(
        actor=first.actor(today), volunteer_id=someone.pk, first_on=today.replace(month=1, day=1), last_on=today,
        on=today, honours="示例：镇里评为优秀志愿者",
    )  # fmt: skip


def _register(crew: Crew, cast: Cast, today: date) -> list[Volunteer]:
    opened = crew.station.opened_on or today
    people = []
    for place, (skill, source) in enumerate(zip(SKILLS, SOURCES, strict=True)):
        day = max(opened, today - timedelta(days=300 - place * 20))
        people.append(
            register_volunteer(
                actor=crew.actor(today), station_id=crew.station.pk, name=cast.name(), sex="FM"[place % 2],
                source=source, phone=cast.phone(), born_on=cast.birthday(today=today, youngest=18, oldest=65),
                address=f"{crew.station.short_name[:2]}示例村{place + 1}组", skills=skill,
                team=f"示例{crew.station.short_name[:2]}红马甲队" if place < 5 else "",
                national_number=f"99000000000000{crew.number:02d}{place:02d}" if place < 3 else "",
                registered_on=day, on=today,
            )
        )  # fmt: skip
    end_volunteer(
        actor=crew.actor(today), volunteer_id=people[-1].pk, ended_on=today, reason="示例：外出务工", on=today
    )
    return people[:-1]


def _serve(crew: Crew, people: list[Volunteer], today: date) -> None:
    """This month's market days: always the same work, others come each time; one of them a training."""
    days = [
        day
        for back in range(21)
        if is_workday(day := today - timedelta(days=back)) and day.month == today.month
    ]
    for turn, day in enumerate(days[:: max(1, len(days) // 3)][:3] or [today]):
        named = [people[(turn + n) % len(people)] for n in range(3)]
        training = turn == 1
        record_service(
            actor=crew.actor(today), station_id=crew.station.pk, kind="TRAINING" if training else "VOLUNTEER",
            done_on=day, on=day, minutes=60 if training else 150, mode="OUTSIDE",
            title="示例：志愿者急救培训" if training else "示例：赶集日义诊、义剪", place="示例集市",
            participants_count=len(named) if training else 2, worker_id=crew.workers[turn % len(crew.workers)].pk,
            volunteer_ids=[each.pk for each in named],
        )  # fmt: skip
