"""Bank statements: uploaded, looked at line by line, taken over, held against expenses."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import (
    drop_bank_statement,
    match_bank_line,
    take_bank_statement,
    upload_bank_statement,
)
from yizhan.contracts.models import BankLine, BankStatement
from yizhan.contracts.queries.bank import marked, read_back
from yizhan.contracts.queries.expenses import bank_lines_of, bank_statements_of, expenses_without_bank
from yizhan.contracts.queries.money import VIEW
from yizhan.contracts.rules.bank import MOST_BYTES, Paid, alike, suggestions
from yizhan.papers.rules import Cell, Heading, Table
from yizhan.web.contracts.money.forms import BankForm
from yizhan.web.contracts.money.parts import agreement_with_money, excel
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Filter, Listing, Sort
from yizhan.web.stations.forms import attempt

MOST_MATCHED = 500


@requires(VIEW)
def bank_page(request: ActorRequest, project_id: UUID, agreement_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    agreement = agreement_with_money(actor, project_id, agreement_id)
    form = BankForm(request.POST or None, request.FILES or None)
    may = actor.may("contracts.upload_bank_statement") and agreement.project.closed_on is None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        done = attempt(
            form,
            lambda: upload_bank_statement(
                actor=actor,
                agreement_id=agreement.pk,
                file_name=upload.name,
                content=upload.read(MOST_BYTES + 1),
                on=on,
            ),
        )
        if done is not None:
            return redirect("contract-bank-statement", done.pk)
    listing: Listing[BankLine] = Listing(
        request,
        bank_lines_of(actor=actor, agreement=agreement),
        sorts=(Sort("day", _("日期"), "-moved_on"), Sort("amount", _("金额"), "-out_fen")),
        filters=(
            Filter(
                "state",
                _("状态"),
                (("open", _("没对上的支出")), ("matched", _("对上了")), ("in", _("收入"))),
                lambda rows, value: rows.filter(out_fen__lt=0)
                if value == "in"
                else rows.filter(out_fen__gt=0, expense__isnull=value == "open"),
            ),
        ),
    )  # fmt: skip
    free = list(expenses_without_bank(actor=actor, agreement=agreement)[:MOST_MATCHED])
    open_lines = [
        (str(line.pk), line.out_fen, line.moved_on)
        for line in bank_lines_of(actor=actor, agreement=agreement).filter(
            expense__isnull=True, out_fen__gt=0
        )[:MOST_MATCHED]
    ]
    hints = suggestions(
        open_lines, [Paid(str(one.pk), one.entry.amount_fen, one.entry.moved_on) for one in free]
    )
    by_key = {str(one.pk): one for one in free}
    facts = {
        "project": agreement.project,
        "agreement": agreement,
        "form": form,
        "may": may,
        "waiting": [
            each for each in bank_statements_of(actor=actor, agreement=agreement) if each.taken_on is None
        ],
        "listing": listing,
        "rows": [(line, by_key.get(hints.get(str(line.pk), ""))) for line in listing.rows],
        "hints": len(hints),
        "unseen": free[:20],
        "unseen_count": len(free),
    }
    return render(
        request, "contracts/money/bank.html", facts, status=422 if form.is_bound and form.errors else 200
    )


@requires(VIEW)
def bank_statement(request: ActorRequest, statement_id: UUID) -> HttpResponse:
    """Each line with its fate, before anything is kept; the refused ones as a file."""
    actor, on = request.actor, localdate()
    statement = get_object_or_404(
        BankStatement.objects.visible_to(actor, VIEW).select_related("agreement__project"),
        pk=statement_id,
        taken_on=None,
        dropped_on=None,
    )
    known = set(
        BankLine.objects.visible_to(actor, VIEW)
        .filter(agreement=statement.agreement_id)
        .values_list("digest", flat=True)
    )
    rows = []
    read = read_back(statement)
    twins = alike(read)
    for move, mark in marked(read):
        if move.wrong:
            fate = ("bad", _("不导入"), move.wrong)
        elif move.on is not None and move.on > on:
            fate = ("bad", _("不导入"), _("日期在今天之后"))
        elif mark in known:
            fate = ("idle", _("已有"), _("以前导入过"))
        else:
            fate = ("good", _("新的"), "")
            if move.row in twins:
                said = _("和第 %(row)s 行一模一样，流水号也相同；是同一笔的，请在文件里删掉一行再传")
                fate = ("warn", _("新的"), said % {"row": twins[move.row]})
        rows.append((move, fate))
    refused = [(move, fate[2]) for move, fate in rows if fate[0] == "bad"]
    if request.GET.get("refused"):
        headings = [
            Heading(_("行"), "number"), Heading(_("日期")), Heading(_("支出（元）"), "money"), Heading(_("对方")),
            Heading(_("摘要")), Heading(_("为什么没导入")),
        ]  # fmt: skip
        told: list[list[Cell]] = [
            [move.row, str(move.on or ""), move.out_fen / 100, move.partner, move.note, why]
            for move, why in refused
        ]
        return excel(_("没导入的流水"), Table(_("没导入的流水"), headings, told))
    facts = {
        "statement": statement,
        "agreement": statement.agreement,
        "project": statement.agreement.project,
        "rows": rows[:200],
        "more": max(0, len(rows) - 200),
        "new": sum(fate[0] in ("good", "warn") for _move, fate in rows),
        "known": sum(fate[0] == "idle" for _move, fate in rows),
        "refused": len(refused),
        "may": actor.may("contracts.take_bank_statement"),
    }
    return render(request, "contracts/money/bank_statement.html", facts)


@requires("contracts.take_bank_statement")
@require_POST
def bank_take(request: ActorRequest, statement_id: UUID) -> HttpResponse:
    done = take_bank_statement(actor=request.actor, statement_id=statement_id, on=localdate())
    messages.success(request, _("流水导入好了。"))
    return redirect("contract-bank", done.project_id, done.agreement_id)


@requires("contracts.drop_bank_statement")
@require_POST
def bank_drop(request: ActorRequest, statement_id: UUID) -> HttpResponse:
    done = drop_bank_statement(actor=request.actor, statement_id=statement_id, on=localdate())
    messages.success(request, _("没有导入，读到的内容已删除。"))
    return redirect("contract-bank", done.project_id, done.agreement_id)


@requires("contracts.match_bank_line")
@require_POST
def bank_match(request: ActorRequest, line_id: UUID) -> HttpResponse:
    """Name one line for an expense, or take the naming back."""
    wanted = request.POST.get("expense", "")
    line = match_bank_line(actor=request.actor, line_id=line_id, expense_id=UUID(wanted) if wanted else None)
    messages.success(request, _("对上了。") if wanted else _("已取消对应。"))
    return redirect("contract-bank", line.statement.project_id, line.agreement_id)


@requires(VIEW, "contracts.match_bank_line")
@require_POST
def bank_match_all(request: ActorRequest, project_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Follow every suggestion; a person looked at the list before."""
    actor = request.actor
    agreement = agreement_with_money(actor, project_id, agreement_id)
    free = list(expenses_without_bank(actor=actor, agreement=agreement)[:MOST_MATCHED])
    lines = bank_lines_of(actor=actor, agreement=agreement).filter(expense__isnull=True, out_fen__gt=0)
    hints = suggestions(
        [(str(line.pk), line.out_fen, line.moved_on) for line in lines[:MOST_MATCHED]],
        [Paid(str(one.pk), one.entry.amount_fen, one.entry.moved_on) for one in free],
    )
    for line, expense in hints.items():
        match_bank_line(actor=actor, line_id=UUID(line), expense_id=UUID(expense))
    messages.success(request, _("对上 %(count)s 行。") % {"count": len(hints)})
    return redirect("contract-bank", agreement.project_id, agreement.pk)
