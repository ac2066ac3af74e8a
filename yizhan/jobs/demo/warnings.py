"""Warnings of the demo county in every state: what the papers' thresholds find in the year that was played, and the answers."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.clients.models import Client
from yizhan.jobs.actor import system_actor
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import answer_warning, check_warning, escalate_warnings, raise_warnings
from yizhan.oversight.models import RiskWarning
from yizhan.oversight.queries.warnings_look import look
from yizhan.services.actions import record_service

CHINA = ZoneInfo("Asia/Shanghai")
JOB = ("oversight.raise_warnings", "oversight.escalate_warnings")
SAME_TEXT = "warning.same-text"
FIRST_LOOK, ANSWERED, SECOND_LOOK = timedelta(days=20), timedelta(days=18), timedelta(days=1)
ALIKE = (
    "示例：上门看望，量血压，聊家常，帮忙打扫屋子，老人精神好，没有异常",
    "示例：到村委会集中宣传政策，逐户发放明白卡，解答低保、临时救助的问题",
)
ANSWERS = (
    ("HANDLED", "示例：当天补办了，以后每周五由站长核对一遍"),
    ("EXPLAINED", "示例：那几天台风停电，路断了，已经另约时间"),
    ("HANDLED", "示例：已派两名社工去补，三天内办完"),
    ("WRONG", "示例：当天已经办过，是登记错了站，已更正"),
)
QUESTIONS = (
    ("WRONG", "示例：集中办的体检，三个人做的是同样的事，内容本来就一样"),
    ("EXPLAINED", "示例：用了同一个模板没有改，已逐条补写每个人的情况"),
    ("WRONG", "示例：三户同住一个院子，一次走完的"),
    ("EXPLAINED", "示例：新社工不熟悉怎么写，督导已带着改过"),
    ("EXPLAINED", "示例：照抄了上一条，已更正"),
)


def warn(county: County, *, today: date) -> None:
    """Two looks three weeks apart, some answered, some left until they went up; questions asked, answered and checked."""
    if len(county.crews) < 4:
        return
    job = system_actor(*JOB, name="look_for_warnings")
    before = today - FIRST_LOOK
    _look(county, job, before)
    _answer_some(county, today - ANSWERED)
    escalate_warnings(
        actor=job, region_code=county.place.code, on=today - SECOND_LOOK, at=_at(today - SECOND_LOOK)
    )
    for crew in county.crews[:4]:
        _write_alike(crew, today)
    _look(county, job, today - SECOND_LOOK)
    _answer_questions(county, today)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(2, 30), CHINA)


def _look(county: County, job: Actor, on: date) -> None:
    told = look(region_code=county.place.code, on=on, since=_at(on - timedelta(days=7)))
    raise_warnings(actor=job, region_code=county.place.code, told=told, on=on, at=_at(on))


def _answer_some(county: County, day: date) -> None:
    """Every second of the station's own, in turn handled, explained, handled, wrong."""
    heads = {crew.station.pk: crew for crew in county.crews}
    rows = RiskWarning.objects.filter(
        region_code__startswith=county.place.code, owner="STATION", state="OPEN"
    )
    for place, row in enumerate(rows.order_by("rule_id", "station__region_code")):
        if place % 2 or row.station_id not in heads:
            continue
        outcome, text = ANSWERS[place // 2 % len(ANSWERS)]
        said = answer_warning(
            actor=heads[row.station_id].actor(day), warning_id=row.pk, outcome=outcome, text=text, on=day
        )
        if said.state == "ANSWERED":
            check_warning(
                actor=_officer(county, day), warning_id=row.pk, agrees=True, text="示例：属实", on=day
            )


def _write_alike(crew: Crew, today: date) -> None:
    """Two workers of the station with three records each in one wording; nothing where the month is closed."""
    actor = crew.actor(today)
    people = Client.objects.filter(station=crew.station, status="ACTIVE", restricted=False).order_by("pk")
    known = list(people.values_list("pk", flat=True)[:6])
    for nth, worker in enumerate(crew.workers[:2]):
        for place, client in enumerate(known[nth * 3 : nth * 3 + 3]):
            day = today - timedelta(days=place + 1)
            try:
                record_service(
                    actor=actor,
                    station_id=crew.station.pk,
                    worker_id=worker.pk,
                    kind="VISIT",
                    mode="AT_HOME",
                    minutes=30,
                    client_ids=[client],
                    note=ALIKE[nth % len(ALIKE)],
                    done_on=day,
                    on=day,
                )
            except Refused:  # the month of that day is handed in already
                return


def _answer_questions(county: County, today: date) -> None:
    """Five answered and agreed to, so that the share of false alarms shows; one waits for the county, the rest for stations."""
    heads = {crew.station.pk: crew for crew in county.crews}
    rows = RiskWarning.objects.filter(
        region_code__startswith=county.place.code, rule_id=SAME_TEXT, state="ASKED"
    ).order_by("station__region_code", "id")
    for place, row in enumerate(rows[: len(QUESTIONS) + 1]):
        outcome, text = QUESTIONS[place % len(QUESTIONS)]
        head = heads[row.station_id].actor(today) if row.station_id in heads else None
        if head is None:
            continue
        answer_warning(actor=head, warning_id=row.pk, outcome=outcome, text=text, on=today)
        if place < len(QUESTIONS):
            check_warning(
                actor=_officer(county, today), warning_id=row.pk, agrees=True, text="示例：核对过了", on=today
            )


def _officer(county: County, day: date) -> Actor:
    return actor_for(User.objects.get(pk=county.officer.pk), day)
