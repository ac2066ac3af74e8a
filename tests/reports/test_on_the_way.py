"""Between the head's signature and the county: opinions the region's paper asks for, records that change afterwards, urging."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.people import (
    HEAD,
    QIAN,
    QIFANG_STATION,
    SUPERVISOR,
    TOWNSHIP,
    WANG,
    YACHA_STATION,
    ZHAO,
    others,
)
from tests.reports.conftest import AT, DAY, NOVEMBER, Record, opened, signed
from tests.world import World
from yizhan.access.models import Notice
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.period import Period
from yizhan.reports.actions import (
    accept_report,
    endorse_report,
    return_report,
    sign_report,
    urge,
    write_narrative,
)
from yizhan.reports.models import Report, ReportStep, Urge
from yizhan.reports.queries.board import board, missing_reports
from yizhan.reports.queries.sheet import (
    after_signing,
    changed_after_signing,
    monthly_sheet,
    report_page,
    reports_to_accept,
    reports_to_review,
)
from yizhan.services.actions import correct_service, finish_follow_up, void_service

NOV = Period.month(2026, 11)
ADDRESSES = {YACHA_STATION: "/reports/a/", QIFANG_STATION: "/reports/b/"}


def endorse(actor: Any, report: Report, opinion: str = "情况属实，同意上报。") -> Report:
    return endorse_report(actor=actor, report_id=report.pk, on=DAY, at=AT, opinion=opinion)


# --- the way ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_paper")
def test_a_report_passes_everybody_its_paper_names_in_their_order(draft: Report) -> None:
    report = signed(draft)
    assert (report.state, report.awaiting, report.reviewers) == (
        "REVIEW",
        "supervisor",
        ["supervisor", "township"],
    )
    assert not reports_to_accept(actor=ZHAO).exists()
    assert [one.pk for one in reports_to_review(actor=SUPERVISOR)] == [report.pk]
    assert not reports_to_review(actor=TOWNSHIP).exists()
    with pytest.raises(Refused, match="现在不在您这里"):
        endorse(TOWNSHIP, report)
    with pytest.raises(Refused, match="不在待审核状态"):
        accept_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT)
    with pytest.raises(Refused, match="请写一句意见"):
        endorse(SUPERVISOR, report, "  ")
    assert endorse(SUPERVISOR, report).awaiting == "township"
    assert [one.pk for one in reports_to_review(actor=TOWNSHIP)] == [report.pk]
    assert endorse(TOWNSHIP, report, "同意上报").state == "SIGNED"
    assert accept_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT).state == "ACCEPTED"
    steps = list(ReportStep.objects.filter(report=report).values_list("what", "by_label", "note"))
    assert steps[2:4] == [
        ("ENDORSED", "督导", "情况属实，同意上报。"),
        ("ENDORSED", "乡镇经办人", "同意上报"),
    ]


@pytest.mark.usefixtures("own_paper")
def test_whoever_has_the_report_may_send_it_back_and_it_goes_the_whole_way_again(draft: Report) -> None:
    report = signed(draft)
    with pytest.raises(Refused, match="不在您这里"):
        return_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT, reason="改")
    endorse(SUPERVISOR, report)
    returned = return_report(actor=TOWNSHIP, report_id=report.pk, on=DAY, at=AT, reason="探访少报")
    assert (returned.state, returned.awaiting) == ("RETURNED", "")
    again = sign_report(actor=HEAD, report_id=report.pk, on=DAY, at=AT)
    assert again.awaiting == "supervisor"


@pytest.mark.usefixtures("own_paper")
def test_whoever_has_the_report_next_hears_of_it_and_the_station_of_what_became_of_it(
    world: World, draft: Report
) -> None:
    def heard(role: str) -> list[str]:
        return list(
            Notice.objects.filter(user=accounts[role], url="/reports/a/")
            .order_by("id")
            .values_list("subject", flat=True)
        )

    accounts = {
        role: world.account_of(role).pk for role in ("supervisor", "township", "county", "station_head")
    }
    way: dict[str, Any] = {"report_id": draft.pk, "on": DAY, "at": AT, "address": "/reports/a/"}
    write_narrative(actor=WANG, report_id=draft.pk, narrative="无")
    sign_report(actor=HEAD, **way)
    assert heard("supervisor") == ["牙叉镇2026年11月月报已签发，等您处理"]
    endorse_report(actor=SUPERVISOR, opinion="属实", **way)
    assert heard("township") == ["牙叉镇2026年11月月报已签署意见，等您处理"]
    return_report(actor=TOWNSHIP, reason="探访少报", **way)
    assert heard("station_head") == ["牙叉镇2026年11月月报被退回，请看退回理由，修改后重新签发"]
    assert not heard("county")
    sign_report(actor=HEAD, **way)
    endorse_report(actor=SUPERVISOR, opinion="属实", **way)
    endorse_report(actor=TOWNSHIP, opinion="属实", **way)
    assert heard("county") == ["牙叉镇2026年11月月报已签署意见，等您处理"]
    accept_report(actor=ZHAO, **way)
    assert heard("station_head")[-1] == "牙叉镇2026年11月月报已接收归档"


@pytest.mark.usefixtures("own_paper")
def test_a_sheet_that_was_touched_is_not_endorsed(draft: Report) -> None:
    report = signed(draft)
    report.frozen["lines"][0]["value"] = "999"
    report.save(update_fields=["frozen"])
    with pytest.raises(Refused, match="与签发时不一致"):
        endorse(SUPERVISOR, report)


def test_where_no_paper_names_anybody_the_report_goes_straight_to_the_county(draft: Report) -> None:
    report = signed(draft)
    assert (report.state, report.awaiting, report.reviewers) == ("SIGNED", "", [])
    with pytest.raises(Refused, match="现在不在您这里"):
        endorse(TOWNSHIP, report)


@pytest.mark.refuses("reports.endorse_report")
@pytest.mark.usefixtures("own_paper")
@pytest.mark.parametrize(
    "actor", others("township", "agency_manager", "supervisor"), ids=lambda actor: actor.label
)
def test_only_those_a_paper_may_name_give_an_opinion(draft: Report, actor: Any) -> None:
    report = signed(draft)
    with pytest.raises(NotAllowed):
        endorse(actor, report)


# --- the region's own sheet ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_paper")
def test_the_lines_are_those_of_the_regions_own_sheet(record: Record, granny: Client) -> None:
    record(granny, done_on=date(2026, 11, 3))
    report = opened()
    assert (report.sheet_name, report.sheet_clause) == ("牙叉镇社工站月报", "《示例方案》四")
    lines = [(line.code, line.label, line.metric, line.value) for line in report.lines.all()]
    assert lines == [
        ("services.visits", "探访", "services.visits", 1),
        ("services.visits_at_home", "其中：上门", "services.visits_at_home", 1),
        ("future.figure", "将来才数的", "", None),
        ("spent", "支出", "", None),
    ]
    assert [section.name for section in report_page(report=report).sections] == ["服务", "经费"]
    assert monthly_sheet(region_code="469025101", on=DAY).name == "项目实施进展情况"


# --- records that change after signing ----------------------------------------------------------------------------------------


def test_records_that_changed_after_the_signature_are_told_on_the_report(
    record: Record, granny: Client, uncle: Client
) -> None:
    mended, voided, _untouched = (record(granny, done_on=date(2026, 11, day)) for day in (3, 4, 5))
    promised = record(uncle, done_on=date(2026, 11, 6), follow_up="送药", follow_up_on=DAY)
    report = signed(opened())
    assert not changed_after_signing(report=report).exists()
    correct_service(actor=WANG, service_id=mended.pk, on=DAY, reason="记错", minutes=45)
    void_service(actor=WANG, service_id=voided.pk, on=DAY, at=AT, reason="重复")
    finish_follow_up(actor=WANG, service_id=promised.pk, on=DAY, result="送到")
    added = record(granny, done_on=date(2026, 11, 7))
    gone = record(granny, done_on=date(2026, 11, 8))
    void_service(actor=WANG, service_id=gone.pk, on=DAY, at=AT, reason="重复")
    record(granny, done_on=date(2026, 10, 7))
    assert {row.pk for row in changed_after_signing(report=report)} == {mended.pk, voided.pk, added.pk}
    report.refresh_from_db()
    assert next(row["value"] for row in report.frozen["lines"] if row["code"] == "services.visits") == "4.00"


def test_a_record_moved_out_of_the_month_is_told_too_and_signing_anew_clears_the_list(
    record: Record, granny: Client
) -> None:
    visit = record(granny, done_on=date(2026, 11, 3))
    report = signed(opened())
    correct_service(actor=WANG, service_id=visit.pk, on=DAY, reason="记错月份", done_on=date(2026, 10, 30))
    assert [row.pk for row in changed_after_signing(report=report)] == [visit.pk]
    back = return_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT, reason="重报")
    assert not changed_after_signing(report=back).exists()


def test_the_worker_is_told_that_the_signed_sheet_does_not_move_and_what_to_do(draft: Report) -> None:
    day = date(2026, 11, 3)
    assert after_signing(station_id=YACHA_STATION, day=day) is None
    report = signed(draft)
    told = after_signing(station_id=YACHA_STATION, day=day)
    assert told is not None
    assert told.says == (
        "2026年11月月报已于11-24签发，报表上的数不会跟着这次改动变。"
        "要让这份月报也改过来，请县民政局退回，站里重新取数、重新签发；不退回的，在下个月月报里说明差数。"
    )
    assert after_signing(station_id=YACHA_STATION, day=DAY + timedelta(days=1)) is None
    assert after_signing(station_id=QIFANG_STATION, day=day) is None
    accept_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT)
    told = after_signing(station_id=YACHA_STATION, day=day)
    assert told is not None
    assert "请把差数写进下个月月报" in told.says


@pytest.mark.usefixtures("own_paper")
def test_where_the_region_has_ruled_on_corrections_the_worker_reads_that(draft: Report) -> None:
    signed(draft)
    told = after_signing(station_id=YACHA_STATION, day=date(2026, 11, 3))
    assert told is not None
    assert told.says.endswith("本地规定：月报报出后发现差错的，随下月月报更正（《示例方案》五）。")
    assert told.clause == "方案 五"


# --- urging ----------------------------------------------------------------------------------------------------------------


def urged(actor: Any = ZHAO, on: date = DAY, month: date = NOVEMBER) -> list[Urge]:
    return urge(actor=actor, month=month, on=on, at=AT, addresses=ADDRESSES)


@pytest.mark.requirement("R324")
def test_one_press_asks_every_station_that_has_not_handed_in_once_a_day(world: World, draft: Report) -> None:
    head, worker = world.account_of("station_head"), world.account_of("worker")
    world.account_of("agency_manager")
    first = urged()
    assert {one.station_id for one in first} == {YACHA_STATION, QIFANG_STATION}
    notes = Notice.objects.filter(user__in=[head.pk, worker.pk])
    assert {note.subject for note in notes} == {"请报送牙叉镇2026年11月月报，11-25截止"}
    assert {note.url for note in notes} == {"/reports/a/"}
    assert sum(one.told for one in first) == Notice.objects.count()
    with pytest.raises(Refused, match="今天已经催过了"):
        urged()
    assert len(urged(on=DAY + timedelta(days=1))) == 2
    row = next(one for one in board(actor=ZHAO, period=NOV, on=DAY).rows if one.station.pk == YACHA_STATION)
    assert row.urged is not None
    assert row.urged.urged_on == DAY + timedelta(days=1)


def test_whoever_has_handed_in_is_not_asked(world: World, draft: Report) -> None:
    signed(draft)
    assert [one.station_id for one in urged()] == [QIFANG_STATION]
    assert [one.station.pk for one in missing_reports(actor=ZHAO, period=NOV, verb="reports.urge")] == [
        QIFANG_STATION
    ]
    with pytest.raises(Refused, match="还没有开始"):
        urged(month=date(2026, 12, 1))


@pytest.mark.usefixtures("own_paper")
def test_where_an_opinion_is_awaited_that_person_is_asked(world: World, draft: Report) -> None:
    report = signed(draft)
    endorse(SUPERVISOR, report)
    officer = world.account_of("township")
    urged()
    assert Notice.objects.get(user=officer).subject == "牙叉镇2026年11月月报待您签署意见，11-25截止"
    assert not Notice.objects.filter(station_id=YACHA_STATION).exclude(user=officer).exists()


def test_nothing_to_ask_for_is_said(world: World) -> None:
    with pytest.raises(Refused, match="都已报送"):
        urge(actor=QIAN, month=NOVEMBER, on=DAY, at=AT, addresses={})


@pytest.mark.refuses("reports.urge")
@pytest.mark.parametrize("actor", others("county"), ids=lambda actor: actor.label)
def test_only_the_county_urges(world: World, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        urged(actor)


def test_a_station_without_kept_figures_is_counted_now_and_never_shown_as_nothing(
    record: Record, granny: Client
) -> None:
    record(granny, done_on=date(2026, 11, 3))
    seen = board(actor=ZHAO, period=NOV, on=DAY)
    assert (seen.as_of, seen.live, seen.served) == (None, 2, 1)
    assert seen.served_before is None
    assert seen.trend == [(NOVEMBER, 1)]
