"""查数: an officer chooses measures, places, time and breakdown; a table, a picture, a sheet, and the address keeps the question."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.period import Period
from yizhan.papers.rules import Heading, xlsx
from yizhan.papers.rules import Table as Sheet
from yizhan.reports import metrics as _of_reports  # noqa: F401  # registers the figures about reports
from yizhan.reports.queries.ask import Answer, Place, Table, answer, measures, places_to_ask
from yizhan.reports.queries.wall import own_codes
from yizhan.reports.rules.ask import BY, MOST_MEASURES, PER, Question
from yizhan.reports.rules.cells import SMALLEST_CELL, STARS
from yizhan.reports.rules.reports import plain
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.templatetags.figures import Chart, Series

TOTALS = "reports.view_totals"
ROOMS = {
    "services": "服务", "clients": "服务对象", "workforce": "人员", "stations": "站点", "reports": "报送", "contracts": "购买",
    "oversight": "评估监督", "resources": "资源",
}  # fmt: skip
MOST_BARS = 20
FEW_BARS = 6


@requires(TOTALS)
def ask_page(request: ActorRequest) -> HttpResponse:
    on = localdate()
    places = places_to_ask(actor=request.actor, on=on)
    question = _question(request, on)
    asked = "m" in request.GET
    seen = answer(actor=request.actor, question=question, on=on) if asked else None
    if seen is not None and not seen.problems and request.GET.get("export") == "xlsx":
        return _sheet(seen)
    facts: dict[str, Any] = {
        "seen": seen,
        "question": question,
        "places": [
            (place.code if place else "", place.short_name if place else _("全国")) for place in places
        ],
        "groups": _groups(),
        "by": list(BY.items()),
        "per": list(PER.items()),
        "most": MOST_MEASURES,
        "first": f"{question.first:%Y-%m}",
        "last": f"{question.last:%Y-%m}",
        "today": on,
        "shown": [_shown(seen, table) for table in seen.tables] if seen else [],
        "charts": bool(seen and seen.tables),
        "link": request.GET.urlencode(),
        "smallest": SMALLEST_CELL,
    }
    return render(request, "reports/ask.html", facts, status=422 if seen and seen.problems else 200)


def _question(request: ActorRequest, on: date) -> Question:
    """What the address asks; a month that cannot be read is this year so far."""
    own = own_codes(actor=request.actor)
    given = request.GET
    return Question(
        measures=tuple(dict.fromkeys(given.getlist("m"))),
        code=given.get("code", own[0] if own else "-"),
        by=given.get("by", "place"),
        per=given.get("per", "whole"),
        first=_month(given.get("from", ""), on.replace(month=1, day=1)),
        last=Period.month_of(_month(given.get("to", ""), on)).last,
    )


def _month(word: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(f"{word}-01")
    except ValueError:
        return otherwise


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """The measures by room, for the list to tick."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in measures():
        found.setdefault(_(ROOMS.get(one.name.split(".")[0], "其他")), []).append(
            (one.name, f"{one.label}（{one.unit}）")
        )
    return list(found.items())


def _shown(seen: Answer, table: Table) -> dict[str, Any]:
    """One measure as the template draws it."""
    labels = [label for label, _part in seen.columns] + ([_("合计")] if table.has_row_total else [])
    names = [row.label for row in seen.rows] + ([_("合计")] if table.has_column_total else [])
    lines = [
        (
            name,
            r == len(seen.rows),
            [(_text(table, r, c), _cell_url(seen, table, r, c), labels[c]) for c in range(len(labels))],
        )
        for r, name in enumerate(names)
    ]
    one = table.metric  # its words only: a template would call it
    return {
        "metric": {"name": one.name, "label": one.label, "unit": one.unit, "says": one.says},
        "labels": labels,
        "lines": lines,
        "chart": _chart(seen, table),
        "tall": len(seen.columns) == 1 and len(seen.rows) > FEW_BARS,
        "people": table.summed_people,
    }


