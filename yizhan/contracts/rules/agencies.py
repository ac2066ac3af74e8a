"""Whether an agency may take on work here, with reasons; and a list of agencies read from a table. Plain Python."""

import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from python_calamine import CalamineError, PasswordError, load_workbook

from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import credit_code_problem
from yizhan.kernel.workbooks import workbook_problem
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Required
from yizhan.policy.schema.people import Eligibility

KEEP, DISCLOSE = "contracts.keep_agency", "contracts.disclose"
WITHDRAW, IMPORT = "contracts.withdraw_disclosure", "contracts.import_agencies"
ELIGIBILITY, DISCLOSURE = "agency.eligibility", "agency.disclosure"
PASSED = "PASSED"

State = Literal["ok", "not", "open"]


@dataclass(frozen=True)
class Reason:
    """One condition looked at. clause: of the document that asks for it, "" where it is plain law of the land."""

    says: str
    state: State
    clause: str = ""
    rule_id: str = ""


@dataclass(frozen=True)
class Fitness:
    """The answer about one agency on one day."""

    reasons: tuple[Reason, ...]
    rule: Eligibility | None

    @property
    def state(self) -> State:
        states = {reason.state for reason in self.reasons}
        return "not" if "not" in states else "open" if "open" in states or self.rule is None else "ok"

    @property
    def refusal(self) -> str:
        """What speaks against it, in one sentence; "" when nothing does."""
        return "；".join(reason.says for reason in self.reasons if reason.state == "not")


def eligibility_rule(*, region_code: str, on: date) -> Eligibility | None:
    try:
        rule = rule_for(ELIGIBILITY, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Eligibility) and not rule.pending else None


def fitness(
    *,
    credit_code: str,
    facts: Mapping[str, object],
    is_local: bool | None,
    bars: Sequence[tuple[str, str]],
    rule: Eligibility | None,
    on: date,
) -> Fitness:
    """Every condition with its answer.

    facts  words of the rules' vocabulary; None: nobody has told
    bars   (what was decided and until when, its source) of each bar that holds that day
    """
    problem = credit_code_problem(credit_code) if credit_code else "没有登记统一社会信用代码"
    found = [
        Reason(
            f"统一社会信用代码：{problem}" if problem else "统一社会信用代码：校验无误",
            "not" if problem else "ok",
        )
    ]
    found += [Reason(says, "not", source) for says, source in bars]
    if rule is None:
        return Fitness(tuple(found), None)
    applies = rule.applies(circumstances(is_local=is_local))
    if applies is None or (rule.when and is_local is None and _asks_where(rule)):
        found.append(
            Reason(
                f"仅在“{'、'.join(rule.when)}”时适用：还没有登记是不是本地机构", "open", rule.chip, rule.id
            )
        )
    elif not applies:
        found.append(Reason(f"“{'、'.join(rule.when)}”才要求的条件，不适用", "ok", rule.chip, rule.id))
    else:
        states: dict[str, State] = {"ok": "ok", "not": "not", "unknown": "open"}
        found += [
            Reason(each.says, states[each.state], rule.chip, rule.id) for each in rule.assess(facts, on)
        ]
    return Fitness(tuple(found), rule)


def _asks_where(rule: Eligibility) -> bool:
    return bool({"外地机构", "本地机构"} & set(rule.when))


def circumstances(*, is_local: bool | None) -> list[str]:
    where = [] if is_local is None else ["本地机构" if is_local else "外地机构"]
    return ["政府购买服务", *where]


def inspected_well(result: str) -> bool | None:
    """年检合格; 基本合格 is for a person to weigh."""
    return {"": None, "BARELY": None}.get(result, result == PASSED)


def disclosure_rule(*, region_code: str, on: date) -> Required | None:
    try:
        rule = rule_for(DISCLOSURE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Required) and not rule.pending else None


def disclosing_problem(*, kind: str, title: str, place: str, published_on: date, on: date) -> str | None:
    if not 2 <= len(kind) <= 40 or not title:
        return "请写明公开的是什么，例如“年度财务报告”。"
    if len(place) < 2:
        return "请写明在哪里可以看到，例如网址或公示栏。"
    if published_on > on:
        return "公开的日期不能晚于今天。"
    return None


def profile_problem(values: Mapping[str, object], *, on: date) -> str | None:
    """Why such facts cannot be entered, or None."""
    year, result = values.get("inspected_year"), values.get("inspection")
    if bool(year) != bool(result):
        return "年检年度和年检结论要一起填。"
    if isinstance(year, int) and not 1990 <= year <= on.year:
        return "年检年度不对，请填四位年份，不晚于今年。"
    rated = values.get("rated_on")
    if isinstance(rated, date) and rated > on:
        return "评估等级的日期不能晚于今天。"
    return None


# --- a list from Excel ---------------------------------------------------------------------------------------------------

COLUMNS: dict[str, str] = {
    "机构名称": "name", "统一社会信用代码": "credit_code", "登记机关": "registered_with",
    "业务主管单位": "supervised_by", "登记证号": "registration_no", "地址": "address", "业务范围": "scope",
    "业务范围含社会工作": "scope_has_social_work", "能提供专业服务": "serves_professionally", "本地机构": "is_local",
    "评估等级": "rating", "年检年度": "inspected_year", "年检结论": "inspection", "新招本地人员": "local_hires",
}  # fmt: skip
YES_NO = frozenset({"scope_has_social_work", "serves_professionally", "is_local"})
WHOLE = frozenset({"inspected_year", "local_hires"})
RESULTS = {"合格": "PASSED", "基本合格": "BARELY", "不合格": "FAILED"}
RATINGS = ("1A", "2A", "3A", "4A", "5A")
LENGTHS = {
    "name": 80,
    "registered_with": 80,
    "supervised_by": 80,
    "registration_no": 40,
    "address": 200,
    "scope": 500,
}
MOST_ROWS, MOST_BYTES = 500, 5 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024


