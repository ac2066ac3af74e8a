"""What of the staff the calendar of duties sees by itself: changes, and the filings that report them."""

from collections.abc import Iterable

from yizhan.kernel.happened import Happened, happened
from yizhan.kernel.period import Period
from yizhan.workforce.models import Filing, PostChange, Resignation

SPAN = "{what}（{day:%m-%d}）"


@happened("人员变动", "项目立项或人员变动")
def changes(*, region: str, span: Period) -> Iterable[Happened]:
    """Somebody came, changed post or left."""
    rows = PostChange.objects.filter(
        region_code__startswith=region, changed_on__range=(span.first, span.last)
    ).exclude(station__status="CLOSED")
    for change in rows.only("id", "region_code", "station_id", "changed_on", "kind"):
        yield Happened(
            region_code=change.region_code,
            on=change.changed_on,
            station_id=change.station_id,
            subject_id=change.pk,
            what=SPAN.format(what=change.get_kind_display(), day=change.changed_on),
        )


@happened("报县民政局备案", "到民政局备案")
def filed_changes(*, region: str, span: Period) -> Iterable[Happened]:
    """A change stands in a filing that went to the county; one sent back has not been filed again yet."""
    rows = PostChange.objects.filter(
        region_code__startswith=region, filing__filed_on__range=(span.first, span.last)
    ).select_related("filing")
    for change in rows:
        filing = change.filing
        assert filing is not None
        yield Happened(
            region_code=change.region_code,
            on=filing.filed_on,
            station_id=change.station_id,
            subject_id=change.pk,
            returned=filing.state == Filing.State.RETURNED,
            received_on=filing.decided_on if filing.state == Filing.State.ACCEPTED else None,
            kind="staff_filing",
            id=filing.pk,
        )


@happened("提出离职申请")
def resignations(*, region: str, span: Period) -> Iterable[Happened]:
    """Somebody said that she wants to leave; one that was withdrawn starts no clock."""
    rows = Resignation.objects.filter(
        region_code__startswith=region, announced_on__range=(span.first, span.last)
    ).exclude(state="WITHDRAWN")
    for row in rows.only("id", "region_code", "station_id", "announced_on"):
        yield Happened(
            region_code=row.region_code,
            on=row.announced_on,
            station_id=row.station_id,
            subject_id=row.pk,
            what=SPAN.format(what="离职申请", day=row.announced_on),
        )


@happened("补员完成并离职")
def posts_filled(*, region: str, span: Period) -> Iterable[Happened]:
    """The post of somebody who resigned was filled: from that day on she may go."""
    rows = Resignation.objects.filter(
        region_code__startswith=region, replaced_on__range=(span.first, span.last)
    ).exclude(state="WITHDRAWN")
    for row in rows.only("id", "region_code", "station_id", "replaced_on"):
        if row.replaced_on is not None:
            yield Happened(
                region_code=row.region_code, on=row.replaced_on, station_id=row.station_id, subject_id=row.pk
            )
