"""What was found wrong is put right by its owner, checked by somebody else, and cleared one by one until none is left."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.people import (
    AGENCY,
    AUDITOR,
    BAISHA,
    BAISHA_BUREAU,
    CHANGJIANG,
    DEPUTY,
    HEAD,
    MANAGER,
    OTHER_AGENCY,
    QIAN,
    SHILU_STATION,
    TOWNSHIP,
    WANG,
    YACHA,
    YACHA_STATION,
    ZHAO,
    named,
    others,
    person,
)
from tests.world import NOW, TODAY, World
from yizhan.access.models import Notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.actions import (
    answer_complaint,
    attach_evidence,
    clear_finding,
    extend_finding,
    hand_in_rectification,
    open_finding,
    plan_rectification,
    receive_complaint,
    reopen_finding,
    return_finding,
    take_up_complaint,
    withdraw_evidence,
    withdraw_finding,
)
from yizhan.oversight.models import Complaint, EvidenceFile, Finding
from yizhan.oversight.queries.findings import (
    came_from,
    files_of,
    findings,
    left,
    left_by_source,
    left_by_station,
    read_evidence,
    steps_of,
    to_check,
    to_mend,
)
from yizhan.oversight.rules.findings import term_of, term_problem
from yizhan.privacy.models import AuditEvent
from yizhan.stations.models import Station

pytestmark = pytest.mark.django_db

Open = Callable[..., Finding]
IN_TEN = TODAY + timedelta(days=10)
COLLEAGUE = person(71, "李科长", "county", BAISHA, organisation=BAISHA_BUREAU)
CITY_OVER = person(73, "市里的吴科长", "city", "4690")
RIVAL = person(72, "另一家机构", "agency_manager", BAISHA, organisation=OTHER_AGENCY)
PICTURE = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def wrong(world: World) -> Open:
    def make(**given: Any) -> Finding:
        facts: dict[str, Any] = {
            "actor": ZHAO, "station_id": YACHA_STATION, "what": "个案工作室没有门，谈话外面听得见",
            "source": "OTHER", "mend_by_on": IN_TEN, "on": TODAY, "at": NOW,
        }  # fmt: skip
        return open_finding(**(facts | given))

    return make


def shown(finding: Finding, actor: Actor = HEAD, on: date = TODAY) -> Finding:
    return hand_in_rectification(actor=actor, finding_id=finding.pk, text="装了门和帘子", on=on, at=NOW)


def cleared(finding: Finding, actor: Actor = ZHAO, on: date = TODAY) -> Finding:
    return clear_finding(actor=actor, finding_id=finding.pk, text="到现场看过", on=on, at=NOW)


@pytest.mark.requirement("R180")
def test_from_the_first_word_until_it_is_cleared_every_step_is_kept(wrong: Open) -> None:
    finding = wrong(rule_id="premises.equipment")
    assert finding.number == f"{BAISHA}-2026-改0001"
    assert finding.clause.endswith("六（一）3")
    plan_rectification(actor=HEAD, finding_id=finding.pk, text="房东不让改，换一间", on=TODAY)
    extend_finding(
        actor=ZHAO, finding_id=finding.pk, until_on=IN_TEN + timedelta(days=5), because="等房东", on=TODAY
    )
    shown(finding, MANAGER)
    return_finding(actor=ZHAO, finding_id=finding.pk, because="帘子挡不住声音", on=TODAY, at=NOW)
    shown(finding)
    done = cleared(finding)
    assert (done.state, done.extended, done.returned) == ("CLEARED", 1, 1)
    assert [step.kind for step in steps_of(done)] == [
        "TOLD", "PLANNED", "EXTENDED", "HANDED", "RETURNED", "HANDED", "CLEARED",
    ]  # fmt: skip
    again = reopen_finding(
        actor=COLLEAGUE, finding_id=finding.pk, because="门又拆了", mend_by_on=IN_TEN, on=TODAY, at=NOW
    )
    assert (again.state, again.reopened, again.cleared_on, again.mended_by) == ("MENDING", 1, None, "")


def test_one_by_one_until_none_is_left(wrong: Open) -> None:
    one, other = wrong(), wrong(source="EVALUATION")
    agency = wrong(station_id=None, organisation_id=AGENCY)
    later = IN_TEN + timedelta(days=1)
    told = left(actor=ZHAO, on=later)
    assert (told.open, told.late, told.cleared, told.share) == (3, 3, 0, 0)
    cleared(shown(one))
    by_station = {line.key: line for line in left_by_station(actor=ZHAO, on=later)}
    assert (by_station[YACHA_STATION].open, by_station[YACHA_STATION].cleared) == (1, 1)
    assert by_station[AGENCY].open == 1
    assert {line.name for line in left_by_source(actor=ZHAO, on=later)} == {"其他", "评估"}
    for finding in (other, agency):
        cleared(shown(finding, MANAGER))
    told = left(actor=ZHAO, on=later)
    assert (told.open, told.late, told.cleared, told.share) == (0, 0, 3, 100)


def test_nobody_clears_what_she_or_her_own_office_put_right(wrong: Open) -> None:
    """The township's own premises: the township rectifies and the county checks."""
    finding = wrong(rule_id="premises.safety")
    assert finding.owner == "TOWNSHIP"
    assert [row.pk for row in to_mend(actor=TOWNSHIP)] == [finding.pk]
    assert to_mend(actor=HEAD) == []
    with pytest.raises(Refused, match="由乡镇（街道）整改"):
        shown(finding)
    shown(finding, TOWNSHIP)
    with pytest.raises(Refused, match="要由别人核查"):
        cleared(finding, TOWNSHIP)
    with pytest.raises(Refused, match="您所在的单位"):
        cleared(finding, person(74, "镇里另一位", "township", YACHA, organisation=TOWNSHIP.organisation_id))
    with pytest.raises(Refused, match="要由别人核查"):
        return_finding(actor=TOWNSHIP, finding_id=finding.pk, because="再改", on=TODAY, at=NOW)
    assert cleared(finding).cleared_by == ZHAO.id
    with pytest.raises(IntegrityError, match="herself"), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(cleared_by=TOWNSHIP.id)


