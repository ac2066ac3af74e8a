"""The way of a monthly report, as steps: filled in, signed, reviewed, accepted, kept."""

from django.utils import timezone
from django.utils.translation import gettext as _

from yizhan.reports.models import Report, ReportStep
from yizhan.reports.rules.reports import REVIEWER_NAMES
from yizhan.web.templatetags.yizhan import Step


def chain_of(
    report: Report,
    steps: list[ReportStep],
    *,
    chip: str,
    actor_may_sign: bool,
    may_judge: bool,
    may_endorse: bool,
) -> list[Step]:
    state = report.state
    signed = next((step for step in reversed(steps) if step.what == "SIGNED"), None)
    accepted = next((step for step in reversed(steps) if step.what == "ACCEPTED"), None)
    due = (
        [_("%(month)s-%(day)02d 截止") % {"month": report.due_on.month, "day": report.due_on.day}]
        if report.due_on
        else []
    )
    filled = _when(next((step for step in reversed(steps) if step.what in ("OPENED", "REFRESHED")), None))
    sent = state in ("REVIEW", "SIGNED", "ACCEPTED")
    here = steps[steps.index(signed) :] if signed else []
    opinions = [step for step in here if step.what == "ENDORSED"]
    return [
        Step(_("站点填报"), "ok" if sent else "bad" if state == "RETURNED" else "now", [report.filled_by_label, "" if not sent else filled]),
        Step(
            _("站长签发"),
            "ok" if sent else "now" if actor_may_sign else "later",
            [report.signed_by_label, _when(signed)] if sent and signed else [_("等您办理") if actor_may_sign else _("等站长签发"), *due],
            clause="" if sent else chip,
            rule_id=report.rule,
        ),
        *(
            Step(
                _("%(who)s审核") % {"who": REVIEWER_NAMES.get(role, "")},
                "ok" if sent and at < len(opinions) else "now" if report.awaiting == role else "later",
                [opinions[at].by_label, _when(opinions[at])] if sent and at < len(opinions)
                else [_("等您签署意见") if may_endorse else _("待签署意见")] if report.awaiting == role else [],
            )
            for at, role in enumerate(report.reviewers)
        ),
        Step(
            _("县民政局接收"),
            "ok" if accepted else "now" if state == "SIGNED" else "later",
            [accepted.by_label, _when(accepted)] if accepted else [_("等您办理") if may_judge else _("待县里审核")] if state == "SIGNED" else [],
        ),
        Step(_("归档、并入汇总"), "ok" if accepted else "later", [_("已归档") if accepted else _("接收后自动完成")], icon="archive"),
    ]  # fmt: skip


def _when(step: ReportStep | None) -> str:
    return f"{timezone.localtime(step.at):%m-%d %H:%M}" if step else ""
