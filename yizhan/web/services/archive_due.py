"""What the archive puts on the list of the day: closed files that a paper wants filed by a day."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.services.queries.archive import waiting_for_filing

Row = tuple[date | None, str, str, str, str, str, str]
"""By when, what, why, the address, the button, clause, rule."""


def archive_rows(actor: Actor, on: date) -> list[Row]:
    return [
        (
            row.term.due_on,
            _("%(n)s 件办结的还没归档") % {"n": row.waiting},
            _("%(station)s：个案、小组和活动") % {"station": row.station.short_name},
            reverse("archive-station", args=[row.station.pk]) + f"?year={row.year}&state=open",
            _("去归档"),
            row.term.clause,
            row.term.rule,
        )
        for row in waiting_for_filing(actor=actor, on=on)
        if row.term
    ]
