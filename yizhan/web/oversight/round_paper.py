"""The score sheet of a station on paper: as Word and as Excel, with places to sign."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.oversight.queries.rounds_station import Page, Row, station_page
from yizhan.oversight.queries.teams import Team, team_of
from yizhan.oversight.rules.rounds import (
    SCORE,
    Mark,
)
from yizhan.papers.rules import Heading, Table, docx, xlsx
from yizhan.web.door import ActorRequest, requires_any
from yizhan.web.files import DOCX, XLSX, file_answer
from yizhan.web.templatetags.oversight_rounds import held, met

VIEW, RESULT = "oversight.view_rounds", "oversight.view_results"
FORM = Path(__file__).parent.parent.parent / "oversight" / "templates_docx" / "score_sheet.docx"

OF_POINTS = {"分值": "分值", "参考分": "参考分", "得分": "得分", "总分": "总分", "来自": "指标和分值来自"}
OF_ITEMS = {
    "分值": "几项",
    "参考分": "系统看",
    "得分": "结果",
    "总分": "达标几项",
    "来自": "逐条对照的标准来自",
}
"""What the columns are called, with points and where no paper gives any."""


@requires_any(VIEW, SCORE, RESULT)
def round_station_docx(request: ActorRequest, round_id: UUID, round_station_id: UUID) -> HttpResponse:
    """The score sheet as Word: one's own while it is sealed, all parties' once the station is opened."""
    page = station_page(actor=request.actor, round_id=round_id, round_station_id=round_station_id)
    facts = paper_facts(page, _team(request.actor, page))
    return file_answer(docx(FORM, facts), f"{_name(page)}.docx", DOCX)


@requires_any(VIEW, SCORE, RESULT)
def round_station_xlsx(request: ActorRequest, round_id: UUID, round_station_id: UUID) -> HttpResponse:
    """The same sheet as Excel, to be printed and signed."""
    page = station_page(actor=request.actor, round_id=round_id, round_station_id=round_station_id)
    facts = paper_facts(page, _team(request.actor, page))
    columns = ("方面", "指标", "分值", "系统算出", "参考分", "得分", "说明")
    table = Table(
        title=f"{page.round.word}评分表",
        headings=[Heading(facts["叫"].get(name, name)) for name in columns],
        rows=[
            *(
                [f"{row[name]}（{row['条款']}）" if name == "指标" else row[name] for name in columns]
                for row in facts["各行"]
            ),
            [facts["叫"]["总分"], facts["等次"], "", "", "", facts["总分"], ""],
        ],
        lead=facts["标题"],
        official=True,
        feet=[
            f"{facts['方案']}（{facts['依据']}），{facts['时段']}。{facts['评估组']}",
            *(
                f"{side['名称']}（{side['单位']}，权重 {side['权重']}，得分 {side['得分']}）　评分人签字：　　　　　　　　单位盖章：　　　　　　　　年　　月　　日"
                for side in facts["各方"]
            ),
            "站点签收：　　　　　　　　　　年　　月　　日",
        ],
    )
    return file_answer(xlsx(table), f"{_name(page)}.xlsx", XLSX)


def _name(page: Page) -> str:
    return f"{page.row.station.title}{page.round.word}评分表"


def _team(actor: Actor, page: Page) -> Team:
    """Who sits in the team, to whoever may know: those who score, and everybody once the station is opened for them."""
    return team_of(actor=actor, round_=page.round, told=page.opened or page.own is not None)


def _members(team: Team) -> str:
    """“评估组：示例甲（业务专家，某单位）……”; "" where nobody was named."""
    told = "、".join(f"{each.name}（{each.field}，{each.unit}）" for each in team.seated)
    aside = [each for each in team.experts if each.aside and each.left_on is None]
    if not told:
        return ""
    return f"评估组：{told}。" + (
        f"声明有利害关系、回避的 {len(aside)} 人。" if aside else "成员都声明没有利害关系。"
    )


def paper_facts(page: Page, team: Team) -> dict[str, Any]:
    """What fills the form: no score of a party that is still sealed, but for one's own."""
    return {
        "评估组": _members(team),
        "标题": f"{page.row.station.title}{page.round.word}评估评分表",
        "时段": f"{page.round.first_on} 至 {page.round.last_on}",
        "方案": page.scheme.name,
        "依据": page.scheme.clause,
        "来源": "、".join(page.scheme.documents),
        "各行": [_paper_row(page, row) for row in page.rows],
        "各方": [
            {
                "名称": side.party.name,
                "单位": side.organisation,
                "权重": "—" if side.party.weight is None else f"{side.party.weight.normalize():f}%",
                "得分": "—" if side.score is None else _score(page, side.score),
            }
            for side in page.sides
        ],
        "叫": OF_ITEMS if page.scheme.by_items else OF_POINTS,
        "总分": _total(page),
        "等次": page.row.band or ("文件没有规定" if page.opened else "—"),
    }


def _score(page: Page, score: Decimal) -> str:
    return _("达标 %(n)s 项") % {"n": met(score)} if page.scheme.by_items else f"{score:.2f}"


def _total(page: Page) -> str:
    if not page.opened:
        return "未拆封"
    if page.scheme.by_items:
        return held(page.row)
    return "—" if page.row.total is None else f"{page.row.total}"


def _paper_row(page: Page, row: Row) -> dict[str, str]:
    if page.opened:
        marks = [(name, given.mark) for name, given in row.given.items()]
    else:
        marks = [(_("本方"), row.own)] if row.own is not None else []
    say = met if page.scheme.by_items else _points
    return {
        "方面": row.item.dimension,
        "指标": row.item.name,
        "条款": row.item.clause,
        "分值": f"{row.item.points.normalize():f}",
        "系统算出": row.says or "—",
        "参考分": "—" if row.suggested is None else say(Mark(row.suggested)),
        "得分": "；".join(f"{name} {say(mark)}" for name, mark in marks) or "　",
        "说明": "；".join(mark.cannot or mark.note for _name, mark in marks if mark.cannot or mark.note)
        or "　",
    }


def _points(mark: Mark) -> str:
    if mark.cannot:
        return _("不能评")
    return "—" if mark.points is None else f"{mark.points:.2f}"
