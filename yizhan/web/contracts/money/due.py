"""What waits about money: an agency's statements and vouchers; subsidies an office decides or books."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.contracts.queries.expenses import paperless_of
from yizhan.contracts.queries.money import agreements_to_report, statements_missing
from yizhan.contracts.queries.subsidies import name_of, subsidies_waiting
from yizhan.contracts.rules.subsidies import DECIDE
from yizhan.kernel.actor import Actor

Row = tuple[date | None, str, str, str, str]
SEND = "contracts.send_money_statement"
SHOWN = 2


def money_rows(actor: Actor, on: date) -> list[Row]:
    """By when, what, why, where, and the word on the button."""
    found = _subsidies(actor)
    if not actor.may(SEND):
        return found
    for agreement in agreements_to_report(actor=actor, on=on)[:SHOWN]:
        missing = statements_missing(agreement=agreement, on=on)
        if missing:
            month, returned = missing[0]
            what = (
                _("%(month)s财务报表被退回") % {"month": month.label}
                if returned
                else _("报送%(month)s财务报表") % {"month": month.label}
            )
            why = returned or _("数字从账上算好了，看过就能报。")
            where = [agreement.project_id, agreement.pk, f"{month.first:%Y-%m}"]
            found.append((None, what, why, reverse("contract-statement", args=where), _("去报")))
        paperless = paperless_of(actor=actor, agreement=agreement, before=on - timedelta(days=1))
        if paperless:
            url = reverse("contract-expenses", args=[agreement.project_id]) + "?state=paperless"
            what = _("%(n)s 笔支出还没有凭证") % {"n": paperless}
            found.append((None, what, agreement.project.name, url, _("去补")))
    return found


def _subsidies(actor: Actor) -> list[Row]:
    """Subsidies that wait for this office's decision, or were granted and have not arrived."""
    if not actor.may(DECIDE):
        return []
    found: list[Row] = []
    for each in subsidies_waiting(actor=actor)[:SHOWN]:
        proposed = each.state == "PROPOSED"
        what = _("决定%(name)s") if proposed else _("登记%(name)s到账")
        url = reverse("contract-subsidies", args=[each.project_id])
        word = _("去决定") if proposed else _("去登记")
        found.append((None, what % {"name": name_of(each)}, each.project.name, url, word))
    return found
