"""What of 评估监督 stands on a person's home: complaints, accounts one was asked for, rounds of evaluation."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.oversight.queries.complaints import accounts_asked, waiting
from yizhan.oversight.queries.objections import own_waiting, term_of
from yizhan.oversight.queries.rounds_waiting import to_read, to_score, waiting_for_office
from yizhan.oversight.rules.complaints import ACCOUNT, TAKE_UP
from yizhan.oversight.rules.rounds import DECIDE, TELL
from yizhan.web.oversight.contests_due import contests_due
from yizhan.web.oversight.findings_due import findings_due
from yizhan.web.oversight.mandates_due import mandates_due
from yizhan.web.oversight.satisfaction_due import satisfaction_due
from yizhan.web.oversight.warnings_due import warnings_due
from yizhan.web.services.desk_due import Row

SHOWN = 3


def oversight_rows(actor: Actor, on: date) -> list[Row]:
    """(day, what, why, address, button, clause, rule) of everything in this area that waits for this person."""
    return [
        *_to_handle(actor, on),
        *_to_explain(actor),
        *findings_due(actor, on),
        *mandates_due(actor, on),
        *_rounds(actor, on),
        *contests_due(actor, on),
        *warnings_due(actor, on),
        *satisfaction_due(actor, on),
    ]


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


def _rounds(actor: Actor, on: date) -> list[Row]:
    """Sheets to score, what the office does next about a round, results one may still object to."""
    found: list[Row] = [
        (
            each.round.due_on,
            _("给%(name)s评分") % {"name": each.round.name},
            _("还有 %(n)s 张评分表没有封存") % {"n": each.sheets},
            reverse("round", args=[each.round.pk]),
            _("去评分"),
            "",
            "",
        )
        for each in to_score(actor=actor, on=on)
    ]
    for waits in waiting_for_office(actor=actor, on=on):
        one = waits.round
        what, why = {
            TELL: (_("告知评估结果"), _("各站都拆封了")),
            DECIDE: (_("答复评估异议"), _("%(n)s 件等答复") % {"n": waits.count}),
        }.get(waits.what, (_("定评估结果"), _("异议期过了")))
        found.append(
            (
                on,
                what,
                f"{one.name}，{why}",
                f"{reverse('objections')}?state=OPEN&round={one.pk}"
                if waits.what == DECIDE
                else reverse("round", args=[one.pk]),
                _("去办理"),
                one.objections_clause,
                one.objections_rule,
            )
        )
    found += [
        (
            row.round.objections_until_on,
            _("看%(name)s的结果") % {"name": row.round.name},
            _("有异议的，这天前提出"),
            reverse("round-station", args=[row.round_id, row.pk]),
            _("去看"),
            row.round.objections_clause,
            row.round.objections_rule,
        )
        for row in to_read(actor=actor, on=on)
    ]
    found += [
        (
            term.until_on if (term := term_of(each)) else None,
            _("评估异议等民政部门答复"),
            _("%(name)s，%(day)s 提出")
            % {"name": each.round_station.round.name, "day": f"{each.raised_on:%m-%d}"},
            reverse("objections"),
            _("看进展"),
            "",
            "",
        )
        for each in own_waiting(actor=actor)
    ]
    return found
