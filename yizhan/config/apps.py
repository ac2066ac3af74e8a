"""Start-up: the key ring and the shelf of policy packs are opened before the first row or rule is read."""

import logging

from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_started
from django.utils.module_loading import autodiscover_modules

log = logging.getLogger("yizhan")


class House(AppConfig):
    name = "yizhan.config"
    label = "config"

    def ready(self) -> None:
        from yizhan.config.packs import look_again, watch
        from yizhan.kernel.calendar import read_supplement, set_supplement
        from yizhan.policy.sheets import PackError
        from yizhan.privacy.keys import open_keyring

        open_keyring(field_keys=settings.FIELD_KEYS, digest_key=settings.DIGEST_KEY)
        try:
            workdays, holidays = read_supplement(settings.HOLIDAYS)
        except ValueError as problem:
            raise SystemExit(f"YIZHAN_HOLIDAYS：{problem} / YIZHAN_HOLIDAYS cannot be read") from None
        set_supplement(workdays=workdays, holidays=holidays)
        try:
            watch.open()
        except PackError as problem:
            if settings.PRODUCTION or settings.DEMO:
                raise SystemExit(f"政策包有误，未启动 / a policy pack is wrong:\n{problem}") from None
            log.error("政策包有误，书架是空的 / a policy pack is wrong, the shelf is empty:\n%s", problem)
        request_started.connect(look_again, dispatch_uid="the shelf follows its folders")
        autodiscover_modules(
            "metrics", "actions"
        )  # every 口径 and every verb is known before the first request
