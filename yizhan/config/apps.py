"""Start-up: the key ring and the shelf of policy packs are opened before the first row or rule is read."""

from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules


class House(AppConfig):
    name = "yizhan.config"
    label = "config"

    def ready(self) -> None:
        from yizhan.privacy.keys import open_keyring

        open_keyring(field_keys=settings.FIELD_KEYS, digest_key=settings.DIGEST_KEY)
        if find_spec("yizhan.policy.book"):
            from yizhan.policy.book import open_shelf

            open_shelf(settings.PACK_FOLDERS)
        autodiscover_modules("metrics", "actions")  # every 口径 and every verb is known before the first request
