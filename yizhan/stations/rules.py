"""Why a station cannot be named, opened, filled or closed so. Plain Python.

What a region asks for (sign text, rooms, systems, days) is in its packs; here stand only the questions put to them
and what plain sense demands everywhere.
"""

import io
import zipfile
from collections.abc import Collection, Mapping
from datetime import date

from yizhan.kernel.packed import UNREADABLE
from yizhan.policy.book import NoRule, rule_for, rules_in_force
from yizhan.policy.schema.measures import Required, Wording

FILE_LIMIT_BYTES = 20 * 1024 * 1024
FILE_KINDS: dict[str, str] = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

SIGN_RULE = "sign.text"

DOCUMENT_MEASURES: dict[str, str] = {
    "stations.systems": "SYSTEM",
    "stations.archives": "ARCHIVE",
    "stations.disclosures": "DISCLOSURE",
    "stations.safety_documents": "SAFETY",
}
"""口径 that ask for documents -> the kind under which the station files them."""


# --- name and sign -------------------------------------------------------------------------------------------------------


def sign_rule(*, region_code: str, kind_word: str, on: date) -> Wording | None:
    """How the region words the name board of such a place that day; None when no paper says.

    kind_word  社工站, 社工室 …: a rule that binds (适用) other kinds does not speak of this one
    """
    try:
        rule = rule_for(SIGN_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    if not isinstance(rule, Wording) or rule.pending:
        return None
    kinds = {"社工站", "社工室", "县级总站", "市级中心", "服务点"}
    bound = kinds & set(rule.binds) or {"社工站"}
    return rule if kind_word in bound else None


def sign_problem(text: str, *, rule: Wording | None, blanks: Mapping[str, str]) -> str | None:
    """Why the board may not read so, or None; an empty board is no problem yet."""
    return rule.refusal(text, blanks=blanks) if rule is not None and text else None


def proposed_name(*, rule: Wording | None, blanks: Mapping[str, str]) -> str:
    """The name the region's paper prescribes; "" when none does, or when a blank cannot be filled."""
    text = rule.text(blanks) if rule is not None else ""
    return "" if "{" in text else text


def name_problem(name: str) -> str | None:
    if not 2 <= len(name) <= 60:
        return "名称应为 2 到 60 个字。"
    if name != name.strip() or not name.isprintable() or any(sign in name for sign in "<>\"'\\/"):
        return "名称里有不能用的符号，请去掉空格和标点再试。"
    return None


# --- days and status ---------------------------------------------------------------------------------------------------


def future_problem(day: date, *, on: date, what: str) -> str | None:
    return f"{what}（{day}）在今天以后，请核对。" if day > on else None


def opening_refusal(
    *, status: str, mode: str, has_operator: bool, opened_on: date, on: date, planned_on: date
) -> str | None:
    """Why the station cannot be in operation from that day, or None."""
    if status == "OPEN":
        return "本站已在运营，不用再办。"
    if status == "CLOSED":
        return "本站已撤销，不能再开；请重新登记。"
    if mode == "PURCHASED" and not has_operator:
        return "政府购买服务的站点，先登记承接主体才能开始运营。"
    if opened_on < planned_on:
        return f"开始运营的日期早于筹建登记日（{planned_on}），请核对。"
    return future_problem(opened_on, on=on, what="开始运营的日期")


def suspending_refusal(*, status: str, reason: str, on: date, opened_on: date | None) -> str | None:
    if status != "OPEN":
        return "只有运营中的站点才能暂停。"
    if not reason.strip():
        return "请写明暂停的原因。"
    if opened_on is not None and on < opened_on:
        return f"暂停的日期早于开始运营的日期（{opened_on}），请核对。"
    return None


def closing_refusal(
    *, status: str, reason: str, on: date, opened_on: date | None, parts_open: int
) -> str | None:
    """Why the station cannot be closed that day, or None.

    parts_open  rooms and points that lie under it and are not closed
    """
    if status == "CLOSED":
        return "本站已经撤销。"
    if not reason.strip():
        return "请写明撤销的原因。"
    if parts_open:
        return f"本站下面还有 {parts_open} 个社工室或服务点，请先撤销它们或改挂到别的站。"
    if opened_on is not None and on < opened_on:
        return f"撤销的日期早于开始运营的日期（{opened_on}），请核对。"
    return None


# --- parts ---------------------------------------------------------------------------------------------------------------


def listing_problem(names: Collection[str], *, what: str) -> str | None:
    """Why a list of rooms or of equipment cannot stand, or None."""
    for name in names:
        if not name.strip():
            return f"有一行没有写{what}的名称。"
        if len(name) > 40:
            return f"{what}“{name[:10]}…”的名称超过40个字。"
    twice = [name for name in names if list(names).count(name) > 1]
    return f"{what}“{twice[0]}”写了两次，请合并成一行。" if twice else None


def file_problem(filename: str, content: bytes) -> str | None:
    """Why this file is not taken, or None. What counts is what is in it, not how it is called."""
    kind = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if kind not in FILE_KINDS:
        return "只收 PDF、Word、Excel 文件和 JPG、PNG 图片。"
    if not content:
        return "文件是空的，请重新选择。"
    if len(content) > FILE_LIMIT_BYTES:
        return "文件超过 20 MB，请压缩或拆开后再传。"
    if not _is_really(kind, content):
        return f"文件名写着 .{kind}，内容却不是，可能改过名或已损坏，请用原来的软件另存后再传。"
    return None


def _is_really(kind: str, content: bytes) -> bool:
    match kind:
        case "pdf":
            return content.startswith(b"%PDF-")
        case "doc" | "xls":
            return content.startswith(_OLE)
        case "jpg" | "jpeg":
            return content.startswith(b"\xff\xd8\xff")
        case "png":
            return content.startswith(b"\x89PNG\r\n\x1a\n")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            inside = "word/" if kind == "docx" else "xl/"
            return any(name.startswith(inside) for name in parts.namelist())
    except UNREADABLE:
        return False


def asked_for(*, region_code: str, on: date, measure: str) -> dict[str, str]:
    """Names the region's papers ask for under one 口径 -> the clause, optional ones included; in the papers' order."""
    found: dict[str, str] = {}
    for held in rules_in_force(region_code=region_code, on=on):
        if isinstance(held.rule, Required) and held.rule.measure == measure:
            for item in held.rule.items:
                found.setdefault(item.name, held.rule.chip)
    return found


def filing_refusal(
    *,
    codes: Collection[str],
    known: Collection[str],
    made_on: date,
    county: date | None,
    township: date | None,
    on: date,
) -> str | None:
    """Why a station's service list cannot be filed so, or None."""
    if not codes:
        return "请至少选一项服务。"
    if strange := [code for code in codes if code not in known]:
        return f"“{strange[0]}”不在本地区的服务清单里。"
    for day, what in ((made_on, "制定日期"), (county, "报送县民政局的日期"), (township, "报送乡镇的日期")):
        if day is None:
            continue
        if problem := future_problem(day, on=on, what=what):
            return problem
        if day < made_on:
            return f"{what}（{day}）早于制定日期（{made_on}），请核对。"
    return None
