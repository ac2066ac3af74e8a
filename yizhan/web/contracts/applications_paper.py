"""The application on the layout of the document's annex: cover, budget table, nine text boxes, two opinions."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from yizhan.contracts.models import Application
from yizhan.contracts.queries.applications import Sheet
from yizhan.contracts.rules.applications import PERSON, Box, heading_of
from yizhan.policy.book import find_pack
from yizhan.policy.schema.words import plain_number

TEMPLATE = Path(__file__).parent.parent.parent / "contracts" / "templates_docx" / "application.docx"
NUMERALS = "一二三四五六七八九十"


def ten_thousands(fen: int) -> str:
    """万元 to the fen: 168000.00 yuan -> 16.8; an empty cell for nothing."""
    return plain_number(Decimal(fen) / 1_000_000) if fen else ""


def worked_out(line: dict[str, Any]) -> str:
    """小组活动 20人×12场×50元: how the sum came about, as the form asks."""
    price = plain_number(Decimal(line["price_fen"]) / 100)
    parts = [f"{line[key]}{unit}" for key, unit in (("people", "人"), ("times", "场")) if line.get(key)]
    return f"{line['what'] or heading_of(line)} {'×'.join([*parts, f'{price}元'])}".strip()


def paper_facts(one: Application, sheet: Sheet) -> dict[str, Any]:
    """What fills the form; every field of it that is empty stays an empty box."""
    told = {box.name: value for box, value in sheet.boxes}

    def word(name: str) -> str:
        return str(told.get(name) or "")

    def person(name: str) -> dict[str, str]:
        value = told.get(name) if isinstance(told.get(name), dict) else {}
        return {key: str((value or {}).get(key, "")) for key in PERSON}

    awards = [*(told.get("曾获奖励") or []), "", "", ""][:3]
    sections = []
    for n, name in enumerate(sheet.table.sections):
        mine = [line for line in sheet.lines if line["section"] == name]
        subs = sheet.table.subs.get(name, ())
        rows = (
            [{"项目": worked_out(line), "金额": ten_thousands(line["fen"])} for line in mine]
            if not subs
            else []
        )
        for place, sub in enumerate(subs, start=1):
            of_sub = [line for line in mine if line.get("sub") == sub]
            amount = sum(line["fen"] for line in of_sub)
            how = "；".join(worked_out(line) for line in of_sub)
            rows.append({"项目": f"{place}.{sub}　{how}".rstrip("　"), "金额": ten_thousands(amount)})
        sections.append(
            {"名称": f"{NUMERALS[n]}、{name}", "合计": ten_thousands(sheet.totals.get(name, 0)), "行": rows}
        )
    day = "%Y年%m月%d日"
    before, after = _around_the_schedule(sheet)
    return {
        "购买方": one.project.buyer.name,
        "制表单位": _issuer(sheet) or one.project.buyer.name,
        "年月": f"{one.submitted_on:%Y年%m月}" if one.submitted_on else "　　年　　月",
        "栏": {box.name: str(value or "") for box, value in sheet.boxes if box.shape in ("line", "number")},
        **{
            blank: word(name)
            for blank, name in (
                ("申报单位", "申报单位"), ("业务主管单位", "业务主管单位"), ("登记证号", "登记证号"),
                ("通讯地址", "通讯地址"), ("年检结论", "年检结论"), ("评估等级", "评估等级"),
                ("建设地区", "社工站项目建设地区"), ("户名", "户名"), ("账号", "开户账号"), ("开户行", "开户行"),
                ("服务对象", "服务对象"), ("受益人数", "预计直接受益人数"),
            )
        },
        "奖励": awards,
        "负责人": person("项目负责人"),
        "联系人": person("项目联系人"),
        "收入": [{"来源": name, "金额": ten_thousands(sheet.income.get(name, 0))} for name in sheet.table.sources],
        "收入合计": ten_thousands(sheet.come),
        "支出": sections,
        "支出合计": ten_thousands(sheet.go),
        "长文": [_long(box, value) for box, value in before],
        "长文后": [_long(box, value) for box, value in after],
        "进度": [
            {"内容": row["what"], "时间": row["when"], "地点": row["where"], "金额": ten_thousands(row.get("fen") or 0)}
            for row in sheet.schedule
        ],
        "县级意见": one.county_opinion,
        "县级日期": f"{one.county_on:{day}}" if one.county_on else "　　年　　月　　日",
        "上级意见": one.review,
        "上级日期": f"{one.reviewed_on:{day}}" if one.reviewed_on and one.review else "　　年　　月　　日",
    }  # fmt: skip


def _issuer(sheet: Sheet) -> str:
    """Whose form it is: the cover names the office that issued the paper."""
    pack = find_pack(sheet.rule.ref.partition(":")[0]) if sheet.rule is not None else None
    return pack.basis.issuer if pack is not None else ""


def _around_the_schedule(sheet: Sheet) -> tuple[list[tuple[Box, Any]], list[tuple[Box, Any]]]:
    """The long texts before the schedule and after it, in the order of the paper."""
    shapes = [box.shape for box, _value in sheet.boxes]
    place = shapes.index("schedule") if "schedule" in shapes else len(shapes)
    halves = sheet.boxes[:place], sheet.boxes[place:]
    before, after = ([(box, value) for box, value in half if box.shape == "text"] for half in halves)
    return before, after


def _long(box: Box, value: object) -> dict[str, str]:
    return {"题": f"{box.name}（{box.hint}）" if box.hint else box.name, "文": str(value or "")}
