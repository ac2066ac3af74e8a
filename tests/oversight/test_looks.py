"""The third party sees drawn files under pseudonyms, checks visits by their evidence, and never learns a name."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.clients.folk import number
from tests.oversight.rounds_world import (
    EVALUATORS,
    JUDGE,
    STRANGER,
    details_of_baisha,
    offices,
    opened,
)
from tests.people import (
    AUDITOR,
    BAISHA,
    HEAD,
    MANAGER,
    QIAN,
    QIFANG_STATION,
    TOWNSHIP,
    WANG,
    YACHA_STATION,
    ZHAO,
)
from tests.query_counts import counting
from tests.services.programmes import approved, held, joined, sessions
from tests.world import TODAY, World, sign_in_as
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client
from yizhan.clients.rules.identity import Person
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.oversight.actions import draw_look, judge_piece, judge_visit, open_look_file, open_look_piece
from yizhan.oversight.models import Look, LookFile, LookPiece, LookVisit, Round, RoundParty
from yizhan.oversight.queries.looks import file_told, looks
from yizhan.oversight.rules.satisfaction import drawn
from yizhan.privacy.models import AuditEvent
from yizhan.services.actions import open_case, record_service, write_case_sheet
from yizhan.services.models import Programme
from yizhan.workforce.actions import enrol_worker
from yizhan.workforce.models import Worker

pytestmark = pytest.mark.django_db

NAMES = ("示例春兰", "示例秋菊", "示例冬梅")
PHONE, VILLAGE, ADDRESS = "1380000012", "上园村", "上园村三组1"


@pytest.fixture(autouse=True)
def papers() -> Iterator[None]:
    with details_of_baisha():
        yield


@pytest.fixture
def round_(world: World) -> Round:
    """Three people at 牙叉镇, each visited twice; a round that is being scored."""
    offices()
    worker = enrol_worker(
        actor=HEAD, station_id=YACHA_STATION, name="示例陈社工", id_number=number("46902519950101001"),
        education="BACHELOR", post="RESIDENT", started_on=date(2025, 1, 1), on=TODAY, major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )  # fmt: skip
    for at, name in enumerate(NAMES):
        client = register_client(
            actor=WANG, station_id=YACHA_STATION, on=TODAY, opened_on=date(2025, 7, 16), consent="ORAL",
            person=Person(
                name=name, id_number=number(f"46902519500{at + 1}10001"), phone=f"{PHONE}{at}", village_name=VILLAGE,
                address=f"{ADDRESS}{at}号", emergency_name="示例阿海", emergency_relation="儿子",
                emergency_phone="13800000139",
            ),
        )  # fmt: skip
        for days in (3, 9):
            record_service(
                actor=WANG, station_id=YACHA_STATION, kind="VISIT", done_on=TODAY - timedelta(days=days), on=TODAY,
                minutes=30, mode="AT_HOME", worker_id=worker.pk, client_ids=[client.pk], late_reason="补记",
                note=f"{name}在家，儿子示例阿海在外，邻居{NAMES[0]}常来；电话{PHONE}{at}，住{ADDRESS}{at}号。陈社工提醒按时服药",
            )  # fmt: skip
    return opened()


def party_of(round_: Round) -> RoundParty:
    return RoundParty.objects.get(round=round_, organisation_id=EVALUATORS)


def looked(round_: Round, **given: Any) -> Look:
    facts: dict[str, Any] = {
        "actor": ZHAO, "party_id": party_of(round_).pk, "files": 2, "visits": 1, "on": TODAY,
    }  # fmt: skip
    return draw_look(**(facts | given))


def first_of(look: Look) -> LookFile:
    return LookFile.objects.filter(look=look).order_by("alias")[0]


@pytest.mark.requirement("R178")
@pytest.mark.refuses("oversight.draw_look", "oversight.open_look_file", "oversight.judge_visit")
def test_the_program_draws_once_and_only_the_commissioned_evaluator_looks_while_the_round_runs(
    round_: Round,
) -> None:
    for actor in (WANG, HEAD, MANAGER, TOWNSHIP, AUDITOR, JUDGE):
        with pytest.raises(NotAllowed):
            looked(round_, actor=actor)
    with pytest.raises(RoundParty.DoesNotExist):
        looked(round_, actor=QIAN)
    with pytest.raises(Refused, match="1到30份"):
        looked(round_, files=0)
    look = looked(round_)
    assert looked(round_, files=3).pk == look.pk, "nobody draws until it suits"
    files = list(LookFile.objects.filter(look=look).order_by("alias"))
    assert [each.alias for each in files] == ["对象 甲-01", "对象 甲-02"]
    everybody = [each.client_id for each in files]
    assert look.frame[str(YACHA_STATION)][:2] == [3, 2]
    assert set(drawn(everybody, most=2, seed=f"{look.seed}:{YACHA_STATION}")) == set(everybody)

    sampled, visit = files[0], LookVisit.objects.filter(sampled=files[0]).get()
    opening: dict[str, Any] = {"file_id": sampled.pk, "client_id": sampled.client_id, "on": TODAY}
    open_look_file(actor=JUDGE, **opening)
    assert AuditEvent.objects.filter(
        action="oversight.open_look_file", subject_id=sampled.client_id, outcome="DONE"
    ).exists()
    for actor in (WANG, HEAD, MANAGER, TOWNSHIP):
        with pytest.raises(NotAllowed):
            open_look_file(actor=actor, **opening)
        with pytest.raises(NotAllowed):
            judge_visit(actor=actor, visit_id=visit.pk, verdict="VERIFIED", note="", on=TODAY)
    with pytest.raises(LookFile.DoesNotExist):
        open_look_file(actor=JUDGE, **(opening | {"client_id": files[1].client_id}))
    with pytest.raises(LookFile.DoesNotExist):
        open_look_file(actor=STRANGER, **opening)
    with pytest.raises(Refused, match="请写看到什么"):
        judge_visit(actor=JUDGE, visit_id=visit.pk, verdict="DOUBTFUL", note="", on=TODAY)
    judged = judge_visit(actor=JUDGE, visit_id=visit.pk, verdict="DOUBTFUL", note="当天没有照片", on=TODAY)
    assert (judged.verdict, judged.judged_on) == ("DOUBTFUL", TODAY)

    after = party_of(round_).to_on + timedelta(days=1)
    assert not looks(actor=JUDGE, on=after).exists()
    assert looks(actor=ZHAO, on=after).exists()
    with pytest.raises(LookFile.DoesNotExist):
        open_look_file(actor=JUDGE, **(opening | {"on": after}))
    Round.objects.filter(pk=round_.pk).update(state="DROPPED")
    assert not looks(actor=JUDGE, on=TODAY).exists()
    with pytest.raises(LookFile.DoesNotExist):
        open_look_file(actor=JUDGE, **opening)
    with pytest.raises(LookVisit.DoesNotExist):
        judge_visit(actor=JUDGE, visit_id=visit.pk, verdict="VERIFIED", note="", on=TODAY)


@pytest.fixture
def pieces(round_: Round) -> list[LookPiece]:
    """A case with its forms and a group of two meetings, drawn; texts full of names."""
    client = next(each for each in Client.objects.order_by("pk") if each.name == NAMES[0])
    worker = Worker.objects.get()
    case = open_case(
        actor=WANG, client_id=client.pk, opened_on=TODAY - timedelta(days=20), on=TODAY, minutes=45, mode="AT_HOME",
        worker_id=worker.pk, aim=f"认识{NAMES[0]}", summary=f"{NAMES[0]}住{ADDRESS}1号，儿子示例阿海",
    )  # fmt: skip
    write_case_sheet(
        actor=WANG, case_id=case.pk, kind="INTAKE", on=TODAY,
        body={
            "alias": "春兰婆", "used_before": "NONE", "own_words": f"{NAMES[0]}想有人说话", "problem": "独居",
            "needs": f"电话{PHONE}0，陪伴",
        },
    )  # fmt: skip
    group = joined_group(worker, client)
    made = looked(round_, cases=2, groups=2)
    assert made.frame[f"{YACHA_STATION}:CASE"][:2] == [1, 1]
    assert made.frame[f"{YACHA_STATION}:GROUP"][:2] == [1, 1]
    found = list(LookPiece.objects.filter(look=made).order_by("alias"))
    assert [(each.alias, each.case_id, each.programme_id) for each in found] == [
        ("个案 甲-01", case.pk, None), ("小组 甲-01", None, group.pk),
    ]  # fmt: skip
    return found


def joined_group(worker: Worker, client: Client) -> Programme:
    group = approved(worker, title="示例春兰们的康乐小组", aims=f"让{NAMES[0]}认识邻居")
    people = joined(group, client, "示例路人甲")
    for each in sessions(group)[:2]:
        held(each, people, note="示例路人甲第一次说话", late_reason="补记")
    return group


@pytest.mark.refuses("oversight.open_look_piece", "oversight.judge_piece")
def test_cases_and_groups_are_looked_at_and_judged_while_the_round_runs_and_by_nobody_else(
    round_: Round, pieces: list[LookPiece]
) -> None:
    case, group = pieces
    opening: dict[str, Any] = {"piece_id": case.pk, "subject_id": case.subject_id, "on": TODAY}
    open_look_piece(actor=JUDGE, **opening)
    assert AuditEvent.objects.filter(
        action="oversight.open_look_piece", subject_id=case.subject_id, outcome="DONE"
    ).exists()
    for actor in (WANG, HEAD, MANAGER, TOWNSHIP):
        with pytest.raises(NotAllowed):
            open_look_piece(actor=actor, **opening)
        with pytest.raises(NotAllowed):
            judge_piece(actor=actor, piece_id=group.pk, verdict="VERIFIED", note="", on=TODAY)
    for actor, given in (
        (STRANGER, opening),
        (QIAN, opening),
        (JUDGE, opening | {"subject_id": group.subject_id}),
    ):
        with pytest.raises(LookPiece.DoesNotExist):
            open_look_piece(actor=actor, **given)
    with pytest.raises(Refused, match="请写看到什么"):
        judge_piece(actor=JUDGE, piece_id=group.pk, verdict="DOUBTFUL", note="", on=TODAY)
    judged = judge_piece(actor=JUDGE, piece_id=group.pk, verdict="DOUBTFUL", note="两节都是补记", on=TODAY)
    assert (judged.verdict, judged.judged_on) == ("DOUBTFUL", TODAY)
    after = party_of(round_).to_on + timedelta(days=1)
    with pytest.raises(LookPiece.DoesNotExist):
        open_look_piece(actor=JUDGE, **(opening | {"on": after}))
    Round.objects.filter(pk=round_.pk).update(state="DROPPED")
    for again in (
        lambda: open_look_piece(actor=JUDGE, **opening),
        lambda: judge_piece(actor=JUDGE, piece_id=group.pk, verdict="VERIFIED", note="", on=TODAY),
    ):
        with pytest.raises(LookPiece.DoesNotExist):
            again()


def test_a_case_and_a_group_are_told_without_a_name_and_open_for_the_evaluator_alone(
    round_: Round, pieces: list[LookPiece], world: World, client: Browser
) -> None:
    RoundParty.objects.filter(pk=party_of(round_).pk).update(from_on=date(2020, 1, 1), to_on=date(2099, 1, 1))
    sign_in_as(client, world.account("evaluator", organisation=EVALUATORS, region=BAISHA))
    read = []
    for each in pieces:
        address = f"/oversight/looks/pieces/{each.pk}/"
        with counting(f"look-piece {each.sort}"):
            answer = client.get(address)
        assert answer.status_code == 200
        read.append(answer.content.decode())
    case, group = read
    assert "对象想有人说话" in case
    assert "接案登记：在写、待批" in case
    assert "某某第一次说话" in group
    assert "每节都有签到" in group
    assert "2 节是补记的" in group
    secrets = [*NAMES, "春兰", "阿海", "陈社工", "路人甲", PHONE, VILLAGE, "三组"]
    assert not [each for each in secrets if each in case + group]
    saved = client.post(f"/oversight/looks/pieces/{pieces[0].pk}/judge/", {"verdict": "VERIFIED"})
    assert saved.status_code == 302
    assert (
        client.post(f"/oversight/looks/pieces/{pieces[1].pk}/judge/", {"verdict": "MISMATCH"}).status_code
        == 422
    )
    assert "个案 甲-01" in client.get(f"/oversight/looks/{pieces[0].look_id}/").content.decode()
    Round.objects.filter(pk=round_.pk).update(state="DROPPED")
    assert client.get(f"/oversight/looks/pieces/{pieces[0].pk}/").status_code == 404


def test_no_name_number_or_place_reaches_the_evaluator_on_any_page(
    round_: Round, world: World, client: Browser
) -> None:
    look = looked(round_)
    sampled = first_of(look)
    told = file_told(sampled=sampled, on=TODAY)
    assert told.visits[0].words[0][1].startswith("对象在家，儿子家人在外")
    assert told.visits[0].evidence.late_days >= 1

    Round.objects.filter(pk=round_.pk).update(first_on=round_.first_on)
    RoundParty.objects.filter(pk=party_of(round_).pk).update(from_on=date(2020, 1, 1), to_on=date(2099, 1, 1))
    account = world.account("evaluator", organisation=EVALUATORS, region=BAISHA)
    sign_in_as(client, account)
    visit = LookVisit.objects.get(sampled=sampled)
    client.post(f"/oversight/looks/visits/{visit.pk}/", {"verdict": "VERIFIED", "note": ""})
    pages = [
        "/", "/oversight/looks/", f"/oversight/looks/{look.pk}/", f"/oversight/looks/files/{sampled.pk}/",
        f"/oversight/looks/{look.pk}/?q=春兰", f"/oversight/looks/{look.pk}/?export=xlsx", "/oversight/looks/?export=xlsx",
    ]  # fmt: skip
    read = []
    for address in pages:
        pinned = dict(zip(pages[1:4], ("looks", "look", "look-file"), strict=True)).get(address)
        with counting(pinned) if pinned else nullcontext():
            answer = client.get(address)
        assert answer.status_code == 200, address
        read.append(answer.content.decode("utf-8", errors="ignore"))
    text = "\n".join(read)
    secrets = [*NAMES, "春兰", "秋菊", "冬梅", "阿海", "陈社工", PHONE, "4690251950", VILLAGE, "三组", "1950"]
    assert not [each for each in secrets if each in text.replace("?q=春兰", "").replace('value="春兰"', "")]
    assert "对象 甲-01" in text
    assert "70–79 岁" in text
    assert "核实" in text

    Client.objects.filter(pk=sampled.client_id).update(station_id=QIFANG_STATION)
    Worker.objects.update(station_id=QIFANG_STATION)
    words = [visit.words for visit in file_told(sampled=sampled, on=TODAY).visits]
    assert words
    assert not [each for each in (*NAMES, "春兰", "秋菊", "冬梅", "陈社工", VILLAGE) if each in str(words)], (
        "she and her worker have moved to another station since; her neighbours have not"
    )

    Round.objects.filter(pk=round_.pk).update(state="DROPPED")
    assert client.get(f"/oversight/looks/files/{sampled.pk}/").status_code == 404
    assert client.get(f"/oversight/looks/{look.pk}/").status_code == 404
