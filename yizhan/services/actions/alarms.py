"""Raising an alarm, the steps taken, closing it: every step is an entry that is only added, sealed to the one before."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.utils.timezone import get_default_timezone

from yizhan.access.actions import send_notice
from yizhan.access.queries import holders
from yizhan.clients.actions import note_event
from yizhan.clients.models import Client
from yizhan.clients.queries.find import client_for
from yizhan.clients.rules.identity import is_minor
from yizhan.clients.rules.visits import VisitRule, event_visit_on, visit_rules
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.ground import _stop
from yizhan.services.models import Alarm, AlarmEntry, AlarmSuspect
from yizhan.services.queries.alarms import (
    AT_ONCE,
    OPEN,
    POSTS,
    Nameable,
    nameable,
    seal_of,
    suspected_accounts,
)
from yizhan.services.rules.alarms import (
    COUNTY_RULE,
    REPORT,
    closing_problem,
    entry_problem,
    raising_problem,
    situations,
    term_of,
)
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

RAISE, REPORTED, PROTECT = "services.raise_alarm", "services.report_alarm", "services.protect"
HAND_OVER, ADD, CLOSE = "services.hand_over_alarm", "services.add_to_alarm", "services.close_alarm"
ESCALATE = "services.escalate_alarm"
COUNTY = frozenset({"county"})


@action(RAISE, facts=("station_id", "kind"))
def raise_alarm(
    *,
    actor: Actor,
    station_id: UUID,
    kind: str,
    name: str,
    seen: str,
    chosen: Collection[str],
    found_at: datetime,
    on: date,
    at: datetime,
    sex: str = "",
    age: str = "",
    where: str = "",
    client_id: UUID | None = None,
    guardian_danger: bool = False,
    suspect_ids: Collection[UUID] = (),
    suspect_account_ids: Collection[UUID] = (),
    alarm_id: UUID | None = None,
) -> Alarm:
    """Somebody is in danger, or a minor was or may have been harmed. Nobody's consent is asked.

    chosen           words of the region's list of situations
    guardian_danger  the danger may come from whoever looks after the person
    suspect_ids      workers of the station from whom it may come, its head for example: they neither see it nor are
                     told, and the county is told at once
    suspect_account_ids  accounts of a head or supervisor who is no worker of the station, named for the same reason
    on               the local day on which it was found: the visit rule counts from it
    The heads and the supervisor are told at once; the county when the region's hours pass without a report, or at
    once where the paper names no hours. Notices carry no word of the person.

    Refused  something is missing; a situation the paper does not list
    Station.DoesNotExist, Client.DoesNotExist  out of sight
    """
    if alarm_id and (before := Alarm.objects.visible_to(actor, RAISE).filter(pk=alarm_id).first()):
        return before
    station = Station.objects.visible_to(actor, RAISE).get(pk=station_id)
    client = client_for(actor=actor, verb=RAISE, client_id=client_id) if client_id else None
    if client is not None and client.station_id != station.pk:
        raise Refused("此人的档案在另一个站。", code="services.visitor-elsewhere")
    region = station.region_code
    _stop(
        raising_problem(
            kind=kind,
            kinds=Alarm.Kind.values,
            seen=seen,
            chosen=chosen,
            allowed=situations(kind, region_code=region, on=on),
            name=client.name if client else name,
            grown_up=client is not None and client.born_on is not None and not is_minor(client.born_on, on),
            found_at=found_at,
            at=at,
        )
    )
    today = at.astimezone(get_default_timezone()).date()
    suspects = _suspects(station, suspect_ids, suspect_account_ids, on=today)
    about_staff = bool(suspects)
    report = term_of(REPORT[kind], region_code=region, at=found_at, on=on)
    county = term_of(COUNTY_RULE, region_code=region, at=found_at, on=on)
    # the visit plan is read by every colleague: it must not tell whoever is suspected
    visit = None if about_staff else _visit(actor, client, kind, on)
    alarm = Alarm(
        id=alarm_id or uuid7(),
        station=station,
        region_code=region,
        client=client,
        kind=kind,
        person={
            "name": (client.name if client else name).strip(),
            "sex": str(client.get_sex_display()) if client else sex.strip(),
            "age": age.strip(),
            "where": where.strip(),
        },  # the field keeps JSON
        situations=list(dict.fromkeys(chosen)),  # type: ignore[misc]
        guardian_danger=guardian_danger,
        about_staff=about_staff,
        found_at=found_at,
        found_by=actor.id,
        found_by_label=actor.label[:120],
        report_due_at=report.until if report else None,
        report_rule=report.rule if report else "",
        report_clause=report.clause if report else "",
        head_told_at=at,
        county_due_at=county.until if county else None,
        county_rule=county.rule if county else "",
        county_clause=county.clause if county else "",
        county_told_at=None if county and county.until and not about_staff else at,
        visit_due_on=visit[0] if visit else None,
        visit_rule=visit[1].id if visit else "",
        visit_clause=visit[1].clause if visit else "",
    )
    alarm.save(force_insert=True)
    _write_suspects(alarm, suspects, on=on)
    body = {"text": seen.strip()}
    if about_staff:
        body["staff"] = "、".join(f"{each.name}（{each.posts}）" for each in suspects)
    _add(actor, alarm, AlarmEntry.Kind.FOUND, found_at, body, at)
    _tell(actor, alarm, AT_ONCE, "有一件紧急情况，请马上处理", at, because_of=RAISE)
    if alarm.county_told_at is not None:
        word = "有一件涉及站点人员的紧急情况，请直接处理" if about_staff else "有一件紧急情况，请督办"
        _tell(actor, alarm, COUNTY, word, at, because_of=RAISE)
    return alarm


@action(OPEN, facts=("alarm_id",), subject="alarm_id")
def open_alarm(*, actor: Actor, alarm_id: UUID) -> Alarm:
    """Read an alarm. A verb, because every reading is written down (查阅留痕)."""
    return Alarm.objects.visible_to(actor, OPEN).select_related("station", "client").get(pk=alarm_id)


@action(REPORTED, facts=("alarm_id",), subject="alarm_id")
def report_alarm(
    *,
    actor: Actor,
    alarm_id: UUID,
    place: str,
    whom: str,
    happened_at: datetime,
    at: datetime,
    receipt: str = "",
    text: str = "",
) -> Alarm:
    """It was reported: to which office, who took it, what receipt there is. The clock stops with the first report.

    Refused  no office named; before it was found or after now; closed already
    """
    alarm = _locked(actor, REPORTED, alarm_id)
    if not place.strip():
        raise Refused("请选择向哪里报告。", code="services.alarm-place")
    _stop(_entry_problem(alarm, place, happened_at, at))
    body = {"place": place.strip(), "whom": whom.strip(), "receipt": receipt.strip(), "text": text.strip()}
    if alarm.reported_at is None:
        alarm.reported_at = happened_at
    return _add(actor, alarm, AlarmEntry.Kind.REPORTED, happened_at, body, at)


@action(PROTECT, facts=("alarm_id",), subject="alarm_id")
def protect(*, actor: Actor, alarm_id: UUID, text: str, happened_at: datetime, at: datetime) -> Alarm:
    """What was done so that nothing worse happens: brought to safety, to hospital, somebody stays with her."""
    return _step(actor, PROTECT, alarm_id, AlarmEntry.Kind.MEASURE, {"text": text}, happened_at, at)


@action(HAND_OVER, facts=("alarm_id",), subject="alarm_id")
def hand_over_alarm(
    *, actor: Actor, alarm_id: UUID, whom: str, text: str, happened_at: datetime, at: datetime
) -> Alarm:
    """Somebody else has it in hand now; who that is."""
    if not whom.strip():
        raise Refused("请写明移交给谁。", code="services.alarm-place")
    body = {"whom": whom, "text": text}
    return _step(actor, HAND_OVER, alarm_id, AlarmEntry.Kind.HANDED_OVER, body, happened_at, at)


@action(ADD, facts=("alarm_id",), subject="alarm_id")
def add_to_alarm(*, actor: Actor, alarm_id: UUID, text: str, happened_at: datetime, at: datetime) -> Alarm:
    """More was seen or heard, or something written before has to be put right: added, nothing is changed."""
    return _step(actor, ADD, alarm_id, AlarmEntry.Kind.NOTE, {"text": text}, happened_at, at)


@action(CLOSE, facts=("alarm_id",), subject="alarm_id")
def close_alarm(*, actor: Actor, alarm_id: UUID, result: str, at: datetime) -> Alarm:
    """Looked at by somebody else than the finder and closed with its result.

    Refused  her own; harm to a minor that nobody reported; no result; closed already
    """
    alarm = _locked(actor, CLOSE, alarm_id)
    _stop(
        closing_problem(
            kind=alarm.kind,
            closed=not alarm.open,
            by_finder=alarm.found_by == actor.id,
            reported=alarm.reported_at is not None,
            result=result,
            clause=alarm.report_clause,
        )
    )
    alarm.closed_at, alarm.closed_by, alarm.closed_by_label = at, actor.id, actor.label[:120]
    return _add(actor, alarm, AlarmEntry.Kind.CLOSED, at, {"text": result.strip()}, at)


@action(ESCALATE, facts=("alarm_id",), subject="alarm_id")
def escalate_alarm(*, actor: Actor, alarm_id: UUID, at: datetime) -> Alarm:
    """The hours of the paper passed without a report: the county is told, once.

    Refused  it was reported, closed, told already, or the hours have not passed
    """
    alarm = _locked(actor, ESCALATE, alarm_id)
    if (
        not alarm.open
        or alarm.reported_at is not None
        or alarm.county_told_at is not None
        or alarm.county_due_at is None
        or alarm.county_due_at > at
    ):
        raise Refused("不用提醒。", code="services.alarm-not-due")
    alarm.county_told_at = at
    _add(actor, alarm, AlarmEntry.Kind.TOLD, at, {"text": "到时限还没有登记报告，已提醒县民政局"}, at)
    _tell(actor, alarm, COUNTY, "有一件紧急情况到时限还没有报告，请督办", at, because_of=ESCALATE)
    _tell(actor, alarm, AT_ONCE, "有一件紧急情况到时限还没有报告", at, because_of=ESCALATE)
    return alarm


# --- the steps ----------------------------------------------------------------------------------------------------------


def _visit(actor: Actor, client: Client | None, kind: str, on: date) -> tuple[date, VisitRule] | None:
    """A crisis asks for the visit that the region's paper has after an event, where it has one.

    Harm to a minor never does: the visit plan is read by every colleague, and it would tell that something happened.
    """
    if client is None or kind != Alarm.Kind.CRISIS:
        return None
    moved = note_event(
        actor=actor.acting_for("clients.note_event", because_of=RAISE),
        client_id=client.pk,
        event_on=on,
        on=on,
    )
    rules = [rule for rule in visit_rules(region_code=client.region_code, on=on) if rule.after_event]
    due = [
        (by, rule)
        for rule in rules
        if (by := event_visit_on(days=rule.days(moved.visits), event_on=on, term=rule.after_event, on=on))
    ]
    return min(due, key=lambda each: each[0], default=None)


def _suspects(
    station: Station, worker_ids: Collection[UUID], account_ids: Collection[UUID], *, on: date
) -> list[Nameable]:
    wanted = {*((False, pk) for pk in worker_ids), *((True, pk) for pk in account_ids)}
    if not wanted:
        return []
    there = nameable(stations={station.pk: station.region_code}, on=on)
    found = {(each.is_account, each.pk): each for each in there if (each.is_account, each.pk) in wanted}
    if len(found) != len(wanted):
        raise Refused("所选人员不是这个站的，请重新选择。", code="services.alarm-suspect")
    return list(found.values())


def _write_suspects(alarm: Alarm, suspects: Collection[Nameable], *, on: date) -> None:
    """Who was named, and the accounts that hold such a head's post here without being linked to her."""
    rows = [
        AlarmSuspect(alarm=alarm, user_id=each.pk)
        if each.is_account
        else AlarmSuspect(alarm=alarm, worker_id=each.pk)
        for each in suspects
    ]
    posts = {POSTS[each.post] for each in suspects if each.post in POSTS and each.user_id is None}
    if posts:
        linked = Worker.objects.filter(station_id=alarm.station_id, user__isnull=False).exclude(
            pk__in=[each.pk for each in suspects if not each.is_account]
        )
        others = set(linked.values_list("user_id", flat=True))
        people = holders(
            roles=frozenset(posts), region_code=alarm.region_code, station_id=alarm.station_id, on=on
        )
        rows += [AlarmSuspect(alarm=alarm, user_id=pk) for pk in people if pk not in others]
    AlarmSuspect.objects.bulk_create(rows)


