"""A wrong or missing setting stops the program with one sentence that says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from yizhan.config import env

ROOT = Path("/srv/house")


@pytest.mark.parametrize(
    ("value", "read", "sentence"),
    [
        ("maybe", lambda: env.env_bool("THING", True), "只能填 1 或 0"),
        ("ten", lambda: env.env_int("THING", 1), "应为整数"),
        ("500", lambda: env.env_int("THING", 1, most=100), "应在 0 和 100 之间"),
        ("loud", lambda: env.env_choice("THING", ("quiet",), "quiet"), "只能是 quiet 之一"),
        ("short", lambda: env.env_secret("THING"), "太短，至少 32 个字符"),
        ("z" * 32, lambda: env.env_hex("THING"), "应全部由十六进制数字组成"),
        ("1:00ff" + "0" * 32, lambda: env.env_field_keys("THING"), "格式应为“版本:32位十六进制”"),
        (
            "mysql://x/y",
            lambda: env.env_database_url("THING", "", root=ROOT),
            "应以 sqlite:/// 或 postgresql:// 开头",
        ),
        ("sqlite://var/x", lambda: env.env_database_url("THING", "", root=ROOT), "SQLite 应写作"),
        ("postgresql://localhost", lambda: env.env_database_url("THING", "", root=ROOT), "没有写数据库名"),
        ("postgresql://h:x/y", lambda: env.env_database_url("THING", "", root=ROOT), "端口不是数字"),
        ("", lambda: env.env_text("THING"), "没有设置"),
        ("", lambda: env.env_secret("THING"), "openssl rand -hex 16"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[], object], sentence: str
) -> None:
    monkeypatch.setenv("THING", value)
    with pytest.raises(SystemExit) as refusal:
        read()
    assert str(refusal.value).startswith("THING：")
    assert sentence in str(refusal.value)


def test_a_refusal_never_shows_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "hunter2")
    with pytest.raises(SystemExit) as refusal:
        env.env_secret("THING")
    assert "hunter2" not in str(refusal.value)


def test_a_value_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s" * 40 + "\n", "utf-8")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    assert env.env_secret("THING") == "s" * 40
    monkeypatch.setenv("THING_FILE", str(tmp_path / "gone"))
    with pytest.raises(SystemExit, match="THING_FILE：无法读取该文件"):
        env.env_secret("THING")


def test_values_are_read_as_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "a, b,,c")
    assert env.env_list("THING") == ["a", "b", "c"]
    monkeypatch.setenv("THING", "off")
    assert env.env_bool("THING", True) is False
    monkeypatch.setenv("THING", f"1:{'0' * 32},2:{'f' * 32}")
    assert env.env_field_keys("THING") == {1: b"\0" * 16, 2: b"\xff" * 16}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/a.sqlite3", "/srv/house/var/a.sqlite3"),
        ("sqlite:////data/a.sqlite3", "/data/a.sqlite3"),
    ],
)
def test_an_sqlite_address_is_a_path(monkeypatch: pytest.MonkeyPatch, url: str, name: str) -> None:
    monkeypatch.setenv("THING", url)
    found = env.env_database_url("THING", "", root=ROOT)
    assert found["NAME"] == name
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "mmap_size" not in found["OPTIONS"]["init_command"]
    assert found["CONN_MAX_AGE"] is None


def test_a_postgresql_address_names_server_or_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "postgresql://me:w%40rd@db.example:5433/yizhan?sslmode=require")
    found = env.env_database_url("THING", "", root=ROOT)
    wanted = {"NAME": "yizhan", "USER": "me", "PASSWORD": "w@rd", "HOST": "db.example", "PORT": "5433"}
    assert {key: found[key] for key in wanted} == wanted
    assert found["OPTIONS"]["sslmode"] == "require"
    monkeypatch.setenv("THING", "postgresql:///yizhan?host=/run/postgresql&user=me")
    found = env.env_database_url("THING", "", root=ROOT)
    assert (found["HOST"], found["USER"], found["PORT"]) == ("/run/postgresql", "me", "")


def test_own_keys_are_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    first = env.own_keys(tmp_path / "sub" / "keys.json")
    assert env.own_keys(tmp_path / "sub" / "keys.json") == first
    assert (tmp_path / "sub" / "keys.json").stat().st_mode & 0o777 == 0o600
    assert len(list((tmp_path / "sub").iterdir())) == 1
