"""The first links of a project's chain: annual plan, application, purchase."""

from datetime import date

from django.utils.translation import gettext as _

from yizhan.contracts.models import AnnualPlan, Application, Procurement, Project
from yizhan.contracts.queries.filings import filing_of
from yizhan.contracts.rules.applications import form_rule
from yizhan.contracts.rules.filings import clock
from yizhan.kernel.actor import Actor
from yizhan.web.templatetags.yizhan import Step


def planning(project: Project, actor: Actor, on: date) -> Step | None:  # every link is asked so
    """年度计划: written, passed, on file above."""
    plan = AnnualPlan.objects.visible_to(actor, "contracts.view").filter(project=project).first()
    told = clock("PLAN", region_code=project.region_code, event_on=project.first_on)
    chip, rule_id = (told.rule.chip, told.ref) if told.rule else ("", "")
    name = _("年度计划")
    if plan is None:
        return Step(name, "later", [_("还没有写")], chip, rule_id)
    if plan.state == AnnualPlan.State.DRAFT:
        return Step(name, "now", [_("编写中")], chip, rule_id)
    filing = filing_of(actor=actor, subject_id=plan.pk)
    passed = f"{plan.passed_on:%m-%d} {_('审议通过')}"
    if filing is None:
        return Step(
            name,
            "now" if told.rule else "ok",
            [_("待报备案") if told.rule else passed, passed],
            chip,
            rule_id,
        )
    if filing.state == "RETURNED":
        return Step(name, "bad", [_("上级已退回"), passed], chip, rule_id)
    if filing.state == "SENT":
        return Step(name, "now", [_("等上级备案"), f"{filing.sent_on:%m-%d} {_('报送')}"], chip, rule_id)
    return Step(name, "ok", [f"{filing.decided_on:%m-%d} {_('已备案')}", passed], chip, rule_id)


def applying(project: Project, actor: Actor, on: date) -> Step | None:
    """申报: only where the region's papers have a form, or one was handed in."""
    rows = list(
        Application.objects.visible_to(actor, "contracts.view_applications")
        .filter(project=project)
        .defer("form")
        .order_by("-id")[:20]
    )
    rule = form_rule(region_code=project.region_code, on=on)
    if not rows:
        return Step(_("申报"), "later", [_("还没有申报书")], rule.chip, rule.ref) if rule else None
    chip, rule_id = (rule.chip, rule.ref) if rule else ("", "")
    accepted = [row for row in rows if row.state == "ACCEPTED"]
    if accepted:
        return Step(_("申报"), "ok", [f"{accepted[0].reviewed_on:%m-%d} {_('审核通过')}"], chip, rule_id)
    return Step(
        _("申报"),
        "bad" if rows[0].state == "RETURNED" else "now",
        [str(rows[0].get_state_display())],
        chip,
        rule_id,
    )


def buying(project: Project, actor: Actor, on: date) -> Step | None:
    """采购: from the method to the award; agreements without a purchase of this product need none."""
    rows = Procurement.objects.visible_to(actor, "contracts.view_procurements").filter(project=project)
    one = rows.exclude(state=Procurement.State.FAILED).order_by("-id").first() or rows.order_by("-id").first()
    if one is None:
        if project.agreements.exclude(state="DRAFT").exists():
            return None
        return Step(_("采购"), "later")
    name = str(one.get_method_display())
    if one.state == Procurement.State.AWARDED:
        return Step(name, "ok", [f"{one.awarded_on:%m-%d} {_('确定机构')}"])
    if one.state == Procurement.State.FAILED:
        return Step(name, "bad", [str(one.get_state_display())])
    return Step(name, "now", [str(one.get_state_display())])
