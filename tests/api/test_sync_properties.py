"""Two phones, a desk, a bad network: whatever is repeated, cut off, reordered or revoked, nothing that was sent is lost,
nothing counts twice, and the rows are those of the order of arrival.

What these properties have caught, planted one at a time in a copy of the code, is told in the docstring of the first test.
`EXAMPLES=50 make test PARTS=SQLite ARGS="-k interleaving"` plays fifty times as many days, new ones each time.
"""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.utils.timezone import localdate, now
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.api.one_phone import Phone, command, newcomer, states, visit
from tests.api.two_phones import FIELDS, STEP, VALUES, Hand, Model, Station, Step, send, written
from tests.clients.folk import TODAY, number
from tests.conftest import examples
from tests.people import HEAD, QIFANG_STATION, WANG, YACHA_STATION, ZHAO
from tests.services.conftest import granny, worker
from tests.services.programmes import approved, joined, sessions
from tests.world import World, sign_in_as
from yizhan.access.actions import close_account
from yizhan.access.models import User
from yizhan.clients.actions import grade_client, move_client, update_client
from yizhan.clients.models import Client, Consent, Grading, Need
from yizhan.devices.models import Command, Difference
from yizhan.devices.queries.versions import client_values
from yizhan.kernel.errors import Refused
from yizhan.services.actions import correct_service, finish_follow_up, move_file, open_case, void_service
from yizhan.services.models import Attendance, ServiceRecord, Session, TaskRefusal
from yizhan.workforce.actions import enrol_worker, link_account, register_volunteer
from yizhan.workforce.models import Worker

__all__ = ["granny", "worker"]

PAPERS = {0: "46902519550505004", 1: "46902519560606005"}
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


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
def phones(world: World, worker: Worker, colleague: Worker) -> list[Phone]:
    """王社工's and the deputy head's, set up once for all days that are played."""
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=world.account_of("worker").pk)
    return [Phone(sign_in_as(Browser(), world.account_of(role))) for role in ("worker", "deputy_head")]


@pytest.fixture
def station(phones: list[Phone], granny: Client, worker: Worker) -> Station:
    """An open case, a session to be written down, a volunteer."""
    case = open_case(
        actor=WANG, client_id=granny.pk, opened_on=localdate() - timedelta(days=9), on=localdate(), minutes=45,
        mode="AT_HOME", worker_id=worker.pk,
    )  # fmt: skip
    programme = approved(worker)
    (guest,) = joined(programme, "示例邻居")
    helper = register_volunteer(
        actor=WANG, station_id=YACHA_STATION, name="示例志愿者", phone="13800000001", sex="F", source="RECRUITED",
        team="银龄队", registered_on=TODAY, on=localdate(),
    )  # fmt: skip
    return Station(str(case.pk), str(sessions(programme)[0].pk), str(guest.pk), str(helper.pk))


@contextmanager
def undone_afterwards() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def hands_of(phones: list[Phone], granny: Client) -> list[Hand]:
    hands = []
    for place, phone in enumerate(phones):
        told = newcomer(id_number=number(PAPERS[place]), name=f"示例新人{'甲乙'[place]}")
        hands.append(Hand(phone, told["body"]["client_id"]))
        hands[-1].write(told)
        hands[-1].pull(granny)
    return hands


TWO_CHANGES_OF_ONE_FIELD: list[Step] = [
    ("change", 0, "phone", 0, False),
    ("desk", "phone", 1),
    ("change", 0, "phone", 2, True),
]
A_CHANGE_BESIDE_THE_DESKS: list[Step] = [
    ("change", 0, "note", 0, False),
    ("desk", "address", 1),
    ("change", 0, "address", 2, True),
]
A_VOID_OF_WHAT_THE_DESK_MENDED: list[Step] = [
    ("visit", 0, 0),
    ("send", 0, 1, True, 9),
    ("send", 0, 2, True, 9),
    ("mend", 0, 0, "correct"),
    ("void", 0, 0),
]
ATTENDANCE_TAKEN_BY_BOTH: list[Step] = [
    ("attend", 0, 1),
    ("attend", 1, 1),
    ("attend", 1, 2),
    ("talk", 1),
    ("need", 0),
]
A_TALK_AFTER_THE_FILE_MOVED: list[Step] = [("visit", 0, 0), ("move",), ("talk", 0)]
A_GRADE_GIVEN_ON_BOTH_SIDES: list[Step] = [("change", 0, "grade", 0, False), ("desk", "grade", 1)]


