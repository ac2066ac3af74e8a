"""An agency enters what it spent, with the voucher; a wrong expense is reversed and entered anew."""

from datetime import date
from uuid import UUID

from yizhan.contracts.actions.entries import book, reverse_entry
from yizhan.contracts.actions.ground import _open_project, _stop
from yizhan.contracts.actions.papers import attach_paper
from yizhan.contracts.models import Agreement, BankLine, ContractPaper, Entry, Expense
from yizhan.contracts.rules.budgets import headings_of
from yizhan.contracts.rules.expenses import INVOICE, PAYEE, forbidden_of, forbidden_words, plain_invoice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.money import yuan
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest
from yizhan.privacy.files import open_file

ENTER = "contracts.enter_expense"
CORRECT = "contracts.correct_expense"
VOUCHER = "contracts.attach_voucher"
SUBJECT = "EXPENSE"


@action(
    ENTER,
    facts=("agreement_id", "expense_id", "station_id", "amount_fen", "paid_on", "heading", "on"),
    subject="agreement_id",
)
def enter_expense(
    *,
    actor: Actor,
    agreement_id: UUID,
    amount_fen: int,
    paid_on: date,
    heading: str,
    what: str,
    payee: str,
    on: date,
    station_id: UUID | None = None,
    invoice_number: str = "",
    why_no_invoice: str = "",
    nature: str = "",
    file_name: str = "",
    content: bytes = b"",
    request_id: UUID | None = None,
    expense_id: UUID | None = None,
) -> Expense:
    """Enter one expense of an agreement, and its voucher when there is one.

    nature  a forbidden kind of spending it is, as the person said; "" for none
    what    the purpose; enciphered, like the payee

    Refused                 what the region's list forbids, an invoice that was claimed already, a heading that the
                            document does not name, no invoice and no reason, and all that `book` and `attach_paper` refuse
    Agreement.DoesNotExist  another agency's agreement
    """
    agreement = Agreement.objects.visible_to(actor, ENTER).get(pk=agreement_id)
    project = _open_project(actor, ENTER, agreement.project_id)
    if request_id is not None:
        known = Expense.objects.filter(entry__project=project, entry__request_id=request_id).first()
        if known is not None and known.entry.amount_fen == amount_fen:
            return known
    if not payee.strip():
        raise Refused("请写明付给谁。", code="contracts.no-payee")
    if paid_on < min(agreement.first_on, agreement.signed_on or agreement.first_on):
        raise Refused(
            f"协议从 {agreement.first_on:%Y年%m月%d日} 起，之前的支出不能记在它上面。",
            code="contracts.before-agreement",
        )
    headings = headings_of(region_code=project.region_code, on=on)
    if headings.names and heading not in headings.names:
        raise Refused(
            f"“{heading}”不在本地区的预算科目里：{'、'.join(headings.names)}。",
            code="contracts.heading-unknown",
            clause=headings.rule.source if headings.rule else "",
        )
    flags = _held_against_the_list(project.region_code, on, heading=heading, what=what, nature=nature)
    number = plain_invoice(invoice_number)
    if not number and not why_no_invoice.strip():
        raise Refused("请填发票号码；没有发票的，写明为什么，例如“工资表”。", code="contracts.no-invoice")
    mark = digest(number, purpose=INVOICE) if number else ""
    if number:
        twice = (
            Expense.objects.filter(invoice_digest=mark, agreement__provider_id=agreement.provider_id)
            .filter(entry__reversed_by__isnull=True)
            .select_related("entry")
            .first()
        )
        if twice is not None:
            raise Refused(
                f"这张发票已经登记过：{twice.entry.moved_on:%Y年%m月%d日} 支付，{twice.entry.heading} "
                f"{yuan(twice.entry.amount_fen)} 元，不能再报一次；"
                "一张发票分到几个科目的，请在号码后加“-1”“-2”。",
                code="contracts.invoice-twice",
            )
    as_booked = actor.acting_for("contracts.book", because_of=ENTER)
    entry = book(
        actor=as_booked,
        project_id=project.pk,
        kind=Entry.Kind.SPENT,
        amount_fen=amount_fen,
        moved_on=paid_on,
        on=on,
        what=what,
        agreement_id=agreement.pk,
        station_id=station_id,
        heading=heading,
        request_id=request_id,
    )
    expense = Expense.objects.create(
        id=expense_id or uuid7(),
        project=project,
        region_code=project.region_code,
        agreement=agreement,
        entry=entry,
        payee=payee.strip()[:60],
        payee_digest=digest("".join(payee.split()), purpose=PAYEE),
        invoice_number=number[:40],
        invoice_digest=mark,
        why_no_invoice="" if number else why_no_invoice.strip()[:120],
        flags=flags,
        entered_by=actor.label[:120],
    )
    if content:
        _attach(actor, ENTER, expense, file_name, content, dated_on=paid_on, on=on)
    return expense


