"""People are enrolled, moved, certified and filed; wrong ones are refused with the clause."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.people import (
    AUDITOR,
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    CITY,
    HEAD,
    LI,
    MANAGER,
    NEIGHBOUR_HEAD,
    PROVINCE,
    QIAN,
    QIFANG_STATION,
    SHILU_STATION,
    SUPERVISOR,
    WANG,
    YACHA_STATION,
    ZHAO,
)
from tests.world import TODAY, World
from yizhan.access.models import User
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.identity import check_digit
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.stations.actions import close_station
from yizhan.stations.models import Station
from yizhan.workforce.actions import (
    accept_filing,
    add_certificate,
    change_post,
    end_employment,
    enrol_worker,
    file_staff,
    link_account,
    return_filing,
    unmask_worker,
    update_worker,
)
from yizhan.workforce.models import Filing, Post, PostChange, Worker
from yizhan.workforce.queries import (
    filing_desk,
    filing_rule,
    filings_waiting,
    identity_of,
    oldest_unfiled,
    renewal_state,
    staff_of,
    worker_in_sight,
    workers_found,
)

pytestmark = pytest.mark.django_db

DAY = Period.of_day(TODAY)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STARTED = date(2026, 3, 15)


def id_number(born: str = "19920304", order: int = 2, place: str = "469025") -> str:
    first = f"{place}{born}{order:03}"
    return first + check_digit(first)


def enrolled(by: Actor = HEAD, **given: Any) -> Worker:
    return enrol_worker(
        **{
            "actor": by,
            "station_id": YACHA_STATION,
            "name": "示例五",
            "id_number": id_number(),
            "education": "COLLEGE",
            "post": "RESIDENT",
            "started_on": STARTED,
            "on": TODAY,
            "phone": "13800000005",
            **given,
        }
    )


def figure(name: str) -> Any:
    return METRICS[name].of(YACHA_STATION, DAY)


@pytest.mark.requirement("R307")
def test_an_enrolled_worker_is_counted_and_her_file_is_unreadable_in_the_table(world: World) -> None:
    worker = enrolled(facts={"本地民族": True}, local_household=True)
    assert (worker.born_on, worker.sex, worker.name_initials) == (date(1992, 3, 4), "F", "slw")
    assert figure("workforce.resident_workers") == 1
    assert figure("workforce.full_time_workers") == 1
    assert figure("workforce.formally_employed") == 100
    assert figure("workforce.max_age") == 34
    assert worker.organisation_id == world.yacha.operator_id
    with connection.cursor() as cursor:
        cursor.execute("select name, id_number, phone from workforce_worker")
        assert not any("示例" in text or "1992" in text or "138000" in text for text in cursor.fetchone())


@pytest.mark.refuses("workforce.enrol_worker")
@pytest.mark.requirement("R308")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"id_number": id_number("19700304")}, "年龄不超过45岁”，现为56岁（六（三））"),
        ({"education": "SENIOR"}, "学历不低于大专"),
        ({"employer": "TOWNSHIP"}, "受聘于承接主体"),
        ({"started_on": date(2023, 7, 1)}, "持证或社会工作专业”，期限2025-07-01已过"),
        ({"id_number": f"{id_number()[:-1]}{(int(id_number()[-1], 16) + 1) % 10}"}, "校验码"),
        ({"name": "五"}, "姓名"),
        ({"phone": "12345"}, "手机号"),
        ({"education": ""}, "请选择"),
        ({"facts": {"星座": True}}, "不认识"),
        ({"id_number": id_number("20120304")}, "不满 16"),
        ({"started_on": TODAY + timedelta(days=60)}, "一个月以后"),
        ({"certificate_level": "ASSISTANT", "certificate_issued_on": TODAY + timedelta(days=1)}, "今天以后"),
    ],
)
def test_somebody_who_does_not_fit_is_refused(world: World, given: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused) as no:
        enrolled(**given)
    assert says in str(no.value)
    assert not Worker.objects.exists()


def test_a_refusal_by_a_paper_carries_its_clause(world: World) -> None:
    with pytest.raises(Refused) as no:
        enrolled(education="SENIOR")
    assert "《" in no.value.clause
    assert "六（三）" in no.value.clause


@pytest.mark.refuses("workforce.enrol_worker")
@pytest.mark.parametrize("actor", [WANG, SUPERVISOR, AUDITOR, PROVINCE], ids=lambda actor: actor.label)
def test_enrolling_is_for_heads_agencies_and_the_county(world: World, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        enrolled(by=actor)


def test_nobody_is_enrolled_out_of_sight_or_in_a_closed_station(world: World) -> None:
    with pytest.raises(Station.DoesNotExist):
        enrolled(by=HEAD, station_id=SHILU_STATION)
    close_station(actor=ZHAO, station_id=YACHA_STATION, reason="撤并", on=TODAY)
    with pytest.raises(Refused, match="已撤销"):
        enrolled(by=ZHAO)


@pytest.mark.requirement("R251")
@pytest.mark.refuses("workforce.enrol_worker")
def test_one_social_worker_serves_one_project_even_across_counties(world: World) -> None:
    enrolled(by=QIAN, station_id=SHILU_STATION)
    with pytest.raises(Refused, match="别的站点任职") as no:
        enrolled()
    assert "石碌" not in str(no.value)
    with pytest.raises(Refused, match="已在本站"):
        enrolled(by=QIAN, station_id=SHILU_STATION)


def test_a_supervisor_serves_several_stations(world: World) -> None:
    enrolled(by=MANAGER, post="SUPERVISOR")
    enrolled(by=MANAGER, post="SUPERVISOR", station_id=QIFANG_STATION)
    assert figure("workforce.supervisors") == 1
    assert figure("workforce.resident_workers") == 0
    assert figure("workforce.team") == 0


@pytest.mark.requirement("R024", "R422")
def test_certificates_and_degrees_are_counted_once(world: World) -> None:
    enrolled(certificate_level="ASSISTANT", certificate_issued_on=date(2025, 9, 1), certificate_number="zs-1")
    enrolled(name="示例六", id_number=id_number(order=4), major_is_social_work=True)
    enrolled(name="示例七", id_number=id_number(order=6))
    assert figure("workforce.certified_workers") == 1
    assert figure("workforce.qualified_workers") == 2
    people = figure("workforce.certificate_deadlines")
    assert [(person["终点"], person["姓名"]) for person in people] == [
        (date(2025, 9, 1), "示**"),
        (None, "示**"),
    ]


@pytest.mark.requirement("R376", "R377", "R378")
def test_each_figure_opens_into_its_people(world: World) -> None:
    enrolled(by=ZHAO, post="HEAD", employer="TOWNSHIP", id_number=id_number("19700304"))
    enrolled(name="示例六", post="DEPUTY", id_number=id_number(order=4))
    enrolled(name="示例七", id_number=id_number(order=6))
    assert (figure("workforce.station_heads"), figure("workforce.deputy_heads")) == (1, 1)
    for name, metric in METRICS.items():
        if name.startswith("workforce.") and metric.drill is not None and metric.unit == "人":
            assert metric.drill(stations=[YACHA_STATION], period=DAY).count() == metric.of(
                YACHA_STATION, DAY
            ), name
    facts = figure("workforce.eligibility")
    assert [person["岗位"] for person in facts] == ["站长", "副站长", "驻站社工"]
    assert METRICS["workforce.eligibility"].drill is not None


def test_one_query_a_figure_for_many_stations(world: World, django_assert_num_queries: Any) -> None:
    enrolled()
    stations = [YACHA_STATION, QIFANG_STATION, SHILU_STATION]
    for name, metric in METRICS.items():
        if name.startswith(("workforce.", "stations.")):
            with django_assert_num_queries(1):
                metric(stations=stations, period=DAY)


# --- correct, move, leave -------------------------------------------------------------------------------------------------


def corrected(worker: Worker, **given: Any) -> Worker:
    return update_worker(
        **{
            "actor": HEAD,
            "worker_id": worker.pk,
            "name": "示例伍",
            "education": "BACHELOR",
            "on": TODAY,
            **given,
        }
    )


@pytest.mark.refuses("workforce.update_worker")
def test_a_file_is_corrected_but_never_into_nonsense(world: World) -> None:
    worker = enrolled()
    assert corrected(worker, facts={"本地民族": False}).get_education_display() == "本科"
    assert corrected(worker).facts == {"本地民族": False}
    with pytest.raises(Refused, match="手机号"):
        corrected(worker, phone="1")
    with pytest.raises(Refused, match="请选择"):
        corrected(worker, education="")
    with pytest.raises(Worker.DoesNotExist):
        corrected(worker, actor=NEIGHBOUR_HEAD)


@pytest.mark.refuses("workforce.change_post")
def test_another_post_has_its_own_conditions(world: World) -> None:
    worker = enrolled()
    with pytest.raises(Refused, match="新的岗位"):
        change_post(actor=HEAD, worker_id=worker.pk, post="RESIDENT", changed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="到岗之后"):
        change_post(actor=HEAD, worker_id=worker.pk, post="DEPUTY", changed_on=date(2026, 1, 1), on=TODAY)
    assert (
        change_post(actor=HEAD, worker_id=worker.pk, post="DEPUTY", changed_on=TODAY, on=TODAY).post
        == "DEPUTY"
    )
    head = enrolled(
        by=ZHAO, name="示例八", post="HEAD", employer="TOWNSHIP", id_number=id_number("19700304", 8)
    )
    with pytest.raises(Refused, match="年龄不超过45岁"):
        change_post(actor=ZHAO, worker_id=head.pk, post="RESIDENT", changed_on=TODAY, on=TODAY)


def test_a_deputy_of_two_stations_cannot_quietly_become_a_worker_of_both(world: World) -> None:
    first = enrolled(by=MANAGER, post="DEPUTY")
    enrolled(by=MANAGER, station_id=QIFANG_STATION)
    with pytest.raises(Refused, match="别的站点任职"):
        change_post(actor=MANAGER, worker_id=first.pk, post="RESIDENT", changed_on=TODAY, on=TODAY)


@pytest.mark.refuses("workforce.end_employment")
def test_somebody_leaves_once_and_may_serve_elsewhere_from_the_next_day(world: World) -> None:
    worker = enrolled()

    def leave(**given: Any) -> Worker:
        return end_employment(
            **{
                "actor": HEAD,
                "worker_id": worker.pk,
                "ended_on": TODAY,
                "reason": "个人原因",
                "on": TODAY,
                **given,
            }
        )

    for given, says in (
        ({"reason": " "}, "原因"),
        ({"ended_on": date(2026, 1, 1)}, "早于到岗"),
        ({"ended_on": TODAY + timedelta(days=100)}, "三个月以后"),
        ({"announced_on": TODAY + timedelta(days=1)}, "晚于离岗"),
    ):
        with pytest.raises(Refused, match=says):
            leave(**given)
    leave(announced_on=TODAY - timedelta(days=31))
    assert figure("workforce.resident_workers") == 1
    assert (
        METRICS["workforce.resident_workers"].of(YACHA_STATION, Period.of_day(TODAY + timedelta(days=1))) == 0
    )
    with pytest.raises(Refused, match="已于"):
        leave()
    with pytest.raises(Refused, match="只供查阅"):
        corrected(worker)
    enrolled(by=QIAN, station_id=SHILU_STATION, started_on=TODAY + timedelta(days=1))


@pytest.mark.refuses("workforce.add_certificate")
def test_a_certificate_belongs_to_one_person(world: World) -> None:
    worker, other = enrolled(), enrolled(name="示例六", id_number=id_number(order=4))

    def certified(of: Worker, **given: Any) -> Any:
        return add_certificate(
            **{
                "actor": HEAD,
                "worker_id": of.pk,
                "level": "ASSISTANT",
                "number": "示例001",
                "issued_on": date(2025, 9, 1),
                "on": TODAY,
                **given,
            }
        )

    certified(worker)
    renewed = certified(worker, expires_on=TODAY + timedelta(days=30))
    assert worker.certificates.count() == 1
    assert renewal_state(renewed, on=TODAY) == "warn"
    assert renewal_state(renewed, on=TODAY + timedelta(days=31)) == "bad"
    assert renewal_state(certified(worker, expires_on=TODAY + timedelta(days=300)), on=TODAY) == "good"
    assert renewal_state(certified(worker), on=TODAY) == ""
    for given, says in (
        ({"level": ""}, "级别"),
        ({"issued_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"issued_on": date(2000, 1, 1)}, "太早"),
        ({"expires_on": date(2025, 1, 1)}, "有效期"),
        ({"of": other}, "别人名下"),
    ):
        facts: dict[str, Any] = {"of": worker, **given}
        with pytest.raises(Refused, match=says):
            certified(**facts)


@pytest.mark.refuses("workforce.link_account")
def test_an_account_is_one_person_s(world: World) -> None:
    worker, other = enrolled(), enrolled(name="示例六", id_number=id_number(order=4))
    account = world.account_of("worker")
    assert link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk).user == account
    with pytest.raises(Refused, match="对应别的人员"):
        link_account(actor=ZHAO, worker_id=other.pk, user_id=account.pk)
    with pytest.raises(User.DoesNotExist):
        link_account(actor=ZHAO, worker_id=other.pk, user_id=worker.pk)
    next_door = world.account(
        "county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="next.door"
    )
    with pytest.raises(User.DoesNotExist):
        link_account(actor=ZHAO, worker_id=other.pk, user_id=next_door.pk)
    with pytest.raises(NotAllowed):
        link_account(actor=HEAD, worker_id=worker.pk, user_id=account.pk)


# --- filing ----------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R241")
@pytest.mark.refuses("workforce.file_staff", "workforce.accept_filing", "workforce.return_filing")
def test_staff_and_changes_are_filed_returned_and_accepted(world: World) -> None:
    with pytest.raises(Refused, match="还没有人员"):
        file_staff(actor=HEAD, station_id=YACHA_STATION, filed_on=TODAY)
    worker = enrolled()
    assert oldest_unfiled(actor=ZHAO, station_ids=[YACHA_STATION]) == {YACHA_STATION: STARTED}
    filing = file_staff(actor=HEAD, station_id=YACHA_STATION, filed_on=TODAY)
    assert filings_waiting(actor=ZHAO).get() == filing
    assert filings_waiting(actor=QIAN).count() == 0
    with pytest.raises(Refused, match="还在等"):
        file_staff(actor=HEAD, station_id=YACHA_STATION, filed_on=TODAY)
    with pytest.raises(Refused, match="退回的原因"):
        return_filing(actor=ZHAO, filing_id=filing.pk, reason=" ", on=TODAY)
    with pytest.raises(Filing.DoesNotExist):
        accept_filing(actor=QIAN, filing_id=filing.pk, on=TODAY)
    return_filing(actor=ZHAO, filing_id=filing.pk, reason="缺劳动合同", on=TODAY)
    assert PostChange.objects.filter(filing=None).count() == 1
    again = file_staff(actor=MANAGER, station_id=YACHA_STATION, filed_on=TODAY)
    accept_filing(actor=ZHAO, filing_id=again.pk, on=TODAY)
    with pytest.raises(Refused, match="审核过了"):
        accept_filing(actor=ZHAO, filing_id=again.pk, on=TODAY)
    with pytest.raises(Refused, match="没有人员变动"):
        file_staff(actor=HEAD, station_id=YACHA_STATION, filed_on=TODAY)
    end_employment(actor=HEAD, worker_id=worker.pk, ended_on=TODAY, reason="个人原因", on=TODAY)
    desk = filing_desk(actor=HEAD, station_id=YACHA_STATION, region_code=world.yacha.region_code, on=TODAY)
    assert [change.kind for change in desk.unfiled] == ["LEFT"]
    assert desk.newest is not None
    assert desk.newest.state == "ACCEPTED"
    assert desk.newest.lines.count() == 1


@pytest.mark.requirement("R241")
def test_haining_wants_changes_filed_within_a_week_and_baisha_names_no_term() -> None:
    rule = filing_rule(region_code="330481001", on=TODAY)
    assert rule is not None
    assert rule.due(TODAY) == TODAY + timedelta(days=7)
    assert filing_rule(region_code="469025100", on=TODAY) is None


# --- reading ----------------------------------------------------------------------------------------------------------------


@pytest.mark.refuses("workforce.unmask_worker")
def test_the_identity_number_is_masked_until_somebody_says_why(world: World) -> None:
    worker = enrolled()
    masked = identity_of(actor=HEAD, worker=worker, at=NOON)
    assert (masked.name, str(masked.id_number)[6:10], str(masked.phone)) == ("示例五", "****", "138****0005")
    with pytest.raises(Refused, match="理由"):
        unmask_worker(actor=HEAD, worker_id=worker.pk, reason="", at=NOON)
    with pytest.raises(Worker.DoesNotExist):
        unmask_worker(actor=QIAN, worker_id=worker.pk, reason="INSPECTION", at=NOON)
    unmask_worker(actor=HEAD, worker_id=worker.pk, reason="INSPECTION", at=NOON)
    shown = identity_of(actor=HEAD, worker=worker, at=NOON + timedelta(minutes=5))
    assert str(shown.id_number) == id_number()
    assert shown.until_at == NOON + timedelta(minutes=10)
    assert identity_of(actor=ZHAO, worker=worker, at=NOON).until_at is None


def test_staff_is_found_by_letters_name_and_number_and_only_in_sight(world: World) -> None:
    worker = enrolled()
    enrolled(by=QIAN, station_id=SHILU_STATION, name="示例九", id_number=id_number(order=8))
    for text in ("slw", "示例五", id_number(), "牙叉", ""):
        assert workers_found(actor=ZHAO, on=TODAY, text=text).get() == worker, text
    assert workers_found(actor=ZHAO, on=TODAY, post=Post.HEAD).count() == 0
    assert workers_found(actor=ZHAO, on=TODAY, gone=True).count() == 0
    assert worker_in_sight(actor=WANG, worker_id=worker.pk) == worker
    with pytest.raises(Worker.DoesNotExist):
        worker_in_sight(actor=LI, worker_id=worker.pk)
    for actor in (PROVINCE, CITY):
        assert workers_found(actor=actor, on=TODAY).count() == 0


def test_the_staff_list_says_who_fits(world: World) -> None:
    enrolled(by=ZHAO, post="HEAD", employer="TOWNSHIP", id_number=id_number("19700304"))
    enrolled(
        name="示例七",
        id_number=id_number(order=6),
        certificate_level="ASSISTANT",
        certificate_issued_on=date(2025, 9, 1),
    )
    lines = staff_of(actor=ZHAO, station_id=YACHA_STATION, on=TODAY, circumstances=world.yacha.circumstances)
    assert [(line.worker.post, line.state) for line in lines] == [("HEAD", "good"), ("RESIDENT", "good")]
    assert lines[1].certificate is not None
