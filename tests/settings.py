"""The settings of the tests: own keys, a quick password hash, the queue at once, a database of this process alone.

DATABASE_URL decides what they run on: nothing for SQLite, or the address that tools/postgres.py hands over.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_room = Path(tempfile.mkdtemp(prefix="yizhan-test-"))
atexit.register(shutil.rmtree, _room, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("YIZHAN_")]:
    del os.environ[_name]
os.environ.update(
    YIZHAN_MODE="development",
    YIZHAN_DEBUG="0",
    YIZHAN_VAR=str(_room),
    YIZHAN_SECRET_KEY="the tests sign with this, nobody else does",
    YIZHAN_FIELD_KEYS="1:000102030405060708090a0b0c0d0e0f",
    YIZHAN_DIGEST_KEY="101112131415161718191a1b1c1d1e1f",
)

from yizhan.config.env import sqlite  # noqa: E402
from yizhan.config.settings import *  # noqa: E402, F403
from yizhan.config.settings import DATABASES, LOGGING, STORAGES  # noqa: E402

TESTING = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
LOGGING = {**LOGGING, "root": {"handlers": ["err"], "level": "ERROR"}}

if "DATABASE_URL" in os.environ:
    DATABASES["default"]["TEST"] = {"NAME": f"yizhan_test_{os.getpid()}"}
else:
    # a file, not memory: browser and threads then use connections of their own, as in production
    DATABASES["default"] = {
        **sqlite(_room / "unused.sqlite3", synchronous="OFF"),
        "TEST": {"NAME": str(_room / "test.sqlite3")},
    }
