"""The links of a project's chain from the signature to the next year."""

from datetime import date

from django.utils.translation import gettext as _

from yizhan.contracts.models import Agreement, Instalment, Project, RenewalDecision
from yizhan.contracts.queries.agreements import is_renewed, stations_in
from yizhan.contracts.queries.instalments import VIEW_MONEY, payments_of
from yizhan.contracts.rules.agreements import CYCLE, ruled
from yizhan.contracts.rules.renewals import RULE
from yizhan.kernel.actor import Actor
from yizhan.policy.schema.kinds import AnyRule
from yizhan.web.templatetags.days import short_date
from yizhan.web.templatetags.yizhan import Step

VIEW = "contracts.view"


def _agreements(project: Project, actor: Actor) -> list[Agreement]:
    """Of the project within reach, read once for all links."""
    kept: list[Agreement] | None = getattr(project, "_agreements_in_reach", None)
    if kept is None:
        rows = Agreement.objects.visible_to(actor, VIEW).filter(project=project).select_related("project")
        kept = list(rows.order_by("first_on", "id"))
        project._agreements_in_reach = kept  # type: ignore[attr-defined]  # for as long as the page is made
    return kept


def _chip(rule: AnyRule | None) -> tuple[str, str]:
    return (rule.chip, rule.ref) if rule else ("", "")


def signing(project: Project, actor: Actor, on: date) -> Step:
    """签订协议: signed, drafted, or still to be drafted."""
    chip, ref = _chip(ruled(CYCLE, region_code=project.region_code, on=project.first_on))
    agreements = _agreements(project, actor)
    signed = [one for one in agreements if one.signed_on]
    if not signed:
        lines = [_("草稿 %(n)s 份") % {"n": len(agreements)}] if agreements else [_("还没有协议")]
        return Step(_("签订协议"), "now" if agreements else "later", lines, chip, ref, icon="file-text")
    stations = stations_in(signed)
    days = sorted({one.signed_on for one in signed if one.signed_on})
    drafts = len(agreements) - len(signed)
    lines = [short_date(days[0]), _("%(n)s 站") % {"n": stations}]
    if drafts:
        lines.append(_("另有草稿 %(n)s 份") % {"n": drafts})
    return Step(_("签订协议"), "ok", lines, chip, ref, icon="check")


def serving(project: Project, actor: Actor, on: date) -> Step:
    """服务进行: which day of the service year it is."""
    signed = [one for one in _agreements(project, actor) if one.signed_on]
    days = f"{short_date(project.first_on)}—{short_date(project.last_on)}"
    if not signed or on < project.first_on:
        return Step(_("服务进行"), "later", [days, _("还没开始")], icon="route")
    if on > project.last_on:
        return Step(_("服务进行"), "ok", [days, _("%(n)s 天") % {"n": project.days}], icon="check")
    ended = [one.ended_on for one in signed if one.state == Agreement.State.TERMINATED and one.ended_on]
    if len(ended) == len(signed) and max(ended) < on:
        said = _("%(day)s 协议终止") % {"day": short_date(max(ended))}
        return Step(_("服务进行"), "bad", [days, said], icon="circle-x")
    passed = _("第 %(day)s 天 / %(days)s 天") % {"day": project.day_of_year(on), "days": project.days}
    return Step(_("服务进行"), "now", [days, passed], icon="route")


def paying(project: Project, actor: Actor, on: date) -> Step | None:
    """付款: the instalment whose turn it is and what it waits for; for those who see money."""
    signed = [one for one in _agreements(project, actor) if one.signed_on]
    if not signed or not actor.may(VIEW_MONEY):
        return Step(_("付款"), "later", [], icon="receipt")
    payments = [each for one in signed for each in payments_of(actor=actor, agreement=one, on=on)]
    if not payments:
        return Step(_("付款"), "later", [_("还没有付款计划")], icon="receipt")
    paid = [each for each in payments if each.row.state == Instalment.State.PAID]
    open_ones = [each for each in payments if each not in paid and not each.over]
    if not open_ones and len(paid) < len(payments):
        why = _("已关账，其余不再支付") if project.closed_on else _("协议终止，其余不再支付")
        lines = [_("付了 %(n)s 期") % {"n": len(paid)}, why]
        return Step(_("付款"), "ok", lines, icon="check")
    if not open_ones:
        return Step(_("付款"), "ok", [_("%(n)s 期全部付清") % {"n": len(payments)}], icon="check")
    first = open_ones[0]
    if first.row.state != Instalment.State.PLANNED:
        return Step(
            _("%(name)s付款") % {"name": first.row.name},
            "now",
            [str(first.row.get_state_display())],
            icon="receipt",
        )
    if first.missing:
        lines = [
            _("等%(what)s") % {"what": first.missing[0]},
            _("差 %(n)s 个条件") % {"n": len(first.missing)},
        ]
        return Step(_("%(name)s付款") % {"name": first.row.name}, "later", lines, icon="receipt")
    return Step(_("%(name)s付款") % {"name": first.row.name}, "now", [_("条件齐了，可申请")], icon="receipt")


def renewing(project: Project, actor: Actor, on: date) -> Step:
    """是否续签: the decision, or when it is due."""
    chip, ref = _chip(ruled(RULE, region_code=project.region_code, on=on))
    signed = [one for one in _agreements(project, actor) if one.signed_on]
    if is_renewed(signed):
        return Step(_("是否续签"), "ok", [_("已续签下一年")], chip, ref, icon="check")
    decision = (
        RenewalDecision.objects.visible_to(actor, VIEW)
        .filter(agreement__in=signed)
        .order_by("-decided_on", "-id")
        .first()
    )
    if decision is not None:
        said = _("评估%(result)s，续签") if decision.allowed else _("评估%(result)s，不续签")
        return Step(
            _("是否续签"), "now" if decision.allowed else "bad",
            [short_date(decision.decided_on), said % {"result": decision.result}], chip, ref, icon="refresh",
        )  # fmt: skip
    if signed and project.closed_on:
        return Step(_("是否续签"), "later", [_("已关账，没有续签")], chip, ref, icon="refresh")
    lines = [_("看年度评估结果")] if signed else []
    return Step(
        _("是否续签"), "now" if signed and on > project.last_on else "later", lines, chip, ref, icon="refresh"
    )
