"""What is due for whoever works in the field, and what the papers ask of an office."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.clients.queries.assessments import first_due
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import end_of_week
from yizhan.reports.rules.reports import MONTHLY_RULE
from yizhan.services.queries.due import due_count, due_visits, open_follow_ups
from yizhan.web.coming import Coming, next_visits
from yizhan.web.home.lines import SHOWN, Due
from yizhan.web.reports.areas import areas_due
from yizhan.web.reports.duties import own_due

OWN_LINES = frozenset({MONTHLY_RULE, "staffing.filing"})
"""Duties that have lines of their own on the home: one press opens the report, the list of changes."""


def field_lines(actor: Actor, on: date) -> list[Due]:
    """The worker's day: who is overdue, who is due this week, what was promised."""
    if not actor.may("services.record_service"):
        return []
    found = []
    sunday = end_of_week(on)
    due, late, _since = due_count(actor=actor, on=on, until=sunday)
    people = [
        client
        for village in due_visits(
            actor=actor, on=on, until=sunday, verb="services.record_service", most=SHOWN - 2
        )
        for client in village.clients
    ]
    for client in sorted(people, key=lambda each: each.next_visit_on or sunday):
        seen = (
            _("上次 %(day)s") % {"day": f"{client.last_visit_on:%m-%d}"}
            if client.last_visit_on
            else _("还没探访过")
        )
        found.append(
            Due(
                client.next_visit_on,
                _("探访 %(name)s") % {"name": client.name},
                "，".join(part for part in (client.village_name, seen) if part),
                reverse("service-new") + f"?client={client.pk}",
                _("记录"),
                client.visit_clause,
                client.visit_rule,
            )
        )
    if due > len(people):
        found.append(
            Due(
                sunday,
                _("这一周还有 %(n)s 位要探访") % {"n": due - len(people)},
                _("其中 %(n)s 位已逾期；按村排好了。") % {"n": max(0, late - len(people))},
                reverse("due"),
                _("看名单"),
            )
        )
    found += [
        Due(
            record.follow_up_on,
            _("跟进：%(what)s") % {"what": record.follow_up[:24]},
            _("%(day)s %(kind)s时约定")
            % {"day": f"{record.done_on:%m-%d}", "kind": record.get_kind_display()},
            reverse("service", args=[record.pk]),
            _("登记结果"),
        )
        for record in open_follow_ups(actor=actor, until=sunday)[:3]
    ]
    return found


def assessment_lines(actor: Actor, on: date) -> list[Due]:
    """Who is to be assessed again this week, those overdue first; the rest of them in one line."""
    if not actor.may("services.record_assessment"):
        return []
    sunday = end_of_week(on)
    due = first_due(actor=actor, by=sunday, most=4)
    found = [
        Due(
            one.next_due_on,
            _("复评 %(name)s") % {"name": one.client.name},
            _("%(title)s，上次%(band)s") % {"title": one.title, "band": one.band},
            reverse("client-assess", args=[one.client_id]) + f"?scale={one.scale}",
            _("评估"),
            one.clause,
            one.scale,
        )
        for one in due[:3]
    ]
    if len(due) > 3:
        found.append(
            Due(
                sunday,
                _("还有人该复评"),
                _("按复评日排好了。"),
                reverse("assessments"),
                _("看名单"),
            )
        )
    return found


def coming_next(actor: Actor, on: date, due: list[Due]) -> Coming | None:
    """What comes after the list: the next visits when none is in it, else, when it is empty, the office's next duty."""
    if actor.may("services.record_service"):
        sunday = end_of_week(on)
        if any(each.url.startswith((reverse("service-new"), reverse("due"))) for each in due):
            return None
        return next_visits(actor=actor, after=sunday, verb="services.record_service")
    if due or not actor.may("reports.note_duty_done"):
        return None
    later = duty_lines(actor, on, on + timedelta(days=100))
    first = min(later, key=lambda each: each.by or date.max, default=None)
    return Coming(first.by, first.what, first.url) if first and first.by else None


def duty_lines(actor: Actor, on: date, until: date | None = None) -> list[Due]:
    """What the papers ask of this office and its stations in the next fortnight, or by that day."""
    lines = own_due(actor=actor, on=on, until=until or on + timedelta(days=14), leave_out=OWN_LINES)
    return [
        Due(one.by, one.what, one.why, one.url, one.button, one.clause, one.rule_id)
        for one in (*lines, *areas_due(actor=actor, on=on))
    ]
