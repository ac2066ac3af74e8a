"""The service lists of region and station, as a record is tied to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from yizhan.policy.book import NoRule, catalogue_for, rule_for
from yizhan.policy.schema.pack import Catalogue, Service
from yizhan.privacy.often import asked_often
from yizhan.services.models import (
    ServiceItem,
)
from yizhan.services.rules.records import ADMINISTRATIVE_RULE
from yizhan.stations.models import ServiceListItem

# --- the paper --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AdministrativeRule:
    """What the region says about administrative tasks.

    id       `pack:id`, so that it leads to this text
    forbids  they may not be taken on; otherwise they are counted
    """

    id: str
    says: str
    source: str
    chip: str
    forbids: bool


def administrative_rule(*, region_code: str, on: date) -> AdministrativeRule | None:
    """None while nobody has ruled: then tasks are only counted."""
    try:
        rule = rule_for(ADMINISTRATIVE_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return AdministrativeRule(
        rule.ref,
        rule.says,
        rule.source,
        rule.chip,
        forbids=not rule.pending and bool(getattr(rule, "forbidden", ())),
    )


_known: dict[int, tuple[Catalogue, dict[str, Service]]] = {}


def catalogue_items(catalogue: Catalogue) -> dict[str, Service]:
    """The items of a list by code; worked out once for each list on the shelf."""
    kept = _known.get(id(catalogue))
    if kept is None or kept[0] is not catalogue:
        kept = _known[id(catalogue)] = (catalogue, {service.code: service for service in catalogue.services})
    return kept[1]


def own_list_codes(*, station_id: UUID) -> frozenset[str] | None:
    """The codes of the newest list the station filed with the county; None when it has filed none."""
    return newest_list(filed_items(station_id=station_id))


def newest_list(filed: Sequence[tuple[UUID, str]]) -> frozenset[str] | None:
    """The same of what `filed_items` answered."""
    return frozenset(code for listed, code in filed if listed == filed[0][0]) if filed else None


@asked_often
def filed_items(*, station_id: UUID) -> "QuerySet[ServiceListItem, tuple[UUID, str]]":
    """(list, code) of every list the station filed with the county, the newest list first."""
    return (
        ServiceListItem.objects.filter(station_id=station_id, service_list__filed_county_on__isnull=False)
        .order_by("-service_list__made_on")
        .values_list("service_list_id", "item_code")
    )


@dataclass(frozen=True)
class ItemChoice:
    """One chip of the form; used: how often this station chose it in the last 90 days."""

    code: str
    name: str
    domain: str
    guidance: str
    clause: str
    used: int


def item_choices(*, station_id: UUID, region_code: str, on: date) -> list[ItemChoice]:
    """What the station may choose from, most used first; empty where nobody has issued a list."""
    try:
        known = catalogue_items(catalogue_for(region_code=region_code, on=on))
    except NoRule:
        return []
    own = own_list_codes(station_id=station_id)
    used: dict[str, int] = dict(
        ServiceItem.objects.filter(station_id=station_id, done_on__gte=on - timedelta(days=90))
        .values("item_code")
        .annotate(n=Count("id"))
        .values_list("item_code", "n")
    )
    choices = [
        ItemChoice(code, item.name, item.domain_name, item.guidance, item.clause, used.get(code, 0))
        for code, item in known.items()
        if own is None or code in own
    ]
    return sorted(choices, key=lambda choice: -choice.used)


def item_names(*, region_code: str, on: date) -> dict[str, str]:
    """Names by code, for showing what a record says: “养老 · 精神慰藉”."""
    try:
        known = catalogue_items(catalogue_for(region_code=region_code, on=on))
    except NoRule:
        return {}
    return {code: item.name for code, item in known.items()}
