"""The money of the demo county: last year's accounts closed, this year's on their way, the agency about to advance wages.

Nothing happens where no agreement was signed. Amounts of this year follow the picture of the project page: of 242 万 the
county has paid 96.80, and about 93.9 are spent after five pay days.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

import xlsxwriter

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.contracts.actions import (
    book,
    close_project,
    correct_expense,
    decide_subsidy,
    enter_expense,
    match_bank_line,
    note_fund,
    propose_subsidy,
    receive_subsidy,
    send_money_statement,
    set_budget,
    take_bank_statement,
    upload_bank_statement,
)
from yizhan.contracts.models import Agreement, AgreementStation, BankLine, Entry, Expense, Project
from yizhan.contracts.rules.budgets import Line, headings_of
from yizhan.contracts.rules.subsidies import subsidy_rules
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import Actor
from yizhan.kernel.money import fen
from yizhan.kernel.period import Period

PAY_DAY = 15
HUNDRED_YUAN = 10_000
LABOUR = "人力服务费用"
WAGES = fen("12660")
"""A month of one station's people, pay and insurances."""
MONTHLY = {
    "活动与服务": ("1.62万", "1.90万", "1.75万", "2.05万", "1.80万"),
    "督导培训": ("0.80万", "0.60万", "0.95万", "0.70万", "0.80万"),
    "办公设备": ("2.60万", "0.96万", "0.40万", "0.25万", "0.15万"),
    "交通差旅": ("0.90万", "0.95万", "1.05万", "1.10万", "0.90万"),
    "宣传标识": ("0.85万", "0.38万", "0.30万", "0.25万", "0.25万"),
}
BUDGET = {LABOUR: "16.2万", "活动与服务": "2.4万", "督导培训": "1万", "办公设备": "1万", "交通差旅": "0.8万", "宣传标识": "0.6万"}  # fmt: skip
SHOPS = {
    "活动与服务": ("小组和社区活动用品", "示例山货文具店"),
    "督导培训": ("外请督导授课", "示例社工督导中心"),
    "办公设备": ("办公设备和耗材", "示例电脑店"),
    "交通差旅": ("下村交通", "示例客运站"),
    "宣传标识": ("宣传折页和展板", "示例广告店"),
}
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)
FIRST_PART, SECOND_PART, LAST_PART = 40, 40, 20


def keep_accounts(county: County, *, today: date) -> None:
    """The accounts of every service year of the place, the oldest first; a year that is long over is closed."""
    for project in Project.objects.filter(region_code=county.place.code).order_by("first_on"):
        for agreement in Agreement.objects.filter(project=project).exclude(state=Agreement.State.DRAFT):
            Accounts(county, project, agreement, today).play()
        closing = project.last_on + timedelta(days=31)
        if project.closed_on is None and closing < today and Entry.objects.filter(project=project).exists():
            _subsidy(county, project, closing)
            close_project(actor=county.actor(closing), project_id=project.pk, closing_on=closing, on=closing)


def _subsidy(county: County, project: Project, on: date) -> None:
    """The county's own subsidy for the year that was evaluated, before its accounts are closed."""
    office = county.actor(on)
    if not any(
        rule.id == "funding.subsidy" for rule in subsidy_rules(region_code=project.region_code, on=on)
    ):
        return
    one = propose_subsidy(actor=office, project_id=project.pk, rule_id="funding.subsidy", on=on)
    decide_subsidy(
        actor=office,
        subsidy_id=one.pk,
        granted=True,
        fen=one.reckoned_fen,
        document="示例财〔2026〕31号",
        on=on,
    )
    receive_subsidy(actor=office, subsidy_id=one.pk, moved_on=on, on=on)


@cache
def _accountant(agency: UUID, month: date) -> Actor:
    """Nobody's grants change within the played year, so each is asked for once a month."""
    user = User.objects.filter(organisation=agency, grants__role="agency_finance").order_by("pk").first()
    assert user is not None
    return actor_for(user, month)


