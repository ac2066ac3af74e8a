"""Expenses with their vouchers, and the lines of the bank they are held against."""

from django.db import models
from django.db.models import Q

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.entries import Entry
from yizhan.contracts.models.projects import Project
from yizhan.privacy.fields import DigestField, EncryptedJSONField, EncryptedTextField


class Expense(ContractRow):
    """One expense of an agency (支出); amount, day, heading, station and purpose stand in its entry of the ledger.

    A wrong one is reversed and entered anew: `follows` leads from the new one to the wrong one.
    payee_digest, invoice_digest  found again without being read: whom else it was paid to, the same invoice elsewhere
    flags                         what the region's rules asked about when it was entered, each with its clause
    """

    PARTY_PATHS = ("agreement__provider_id",)

    project = models.ForeignKey(Project, models.PROTECT, related_name="expenses")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="expenses")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="expense")
    payee = EncryptedTextField()
    payee_digest = DigestField(db_index=True)
    invoice_number = EncryptedTextField(blank=True)
    invoice_digest = DigestField(db_index=True)
    why_no_invoice = models.CharField(max_length=120, blank=True)
    flags: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(
        default=list, blank=True
    )
    entered_by = models.CharField(max_length=120)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_expense_without_an_invoice_says_why",
                condition=(~Q(invoice_digest="") & Q(why_no_invoice=""))
                | (Q(invoice_digest="") & ~Q(why_no_invoice="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class BankStatement(ContractRow):
    """A statement of the agency's account as the bank gave it (银行流水): looked at first, then taken over or dropped.

    read  the lines of the file as they were read, until they are taken over
    """

    PARTY_PATHS = ("agreement__provider_id",)

    project = models.ForeignKey(Project, models.PROTECT, related_name="bank_statements")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="bank_statements")
    file_name = models.CharField(max_length=120)
    read = EncryptedJSONField(blank=True, default="")
    lines_read = models.PositiveIntegerField()
    uploaded_on = models.DateField()
    uploaded_by = models.CharField(max_length=120)
    taken_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_bank_statement_is_not_both_taken_and_dropped",
                condition=Q(taken_on__isnull=True) | Q(dropped_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class BankLine(ContractRow):
    """One movement of the account. Paid out: above zero; paid in: below zero.

    digest   day, amount, serial number and partner: the same line is taken over once
    expense  what it paid, once a person said so
    """

    PARTY_PATHS = ("agreement__provider_id",)

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="bank_lines")
    moved_on = models.DateField()
    out_fen = models.BigIntegerField()
    partner = EncryptedTextField(blank=True)
    note = EncryptedTextField(blank=True)
    digest = DigestField()
    expense = models.OneToOneField(Expense, models.PROTECT, null=True, related_name="bank_line")

    class Meta:
        indexes = [models.Index(name="bank_lines_of_an_agreement", fields=["agreement", "moved_on"])]
        constraints = [
            models.UniqueConstraint(name="a_line_of_the_bank_is_taken_once", fields=["agreement", "digest"]),
            models.CheckConstraint(name="a_line_of_the_bank_moves_money", condition=~Q(out_fen=0)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def in_fen(self) -> int:
        return -self.out_fen
