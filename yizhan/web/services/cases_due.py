"""What of casework stands on a person's home: sheets to approve, and her own cases' next steps."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import end_of_week
from yizhan.services.queries.cases import case_dues, sheets_to_decide, shown_name, without_worker
from yizhan.services.rules.cases_forms import LABELS

Row = tuple[date | None, str, str, str, str, str, str]
"""By when, what, why, where, the button, clause, rule: as a line of the home."""

SHOWN = 4


def case_rows(actor: Actor, on: date) -> list[Row]:
    return [*_to_decide(actor, on), *_to_assign(actor, on), *_to_do(actor, on)]


def _to_assign(actor: Actor, on: date) -> list[Row]:
    """Cases that came with a file: nobody of the station answers for them yet."""
    if not actor.may("services.assign_case"):
        return []
    waiting = list(without_worker(actor=actor)[:50])
    if not waiting:
        return []
    return [
        (
            on,
            _("转来的个案 %(n)s 个，请指定社工") % {"n": len(waiting)},
            "、".join(case.case_no for case in waiting[:3]),
            reverse("case", args=[waiting[0].pk]),
            _("去指定"),
            "",
            "",
        )
    ]


def _to_decide(actor: Actor, on: date) -> list[Row]:
    if not actor.may("services.decide_case_sheet"):
        return []
    waiting = sheets_to_decide(actor=actor)
    if not waiting:
        return []
    first = waiting[0]
    kinds = "、".join(dict.fromkeys(LABELS[sheet.kind] for sheet in waiting))
    return [
        (
            on,
            _("批阅个案 %(n)s 份") % {"n": len(waiting)},
            _("%(kinds)s，最早的%(day)s报来") % {"kinds": kinds, "day": f"{first.sent_on:%m-%d}"},
            reverse("case-decide", args=[first.pk]),
            _("去批阅"),
            "",
            "",
        )
    ]


def _to_do(actor: Actor, on: date) -> list[Row]:
    if not actor.may("services.record_case_contact"):
        return []
    sunday = end_of_week(on)
    return [
        (
            due.due_on,
            _("%(name)s：%(what)s") % {"name": shown_name(actor, due.case.client), "what": due.what},
            _("个案 %(no)s") % {"no": due.case.case_no},
            reverse("case", args=[due.case.pk]),
            _("去办"),
            due.clause,
            due.rule,
        )
        for due in case_dues(actor=actor, on=on, until=sunday, most=SHOWN)
    ]