def _held_against_the_list(
    region_code: str, on: date, *, heading: str, what: str, nature: str
) -> list[dict[str, str]]:
    """Refused for what is said to be forbidden; what only sounds like it is asked about."""
    rule = forbidden_of(region_code=region_code, on=on)
    if rule is None:
        return []
    if nature:
        raise Refused(
            f"项目资金不得用于“{nature}”。{rule.remedy}", code="contracts.forbidden", clause=rule.source
        )
    literal = [word for word in rule.forbidden if word in "".join(what.split())]
    if literal:
        raise Refused(
            f"项目资金不得用于“{literal[0]}”。{rule.remedy}", code="contracts.forbidden", clause=rule.source
        )
    return [
        {"word": word, "clause": rule.source, "rule": rule.ref}
        for word in forbidden_words(what, rule.forbidden)
        if word not in heading
    ]


@action(CORRECT, facts=("expense_id", "correction_id", "on"), subject="expense_id")
def correct_expense(
    *,
    actor: Actor,
    expense_id: UUID,
    because: str,
    on: date,
    anew: dict[str, object] | None = None,
    correction_id: UUID | None = None,
) -> Expense | None:
    """Reverse an expense; with `anew` (what `enter_expense` takes) enter the right one in its place.

    The voucher of the wrong one goes along to the right one when it brings none.

    Refused                what `reverse_entry` and `enter_expense` refuse
    Expense.DoesNotExist   out of reach
    """
    wrong = Expense.objects.visible_to(actor, CORRECT).select_related("entry").get(pk=expense_id)
    _open_project(actor, CORRECT, wrong.project_id)
    right_now = Expense.objects.filter(follows=wrong).select_related("entry").first()
    _stop(
        f"这一笔已经更正成 {yuan(right_now.entry.amount_fen)} 元；还不对的，请在支出里更正那一笔。"
        if right_now
        else None,
        "contracts.corrected",
    )
    reverse_entry(
        actor=actor.acting_for("contracts.reverse_entry", because_of=CORRECT),
        entry_id=wrong.entry_id,
        because=because,
        on=on,
    )
    for line in BankLine.objects.filter(expense=wrong):
        line.expense = None
        line.save(update_fields=["expense"])
    if anew is None:
        return None
    right = enter_expense(
        actor=actor.acting_for(ENTER, because_of=CORRECT),
        agreement_id=wrong.agreement_id,
        on=on,
        expense_id=correction_id,
        **anew,  # type: ignore[arg-type]  # the window's form, checked by the action itself
    )
    right.follows = wrong
    right.save(update_fields=["follows"])
    if not anew.get("content"):
        for paper in ContractPaper.objects.filter(subject_id=wrong.pk, withdrawn_on=None):
            with paper.file.open("rb") as stored:
                from_file = stored.read()
            _carry_over(actor, right, paper, from_file, on=on)
    return right


def _carry_over(actor: Actor, right: Expense, paper: ContractPaper, sealed: bytes, *, on: date) -> None:
    content = open_file(sealed, place=paper.place)
    _attach(actor, CORRECT, right, paper.file_name, content, dated_on=paper.dated_on, on=on)


@action(VOUCHER, facts=("expense_id", "on"), subject="expense_id")
def attach_voucher(
    *, actor: Actor, expense_id: UUID, file_name: str, content: bytes, dated_on: date, on: date
) -> ContractPaper:
    """Put a photo or a PDF to an expense that was entered before.

    Refused               what `attach_paper` refuses; an expense that was reversed
    Expense.DoesNotExist  out of reach
    """
    expense = Expense.objects.visible_to(actor, VOUCHER).select_related("entry").get(pk=expense_id)
    _open_project(actor, VOUCHER, expense.project_id)
    _stop(
        "这一笔已经冲销，不用再传凭证。" if Entry.objects.filter(reverses=expense.entry).exists() else None,
        "contracts.reversed",
    )
    return _attach(actor, VOUCHER, expense, file_name, content, dated_on=dated_on, on=on)


def _attach(
    actor: Actor, verb: str, expense: Expense, file_name: str, content: bytes, *, dated_on: date, on: date
) -> ContractPaper:
    return attach_paper(
        actor=actor.acting_for("contracts.attach_paper", because_of=verb),
        project_id=expense.project_id,
        kind="支出凭证",
        dated_on=dated_on,
        on=on,
        file_name=file_name,
        content=content,
        subject_kind=SUBJECT,
        subject_id=expense.pk,
    )
