"""What of surveys and looks stands on a person's home: whom to ask, a survey to end, files to check."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Survey
from yizhan.oversight.queries.looks import looks
from yizhan.oversight.queries.satisfaction import surveys
from yizhan.oversight.rules.looks import JUDGE
from yizhan.oversight.rules.satisfaction import ANSWER, CLOSE
from yizhan.web.services.desk_due import Row

SHOWN = 3


def satisfaction_due(actor: Actor, on: date) -> list[Row]:
    return [*_to_ask(actor, on), *_to_check(actor, on)]


def _to_ask(actor: Actor, on: date) -> list[Row]:
    """Whoever asks is told how many are left; the office that drew it, when its days are over."""
    if not actor.may(ANSWER):
        return []
    waiting = Q(asks__state__in=["WAITING", "UNREACHED"])
    rows = surveys(actor=actor).filter(state=Survey.State.OPEN).annotate(left=Count("asks", filter=waiting))
    found: list[Row] = []
    for each in rows.order_by("closes_on", "id")[:SHOWN]:
        own = each.commissioned_id in (None, actor.organisation_id)
        if actor.may(CLOSE) and each.closes_on < on:
            what, address, button = _("结束%(title)s"), reverse("survey", args=[each.pk]), _("去结束")
        elif own and each.left:
            what, address, button = _("做%(title)s"), reverse("survey-asks", args=[each.pk]), _("去问")
        else:
            continue
        left = _("还有 %(n)s 位没有答") % {"n": each.left}
        found.append(
            (each.closes_on, what % {"title": each.title}, left, address, button, each.clause, each.rule)
        )
    return found


def _to_check(actor: Actor, on: date) -> list[Row]:
    if not actor.may(JUDGE):
        return []
    unchecked = Count("sampled__drawn", filter=Q(sampled__drawn__verdict=""))
    return [
        (
            each.party.to_on,
            _("核查抽中的档案：%(name)s") % {"name": each.round.name},
            _("还有 %(n)s 次探访没有核查") % {"n": each.unchecked},
            reverse("look", args=[each.pk]),
            _("去核查"),
            "",
            "",
        )
        for each in looks(actor=actor, on=on)
        .annotate(unchecked=unchecked)
        .order_by("party__to_on", "id")[:SHOWN]
        if each.unchecked
    ]
