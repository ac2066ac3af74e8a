"""`make demo`: a database with two invented places and a year of work in them, then the server."""

import random
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from yizhan.access.models import User
from yizhan.access.queries import demo_accounts
from yizhan.jobs.demo.assessments import take_assessments
from yizhan.jobs.demo.cast import Cast
from yizhan.jobs.demo.complaints import take_complaints
from yizhan.jobs.demo.contests import compete
from yizhan.jobs.demo.contract_agreements import buy_services
from yizhan.jobs.demo.contract_plan import plan_of_running_years, prepare_next_year
from yizhan.jobs.demo.contract_public import ask_money_back, tell_the_public
from yizhan.jobs.demo.county import County
from yizhan.jobs.demo.duties import fill_calendar_of
from yizhan.jobs.demo.furnishing import furnish
from yizhan.jobs.demo.inspections import oversee
from yizhan.jobs.demo.looks import draw_files
from yizhan.jobs.demo.mandates import divide_work
from yizhan.jobs.demo.money import keep_accounts
from yizhan.jobs.demo.offices import city_office, offices, sign_in_hint
from yizhan.jobs.demo.place import ANNING, BAISHA
from yizhan.jobs.demo.questionnaires import take_questionnaires
from yizhan.jobs.demo.rounds import judge_stations
from yizhan.jobs.demo.satisfaction import ask_satisfaction
from yizhan.jobs.demo.staffing import keep_staff
from yizhan.jobs.demo.volunteers import name_volunteers
from yizhan.jobs.demo.warnings import warn
from yizhan.jobs.demo.year import Year
from yizhan.jobs.tasks import refresh_figures
from yizhan.regions.models import Region

SEED = 20231


class Command(BaseCommand):
    help = "准备演示数据（两个虚构的地方、一年的工作），然后启动服务并列出演示账号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-server", action="store_true", help="只准备数据，不启动服务")
        parser.add_argument("--today", type=date.fromisoformat, help="演示里的“今天”，缺省为当天")
        parser.add_argument("--months", type=int, default=12, help="演示多少个月，缺省12")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("演示数据只在演示环境里准备：请设 YIZHAN_MODE=demo，或直接用 make demo。")
        began = time.monotonic()
        call_command("migrate", verbosity=0)
        if not Region.objects.exists():
            self.stdout.write("载入全国行政区划……")
            call_command("load_divisions", verbosity=0)
        if not User.objects.exists():
            self._play(options["today"] or localdate(), options["months"])
        self.stdout.write(f"演示数据已就绪，用时 {time.monotonic() - began:.0f} 秒。")
        self.stdout.write("\n演示账号（在登录页点一下就进，不用密码）：")
        for role, name, username in sign_in_hint(demo_accounts(on=localdate())):
            self.stdout.write(f"  {role:<10} {name:<8} {username}")
        if not options["no_server"]:
            call_command("serve")

    def _play(self, today: date, months: int) -> None:
        rng = random.Random(SEED)  # noqa: S311  the same demo every time
        names = Cast(rng, BAISHA.paper_ids).numbers()
        first = date(today.year + (today.month - months) // 12, (today.month - months) % 12 + 1, 1)
        played: list[County] = []
        for place in (BAISHA, ANNING):
            self.stdout.write(f"登记{place.bureau}的站点和队伍……")
            county = furnish(place, rng=rng, names=names, on=today)
            if place is BAISHA:
                offices(county, names=names)
            else:
                city_office(county, names=names)
            Year(county, rng, first=max(first, place.opened_on), today=today).play(
                tell=lambda line: self.stdout.write(f"  {line}")
            )
            take_questionnaires(county, rng, today=today)
            take_assessments(county, today=today)
            take_complaints(county, today=today)
            oversee(county, today=today)
            ask_satisfaction(county, today=today)
            if place is BAISHA:
                buy_services(county, today=today)
                plan_of_running_years(county, today=today)
                judge_stations(county, today=today)
                draw_files(county, today=today)
                divide_work(county, names=names, today=today)
            prepare_next_year(county, today=today)
            keep_staff(county, Cast(random.Random(SEED + 5), place.paper_ids), today=today)  # noqa: S311
            name_volunteers(county, Cast(random.Random(SEED + 6), place.paper_ids), today=today)  # noqa: S311
            keep_accounts(county, today=today)  # last: it closes the accounts of last year
            ask_money_back(county, today=today)
            tell_the_public(county, today=today)
            compete(county, today=today)
            played.append(county)
        for county in played:
            fill_calendar_of(county.place.code, today=today)
            warn(county, today=today)  # some are about what the calendar says is late
        refresh_figures(everything=True)