@settings(max_examples=examples(14), suppress_health_check=SHARED)
@given(steps=st.lists(STEP, min_size=3, max_size=20), seed=st.integers(0, 9_999))
@example(steps=TWO_CHANGES_OF_ONE_FIELD, seed=1)
@example(steps=A_CHANGE_BESIDE_THE_DESKS, seed=1)
@example(steps=A_VOID_OF_WHAT_THE_DESK_MENDED, seed=1)
@example(steps=A_GRADE_GIVEN_ON_BOTH_SIDES, seed=1)
@example(steps=ATTENDANCE_TAKEN_BY_BOTH, seed=1)
@example(steps=A_TALK_AFTER_THE_FILE_MOVED, seed=1)
def test_any_interleaving_loses_nothing_and_doubles_nothing(
    phones: list[Phone], granny: Client, station: Station, steps: list[Step], seed: int
) -> None:
    """Every command ends as in the plain order; rows, differences and what is kept are exactly those.

    Found here first: a second change written on top of a first one that had clashed, or beside a field the desk had
    changed, overwrote what nobody on the phone had seen. Planted and caught, one at a time: the phone's value always wins; a
    clash leaves no difference, or writes a grade over the other; a phone is thought to know what others wrote meanwhile; what waited is not tried again;
    a base is not waited for; a visit out of sight is refused instead of kept; a kept body loses its note; a void of what was
    changed unseen; answers in another order than the commands; what may no longer be carried is not named. One changed
    nothing: an id looked up too late, because the primary key holds.
    """
    with undone_afterwards():
        hands = hands_of(phones, granny)
        model = Model(
            str(granny.pk),
            {name: client_values(Client.objects.get(pk=granny.pk))[name] for name in FIELDS},
            {str(granny.pk)},
            station,
            records=_records(),
        )
        for step in steps:
            _play(step, hands, model, granny)
        dice = random.Random(seed)
        for _ in range(2):  # back in the valley's mouth: everything unanswered goes out, twice, in some order
            for hand in hands:
                send(hand, model, dice=dice, lost=False, most=40)
        _every_command_ended_as_in_the_plain_order(hands, model)
        _nothing_lost(hands)
        _the_same_rows(model, granny)
        _both_values_kept(model)
        _revoked(hands, model, granny)


def _play(step: Step, hands: list[Hand], model: Model, granny: Client) -> None:
    match step:
        case ("desk", name, value) if not model.moved:
            new = VALUES[name][value]
            if name == "grade":
                grade_client(actor=HEAD, client_id=granny.pk, on=localdate(), grade=new, reason="入户评估")
            else:
                update_client(actor=HEAD, client_id=granny.pk, on=localdate(), changes={name: new})
            model.file[name] = new
        case ("mend", who, which, how) if hands[who].visits:
            _at_the_desk(hands[who].visits[which % len(hands[who].visits)].service_id, how, model)
        case ("both", who, name, value) if not model.moved:
            _play(("pull", who), hands, model, granny)
            _play(("desk", name, value), hands, model, granny)
            _play(("change", who, name, (value + 1) % 3, False), hands, model, granny)
        case ("pull", who):
            hands[who].pull(granny)
        case ("send", who, seed, lost, most):
            send(hands[who], model, dice=random.Random(seed), lost=lost, most=most)
        case ("move",) if not model.moved:
            move_file(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=localdate())
            model.moved = True
        case ("desk" | "mend" | "both" | "move", *_):
            pass
        case _:
            written(step, hands, model, granny)


