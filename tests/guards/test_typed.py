"""Every test is typed: none is excused from the types (pyproject.toml), and none excuses itself."""

import tomllib

from tests.guards.house import ROOT


def excused(text: str) -> list[str]:
    """Modules of ours whose errors mypy is told to pass over."""
    overrides = tomllib.loads(text)["tool"]["mypy"]["overrides"]
    names = [name for each in overrides if each.get("ignore_errors") for name in each["module"]]
    return [name for name in names if name != "*.migrations.*"]


def test_nothing_of_ours_is_excused_from_the_types() -> None:
    assert not (names := excused((ROOT / "pyproject.toml").read_text("utf-8"))), names


def test_a_whole_file_does_not_excuse_itself() -> None:
    wrong = [
        path.relative_to(ROOT).as_posix()
        for folder in ("yizhan", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
        and any(line.startswith("# mypy:") for line in path.read_text("utf-8").splitlines())
    ]
    assert not wrong, wrong


def test_an_excuse_is_recognised() -> None:
    told = '[[tool.mypy.overrides]]\nmodule = ["tests.web.test_x", "*.migrations.*"]\nignore_errors = true\n'
    assert excused(told) == ["tests.web.test_x"]