def _text(table: Table, row: int, column: int) -> str:
    return STARS if (row, column) in table.hidden else plain(table.cells[row][column])


def _cell_url(seen: Answer, table: Table, row: int, column: int) -> str:
    """What a figure opens: the records of a station's month; otherwise the same question one step narrower."""
    value = table.shown(row, column)
    if not value or row >= len(seen.rows) or column >= len(seen.columns):
        return ""
    place, (_label, part) = seen.rows[row], seen.columns[column]
    if part == Period.month_of(part.first) and place.station_id is not None:
        return f"{reverse('figure', args=[table.metric.name])}?station={place.station_id}&month={part.first:%Y-%m}"
    return _narrower(seen.question, place, part, table.metric.name)


def _narrower(question: Question, place: Place, part: Period, measure: str) -> str:
    single = part == Period.month_of(part.first)
    if not place.code and single:
        by = "station" if len(question.code) >= 6 else "place"
    else:
        by = "place" if place.code and place.station_id is None else question.by
    if place.code and place.station_id is None and len(place.code) >= 6:
        by = "station"
    code, per = place.code or question.code, "whole" if single else "month"
    if (code, by, per) == (question.code, question.by, question.per):
        return ""
    # none of the words needs quoting, and a table has hundreds of cells
    days = f"from={part.first.year}-{part.first.month:02}&to={part.last.year}-{part.last.month:02}"
    return f"{reverse('ask')}?m={measure}&code={code}&by={by}&per={per}&{days}"


def _chart(seen: Answer, table: Table) -> Chart | None:
    """Over time a line of the whole; otherwise a bar a row. What is not shown leaves a gap."""
    if len(seen.columns) > 1:
        row = len(seen.rows) if table.has_column_total else 0
        return Chart(
            kind="line",
            labels=[label for label, _part in seen.columns],
            series=[Series(table.metric.label, [_point(table, row, c) for c in range(len(seen.columns))])],
            unit=table.metric.unit,
        )
    if 1 < len(seen.rows) <= MOST_BARS:
        return Chart(
            kind="rows",
            labels=[row.label for row in seen.rows],
            series=[Series(table.metric.label, [_point(table, r, 0) for r in range(len(seen.rows))])],
            unit=table.metric.unit,
        )
    return None


def _point(table: Table, row: int, column: int) -> float | None:
    value = table.shown(row, column)
    return None if value is None else float(value)


def _sheet(seen: Answer) -> HttpResponse:
    made = xlsx(*(_one_sheet(seen, table) for table in seen.tables))
    name = _("查数结果%(day)s.xlsx") % {"day": f"{localdate():%Y%m%d}"}
    return file_answer(made, name, XLSX)


def _one_sheet(seen: Answer, table: Table) -> Sheet:
    as_of = timezone.localtime(seen.as_of).strftime("%Y-%m-%d %H:%M") if seen.as_of else "—"
    lead = _("口径：%(says)s 单位：%(unit)s。汇总截至 %(at)s。") % {
        "says": table.metric.says, "unit": table.metric.unit, "at": _("刚刚现数") if table.metric.name in seen.live else as_of,
    }  # fmt: skip
    if table.summed_people:
        lead += _("各月相加，同一人可能算多次。")
    if table.hidden:
        lead += _("＊：为保护个人，少于 %(n)s 的数和能推出它的数不显示。") % {"n": SMALLEST_CELL}
    facts = _shown(seen, table)
    numbers: Sequence[str] = facts["labels"]
    hides = bool(table.hidden)
    return Sheet(
        title=table.metric.label[:31],
        headings=[Heading(BY[seen.question.by]), *(Heading(label, "text" if hides else "number") for label in numbers)],
        rows=[
            [name, *(_value(table, r, c) if not hides else _text(table, r, c) for c in range(len(numbers)))]
            for r, (name, _is_total, _cells) in enumerate(facts["lines"])
        ],
        lead=lead,
    )  # fmt: skip


def _value(table: Table, row: int, column: int) -> Decimal | None:
    return table.cells[row][column]
