"""What of the front desk and of referrals stands on a person's home: who waits for an answer, and who owes us one."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import end_of_week
from yizhan.services.queries import consultations, referrals

Row = tuple[date | None, str, str, str, str, str, str]
"""By when, what, why, where, the button, clause, rule: as a line of the home."""

SHOWN = 3


def desk_rows(actor: Actor, on: date) -> list[Row]:
    if not actor.may(referrals.RECEIVE):
        return []
    return [*_referrals(actor, on), *_consultations(actor, on)]


def _referrals(actor: Actor, on: date) -> list[Row]:
    sunday = end_of_week(on)
    received = [
        (
            one.due_on or on,
            _("答复转介：%(name)s") % {"name": one.person},
            _("%(from)s %(day)s转来，%(state)s")
            % {
                "from": one.from_station.title,
                "day": f"{one.sent_on:%m-%d}",
                "state": one.get_state_display(),
            },
            reverse("referral", args=[one.pk]),
            _("去答复"),
            one.clause,
            one.rule,
        )
        for one in referrals.to_answer(actor=actor, most=SHOWN)
    ]
    owed = [
        (
            one.due_on,
            _("催问%(whom)s") % {"whom": one.to_name},
            _("%(day)s转介的%(name)s还没有答复") % {"day": f"{one.sent_on:%m-%d}", "name": one.person},
            reverse("referral", args=[one.pk]),
            _("看转介"),
            one.clause,
            one.rule,
        )
        for one in referrals.unanswered(actor=actor, by=sunday, most=SHOWN)
    ]
    return [*received, *owed]


def _consultations(actor: Actor, on: date) -> list[Row]:
    return [
        (
            one.due_on or on,
            _("答复来访：%(about)s") % {"about": one.about[:20]},
            _("%(day)s %(way)s，还没有办结") % {"day": f"{one.came_on:%m-%d}", "way": one.way},
            reverse("consultation", args=[one.pk]),
            _("去办理"),
            one.clause,
            one.rule,
        )
        for one in consultations.to_answer(actor=actor, by=on, most=SHOWN)
    ]
