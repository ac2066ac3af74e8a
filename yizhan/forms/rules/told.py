"""Answers as they come: the fields of a drawn form, or a submission as XML; and back to XML."""

from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from yizhan.forms.rules.survey import GROUP, REPEAT, Question, Survey

MOST_ENTRIES = 100

Told = dict[str, Any]
"""Answers as plain data: name -> text, or a dict for a group, or a list of dicts for a repeat. Blank ones are left out."""


def told_from_post(survey: Survey, post: Callable[[str], Sequence[str]]) -> Told:
    """The fields of a drawn form as answers. post: the values sent under a name."""
    return _posted("", survey.questions, post)


def _posted(prefix: str, questions: Sequence[Question], post: Callable[[str], Sequence[str]]) -> Told:
    found: Told = {}
    for question in questions:
        key = prefix + question.name
        if question.kind == REPEAT:
            entries = [
                _posted(f"{key}[{number}]/", question.questions, post)
                for number in range(1, _count(post(f"n:{key}")) + 1)
            ]
            gone = {int(each) for each in post(f"drop:{key}") if each.isdecimal()}
            found[question.name] = [told for at, told in enumerate(entries, start=1) if at not in gone] + [
                {} for _more in post(f"add:{key}")[:1]
            ]
        elif question.kind == GROUP:
            found[question.name] = _posted(f"{key}/", question.questions, post)
        elif question.kind != "note" and not question.calculate:
            found[question.name] = " ".join(each.strip() for each in post(f"q:{key}") if each.strip())
    return found


def _count(told: Sequence[str]) -> int:
    return min(int(told[0]), MOST_ENTRIES) if told and told[0].isdecimal() else 0


def told_from_xml(survey: Survey, content: bytes) -> tuple[Told, str, str]:
    """A submission as XML: its answers, its instanceID, and the version it was filled in with.

    ValueError  no XML, or not this questionnaire; the sentence says which
    """
    root = read_xml(content)
    if root.get("id") != survey.form_id:
        raise ValueError("这不是这份问卷的答卷。")
    return _from_nodes(root, survey.questions), instance_id(root), root.get("version") or ""


def read_xml(content: bytes) -> Any:
    """The root of a submission. ValueError when it is no XML or tries to define entities of its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ValueError("答卷不是完整的 XML，没有接收。") from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("答卷里不能有 DOCTYPE，没有接收。")
    return root


def instance_id(root: Any) -> str:
    for element in root.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname == "instanceID":
            return str(element.text or "").strip()
    return str(root.get("instanceID") or "").strip()


def deprecated_id(root: Any) -> str:
    """Which filling-in this one takes the place of, in the words of the client that edited it; "" for a new one."""
    for element in root.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname == "deprecatedID":
            return str(element.text or "").strip()
    return ""


def _from_nodes(parent: Any, questions: Sequence[Question]) -> Told:
    by_name: dict[str, list[Any]] = {}
    for child in parent:
        if isinstance(child.tag, str):
            by_name.setdefault(str(etree.QName(child).localname), []).append(child)
    found: Told = {}
    for question in questions:
        nodes = by_name.get(question.name, [])
        if question.kind == REPEAT:
            found[question.name] = [
                _from_nodes(node, question.questions)
                for node in nodes[:MOST_ENTRIES]
                if not _is_template(node)
            ]
        elif question.kind == GROUP:
            found[question.name] = _from_nodes(nodes[0], question.questions) if nodes else {}
        elif nodes and question.kind != "note":
            found[question.name] = (nodes[0].text or "").strip()
    return found


def _is_template(node: Any) -> bool:
    return any(str(name).endswith("}template") for name in node.attrib)
