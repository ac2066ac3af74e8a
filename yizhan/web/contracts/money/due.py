"""What waits for an agency's accountant: statements of months that are over, statements that came back, vouchers."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.contracts.queries.expenses import paperless_of
from yizhan.contracts.queries.money import agreements_to_report, statements_missing
from yizhan.kernel.actor import Actor

Row = tuple[date | None, str, str, str, str]
SEND = "contracts.send_money_statement"
SHOWN = 2


def money_rows(actor: Actor, on: date) -> list[Row]:
    """By when, what, why, where, and the word on the button."""
    if not actor.may(SEND):
        return []
    found: list[Row] = []
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
