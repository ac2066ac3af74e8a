"""Inspections and letters in sight, those that are due, and the agencies one may look at."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.access.models import Organisation
from yizhan.contracts.models import AgencyProfile
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Admonition, Inspection, InspectionItem
from yizhan.oversight.models.overseen import OverseenQuerySet
from yizhan.oversight.rules.inspections import ADMONISH, ANSWER, FINISH, VIEW
from yizhan.privacy.often import asked_often
from yizhan.stations.models import Station

AHEAD = timedelta(days=7)
PARTIES = {"township": "TOWNSHIP", "county": "COUNTY", "city": "CITY", "province": "PROVINCE"}


def inspections(*, actor: Actor) -> OverseenQuerySet[Inspection]:
    return Inspection.objects.visible_to(actor, VIEW).select_related("station", "organisation")


def one_inspection(*, actor: Actor, inspection_id: UUID) -> Inspection:
    """Inspection.DoesNotExist when it is out of reach, or not told yet."""
    return inspections(actor=actor).get(pk=inspection_id)


def items_of(inspection: Inspection) -> list[InspectionItem]:
    """The caller has found the inspection through `visible_to`."""
    rows = InspectionItem.objects.filter(inspection=inspection).select_related("earlier", "opened")
    return list(rows.order_by("number"))


def admonitions(*, actor: Actor) -> OverseenQuerySet[Admonition]:
    return Admonition.objects.visible_to(actor, VIEW).select_related("station", "organisation", "office")


def one_admonition(*, actor: Actor, admonition_id: UUID) -> Admonition:
    """Admonition.DoesNotExist when it is out of reach."""
    return admonitions(actor=actor).select_related("inspection").get(pk=admonition_id)


def inspections_due(*, actor: Actor, on: date, most: int = 5) -> list[Inspection]:
    """Set up by one's own office, or by it for a third party, and to be held within a week, or late."""
    return _inspections_due(actor=actor, until=on + AHEAD, most=most)


@asked_often
def _inspections_due(*, actor: Actor, until: date, most: int) -> "QuerySet[Inspection, Inspection]":
    own = {PARTIES[grant.role] for grant in actor.grants_for(FINISH) if grant.role in PARTIES}
    if "COUNTY" in own:
        own.add("THIRD")
    rows = Inspection.objects.visible_to(actor, FINISH).filter(
        state="PLANNED", planned_on__lte=until, party__in=own
    )
    return rows.select_related("station", "organisation").order_by("planned_on", "id")[:most]


def letters_to_answer(*, actor: Actor, most: int = 5) -> list[Admonition]:
    """What asks one's own side for an answer."""
    rows = Admonition.objects.visible_to(actor, ANSWER).filter(state="GIVEN", answer_by_on__isnull=False)
    return list(rows.order_by("answer_by_on", "id")[:most])


def agencies_to_oversee(*, actor: Actor, verb: str = ADMONISH) -> list[Organisation]:
    """Agencies that sit in reach, operate a station in reach, wherever they sit, or stand in a register in reach."""
    stations = Station.objects.visible_to(actor, verb).exclude(operator=None)
    known = AgencyProfile.objects.visible_to(actor, verb)
    home = Organisation.objects.visible_to(actor, verb)
    rows = Organisation.objects.filter(kind=Organisation.Kind.AGENCY, closed_on=None)
    here = rows.filter(
        Q(pk__in=stations.values("operator_id"))
        | Q(pk__in=known.values("organisation_id"))
        | Q(pk__in=home.values("pk"))
    )
    return list(here.order_by("name")[:300])
