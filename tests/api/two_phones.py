"""What two phones and a desk may do in the properties of sync, and what the tables must say afterwards.

`Model` is the plain order: it takes the commands as they arrive, one after the other, in a dozen lines for each verb, without a
database. The server has to end with the same rows, whatever was repeated, cut off, held back or sent backwards.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.api.one_phone import Phone, changed, command, visit
from yizhan.clients.models import Client
from yizhan.devices.queries.versions import client_values
from yizhan.kernel.ids import uuid7

FIELDS = ("note", "address", "phone", "grade")
VALUES = {
    "note": ["听力不好", "怕狗", "女儿在外"],
    "address": ["示例村二组2号", "示例村三组3号", "示例村四组4号"],
    "phone": ["13800000007", "13800000008", "13800000006"],
    "grade": ["HIGH", "MEDIUM", "LOW"],
}
Step = tuple[Any, ...]

_WHO, _WHICH, _PICK = st.integers(0, 1), st.integers(0, 5), st.integers(0, 2)
_SEND = st.tuples(st.just("send"), _WHO, st.integers(0, 99), st.booleans(), st.integers(1, 9))
STEP = st.one_of(
    st.tuples(st.just("visit"), _WHO, _PICK),
    st.tuples(st.just("correct"), _WHO, _WHICH),
    st.tuples(st.just("void"), _WHO, _WHICH),
    st.tuples(st.just("finish"), _WHO, _WHICH),
    st.tuples(st.just("change"), _WHO, st.sampled_from(FIELDS), _PICK, st.booleans()),
    st.tuples(st.just("change"), _WHO, st.sampled_from(FIELDS), _PICK, st.booleans()),
    st.tuples(st.just("consent"), _WHO, _PICK),
    st.tuples(st.just("task"), _WHO),
    st.tuples(st.just("need"), _WHO),
    st.tuples(st.just("talk"), _WHO),
    st.tuples(st.just("attend"), _WHO, _PICK),
    st.tuples(st.just("desk"), st.sampled_from(FIELDS), _PICK),
    st.tuples(st.just("mend"), _WHO, _WHICH, st.sampled_from(["correct", "void", "finish"])),
    st.tuples(st.just("both"), _WHO, st.sampled_from(FIELDS), _PICK),
    st.tuples(st.just("pull"), _WHO),
    _SEND,
    _SEND,
    st.tuples(st.just("move")),
)


@dataclass
class Told:
    """A visit in its phone's outbox. last: the command the next change of it is based on."""

    service_id: str
    last: str
    minutes: int = 30
    finished: bool = False
    voided: bool = False


@dataclass
class Hand:
    """A phone with its outbox and what it last saw of the old woman's file."""

    phone: Phone
    new_client: str
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    outbox: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    visits: list[Told] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    last: str = ""

    def write(self, told: dict[str, Any]) -> dict[str, Any]:
        self.sent[told["id"]] = self.outbox[told["id"]] = told
        return told

    def pull(self, granny: Client) -> None:
        for row in self.phone.pull()["rows"]:
            if row["id"] == str(granny.pk):
                self.version, self.last = row["version"], ""
                self.seen = client_values(Client.objects.get(pk=granny.pk))

    def based_on(self, *, chained: bool) -> str:
        """On what this phone itself wrote last and has not read back, or on what it read."""
        return f"@{self.last}" if chained and self.last else self.version


@dataclass(frozen=True)
class Station:
    """What there is at the station besides the old woman: her open case, a session with a guest, a volunteer."""

    case: str
    session: str
    guest: str
    helper: str


