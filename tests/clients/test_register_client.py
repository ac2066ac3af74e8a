"""A file is opened after looking for one that exists."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.clients.conftest import Register
from tests.clients.folk import BOY, GRANNY, NOBODY_KNOWS, TODAY, UNCLE, number
from tests.people import HEAD, LI, QIFANG_STATION, SHILU_STATION, WANG, YACHA_STATION, ZHAO, others
from yizhan.clients.actions import close_file, reopen_file, restrict_client, update_client
from yizhan.clients.models import Client, ClientClass, ClientDetails, Consent, DuplicateDecision
from yizhan.clients.queries.duplicates import duplicates_of
from yizhan.clients.rules.classes import class_code
from yizhan.clients.rules.identity import Person
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.stations.models import Station


@pytest.mark.requirement("R032", "R334")
def test_a_file_is_opened_with_what_the_papers_say(register: Register) -> None:
    client = register(classes=["DIBAO", "ELDER_ALONE"], consent="ORAL")
    client.refresh_from_db()
    assert (client.name, client.name_initials, client.file_no) == ("测试奶奶", "csnn", "2026-0001")
    assert (client.born_on, client.sex) == (date(1948, 3, 15), "F")
    assert set(ClientClass.objects.filter(client=client).values_list("code", flat=True)) == {
        "DIBAO",
        "ELDER_ALONE",
    }
    assert Consent.objects.get(client=client).purpose == Consent.Purpose.SERVICE
    assert AuditEvent.objects.get(action="clients.register_client").region_code == client.region_code


def test_numbers_of_files_run_by_station_and_year(register: Register) -> None:
    assert register().file_no == "2026-0001"
    assert register(UNCLE).file_no == "2026-0002"
    assert register(BOY, opened_on=date(2025, 5, 1)).file_no == "2025-0001"


def test_nothing_that_names_a_person_is_readable_in_the_database(register: Register) -> None:
    client = register()
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from clients_client where id = %s",
            [client.pk.hex if connection.vendor == "sqlite" else client.pk],
        )
        stored = " ".join(map(str, cursor.fetchone()))
        cursor.execute("select facts from privacy_auditevent")
        told = " ".join(str(row) for row in cursor.fetchall())
    for secret in ("测试奶奶", GRANNY.id_number, "13800000001", "一组1号", "示例女儿"):
        assert secret not in stored
        assert secret not in told


@pytest.mark.refuses("clients.register_client")
@pytest.mark.parametrize("actor", others("worker", "station_head", "deputy_head", "county"), ids=str)
def test_only_the_station_and_the_county_open_files(register: Register, actor: object) -> None:
    with pytest.raises(NotAllowed):
        register(actor=actor)


@pytest.mark.parametrize("station", [SHILU_STATION, QIFANG_STATION])
def test_nobody_opens_a_file_at_a_station_out_of_sight(register: Register, station: object) -> None:
    with pytest.raises(Station.DoesNotExist):
        register(station_id=station)


@pytest.mark.parametrize(
    ("person", "given", "word"),
    [
        (replace(GRANNY, id_number="469025194803150020"), {}, "校验码"),
        (replace(GRANNY, born_on=date(2017, 6, 1)), {}, "家长的证件"),
        (replace(GRANNY, village_code="469026100001"), {}, "不在本站服务范围"),
        (GRANNY, {"opened_on": date(2026, 11, 21)}, "今天以后"),
        (GRANNY, {"classes": ["ORPHAN"]}, "未满18周岁"),
        (BOY, {"consent": "ORAL"}, "监护人同意"),
        (BOY, {"consent": "GUARDIAN"}, "监护人姓名"),
        (GRANNY, {"details": {"shoe_size": "36"}}, "没有“shoe_size”"),
        (GRANNY, {"details": {"marital": "PERHAPS"}}, "选项里没有"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    register: Register, person: Person, given: dict[str, object], word: str
) -> None:
    with pytest.raises(Refused, match=word):
        register(person, **given)
    assert not Client.objects.exists()


def test_a_closed_station_takes_nobody(register: Register) -> None:
    Station.objects.filter(pk=YACHA_STATION).update(status="CLOSED", closed_on=TODAY)
    with pytest.raises(Refused, match="已撤销"):
        register()


def test_the_guardian_consents_for_a_small_child(register: Register) -> None:
    child = register(BOY, consent="GUARDIAN", consent_by="示例家长")
    assert Consent.objects.get(client=child).by_name == "示例家长"


def test_details_are_kept_beside_the_file(register: Register) -> None:
    client = register(details={"marital": "WIDOWED", "separation": "HERE", "health": "高血压"})
    assert ClientDetails.objects.get(client=client).health == "高血压"


def test_the_same_number_of_papers_never_gets_a_second_file(register: Register) -> None:
    first = register()
    with pytest.raises(Refused, match="已有档案：牙叉"):
        register(replace(GRANNY, name="测试奶"), despite_duplicates=[first.pk])
    with pytest.raises(Refused, match="已有档案"):
        register(
            replace(GRANNY, id_number=GRANNY.id_number[:6] + GRANNY.id_number[8:17]),
            despite_duplicates=[first.pk],
        )


def test_a_number_filed_out_of_sight_is_refused_without_a_word_of_whose_it_is(register: Register) -> None:
    register()
    with pytest.raises(Refused) as refusal:
        register(actor=LI, station_id=SHILU_STATION)
    assert str(refusal.value) == "该证件号码已在其他站点建档，请联系县民政局。"


def test_a_restricted_file_is_as_good_as_out_of_sight(register: Register) -> None:
    client = register()
    restrict_client(actor=HEAD, client_id=client.pk, reason="保护对象")
    with pytest.raises(Refused, match="已在其他站点建档"):
        register()


def test_a_closed_file_is_reopened_and_not_made_twice(register: Register) -> None:
    client = register()
    close_file(actor=HEAD, client_id=client.pk, reason="MOVED_AWAY", closed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已销档，请恢复"):
        register()
    assert reopen_file(actor=HEAD, client_id=client.pk, on=TODAY).active


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (replace(NOBODY_KNOWS, name="测试奶奶", born_on=date(1948, 3, 15), sex="F"), "同名、同一天出生"),
        (replace(UNCLE, phone="138 0000 0001"), "电话相同"),
        (
            replace(NOBODY_KNOWS, name="测试 奶奶", born_on=None, sex="", address="示例村 一组1号"),
            "同名、住址相同",
        ),
        (
            replace(
                UNCLE,
                name="测试奶奶",
                id_number=number("46902519490101006"),
                born_on=date(1949, 1, 1),
                village_name="示例村",
            ),
            "同名、同村，出生年相差1年",
        ),
        (
            replace(
                UNCLE,
                name="策试奈奈",
                id_number=number("46902519480701006"),
                born_on=date(1948, 7, 1),
                village_name="示例村",
            ),
            "姓名读音相同、同村、同年出生",
        ),
        (
            replace(NOBODY_KNOWS, name="策是乃乃", born_on=date(1948, 3, 15), sex="F"),
            "姓名读音相同、同一天出生",
        ),
    ],
)
def test_look_alikes_are_shown_with_reasons_and_the_answer_is_remembered(
    register: Register, granny: Client, person: Person, reason: str
) -> None:
    alike = duplicates_of(actor=HEAD, person=person)
    assert [(each.client.pk, each.says) for each in alike] == [(granny.pk, reason)]
    with pytest.raises(Refused, match=reason):
        register(person)
    other = register(person, despite_duplicates=[granny.pk])
    decision = DuplicateDecision.objects.get(client=other)
    assert (decision.other_id, decision.by_label) == (granny.pk, WANG.label)
    assert decision.reasons == [f"{why.says} {why.signed}" for why in alike[0].reasons]
    assert (
        str(granny.pk)
        in AuditEvent.objects.filter(action="clients.register_client")
        .latest("id")
        .facts["despite_duplicates"]
    )
    assert not duplicates_of(actor=HEAD, person=person, client_id=other.pk)
    update_client(actor=HEAD, client_id=other.pk, changes={"note": "已核对", "phone": person.phone}, on=TODAY)


def test_look_alikes_out_of_sight_are_not_shown(register: Register, granny: Client) -> None:
    assert not duplicates_of(actor=LI, person=replace(UNCLE, phone=granny.phone))


def test_a_retry_with_the_same_id_gives_the_same_file(register: Register) -> None:
    made = uuid7()
    assert register(client_id=made).pk == register(client_id=made).pk == made
    assert Client.objects.count() == 1


def test_people_without_papers_have_files_too(register: Register) -> None:
    client = register(NOBODY_KNOWS)
    assert (client.id_digest, client.no_id_reason) == ("", "未登记户口")


def test_the_database_itself_refuses_a_second_open_file_for_one_number(register: Register) -> None:
    client = register()
    client.pk, client.file_number = uuid7(), 99
    with pytest.raises(IntegrityError), transaction.atomic():
        client.save(force_insert=True)


def test_the_county_registers_for_its_stations(register: Register) -> None:
    assert register(actor=ZHAO, station_id=QIFANG_STATION).station_id == QIFANG_STATION


@pytest.mark.requirement("R334")
@pytest.mark.parametrize("kind", ["低保", "特困", "临时救助", "医疗救助", "教育救助", "住房救助", "法律援助"])
def test_each_kind_of_aid_is_a_class_of_its_own_on_the_file(register: Register, kind: str) -> None:
    code = class_code(f"{kind}对象")
    assert code
    client = register(classes=[code])
    assert kind in ClientClass.objects.get(client=client).label
