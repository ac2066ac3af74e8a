"""The questionnaire as it is asked: the tree of questions read from an XForm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from lxml import etree

from yizhan.forms.rules.functions import JR

XF = "{http://www.w3.org/2002/xforms}"
H = "{http://www.w3.org/1999/xhtml}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, huge_tree=False)

GROUP, REPEAT = "group", "repeat"
SELECTS = frozenset({"select_one", "select_multiple", "rank"})
NO_ANSWER = frozenset({GROUP, REPEAT, "note"})

Part = tuple[str, str]
"""A piece of a label: ("text", words) or ("value", an expression)."""


@dataclass(frozen=True)
class Choice:
    name: str
    label: str


@dataclass(frozen=True)
class Question:
    """A question, a note, a value worked out, or a group or repeat of them.

    path        from the root, without numbers: ("members", "age")
    kind        group, repeat, text, integer, decimal, date, time, dateTime, select_one, select_multiple, rank, note,
                calculate, range, acknowledge, binary, geopoint
    nodeset     where its choices come from, with the author's filter
    count       of a repeat: the expression that says how many; "" when the person adds them
    """

    name: str
    path: tuple[str, ...]
    kind: str
    label: tuple[Part, ...] = ()
    hint: tuple[Part, ...] = ()
    required: str = ""
    required_message: str = ""
    relevant: str = ""
    constraint: str = ""
    message: str = ""
    calculate: str = ""
    readonly: bool = False
    appearance: str = ""
    nodeset: str = ""
    instance: str = ""
    limits: tuple[str, str, str] = ("", "", "")
    count: str = ""
    media: str = ""
    questions: tuple["Question", ...] = ()

    @property
    def title(self) -> str:
        """The label as a heading; what it quotes of other answers as ……."""
        told = "".join(text if kind == "text" else "……" for kind, text in self.label).strip()
        return plain_words(told) or self.name


@dataclass(frozen=True)
class Survey:
    """A questionnaire, ready to be asked."""

    form_id: str
    version: str
    title: str
    root: str
    questions: tuple[Question, ...]
    defaults: Mapping[tuple[str, ...], str]
    first_values: Mapping[tuple[str, ...], str]
    instances: Mapping[str, Any] = field(compare=False)

    def walk(self) -> Iterator[Question]:
        """Every question, groups before what is in them."""
        return _walk(self.questions)

    def choices(self, question: Question) -> list[Choice]:
        """All the choices of a question, whatever its filter."""
        found = self.instances.get(question.instance)
        return [] if found is None else [choice_of(item) for item in found.iterfind("root/item")]

    def question(self, path: tuple[str, ...]) -> Question | None:
        return next((each for each in self.walk() if each.path == path), None)


def plain_words(text: str) -> str:
    """A label without the marks of emphasis; we set it ourselves. What pyxform adds in English for or_other is said in
    Chinese."""
    plain = text.replace("**", "").replace("__", "").lstrip("# ").strip()
    return {"Other": "其他", "Specify other.": "请写明"}.get(plain, plain)


def choice_of(item: Any) -> Choice:
    name = item.findtext("name") or ""
    return Choice(name, plain_words(item.findtext("label") or name))


@lru_cache(maxsize=64)
def read_survey(xform: str) -> Survey:
    """The XForm of a version as questions. ValueError when it is none."""
    try:
        tree = etree.fromstring(xform.encode(), _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError("no XForm") from error
    model, body = tree.find(f"{H}head/{XF}model"), tree.find(f"{H}body")
    if model is None or body is None:
        raise ValueError("no XForm")
    instances = model.findall(f"{XF}instance")
    root = instances[0][0]
    reader = _Reader(model, f"/{_local(root)}")
    shown = reader.shown(body)
    asked = {question.path for question in _walk(shown)}
    questions = _placed((), shown, reader.worked_out(asked))
    return Survey(
        form_id=root.get("id") or "",
        version=root.get("version") or "",
        title=tree.findtext(f"{H}head/{H}title") or "",
        root=_local(root),
        questions=questions,
        defaults=dict(_texts(root)),
        first_values=reader.first_values(),
        instances={each.get("id"): reader.list_of(each) for each in instances[1:]},
    )


class _Reader:
    """Binds, translations and lists of one model, and the questions its body shows."""

    def __init__(self, model: Any, root: str) -> None:
        self.root = root
        self.binds = {bind.get("nodeset"): bind for bind in model.iterfind(f"{XF}bind")}
        self.set_values = model.findall(f"{XF}setvalue")
        self.texts: dict[str, Any] = {}
        translations = model.findall(f"{XF}itext/{XF}translation")
        chosen = next((each for each in translations if each.get("default")), None)
        if chosen is None and translations:
            chosen = translations[0]
        for text in chosen.iterfind(f"{XF}text") if chosen is not None else ():
            plain = [value for value in text.iterfind(f"{XF}value") if not value.get("form")]
            if plain:
                self.texts[text.get("id")] = plain[0]

    def shown(self, parent: Any) -> tuple[Question, ...]:
        return tuple(question for element in parent if (question := self._question(element)) is not None)

    def _question(self, element: Any) -> Question | None:
        tag = _local(element)
        if tag == "group":
            return self._group(element)
        ref = element.get("ref")
        if ref is None or tag not in ("input", "select", "select1", "range", "trigger", "upload", "rank"):
            return None
        bind = self.binds.get(ref)
        kind = _kind(tag, bind)
        itemset = element.find(f"{XF}itemset")
        nodeset = itemset.get("nodeset") if itemset is not None else ""
        return Question(
            kind=kind,
            nodeset=nodeset,
            instance=nodeset.partition("instance('")[2].partition("'")[0],
            limits=(element.get("start") or "", element.get("end") or "", element.get("step") or ""),
            media=element.get("mediatype") or "",
            appearance=element.get("appearance") or "",
            **self._facts(element, ref, bind),
        )

    def _group(self, element: Any) -> Question | None:
        repeat = element.find(f"{XF}repeat")
        ref = repeat.get("nodeset") if repeat is not None else element.get("ref")
        inside = self.shown(repeat if repeat is not None else element)
        if ref is None:
            return None
        return Question(
            kind=REPEAT if repeat is not None else GROUP,
            questions=inside,
            count=(repeat.get(f"{{{JR}}}count") or "") if repeat is not None else "",
            **self._facts(element, ref, self.binds.get(ref)),
        )

    def _facts(self, element: Any, ref: str, bind: Any) -> dict[str, Any]:
        path = self._path(ref)

        def asked(name: str) -> str:
            return (bind.get(name) or "") if bind is not None else ""

        return {
            "name": path[-1],
            "path": path,
            "label": self._parts(element.find(f"{XF}label")),
            "hint": self._parts(element.find(f"{XF}hint")),
            "required": asked("required"),
            "required_message": self._said(asked(f"{{{JR}}}requiredMsg")),
            "relevant": asked("relevant"),
            "constraint": asked("constraint"),
            "message": self._said(asked(f"{{{JR}}}constraintMsg")),
            "calculate": asked("calculate"),
            "readonly": asked("readonly") == "true()" or bool(asked("calculate")),
        }

    def worked_out(self, asked: set[tuple[str, ...]]) -> list[Question]:
        """Values nobody is asked for; those inside a repeat are found by their path."""
        return [
            Question(
                name=path[-1],
                path=path,
                kind="calculate",
                calculate=bind.get("calculate") or "",
                relevant=bind.get("relevant") or "",
                readonly=True,
            )
            for nodeset, bind in self.binds.items()
            if (path := self._path(nodeset)) not in asked and bind.get("calculate") and path[0] != "meta"
        ]

    def first_values(self) -> dict[tuple[str, ...], str]:
        return {
            self._path(each.get("ref")): each.get("value") or ""
            for each in self.set_values
            if "first-load" in (each.get("event") or "") and each.get("ref")
        }

    def list_of(self, instance: Any) -> Any:
        """A list of choices without namespaces, its translated labels put in."""
        wrap = etree.Element("instance")
        root = etree.SubElement(wrap, "root")
        for item in instance.iterfind(f"{XF}root/{XF}item"):
            copy = etree.SubElement(root, "item")
            for told in item:
                name, text = _local(told), told.text or ""
                if name == "itextId":
                    name, text = "label", "".join(each for _kind, each in self._parts(self.texts.get(text)))
                etree.SubElement(copy, name).text = text
        return wrap

    def _path(self, nodeset: str) -> tuple[str, ...]:
        return tuple(nodeset.strip().removeprefix(self.root).strip("/").split("/"))

    def _parts(self, element: Any) -> tuple[Part, ...]:
        if element is None:
            return ()
        ref = element.get("ref")
        if ref and (key := _itext(ref)):
            return self._parts(self.texts.get(key))
        parts: list[Part] = [("text", element.text)] if element.text else []
        for child in element:
            if _local(child) == "output":
                parts.append(("value", child.get("value") or child.get("ref") or "''"))
            if child.tail:
                parts.append(("text", child.tail))
        return tuple(parts)

    def _said(self, told: str) -> str:
        if key := _itext(told):
            return "".join(text for kind, text in self._parts(self.texts.get(key)) if kind == "text").strip()
        return told


def _placed(
    path: tuple[str, ...], questions: tuple[Question, ...], more: list[Question]
) -> tuple[Question, ...]:
    """Values worked out, put behind what is asked in the group they belong to."""
    here = [each for each in more if each.path[:-1] == path]
    inside = [
        replace(each, questions=_placed(each.path, each.questions, more))
        if each.kind in (GROUP, REPEAT)
        else each
        for each in questions
    ]
    return (*inside, *here)


def _kind(tag: str, bind: Any) -> str:
    told = (bind.get("type") if bind is not None else "") or "string"
    if tag in ("select", "select1"):
        return "select_multiple" if tag == "select" else "select_one"
    if tag == "rank" or told == "odk:rank":
        return "rank"
    if tag == "range":
        return "range"
    if tag == "trigger":
        return "acknowledge"
    if tag == "upload":
        return "binary"
    if bind is not None and bind.get("readonly") == "true()" and not bind.get("calculate"):
        return "note"
    return {
        "int": "integer",
        "decimal": "decimal",
        "date": "date",
        "time": "time",
        "dateTime": "dateTime",
    }.get(told, "geopoint" if told == "geopoint" else "text")


def _itext(ref: str) -> str:
    """The key in jr:itext('…'); "" when it is something else."""
    told = ref.strip()
    return (
        told.partition("(")[2].rpartition(")")[0].strip().strip("'\"") if told.startswith("jr:itext") else ""
    )


def _texts(root: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where the blank form already holds something, templates of repeats included."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.text and element.text.strip() and not len(element):
            steps = [_local(element), *(_local(each) for each in element.iterancestors())]
            below = steps[: steps.index(_local(root)) if _local(root) in steps else len(steps)]
            yield tuple(reversed(below)), element.text


def _walk(questions: tuple[Question, ...]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from _walk(question.questions)


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
