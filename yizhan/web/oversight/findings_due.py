"""What of inspections and rectification stands on a person's home: to put right, to check, to hold, to answer."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.oversight.queries.findings import to_check, to_mend
from yizhan.oversight.queries.inspections import inspections_due, letters_to_answer
from yizhan.oversight.rules.findings import CLEAR, HAND_IN
from yizhan.oversight.rules.inspections import ANSWER, FINISH
from yizhan.web.services.desk_due import Row

SHOWN = 3
LONG = 24


def findings_due(actor: Actor, on: date) -> list[Row]:
    found: list[Row] = []
    if actor.may(HAND_IN):
        found += [
            (
                each.mend_by_on,
                _("整改：%(what)s") % {"what": _short(each.what)},
                f"{each.whom}，{each.number}",
                reverse("finding", args=[each.pk]),
                _("去整改"),
                each.clause,
                each.rule_ref,
            )
            for each in to_mend(actor=actor, most=SHOWN)
        ]
    if actor.may(CLEAR):
        found += [
            (
                on,
                _("核查整改：%(what)s") % {"what": _short(each.what)},
                _("%(whom)s，%(day)s报了整改结果")
                % {"whom": each.whom, "day": f"{each.mended_on:%m-%d}" if each.mended_on else ""},
                reverse("finding", args=[each.pk]),
                _("去核查"),
                "",
                "",
            )
            for each in to_check(actor=actor, most=SHOWN)
        ]
    if actor.may(FINISH):
        found += [
            (
                each.planned_on,
                f"{each.get_kind_display()}：{each.whom}",
                each.by_whom,
                reverse("inspection", args=[each.pk]),
                _("去检查"),
                "",
                "",
            )
            for each in inspections_due(actor=actor, on=on, most=SHOWN)
        ]
    if actor.may(ANSWER):
        found += [
            (
                each.answer_by_on or on,
                _("回复%(kind)s") % {"kind": each.get_kind_display()},
                each.number,
                reverse("admonition", args=[each.pk]),
                _("去回复"),
                "",
                "",
            )
            for each in letters_to_answer(actor=actor, most=SHOWN)
        ]
    return found


def _short(words: str) -> str:
    return words if len(words) <= LONG else f"{words[:LONG]}…"
