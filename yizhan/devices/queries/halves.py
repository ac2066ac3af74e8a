"""A form that was handed in half filled: what was answered, in words, and what it still lacks, as fields of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from annotated_types import MaxLen
from pydantic.fields import FieldInfo

from yizhan.clients.models import Client, Need
from yizhan.clients.rules.scales import scale_in_force
from yizhan.devices.models import Command
from yizhan.devices.queries.work import attendees
from yizhan.devices.rules.bodies import FIELD_LABELS, Body
from yizhan.forms.models import Version
from yizhan.forms.queries.answers import lines_told
from yizhan.forms.queries.definitions import published_version
from yizhan.forms.rules.told import told_from_xml
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.services.models import Attendance, Case, ServiceRecord, Session

ASSESS, HOLD, CONTACT, SUBMIT = (
    "services.record_assessment", "services.hold_session", "services.record_case_contact", "forms.submit",
)  # fmt: skip
LONG = 200
"""A text that may be longer than this gets several lines."""

_CHOICES: Mapping[str, Any] = {
    "mode": ServiceRecord.Mode.choices,
    "case_step": ServiceRecord.CaseStep.choices,
    "grade": Client.Grade.choices,
    "source": Need.Source.choices,
    "kind": ServiceRecord.Kind.choices,
}


@dataclass(frozen=True)
class Blank:
    """One field. name: its key in the body, `marks.<id>` and `answers.<question>` inside one; kind: long, text, number,
    date, choice."""

    name: str
    label: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    most: int | None = None


def about(*, actor: Actor, row: Command) -> str:
    """Whose case, which session, which questionnaire it is of, as far as this reader sees it; "" where it is none."""
    body = row.told["body"]
    if row.verb == CONTACT:
        case = (
            Case.objects.visible_to(actor, "services.view_cases").filter(pk__in=_ids(body, "case_id")).first()
        )
        return f"个案 {case.case_no}" if case else ""
    if row.verb == HOLD:
        session = _session(actor, body)
        return f"{session.programme.title} 第{session.no}节" if session else ""
    if row.verb == SUBMIT:
        version = _version(body)
        return version.title if version else ""
    return ""


def answers_told(*, row: Command) -> list[tuple[str, str]]:
    """What was answered of a questionnaire; nothing where it cannot be read."""
    body = row.told["body"]
    version = _version(body)
    if row.verb != SUBMIT or version is None:
        return []
    try:
        told, _instance, _number = told_from_xml(version.survey, str(body.get("xml", "")).encode())
    except ValueError:
        return []
    return [(each.question.title, each.shown) for each in lines_told(version=version, told=told)]


def blanks(*, actor: Actor, row: Command, body: type[Body]) -> list[Blank]:
    """Every field of its body a person can write, with what was filled in already; whom it is about stays."""
    told = row.told["body"]
    found = [Blank("done_on", "哪一天", "date", row.done_on.isoformat() if row.done_on else "")]
    for name, info in body.model_fields.items():
        if name in FIELD_LABELS and (blank := _blank(row.verb, name, info, told.get(name))):
            found.append(blank)
    return found + _answers(row, told) + _marks(actor, row, told)


def added_to(*, fields: list[Blank], given: Mapping[str, str]) -> dict[str, Any]:
    """What a page sent, as parts of the body: only what differs from what had been filled in.

    Refused  a day that is none
    """
    found: dict[str, Any] = {}
    for blank in fields:
        value = given.get(blank.name, blank.value).replace("\r\n", "\n").strip()
        if value == blank.value:
            continue
        group, _dot, inner = blank.name.partition(".")
        if inner:
            found.setdefault(group, {})[inner] = value
        elif blank.name == "done_on":
            try:
                found[group] = date.fromisoformat(value)
            except ValueError:
                raise Refused("日期请写成 2026-11-30 这样。", code="devices.body") from None
        else:
            found[group] = value or (None if blank.kind in ("date", "number") else "")
    return found


def _blank(verb: str, name: str, info: FieldInfo, value: Any) -> Blank | None:
    wanted = [each for each in get_args(info.annotation) if each is not NoneType] or [info.annotation]
    kind = wanted[0]
    shown = "" if value is None else str(value)
    choices = Need.Kind.choices if (verb, name) == ("clients.note_need", "kind") else _CHOICES.get(name)
    if get_origin(info.annotation) is Literal and not choices:
        return None
    if choices:
        return Blank(name, FIELD_LABELS[name], "choice", shown, tuple((str(a), str(b)) for a, b in choices))
    if kind is date:
        return Blank(name, FIELD_LABELS[name], "date", shown)
    if kind is int:
        return Blank(name, FIELD_LABELS[name], "number", shown)
    if kind is not str:
        return None
    most = next((each.max_length for each in info.metadata if isinstance(each, MaxLen)), None)
    return Blank(name, FIELD_LABELS[name], "long" if most and most > LONG else "text", shown, most=most)


def _answers(row: Command, told: Mapping[str, Any]) -> list[Blank]:
    if row.verb != ASSESS:
        return []
    scale = scale_in_force(
        str(told.get("scale", "")), region_code=row.region_code, on=row.done_on or row.made_at.date()
    )
    given = told.get("answers") or {}
    return [
        Blank(f"answers.{each.name}", each.name, "choice", str(given.get(each.name, "")), tuple((one, one) for one in each.options))
        for each in (scale.questions if scale else ())
    ]  # fmt: skip


def _marks(actor: Actor, row: Command, told: Mapping[str, Any]) -> list[Blank]:
    session = _session(actor, told) if row.verb == HOLD else None
    if session is None:
        return []
    given = told.get("marks") or {}
    choices = tuple((str(code), str(words)) for code, words in Attendance.Mark.choices)
    return [
        Blank(
            f"marks.{each.id}", each.name or "受限档案", "choice", str(given.get(str(each.id), "")), choices
        )
        for each in attendees(actor, [session.programme_id]).get(session.programme_id, ())
    ]


def _session(actor: Actor, told: Mapping[str, Any]) -> Session | None:
    rows = Session.objects.visible_to(actor, "services.view").select_related("programme")
    return rows.filter(pk__in=_ids(told, "session_id")).first()


def _version(told: Mapping[str, Any]) -> Version | None:
    form, number = _ids(told, "form_id"), told.get("version")
    return published_version(form_id=form[0], number=number) if form and isinstance(number, int) else None


def _ids(told: Mapping[str, Any], name: str) -> list[UUID]:
    """The id under that name, or none: a phone may have sent anything."""
    try:
        return [UUID(str(told.get(name)))]
    except ValueError:
        return []
