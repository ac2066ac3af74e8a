"""Take the shipped questionnaires for a region from the command line, as its county would by 取用范本."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate, now

from yizhan.clients.queries.particulars import TARGETS
from yizhan.forms.actions import adopt_sample, give_form
from yizhan.forms.rules.samples import samples, workbook_of
from yizhan.jobs.actor import system_actor
from yizhan.kernel.errors import Refused
from yizhan.stations.models import Station


class Command(BaseCommand):
    help = "为一个县取用随程序提供的问卷范本，发给全部运营中的站。已经取用的跳过。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("region", help="县的区划代码，如 469025")
        parser.add_argument("--only", choices=sorted(samples()), help="只取用这一份")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_actor(
            "forms.adopt_sample", "forms.give_form", "stations.view", name="adopt_questionnaires"
        )
        on, region = localdate(), options["region"]
        rows = Station.objects.visible_to(actor, "stations.view").filter(
            region_code__startswith=region, status=Station.Status.OPEN
        )
        stations = {each.pk: each.region_code for each in rows}
        if not stations:
            raise CommandError(f"{region} 没有运营中的社工站。")
        for key, sample in samples().items():
            if options["only"] not in (None, key):
                continue
            try:
                version = adopt_sample(
                    actor=actor,
                    region_code=region,
                    sample=key,
                    content=workbook_of(sample),
                    about=sample.about,
                    feeds=TARGETS,
                    at=now(),
                    on=on,
                )
            except Refused as no:
                self.stdout.write(f"{sample.title}：{no}")
                continue
            give_form(actor=actor, form_id=version.form_id, stations=stations, on=on)
            self.stdout.write(f"{sample.title}：已取用，发给 {len(stations)} 个站。")