def test_who_planned_it_may_not_check_it_either(wrong: Open) -> None:
    """She planned as the head of the station and came to the county office before it was handed in."""
    finding = wrong()
    plan_rectification(actor=HEAD, finding_id=finding.pk, text="换一间", on=TODAY)
    shown(finding, DEPUTY)
    moved = Actor(HEAD.id, "原站长", ZHAO.grants, BAISHA_BUREAU)
    with pytest.raises(Refused, match="要由别人核查"):
        cleared(finding, moved)


def test_the_paper_gives_the_days_and_only_a_reason_gives_more() -> None:
    term = term_of(region_code="99", on=date(2026, 6, 1))
    assert term is not None
    assert term.due_on == date(2026, 6, 23)
    late = term_problem(mend_by_on=date(2026, 6, 24), on=date(2026, 6, 1), term=term)
    assert late is not None
    assert "不能定得更晚" in late
    assert term_problem(mend_by_on=None, on=date(2026, 6, 1), term=term) is None
    assert term_of(region_code=YACHA, on=TODAY) is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"what": "门"}, "请写明要整改的是什么"),
        ({"what": "长" * 2001}, "一项最多写2000字"),
        ({"source": "MOON"}, "从哪里来"),
        ({"mend_by_on": None}, "本地区的文件没有规定天数"),
        ({"mend_by_on": TODAY - timedelta(days=1)}, "不能早于今天"),
        ({"rule_id": "no.such"}, "没有这条规定"),
        ({"station_id": None}, "请选是哪个站、哪家机构"),
        ({"station_id": None, "organisation_id": OTHER_AGENCY}, "不在本地承接"),
        ({"source": "COMPLAINT"}, "请从投诉件的页面提整改"),
    ],
)
def test_what_is_missing_is_said(wrong: Open, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        wrong(**given)
    assert not Finding.objects.exists()


@pytest.mark.refuses("oversight.open_finding")
@pytest.mark.parametrize("nobody", others("township", "county", "city", "province"), ids=named)
def test_others_open_no_findings(nobody: Actor) -> None:
    with pytest.raises(NotAllowed):
        open_finding(
            actor=nobody, station_id=YACHA_STATION, what="没有灭火器", source="OTHER", on=TODAY, at=NOW
        )


def test_the_neighbour_and_a_rival_see_none_and_opened_twice_it_is_one(wrong: Open) -> None:
    finding = wrong()
    agency = wrong(station_id=None, organisation_id=AGENCY)
    assert wrong(finding_id=finding.pk).pk == finding.pk
    assert findings(actor=QIAN).count() == findings(actor=RIVAL).count() == findings(actor=WANG).count() == 0
    assert {row.pk for row in findings(actor=MANAGER)} == {finding.pk, agency.pk}
    assert {row.pk for row in findings(actor=HEAD)} == {finding.pk}
    assert {row.pk for row in findings(actor=TOWNSHIP)} == {finding.pk}
    with pytest.raises(Finding.DoesNotExist):
        cleared(finding, QIAN)
    with pytest.raises(Station.DoesNotExist):
        wrong(actor=QIAN)
    with pytest.raises(Station.DoesNotExist):
        wrong(station_id=SHILU_STATION)
    assert CHANGJIANG not in finding.number


@pytest.mark.refuses(
    "oversight.plan_rectification",
    "oversight.hand_in_rectification",
    "oversight.clear_finding",
    "oversight.return_finding",
    "oversight.extend_finding",
    "oversight.reopen_finding",
    "oversight.withdraw_finding",
)
def test_the_station_mends_and_the_office_checks(wrong: Open) -> None:
    finding = wrong()
    key: dict[str, Any] = {"finding_id": finding.pk, "on": TODAY}
    for step in (
        lambda: plan_rectification(actor=ZHAO, text="改", **key),
        lambda: hand_in_rectification(actor=AUDITOR, text="改了", at=NOW, **key),
        lambda: clear_finding(actor=HEAD, text="看过", at=NOW, **key),
        lambda: return_finding(actor=MANAGER, because="不行", at=NOW, **key),
        lambda: extend_finding(actor=HEAD, because="忙", until_on=IN_TEN + timedelta(days=1), **key),
        lambda: reopen_finding(actor=HEAD, because="又坏了", mend_by_on=IN_TEN, at=NOW, **key),
        lambda: withdraw_finding(actor=AUDITOR, because="弄错了", **key),
    ):
        with pytest.raises(NotAllowed):
            step()
    with pytest.raises(Refused, match="由社工站整改"):
        shown(finding, TOWNSHIP)
    with pytest.raises(Refused, match="整改事项现在是“待整改”"):
        cleared(finding)
    with pytest.raises(Refused, match="要晚于原来的"):
        extend_finding(actor=ZHAO, because="等", until_on=IN_TEN, **key)
    with pytest.raises(Refused, match="为什么延期"):
        extend_finding(actor=ZHAO, because=" ", until_on=IN_TEN + timedelta(days=1), **key)
    for words, sentence in ((" ", "请写明改了什么"), ("长" * 2001, "一次最多写2000字")):
        with pytest.raises(Refused, match=sentence):
            hand_in_rectification(actor=HEAD, text=words, at=NOW, **key)
    withdraw_finding(actor=ZHAO, because="看错了房间", **key)
    with pytest.raises(Refused, match="整改事项现在是“已撤销”"):
        shown(finding)


def test_what_waits_stands_before_whom_it_waits_for_and_names_nobody(wrong: Open, world: World) -> None:
    head = world.account_of("station_head")
    finding = wrong(actor=TOWNSHIP, what="示例大婶的档案放在没锁的柜子里")
    assert [row.pk for row in to_mend(actor=HEAD)] == [finding.pk]
    assert finding.number in Notice.objects.get(user=head).subject
    shown(finding)
    assert to_mend(actor=HEAD) == []
    assert [row.pk for row in to_check(actor=TOWNSHIP)] == [row.pk for row in to_check(actor=ZHAO)]
    assert to_check(actor=CITY_OVER) == []
    told = " ".join(Notice.objects.values_list("subject", flat=True))
    lines = " ".join(str(facts) for facts in AuditEvent.objects.values_list("facts", flat=True))
    assert "示例大婶" not in told + lines


def test_a_founded_complaint_opens_a_finding_that_does_not_tell_who_complained(world: World) -> None:
    complaint = receive_complaint(
        actor=ZHAO, region_code=BAISHA, station_id=YACHA_STATION, about="STATION", way="PHONE",
        what="约好上门没有来", received_on=TODAY, on=TODAY, at=NOW, name="测试大婶",
    )  # fmt: skip
    given: dict[str, Any] = {
        "actor": ZHAO, "source": "COMPLAINT", "source_id": complaint.pk, "mend_by_on": IN_TEN, "on": TODAY,
        "at": NOW,
    }  # fmt: skip
    with pytest.raises(Refused, match="查实属实"):
        open_finding(what="排班没有人核对", **given)
    take_up_complaint(actor=ZHAO, complaint_id=complaint.pk, on=TODAY)
    answer_complaint(
        actor=ZHAO, complaint_id=complaint.pk, finding="UPHELD", answer="属实", measures="整改", on=TODAY
    )
    with pytest.raises(Refused, match="请去掉"):
        open_finding(what="测试大婶家没有去", **given)
    finding = open_finding(what="排班没有人核对", **given)
    assert finding.station_id == YACHA_STATION
    assert came_from(actor=ZHAO, finding=finding)[0].endswith(complaint.number)
    assert came_from(actor=HEAD, finding=finding) == ("投诉", "")
    assert Complaint.objects.count() == 1


@pytest.mark.refuses("oversight.attach_evidence", "oversight.withdraw_evidence")
def test_evidence_lies_enciphered_beside_what_it_shows(wrong: Open) -> None:
    finding = wrong()

    def put(actor: Actor = HEAD, **given: Any) -> EvidenceFile:
        facts: dict[str, Any] = {
            "title": "装好的门", "file_name": "door.pdf", "content": PICTURE, "on": TODAY,
            "finding_id": finding.pk,
        }  # fmt: skip
        return attach_evidence(actor=actor, **(facts | given))

    for nobody in (WANG, AUDITOR):
        with pytest.raises(NotAllowed):
            put(nobody)
        with pytest.raises(NotAllowed):
            withdraw_evidence(actor=nobody, file_id=finding.pk, on=TODAY)
    with pytest.raises(Finding.DoesNotExist):
        put(QIAN)
    with pytest.raises(Refused, match="从检查、函件或整改事项的页面上传"):
        put(finding_id=None)
    file = put()
    with pytest.raises(Refused, match="已经传过"):
        put()
    with pytest.raises(Refused, match="由本人撤下"):
        withdraw_evidence(actor=ZHAO, file_id=file.pk, on=TODAY)
    with file.file.open("rb") as stored:
        assert PICTURE not in stored.read()
    assert read_evidence(actor=ZHAO, file_id=file.pk)[1] == PICTURE
    with pytest.raises(EvidenceFile.DoesNotExist):
        read_evidence(actor=QIAN, file_id=file.pk)
    extra = put(content=PICTURE + b"2")
    withdraw_evidence(actor=HEAD, file_id=extra.pk, on=TODAY)
    with pytest.raises(Refused, match="已经撤下"):
        withdraw_evidence(actor=HEAD, file_id=extra.pk, on=TODAY)
    assert [row.pk for row in files_of(row=finding)] == [file.pk]
    cleared(shown(finding))
    with pytest.raises(Refused, match="已经办完"):
        put(content=PICTURE + b"3")
    with pytest.raises(Refused, match="已经办完"):
        withdraw_evidence(actor=HEAD, file_id=file.pk, on=TODAY)


def test_the_figures_open_the_findings_they_count(wrong: Open) -> None:
    late, mended, done = wrong(), wrong(), wrong()
    withdraw_finding(actor=ZHAO, finding_id=wrong().pk, because="重复", on=TODAY)
    shown(mended)
    cleared(shown(done))
    days = Period(TODAY, IN_TEN + timedelta(days=1))
    expected = {
        "findings_open": {late.pk, mended.pk},
        "findings_overdue": {late.pk},
        "findings_cleared": {done.pk},
    }
    for name, rows in expected.items():
        metric = METRICS[f"oversight.{name}"]
        assert metric.of(YACHA_STATION, days) == len(rows)
        assert metric.drill is not None
        assert {row.pk for row in metric.drill(stations=[YACHA_STATION], period=days)} == rows