@dataclass
class Model:
    """Every command arrives alone. known: what each phone may believe of a row after a command of its own; sheet: what the
    session was written down with first."""

    granny: str
    file: dict[str, Any]
    people: set[str]
    station: Station
    sheet: dict[str, Any] | None = None
    moved: bool = False
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    needs: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    clashes: list[tuple[str, str, Any]] = field(default_factory=list)
    rows: set[str] = field(default_factory=set)
    """Ids of gradings, consents, needs and refused tasks."""

    def takes(self, batch: list[dict[str, Any]], mine: Mapping[str, Any]) -> None:
        """A batch, then whatever of this phone's own waited and has what it needs by now."""
        for told in batch:
            if told["id"] not in self.states:
                self.told[told["id"]] = told
                self._arrives(told)
        while ready := [one for one in sorted(mine) if self.states.get(one) == "WAITING" and self._has(one)]:
            before = [(self.states[one], self.needs[one]) for one in ready]
            for one in ready:
                self._carried_out(self.told[one])
            if before == [(self.states[one], self.needs[one]) for one in ready]:
                return

    def _has(self, one: str) -> bool:
        return all(
            self.states.get(need, "WAITING") != "WAITING" or need in self.people or need in self.records
            for need in self.needs[one]
        )

    def _arrives(self, told: dict[str, Any]) -> None:
        base = told.get("seen_version", "")
        if base.startswith("@") and self.states.get(base[1:], "WAITING") == "WAITING":
            self._waits(told, base[1:])
        else:
            self._carried_out(told)

    def _waits(self, told: dict[str, Any], need: str) -> None:
        self.states[told["id"]], self.needs[told["id"]] = "WAITING", [need]

    def _carried_out(self, told: dict[str, Any]) -> None:
        key, body, verb = told["id"], told["body"], told["verb"].partition(".")[2]
        base = told.get("seen_version", "")
        seen = self.known.get(base[1:], {}) if base.startswith("@") else self.seen.get(key, {})
        client = body.get("client_id") or next(iter(body.get("client_ids", [])), None)
        record = self.records.get(body.get("service_id", ""))
        self.needs[key] = []
        if verb == "register_client":
            self.people.add(body["client_id"])
        elif verb == "refuse_task":
            self.rows.add(body["task_id"])
        elif verb == "hold_session":
            self.sheet = self.sheet or body
            if body != self.sheet:
                self.states[key] = "REFUSED"
                return None
        elif verb == "record_case_contact":
            if self.moved:  # the case goes with the file
                self.states[key] = "KEPT"
                return None
            self.records[body["contact_id"]] = _recorded(body)
        elif client and client not in self.people:
            return self._waits(told, client)
        elif client == self.granny and self.moved:
            self.states[key] = "KEPT"
            return None
        elif verb == "record_service":
            self.records[body["service_id"]] = _recorded(body)
            self.known[key] = dict(self.records[body["service_id"]])
        elif verb == "record_consent":
            self.rows.add(body["consent_id"])
        elif verb == "note_need":
            self.rows.add(body["need_id"])
        elif verb == "update_client":
            return self._merged(key, seen, self.file, body["changes"])
        elif verb == "grade_client":
            self._merged(key, seen, self.file, {"grade": body["grade"]})
            if self.states[key] == "DONE":
                self.rows.add(body["grading_id"])
            return None
        elif record is None:
            return self._waits(told, body["service_id"])
        elif verb == "correct_service":
            if record["voided"] and seen.get("minutes") == record["minutes"] != body["changes"]["minutes"]:
                self.states[key] = "REFUSED"
                return None
            return self._merged(key, seen, record, body["changes"])
        elif verb == "finish_follow_up":
            if record["voided"] or record["finished"]:
                self.states[key] = "REFUSED"
                return None
            record["finished"] = True
            self.known[key] = seen | {"finished": True}
        elif seen != record or record["voided"]:
            self.states[key] = "REFUSED"
            return None
        else:
            record["voided"] = True
            self.known[key] = dict(record)
        self.states[key] = "DONE"
        return None

    def _merged(self, key: str, seen: dict[str, Any], row: dict[str, Any], changes: dict[str, Any]) -> None:
        self.states[key] = "DONE"
        for name, value in changes.items():
            if row[name] == value:
                continue
            if name in seen and seen[name] == row[name]:
                row[name] = value
            else:
                self.states[key] = "CONFLICT"
                self.clashes.append((key, name, value))
        self.known[key] = seen | changes


def _recorded(body: dict[str, Any]) -> dict[str, Any]:
    helped = len(body.get("volunteer_ids", []))
    return {"minutes": body["minutes"], "finished": False, "voided": False, "helped": helped}


