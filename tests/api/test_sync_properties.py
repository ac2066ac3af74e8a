"""Two phones, a desk, a bad network: whatever is repeated, cut off, reordered or revoked, nothing that was sent is lost,
nothing counts twice, and the rows are those of the order of arrival."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.test_sync import Phone, changed, command, granny, newcomer, states, visit, worker
from tests.clients.folk import TODAY, number
from tests.people import HEAD, QIFANG_STATION, YACHA_STATION, ZHAO
from tests.world import World, sign_in_as
from yizhan.clients.actions import move_client, update_client
from yizhan.clients.models import Client
from yizhan.devices.models import Command, Difference
from yizhan.devices.queries.versions import client_values
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import enrol_worker, link_account
from yizhan.workforce.models import Worker

__all__ = ["granny", "worker"]

FINAL = {"DONE", "CONFLICT", "REFUSED", "DROPPED"}
FIELDS = ("note", "address", "phone")
VALUES = {
    "note": ["听力不好", "怕狗", "女儿在外"],
    "address": ["示例村二组2号", "示例村三组3号"],
    "phone": ["13800000007", "13800000008"],
}
PAPERS = {0: "46902519550505004", 1: "46902519560606005"}

WHO = st.integers(0, 1)
STEP = st.one_of(
    st.tuples(st.just("visit"), WHO, st.integers(0, 2)),
    st.tuples(st.just("correct"), WHO, st.integers(0, 5)),
    st.tuples(st.just("void"), WHO, st.integers(0, 5)),
    st.tuples(st.just("change"), WHO, st.sampled_from(FIELDS), st.integers(0, 2)),
    st.tuples(st.just("desk"), st.sampled_from(FIELDS), st.integers(0, 2)),
    st.tuples(st.just("both"), WHO, st.sampled_from(FIELDS), st.integers(0, 2)),
    st.tuples(st.just("pull"), WHO),
    st.tuples(st.just("send"), WHO, st.integers(0, 99), st.booleans(), st.integers(1, 9)),
    st.tuples(st.just("send"), WHO, st.integers(0, 99), st.booleans(), st.integers(1, 9)),
    st.tuples(st.just("move")),
)


@dataclass
class Told:
    """A visit as its phone believes it is."""

    sent: dict[str, Any]
    minutes: int
    last: str
    voided: bool = False


@dataclass
class Hand:
    """A phone with its outbox and what it last saw of the old woman's file."""

    phone: Phone
    new_client: str
    outbox: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    visits: list[Told] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)
    version: str = ""

    def write(self, told: dict[str, Any]) -> None:
        self.outbox[told["id"]] = told

    def pull(self, granny: Client) -> None:
        for row in self.phone.pull()["rows"]:
            if row["id"] == str(granny.pk):
                self.version, self.seen = row["version"], client_values(Client.objects.get(pk=granny.pk))


@dataclass
class Model:
    """What the file must say if every command arrived alone, in the order in which they did."""

    values: dict[str, Any]
    arrived: set[str] = field(default_factory=set)
    based: dict[str, dict[str, Any]] = field(default_factory=dict)
    clashes: int = 0
    moved: bool = False

    def takes(self, told: dict[str, Any]) -> None:
        if told["id"] in self.arrived:
            return
        self.arrived.add(told["id"])
        if told["verb"] != "clients.update_client" or self.moved:
            return
        for name, value in told["body"]["changes"].items():
            if self.values[name] == value:
                continue
            if self.based[told["id"]].get(name) == self.values[name]:
                self.values[name] = value
            else:
                self.clashes += 1


@pytest.fixture
def colleague(world: World) -> Worker:
    made = enrol_worker(
        actor=HEAD,
        station_id=YACHA_STATION,
        name="示例同事",
        id_number=number("46902519960202002"),
        education="BACHELOR",
        post="DEPUTY",
        started_on=date(2025, 1, 1),
        on=TODAY,
        major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )
    return link_account(actor=ZHAO, worker_id=made.pk, user_id=world.account_of("deputy_head").pk)


@pytest.fixture
def browsers(world: World, worker: Worker, colleague: Worker) -> list[Browser]:
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=world.account_of("worker").pk)
    return [sign_in_as(Browser(), world.account_of(role)) for role in ("worker", "deputy_head")]


