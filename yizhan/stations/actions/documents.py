"""Papers of a station: documents, opening steps, its own service list."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.core.files.base import ContentFile

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.book import NoRule, catalogue_for
from yizhan.privacy.action import action
from yizhan.stations.actions.ground import _station
from yizhan.stations.models import (
    OpeningStep,
    ServiceList,
    ServiceListItem,
    StationDocument,
)
from yizhan.stations.rules import (
    file_problem,
    filing_refusal,
    future_problem,
)


@action(
    "stations.file_document",
    facts=("station_id", "document_id", "kind", "name", "in_force_from_on"),
    subject="station_id",
)
def file_document(
    *,
    actor: Actor,
    station_id: UUID,
    kind: str,
    name: str,
    in_force_from_on: date,
    on: date,
    title: str = "",
    version: str = "",
    file_name: str = "",
    content: bytes = b"",
    document_id: UUID | None = None,
) -> StationDocument:
    """Put a system, an archive or a disclosed paper on file; the one of the same name before it ends the day before.

    content  what is in the file; a document that exists on paper only is filed without

    Refused  no name; a file whose content is not what its name says, too large, or empty
    """
    station = _station(actor, "stations.file_document", station_id)
    name = name.strip()
    if kind not in StationDocument.Kind.values or not 1 < len(name) <= 60:
        raise Refused("请选择文件的类别和名称。", code="stations.document-unnamed")
    if (file_name or content) and (problem := file_problem(file_name, content)):
        raise Refused(problem, code="stations.file-wrong")
    if in_force_from_on > on + timedelta(days=366):
        raise Refused("生效日期在一年以后，请核对。", code="stations.future")
    before = StationDocument.objects.filter(
        station=station, kind=kind, name=name, in_force_to_on__isnull=True
    )
    if kind in (StationDocument.Kind.SYSTEM, StationDocument.Kind.ARCHIVE):
        for old in before.filter(in_force_from_on__lt=in_force_from_on):
            old.in_force_to_on = in_force_from_on - timedelta(days=1)
            old.save(update_fields=["in_force_to_on"])
    document = StationDocument(
        id=document_id or uuid7(),
        station=station,
        region_code=station.region_code,
        kind=kind,
        name=name,
        title=title.strip()[:120] or name,
        version=version.strip()[:20],
        in_force_from_on=in_force_from_on,
        filed_by=actor.label,
    )
    if content:
        document.file_name, document.file_bytes = file_name[-120:], len(content)
        document.file.save(file_name, ContentFile(content), save=False)
    document.save(force_insert=True)
    return document


@action("stations.retire_document", facts=("document_id", "on"))
def retire_document(*, actor: Actor, document_id: UUID, on: date) -> StationDocument:
    """The document no longer holds from the next day on; it stays on file.

    Refused  it has ended already, or had not begun
    """
    document = (
        StationDocument.objects.visible_to(actor, "stations.retire_document")
        .select_for_update()
        .get(pk=document_id)
    )
    if document.in_force_to_on is not None:
        raise Refused(
            f"“{document.title}”已于 {document.in_force_to_on} 停用。", code="stations.document-ended"
        )
    document.in_force_to_on = max(on, document.in_force_from_on)
    document.save(update_fields=["in_force_to_on"])
    return document


@action("stations.record_opening_step", facts=("station_id", "step", "done_on"), subject="station_id")
def record_opening_step(
    *, actor: Actor, station_id: UUID, step: str, done_on: date, on: date, evidence: str = ""
) -> OpeningStep:
    """A step from planned to open was done on a day; written again, the later word replaces the earlier.

    Refused  no such step, or a day to come
    """
    station = _station(actor, "stations.record_opening_step", station_id)
    if step not in OpeningStep.Step.values:
        raise Refused("没有这个步骤。", code="stations.step-unknown")
    if problem := future_problem(done_on, on=on, what="完成日期"):
        raise Refused(problem, code="stations.future")
    row, _ = OpeningStep.objects.update_or_create(
        station=station,
        step=step,
        defaults={"region_code": station.region_code, "done_on": done_on, "evidence": evidence.strip()[:200]},
    )
    return row


@action("stations.file_service_list", facts=("station_id", "item_codes", "made_on"), subject="station_id")
def file_service_list(
    *,
    actor: Actor,
    station_id: UUID,
    item_codes: Sequence[str],
    made_on: date,
    on: date,
    filed_county_on: date | None = None,
    filed_township_on: date | None = None,
) -> ServiceList:
    """The station's own list of services, chosen from its region's catalogue, and when county and township had it.

    Refused  an item outside the catalogue; no catalogue here; days that contradict one another
    Source   the region's catalogue (附件1 in 白沙) and rule `services.list-filing`
    """
    station = _station(actor, "stations.file_service_list", station_id)
    try:
        catalogue = catalogue_for(region_code=station.region_code, on=on)
    except NoRule:
        raise Refused(
            "本地区还没有服务清单，请先装入本地区的政策包。", code="stations.no-catalogue"
        ) from None
    known = {service.code: service for service in catalogue.services}
    codes = list(dict.fromkeys(item_codes))
    if refusal := filing_refusal(
        codes=codes, known=known, made_on=made_on, county=filed_county_on, township=filed_township_on, on=on
    ):
        raise Refused(refusal, code="stations.service-list-wrong", clause=catalogue.clause)
    listing, _ = ServiceList.objects.update_or_create(
        station=station,
        made_on=made_on,
        defaults={
            "region_code": station.region_code,
            "filed_county_on": filed_county_on,
            "filed_township_on": filed_township_on,
            "catalogue": catalogue.name,
        },
    )
    ServiceListItem.objects.filter(service_list=listing).delete()
    ServiceListItem.objects.bulk_create(
        ServiceListItem(
            station=station,
            region_code=station.region_code,
            service_list=listing,
            item_code=code,
            item_name=known[code].name[:80],
            domain=known[code].domain_name[:40],
            place=place,
        )
        for place, code in enumerate(sorted(codes, key=list(known).index))
    )
    return listing