@dataclass(frozen=True)
class Fate:
    """What becomes of one row of the table: new, changed (what from what to), same, or refused (why)."""

    line: int
    name: str
    values: dict[str, object]
    kind: Literal["new", "changed", "same", "refused"]
    says: str = ""


def read_table(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Rows of the first sheet below the line that carries 机构名称, with their line numbers; also columns nobody knows.

    Refused  too large, no Excel file, protected, no such line, no row, too many rows
    """
    if len(content) > MOST_BYTES:
        raise Refused("文件太大，请控制在 5 MB 以内。", code="contracts.list-file")
    if problem := workbook_problem(content, most_unpacked=MOST_UNPACKED):
        raise Refused(problem, code="contracts.list-file")
    try:
        book = load_workbook(io.BytesIO(content))
        grid = [[_cell(value) for value in row] for row in book.get_sheet_by_index(0).to_python()]
    except PasswordError:
        raise Refused("文件设有打开密码。请去掉密码，另存后再传。", code="contracts.list-file") from None
    except (CalamineError, OSError, ValueError, IndexError):
        raise Refused(
            "文件打不开。请用 WPS 或 Excel 打开，另存为 xlsx 后再传。", code="contracts.list-file"
        ) from None
    head = next((n for n, row in enumerate(grid[:20]) if "机构名称" in row), None)
    if head is None:
        raise Refused("没有找到“机构名称”这一列。请用下载的样表填写。", code="contracts.list-file")
    names = grid[head]
    found = [
        (line, {name: cell for name, cell in zip(names, row, strict=False) if name})
        for line, row in enumerate(grid[head + 1 :], start=head + 2)
        if any(row)
    ]
    if not found:
        raise Refused("表里没有一行内容。", code="contracts.list-file")
    if len(found) > MOST_ROWS:
        raise Refused(f"一次最多 {MOST_ROWS} 行，请分几个文件导入。", code="contracts.list-file")
    return found


def columns_left_out(table: Sequence[tuple[int, Mapping[str, str]]]) -> list[str]:
    """Headings the import does not know: what stands under them goes nowhere."""
    return list(dict.fromkeys(name for _line, row in table for name in row if name not in COLUMNS))


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else " ".join(str(value).split())


def fate_of(
    line: int,
    row: Mapping[str, str],
    *,
    known: Mapping[str, Mapping[str, object]],
    seen: Collection[str],
    on: date,
) -> Fate:
    """What would become of this row.

    known  credit code -> name and values in the register; of an agency that is not in it yet, its name alone
    seen   credit codes of the rows above
    """
    name, code = row.get("机构名称", ""), "".join(row.get("统一社会信用代码", "").split()).upper()
    values: dict[str, object] = {"name": name, "credit_code": code}

    def refused(says: str) -> Fate:
        return Fate(line, name, values, "refused", says)

    if not name:
        return refused("没有机构名称")
    if not re.search(r"[^\W\d_]{2}", name):
        return refused(f"“{name[:20]}”不像机构名称；这一格是公式的，请改成文字再传")
    if not code:
        return refused("没有统一社会信用代码")
    if problem := credit_code_problem(code):
        return refused(problem)
    if code in seen:
        return refused("这个代码在上面的行里已经有了")
    for heading, key in COLUMNS.items():
        text = row.get(heading, "")
        if key in values or not text:
            continue
        if key in LENGTHS and len(text) > LENGTHS[key]:
            return refused(f"“{heading}”太长，最多 {LENGTHS[key]} 个字")
        told = _value(key, text)
        if told is None:
            return refused(f"“{heading}”不认识“{text[:20]}”")
        values[key] = told
    if problem := profile_problem(values, on=on):
        return refused(problem)
    before = known.get(code)
    if before is None:
        return Fate(line, name, values, "new", "新增")
    if before.get("name") != name:
        return refused(f"这个代码登记的是“{before.get('name')}”，名称不一致")
    if len(before) == 1:
        return Fate(line, name, values, "new", "单位已有，加入名册")
    changed = [
        f"{heading}：{shown(key, before.get(key))} → {shown(key, values[key])}"
        for heading, key in COLUMNS.items()
        if key in values and values[key] != before.get(key)
    ]
    return Fate(line, name, values, "changed" if changed else "same", "；".join(changed) or "没有变化")


def _value(key: str, text: str) -> object | None:
    if key in YES_NO:
        return {"是": True, "有": True, "否": False, "无": False, "没有": False}.get(text)
    if key in WHOLE:
        return int(text) if text.isdigit() and len(text) <= 4 else None
    if key == "inspection":
        return RESULTS.get(text)
    if key == "rating":
        word = text.upper().replace("级", "")
        return word if word in RATINGS else None
    return text


def shown(key: str, value: object) -> str:
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "inspection":
        return next((word for word, code in RESULTS.items() if code == value), str(value))
    return str(value)
