"""Staff reported upwards, accepted or returned."""

from datetime import date, datetime
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.stations.models import Station
from yizhan.workforce.actions.ground import _living_station
from yizhan.workforce.models import Filing, FilingLine, PostChange, Worker
from yizhan.workforce.queries import in_post
from yizhan.workforce.rules import (
    deciding_refusal,
    filing_refusal,
)


@action("workforce.file_staff", facts=("filing_id", "station_id", "filed_on"), subject="station_id")
def file_staff(
    *,
    actor: Actor,
    station_id: UUID,
    filed_on: date,
    note: str = "",
    filing_id: UUID | None = None,
    at: datetime | None = None,
) -> Filing:
    """File the staff of a station, and what changed since the last time, to the county.

    at       when; the county is told. None: a filing of the past is written down, nobody is told

    Refused  one is under review, or nothing changed since the last
    """
    station = _living_station(actor, "workforce.file_staff", station_id)
    filings = Filing.objects.filter(station=station)
    changes = PostChange.objects.filter(station=station, filing__isnull=True)
    staff = list(in_post(Worker.objects.filter(station=station), filed_on))
    if refusal := filing_refusal(
        under_review=filings.filter(state=Filing.State.FILED).exists(),
        in_post=len(staff),
        unfiled=changes.count(),
        ever_filed=filings.filter(state=Filing.State.ACCEPTED).exists(),
    ):
        raise Refused(refusal, code="workforce.nothing-to-file")
    filing = Filing.objects.create(
        id=filing_id or uuid7(),
        station=station,
        region_code=station.region_code,
        organisation_id=station.operator_id,
        filed_on=filed_on,
        filed_by=actor.label,
        note=note.strip()[:200],
    )
    changes.update(filing=filing)
    FilingLine.objects.bulk_create(
        FilingLine(
            station=station,
            region_code=station.region_code,
            filing=filing,
            worker=worker,
            post=worker.post,
            started_on=worker.started_on,
        )
        for worker in staff
    )
    if at is not None:
        _tell(
            actor,
            "workforce.file_staff",
            filing,
            station,
            roles=frozenset({"county"}),
            subject=f"{station.title}报来人员备案，等您审核",
            at=at,
        )
    return filing


@action("workforce.accept_filing", facts=("filing_id", "on"), subject="filing_id")
def accept_filing(*, actor: Actor, filing_id: UUID, on: date) -> Filing:
    """The county takes the list on file.

    Refused  it was decided already
    """
    return _decide(actor, "workforce.accept_filing", filing_id, on, Filing.State.ACCEPTED, "")


@action("workforce.return_filing", facts=("filing_id", "on"), subject="filing_id")
def return_filing(
    *, actor: Actor, filing_id: UUID, reason: str, on: date, at: datetime | None = None
) -> Filing:
    """The county sends the list back; its changes wait to be filed again. Heads and agency are told, when `at` is given.

    Refused  it was decided already, or no reason is given
    """
    if not reason.strip():
        raise Refused("请写明退回的原因，好让对方改。", code="workforce.return-without-reason")
    filing = _decide(actor, "workforce.return_filing", filing_id, on, Filing.State.RETURNED, reason)
    PostChange.objects.filter(filing=filing).update(filing=None)
    if at is not None:
        _tell(
            actor,
            "workforce.return_filing",
            filing,
            filing.station,
            roles=frozenset({"station_head", "deputy_head", "agency_manager"}),
            subject=f"{filing.station.title}的人员备案被退回，请改好再报",
            at=at,
        )
    return filing


def _tell(
    actor: Actor,
    verb: str,
    filing: Filing,
    station: Station,
    *,
    roles: frozenset[str],
    subject: str,
    at: datetime,
) -> None:
    send_notice(
        actor=actor.acting_for("access.send_notice", because_of=verb),
        roles=roles,
        region_code=filing.region_code,
        station_id=station.pk,
        subject=subject,
        url=f"/stations/{station.pk}/staff/#filing",
        at=at,
    )


def _decide(actor: Actor, verb: str, filing_id: UUID, on: date, state: str, reason: str) -> Filing:
    filing = Filing.objects.visible_to(actor, verb).select_for_update().get(pk=filing_id)
    if refusal := deciding_refusal(state=filing.state):
        raise Refused(refusal, code="workforce.filing-decided")
    filing.state, filing.decided_on, filing.decided_by = state, max(on, filing.filed_on), actor.label
    filing.reason = reason.strip()[:200]
    filing.save()
    return filing
