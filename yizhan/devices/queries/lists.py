"""What a phone needs to offer choices offline: the region's service list, its visit rules, villages, colleagues."""

from datetime import date
from typing import Any

from yizhan.clients.models import Need
from yizhan.clients.rules.classes import CLASSES
from yizhan.clients.rules.visits import grade_labels, visit_rules
from yizhan.devices.models import Device, HelpCall
from yizhan.kernel.actor import Actor
from yizhan.regions.queries import children
from yizhan.services.models import ServiceRecord
from yizhan.services.queries.due import workers_in_post
from yizhan.services.queries.lists import item_choices
from yizhan.services.queries.volunteers import volunteers_to_name
from yizhan.services.rules.records import ABOUT_CROWDS, ABOUT_PERSONS, WITH_PARTNER, WITH_SUBJECT
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

AT_THE_DESK = frozenset({ServiceRecord.Kind.ARCHIVE})
"""Kinds that nobody does in the field."""


def lists(*, actor: Actor, device: Device, on: date) -> dict[str, Any]:
    """Choices at the phone's station on that day, under the papers in force there.

    Station.DoesNotExist  the actor no longer reaches it
    """
    station = Station.objects.visible_to(actor, "stations.view").get(pk=device.station_id)
    place = station.region_code
    colleagues = (
        workers_in_post(station_ids=[station.pk], on=on).filter(
            pk__in=Worker.objects.visible_to(actor, "workforce.view").values("pk")
        )
        if actor.may("workforce.view")
        else Worker.objects.none()
    )
    return {
        "on": on,
        "station": {
            "id": station.pk,
            "name": station.short_name,
            "region_code": place,
            "phone": station.phone,
        },
        "items": [
            {
                "code": each.code,
                "name": each.name,
                "domain": each.domain,
                "clause": each.clause,
                "used": each.used,
            }
            for each in item_choices(station_id=station.pk, region_code=place, on=on)
        ],
        "visit_rules": [
            {
                "id": rule.id,
                "says": rule.says,
                "clause": rule.clause,
                "per": rule.per or "",
                "times": rule.times,
                "classes": sorted(rule.classes),
                "grades": sorted(rule.grades),
                "after_event": rule.after_event,
                "uncounted": sorted(rule.uncounted),
            }
            for rule in visit_rules(region_code=place, on=on)
        ],
        "grades": grade_labels(region_code=place, on=on),
        "classes": {each.code: each.label for each in CLASSES},
        "kinds": {
            str(code): str(label) for code, label in ServiceRecord.Kind.choices if code not in AT_THE_DESK
        },
        "kind_needs": {str(code): _needs(str(code)) for code in ServiceRecord.Kind.values},
        "case_steps": {str(code): str(label) for code, label in ServiceRecord.CaseStep.choices},
        "help_kinds": {str(code): str(label) for code, label in HelpCall.Kind.choices},
        "need_kinds": {str(code): str(label) for code, label in Need.Kind.choices},
        "need_sources": {str(code): str(label) for code, label in Need.Source.choices},
        "modes": {str(code): str(label) for code, label in ServiceRecord.Mode.choices},
        "villages": [{"code": each.code, "name": each.name} for each in children(code=place, on=on)],
        "workers": [
            {"id": each.pk, "name": each.name, "me": str(each.user_id) == actor.id} for each in colleagues
        ],
        "volunteers": [
            {"id": each.pk, "name": each.name, "team": each.team}
            for each in (
                volunteers_to_name(station_id=station.pk, on=on)
                if actor.may("workforce.view_volunteers")
                else ()
            )
        ],
    }


def _needs(kind: str) -> dict[str, Any]:
    """What `services.record_service` will ask of this kind, so that the phone asks while the person is still there."""
    return {
        "people": "must" if kind in ABOUT_PERSONS else "count" if kind in ABOUT_CROWDS else "may",
        "title": kind in WITH_SUBJECT,
        "partner": WITH_PARTNER.get(kind, ""),
        "step": kind == ServiceRecord.Kind.CASEWORK,
    }
