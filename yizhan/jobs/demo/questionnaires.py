"""The shipped questionnaires in the demo: taken by the county, given to its stations, a few filled in."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yizhan.clients.models import Client
from yizhan.clients.queries.particulars import CLIENT, TARGETS
from yizhan.forms.actions import adopt_sample, give_form, submit
from yizhan.forms.models import Version
from yizhan.forms.rules.samples import samples, workbook_of
from yizhan.jobs.demo.county import County, stamp

_ELDERLY: tuple[dict[str, Any], ...] = (
    {
        "living": {"lives_with": "alone", "care_ability": "SHORT", "family_contact": "monthly", "care_need": "【示例】想有人每周送一次菜"},
        "body": {"needs_help_with": "cooking shopping", "illnesses": "pressure joints", "falls": "1", "medicine_regular": "yes", "forgets": "no"},
        "house": {"hazards": "light steps", "safety_need": "【示例】门口台阶要装扶手"},
        "mind": {"lonely": "3", "sleep": "3", "life_not_worth": "no"},
        "seen": "【示例】行动尚可，做饭吃力，下月再来。",
    },
    {
        "living": {"lives_with": "spouse", "care_ability": "SELF", "family_contact": "weekly"},
        "body": {"needs_help_with": "none", "illnesses": "sugar", "falls": "0", "medicine_regular": "yes", "forgets": "no", "health": "【示例】糖尿病，服药控制"},
        "house": {"hazards": "none"},
        "mind": {"lonely": "1", "sleep": "4", "life_not_worth": "no"},
        "seen": "【示例】老两口互相照应，情况稳定。",
    },
)  # fmt: skip
_SATISFIED = ("5", "5", "4", "5", "3")


def _id(rng: random.Random) -> UUID:
    """Ids of the demo are drawn too, so that every demo is the same."""
    return UUID(int=rng.getrandbits(128), version=4)


def take_questionnaires(county: County, rng: random.Random, *, today: date) -> None:
    """Four questionnaires in use, some answered in the last weeks."""
    officer, day = county.actor(today), max(today - timedelta(days=40), county.place.opened_on)
    versions: dict[str, Version] = {}
    for key, sample in samples().items():
        versions[key] = adopt_sample(
            actor=officer,
            region_code=county.place.code,
            sample=key,
            content=workbook_of(sample),
            about=sample.about,
            feeds=TARGETS,
            at=stamp(day),
            on=day,
        )
        give_form(
            actor=officer,
            form_id=versions[key].form_id,
            stations={crew.station.pk: crew.station.region_code for crew in county.crews},
            on=day,
        )
    for crew in county.crews[:4]:
        actor, filled_on = crew.actor(today), max(today - timedelta(days=rng.randint(1, 20)), day)
        elders = Client.objects.visible_to(actor, "clients.view").filter(
            station_id=crew.station.pk, classes__code__startswith="ELDER", status="ACTIVE"
        )
        for person, told in zip(
            elders.order_by("file_year", "file_number").distinct()[:2], _ELDERLY, strict=False
        ):
            submit(
                actor=actor,
                submission_id=_id(rng),
                form_id=versions["elderly_risk"].form_id,
                station_id=crew.station.pk,
                answers=told,
                filled_on=filled_on,
                at=stamp(filled_on),
                on=filled_on,
                subject_kind=CLIENT,
                subject_id=person.pk,
            )
        for points in _SATISFIED[: rng.randint(2, 5)]:
            submit(
                actor=actor,
                submission_id=_id(rng),
                form_id=versions["satisfaction"].form_id,
                station_id=crew.station.pk,
                answers={
                    "service": "visit",
                    "persons": {"worker": points, "solved": points},
                    "overall": points,
                },
                filled_on=filled_on,
                at=stamp(filled_on),
                on=filled_on,
            )
