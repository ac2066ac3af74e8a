"""诚信: yellow cards and bars with their last day, hearings, money asked back, letters of commitment; per agency."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.oversight.queries.credit import (
    AgencyCredit,
    agency_credits,
    letters_missing,
    over,
    sanctions,
    standing_now,
    what_it_does,
    workers_with_letters,
)
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.templatetags.yizhan import Choice
from yizhan.workforce.models import POST_WORDS, Sanction, Worker
from yizhan.workforce.queries.bars import Standing
from yizhan.workforce.rules.bars import rule_by_ref
from yizhan.workforce.rules.commitments import commitment_rule

VIEW = "workforce.view_sanctions"


def tabs() -> list[Choice]:
    return [
        Choice("", _("各机构")),
        Choice("now", _("生效中")),
        Choice("heard", _("陈述申辩中")),
        Choice("money", _("收回资金")),
        Choice("letters", _("承诺书")),
        Choice("over", _("已解除")),
    ]


@requires(VIEW)
def credit(request: ActorRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    if tab in ("now", "heard", "money", "over"):
        return _sanctions(request, tab)
    return _letters(request) if tab == "letters" else _agencies(request)


def _agencies(request: ActorRequest) -> HttpResponse:
    on = localdate()
    rows = agency_credits(actor=request.actor, on=on)
    if request.GET.get("export"):
        words = (_("黄牌"), _("在申辩"), _("收回资金的决定"), _("要追回（元）"), _("已追回（元）"), _("被列入名单的人"), _("缺承诺书"))  # fmt: skip
        headings = [
            Heading(_("机构")),
            Heading(_("统一社会信用代码")),
            Heading(_("现在怎样")),
            *(Heading(word, "number") for word in words),
        ]
        made = xlsx(Table(title=_("机构诚信情况"), headings=headings, rows=[_cells(one) for one in rows]))
        return file_answer(made, "机构诚信情况.xlsx", XLSX)
    facts = {"tabs": tabs(), "tab": "", "rows": rows, "on": on, "may_tell": request.actor.may("workforce.tell_sanction")}  # fmt: skip
    return render(request, "oversight/credit_agencies.html", facts)


def _cells(one: AgencyCredit) -> list[Any]:
    return [
        one.organisation.name,
        one.organisation.credit_code,
        one.word,
        one.yellow_cards,
        one.heard,
        one.recoveries,
        one.asked_back_fen / 100,
        one.came_back_fen / 100,
        one.workers_barred,
        one.letters_missing,
    ]


def _sanctions(request: ActorRequest, tab: str) -> HttpResponse:
    on = localdate()

    def chosen(rows: Any, word: str) -> Any:
        if word == "now":
            return standing_now(rows, on)
        if word == "heard":
            return rows.filter(state="TOLD")
        if word == "money":
            return rows.filter(effect=Sanction.Effect.RECOVERY).exclude(state="DROPPED")
        return over(rows, on)

    listing: Listing[Sanction] = Listing(
        request,
        sanctions(actor=request.actor),
        sorts=(Sort("end", _("先到期的在前"), "until_on"), Sort("new", _("新告知的在前"), "-told_on")),
        filters=(
            Filter("tab", _("哪一类"), [(each.value, each.label) for each in tabs()], chosen, hidden=True),
            Filter(
                "whom",
                _("对谁"),
                (("agency", _("机构")), ("worker", _("人员"))),
                lambda rows, word: rows.filter(worker__isnull=word == "agency"),
            ),
            Filter("effect", _("处理"), Sanction.Effect.choices, "effect"),
        ),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("诚信记录"),
            (
                Column(_("对谁"), _whom),
                Column(_("单位"), lambda row: row.organisation.name if row.organisation else ""),
                Column(_("处理"), lambda row: str(row.get_effect_display())),
                Column(_("措施"), "measures"),
                Column(_("依据"), "source"),
                Column(_("告知日期"), "told_on"),
                Column(_("申辩截止"), "hear_until_on"),
                Column(_("生效日期"), "from_on"),
                Column(_("到期日期"), "until_on"),
                Column(_("进展"), lambda row: _standing(row, on).word),
                Column(_("对承接、任职的影响"), lambda row: what_it_does(row, on)),
            ),
        )
    facts = {
        "tabs": tabs(),
        "tab": tab,
        "listing": listing,
        "rows": [(_standing(row, on), what_it_does(row, on)) for row in listing.rows],
        "on": on,
    }
    return render(request, "oversight/credit.html", facts)


def _whom(row: Sanction) -> str:
    if row.worker is not None:
        return str(row.worker.name)
    return row.organisation.name if row.organisation is not None else ""


def _standing(row: Sanction, on: date) -> Standing:
    gone = row.state == "IN_FORCE" and row.until_on is not None and row.until_on < on
    return Standing(row, rule_by_ref(row.rule_ref), gone)


def _letters(request: ActorRequest) -> HttpResponse:
    """Who in post signed her letter of commitment, and who should have."""
    on = localdate()
    missing = {worker.pk for worker in letters_missing(actor=request.actor, on=on)}
    listing: Listing[Worker] = Listing(
        request,
        workers_with_letters(actor=request.actor, on=on),
        sorts=(Sort("start", _("入职日期"), "-started_on"),),
        filters=(
            Filter("tab", _("哪一类"), [("letters", "")], lambda rows, _word: rows, hidden=True),
            Filter(
                "letter",
                _("承诺书"),
                (("missing", _("该签没有签的")), ("signed", _("签了的"))),
                lambda rows, word: (
                    rows.filter(pk__in=missing) if word == "missing" else rows.exclude(commitment=None)
                ),
            ),
        ),
        search=lambda rows, words: (
            rows.filter(station__short_name__icontains=words)
            | rows.filter(organisation__name__icontains=words)
        ),
        search_hint=_("站点、机构"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("承诺书"),
            (
                Column(_("姓名"), "name"),
                Column(_("站点"), "station.short_name"),
                Column(_("单位"), "organisation.name"),
                Column(_("岗位"), lambda row: POST_WORDS[row.post]),
                Column(_("入职日期"), "started_on"),
                Column(_("签署日期"), _signed_on),
                Column(_("情况"), lambda row: _letter_word(row, missing)),
            ),
        )
    facts = {
        "tabs": tabs(),
        "tab": "letters",
        "listing": listing,
        "rows": [(row, _signed_on(row), row.pk in missing) for row in listing.rows],
        "missing": len(missing),
        "rule": _letter_rule(listing.rows, on),
    }
    return render(request, "oversight/credit_letters.html", facts)


def _letter_rule(rows: list[Worker], on: date) -> Any:
    found = (commitment_rule(region_code=row.region_code, post=POST_WORDS[row.post], on=on) for row in rows)
    return next((rule for rule in found if rule is not None), None)


def _signed_on(row: Worker) -> date | None:
    letter = getattr(row, "commitment", None)
    return letter.signed_on if letter is not None else None


def _letter_word(row: Worker, missing: set[Any]) -> str:
    if _signed_on(row) is not None:
        return _("签了")
    return _("该签没有签") if row.pk in missing else _("本地区没有要求")
