"""What the guards know of the house: its floors, its files, its verbs; and the checkers, each a function of plain text.

A checker takes source text (or names) and returns sentences about what is wrong, so that each guard is shown to fail
on a planted fault beside the test that runs it over the whole house.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOUSE = ROOT / "yizhan"
WINDOWS = ("web", "api", "portal", "jobs")


def _heights() -> dict[str, int]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    floors = next(contract["layers"] for contract in contracts if contract.get("exhaustive"))
    return {room.strip(): -at for at, floor in enumerate(floors) for room in floor.split("|")}


HEIGHT = _heights()
"""Room → floor, the top one at 0; read from the layers that import-linter checks."""
ROOMS = tuple(room for room in HEIGHT if room not in WINDOWS)


@cache
def tree_of(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def nodes_of(text: str) -> tuple[ast.AST, ...]:
    """Every node of a file: found once, looked at by each guard."""
    return tuple(ast.walk(tree_of(text)))


def sources(*, of: Iterable[str] = tuple(HEIGHT)) -> Iterator[tuple[str, str]]:
    """(path below yizhan/, text) of every Python file of these rooms."""
    for room in of:
        for path in sorted((HOUSE / room).rglob("*.py")):
            place = path.relative_to(HOUSE)
            if "node_modules" not in place.parts:
                yield place.as_posix(), path.read_text("utf-8")


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of names, calls on the way left out; "" for anything else."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case ast.Call():
            return f"{dotted(node.func)}()"
        case _:
            return ""


def is_file(place: str, name: str) -> bool:
    """Whether the path is `name.py` of a room, or lies in its folder `name/`."""
    parts = place.split("/")
    return len(parts) > 1 and (parts[1] == f"{name}.py" or (parts[1] == name and len(parts) > 2))


# --- writers ----------------------------------------------------------------------------------------------------------
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {f"a{verb}" for verb in WRITES}
PUTS = {"pour", "put", "put_new", "put_back"}
"""The functions of privacy that write rows."""
BARE = {"save", "delete", "asave", "adelete"}
"""Flagged without a positional argument: a row is saved by itself, a document into a file, a cache by its key."""


def may_write(place: str) -> bool:
    return is_file(place, "actions") or "/migrations/" in place or place.startswith("privacy/")


def writes(text: str) -> list[str]:
    wrong = []
    for node in nodes_of(text):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PUTS:
            wrong.append(f"line {node.lineno}: {node.func.id}() writes outside actions.py")
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, chain = node.func.attr, dotted(node.func.value)
        of_rows = (
            verb in ("update", "aupdate")
            and ("objects" in chain.split(".") or "()" in chain)
            and not node.args
        )
        if verb in WRITES or (verb in BARE and not node.args) or of_rows:
            wrong.append(f"line {node.lineno}: {chain}.{verb}() writes outside actions.py")
    return wrong


# --- verbs ------------------------------------------------------------------------------------------------------------
def _action_name(function: ast.FunctionDef | ast.AsyncFunctionDef, named: dict[str, str]) -> str | None:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and dotted(mark.func).split(".")[-1] == "action" and mark.args:
            first = mark.args[0]
            if isinstance(first, ast.Name):
                return named.get(first.id, "")
            return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    return None


def constants(text: str) -> dict[str, str]:
    """Names that a module gives to texts: RECORD = "services.record_service"; several in one line too."""
    found = {}
    for node in tree_of(text).body:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            together = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(node.value, ast.Tuple) and together else [node.value]
            for name, value in zip(names, values, strict=False):
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found[dotted(name)] = value.value
    return found


def known_constants(text: str) -> dict[str, str]:
    """Its own, and those it imports by name from another file of the house."""
    found: dict[str, str] = {}
    for node in tree_of(text).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yizhan."):
            path = ROOT / f"{str(node.module).replace('.', '/')}.py"
            there = constants(path.read_text("utf-8")) if path.exists() else {}
            found |= {each.asname or each.name: there[each.name] for each in node.names if each.name in there}
    return found | constants(text)


@cache
def lent_verbs(text: str) -> frozenset[str]:
    """Verbs that code hands out itself, besides the roles: to jobs, to everybody signed in, to a lower action."""
    return frozenset(
        part.value
        for node in nodes_of(text)
        if isinstance(node, ast.Call)
        and dotted(node.func).split(".")[-1] in ("system_actor", "acting_for", "frozenset")
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value
    )


def asked_verbs(text: str) -> set[str]:
    """Verbs by which code asks what somebody may do or see, written out or named at the top of the file."""
    named: dict[str, str] = {}
    for node in tree_of(text).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(word))):
                named[name] = word
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=words)):
                named |= {
                    name.id: word.value
                    for name, word in zip(names, words, strict=False)
                    if isinstance(name, ast.Name)
                    and isinstance(word, ast.Constant)
                    and isinstance(word.value, str)
                }
    asked = set()
    for part in nodes_of(text):
        match part:
            case ast.Call(func=ast.Attribute(attr="may" | "grants_for" | "visible_to"), args=[*_, last]):
                match last:
                    case ast.Constant(value=str(word)):
                        asked.add(word)
                    case ast.Name(id=name) if name in named:
                        asked.add(named[name])
    return {verb for verb in asked if "." in verb}


def functions(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in tree_of(text).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def verbs_of(room: str, text: str) -> dict[str, str]:
    """Public function of an actions file → what is wrong with it, "" when nothing is."""
    found = {}
    for function in functions(text):
        if function.name.startswith("_"):
            continue
        name, given = _action_name(function, known_constants(text)), function.args
        wrong = []
        if name is None:
            wrong.append("carries no @action")
        elif name != f"{room}.{function.name}":
            wrong.append(f"is called {name!r} in its @action")
        if given.args or given.posonlyargs or given.vararg:
            wrong.append("takes arguments without a keyword")
        if not any(argument.arg == "actor" for argument in given.kwonlyargs):
            wrong.append("takes no actor")
        found[f"{room}.{function.name}"] = ", ".join(wrong)
    return found


@cache
def all_verbs() -> dict[str, str]:
    found: dict[str, str] = {}
    for place, text in sources(of=ROOMS):
        if is_file(place, "actions"):
            found |= verbs_of(place.split("/")[0], text)
    return found


# --- markers in tests -------------------------------------------------------------------------------------------------
def markers(text: str, mark: str) -> dict[str, list[str]]:
    """Argument of `pytest.mark.<mark>(…)` → names of the tests that carry it; module and class marks count for all inside."""
    found: dict[str, list[str]] = {}

    def collect(body: list[ast.stmt], inherited: list[str]) -> None:
        here = list(inherited)
        for node in body:
            if isinstance(node, ast.Assign) and any(
                dotted(target) == "pytestmark" for target in node.targets
            ):
                here += _mark_arguments(node.value, mark)
        for node in body:
            if isinstance(node, ast.ClassDef):
                collect(
                    node.body,
                    here + [name for each in node.decorator_list for name in _mark_arguments(each, mark)],
                )
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                for each in node.decorator_list:
                    for name in _mark_arguments(each, mark):
                        found.setdefault(name, []).append(node.name)
                for name in here:
                    found.setdefault(name, []).append(node.name)

    collect(tree_of(text).body, [])
    return found


def _mark_arguments(node: ast.AST, mark: str) -> list[str]:
    return [
        argument.value
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and dotted(call.func).endswith(f"mark.{mark}")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def test_files() -> Iterator[tuple[str, str]]:
    """(path below the repository, text) of every test file but the guards' own."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        place = path.relative_to(ROOT).as_posix()
        if not place.startswith("tests/guards/"):
            yield place, path.read_text("utf-8")


