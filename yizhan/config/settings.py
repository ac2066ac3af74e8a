"""All settings, one file. Values come from the environment through `env.py`; docs/settings.md lists the variables."""

import hashlib
import re
from pathlib import Path
from typing import Any

import django_stubs_ext

from yizhan.config.env import (
    BadSetting,
    env_bool,
    env_choice,
    env_database_url,
    env_field_keys,
    env_hex,
    env_int,
    env_list,
    env_secret,
    env_text,
    own_keys,
)

django_stubs_ext.monkeypatch()  # models.JSONField[dict[str, str], …] then also means something at run time

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(env_text("YIZHAN_VAR", str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)

# --- mode: development answers to this machine only and makes its own keys, and so does a demo ----------------------
MODE = env_choice("YIZHAN_MODE", ("development", "demo", "production"), "development")
DEMO = MODE == "demo"
DEBUG = MODE == "development" and env_bool("YIZHAN_DEBUG", True)
PRODUCTION = MODE == "production"
TESTING = False

_own = {} if PRODUCTION else own_keys(VAR / "keys.json")
SECRET_KEY = env_secret("YIZHAN_SECRET_KEY", _own.get("secret_key"), least=40)
SECRET_KEY_FALLBACKS = env_list("YIZHAN_SECRET_KEY_FALLBACKS")
FIELD_KEYS = env_field_keys("YIZHAN_FIELD_KEYS", _own.get("field_keys"))
DIGEST_KEY = env_hex("YIZHAN_DIGEST_KEY", _own.get("digest_key"))

ALLOWED_HOSTS = env_list(
    "YIZHAN_HOSTS", () if PRODUCTION else ("127.0.0.1", "localhost", "[::1]", "testserver")
)
if PRODUCTION and not ALLOWED_HOSTS:
    raise BadSetting(
        "YIZHAN_HOSTS",
        "没有设置。请写出本站的域名，多个用逗号分开",
        "is not set; name the host names of this site, separated by commas",
    )
HTTPS = env_bool("YIZHAN_HTTPS", PRODUCTION)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if HTTPS else []

if "sm3" not in hashlib.algorithms_available:
    raise SystemExit(
        "这个 Python 的 OpenSSL 不支持国密 SM3，请换用发行版自带的 Python 3.11 以上版本"
        " / the OpenSSL of this Python lacks SM3; use the Python 3.11+ of your distribution"
    )

# --- how the program is reached from outside, and how it tells that something waits ------------------------------------
ADDRESS = env_text(
    "YIZHAN_ADDRESS",
    f"{'https' if HTTPS else 'http'}://{next((host for host in ALLOWED_HOSTS if host != '*'), '127.0.0.1')}",
).rstrip("/")
EMAIL_HOST = env_text("YIZHAN_MAIL_HOST", "")
EMAIL_PORT = env_int("YIZHAN_MAIL_PORT", 465, least=1, most=65535)
EMAIL_HOST_USER = env_text("YIZHAN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env_text("YIZHAN_MAIL_PASSWORD", "")
EMAIL_USE_SSL = env_choice("YIZHAN_MAIL_TLS", ("ssl", "starttls", "none"), "ssl") == "ssl"
EMAIL_USE_TLS = env_choice("YIZHAN_MAIL_TLS", ("ssl", "starttls", "none"), "ssl") == "starttls"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = env_text("YIZHAN_MAIL_FROM", EMAIL_HOST_USER or "yizhan@localhost")
PRIVATE_TARGETS = env_bool("YIZHAN_PRIVATE_TARGETS", False)
REMIND_DAYS = env_int("YIZHAN_REMIND_DAYS", 3, most=60)
HOLIDAYS = env_text("YIZHAN_HOLIDAYS", "")
OCDS_PREFIX = env_text("YIZHAN_OCDS_PREFIX", "ocds-yizhan")
if not re.fullmatch(r"ocds-[a-z0-9]{4,12}", OCDS_PREFIX):
    raise BadSetting(
        "YIZHAN_OCDS_PREFIX",
        f"应像 ocds-a1b2c3 那样写（小写字母和数字），现在是“{OCDS_PREFIX}”",
        f"must look like ocds-a1b2c3 (small letters and digits), not “{OCDS_PREFIX}”",
    )

# --- what the program is made of --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "yizhan.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    # rooms, from the ground up; then the windows
    "yizhan.privacy",
    "yizhan.regions",
    "yizhan.access",
    "yizhan.disclosure",
    "yizhan.intake",
    "yizhan.forms",
    "yizhan.stations",
    "yizhan.workforce",
    "yizhan.clients",
    "yizhan.contracts",
    "yizhan.services",
    "yizhan.oversight",
    "yizhan.resources",
    "yizhan.reports",
    "yizhan.devices",
    "yizhan.web",
    "yizhan.api",
    "yizhan.portal",
    "yizhan.jobs",
    # after our own, so that our templates come first
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yizhan.web.headers.SafeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yizhan.web.session.IdleSession",
    "yizhan.web.lean.PageLocale",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yizhan.web.lean.PageMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yizhan.access.http.ActorMiddleware",
    "yizhan.web.sign_in.duties.DutiesFirst",
    "axes.middleware.AxesMiddleware",
    "yizhan.web.errors.ErrorsMiddleware",
    "yizhan.web.words.WordsInNoAddress",
]

ROOT_URLCONF = "yizhan.config.urls"
WSGI_APPLICATION = "yizhan.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env_database_url("DATABASE_URL", f"sqlite:///{VAR / 'yizhan.sqlite3'}", root=ROOT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PACK_FOLDERS = [
    ROOT / "policies",
    *([ROOT / "demo" / "packs"] if DEMO else []),
    VAR / "packs",  # what `make policy-install` puts there
    *(Path(folder) for folder in env_list("YIZHAN_PACK_FOLDERS")),
]
MEDIA_ROOT = VAR / "files"  # uploads; never served by address, always through a door
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [ROOT / "yizhan" / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- who signs in -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "yizhan.access.http.UserBackend",
]
PASSWORD_LENGTH = env_int("YIZHAN_PASSWORD_LENGTH", 10, least=10, most=64)
PASSWORD_DAYS = env_int("YIZHAN_PASSWORD_DAYS", 90, least=0, most=3650)  # 0: never asked to change
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "yizhan.web.sign_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "yizhan.web.sign_in.forms.SignInForm",
    "reauthenticate": "yizhan.web.sign_in.forms.PasswordAgain",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_FORMS = {
    "authenticate": "yizhan.web.sign_in.forms.CodeForm",
    "reauthenticate": "yizhan.web.sign_in.forms.CodeAgain",
    "activate_totp": "yizhan.web.sign_in.forms.SetUpForm",
}
MFA_ADAPTER = "yizhan.web.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "一站"
AXES_FAILURE_LIMIT = env_int("YIZHAN_LOGIN_FAILURES", 5, least=3, most=20)
LOCK_MINUTES = env_int("YIZHAN_LOCK_MINUTES", 15, least=1, most=1440)
AXES_COOLOFF_TIME = LOCK_MINUTES / 60
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_CALLABLE = "yizhan.web.sign_in.notes.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"  # as in the credentials, which is where axes looks first
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "old", "new", "again"]
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_IPWARE_PROXY_COUNT = env_int("YIZHAN_PROXIES", 0, most=5) or None

