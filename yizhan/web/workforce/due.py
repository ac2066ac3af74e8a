"""What of employment, leaving and consequences stands on a person's home."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.contracts.models import Recruitment
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.workforce.models import POST_WORDS, Worker
from yizhan.workforce.queries.bars import sanctions_to_answer, sanctions_waiting
from yizhan.workforce.queries.employment import month_sheet
from yizhan.workforce.queries.leaves import resignations_running
from yizhan.workforce.queries.workers import in_post
from yizhan.workforce.rules import certificate_rule

Row = tuple[date | None, str, str, str, str, str, str]
"""By when, what, why, where, the button, clause, rule: as a line of the home."""

SHOWN = 3
AHEAD = timedelta(days=183)
"""The national examination is once a year: half a year ahead there is still one to sit."""


def staff_rows(actor: Actor, on: date) -> list[Row]:
    employer = actor.may("workforce.file_staff")
    return [
        *(_leaving(actor) if employer else ()),
        *(_certificates(actor, on) if employer else ()),
        *_pay(actor, on),
        *_consequences(actor, on),
        *_recruitments(actor),
    ]


def _leaving(actor: Actor) -> list[Row]:
    if not actor.may("workforce.name_replacement"):
        return []
    found: list[Row] = []
    for row in resignations_running(actor=actor)[:SHOWN]:
        filled = row.state == "REPLACED"
        rule = row.notice_rule if filled else row.replacement_rule
        found.append(
            (
                max(row.wishes_on, row.earliest_on or row.wishes_on)
                if filled
                else row.latest_on or row.wishes_on,
                (_("%(name)s已有人接替，可以办离岗") if filled else _("%(name)s申请离职，岗位要补人"))
                % {"name": row.worker.name},
                _("%(station)s，%(day)s 提出")
                % {"station": row.station.short_name, "day": f"{row.announced_on:%m-%d}"},
                reverse("worker", args=[row.worker_id]) + "#leaving",
                _("去办") if filled else _("登记补员"),
                rule.chip if rule is not None else "",
                rule.ref if rule is not None else "",
            )
        )
    return found


def _certificates(actor: Actor, on: date) -> list[Row]:
    """Whose time for the certificate ends within half a year, or is over."""
    if not actor.may("workforce.add_certificate"):
        return []
    staff = in_post(Worker.objects.visible_to(actor, "workforce.add_certificate"), on).filter(
        major_is_social_work=False, certificates__isnull=True
    )
    found: list[Row] = []
    for worker in staff.select_related("station").order_by("started_on", "id")[:200]:
        rule = certificate_rule(region_code=worker.region_code, post=POST_WORDS[worker.post], on=on)
        due = rule.due(worker.started_on) if rule is not None else None
        if rule is None or due is None or due - on > AHEAD:
            continue
        found.append(
            (
                due,
                _("%(name)s要取得社工证") % {"name": worker.name},
                _("%(station)s，%(day)s 入职")
                % {"station": worker.station.short_name, "day": f"{worker.started_on:%Y-%m-%d}"},
                reverse("worker", args=[worker.pk]),
                _("去看"),
                rule.chip,
                rule.ref,
            )
        )
    return found[:SHOWN]


def _pay(actor: Actor, on: date) -> list[Row]:
    """The month before, as long as somebody's pay is not noted; paid monthly means within this month."""
    if not actor.may("workforce.record_month"):
        return []
    month = Period.month_of(on).previous_month()
    rows = month_sheet(actor=actor, month=month.first, last=month.last)
    missing = sum(row.paid is None for row in rows)
    if not missing:
        return []
    return [
        (
            Period.month_of(on).last,
            _("登记 %(month)s 月工资发放") % {"month": month.first.month},
            _("还有 %(n)s 人没有登记") % {"n": missing},
            reverse("pay-month") + f"?month={month.first:%Y-%m}",
            _("去登记"),
            "",
            "",
        )
    ]


def _consequences(actor: Actor, on: date) -> list[Row]:
    if not actor.may("workforce.decide_sanction"):
        return _to_plead(actor, on)
    return [
        (
            on,
            _("决定处理：%(who)s") % {"who": row.worker.name if row.worker else row.organisation},
            _("已收到申辩意见") if row.stated_on else _("陈述申辩的时间已过"),
            reverse("sanction", args=[row.pk]),
            _("去决定"),
            row.source,
            row.rule_ref,
        )
        for row in sanctions_waiting(actor=actor, on=on)[:SHOWN]
    ]


def _to_plead(actor: Actor, on: date) -> list[Row]:
    """What is intended against one's own side, while it may still be answered (陈述申辩)."""
    if not actor.may("workforce.answer_sanction"):
        return []
    return [
        (
            row.hear_until_on,
            _("陈述申辩：县里拟作出处理"),
            str(row.worker.name if row.worker else row.organisation),
            reverse("sanction", args=[row.pk]),
            _("去陈述"),
            row.source,
            row.rule_ref,
        )
        for row in sanctions_to_answer(actor=actor, on=on)[:SHOWN]
    ]


def _recruitments(actor: Actor) -> list[Row]:
    """A plan that waits for the county, or one it sent back."""
    if not actor.may("contracts.agree_recruitment"):
        return []
    waiting = (
        Recruitment.objects.visible_to(actor, "contracts.agree_recruitment")
        .filter(state="SENT")
        .select_related("provider")
        .order_by("sent_on", "id")
    )
    return [
        (
            None,
            _("答复招聘方案：%(title)s") % {"title": row.title},
            row.provider.name,
            reverse("recruitment", args=[row.pk]),
            _("去看"),
            "",
            "",
        )
        for row in waiting[:SHOWN]
    ]
