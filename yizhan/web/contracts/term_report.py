"""中期、末期工作报告: filled in from the records, looked at on the page, taken away as Word to be completed and signed."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.queries.agreements import one_agreement
from yizhan.contracts.queries.terms import FINAL, MID, TermReport, last_day_of, term_report
from yizhan.contracts.rules.statements import FIGURES
from yizhan.kernel.money import yuan
from yizhan.papers.rules import docx
from yizhan.web.contracts.figures import read
from yizhan.web.contracts.indicators import rows_of
from yizhan.web.door import ActorRequest, requires
from yizhan.web.reports.papers import DOCX, file_answer
from yizhan.web.templatetags.days import cn_date
from yizhan.web.templatetags.yizhan import Choice

VIEW = "contracts.view"
PAPER = Path(__file__).parent.parent.parent / "contracts" / "templates_docx" / "term.docx"
KINDS = (("", _("中期")), (FINAL, _("末期")))
BLANK = "（请填写）"


def _asked(request: ActorRequest, agreement_id: UUID) -> TermReport:
    on = localdate()
    agreement = one_agreement(actor=request.actor, agreement_id=agreement_id)
    kind = FINAL if request.GET.get("kind") == FINAL else MID
    try:
        asked = date.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        asked = None
    upto = last_day_of(agreement, kind=kind, on=on, asked=asked)
    return term_report(actor=request.actor, agreement=agreement, kind=kind, upto=upto, read=read)


@requires(VIEW)
def agreement_report(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    made = _asked(request, agreement_id)
    facts = {
        "report": made,
        "one": made.agreement,
        "rows": rows_of(made.progress),
        "money": [(label, getattr(made.money, name)) for name, label in FIGURES] if made.money else [],
        "choices": [Choice(value, str(label)) for value, label in KINDS],
        "kind": made.kind if made.kind == FINAL else "",
        "signed": made.agreement.signed_on is not None,
    }
    return render(request, "contracts/term.html", facts)


@requires(VIEW)
def agreement_report_docx(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    made = _asked(request, agreement_id)
    one = made.agreement
    name = f"{one.provider.name}{made.title}（截至{made.period.last:%Y-%m-%d}）.docx"
    return file_answer(docx(PAPER, told(made)), name, DOCX)


def told(made: TermReport) -> dict[str, Any]:
    """The fields of the Word form; what only the agency can say is left to be written."""
    one = made.agreement
    return {
        "标题": f"{one.project.name}{made.title}",
        "项目": one.project.name,
        "承接主体": one.provider.name,
        "购买方": one.project.buyer.name,
        "编号": one.number,
        "期间": f"{cn_date(made.period.first)}至{cn_date(made.period.last)}",
        "站数": str(sum(line.to_on is None for line in made.stations)),
        "约定人数": str(sum(line.headcount for line in made.stations if line.to_on is None)),
        "进度": f"{made.progress.day_percent}",
        "指标": [
            {
                "名称": row.indicator.name,
                "单位": row.unit,
                "全年": _number(row.progress.target),
                "应完成": _number(row.progress.expected),
                "已完成": "—" if row.progress.actual is None else _number(row.progress.actual),
                "比例": "—" if row.progress.kept is None else f"{row.progress.kept}%",
                "判断": row.judged.name if row.judged else "",
            }
            for row in made.progress.rows
        ],
        "人员": [
            {
                "名称": each.station.short_name,
                "约定": str(each.post.wanted),
                "在岗": str(each.post.here),
                "缺": str(each.post.missing),
            }
            for each in made.people
        ],
        "离岗": str(made.left),
        "资金": [{"名称": label, "金额": yuan(getattr(made.money, name))} for name, label in FIGURES]
        if made.money
        else [],
        "科目": [
            {"名称": each.name, "预算": yuan(each.planned), "支出": yuan(each.spent)}
            for each in made.headings
        ],
        "落后": "；".join(
            f"{row.indicator.name}（{'、'.join(each.share.station.short_name for each in row.furthest_behind[:5])}）"
            for row in made.progress.rows
            if row.furthest_behind
        )
        or "没有落后于计划的指标",
        "做法": BLANK,
        "问题": BLANK,
        "打算": BLANK,
    }


def _number(value: object) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
