"""What of 评估监督 stands on a person's home: complaints to take up or answer, accounts one was asked for."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.oversight.queries.complaints import accounts_asked, waiting
from yizhan.oversight.rules.complaints import ACCOUNT, TAKE_UP
from yizhan.web.services.desk_due import Row

SHOWN = 3


def oversight_rows(actor: Actor, on: date) -> list[Row]:
    """(day, what, why, address, button, clause, rule) of everything in this area that waits for this person."""
    return [*_to_handle(actor, on), *_to_explain(actor)]


def _to_handle(actor: Actor, on: date) -> list[Row]:
    if not actor.may(TAKE_UP):
        return []
    return [
        (
            each.due_on or on,
            _("受理投诉 %(number)s") % {"number": each.number}
            if each.state == "RECEIVED"
            else _("答复投诉 %(number)s") % {"number": each.number},
            _("%(day)s收到，%(about)s")
            % {"day": f"{each.received_on:%m-%d}", "about": each.get_about_display()},
            reverse("complaint", args=[each.pk]),
            _("去办理"),
            each.clause,
            each.rule,
        )
        for each in waiting(actor=actor, most=SHOWN)
    ]


def _to_explain(actor: Actor) -> list[Row]:
    if not actor.may(ACCOUNT):
        return []
    return [
        (
            each.answer_by_on,
            _("说明一件情况"),
            _("县里 %(day)s 提出") % {"day": f"{each.asked_on:%m-%d}"},
            reverse("account-asked", args=[each.pk]),
            _("去说明"),
            "",
            "",
        )
        for each in accounts_asked(actor=actor).filter(given_on=None)[:SHOWN]
    ]
