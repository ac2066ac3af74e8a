"""Bank statements: read and looked at, taken over or dropped, their lines named for expenses."""

from datetime import date
from typing import Any
from uuid import UUID

from yizhan.contracts.actions.ground import _open_project
from yizhan.contracts.models import Agreement, BankLine, BankStatement, Expense
from yizhan.contracts.queries.bank import marked, read_back
from yizhan.contracts.rules.bank import moves_of
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.money import yuan
from yizhan.privacy.action import action

UPLOAD = "contracts.upload_bank_statement"
TAKE = "contracts.take_bank_statement"
DROP = "contracts.drop_bank_statement"
MATCH = "contracts.match_bank_line"


@action(UPLOAD, facts=("agreement_id", "statement_id", "on"), subject="agreement_id")
def upload_bank_statement(
    *,
    actor: Actor,
    agreement_id: UUID,
    file_name: str,
    content: bytes,
    on: date,
    statement_id: UUID | None = None,
) -> BankStatement:
    """Read a statement and keep its lines to be looked at; nothing counts yet.

    Refused                 what `moves_of` refuses, accounts closed
    Agreement.DoesNotExist  another agency's agreement
    """
    agreement = Agreement.objects.visible_to(actor, UPLOAD).get(pk=agreement_id)
    project = _open_project(actor, UPLOAD, agreement.project_id)
    moves = moves_of(content)
    kept: Any = [[move.row, *move.as_facts(), move.wrong] for move in moves]
    return BankStatement.objects.create(
        id=statement_id or uuid7(),
        project=project,
        agreement=agreement,
        region_code=project.region_code,
        file_name=file_name[-120:],
        read=kept,
        lines_read=len(moves),
        uploaded_on=on,
        uploaded_by=actor.label[:120],
    )


@action(TAKE, facts=("statement_id", "on"), subject="statement_id")
def take_bank_statement(*, actor: Actor, statement_id: UUID, on: date) -> BankStatement:
    """Take the readable lines over; those known from another file stay as they are, wrong ones are left out.

    Refused  taken or dropped already, accounts closed
    """
    statement = _waiting(actor, TAKE, statement_id)
    known = set(BankLine.objects.filter(agreement=statement.agreement_id).values_list("digest", flat=True))
    lines = []
    for move, mark in marked(read_back(statement)):
        if move.wrong or move.on is None or move.on > on or mark in known:
            continue
        known.add(mark)
        lines.append(
            BankLine(
                statement=statement,
                agreement_id=statement.agreement_id,
                region_code=statement.region_code,
                moved_on=move.on,
                out_fen=move.out_fen,
                partner=move.partner,
                note=move.note,
                digest=mark,
            )
        )
    BankLine.objects.bulk_create(lines)
    statement.taken_on, statement.read = on, ""
    statement.save(update_fields=["taken_on", "read"])
    return statement


@action(DROP, facts=("statement_id", "on"), subject="statement_id")
def drop_bank_statement(*, actor: Actor, statement_id: UUID, on: date) -> BankStatement:
    """Not this file after all; what was read of it is not kept."""
    statement = _waiting(actor, DROP, statement_id)
    statement.dropped_on, statement.read = on, ""
    statement.save(update_fields=["dropped_on", "read"])
    return statement


@action(MATCH, facts=("line_id", "expense_id"), subject="line_id")
def match_bank_line(*, actor: Actor, line_id: UUID, expense_id: UUID | None) -> BankLine:
    """Say which expense a line of the bank paid; None: none after all.

    Refused  another amount, an expense that was reversed or that another line is named for, accounts closed
    """
    found = BankLine.objects.visible_to(actor, MATCH).select_related("statement").get(pk=line_id)
    _open_project(actor, MATCH, found.statement.project_id)
    line = BankLine.objects.locked(actor, MATCH, line_id)
    if expense_id is None:
        line.expense = None
    else:
        expense = (
            Expense.objects.visible_to(actor, MATCH)
            .select_related("entry")
            .get(pk=expense_id, agreement=line.agreement_id, entry__reversed_by__isnull=True)
        )
        if expense.entry.amount_fen != line.out_fen:
            raise Refused(
                f"流水是 {yuan(line.out_fen)} 元，支出是 {yuan(expense.entry.amount_fen)} 元，对不上。",
                code="contracts.match-amount",
            )
        if BankLine.objects.filter(expense=expense).exclude(pk=line.pk).exists():
            raise Refused("这笔支出已经对上另一行流水。", code="contracts.match-taken")
        line.expense = expense
    line.save(update_fields=["expense"])
    return line


def _waiting(actor: Actor, verb: str, statement_id: UUID) -> BankStatement:
    found = BankStatement.objects.visible_to(actor, verb).get(pk=statement_id)
    _open_project(actor, verb, found.project_id)
    statement = BankStatement.objects.locked(actor, verb, statement_id)
    if statement.taken_on or statement.dropped_on:
        raise Refused("这份流水已经处理过了。", code="contracts.bank-done")
    return statement
