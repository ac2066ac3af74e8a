"""Which Word forms an office may replace, and why one cannot be used. Plain Python."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from yizhan.papers.rules import form_sample

_FORMS = Path(__file__).parent.parent / "templates_docx"
STANDARD: Mapping[str, Path] = {
    "CASE": _FORMS / "case.docx",
    "PLAN": _FORMS / "programme_plan.docx",
    "SIGN_IN": _FORMS / "programme_sign_in.docx",
    "OPINION": _FORMS / "programme_opinion.docx",
    "REPORT": _FORMS / "programme_report.docx",
    "REFERRAL": _FORMS / "referral.docx",
    "PROOF": _FORMS / "volunteer_proof.docx",
}
"""The program's own form of each paper: what it asks for is what an office's form may ask for."""


@cache
def sample_of(kind: str) -> dict[str, Any]:
    """What fills the form of that kind with nothing: every name a form of it may hold."""
    return form_sample(STANDARD[kind].read_bytes())


def names_of(kind: str) -> list[tuple[str, list[str]]]:
    """The names a form of that kind may hold, with the parts of a row where one is repeated."""
    found = []
    for name, told in sample_of(kind).items():
        row = told[0] if isinstance(told, list) else told
        found.append((name, sorted(row) if isinstance(row, dict) else []))
    return sorted(found)


def blanks_problem(kind: str, blanks: Iterable[str]) -> str | None:
    """Names each blank of an office's form that the program cannot fill."""
    known = sample_of(kind)
    unknown = sorted(set(blanks) - known.keys())
    if not unknown:
        return None
    told = []
    for name in unknown[:5]:
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        told.append(f"“{name}”" + (f"，是不是“{near[0]}”" if near else ""))
    more = f"等{len(unknown)}处" if len(unknown) > 5 else ""
    return f"文件里有系统不认识的空：{'；'.join(told)}{more}。可用的名称见“可以写的名称”。"


def adopting_problem(*, from_on: date, on: date) -> str | None:
    return "过去的日子不换表样，请从今天或以后起用。" if from_on < on else None
