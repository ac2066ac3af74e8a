"""Expenses for their list and their page, and the questions an auditor would ask of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from yizhan.contracts.models import (
    Agreement,
    AgreementStation,
    BankLine,
    BankStatement,
    ContractPaper,
    Entry,
    Expense,
    Project,
)
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.contracts.queries.money import VIEW, board
from yizhan.contracts.rules.budgets import LABOUR
from yizhan.contracts.rules.expenses import (
    PAYEE,
    Question,
    Spent,
    advanced,
    over_budget,
    paid_to_workers,
    round_at_the_end,
    same_invoice,
    without_paper,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.money import yuan
from yizhan.privacy.fields import digest
from yizhan.workforce.models import Worker

PROVINCE_DIGITS = 2


def expenses_of(*, actor: Actor, project: Project) -> Any:
    """Expenses within reach, newest first, reversed ones too; `has_paper`: a voucher that counts."""
    vouchers = ContractPaper.objects.filter(subject_id=OuterRef("pk"), withdrawn_on=None)
    return (
        Expense.objects.visible_to(actor, VIEW)
        .filter(project=project)
        .select_related("entry__station", "entry__reversed_by", "agreement__provider")
        .annotate(has_paper=Exists(vouchers))
        .order_by("-entry__moved_on", "-id")
    )


def one_expense(*, actor: Actor, expense_id: UUID) -> Expense:
    """Expense.DoesNotExist when it is out of reach."""
    return (
        Expense.objects.visible_to(actor, VIEW)
        .select_related(
            "project", "agreement__provider", "entry__station", "entry__reversed_by", "follows__entry", "followed_by"
        )
        .get(pk=expense_id)
    )  # fmt: skip


def vouchers_of(*, actor: Actor, expense: Expense) -> list[ContractPaper]:
    return list(
        ContractPaper.objects.visible_to(actor, VIEW)
        .filter(subject_id=expense.pk, withdrawn_on=None)
        .order_by("id")
    )


@dataclass(frozen=True)
class Asked:
    """A question with the expenses it is about."""

    question: Question
    expenses: list[Expense]


def questions_of(*, actor: Actor, project: Project, agreement: Agreement, on: date) -> list[Asked]:
    """What about the money of an agreement is worth a question. A late hour or a weekend is none."""
    rows = list(
        expenses_of(actor=actor, project=project).filter(agreement=agreement, entry__reversed_by__isnull=True)
    )
    spent = [
        Spent(
            key=str(row.pk),
            fen=row.entry.amount_fen,
            on=row.entry.moved_on,
            heading=row.entry.heading,
            payee=row.payee_digest,
            invoice=row.invoice_digest,
            has_paper=row.has_paper,
        )
        for row in rows
    ]
    seen = board(actor=actor, project=project, on=on, agreement=agreement)
    labour = [name for share in seen.shares if share.rule.id == LABOUR for name in share.names]
    found = [
        *same_invoice(spent, _elsewhere(actor, project, spent)),
        *over_budget(
            {line.name: line.spent for line in seen.lines},
            {line.name: line.budget for line in seen.lines} if seen.has_budget else {},
        ),
        *_advanced(agreement),
        *paid_to_workers(spent, _workers(agreement), labour),
        *round_at_the_end(spent, last=project.last_on),
        *without_paper(spent),
        *_flagged(rows),
    ]
    by_key = {str(row.pk): row for row in rows}
    return [Asked(each, [by_key[key] for key in each.keys]) for each in found]


def _elsewhere(actor: Actor, project: Project, spent: list[Spent]) -> dict[str, int]:
    """How often each invoice is claimed in all the province that the reader may see."""
    marks = [each.invoice for each in spent if each.invoice]
    found = (
        Expense.objects.visible_to(actor, VIEW)
        .filter(
            region_code__startswith=project.region_code[:PROVINCE_DIGITS],
            invoice_digest__in=marks,
            entry__reversed_by__isnull=True,
        )
        .values_list("invoice_digest", flat=True)
    )
    return dict(Counter(found))


def _advanced(agreement: Agreement) -> list[Question]:
    moves = [
        (entry.moved_on, -entry.signed_fen if entry.kind in ("SPENT", "RECOVERED") else entry.signed_fen)
        for entry in Entry.objects.filter(agreement=agreement).exclude(kind=Entry.Kind.DEDUCTED)
    ]
    below = advanced(moves)
    if below is None:
        return []
    since, most = below
    return [
        Question(
            "先支后收",
            f"{since:%Y年%m月%d日} 起支出超过收到的款，最多时垫付 {yuan(most)} 元，垫的是哪里的钱？",
        )
    ]


def _workers(agreement: Agreement) -> set[str]:
    """Digests of the names of those who work at the agreement's stations, as payees are marked."""
    stations = AgreementStation.objects.filter(agreement=agreement).values("station_id")
    names = Worker.objects.filter(station__in=stations)
    return {digest("".join(worker.name.split()), purpose=PAYEE) for worker in names}


def _flagged(rows: list[Expense]) -> list[Question]:
    return [
        Question(
            "像是不得列支的项目",
            f"{row.entry.moved_on:%m月%d日}的一笔 {yuan(row.entry.amount_fen)} 元，"
            f"用途写的像是“{flag['word']}”（{flag['clause']}），是吗？",
            (str(row.pk),),
        )
        for row in rows
        for flag in row.flags
    ]


def bank_statements_of(*, actor: Actor, agreement: Agreement) -> PartyQuerySet[BankStatement]:
    return (
        BankStatement.objects.visible_to(actor, VIEW)
        .filter(agreement=agreement, dropped_on=None)
        .order_by("-uploaded_on", "-id")
    )


def bank_lines_of(*, actor: Actor, agreement: Agreement) -> PartyQuerySet[BankLine]:
    """Newest first, with what each was named for."""
    return (
        BankLine.objects.visible_to(actor, VIEW)
        .filter(agreement=agreement)
        .select_related("expense__entry")
        .order_by("-moved_on", "-id")
    )


def expenses_without_bank(*, actor: Actor, agreement: Agreement) -> PartyQuerySet[Expense]:
    return (
        Expense.objects.visible_to(actor, VIEW)
        .filter(agreement=agreement, entry__reversed_by__isnull=True, bank_line__isnull=True)
        .select_related("entry")
        .order_by("-entry__moved_on", "-id")
    )


def paperless_of(*, actor: Actor, agreement: Agreement, before: date) -> int:
    """How many expenses until that day stand without a voucher."""
    return int(
        expenses_of(actor=actor, project=agreement.project)
        .filter(
            agreement=agreement,
            entry__reversed_by__isnull=True,
            has_paper=False,
            entry__moved_on__lte=before,
        )
        .count()
    )