# The unit's own sign-in service (OpenID Connect), offered only when it is configured.
OIDC = bool(env_text("YIZHAN_OIDC_SERVER", ""))
SOCIALACCOUNT_ADAPTER = "yizhan.web.sign_in.adapters.UnitAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "单位统一身份",
                    "client_id": env_text("YIZHAN_OIDC_CLIENT"),
                    "secret": env_secret("YIZHAN_OIDC_SECRET", least=8),
                    "settings": {"server_url": env_text("YIZHAN_OIDC_SERVER")},
                }
            ]
        }
    }
    if OIDC
    else {}
)

SESSION_ENGINE = "yizhan.web.session"
SESSION_IDLE_MINUTES = env_int("YIZHAN_SESSION_MINUTES", 30, least=5, most=720)
SESSION_COOKIE_AGE = SESSION_IDLE_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True  # the page carries the token itself (hx-headers)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- on the wire ------------------------------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("YIZHAN_BEHIND_PROXY", False) else None
)
SECURE_SSL_REDIRECT = HTTPS and env_bool("YIZHAN_HTTPS_REDIRECT", False)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DRAFT_DAYS = env_int("YIZHAN_DRAFT_DAYS", 8, least=1, most=90)
PHOTO_LIMIT_BYTES = env_int("YIZHAN_PHOTO_KILOBYTES", 1024, least=100, most=20_000) * 1024
PHOTO_ROOM_BYTES = (
    env_int("YIZHAN_PHOTO_ROOM_MEGABYTES", 2000, least=10, most=100_000) * 1024 * 1024
)  # one account's
UPLOAD_LIMIT_BYTES = env_int("YIZHAN_UPLOAD_MEGABYTES", 50, least=1, most=2000) * 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_MANIFEST_STRICT = False  # a page without its icon is better than no page
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# --- logging: events and codes, never what a person typed; the audit trail is in the database --------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "yizhan.config.logs.WithoutValues",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"without_codes": {"()": "yizhan.config.logs.WithoutCodes"}},
    "handlers": {
        "err": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_codes"]}
    },
    "root": {
        "handlers": ["err"],
        "level": env_choice("YIZHAN_LOG", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    },
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.db.backends": {"level": "WARNING"},  # statements carry values
        "django.server": {
            "handlers": ["err"],
            "level": "WARNING",
            "propagate": False,
        },  # addresses carry search words
        "axes": {"level": "ERROR"},  # names and addresses; access.actions writes the audit line
        "huey": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an account is locked, wherever the guesses come from