def marked_tests(mark: str) -> dict[str, set[str]]:
    """Argument of the mark → `tests/…/test_x.py::test_name` that carry it."""
    found: dict[str, set[str]] = {}
    for place, text in test_files():
        for name, tests in markers(text, mark).items():
            found.setdefault(name, set()).update(f"{place}::{test}" for test in tests)
    return found


# --- clock, settings, requests ----------------------------------------------------------------------------------------
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time_ns", "monotonic"}
OUTSIDE = (
    "django.conf",
    "django.http",
    "django.shortcuts",
    "django.urls",
    "time",
    "os",
    "ninja",
    "yizhan.config",
)

PARTS = ("ninja.", "django.http.", "yizhan.config")


def sees_outside(text: str) -> list[str]:
    """Where a room asks the clock, reads settings or environment, or sees a request."""
    wrong = []
    for node in nodes_of(text):
        match node:
            case ast.ImportFrom(module=str(module)) if module in OUTSIDE or module.startswith(PARTS):
                names = {alias.name for alias in node.names}
                if not (module == "os" and names <= {"urandom"}):
                    wrong.append(f"line {node.lineno}: imports from {module}")
            case ast.ImportFrom(module="django.utils.timezone") if CLOCKS & {
                alias.name for alias in node.names
            }:
                wrong.append(f"line {node.lineno}: imports the clock")
            case ast.Import():
                wrong += [
                    f"line {node.lineno}: imports {a.name}"
                    for a in node.names
                    if a.name in ("time", "django.conf")
                ]
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                wrong.append(f"line {node.lineno}: asks the clock ({name})")
            case ast.Attribute(value=ast.Name(id="os"), attr="environ"):
                wrong.append(f"line {node.lineno}: reads the environment")
            case _:
                pass
    return wrong


