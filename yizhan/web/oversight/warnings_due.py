"""What of warnings stands on a person's home: those to answer, the earliest due first, and answers to be checked."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.oversight.queries.warnings import first_to_check, to_answer
from yizhan.oversight.rules.warnings import ANSWER, CHECK
from yizhan.web.services.desk_due import Row

SHOWN = 3


def warnings_due(actor: Actor, on: date) -> list[Row]:
    rows: list[Row] = []
    if actor.may(ANSWER):
        rows += [
            (
                each.due_on or on,
                _("说明一条记录疑问") if each.question else _("处理预警：%(what)s") % {"what": each.what},
                each.station.short_name if each.station else "",
                reverse("warning", args=[each.pk]),
                _("去说明") if each.question else _("去处理"),
                each.chip,
                each.rule,
            )
            for each in to_answer(actor=actor)[:SHOWN]
        ]
    if actor.may(CHECK):
        rows += [
            (
                on,
                _("复核预警的答复"),
                each.station.short_name if each.station else "",
                reverse("warning", args=[each.pk]),
                _("去复核"),
                each.chip,
                each.rule,
            )
            for each in first_to_check(actor=actor, most=SHOWN)
        ]
    return rows