def written(step: Step, hands: list[Hand], model: Model, granny: Client) -> None:
    """One thing a worker writes on her phone, without a line."""
    hand = hands[step[1]]
    live = [each for each in hand.visits if not each.voided]
    match step:
        case ("visit", _, whom):
            target = [str(granny.pk), hands[0].new_client, hands[1].new_client][whom]
            helped = [model.station.helper] * (len(hand.visits) % 2)
            told = hand.write(visit(target, follow_up="帮她领药", note="血压已量", volunteer_ids=helped))
            hand.visits.append(Told(told["body"]["service_id"], told["id"]))
        case ("correct", _, which) if live:
            one = live[which % len(live)]
            one.minutes += 1
            _mended(hand, one, "correct_service", reason="补记", changes={"minutes": one.minutes})
        case ("finish", _, which) if live and not live[which % len(live)].finished:
            one = live[which % len(live)]
            one.finished = True
            _mended(hand, one, "finish_follow_up", result="已领到")
        case ("void", _, which) if live:
            one = live[which % len(live)]
            one.voided = True
            _mended(hand, one, "void_service", reason="记错了")
        case ("change", _, name, value, chained):
            based = hand.based_on(chained=chained)
            if name == "grade":
                body: dict[str, Any] = {
                    "grading_id": str(uuid7()),
                    "client_id": str(granny.pk),
                    "grade": VALUES[name][value],
                    "reason": "独居",
                }
                told = command("clients.grade_client", body, seen_version=based)
            else:
                told = changed(granny, based, **{name: VALUES[name][value]})
            model.seen[told["id"]] = dict(hand.seen)
            hand.last = hand.write(told)["id"]
        case ("consent", _, whom):
            target = [str(granny.pk), hands[0].new_client, hands[1].new_client][whom]
            body = {
                "consent_id": str(uuid7()),
                "client_id": target,
                "purpose": "PHOTO",
                "given": True,
                "basis": "ORAL",
            }
            hand.write(command("clients.record_consent", body))
        case ("need", _):
            body = {
                "need_id": str(uuid7()), "client_id": str(granny.pk), "kind": "HOUSING", "what": "屋顶漏雨", "source": "VISIT",
            }  # fmt: skip
            hand.write(command("clients.note_need", body))
        case ("talk", _):
            body = {
                "contact_id": str(uuid7()), "case_id": model.station.case, "minutes": 40, "mode": "AT_HOME", "aim": "示例",
                "volunteer_ids": [model.station.helper],
            }  # fmt: skip
            hand.write(command("services.record_case_contact", body))
        case ("attend", _, mark):
            body = {
                "session_id": model.station.session, "minutes": 60, "others_count": 2, "note": "手指操",
                "marks": {model.station.guest: ["PRESENT", "LATE", "ABSENT"][mark]},
                "volunteer_ids": [model.station.helper] * (mark % 2),
            }  # fmt: skip
            hand.write(command("services.hold_session", body))
        case ("task", _):
            body = {
                "task_id": str(uuid7()),
                "station_id": visit()["body"]["station_id"],
                "asked_by": "某科室",
                "task": "抄表",
            }
            hand.write(command("services.refuse_task", body))


def _mended(hand: Hand, one: Told, verb: str, **body: Any) -> None:
    told = command(f"services.{verb}", {"service_id": one.service_id, **body}, seen_version=f"@{one.last}")
    one.last = hand.write(told)["id"]


def send(hand: Hand, model: Model, *, dice: random.Random, lost: bool, most: int) -> None:
    """Some of the outbox in some order, one of them twice; a lost answer leaves everything in the outbox."""
    batch = list(hand.outbox.values())
    dice.shuffle(batch)
    batch = batch[:most]
    if not batch:
        return
    batch.append(dice.choice(batch))
    model.takes(batch, hand.sent)
    answers = hand.phone.send(*batch)
    for told, answer in zip(batch, answers, strict=True):
        before = hand.answers.get(told["id"])
        if before is not None and before["state"] in FINAL:
            assert answer == before, "an answer that was final has changed"
        hand.answers[told["id"]] = answer
        if not lost and answer["state"] in FINAL:
            hand.outbox.pop(told["id"], None)


FINAL = {"DONE", "CONFLICT", "REFUSED", "DROPPED"}