def _at_the_desk(service_id: str, how: str, model: Model) -> None:
    """The head mends what has arrived, without the phone knowing; what her verb refuses she leaves."""
    record = model.records.get(service_id)
    if record is None:
        return
    facts: dict[str, Any] = {"actor": HEAD, "service_id": service_id, "on": localdate()}
    try:
        if how == "correct":
            correct_service(**facts, reason="核对", minutes=record["minutes"] + 100)
            record["minutes"] += 100
        elif how == "void":
            void_service(**facts, reason="重复", at=now())
            record["voided"] = True
        else:
            finish_follow_up(**facts, result="已领")
            record["finished"] = True
    except Refused:
        assert record["voided"] or (how == "finish" and record["finished"])


def _every_command_ended_as_in_the_plain_order(hands: list[Hand], model: Model) -> None:
    """The tables, the answer the phone was given and the answer it gets when it asks again say the same."""
    told = dict(Command.objects.values_list("pk", "state"))
    assert {str(pk): state for pk, state in told.items()} == model.states
    for hand in hands:
        ids = list(hand.sent)
        again = hand.phone.post("answers", {"device_id": str(hand.phone.id), "ids": ids}).json()
        assert {each["id"]: each["state"] for each in again} == {one: model.states[one] for one in ids}
        assert all(
            each["reason"].endswith("。") for each in again if each["state"] not in ("DONE", "CONFLICT")
        )


def _nothing_lost(hands: list[Hand]) -> None:
    """Everything that was ever written is carried out, or kept with every word."""
    rows = {str(row.pk): row for row in Command.objects.exclude(state__in=["DONE", "CONFLICT"])}
    for hand in hands:
        for one, told in hand.sent.items():
            if one in rows:
                assert rows[one].told["body"] == told["body"]
        assert all(rows[one].state in {"WAITING", "KEPT"} for one in hand.outbox)


def _the_same_rows(model: Model, granny: Client) -> None:
    """Each row stands once, and says what the commands say one after the other."""
    now_ = client_values(Client.objects.get(pk=granny.pk))
    assert {name: now_[name] for name in FIELDS} == model.file
    assert _records() == model.records
    session = Session.objects.select_related("service").get(pk=model.station.session)
    assert (session.service is None) is (model.sheet is None)
    if session.service is not None and model.sheet is not None:
        marks = {str(row.participant_id): row.mark for row in Attendance.objects.filter(session=session)}
        assert (marks, session.service.volunteers_count) == (
            model.sheet["marks"], len(model.sheet["volunteer_ids"]),
        )  # fmt: skip
    assert {str(pk) for pk in Client.objects.values_list("pk", flat=True)} == model.people
    made = set(map(str, TaskRefusal.objects.values_list("pk", flat=True)))
    made |= set(map(str, Need.objects.values_list("pk", flat=True)))
    made |= set(map(str, Consent.objects.filter(purpose="PHOTO").values_list("pk", flat=True)))
    phones = {each for each in map(str, Grading.objects.values_list("pk", flat=True)) if each in model.rows}
    assert made | phones == model.rows


def _records() -> dict[str, dict[str, Any]]:
    """All records but those of sessions, whose ids are not made on a phone; who helped is counted in both places."""
    found = {}
    for row in ServiceRecord.objects.filter(programme_session=None).prefetch_related("volunteers"):
        assert row.volunteers_count == len(row.volunteers.all())
        found[str(row.pk)] = {
            "minutes": row.minutes,
            "finished": row.followed_up_on is not None,
            "voided": row.is_voided,
            "helped": row.volunteers_count,
        }
    return found


def _both_values_kept(model: Model) -> None:
    """Every value that lost against one the phone had not seen stands in a difference, and no other does."""
    found = []
    for row in Difference.objects.select_related("command"):
        assert row.command.state == "CONFLICT"
        assert row.phone_value != row.station_value
        value = row.phone_value["grade"] if row.field == "grade" else row.phone_value
        found.append((str(row.command_id), row.field, value))
    assert sorted(found) == sorted(model.clashes)


