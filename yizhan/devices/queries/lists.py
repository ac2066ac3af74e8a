"""What a phone needs to offer choices offline: the region's service list, its visit rules, villages, colleagues."""

from datetime import date
from typing import Any

from yizhan.clients.rules.classes import CLASSES
from yizhan.clients.rules.visits import grade_labels, visit_rules
from yizhan.devices.models import Device
from yizhan.kernel.actor import Actor
from yizhan.regions.queries import children
from yizhan.services.models import ServiceRecord
from yizhan.services.queries import item_choices, workers_in_post
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker


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
        "station": {"id": station.pk, "name": station.short_name, "region_code": place},
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
            }
            for rule in visit_rules(region_code=place, on=on)
        ],
        "grades": grade_labels(region_code=place, on=on),
        "classes": {each.code: each.label for each in CLASSES},
        "kinds": {str(code): str(label) for code, label in ServiceRecord.Kind.choices},
        "modes": {str(code): str(label) for code, label in ServiceRecord.Mode.choices},
        "villages": [{"code": each.code, "name": each.name} for each in children(code=place, on=on)],
        "workers": [
            {"id": each.pk, "name": each.name, "me": str(each.user_id) == actor.id} for each in colleagues
        ],
    }
