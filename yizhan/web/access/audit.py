"""The audit trail in words."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.access.roles import ROLES, VERB_LABELS
from yizhan.privacy.models import AuditEvent
from yizhan.privacy.queries import audit_trail
from yizhan.web.access.parts import place_names, tabs
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort

REASONS = {
    "NotAllowed": gettext_lazy("岗位没有这项权限"),
    "DoesNotExist": gettext_lazy("不在服务范围内"),
    "access.wrong-password": gettext_lazy("密码不对"),
    "access.wrong-code": gettext_lazy("动态口令不对"),
    "access.locked": gettext_lazy("账号正在锁定"),
    "access.unknown-account": gettext_lazy("没有这个账号"),
    "access.closed": gettext_lazy("账号已停用"),
    "access.outside": gettext_lazy("不在本辖区"),
    "access.oneself": gettext_lazy("不能办理自己的账号"),
    "access.role-above": gettext_lazy("超出本人角色"),
}
WAYS = {
    "password": gettext_lazy("密码"),
    "second-factor": gettext_lazy("密码和动态口令"),
    "demo": gettext_lazy("演示身份"),
    "oidc": gettext_lazy("单位统一身份"),
}


def verb_words(line: AuditEvent) -> str:
    """The verb as the table of roles calls it, without the remark in brackets."""
    return VERB_LABELS.get(line.action, line.action).partition("（")[0]


def reason_words(line: AuditEvent) -> str:
    """Why an attempt was refused, in words; the sentence itself is not kept because it may name a person."""
    if not line.reason_code:
        return ""
    code = "DoesNotExist" if line.reason_code.endswith("DoesNotExist") else line.reason_code
    return str(REASONS.get(code) or _("规则不允许"))


def sign_in_words(line: AuditEvent) -> str:
    way = str(WAYS.get(line.facts.get("way", ""), ""))
    address = str(line.facts.get("address", ""))
    return " · ".join(part for part in (reason_words(line), way, address) if part)


@requires("privacy.view_audit")
def audit(request: ActorRequest) -> HttpResponse:
    listing: Listing[AuditEvent] = Listing(
        request,
        audit_trail(actor=request.actor),
        sorts=(Sort("at", _("时间"), "-at"),),
        filters=(
            Filter("action", _("事项"), sorted(VERB_LABELS.items(), key=lambda each: each[0]), "action"),
            Filter("outcome", _("结果"), AuditEvent.Outcome.choices, "outcome"),
            Between("at", _("日期"), "at__date"),
        ),
        search=lambda rows, words: rows.filter(actor_label__icontains=words),
        search_hint=_("办理人"),
    )
    if listing.wants_export:
        columns = (
            Column(_("时间"), "at"),
            Column(_("办理人"), "actor_label"),
            Column(_("事项"), verb_words),
            Column(_("结果"), lambda line: line.get_outcome_display()),
            Column(_("原因"), reason_words),
            Column(_("区划代码"), "region_code", "text"),
            Column(_("编号"), lambda line: str(line.subject_id or ""), "text"),
        )
        return listing.export(_("审计记录"), columns)
    rows = listing.rows
    places = place_names(line.region_code for line in rows)
    shown = [
        (
            line,
            verb_words(line),
            places.get(line.region_code, ""),
            reason_words(line),
            _told(line),
        )
        for line in rows
    ]
    return render(request, "access/audit.html", {"listing": listing, "rows": shown, "tabs": tabs(request)})


FACTS = {
    "role": gettext_lazy("角色"),
    "on": gettext_lazy("日期"),
    "from_on": gettext_lazy("从"),
    "to_on": gettext_lazy("到"),
    "address": gettext_lazy("网络地址"),
    "way": gettext_lazy("方式"),
    "month": gettext_lazy("月份"),
}


def _told(line: AuditEvent) -> str:
    """The facts of a line that mean something to a reader; ids stay in the export."""
    shown: dict[str, Callable[[Any], str]] = {
        "role": lambda code: ROLES[code].label if code in ROLES else code,
        "way": lambda code: str(WAYS.get(code, code)),
    }
    parts = [
        f"{label} {shown[key](line.facts[key]) if key in shown else line.facts[key]}"
        for key, label in FACTS.items()
        if line.facts.get(key)
    ]
    return "，".join(parts)
