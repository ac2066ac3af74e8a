"""What of agreements and payments stands on a person's home."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.contracts.models import Agreement, Instalment
from yizhan.contracts.queries.agreements import to_send_or_end
from yizhan.contracts.queries.instalments import payments_of
from yizhan.contracts.queries.terms import work_reports_waiting
from yizhan.contracts.rules.agreements import END
from yizhan.contracts.rules.filings import FILE, clock
from yizhan.contracts.rules.instalments import APPROVE, REQUEST
from yizhan.contracts.rules.work_reports import ACCEPT, SEND
from yizhan.kernel.actor import Actor
from yizhan.web.services.desk_due import Row

SHOWN = 3
LOOK_BACK = timedelta(days=180)
"""An agreement older than that was filed before this program knew of it."""


def agreement_rows(actor: Actor, on: date) -> list[Row]:
    return [*_payments(actor), *_reports(actor), *_copies_and_ends(actor, on), *_to_ask_for(actor, on)]


def _payments(actor: Actor) -> list[Row]:
    """Requests the county has to answer, approved payments it has to make."""
    if not actor.may(APPROVE):
        return []
    rows = (
        Instalment.objects.visible_to(actor, APPROVE)
        .filter(state__in=("REQUESTED", "APPROVED"))
        .select_related("agreement__provider")
        .order_by("requested_on", "id")[:SHOWN]
    )
    return [
        (
            None,
            (_("审核付款申请：%(name)s") if each.state == "REQUESTED" else _("登记付款：%(name)s")) % {"name": each.name},
            each.agreement.provider.name,
            reverse("agreement-payments", args=[each.agreement_id]),
            _("去办理"),
            "",
            "",
        )
        for each in rows
    ]  # fmt: skip


def _reports(actor: Actor) -> list[Row]:
    """Mid-term and final reports the county has to answer; those that came back to the agency."""
    found: list[Row] = []
    for verb, state, what, word in (
        (ACCEPT, "SENT", _("审阅%(name)s"), _("去审阅")),
        (SEND, "RETURNED", _("%(name)s被退回"), _("改好再交")),
    ):
        if not actor.may(verb):
            continue
        for each in work_reports_waiting(actor=actor, verb=verb, state=state)[:SHOWN]:
            told = each.returned_because if state == "RETURNED" else each.agreement.provider.name
            url = reverse("work-report", args=[each.pk])
            found.append((None, what % {"name": each.title}, told, url, word, "", ""))
    return found


def _copies_and_ends(actor: Actor, on: date) -> list[Row]:
    """Copies that were not sent upwards, agreements whose last day has passed."""
    if not actor.may(FILE) or not actor.may(END):
        return []
    rows = to_send_or_end(actor=actor, verb=END, on=on, since=on - LOOK_BACK)[:SHOWN]
    found: list[Row] = []
    for each in rows:
        url = reverse("agreement", args=[each.pk])
        if each.last_on < on:
            told = _("%(day)s 期满") % {"day": f"{each.last_on:%Y-%m-%d}"}
            found.append((each.last_on, _("办理协议期满或续签"), told, url, _("去办理"), "", ""))
        elif each.signed_on is not None:
            due = clock("AGREEMENT", region_code=each.region_code, event_on=each.signed_on)
            if due.rule is not None:
                found.append(
                    (
                        due.due_on,
                        _("把协议副本报上级备案"),
                        each.number,
                        url,
                        _("去报"),
                        due.clause,
                        due.rule_id,
                    )
                )
    return found


def _to_ask_for(actor: Actor, on: date) -> list[Row]:
    """Payments whose conditions are all there."""
    if not actor.may(REQUEST):
        return []
    planned = Instalment.objects.visible_to(actor, REQUEST).filter(state=Instalment.State.PLANNED)
    waiting = planned.filter(agreement=OuterRef("pk"))
    running = Agreement.objects.visible_to(actor, REQUEST).filter(
        Q(Exists(waiting), state__in=("SIGNED", "ENDED")) | Q(Exists(waiting.filter(settles=True)), state="TERMINATED")
    )  # fmt: skip
    found: list[Row] = []
    for one in (
        running.filter(project__closed_on=None).select_related("project").order_by("-first_on")[:SHOWN]
    ):
        for each in payments_of(actor=actor, agreement=one, on=on):
            if each.row.state == Instalment.State.PLANNED and not each.why_not:
                url = reverse("agreement-payments", args=[one.pk])
                told = _("条件齐了")
                found.append(
                    (
                        each.row.due_on,
                        _("申请%(name)s付款") % {"name": each.row.name},
                        told,
                        url,
                        _("去申请"),
                        "",
                        "",
                    )
                )
    return found  # fmt: skip