def _revoked(hands: list[Hand], model: Model, granny: Client) -> None:
    """What a phone may no longer carry it is told to drop, and is not given again."""
    told = hands[0].phone.pull(have=[str(granny.pk)])
    assert (str(granny.pk) in told["gone"]) is model.moved
    assert (str(granny.pk) in [row["id"] for row in told["rows"]]) is not model.moved


@settings(max_examples=examples(5), suppress_health_check=SHARED)
@given(
    steps=st.lists(STEP.filter(lambda step: step[0] not in ("desk", "mend", "both", "move")), max_size=12),
    halves=st.integers(0, 3),
    seed=st.integers(0, 9_999),
)
@example(steps=[("visit", 0, 0), ("send", 0, 1, True, 9), ("attend", 0, 0)], halves=2, seed=1)
def test_whatever_she_had_done_when_she_was_dismissed_is_carried_out_or_kept(
    phones: list[Phone], granny: Client, station: Station, steps: list[Step], halves: int, seed: int
) -> None:
    """Her phone hands in everything, half-filled forms too, in any order, cut off and again: nothing of it is carried out
    then, nothing is lost, nothing stands twice, and what had been settled before stays settled."""
    with undone_afterwards():
        hands = hands_of(phones, granny)
        model = Model(str(granny.pk), {}, {str(granny.pk)}, station, records=_records())
        model.file = {name: client_values(granny)[name] for name in FIELDS}
        for step in steps:
            _play(step, hands, model, granny)
        hand, dice = hands[0], random.Random(seed)
        settled = {one: state for one, state in model.states.items() if state in ("DONE", "CONFLICT")}
        before = _records()
        for _ in range(halves):
            told = visit(granny, note="写到一", minutes="半") | {"draft": True}
            hand.sent[told["id"]] = told
        close_account(actor=ZHAO, user_id=User.objects.get(username="worker").pk, on=localdate())
        for _ in range(2):
            batch = list(hand.sent.values())
            dice.shuffle(batch)
            for cut in (dice.randint(1, len(batch)), len(batch)):
                hand.phone.send(*batch[:cut], place="leftovers")
        assert _records() == before, "nothing is carried out that nobody decided"
        rows = {str(row.pk): row for row in Command.objects.filter(pk__in=hand.sent)}
        assert rows.keys() == hand.sent.keys()
        for one, told in hand.sent.items():
            assert rows[one].state == settled.get(one, rows[one].state)
            if one not in settled:
                assert (rows[one].state, rows[one].told["body"]) in (
                    ("KEPT", told["body"]), ("WAITING", told["body"]),
                )  # fmt: skip


@settings(max_examples=examples(8), suppress_health_check=SHARED)
@given(order=st.permutations(range(6)), cuts=st.lists(st.integers(1, 6), max_size=3))
def test_a_chain_ends_the_same_in_every_order_and_with_every_cut(
    phones: list[Phone], granny: Client, order: list[int], cuts: list[int]
) -> None:
    """Somebody new, two visits, a correction of a correction, a void: each needs the one before."""
    with undone_afterwards():
        phone = phones[0]
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


@settings(max_examples=examples(5), suppress_health_check=SHARED)
@given(steps=st.lists(st.tuples(st.sampled_from(["desk", "move", "pull"]), st.integers(0, 2)), max_size=8))
def test_a_phone_that_compares_holds_what_it_may_and_nothing_else(
    phones: list[Phone], granny: Client, steps: list[tuple[str, int]]
) -> None:
    """Rows come by cursor; when the check differs, the phone tells what it has, drops and takes: then both agree."""
    with undone_afterwards():
        phone = phones[0]
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
    return hashlib.sha256("\n".join(sorted(f"{key} {at}" for key, at in held.items())).encode()).hexdigest()