@contextmanager
def undone_afterwards() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def hands_of(browsers: list[Browser], granny: Client) -> list[Hand]:
    hands = []
    for place, browser in enumerate(browsers):
        told = newcomer(id_number=number(PAPERS[place]), name=f"示例新人{'甲乙'[place]}")
        hands.append(Hand(Phone(browser), told["body"]["client_id"]))
        hands[-1].write(told)
        hands[-1].pull(granny)
    return hands


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=3, max_size=22), seed=st.integers(0, 9_999))
def test_any_interleaving_loses_nothing_and_doubles_nothing(
    browsers: list[Browser], granny: Client, steps: list[tuple[Any, ...]], seed: int
) -> None:
    with undone_afterwards():
        hands = hands_of(browsers, granny)
        model = Model(client_values(Client.objects.get(pk=granny.pk)))
        for step in steps:
            _play(step, hands, model, granny)
        dice = random.Random(seed)
        for _ in range(2):  # back in the valley's mouth: everything unanswered goes out, twice, in some order
            for hand in hands:
                _send(hand, model, dice=dice, lost=False, most=50)
        _nothing_lost(hands)
        _nothing_doubled(hands)
        _order_of_arrival(model, granny)
        _revoked(hands, model, granny)


def _play(step: tuple[Any, ...], hands: list[Hand], model: Model, granny: Client) -> None:
    match step:
        case ("visit", who, whom):
            hand = hands[who]
            target = [str(granny.pk), hands[0].new_client, hands[1].new_client][whom]
            told = visit(target)
            hand.visits.append(Told(told, 30, told["id"]))
            hand.write(told)
        case ("correct", who, which) if live := [each for each in hands[who].visits if not each.voided]:
            one = live[which % len(live)]
            one.minutes += 1
            body = {
                "service_id": one.sent["body"]["service_id"],
                "reason": "补记",
                "changes": {"minutes": one.minutes},
            }
            told = command("services.correct_service", body, seen_version=f"@{one.last}")
            one.last = told["id"]
            hands[who].write(told)
        case ("void", who, which) if live := [each for each in hands[who].visits if not each.voided]:
            one = live[which % len(live)]
            one.voided = True
            body = {"service_id": one.sent["body"]["service_id"], "reason": "记错了"}
            hands[who].write(command("services.void_service", body, seen_version=f"@{one.last}"))
        case ("change", who, name, value):
            told = changed(granny, hands[who].version, **{name: VALUES[name][value % len(VALUES[name])]})
            model.based[told["id"]] = dict(hands[who].seen)
            hands[who].write(told)
        case ("desk", name, value) if not model.moved:
            new = VALUES[name][value % len(VALUES[name])]
            update_client(actor=HEAD, client_id=granny.pk, on=localdate(), changes={name: new})
            model.values[name] = new
        case ("both", who, name, value) if not model.moved:
            _play(("pull", who), hands, model, granny)
            _play(("desk", name, value), hands, model, granny)
            _play(("change", who, name, value + 1), hands, model, granny)
        case ("pull", who):
            hands[who].pull(granny)
        case ("send", who, seed, lost, most):
            _send(hands[who], model, dice=random.Random(seed), lost=lost, most=most)
        case ("move",) if not model.moved:
            move_client(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=localdate())
            model.moved = True


def _send(hand: Hand, model: Model, *, dice: random.Random, lost: bool, most: int) -> None:
    """Some of the outbox in some order, one of them twice; a lost answer leaves everything in the outbox."""
    batch = list(hand.outbox.values())
    dice.shuffle(batch)
    batch = batch[:most]
    if not batch:
        return
    batch.append(dice.choice(batch))
    for told in batch:
        model.takes(told)
    answers = hand.phone.send(*batch)
    for told, answer in zip(batch, answers, strict=True):
        before = hand.answers.get(told["id"])
        if before is not None and before["state"] in FINAL:
            assert answer == before, "an answer that was final has changed"
        hand.answers[told["id"]] = answer
        if not lost and answer["state"] in FINAL:
            hand.outbox.pop(told["id"], None)


def _nothing_lost(hands: list[Hand]) -> None:
    """Everything that was ever written is carried out, or kept with every word."""
    rows = {str(row.pk): row for row in Command.objects.all()}
    for hand in hands:
        for told in hand.outbox.values():
            row = rows[told["id"]]
            assert row.state in {"WAITING", "KEPT"}
            assert row.told["body"] == told["body"]
        for one in hand.answers.values():
            assert one["id"] in rows
    assert not [row for row in rows.values() if row.state == "REFUSED"], "nobody did anything wrong"