def _locked(actor: Actor, verb: str, alarm_id: UUID) -> Alarm:
    return Alarm.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=alarm_id)


def _entry_problem(alarm: Alarm, text: str, happened_at: datetime, at: datetime) -> Any:
    return entry_problem(
        closed=not alarm.open, text=text, happened_at=happened_at, found_at=alarm.found_at, at=at
    )


def _step(
    actor: Actor,
    verb: str,
    alarm_id: UUID,
    kind: AlarmEntry.Kind,
    body: Mapping[str, str],
    happened_at: datetime,
    at: datetime,
) -> Alarm:
    alarm = _locked(actor, verb, alarm_id)
    _stop(_entry_problem(alarm, body["text"], happened_at, at))
    return _add(actor, alarm, kind, happened_at, {key: word.strip() for key, word in body.items()}, at)


def _add(
    actor: Actor,
    alarm: Alarm,
    kind: AlarmEntry.Kind,
    happened_at: datetime,
    body: dict[str, str],
    at: datetime,
) -> Alarm:
    """One more entry, sealed to the one before; the row of the alarm is locked, so no two take one number."""
    number, before, label = alarm.length + 1, str(alarm.tip), actor.label[:120]
    seal = seal_of(
        alarm_id=alarm.pk, number=number, kind=kind, at=happened_at, body=body, by=actor.id, label=label,
        written_at=at, before=before,
    )  # fmt: skip
    AlarmEntry.objects.create(
        alarm=alarm,
        region_code=alarm.region_code,
        number=number,
        kind=kind,
        at=happened_at,
        body=body,  # type: ignore[misc]  # the field keeps JSON
        by=actor.id,
        by_label=label,
        written_at=at,
        before=before,
        seal=seal,
    )
    alarm.length, alarm.tip, alarm.changed_at = number, seal, Now()
    alarm.save(
        update_fields=[
            "length", "tip", "reported_at", "county_told_at", "closed_at", "closed_by", "closed_by_label",
            "changed_at",
        ]
    )  # fmt: skip
    alarm.refresh_from_db(fields=["changed_at"])
    return alarm


def _tell(
    actor: Actor, alarm: Alarm, roles: frozenset[str], subject: str, at: datetime, *, because_of: str
) -> None:
    send_notice(
        actor=actor.acting_for("access.send_notice", because_of=because_of),
        roles=roles,
        region_code=alarm.region_code,
        station_id=alarm.station_id,
        subject=subject,
        url=f"/services/alarms/{alarm.pk}/",
        clause=alarm.county_clause if roles == COUNTY else alarm.report_clause,
        at=at,
        but_for=suspected_accounts(alarm),
    )
