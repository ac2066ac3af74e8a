"""Assessing somebody and noting a need on a phone without a line: told once, scored here, nothing of the desk overwritten."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.api.one_phone import Phone, command, field, phone, states
from tests.clients.conftest import scales
from tests.clients.scales import HARDLY, PARTLY, SCALES, WELL
from tests.clients.scales import HEAD as HEAD_OF_PACK
from tests.people import HEAD, WANG
from tests.services.conftest import granny, uncle, worker
from yizhan.clients.actions import grade_client, note_need, restrict_client
from yizhan.clients.models import Assessment, Client, Need
from yizhan.devices.models import Command, Difference
from yizhan.devices.queries.care import scale_told
from yizhan.kernel.ids import uuid7
from yizhan.policy.book import read_shelf
from yizhan.policy.schema.scales import Scale
from yizhan.services.models import ServiceRecord
from yizhan.workforce.models import Worker

__all__ = ["field", "granny", "phone", "scales", "uncle", "worker"]
pytestmark = pytest.mark.usefixtures("scales")
EXAMPLES = Path(__file__).parents[2] / "field" / "tests" / "scales.json"
"""Answers and what they come to; the tests of the field app read the same file."""


def need(client: Client, **given: Any) -> dict[str, Any]:
    body = {
        "need_id": str(uuid7()), "client_id": str(client.pk), "kind": "HOUSING", "what": "屋顶漏雨", "source": "VISIT",
    }  # fmt: skip
    return command("clients.note_need", body | given)


def assessment(client: Client, answers: dict[str, str], **given: Any) -> dict[str, Any]:
    outside = {name: given.pop(name) for name in ("seen_version", "done_on", "id") if name in given}
    body = {
        "assessment_id": str(uuid7()), "service_id": str(uuid7()), "client_id": str(client.pk), "scale": "scale.ability",
        "answers": answers, "minutes": 40, "mode": "AT_HOME",
    }  # fmt: skip
    return command("services.record_assessment", body | given, **outside)


def care(phone: Phone, **given: str) -> dict[str, Any]:
    answer = phone.browser.get("/api/v1/sync/care", {"device_id": str(phone.id)} | given)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_need_noted_without_a_line_is_noted_once(phone: Phone, granny: Client) -> None:
    told = need(granny, done_on=(localdate() - timedelta(days=1)).isoformat())
    told["done_on"] = told["body"].pop("done_on")
    assert states(phone.send(told, told)) == ["DONE", "DONE"]
    made = Need.objects.get()
    assert (str(made.pk), made.what, made.source, made.found_on) == (
        told["body"]["need_id"], "屋顶漏雨", "VISIT", localdate() - timedelta(days=1),
    )  # fmt: skip
    (again,) = phone.send(need(granny, need_id=told["body"]["need_id"]))
    assert (again["state"], again["code"]) == ("REFUSED", "devices.row-taken")
    empty = phone.send(need(granny, what=" "))[0]
    assert (empty["state"], empty["reason"][:8]) == ("REFUSED", "请写明需要什么，")
    assert Need.objects.count() == 1


def test_an_assessment_is_scored_here_and_stands_as_a_service_too(
    phone: Phone, granny: Client, worker: Worker
) -> None:
    version = phone.row(granny)["version"]
    told = assessment(
        granny, HARDLY, seen_version=version, note="女儿在场", needs=[{"kind": "CARE", "what": "想要助浴"}]
    )
    answers = phone.send(told, told)
    assert states(answers) == ["DONE", "DONE"]
    made, service = Assessment.objects.get(), ServiceRecord.objects.get()
    assert (made.total, made.band, made.grade, made.note) == (1, "失能", "HIGH", "女儿在场")
    assert (str(made.pk), str(service.pk)) == (told["body"]["assessment_id"], told["body"]["service_id"])
    assert (service.worker, service.note) == (worker, "能力评估：1分，失能")
    granny.refresh_from_db()
    assert granny.grade == "HIGH"
    assert Need.objects.get().source == "ASSESSMENT"
    again = assessment(granny, WELL, assessment_id=told["body"]["assessment_id"])
    assert phone.send(again)[0]["code"] == "devices.row-taken"
    one = next(each for each in care(phone)["people"] if each["client_id"] == str(granny.pk))
    (last,) = one["assessments"]
    assert (last["total"], last["band"]) == (1, "失能")
    assert last["next_due_on"] == made.next_due_on.isoformat()  # type: ignore[union-attr]


def test_a_grade_somebody_gave_meanwhile_is_kept_beside_the_one_of_the_scale(
    phone: Phone, granny: Client
) -> None:
    version = phone.row(granny)["version"]
    grade_client(actor=HEAD, client_id=granny.pk, grade="LOW", reason="女儿回乡同住", on=localdate())
    (answer,) = phone.send(assessment(granny, HARDLY, seen_version=version))
    assert (answer["state"], [each["field"] for each in answer["clashes"]]) == ("CONFLICT", ["grade"])
    assert Assessment.objects.get().band == "失能", "the assessment itself stands"
    granny.refresh_from_db()
    assert granny.grade == "LOW"
    (pair,) = phone.browser.get("/api/v1/sync/differences").json()
    (side,) = pair["fields"]
    assert (side["phone"], side["phone_why"], side["station"]) == ("高风险", "能力评估：1分，失能", "低风险")
    phone.post(f"differences/{side['id']}", {"choice": "PHONE", "shown": side["shown"]})
    granny.refresh_from_db()
    assert (granny.grade, Difference.objects.get().choice) == ("HIGH", "PHONE")


def test_an_assessment_of_an_earlier_day_grades_nobody_anew_and_asks_nobody(
    phone: Phone, granny: Client
) -> None:
    version = phone.row(granny)["version"]
    grade_client(actor=HEAD, client_id=granny.pk, grade="LOW", reason="女儿回乡同住", on=localdate())
    day = (localdate() - timedelta(days=2)).isoformat()
    (answer,) = phone.send(assessment(granny, HARDLY, seen_version=version, done_on=day))
    assert answer["state"] == "DONE", answer
    granny.refresh_from_db()
    assert granny.grade == "LOW"


def test_what_cannot_be_taken_says_why(phone: Phone, granny: Client, uncle: Client) -> None:
    half = assessment(granny, {"吃饭": "自己来"})
    changed = assessment(granny, PARTLY | {"穿衣": "自己来"})
    nobody = assessment(granny, PARTLY, scale="scale.nope")
    young = assessment(uncle, {"没人管": "有", "打骂": "没有"}, scale="scale.child")
    case = assessment(granny, PARTLY, special=["断水断电"])
    answers = phone.send(half, changed, nobody, young, case)
    assert states(answers) == ["REFUSED"] * 5
    assert [each["reason"] for each in answers] == [
        "还有2题没有答：“走路”、“记性”。已经答的都留着。",
        "“能力评估”在手机没信号时换了内容，没有“穿衣”了。请收发一次，按新的核对后再发。",
        "本地区那天没有这张量表，请另选。",
        answers[3]["reason"],
        "“能力评估”在手机没信号时换了内容，没有“断水断电”了。请收发一次，按新的核对后再发。",
    ]
    assert "用于未满18周岁的人" in answers[3]["reason"]
    assert not Assessment.objects.exists()
    assert not ServiceRecord.objects.exists()
    assert Command.objects.get(pk=changed["id"]).told["body"]["answers"]["穿衣"] == "自己来"


def test_a_phone_carries_scales_last_results_and_open_needs_of_those_it_may(
    phone: Phone, granny: Client, uncle: Client
) -> None:
    note_need(
        actor=WANG, client_id=granny.pk, kind="CARE", what="想要助浴", source="VISIT", found_on=localdate(), on=localdate(),
    )  # fmt: skip
    told = care(phone)
    assert [each["id"] for each in told["scales"]] == ["scale.ability", "scale.child"]
    people = {each["client_id"]: each for each in told["people"]}
    assert people[str(granny.pk)]["scales"] == ["scale.ability"]
    assert [each["what"] for each in people[str(granny.pk)]["needs"]] == ["想要助浴"]
    assert care(phone, have=told["version"]) == {"version": told["version"], "scales": None, "people": None}
    restrict_client(actor=HEAD, client_id=granny.pk, reason="家暴受害人")
    assert str(granny.pk) not in {each["client_id"] for each in care(phone)["people"]}


def test_phone_and_server_come_to_the_same_points(tmp_path: Path) -> None:
    """The field app's tests hold its own sums against this file; here it is held against the rule that decides."""
    told = json.loads(EXAMPLES.read_text("utf-8"))
    pack_at = tmp_path / "46-example" / "2025-scales"
    (pack_at / "rules").mkdir(parents=True)
    (pack_at / "pack.yaml").write_text(HEAD_OF_PACK, "utf-8")
    (pack_at / "rules" / "scales.yaml").write_text(SCALES + told["paper"], "utf-8")
    (pack_at / "cases.yaml").write_text("[]", "utf-8")
    (pack_at / "原文.md").write_text("（虚构）", "utf-8")
    (pack,) = read_shelf([tmp_path])
    scales = {rule.id: rule for rule in pack.rules if isinstance(rule, Scale)}
    assert len(told["scales"]) == 2
    for each_told in told["scales"]:
        scale = scales[each_told["scale"]["id"]]
        assert scale_told(scale) == each_told["scale"]
        for each in each_told["examples"]:
            result = scale.result(each["answers"], each["special"])
            if result is None:
                assert each["result"] is None
                assert len(scale.missing(each["answers"])) == each["left"]
                continue
            again = scale.again_on(date.fromisoformat(each["day"]), result.band)
            assert each["result"] == {
                "total": int(result.total),
                "groups": [[one.group, int(one.points), int(one.most)] for one in result.groups],
                "band": result.band.name,
                "by_points": result.by_points.name,
                "again_on": again.isoformat() if again else "",
            }
