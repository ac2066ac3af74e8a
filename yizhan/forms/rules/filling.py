"""Answers against a questionnaire: what is asked, what is worked out, what is wrong. One engine for every way in."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from lxml import etree

from yizhan.forms.rules.functions import Moment, days_in, evaluate, text_of, truth_of
from yizhan.forms.rules.survey import (
    GROUP,
    NO_ANSWER,
    REPEAT,
    SELECTS,
    Choice,
    Part,
    Question,
    Survey,
    choice_of,
    plain_words,
)
from yizhan.forms.rules.told import MOST_ENTRIES, Told
from yizhan.kernel.errors import Refused

MOST_LETTERS = 10_000
MOST_ANSWERS = 20_000
_PASSES = 25
_INTEGER = re.compile(r"-?\d{1,15}")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
_GEOPOINT = re.compile(r"-?\d+(\.\d+)?( -?\d+(\.\d+)?){1,3}")


@dataclass(frozen=True)
class Wrong:
    """An answer that does not hold. key: where, “members[2]/age”; label: the question as asked."""

    key: str
    label: str
    says: str


@dataclass(frozen=True)
class Asked:
    """A question with its answer, ready to be drawn.

    entries  of a repeat: one sequence of questions for each entry; of a group: a single one
    """

    question: Question
    key: str
    label: str
    hint: str
    required: bool
    relevant: bool
    value: str
    choices: Sequence[Choice] = ()
    wrong: str = ""
    entries: Sequence[Sequence["Asked"]] = ()

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def ident(self) -> str:
        return "q-" + re.sub(r"[^A-Za-z0-9_]+", "-", self.key).strip("-")

    @property
    def chosen(self) -> list[str]:
        return self.value.split()

    @property
    def scale(self) -> list[str]:
        """The steps of a range when they are few enough to tap."""
        with suppress(ValueError):
            start, end, step = (int(each) for each in self.question.limits)
            if step > 0 and 0 < (end - start) // step <= 10:
                return [str(each) for each in range(start, end + 1, step)]
        return []

    @property
    def shown(self) -> str:
        return shown_value(self.question, self.value, self.choices)


class Filling:
    """One filling-in of a questionnaire at a moment. Irrelevant answers are kept beside, but count as blank."""

    def __init__(self, survey: Survey, told: Told | None, *, now: datetime) -> None:
        self.survey = survey
        self.moment = Moment(now=now, instances=survey.instances, choice_name=self._choice_name)
        self.root = self.moment.root = etree.Element(survey.root)
        self.planted = 0
        self._plant(self.root, survey.questions, told or {})
        if told is None:
            self._first_values()
        self._settle()

    # --- the tree

    def _plant(self, parent: Any, questions: Sequence[Question], told: Mapping[str, Any]) -> None:
        """Refused: more answers than anybody gives, as entries within entries can make them."""
        self.planted += len(questions)
        if self.planted > MOST_ANSWERS:
            raise Refused("答案太多（重复的组里又有重复的组），请分几份填。", code="forms.too-many-answers")
        for question in questions:
            given = told.get(question.name)
            if question.kind == REPEAT:
                for entry in given if isinstance(given, list) else [{}]:
                    self._plant(etree.SubElement(parent, question.name), question.questions, entry)
            elif question.kind == GROUP:
                inside = given if isinstance(given, dict) else {}
                self._plant(etree.SubElement(parent, question.name), question.questions, inside)
            else:
                node = etree.SubElement(parent, question.name)
                self._write(node, _clean(given) if isinstance(given, str) else "")

    def _first_values(self) -> None:
        """What a blank form begins with."""
        for _key, question, node, _parent in list(self._nodes()):
            if text := self.survey.defaults.get(question.path, ""):
                self._write(node, text)
            if expression := self.survey.first_values.get(question.path, ""):
                self._write(node, text_of(self._ask(expression, node, "")))

    def _nodes(self) -> Iterator[tuple[str, Question, Any, Any]]:
        """Every question in place: key, question, its node, the node it lies in; groups and entries included."""
        yield from self._below("", self.survey.questions, self.root)

    def _below(
        self, prefix: str, questions: Sequence[Question], parent: Any
    ) -> Iterator[tuple[str, Question, Any, Any]]:
        for question in questions:
            nodes = parent.findall(question.name)
            for number, node in enumerate(nodes, start=1):
                key = f"{prefix}{question.name}" + (f"[{number}]" if question.kind == REPEAT else "")
                yield key, question, node, parent
                if question.kind in (GROUP, REPEAT):
                    yield from self._below(f"{key}/", question.questions, node)

    def _write(self, node: Any, value: str) -> None:
        node.set("v", value)

    # --- working out

    def _ask(self, expression: str, node: Any, otherwise: Any) -> Any:
        try:
            return evaluate(expression, node, self.moment)
        except (etree.XPathError, ValueError, TypeError, OverflowError):
            return otherwise

    def _settle(self) -> None:
        """Relevance and calculations, again until nothing changes; a questionnaire without cycles comes to rest."""
        for _pass in range(_PASSES):
            if not self._once():
                return

    def _once(self) -> bool:
        changed = False
        for _key, question, node, parent in list(self._nodes()):
            if node.getparent() is None:
                continue
            open_ = parent.get("r") != "0" and (
                not question.relevant or truth_of(self._ask(question.relevant, node, True))
            )
            changed |= _set(node, "r", "1" if open_ else "0")
            if question.kind == REPEAT and question.count:
                changed |= self._counted(question, node, parent)
            if question.kind in (GROUP, REPEAT):
                continue
            if question.calculate and open_:
                changed |= _set(node, "v", text_of(self._ask(question.calculate, node, "")))
            changed |= _shadow(question, node)
        return changed

    def _counted(self, question: Question, node: Any, parent: Any) -> bool:
        """As many entries as the questionnaire asks for."""
        there = parent.findall(question.name)
        if node is not there[0]:
            return False
        try:
            wanted = int(float(text_of(self._ask(question.count, parent, "")) or 0))
        except ValueError:
            return False
        wanted = max(0, min(wanted, MOST_ENTRIES))
        if parent.get("n-" + question.name) == str(wanted):
            return False
        parent.set("n-" + question.name, str(wanted))
        for extra in there[max(wanted, 1) :]:
            parent.remove(extra)
        for _more in range(wanted - len(there)):
            entry = etree.Element(question.name)
            parent.findall(question.name)[-1].addnext(entry)
            self._plant(entry, question.questions, {})
        return True

    def _choice_name(self, value: str, path: str) -> str:
        name = path.rstrip("/").rpartition("/")[2].strip()
        for question in self.survey.walk():
            if question.name == name and question.kind in SELECTS:
                labels = {choice.name: choice.label for choice in self.survey.choices(question)}
                return labels.get(value, value)
        return value

    # --- what comes of it

    def answers(self) -> Told:
        """The answers that count, as plain data."""
        return self._told(self.survey.questions, self.root)

    def _told(self, questions: Sequence[Question], parent: Any) -> Told:
        found: Told = {}
        for question in questions:
            nodes = [node for node in parent.findall(question.name) if node.get("r") != "0"]
            if question.kind == REPEAT:
                entries = [told for node in nodes if (told := self._told(question.questions, node))]
                if entries:
                    found[question.name] = entries
            elif question.kind == GROUP:
                if nodes and (inside := self._told(question.questions, nodes[0])):
                    found[question.name] = inside
            elif question.kind != "note" and nodes and (value := nodes[0].get("v")):
                found[question.name] = value
        return found

    def wrong(self) -> list[Wrong]:
        """Every answer that is missing or does not hold, in the order of the questionnaire."""
        return [
            Wrong(key, self._said(question.label, node) or question.name, says)
            for key, question, node, _parent in self._nodes()
            if (says := self._wrong(question, node))
        ]

    def _wrong(self, question: Question, node: Any) -> str:
        if question.kind in NO_ANSWER or node.get("r") == "0" or question.calculate:
            return ""
        value = node.get("v")
        if not value:
            asked = question.required and truth_of(self._ask(question.required, node, False))
            return (question.required_message or "这题必须回答。") if asked else ""
        if problem := self._type_problem(question, node, value):
            return problem
        if question.constraint and not truth_of(self._ask(question.constraint, node, True)):
            return question.message or "答案不符合要求。"
        return ""

    def _type_problem(self, question: Question, node: Any, value: str) -> str:
        if len(value) > MOST_LETTERS:
            return f"太长了（{len(value)} 字），最多 {MOST_LETTERS} 字。"
        if question.kind in SELECTS:
            allowed = {choice.name for choice in self._choices(question, node)}
            if strange := [word for word in value.split() if word not in allowed]:
                return f"没有“{'、'.join(strange)}”这个选项。"
            return "只能选一项。" if question.kind == "select_one" and len(value.split()) > 1 else ""
        holds = _TYPES.get(question.kind)
        return (holds(value) if holds else "") or self._out_of_limits(question, value)

    def _out_of_limits(self, question: Question, value: str) -> str:
        if question.kind != "range":
            return ""
        start, end, _step = question.limits
        low, high = sorted((float(start), float(end)))
        return "" if low <= float(value) <= high else f"要在 {start} 到 {end} 之间。"

    def _choices(self, question: Question, node: Any) -> list[Choice]:
        if "[" not in question.nodeset:
            return self.survey.choices(question)
        found = self._ask(question.nodeset, node, None)
        if not isinstance(found, list):
            return self.survey.choices(question)
        return [choice_of(item) for item in found]

    def _said(self, parts: Sequence[Part], node: Any) -> str:
        """A label with what it quotes of other answers."""
        told = "".join(text if kind == "text" else text_of(self._ask(text, node, "")) for kind, text in parts)
        return plain_words(told.strip())

    def asked(self, *, with_wrong: bool = False) -> list[Asked]:
        """The questionnaire as it is to be drawn now."""
        return self._asked("", self.survey.questions, self.root, with_wrong=with_wrong)

    def _asked(
        self, prefix: str, questions: Sequence[Question], parent: Any, *, with_wrong: bool
    ) -> list[Asked]:
        found: list[Asked] = []
        for question in questions:
            nodes = parent.findall(question.name)
            if not nodes or question.kind == "calculate":
                continue
            key, node = prefix + question.name, nodes[0]
            entries: list[list[Asked]] = []
            if question.kind in (GROUP, REPEAT):
                for number, entry in enumerate(nodes, start=1):
                    inside = f"{key}[{number}]/" if question.kind == REPEAT else f"{key}/"
                    entries.append(self._asked(inside, question.questions, entry, with_wrong=with_wrong))
            found.append(
                Asked(
                    question,
                    key,
                    label=self._said(question.label, node),
                    hint=self._said(question.hint, node),
                    required=bool(question.required) and truth_of(self._ask(question.required, node, False)),
                    relevant=node.get("r") != "0",
                    value=node.get("v") or "",
                    choices=self._choices(question, node) if question.kind in SELECTS else (),
                    wrong=self._wrong(question, node) if with_wrong else "",
                    entries=entries,
                )
            )
        return found

    def troubles(self) -> list[tuple[Question, str]]:
        """Expressions that cannot be worked out on a blank form: (question, expression)."""
        found: list[tuple[Question, str]] = []
        for _key, question, node, _parent in self._nodes():
            asked = [
                question.relevant,
                question.constraint,
                question.calculate,
                question.required,
                question.nodeset,
            ]
            asked += [self.survey.first_values.get(question.path, "")]
            asked += [text for kind, text in (*question.label, *question.hint) if kind == "value"]
            for expression in filter(None, asked):
                try:
                    evaluate(expression, node, self.moment)
                except (etree.XPathError, TypeError, ValueError):
                    found.append((question, expression))
        return found


def shown_value(question: Question, value: str, choices: Sequence[Choice]) -> str:
    """An answer in words."""
    if question.kind in SELECTS:
        labels = {choice.name: choice.label for choice in choices}
        return "、".join(labels.get(word, word) for word in value.split())
    if question.kind == "acknowledge":
        return "已确认" if value else ""
    return value


def _set(node: Any, name: str, value: str) -> bool:
    if node.get(name) == value:
        return False
    node.set(name, value)
    return True


def _shadow(question: Question, node: Any) -> bool:
    """What expressions see of an answer: nothing while it is not asked; a day as its number."""
    value = (node.get("v") or "") if node.get("r") != "0" else ""
    iso = ""
    if question.kind in ("date", "dateTime") and value and (days := days_in(value)) is not None:
        iso, value = value, repr(days)
    if (node.text or "") == value and (node.get("iso") or "") == iso:
        return False
    node.text = value or None
    if iso:
        node.set("iso", iso)
    elif "iso" in node.attrib:
        del node.attrib["iso"]
    return True


def _clean(text: str) -> str:
    """Without what XML cannot carry, such as a null byte."""
    return "".join(
        char for char in text.strip() if char in "\t\n" or (ord(char) >= 32 and char not in "\ufffe\uffff")
    )[: MOST_LETTERS + 1]


def _is(reads: Callable[[str], Any], says: str) -> Callable[[str], str]:
    def problem(value: str) -> str:
        try:
            reads(value)
        except ValueError:
            return says
        return ""

    return problem


def _matches(pattern: re.Pattern[str], says: str) -> Callable[[str], str]:
    return lambda value: "" if pattern.fullmatch(value) else says


_TYPES: dict[str, Callable[[str], str]] = {
    "integer": _matches(_INTEGER, "请填整数，例如 3。"),
    "decimal": _matches(_DECIMAL, "请填数字，例如 12.5。"),
    "range": _matches(_DECIMAL, "请选一个数。"),
    "date": _is(date.fromisoformat, "请填日期，例如 2026-11-22。"),
    "time": _is(time.fromisoformat, "请填时间，例如 09:30。"),
    "dateTime": _is(datetime.fromisoformat, "请填日期和时间。"),
    "geopoint": _matches(_GEOPOINT, "请填经纬度，例如 19.22 109.45。"),
}
