"""The settings of a measurement: as in production, with own keys, a database of its own, and the bare table beside ours."""

import os
import tempfile
from pathlib import Path

for _name in [name for name in os.environ if name.startswith("YIZHAN_") and name != "YIZHAN_VAR"]:
    del os.environ[_name]
os.environ.setdefault("YIZHAN_VAR", tempfile.mkdtemp(prefix="yizhan-bench-"))
os.environ.update(
    YIZHAN_MODE="development",
    YIZHAN_DEBUG="0",
    YIZHAN_SECRET_KEY="a measurement signs with this, nobody else does",
    YIZHAN_FIELD_KEYS="1:000102030405060708090a0b0c0d0e0f",
    YIZHAN_DIGEST_KEY="101112131415161718191a1b1c1d1e1f",
)

from yizhan.config.settings import *  # noqa: E402, F403
from yizhan.config.settings import INSTALLED_APPS, LOGGING, STORAGES  # noqa: E402

VAR = Path(os.environ["YIZHAN_VAR"])
INSTALLED_APPS = [*INSTALLED_APPS, "bench.bare"]
ROOT_URLCONF = "bench.urls"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LOGGING = {**LOGGING, "root": {"handlers": ["err"], "level": "ERROR"}}
