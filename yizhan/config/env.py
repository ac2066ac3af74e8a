"""Typed readers of the environment. A wrong or missing variable stops the program with one sentence that says what to do.

Any variable may instead be given as NAME_FILE, the path of a file that holds it (for secrets mounted as files).
"""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

Choices = tuple[str, ...]


class BadSetting(SystemExit):
    """Stops the program; printed as it is, without a traceback."""

    def __init__(self, name: str, chinese: str, english: str) -> None:
        super().__init__(f"{name}：{chinese} / {name}: {english}")


def _refuse(name: str, chinese: str, english: str) -> NoReturn:
    raise BadSetting(name, chinese, english)


def _read(name: str) -> str | None:
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text("utf-8").strip()
        except OSError as problem:
            _refuse(
                f"{name}_FILE",
                f"无法读取该文件（{problem.strerror}），请检查路径和权限",
                f"the file cannot be read ({problem.strerror}); check path and permissions",
            )
    return os.environ.get(name)


def env_text(name: str, default: str | None = None) -> str:
    value = _read(name)
    if value:
        return value
    if default is None:
        _refuse(name, "没有设置，请在环境变量中给出", "is not set; give it in the environment")
    return default


def env_choice(name: str, choices: Choices, default: str) -> str:
    value = env_text(name, default)
    if value not in choices:
        words = "、".join(choices)
        _refuse(
            name,
            f"只能是 {words} 之一，现在是“{value}”",
            f"must be one of {', '.join(choices)}, not “{value}”",
        )
    return value


def env_bool(name: str, default: bool) -> bool:  # noqa: FBT001
    value = _read(name)
    if not value:
        return default
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    _refuse(name, f"只能填 1 或 0，现在是“{value}”", f"must be 1 or 0, not “{value}”")


def env_int(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    value = _read(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        _refuse(name, f"应为整数，现在是“{value}”", f"must be a whole number, not “{value}”")
    if not least <= number <= most:
        _refuse(
            name,
            f"应在 {least} 和 {most} 之间，现在是 {number}",
            f"must lie between {least} and {most}, not {number}",
        )
    return number


def env_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    value = _read(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default)


def env_secret(name: str, default: str | None = None, *, least: int = 32) -> str:
    """A secret of at least `least` characters; never shown in a refusal."""
    value = _read(name) or default
    if not value:
        _refuse(
            name,
            f"没有设置。请生成一个并妥善保存：openssl rand -hex {least // 2}",
            f"is not set; make one and keep it: openssl rand -hex {least // 2}",
        )
    if len(value) < least:
        _refuse(name, f"太短，至少 {least} 个字符", f"is too short; at least {least} characters")
    return value


def env_hex(name: str, default: str | None = None, *, least: int = 16) -> bytes:
    """A key in hex digits, as bytes; never shown in a refusal."""
    value = env_secret(name, default, least=least * 2)
    try:
        return bytes.fromhex(value)
    except ValueError:
        _refuse(name, "应全部由十六进制数字组成", "must consist of hex digits")


def env_field_keys(name: str, default: str | None = None) -> dict[int, bytes]:
    """Field keys by version, "1:hex32,2:hex32"; the highest version writes, the others still read."""
    keys: dict[int, bytes] = {}
    for part in env_secret(name, default, least=34).split(","):
        version, _, digits = part.strip().partition(":")
        try:
            number, key = int(version), bytes.fromhex(digits)
        except ValueError:
            number, key = 0, b""
        if number < 1 or len(key) != 16 or number in keys:
            _refuse(
                name,
                "格式应为“版本:32位十六进制”，多个用逗号分开，例如 1:（openssl rand -hex 16 的结果）",
                'reads "version:32 hex digits", several separated by commas, for instance 1:(what openssl rand -hex 16 prints)',
            )
        keys[number] = key
    return keys


def env_database_url(name: str, default: str, *, root: Path) -> dict[str, Any]:
    """One entry of DATABASES.

    sqlite:///var/file.sqlite3          a path below the project; four slashes for an absolute one
    postgresql://user:word@host:5432/name
    postgresql:///name?host=/run/postgresql     through a socket; further parameters go to the driver
    """
    url = env_text(name, default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path[1:])
        if parts.netloc or not path:
            _refuse(name, "SQLite 应写作 sqlite:///文件路径", "for SQLite write sqlite:///path/of/file")
        return sqlite(root / path if path != ":memory:" else path)
    if parts.scheme in ("postgresql", "postgres"):
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        database = unquote(parts.path[1:])
        if not database:
            _refuse(
                name,
                "没有写数据库名，例如 postgresql:///yizhan",
                "names no database, for instance postgresql:///yizhan",
            )
        try:
            port = str(parts.port or "")
        except ValueError:
            _refuse(name, "端口不是数字", "the port is not a number")
        return {
            "ENGINE": "yizhan.config.postgresql",
            "NAME": database,
            "USER": unquote(parts.username or options.pop("user", "")),
            "PASSWORD": unquote(parts.password or options.pop("password", "")),
            "HOST": unquote(parts.hostname or options.pop("host", "")),
            "PORT": port or options.pop("port", ""),
            "CONN_MAX_AGE": 0,
            "OPTIONS": {
                **options,
                "pool": {
                    "min_size": 1,
                    "max_size": env_int("YIZHAN_DATABASE_POOL", 12, least=2, most=200),
                    "timeout": 20,
                },
            },
        }
    _refuse(
        name,
        "应以 sqlite:/// 或 postgresql:// 开头",
        "must begin with sqlite:/// or postgresql://",
    )


def sqlite(path: Path | str, *, synchronous: str = "NORMAL") -> dict[str, Any]:
    """SQLite as it held under load. No mmap_size: it gave “database disk image is malformed” under threads."""
    return {
        "ENGINE": "yizhan.config.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,  # otherwise every request opens the file and runs the pragmas again
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
            " PRAGMA busy_timeout=20000; PRAGMA cache_size=-20000;",
        },
    }


def own_keys(path: Path) -> Mapping[str, str]:
    """Keys for a demo or a developer: made once, at random, and kept in a file only its owner reads."""
    try:
        return _keys_in(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    made = {
        "secret_key": secrets.token_urlsafe(48),
        "field_keys": f"1:{secrets.token_hex(16)}",
        "digest_key": secrets.token_hex(32),
    }
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(made, file)
    try:
        os.link(draft, path)  # whoever is first wins, the others read
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _keys_in(path)


def _keys_in(path: Path) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found