def _nothing_doubled(hands: list[Hand]) -> None:
    """Each visit that was carried out stands once, as its phone believes it is; new files stand once."""
    expected = {}
    for hand in hands:
        for one in hand.visits:
            row = Command.objects.get(pk=one.sent["id"])
            if row.state == "DONE":
                expected[one.sent["body"]["service_id"]] = (one.minutes, one.voided)
            else:
                assert row.state == "KEPT"
    found = {str(row.pk): (row.minutes, row.is_voided) for row in ServiceRecord.objects.all()}
    assert found == expected
    assert Client.objects.filter(pk__in=[hand.new_client for hand in hands]).count() == 2


def _order_of_arrival(model: Model, granny: Client) -> None:
    """The file says what the commands say one after the other; every value that lost is in a difference."""
    now = client_values(Client.objects.get(pk=granny.pk))
    assert {name: now[name] for name in FIELDS} == {name: model.values[name] for name in FIELDS}
    assert Difference.objects.count() == model.clashes
    for difference in Difference.objects.select_related("command"):
        assert difference.phone_value != difference.station_value
        assert difference.command.state == "CONFLICT"


def _revoked(hands: list[Hand], model: Model, granny: Client) -> None:
    """What a phone may no longer carry it is told to drop, and is not given again."""
    told = hands[0].phone.pull(have=[str(granny.pk)])
    assert (str(granny.pk) in told["gone"]) is model.moved
    assert (str(granny.pk) in [row["id"] for row in told["rows"]]) is not model.moved


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)), cuts=st.lists(st.integers(1, 6), max_size=3))
def test_a_chain_ends_the_same_in_every_order_and_with_every_cut(
    browsers: list[Browser], granny: Client, order: list[int], cuts: list[int]
) -> None:
    """Somebody new, two visits, a correction of a correction, a void: each needs the one before."""
    with undone_afterwards():
        phone = Phone(browsers[0])
        new = newcomer()
        client_id = new["body"]["client_id"]
        first, second = visit(client_id), visit(client_id)

        def mended(minutes: int, after: dict[str, Any]) -> dict[str, Any]:
            body = {
                "service_id": first["body"]["service_id"],
                "reason": "补记",
                "changes": {"minutes": minutes},
            }
            return command("services.correct_service", body, seen_version=f"@{after['id']}")

        once = mended(40, first)
        twice = mended(50, once)
        gone = command(
            "services.void_service",
            {"service_id": second["body"]["service_id"], "reason": "记错了"},
            seen_version=f"@{second['id']}",
        )
        chain = [new, first, second, once, twice, gone]
        shuffled = [chain[place] for place in order]
        for cut in cuts:
            phone.send(*shuffled[:cut])
        assert states(phone.send(*shuffled)) == ["DONE"] * 6
        found = {str(row.pk): (row.minutes, row.is_voided) for row in ServiceRecord.objects.all()}
        assert found == {
            first["body"]["service_id"]: (50, False),
            second["body"]["service_id"]: (30, True),
        }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["desk", "move", "pull"]), st.integers(0, 2)), max_size=8))
def test_a_phone_that_compares_holds_what_it_may_and_nothing_else(
    browsers: list[Browser], granny: Client, steps: list[tuple[str, int]]
) -> None:
    """Rows come by cursor; when the check differs, the phone tells what it has, drops and takes: then both agree."""
    with undone_afterwards():
        phone = Phone(browsers[0])
        phone.send(newcomer())
        held: dict[str, str] = {}
        cursor = ""

        def pull() -> None:
            nonlocal cursor
            told = phone.pull(since=cursor)
            held.update({row["id"]: row["changed_at"] for row in told["rows"]})
            cursor = told["cursor"]
            if _check(held) != told["check"]:
                told = phone.pull(since=cursor, have=list(held))
                for row_id in told["gone"]:
                    del held[row_id]
                held.update({row["id"]: row["changed_at"] for row in told["rows"]})
            assert _check(held) == told["check"]

        pull()
        stations = [QIFANG_STATION, YACHA_STATION]
        for kind, value in [*steps, ("pull", 0)]:
            if kind == "pull":
                pull()
            elif kind == "move":
                move_client(actor=ZHAO, client_id=granny.pk, to_station_id=stations[0], on=localdate())
                stations.reverse()
            else:
                new = {"note": VALUES["note"][value]}
                update_client(actor=ZHAO, client_id=granny.pk, on=localdate(), changes=new)
        assert (str(granny.pk) in held) is (stations[1] == YACHA_STATION) or steps == []


def _check(held: dict[str, str]) -> str:
    import hashlib

    return hashlib.sha256("\n".join(sorted(f"{key} {at}" for key, at in held.items())).encode()).hexdigest()
