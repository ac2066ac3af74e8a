"""Open the first account of a new installation: a system administrator, who then opens those of the offices."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from yizhan.access.actions import open_account, register_organisation
from yizhan.access.models import Organisation
from yizhan.access.roles import founder
from yizhan.kernel.actor import EVERYWHERE
from yizhan.kernel.errors import Refused


class Command(BaseCommand):
    help = (
        "开第一个账号（系统管理员），临时密码只显示一次 / open the first account; its password is shown once"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="账号 / account name, for example guan.li")
        parser.add_argument("display_name", help="姓名 / name of the person")
        parser.add_argument(
            "--organisation",
            default="平台运行单位",
            help="单位全称 / name of the unit that runs this program",
        )

    def handle(self, *_: Any, **given: Any) -> None:
        actor, name = founder(), given["organisation"]
        try:
            unit = Organisation.objects.filter(kind=Organisation.Kind.PLATFORM, name=name).first()
            unit = unit or register_organisation(
                actor=actor, kind="PLATFORM", name=name, region_code=EVERYWHERE
            )
            opened = open_account(
                actor=actor,
                organisation_id=unit.pk,
                username=given["username"],
                display_name=given["display_name"],
                role="administrator",
                region_code=EVERYWHERE,
                on=localdate(),
            )
        except Refused as no:
            raise CommandError(str(no)) from None
        self.stdout.write(
            f"账号 {opened.user.username}，临时密码 {opened.password}（只显示这一次，登录后必须改）"
        )