@dataclass
class Accounts:
    """One agreement's money, day by day as it would have been written down."""

    county: County
    project: Project
    agreement: Agreement
    today: date

    def play(self) -> None:
        headings = headings_of(region_code=self.project.region_code, on=self.agreement.first_on)
        parts = list(
            AgreementStation.objects.filter(agreement=self.agreement).order_by("station__region_code")
        )
        if set(BUDGET) - set(headings.names) or not parts or self.project.first_on > self.today:
            return
        self.stations = [part.station_id for part in parts]
        self.joined = {part.station_id: part.from_on or self.agreement.first_on for part in parts}
        self.rng = random.Random(str(self.agreement.first_on))  # noqa: S311  the same demo every time
        self.end = min(self.today, self.project.last_on)
        self._promise()
        self._budget({part.station_id: part.amount_fen for part in parts})
        self._pay()
        for place, month in enumerate(self._months()):
            self._spend(place, month)
        self._slips()
        for month in self._months():
            if month.last < self.today and month.last <= self.project.last_on:
                self._hand_in(month)
        if self.project.last_on + timedelta(days=20) < self.today:
            sent = self.project.last_on + timedelta(days=20)
            send_money_statement(
                actor=self._agency(sent), agreement_id=self.agreement.pk, kind="YEAR", on=sent
            )
        else:
            self._bank()

    def _months(self) -> Iterator[Period]:
        month = Period.month_of(self.project.first_on)
        while month.first <= self.end:
            yield month
            month = month.next_month()

    def _agency(self, day: date) -> Actor:
        return _accountant(self.agreement.provider_id, day.replace(day=1))

    def _promise(self) -> None:
        day = self.project.first_on
        note_fund(
            actor=self.county.actor(day),
            project_id=self.project.pk,
            source="县级财政预算资金",
            payer="县级财政",
            planned_fen=self.agreement.amount_fen,
            matching=True,
            document="示财社〔虚构〕12号",
            on=day,
        )

    def _budget(self, amounts: dict[UUID, int]) -> None:
        """By station where each gets the document's price, or its part of it for the months it is there; else not at all."""
        by_station = {name: fen(text) for name, text in BUDGET.items()}
        whole = sum(by_station.values())
        if any(amount * 12 % whole for amount in amounts.values()):
            return
        day = self.project.first_on
        set_budget(
            actor=self._agency(day),
            agreement_id=self.agreement.pk,
            lines=[
                Line(
                    name,
                    amount * part // whole,
                    str(station),
                    "3人×5.4万元" if name == LABOUR and part == whole else "",
                )
                for station, part in amounts.items()
                for name, amount in by_station.items()
            ],
            on=day,
        )

    def _pay(self) -> None:
        """What came in for the project; what the agency was paid, unless its instalments were paid already."""
        whole = self.agreement.amount_fen
        paid = Entry.objects.filter(agreement=self.agreement, kind=Entry.Kind.RECEIVED)
        due = [(self.project.first_on + timedelta(days=9), FIRST_PART, "第一期项目款")]
        if self.project.last_on < self.today:
            due += [
                (self.project.first_on + timedelta(days=170), SECOND_PART, "第二期项目款"),
                (self.project.last_on, LAST_PART, "第三期项目款"),
            ]
        is_paid = paid.exists()
        for day, percent, what in due:
            if day > self.today:
                continue
            amount = whole * percent // 100
            actor = self.county.actor(day)
            book(
                actor=actor,
                project_id=self.project.pk,
                kind=Entry.Kind.ALLOCATED,
                amount_fen=amount,
                on=day,
                what="县财政拨款到账（演示）",
                source="县级财政预算资金",
                moved_on=day - timedelta(days=4),
            )
            if not is_paid:
                book(
                    actor=actor,
                    project_id=self.project.pk,
                    kind=Entry.Kind.RECEIVED,
                    amount_fen=amount,
                    on=day,
                    what=f"{what}（演示）",
                    agreement_id=self.agreement.pk,
                )

    def _spend(self, place: int, month: Period) -> None:
        pay_day = month.first.replace(day=PAY_DAY)
        if pay_day <= self.today:
            wages = f"{month.label}工资和保险"
            if self.project.last_on < self.today:  # of a year that is over, the sum is enough
                self._enter(LABOUR, self._wages(place) * self._there(month), pay_day, wages, "示例代发工资户")
            else:
                for station in self.stations:
                    self._enter(LABOUR, self._wages(place), pay_day, wages, "示例站工资户", station=station)
        for number, (heading, amounts) in enumerate(MONTHLY.items()):
            day = month.first + timedelta(days=4 + number * 2)
            if day > self.today:
                continue
            what, payee = SHOPS[heading]
            amount = self._share(fen(amounts[place % len(amounts)]))
            if self.project.last_on < self.today:  # last year ended within its budget
                month_of_budget = fen(BUDGET[heading]) * self._there(month) // 12
                amount = min(amount, month_of_budget // HUNDRED_YUAN * HUNDRED_YUAN)
            self._enter(heading, amount, day, what, payee, invoice=True)

    def _there(self, month: Period) -> int:
        """How many stations the agreement is for in that month."""
        return sum(joined <= month.last for joined in self.joined.values())

    def _wages(self, place: int) -> int:
        """Last year's people were paid to the last fen of their budget; this year's rate is that of the picture."""
        if self.project.last_on >= self.today:
            return WAGES
        whole = fen(BUDGET[LABOUR])
        month = whole // 12
        return whole - month * 11 if place == 11 else month

    def _share(self, amount: int) -> int:
        """The picture is of eleven stations."""
        return amount * len(self.stations) // 11 // 100 * 100

    def _enter(
        self,
        heading: str,
        amount: int,
        day: date,
        what: str,
        payee: str,
        *,
        station: UUID | None = None,
        invoice: bool = False,
        paper: bool = True,
    ) -> Expense:
        return enter_expense(
            actor=self._agency(day),
            agreement_id=self.agreement.pk,
            amount_fen=amount,
            paid_on=day,
            heading=heading,
            what=f"{what}（演示）",
            payee=payee,
            station_id=station,
            invoice_number=f"示例{day:%Y%m%d}{self.rng.randrange(10**6):06d}" if invoice else "",
            why_no_invoice="" if invoice else "工资表",
            on=day,
            file_name="凭证.png" if paper else "",
            content=PICTURE + str(self.rng.random()).encode() if paper else b"",
        )

    def _slips(self) -> None:
        """What happens to everybody: an amount typed the wrong way round, a receipt not photographed yet."""
        if self.project.last_on < self.today or self.today < self.project.first_on + timedelta(days=60):
            return
        day = self.today - timedelta(days=9)
        wrong = self._enter("交通差旅", fen("850"), day, "下村租车", "示例客运站", invoice=True)
        anew = {
            "amount_fen": fen("580"),
            "paid_on": day,
            "heading": "交通差旅",
            "what": "下村租车（演示）",
            "payee": "示例客运站",
            "invoice_number": wrong.invoice_number,
        }
        later = self.today - timedelta(days=6)
        correct_expense(
            actor=self._agency(later), expense_id=wrong.pk, because="金额写反了", on=later, anew=anew
        )
        self._enter("活动与服务", fen("460"), later, "重阳节活动补买", "示例超市", invoice=True, paper=False)

    def _hand_in(self, month: Period) -> None:
        day = month.last + timedelta(days=8)
        if day <= self.today:
            send_money_statement(
                actor=self._agency(day),
                agreement_id=self.agreement.pk,
                kind="MONTH",
                month=month.first,
                on=day,
            )

    def _bank(self) -> None:
        """Last month's statement of the account, taken over and held against what was entered, but for two lines."""
        last = Period.month_of(self.today).previous_month()
        rows = list(
            Expense.objects.filter(
                agreement=self.agreement, entry__moved_on__gte=last.first, entry__moved_on__lte=last.last
            )
            .select_related("entry")
            .order_by("entry__moved_on", "id")
        )
        if not rows:
            return
        actor = self._agency(self.today)
        content = _statement([(one.entry.moved_on, one.entry.amount_fen, one.payee) for one in rows])
        read = upload_bank_statement(
            actor=actor,
            agreement_id=self.agreement.pk,
            file_name=f"{last.label}银行流水（演示）.xlsx",
            content=content,
            on=self.today,
        )
        take_bank_statement(actor=actor, statement_id=read.pk, on=self.today)
        free = {(line.moved_on, line.out_fen): [] for line in BankLine.objects.filter(statement=read)}  # type: ignore[var-annotated]
        for line in BankLine.objects.filter(statement=read).order_by("id"):
            free[line.moved_on, line.out_fen].append(line.pk)
        for one in rows[:-2]:
            key = (one.entry.moved_on, one.entry.amount_fen)
            match_bank_line(actor=actor, line_id=free[key].pop(), expense_id=one.pk)


def _statement(rows: list[tuple[date, int, str]]) -> bytes:
    """A workbook as banks hand them out."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book_:
        sheet = book_.add_worksheet("明细")
        sheet.write_row(0, 0, ["示例银行活期存款账户交易明细（演示）"])
        sheet.write_row(1, 0, ["交易日期", "借方发生额", "贷方发生额", "对方户名", "摘要", "交易流水号"])
        for place, (day, out, payee) in enumerate(rows, start=2):
            sheet.write_row(place, 0, [day.isoformat(), out / 100, "", payee, "转账", f"SL{place:06d}"])
    return target.getvalue()