# --- strings that import ----------------------------------------------------------------------------------------------
def imports_by_string(text: str) -> list[str]:
    banned = {"get_model", "import_string", "import_module", "__import__"}
    wrong = []
    for node in nodes_of(text):
        if isinstance(node, ast.Call):
            name = dotted(node.func).split(".")[-1]
            if name in banned or (name == "receiver" and node.args):
                wrong.append(f"line {node.lineno}: {name}")
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.startswith("django.db.models.signals")
        ):
            wrong.append(f"line {node.lineno}: signals")
    return wrong


# --- doors and seeing -------------------------------------------------------------------------------------------------
def reads_past_the_scope(text: str, scoped: frozenset[str]) -> list[str]:
    """Where a window reads a table with persons in it other than through `visible_to`."""
    wrong = []
    for node in nodes_of(text):
        match node:
            case ast.Attribute(attr=first, value=ast.Attribute(attr="objects", value=ast.Name(id=name))) if (
                name in scoped
            ):
                if first not in ("visible_to", "model", "none"):
                    wrong.append(f"{name} (line {node.lineno}: objects.{first}, not visible_to)")
            case _:
                pass
    return wrong


# --- templates --------------------------------------------------------------------------------------------------------
CHINESE = re.compile(r"[\u3400-\u9fff]")
_QUIET = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}"
    r'|aria-hidden="true">[^<]{1,2}<'  # a sign that is drawn, not read
    r"|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->",
    re.DOTALL,
)


def bare_chinese(template: str) -> list[str]:
    """Chinese that no translation can reach: outside translate and blocktranslate."""
    quiet = _QUIET.sub(lambda found: "\n" * found.group().count("\n"), template)
    return [
        f"line {at}: {line.strip()[:40]}"
        for at, line in enumerate(quiet.splitlines(), 1)
        if CHINESE.search(line)
    ]


# --- what a repository must not carry ---------------------------------------------------------------------------------
MACHINE = re.compile(r"/(?:work/(?:main|shared|\.library)|tmp/" + "plan|root/|home/[a-z]+/)")


def machine_paths(text: str) -> list[str]:
    return [
        f"line {at}: {found.group()}"
        for at, line in enumerate(text.splitlines(), 1)
        if (found := MACHINE.search(line))
    ]
