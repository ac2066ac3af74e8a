"""The documents themselves: the list of all, one in full with its rules, what it changed, and the list of services."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.policy.book import NoRule, catalogue_for, changes, document_before, shelf
from yizhan.policy.original import marked
from yizhan.policy.reading import brief
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.pack import Catalogue, Pack, Passage, Service
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.rulebook.browse import pack_or_404
from yizhan.web.rulebook.place import Place, level_of, names_of_packs, place_of
from yizhan.web.rulebook.rows import paper_url, rule_url


@dataclass(frozen=True)
class Section:
    """One passage of the original: the text with the sentences the rules rest on marked, and those rules."""

    passage: Passage
    pieces: tuple[tuple[str, bool], ...]
    rules: tuple[tuple[AnyRule, str], ...]


@requires("policy.view")
def paper_list(request: ActorRequest) -> HttpResponse:
    """Every document on the shelf, by region."""
    place = place_of(request)
    names = names_of_packs(shelf(), place.today)
    packs = sorted(shelf(), key=lambda pack: (pack.nature == "示例", pack.region, pack.since))
    facts = {
        "place": place,
        "rows": [
            (pack, names[pack.region], paper_url(pack), pack.in_force(place.today), _rules_there(pack))
            for pack in packs
        ],
    }
    return render(request, "rules/papers.html", facts)


def _rules_there(pack: Pack) -> str:
    return f"{reverse('rules')}?region={pack.region}"


@requires("policy.view")
def paper_page(request: ActorRequest, area: str, document: str) -> HttpResponse:
    """看全文: the original, passage by passage, with the rules that rest on each."""
    pack = pack_or_404(area, document)
    place = place_of(request)
    sections, loose = _sections(pack, place)
    facts = {
        "pack": pack,
        "place": place,
        "level": level_of(pack, place),
        "region_name": names_of_packs([pack], place.today)[pack.region],
        "sections": sections,
        "loose": loose,
        "before": document_before(pack),
        "changes_url": reverse("rules-changes", args=[area, document]) + place.link,
        "rules_url": _rules_there(pack),
        "pending": sum(rule.pending for rule in pack.rules),
    }
    return render(request, "rules/paper.html", facts)


def _sections(pack: Pack, place: Place) -> tuple[list[Section], list[tuple[AnyRule, str]]]:
    """Passages with their rules, and the rules whose passage the file does not carry."""
    homes = [(rule, pack.passage_for(rule)) for rule in pack.rules]
    sections = []
    for passage in pack.passages:
        rules = [rule for rule, home in homes if home is passage or home == passage]
        quotes = [rule.quote for rule in rules if rule.quote]
        links = tuple((rule, rule_url(rule, pack) + place.link) for rule in rules)
        sections.append(Section(passage, marked(passage.text, quotes), links))
    return sections, [(rule, rule_url(rule, pack) + place.link) for rule, home in homes if home is None]


@dataclass(frozen=True)
class Difference:
    """One rule against the document before.

    word  新增, 修改, 取消, or 沿用 where the document before still holds and this one is silent
    """

    word: str
    tone: str
    rule: AnyRule
    url: str
    before: str
    after: str
    before_says: str


TONES = {"新增": "good", "修改": "warn", "取消": "bad", "沿用": ""}


@requires("policy.view")
def changes_page(request: ActorRequest, area: str, document: str) -> HttpResponse:
    """与上一份文件比: what the document changed, rule by rule."""
    pack = pack_or_404(area, document)
    place = place_of(request)
    before = document_before(pack)
    found = _differences(pack, before)
    chosen = request.GET.get("kind", "")
    facts = {
        "pack": pack,
        "before": before,
        "before_url": paper_url(before) if before else "",
        "paper_url": paper_url(pack),
        "place": place,
        "region_name": names_of_packs([pack], place.today)[pack.region],
        "found": [one for one in found if not chosen or one.word == chosen],
        "counts": [(word, sum(one.word == word for one in found)) for word in TONES],
        "chosen": chosen,
        "both_hold": before is not None and (before.until is None or before.until > pack.since),
    }
    return render(request, "rules/changes.html", facts)


def _differences(pack: Pack, before: Pack | None) -> list[Difference]:
    still = before is not None and (before.until is None or before.until > pack.since)
    found = []
    for change in changes(pack, before):
        rule, home = (change.after, pack) if change.after else (change.before, before)
        assert rule is not None
        assert home is not None
        word = "沿用" if change.kind == "取消" and still else change.kind
        old, new = change.before, change.after
        found.append(
            Difference(
                word,
                TONES[word],
                rule,
                rule_url(rule, home),
                brief(old) if old else "",
                brief(new) if new else brief(rule) if word == "沿用" else "",
                old.says if old and new and old.says != new.says else "",
            )
        )
    return sorted(found, key=lambda one: one.word == "沿用")


# --- the list of services -----------------------------------------------------------------------------------------------


@requires("policy.view")
def catalogue_page(request: ActorRequest) -> HttpResponse:
    """服务清单: the services of the region's document, by field, as the day's records name them."""
    place = place_of(request)
    try:
        catalogue = catalogue_for(region_code=place.code, on=place.on) if place.code else None
    except NoRule:
        catalogue = None
    words = request.GET.get("q", "").strip()[:60]
    services = _found(catalogue, words) if catalogue else []
    if catalogue and request.GET.get("export") == "xlsx":
        return _sheet(place, catalogue, services)
    home = next((pack for pack in shelf() if pack.catalogue is catalogue), None) if catalogue else None
    facts = {
        "place": place,
        "catalogue": catalogue,
        "pack": home,
        "paper_url": paper_url(home) + place.link if home else "",
        "words": words,
        "domains": [
            (domain.name, domain.code, [service for service in services if service.domain == domain.code])
            for domain in (catalogue.domains if catalogue else ())
        ],
        "count": len(services),
        "total": len(catalogue.services) if catalogue else 0,
        "export_url": reverse("rules-catalogue") + place.query(q=words, export="xlsx"),
    }
    return render(request, "rules/catalogue.html", facts)


def _found(catalogue: Catalogue, words: str) -> list[Service]:
    wanted = words.lower().split()
    return [
        service
        for service in catalogue.services
        if all(
            word
            in f"{service.code}{service.domain_name}{service.name}{service.guidance}{service.standard}".lower()
            for word in wanted
        )
    ]


def _sheet(place: Place, catalogue: Catalogue, services: list[Service]) -> HttpResponse:
    names = (_("编码"), _("领域"), _("服务项目"), _("指引"), _("标准"), _("任务类别"), _("条款"))
    lines = [
        [one.code, one.domain_name, one.name, one.guidance, one.standard, one.task_class, one.clause]
        for one in services
    ]
    lead = _("%(place)s，%(day)s 有效，共 %(count)d 项") % {
        "place": place.name,
        "day": place.on,
        "count": len(services),
    }
    made = xlsx(Table(title=_("服务清单"), headings=[Heading(name) for name in names], rows=lines, lead=lead))
    filename = f"{catalogue.name}-{place.on}.xlsx"
    return file_answer(made, filename, XLSX)
