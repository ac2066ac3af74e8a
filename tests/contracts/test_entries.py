"""The ledger: rows are only added, totals are always the sum of the entries, whoever books and reverses."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from tests.contracts.ledger import DAY, WAN, Ground, agreed_project
from tests.people import CITY, FINANCE, MANAGER, QIAN, QIFANG_STATION, YACHA_STATION, ZHAO, others
from yizhan.contracts.actions import book, close_project, end_agreement, reverse_entry
from yizhan.contracts.models import Agreement, Entry, LedgerIsOnlyAddedTo
from yizhan.contracts.rules.entries import Purse
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def ground(world: Any) -> Ground:
    return agreed_project()


def paid(ground: Ground, fen: int = 96_80 * WAN // 100, **more: Any) -> Entry:
    given = {"kind": "RECEIVED", "what": "第一期项目款", "agreement_id": ground.agreement.pk, "on": DAY}
    return book(actor=ZHAO, project_id=ground.project.pk, amount_fen=fen, **{**given, **more})


def spent(ground: Ground, fen: int = 5_400_00, *, actor: Actor = FINANCE, **more: Any) -> Entry:
    given = {
        "kind": "SPENT",
        "what": "7月工资",
        "heading": "人力服务费用",
        "on": DAY,
        "station_id": YACHA_STATION,
    }
    return book(
        actor=actor,
        project_id=ground.project.pk,
        amount_fen=fen,
        **{"agreement_id": ground.agreement.pk, **given, **more},
    )


def purse(ground: Ground) -> Purse:
    return Purse.of(Entry.objects.filter(project=ground.project).fen_by("kind"))


def test_what_was_paid_and_what_was_spent_make_what_the_agency_has_on_hand(ground: Ground) -> None:
    paid(ground, 10_000_00)
    spent(ground, 5_400_01)
    spent(ground, 99)
    assert purse(ground).on_hand == 10_000_00 - 5_400_01 - 99


def test_a_mistake_is_taken_back_by_an_entry_of_its_own_and_both_stay(ground: Ground) -> None:
    wrong = spent(ground, 500_00)
    back = reverse_entry(actor=FINANCE, entry_id=wrong.pk, because="科目选错", on=DAY)
    assert (back.reverses_id, back.amount_fen, back.because) == (wrong.pk, 500_00, "科目选错")
    assert Entry.objects.count() == 2
    assert purse(ground).spent == 0
    assert not Entry.objects.filter(project=ground.project).standing().exists()


def test_a_reversal_counts_on_its_own_day_so_that_no_reported_month_changes(ground: Ground) -> None:
    wrong = spent(ground, 500_00, moved_on=date(2026, 9, 3))
    reverse_entry(actor=FINANCE, entry_id=wrong.pk, because="科目选错", on=DAY)
    until_september = Entry.objects.filter(project=ground.project, moved_on__lte=date(2026, 9, 30))
    assert until_september.fen() == 500_00


@pytest.mark.refuses("contracts.reverse_entry")
def test_reversing_twice_and_reversing_a_reversal_are_refused(ground: Ground) -> None:
    wrong = spent(ground)
    back = reverse_entry(actor=FINANCE, entry_id=wrong.pk, because="重复登记", on=DAY)
    with pytest.raises(Refused, match="已于 2026年11月20日 冲销，不能再冲一次"):
        reverse_entry(actor=FINANCE, entry_id=wrong.pk, because="重复登记", on=DAY)
    with pytest.raises(Refused, match="本身就是冲销"):
        reverse_entry(actor=FINANCE, entry_id=back.pk, because="又不冲了", on=DAY)
    with pytest.raises(Refused, match="为什么冲销"):
        reverse_entry(actor=FINANCE, entry_id=spent(ground).pk, because=" ", on=DAY)


def test_the_database_itself_takes_no_second_reversal(ground: Ground) -> None:
    wrong = spent(ground)
    back = reverse_entry(actor=FINANCE, entry_id=wrong.pk, because="重复登记", on=DAY)
    facts = {each.attname: getattr(back, each.attname) for each in Entry._meta.concrete_fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**{**facts, "id": uuid4(), "request_id": uuid4()})


@pytest.mark.requirement("R369")
def test_an_entry_is_neither_changed_nor_deleted(ground: Ground) -> None:
    entry = spent(ground)
    entry.amount_fen = 1
    changes: tuple[Callable[[], object], ...] = (
        entry.save,
        entry.delete,
        lambda: Entry.objects.filter(pk=entry.pk).update(amount_fen=1),
        lambda: Entry.objects.bulk_update([entry], ["amount_fen"]),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    )
    for change in changes:
        with pytest.raises(LedgerIsOnlyAddedTo):
            change()
    assert Entry.objects.get(pk=entry.pk).amount_fen == 5_400_00


def test_an_entry_follows_its_division_into_another(ground: Ground) -> None:
    spent(ground)
    assert Entry.objects.filter(project=ground.project).update(region_code="469025") == 1


@pytest.mark.refuses("contracts.book")
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"amount_fen": 0}, "金额要大于零"),
        ({"amount_fen": -5}, "金额要大于零"),
        ({"moved_on": DAY + timedelta(days=1)}, "不能晚于今天"),
        ({"what": "  "}, "写明这笔钱是什么"),
        ({"heading": ""}, "选预算科目"),
        ({"agreement_id": None}, "选服务协议"),
        ({"station_id": QIFANG_STATION}, "不在这份协议里"),
        ({"kind": "RECEIVED"}, "由购买方登记"),
    ],
)
def test_what_cannot_be_booked_says_why(ground: Ground, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        spent(ground, **{"fen" if key == "amount_fen" else key: value for key, value in wrong.items()})
    assert not Entry.objects.exists()


def test_each_side_books_its_own_kinds(ground: Ground) -> None:
    with pytest.raises(Refused, match="由承接机构自己登记"):
        spent(ground, actor=ZHAO)
    entry = spent(ground)
    with pytest.raises(Refused, match="由承接机构自己登记"):
        reverse_entry(actor=ZHAO, entry_id=entry.pk, because="看着不对", on=DAY)


def test_money_of_another_agency_and_of_another_county_is_out_of_sight(ground: Ground) -> None:
    theirs = paid(ground, agreement_id=ground.other.pk)
    with pytest.raises(Agreement.DoesNotExist):
        spent(ground, agreement_id=ground.other.pk, station_id=None)
    with pytest.raises(Entry.DoesNotExist):
        reverse_entry(actor=FINANCE, entry_id=theirs.pk, because="不是我的", on=DAY)
    with pytest.raises(Entry.DoesNotExist):
        reverse_entry(actor=QIAN, entry_id=theirs.pk, because="不是我的", on=DAY)


@pytest.mark.parametrize("nobody", others("county", "agency_manager", "agency_finance"))
def test_others_book_nothing(ground: Ground, nobody: Actor) -> None:
    with pytest.raises(NotAllowed):
        spent(ground, actor=nobody)
    with pytest.raises(NotAllowed):
        reverse_entry(actor=nobody, entry_id=uuid4(), because="看着不对", on=DAY)


def test_the_city_books_nothing() -> None:
    assert not CITY.may("contracts.book")


def test_after_the_accounts_are_closed_nothing_is_booked(ground: Ground) -> None:
    entry = spent(ground)
    for each in (ground.agreement, ground.other):
        end_agreement(actor=ZHAO, agreement_id=each.pk, on=date(2027, 8, 1))
    close_project(actor=ZHAO, project_id=ground.project.pk, closing_on=date(2027, 7, 31), on=date(2027, 8, 1))
    for late in (
        lambda: spent(ground, on=date(2027, 8, 2)),
        lambda: spent(ground, on=date(2027, 8, 2), moved_on=date(2027, 6, 1)),
        lambda: reverse_entry(actor=FINANCE, entry_id=entry.pk, because="迟了", on=date(2027, 8, 2)),
    ):
        with pytest.raises(Refused, match="已于 2027年07月31日 关账"):
            late()
    assert purse(ground).spent == 5_400_00


def test_an_agreement_that_is_not_signed_has_no_accounts(ground: Ground) -> None:
    Agreement.objects.filter(pk=ground.agreement.pk).update(state="DRAFT", signed_on=None)
    with pytest.raises(Refused, match="还没有签订"):
        spent(ground)


def test_a_request_sent_twice_is_booked_once_and_stands_for_no_other_money(ground: Ground) -> None:
    request = uuid4()
    one = spent(ground, request_id=request)
    assert spent(ground, request_id=request).pk == one.pk
    with pytest.raises(Refused, match="已经记过另一笔账"):
        spent(ground, 1, request_id=request)
    assert Entry.objects.count() == 1


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["pay", "spend", "reverse"]),
        st.sampled_from([FINANCE, MANAGER]),
        st.integers(1, 10**9),
        st.integers(0, 10),
    ),
    max_size=25,
)


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_two_accountants_do_nothing_is_lost_and_no_cent_is_wrong(
    ground: Ground, moves: list[tuple[str, Actor, int, int]]
) -> None:
    with transaction.atomic():
        want: Counter[str] = Counter()
        made: list[Entry] = []
        undone: set[Any] = set()
        refused = 0
        for what, accountant, fen, place in moves:
            if what == "pay":
                made.append(paid(ground, fen))
                want["RECEIVED"] += fen
            elif what == "spend":
                made.append(spent(ground, fen, actor=accountant))
                want["SPENT"] += fen
            elif made:
                entry = made[place % len(made)]
                actor = accountant if entry.kind == "SPENT" else ZHAO
                try:
                    reverse_entry(actor=actor, entry_id=entry.pk, because="登记错了", on=DAY)
                except Refused:
                    assert entry.pk in undone
                    refused += 1
                else:
                    assert entry.pk not in undone
                    undone.add(entry.pk)
                    want[entry.kind] -= entry.amount_fen
        entries = Entry.objects.filter(project=ground.project)
        sums = entries.fen_by("kind")
        assert {kind: fen for kind, fen in sums.items() if fen} == {k: fen for k, fen in want.items() if fen}
        assert all(fen >= 0 for fen in sums.values())
        assert purse(ground).on_hand == want["RECEIVED"] - want["SPENT"]
        assert entries.count() == len(made) + len(undone)
        assert sum(each.amount_fen for each in entries.standing()) == entries.fen()
        assert sum(entries.fen_by("heading", "station_id").values()) == entries.fen()
        transaction.set_rollback(True)
