"""What of the duties papers divide stands on a person's home: what her unit owes, and what units handed in."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.oversight.queries.mandates import to_accept, to_do
from yizhan.oversight.rules.mandates import ACCEPT, REPORT
from yizhan.web.services.desk_due import Row

SHOWN = 5
LONG = 30


def mandates_due(actor: Actor, on: date) -> list[Row]:
    found: list[Row] = []
    if actor.may(REPORT):
        found += [
            (
                part.mandate.due_on,
                f"{part.get_part_display()}：{_short(part.mandate.says)}",
                _("被退回，请看理由") if part.state == "RETURNED" else str(part.get_state_display()),
                reverse("mandate", args=[part.mandate_id]),
                _("去办理"),
                part.mandate.clause,
                part.mandate.rule_ref,
            )
            for part in to_do(actor=actor, most=SHOWN)
        ]
    if actor.may(ACCEPT):
        handed, overdue = to_accept(actor=actor, on=on)
        found += [
            (
                on,
                _("确认办结：%(what)s") % {"what": _short(part.mandate.says)},
                _("%(unit)s，%(day)s报了完成")
                % {
                    "unit": part.organisation.name,
                    "day": f"{part.finished_on:%m-%d}" if part.finished_on else "",
                },
                reverse("mandate", args=[part.mandate_id]),
                _("去确认"),
                part.mandate.clause,
                part.mandate.rule_ref,
            )
            for part in handed[:SHOWN]
        ]
        if overdue:
            units = list(dict.fromkeys(part.organisation.name for part in overdue))
            found.append(
                (
                    overdue[0].mandate.due_on,
                    _("催办职责分工：%(n)s 个单位逾期") % {"n": len(units)},
                    "、".join(units[:3]) + ("…" if len(units) > 3 else ""),
                    reverse("mandate-units"),
                    _("去看"),
                    "",
                    "",
                )
            )
    return found


def _short(words: str) -> str:
    return words if len(words) <= LONG else f"{words[:LONG]}…"
