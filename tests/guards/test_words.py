"""Words and papers: translatable pages, settings that are documented, floors without exceptions, a clean repository."""

import re
import subprocess
import tomllib

import pytest

from tests.guards.house import HOUSE, ROOT, bare_chinese, machine_paths
from yizhan.web.templatetags.yizhan import NOTE_ICONS


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_pages_carry_no_chinese_that_cannot_be_translated() -> None:
    wrong = [
        f"{path.relative_to(HOUSE)} {each}"
        for path in sorted(HOUSE.rglob("templates/**/*.html"))
        for each in bare_chinese(path.read_text("utf-8"))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("template", "caught"),
    [
        ("<h1>月报</h1>", True),
        ('<input placeholder="姓名">', True),
        ('<h1>{% translate "月报" %}</h1>', False),
        ("{% blocktranslate %}共\n{{ n }}人{% endblocktranslate %}", False),
        ("{# 注释 #}{% comment %}说明{% endcomment %}<!-- 注 -->", False),
    ],
)
def test_bare_chinese_is_recognised(template: str, caught: bool) -> None:
    assert bool(bare_chinese(template)) is caught


def test_every_note_of_a_page_has_a_tone_that_can_be_drawn() -> None:
    """A tone that nobody drew breaks the page, and only for whoever is shown that note."""
    wrong = [
        f"{path.relative_to(HOUSE)}: {tone}"
        for path in sorted(HOUSE.rglob("templates/**/*.html"))
        for tone in re.findall(r'{% note "([^"]*)"', path.read_text("utf-8"))
        if tone not in NOTE_ICONS
    ]
    assert not wrong, "\n".join(wrong)


def test_every_setting_is_explained() -> None:
    text = (HOUSE / "config" / "settings.py").read_text("utf-8") + (HOUSE / "config" / "env.py").read_text(
        "utf-8"
    )
    names = set(re.findall(r'env_\w+\(\s*"([A-Z_]+)"', text))
    explained = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert not (missing := sorted(name for name in names if f"`{name}`" not in explained)), missing
    stale = set(re.findall(r"^\| `([A-Z_]+)`", explained, re.MULTILINE)) - names
    assert not stale - {"PORT", "HOST"}, f"docs/settings.md explains what is no setting: {stale}"


def test_the_floors_have_no_exceptions() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    ignored = [each for contract in contracts for each in contract.get("ignore_imports", ())]
    assert len(ignored) <= 0, ignored


def test_no_file_names_a_machine_of_ours() -> None:
    wrong = []
    for name in tracked():
        try:
            text = (ROOT / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{name} {each}" for each in machine_paths(text)]
    assert not wrong, "\n".join(wrong)


def test_a_machine_path_is_recognised() -> None:
    assert machine_paths("see /wo" + "rk/main/README.md")
    assert machine_paths("cd /ro" + "ot/.cache")
    assert not machine_paths("the root/of the tree and network/main")


def test_locks_name_no_host() -> None:
    locks = [ROOT / name for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")]
    assert not [lock.name for lock in locks if "://" in lock.read_text("utf-8")]
    for lock in HOUSE.glob("*/assets/package-lock.json"):
        assert '"resolved"' not in lock.read_text("utf-8"), lock


def test_locks_carry_a_hash_for_every_line() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock"):
        pins = re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / name).read_text("utf-8").split("\n", 1)[1])
        assert not [pin.split()[0] for pin in pins if pin.strip() and "--hash=sha256:" not in pin], name


def test_the_development_lock_agrees_with_the_runtime_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([\w.\-\[\]]+==[^\s;\\]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")
