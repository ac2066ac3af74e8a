"""An agency's mid-term or final report of an agreement, filled in from the records: nobody types what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.contracts.models import (
    Agreement,
    AgreementStation,
    Instalment,
    InstalmentCondition,
    WorkReport,
)
from yizhan.contracts.queries.agreements import lines_of
from yizhan.contracts.queries.indicators import Board, Reader, board, live
from yizhan.contracts.queries.instalments import VIEW_MONEY
from yizhan.contracts.queries.money import budget_of, figures_in
from yizhan.contracts.queries.staffing import StaffedStation, staffing_of
from yizhan.contracts.rules.statements import FIGURES, Figures
from yizhan.kernel.actor import Actor
from yizhan.kernel.money import yuan
from yizhan.kernel.period import Period
from yizhan.privacy.often import asked_often

VIEW = "contracts.view"
MID, FINAL = "mid", "final"
BLANK = "（请填写）"
FIELDS = {"did": "做法", "problems": "问题", "plans": "打算"}
"""Chapters of the agency, and where they stand in the Word form."""


@dataclass(frozen=True)
class Heading:
    """A heading of the budget: planned for the year, spent so far; whole fen."""

    name: str
    planned: int
    spent: int


@dataclass(frozen=True)
class TermReport:
    """The figures of an agreement from its first day to a day.

    money, headings  None where the reader does not see money
    people           agreed and present by station; empty where the reader does not see staff
    """

    agreement: Agreement
    kind: str
    period: Period
    stations: list[AgreementStation]
    progress: Board
    money: Figures | None
    headings: list[Heading]
    people: list[StaffedStation]
    left: int

    @property
    def title(self) -> str:
        return "中期工作报告" if self.kind == MID else "末期工作报告"

    @property
    def wanted(self) -> int:
        return sum(each.post.wanted for each in self.people)

    @property
    def here(self) -> int:
        return sum(each.post.here for each in self.people)


def last_day_of(agreement: Agreement, *, kind: str, on: date, asked: date | None = None) -> date:
    """The day the figures go to: the one asked for within the agreement, else half of the year or its end, but today at most."""
    last = min(agreement.ended_on or agreement.last_on, on)
    if asked is not None and agreement.first_on <= asked <= last:
        return asked
    if kind == FINAL:
        return max(agreement.first_on, last)
    half = agreement.first_on.toordinal() + (agreement.last_on - agreement.first_on).days // 2
    return max(agreement.first_on, min(date.fromordinal(half), last))


def term_report(
    *, actor: Actor, agreement: Agreement, kind: str, upto: date, read: Reader = live
) -> TermReport:
    """Figures of an agreement that was reached, as the records are now."""
    period = Period(agreement.first_on, upto)
    sees_money = actor.may(VIEW_MONEY)
    money = figures_in(agreement=agreement, period=period) if sees_money else None
    budget = budget_of(agreement=agreement) if sees_money else None
    planned: dict[str, int] = {}
    for line in budget.lines.all() if budget else ():
        planned[line.heading] = planned.get(line.heading, 0) + line.amount_fen
    spent = dict(money.headings) if money else {}
    staff = staffing_of(actor=actor, project=agreement.project, on=upto)
    return TermReport(
        agreement=agreement,
        kind=kind,
        period=period,
        stations=lines_of(agreement),
        progress=board(actor=actor, agreement=agreement, on=upto, read=read),
        money=money,
        headings=[
            Heading(name, planned.get(name, 0), spent.get(name, 0))
            for name in dict.fromkeys([*planned, *spent])
        ],
        people=[each for each in staff.stations if each.agreement.pk == agreement.pk],
        left=staff.left,
    )


def fields_of(made: TermReport, chapters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The fields of the Word form; what only the agency can say is left to be written where it is not given."""
    one, said = made.agreement, chapters or {}
    return {
        "标题": f"{one.project.name}{made.title}",
        "项目": one.project.name,
        "承接主体": one.provider.name,
        "购买方": one.project.buyer.name,
        "编号": one.number,
        "期间": f"{_day(made.period.first)}至{_day(made.period.last)}",
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
        **{field: said.get(name) or BLANK for name, field in FIELDS.items()},
    }


def filled(report: WorkReport) -> dict[str, Any]:
    """The fields of the Word form of a report that was handed in."""
    return {**report.figures, "做法": report.did, "问题": report.problems, "打算": report.plans}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _number(value: object) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def work_reports_of(*, actor: Actor, agreement: Agreement) -> list[WorkReport]:
    """Of one agreement, mid-term and final."""
    rows = WorkReport.objects.visible_to(actor, VIEW).filter(agreement=agreement)
    return list(rows.select_related("condition__instalment", "paper").order_by("kind"))


def one_work_report(*, actor: Actor, report_id: UUID) -> WorkReport:
    """WorkReport.DoesNotExist  out of reach"""
    rows = WorkReport.objects.visible_to(actor, VIEW).select_related(
        "agreement__project__buyer", "agreement__provider", "condition__instalment", "paper"
    )
    return rows.get(pk=report_id)


def conditions_for_report(*, actor: Actor, agreement: Agreement) -> list[InstalmentCondition]:
    """Conditions of its payments that wait for a report, in the order of the payments."""
    rows = InstalmentCondition.objects.visible_to(actor, VIEW_MONEY).filter(
        instalment__agreement=agreement, kind=InstalmentCondition.Kind.REPORT, paper=None
    )
    if agreement.state == Agreement.State.TERMINATED:
        rows = rows.exclude(instalment__state=Instalment.State.PLANNED)
    return list(
        rows.exclude(instalment__state=Instalment.State.PAID)
        .select_related("instalment")
        .order_by("instalment__number", "position")
    )


def work_reports_waiting(*, actor: Actor, verb: str, state: str) -> list[WorkReport]:
    """Reports in a state that the actor may do something about, the longest waiting first."""
    return _work_reports_waiting(actor=actor, verb=verb, state=state)


@asked_often
def _work_reports_waiting(*, actor: Actor, verb: str, state: str) -> "QuerySet[WorkReport, WorkReport]":
    rows = WorkReport.objects.visible_to(actor, verb).filter(state=state)
    return rows.select_related("agreement__provider").order_by("sent_on", "id")[:10]
