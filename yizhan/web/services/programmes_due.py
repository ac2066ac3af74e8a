"""What groups and activities put on the list of the day: sessions to hold, plans to approve, summaries to write."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.services.queries.programmes import plans_waiting, sessions_open, summaries_due

Row = tuple[date | None, str, str, str, str]
"""By when, what, why, the address, the button."""


def programme_rows(actor: Actor, on: date) -> list[Row]:
    return [*_sessions(actor, on), *_plans(actor, on), *_summaries(actor)]


def _sessions(actor: Actor, on: date) -> list[Row]:
    if not actor.may("services.hold_session"):
        return []
    found: list[Row] = []
    for each in sessions_open(actor=actor, on=on, verb="services.hold_session")[:3]:
        at = f"{each.starts_at:%H:%M}" if each.starts_at else ""
        why = (
            _("今天%(at)s") % {"at": f" {at}" if at else ""} if each.planned_on == on else _("过了还没有点名")
        )
        found.append(
            (
                each.planned_on,
                _("%(title)s第%(n)s节点名") % {"title": each.programme.title, "n": each.no},
                " · ".join(part for part in (why, each.content[:24]) if part),
                reverse("session", args=[each.pk]),
                _("点名"),
            )
        )
    return found


def _plans(actor: Actor, on: date) -> list[Row]:
    if not actor.may("services.approve_programme"):
        return []
    return [
        (
            max(on, each.starts_on),
            _("审批%(kind)s计划“%(title)s”") % {"kind": each.get_kind_display(), "title": each.title},
            _("%(station)s，%(day)s开始")
            % {"station": each.station.short_name, "day": f"{each.starts_on:%m-%d}"},
            reverse("programme", args=[each.pk]),
            _("去审批"),
        )
        for each in plans_waiting(actor=actor, verb="services.approve_programme")[:3]
    ]


def _summaries(actor: Actor) -> list[Row]:
    if not actor.may("services.write_programme_report"):
        return []
    return [
        (
            None,
            _("“%(title)s”该写总结了") % {"title": each.title},
            _("%(code)s，都开完了；写好总结再结束。") % {"code": each.code},
            reverse("programme", args=[each.pk]),
            _("写总结"),
        )
        for each in summaries_due(actor=actor, verb="services.write_programme_report")[:3]
    ]
