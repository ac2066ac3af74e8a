"""本地区规则: topics, rules, and the issued text of the chosen one, side by side; and one rule on a page of its own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.papers.rules import Cell, Heading, Table, xlsx
from yizhan.policy.book import find_pack, rules_in_force, shelf
from yizhan.policy.schema.pack import Pack
from yizhan.regions.queries import search
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.rulebook.place import Place, names_of_packs, place_at, place_of
from yizhan.web.rulebook.rows import (
    Row,
    grouped,
    layers,
    matches,
    panel_of,
    rows_of,
    rule_named,
    rule_url,
    standings,
    waiting,
)
from yizhan.web.templatetags.yizhan import Choice

ONLY = ("pending", "unmet")


@requires("policy.view")
def rules_page(request: ActorRequest) -> HttpResponse:
    """Every rule of a region on a day. ?rule= chooses one, ?topic= ?only= ?q= narrow, ?export=xlsx takes them along."""
    place = place_of(request)
    if (elsewhere := _moved(request, place)) is not None:
        return elsewhere
    topic, words = request.GET.get("topic", ""), request.GET.get("q", "").strip()[:60]
    only = request.GET.get("only", "")
    only = only if only in ONLY else ""
    kept = {"topic": topic, "q": words, "only": only}
    named = rule_named(request.GET["rule"], place) if request.GET.get("rule") else None
    of_a_document = named is not None and ":" in request.GET["rule"] and not request.GET.get("region")
    if named and of_a_document and not place.code.startswith(named[1].region):
        place = _place_of_pack(named[1], place)
    a_click = bool(request.htmx) and request.htmx.target == "book"
    held = standings(request.actor, place, again=a_click)
    rows = rows_of(place, held, chosen=(named[1].id, named[0].id) if named else None, kept=kept)
    topics = [(group.name, len(group.rows)) for group in grouped(rows)]
    found = [row for row in rows if matches(row, words)] if words else rows
    in_topic = [row for row in found if not topic or row.rule.topic == topic]
    shown = [row for row in in_topic if _fits(row, only)]
    if request.GET.get("export") == "xlsx":
        return _sheet(place, shown)
    if named is None and shown and not request.GET.get("rule"):
        named = shown[0].rule, shown[0].pack
    facts: dict[str, Any] = {
        "place": place,
        "rows": rows,
        "groups": grouped(shown),
        "shown": len(shown),
        "total": len(rows),
        "topics": _topics(place, topics, topic, {"q": words, "only": only}),
        "topic": topic,
        "words": words,
        "only": only,
        "has_standing": bool(held),
        "choices": [
            Choice("", _("全部"), len(in_topic)),
            *([Choice("unmet", _("有站没达到"), sum(row.unmet for row in in_topic))] if held else []),
            Choice("pending", _("待定"), sum(row.rule.pending for row in in_topic)),
        ],
        "panel": panel_of(*named, place, held) if named else None,
        "asked": request.GET.get("rule", ""),
        "layers": layers(place),
        "waiting": waiting(place),
        "clear_url": reverse("rules") + place.link,
        "export_url": reverse("rules") + place.query(**kept, export="xlsx"),
        "filtered": bool(topic or words or only),
        "has_catalogue": _has_catalogue(place),
        "below": [] if any(row.pack.region for row in rows) else _below(place),
    }
    if a_click:
        return render(request, "rules/_book.html", facts)
    facts |= {"regions": _choices(place), "may_check": request.actor.may("policy.check")}
    return render(request, "rules/book.html", facts)


@requires("policy.view")
def rule_page(request: ActorRequest, area: str, document: str, rule_id: str) -> HttpResponse:
    """One rule of one document, in force or not: what a decision of last year refers to."""
    pack = pack_or_404(area, document)
    rule = pack.rule(rule_id)
    if rule is None:
        raise Http404
    place = place_of(request)
    if not place.code.startswith(pack.region) and not request.GET.get("region"):
        place = _place_of_pack(pack, place)
    held = standings(request.actor, place)
    others = [other for other in shelf() if other.id != pack.id and other.rule(rule_id) is not None]
    names = names_of_packs([pack, *others], place.on)
    facts = {
        "place": place,
        "panel": panel_of(rule, pack, place, held),
        "region_name": names[pack.region],
        "elsewhere": [
            (other, their, rule_url(their, other), names[other.region])
            for other in others
            if (their := other.rule(rule_id)) is not None
        ],
    }
    return render(request, "rules/rule.html", facts)


def pack_or_404(area: str, document: str) -> Pack:
    pack = find_pack(f"{area}/{document}")
    if pack is None:
        raise Http404
    return pack


def _place_of_pack(pack: Pack, place: Place) -> Place:
    """A document of elsewhere is read where it holds."""
    return place_at(pack.region, place.on, place.today, place.own)


def _moved(request: ActorRequest, place: Place) -> HttpResponse | None:
    """A typed name of a region: to its rules where it is one, else the choice of those that fit."""
    words = request.GET.get("where", "").strip()[:60]
    on = "" if place.is_today else f"{place.on}"
    if not words:
        return None
    if words == place.name:
        return redirect(reverse("rules") + place.link)
    of_papers = [code for code, name in names_of_packs(shelf(), place.today).items() if name == words]
    if len(of_papers) == 1:
        return redirect(reverse("rules") + replace(place, code=of_papers[0]).link)
    found = search(text=words, on=place.today, limit=20)
    same = [region for region in found.regions if words in (region.name, region.short_name, region.code)]
    hits = same if len(same) == 1 else found.regions
    if len(hits) == 1:
        query = f"?region={hits[0].code}" + (f"&on={on}" if on else "")
        return redirect(reverse("rules") + query)
    facts = {"place": place, "words": words, "found": hits, "more": found.more, "on": on}
    return render(request, "rules/where.html", facts)


def _fits(row: Row, only: str) -> bool:
    return not only or (row.rule.pending if only == "pending" else row.unmet)


def _topics(
    place: Place, topics: Sequence[tuple[str, int]], chosen: str, kept: dict[str, str]
) -> list[tuple[str, int, str, bool]]:
    """The menu on the left: name, count, address, whether it is chosen; first all of them."""
    every = (
        _("全部主题"),
        sum(count for _name, count in topics),
        reverse("rules") + place.query(**kept),
        not chosen,
    )
    return [
        every,
        *(
            (name, count, reverse("rules") + place.query(topic=name, **kept), name == chosen)
            for name, count in topics
        ),
    ]


def _choices(place: Place) -> list[tuple[str, str]]:
    """Regions with a paper on the shelf, by name, for whoever does not want to type."""
    names = names_of_packs(shelf(), place.today)
    return sorted(((code, name) for code, name in names.items()), key=lambda pair: pair[0])


def _below(place: Place) -> list[tuple[str, str, int]]:
    """Where no document but national ones reaches: the places inside that have their own, with how many rules hold there."""
    inside = {
        pack.region
        for pack in shelf()
        if pack.region.startswith(place.code)
        and pack.region
        and pack.in_force(place.on)
        and (place.code or pack.nature != "示例")
    }
    names = names_of_packs([pack for pack in shelf() if pack.region in inside], place.on)
    return [
        (
            names[code],
            reverse("rules") + replace(place, code=code).link,
            len(rules_in_force(region_code=code, on=place.on)),
        )
        for code in sorted(inside)
    ]


def _has_catalogue(place: Place) -> bool:
    return any(
        pack.catalogue is not None and place.code.startswith(pack.region) and pack.in_force(place.on)
        for pack in shelf()
        if place.code
    )


def _sheet(place: Place, rows: Sequence[Row]) -> HttpResponse:
    """The rules as shown, as an Excel file."""
    headings = [
        Heading(name)
        for name in (
            _("主题"), _("类型"), _("规定"), _("数值"), _("要求"), _("条款"), _("文件"), _("文号"), _("层级"), _("责任"),
            _("待定原因"), _("本地现状"), _("编号"),
        )
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            row.rule.topic, row.rule.kind, row.rule.says, row.brief, row.rule.required(), row.rule.clause,
            row.pack.basis.name, row.pack.basis.number, row.level.word, "、".join(row.rule.duty_of),
            row.rule.pending_reason or "", row.standing.words if row.standing else "", row.rule.id,
        ]
        for row in rows
    ]  # fmt: skip
    title = _("本地区规则")
    lead = _("%(place)s，%(day)s 有效，共 %(count)d 条") % {
        "place": place.name,
        "day": place.on,
        "count": len(rows),
    }
    made = xlsx(Table(title=title, headings=headings, rows=lines, lead=lead))
    name = f"{title}-{place.name}-{place.on}.xlsx"
    return file_answer(made, name, XLSX)
