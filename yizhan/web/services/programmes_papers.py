"""The papers of a programme in Word: plan, sign-in sheet, opinion form, report; filled in as far as it is known."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate

from yizhan.kernel.money import yuan
from yizhan.papers.rules import docx
from yizhan.services.queries.paper_forms import template_for
from yizhan.services.queries.programmes import Whole, opinions_of, programme_for
from yizhan.services.rules.programmes import OPINIONS, REPORT_ROWS
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer

MARKS = {"PRESENT": "○", "ABSENT": "×", "LATE": "△"}
COLUMNS, LINES = 10, 20
"""A sheet has at least so many columns for sessions and lines for people, so that a printed one can be filled by hand."""


@requires("services.view")
def plan_paper(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    whole = programme_for(actor=request.actor, programme_id=programme_id)
    return _answer("PLAN", plan_facts(whole), whole, "计划书")


@requires("services.view")
def sign_in_paper(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    whole = programme_for(actor=request.actor, programme_id=programme_id)
    return _answer("SIGN_IN", sign_in_facts(whole), whole, "签到表")


@requires("services.view")
def opinion_paper(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    """The empty form, to be printed and filled in by hand; nobody writes a name."""
    whole = programme_for(actor=request.actor, programme_id=programme_id)
    facts = _head(whole) | {"问题": list(OPINIONS.values())}
    return _answer("OPINION", facts, whole, "意见表")


@requires("services.view")
def report_paper(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    whole = programme_for(actor=request.actor, programme_id=programme_id)
    return _answer("REPORT", report_facts(whole), whole, "报告书")


def plan_facts(whole: Whole) -> dict[str, Any]:
    programme = whole.programme
    opinion = next((step for step in reversed(whole.steps) if step.what == "APPROVED"), None)
    return _head(whole) | {
        "对象": programme.audience,
        "名额": f"{programme.places}人" if programme.places else "不限",
        "协办单位": programme.partner,
        "地点": programme.place,
        "背景": programme.background,
        "目的": programme.aims,
        "招募": programme.recruitment,
        "志愿者招募": programme.volunteer_recruitment,
        "节次": [
            {
                "次序": str(each.no),
                "日期": f"{each.planned_on:%Y-%m-%d}",
                "时间": _hour(each),
                "内容": each.content,
                "物资": each.materials,
            }
            for each in whole.sessions
            if each.state != "CANCELLED"
        ],
        "预算": [{"用途": line["what"], "金额": yuan(line["fen"])} for line in programme.budget],
        "总预算": yuan(programme.budget_fen),
        "人手": f"社工{programme.staff_wanted}人，义工{programme.volunteers_wanted}人",
        "分工": programme.division_of_work,
        "风险": [{"风险": line["risk"], "应对": line["answer"]} for line in programme.risks],
        "评估方法": programme.evaluation,
        "督导意见": opinion.note if opinion else "",
        "批准人": opinion.by_label if opinion else "",
        "批准日期": f"{opinion.done_on:%Y-%m-%d}" if opinion else "",
    }


def sign_in_facts(whole: Whole) -> dict[str, Any]:
    """Sessions held with their marks, then those still to come, empty; wide enough to go on by hand."""
    coming = [each for each in whole.sessions if each.state == "PLANNED"][: max(0, COLUMNS - len(whole.held))]
    columns = [*whole.held[-COLUMNS:], *coming][:COLUMNS]
    first = max(0, len(whole.held) - COLUMNS)
    rows = [
        {
            "序号": str(n),
            "姓名": "（受限档案）" if row.member.hidden else row.member.name,
            "格": _padded([MARKS.get(mark, "") for mark in row.marks[first:]]),
        }
        for n, row in enumerate(whole.matrix, start=1)
    ]
    rows += [{"序号": str(n), "姓名": "", "格": [""] * COLUMNS} for n in range(len(rows) + 1, LINES + 1)]
    return _head(whole) | {
        "列": _padded(
            [
                f"第{each.no}节\n{each.service.done_on if each.service else each.planned_on:%m-%d}"
                for each in columns
            ]
        ),
        "行": rows,
        "出席": _padded([str(number) for number in whole.there[first:]]),
    }


def report_facts(whole: Whole) -> dict[str, Any]:
    report = whole.report
    bars, forms = opinions_of(whole.programme)
    return _head(whole) | {
        "开了几节": str(len(whole.held)),
        "出席人次": str(sum(whole.there)),
        "总预算": yuan(whole.programme.budget_fen),
        "实际支出": yuan(report.spent_fen) if report and report.spent_fen is not None else "",
        "栏": [
            {
                "名称": label,
                "内容": report.rows.get(key, "") if report else "",
                "意见": (report.opinions or {}).get(key, "") if report else "",
            }
            for key, label in REPORT_ROWS.items()
        ],
        "意见表": [{"问题": bar.label, "平均": str(bar.average)} for bar in bars],
        "意见份数": str(len(forms)),
        "填写人": report.written_by_label if report else "",
        "填写日期": f"{report.written_on:%Y-%m-%d}" if report else "",
        "督导人": report.commented_by_label if report else "",
    }


def _head(whole: Whole) -> dict[str, Any]:
    programme = whole.programme
    return {
        "站点": programme.station.title,
        "编号": programme.code,
        "名称": programme.title,
        "类型": str(programme.get_kind_display()),
        "类别": f"（{programme.get_category_display()}）" if programme.category else "",
        "社工": programme.worker.name,
        "督导": programme.supervisor,
        "起止": f"{programme.starts_on:%Y-%m-%d} 至 {programme.ends_on:%Y-%m-%d}",
    }


def _hour(session: Any) -> str:
    start = f"{session.starts_at:%H:%M} " if session.starts_at else ""
    return f"{start}{session.minutes}分钟"


def _padded(words: list[str]) -> list[str]:
    return (words + [""] * COLUMNS)[:COLUMNS]


def _answer(form: str, facts: dict[str, Any], whole: Whole, name: str) -> HttpResponse:
    template = template_for(kind=form, region_code=whole.programme.region_code, on=localdate())
    made = docx(template, facts)
    title = f"{whole.programme.code}{whole.programme.title}{name}.docx"
    return file_answer(made, title, DOCX)
