"""What supervision puts on the list of the day: what was agreed, what waits for a word, and stations behind the pace."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import end_of_week
from yizhan.services.queries.supervisions import END, WRITE, actions_due, paces, to_confirm
from yizhan.stations.models import Station

Row = tuple[date | None, str, str, str, str, str, str]
"""By when, what, why, the address, the button, clause, rule."""

SHOWN = 3
MANY = 30
"""Whoever reaches more stations than this reads the pace on its page, not on the list of the day."""


def supervision_rows(actor: Actor, on: date) -> list[Row]:
    if not actor.may(END):
        return []
    sunday = end_of_week(on)
    agreed: list[Row] = [
        (
            task.due_on,
            _("督导约定：%(what)s") % {"what": task.what[:24]},
            _("%(who)s负责，%(day)s督导时约定")
            % {"who": task.owner.name, "day": f"{task.supervision.service.done_on:%m-%d}"},
            reverse("supervision", args=[task.supervision_id]) + "#actions",
            _("登记结果"),
            "",
            "",
        )
        for task in actions_due(actor=actor, by=sunday, most=SHOWN)
    ]
    waiting: list[Row] = [
        (
            None,
            _("确认督导记录：%(topic)s") % {"topic": one.service.title[:24]},
            _("%(station)s %(day)s")
            % {"station": one.station.short_name, "day": f"{one.service.done_on:%m-%d}"},
            reverse("supervision", args=[one.pk]) + "#confirm",
            _("去确认"),
            "",
            "",
        )
        for one in to_confirm(actor=actor, most=SHOWN)
    ]
    return [*agreed, *waiting, *_behind(actor, on)]


def _behind(actor: Actor, on: date) -> list[Row]:
    """For whoever supervises or heads the station: stations whose period ends within a week, or has ended."""
    if not actor.roles & {"supervisor", "station_head", "deputy_head"}:
        return []
    if Station.objects.visible_to(actor, WRITE)[: MANY + 1].count() > MANY:
        return []
    late = [
        row for row in paces(actor=actor, on=on, verb=WRITE) if row.pace and row.pace.state in ("bad", "warn")
    ]
    if len(late) > SHOWN and late[0].pace is not None:
        first = late[0].pace
        what = _("%(n)s 个站这一期还差督导") % {"n": len(late)}
        names = "、".join(row.station.short_name for row in late[:4])
        return [
            (first.due_on, what, names, reverse("supervisions"), _("看各站"), first.rule.chip, first.rule.ref)
        ]
    return [
        (
            row.pace.due_on,
            _("%(station)s这一期还差 %(n)s 次督导")
            % {"station": row.station.short_name, "n": row.pace.missing},
            _("做完在这里记，自动计数。"),
            reverse("supervision-new") + f"?station={row.station.pk}",
            _("去记"),
            row.pace.rule.chip,
            row.pace.rule.ref,
        )
        for row in late[:SHOWN]
        if row.pace
    ]
