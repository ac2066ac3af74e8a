"""A month's report writes itself, is signed, goes to the county, comes back, is accepted and never changes again."""

from datetime import date
from decimal import Decimal

import pytest

from tests.people import DEPUTY, HEAD, LI, QIFANG_STATION, WANG, YACHA_STATION, ZHAO, others
from tests.reports.conftest import AT, DAY, NOVEMBER, Record, opened, signed
from tests.world import World
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.reports.actions import (
    accept_report,
    change_figure,
    open_report,
    refresh_report,
    return_report,
    sign_report,
    write_narrative,
)
from yizhan.reports.metrics import monthly_late, monthly_on_time
from yizhan.reports.models import Report, ReportLine, ReportStep
from yizhan.reports.queries.sheet import is_intact, report_page, reports
from yizhan.services.actions import correct_service, void_service
from yizhan.stations.models import Station

STAFF = ("worker", "station_head", "deputy_head")


def line(report: Report, code: str) -> ReportLine:
    return ReportLine.objects.get(report=report, code=code)


@pytest.mark.requirement("R324", "R113")
def test_a_report_opens_filled_in_and_says_by_when_and_where_that_is_written(
    record: Record, granny: Client, uncle: Client
) -> None:
    record(granny, uncle, done_on=date(2026, 11, 3))
    record(granny, done_on=date(2026, 11, 20), mode="PHONE")
    record(granny, done_on=date(2026, 10, 20))
    report = opened()
    assert (report.due_on, report.counted_to_on) == (date(2026, 11, 25), DAY)
    assert report.clause.endswith("九（二）")
    assert line(report, "services.visits").value == 3
    assert line(report, "services.phone_visits").value == 1
    assert line(report, "services.group_sessions").value == 0
    assert line(report, "spent").value is None
    assert report.filled_by_label == "王社工"


def test_opened_twice_it_is_the_same_report(draft: Report) -> None:
    assert opened().pk == draft.pk
    assert Report.objects.count() == 1


def test_a_month_to_come_and_a_month_before_the_station_are_refused(draft: Report) -> None:
    with pytest.raises(Refused, match="还没有开始"):
        opened(month=date(2026, 12, 1))
    with pytest.raises(Refused, match="还没有开始运营"):
        opened(month=date(2024, 12, 1))


@pytest.mark.refuses("reports.open_report")
@pytest.mark.parametrize("actor", others(*STAFF), ids=lambda actor: actor.label)
def test_only_the_station_opens_its_report(world: World, actor: object) -> None:
    with pytest.raises(NotAllowed):
        open_report(actor=actor, station_id=YACHA_STATION, month=NOVEMBER, on=DAY, at=AT)  # type: ignore[arg-type]


def test_nobody_opens_the_report_of_a_station_out_of_sight(world: World) -> None:
    with pytest.raises(Station.DoesNotExist):
        open_report(actor=WANG, station_id=QIFANG_STATION, month=NOVEMBER, on=DAY, at=AT)


def test_a_changed_figure_keeps_both_numbers_and_the_reason(
    record: Record, granny: Client, draft: Report
) -> None:
    with pytest.raises(Refused, match="改数要写理由"):
        change_figure(actor=WANG, report_id=draft.pk, code="services.resource_links", value=Decimal(4), at=AT)
    change_figure(
        actor=WANG,
        report_id=draft.pk,
        code="services.resource_links",
        value=Decimal(4),
        reason="补录单已上传",
        at=AT,
    )
    kept = line(draft, "services.resource_links")
    assert (kept.computed, kept.value, kept.reason, kept.changed_by_label) == (0, 4, "补录单已上传", "王社工")
    assert report_page(report=draft).changed == 1
    change_figure(actor=WANG, report_id=draft.pk, code="services.resource_links", value=Decimal(0), at=AT)
    assert line(draft, "services.resource_links").reason == ""


def test_a_figure_the_program_cannot_count_says_where_it_is_from(draft: Report) -> None:
    ReportLine.objects.filter(report=draft, code="spent").update(source="")
    with pytest.raises(Refused, match="出处"):
        change_figure(actor=WANG, report_id=draft.pk, code="spent", value=Decimal(18260), at=AT)
    change_figure(
        actor=WANG, report_id=draft.pk, code="spent", value=Decimal(18260), source="财务台账", at=AT
    )
    assert line(draft, "spent").value == 18260
    with pytest.raises(Refused, match="没有这一项"):
        change_figure(actor=WANG, report_id=draft.pk, code="dance", value=Decimal(1), at=AT)
    with pytest.raises(Refused, match="请填一个数"):
        change_figure(actor=WANG, report_id=draft.pk, code="services.visits", value=None, at=AT)


def test_counting_again_keeps_what_a_person_changed(record: Record, granny: Client, draft: Report) -> None:
    change_figure(
        actor=WANG, report_id=draft.pk, code="services.visits", value=Decimal(5), reason="纸质登记", at=AT
    )
    record(granny, done_on=date(2026, 11, 5))
    refresh_report(actor=WANG, report_id=draft.pk, on=DAY, at=AT)
    kept = line(draft, "services.visits")
    assert (kept.computed, kept.value, kept.reason) == (1, 5, "纸质登记")
    assert line(draft, "services.services").value == 1


def test_a_report_is_not_signed_over_figures_that_have_moved(
    record: Record, granny: Client, draft: Report
) -> None:
    with pytest.raises(Refused, match="问题与下月打算"):
        sign_report(actor=HEAD, report_id=draft.pk, on=DAY, at=AT)
    record(granny, done_on=date(2026, 11, 5))
    with pytest.raises(Refused, match="重新取数"):
        signed(draft)
    refresh_report(actor=WANG, report_id=draft.pk, on=DAY, at=AT)
    assert signed(draft).state == "SIGNED"
    with pytest.raises(Refused, match="已经报送"):
        signed_again(draft)


def signed_again(report: Report) -> Report:
    return sign_report(actor=HEAD, report_id=report.pk, on=DAY, at=AT)


@pytest.mark.requirement("R324")
def test_the_report_goes_there_and_back_and_is_kept_as_signed(record: Record, granny: Client) -> None:
    visit = record(granny, done_on=date(2026, 11, 3))
    report = signed(opened())
    assert is_intact(report)
    with pytest.raises(Refused, match="要改请等审核的人退回"):
        change_figure(
            actor=WANG, report_id=report.pk, code="services.visits", value=Decimal(9), reason="x", at=AT
        )
    with pytest.raises(Refused, match="退回哪一项"):
        return_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT, reason=" ")
    return_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT, reason="探访少报1次")
    with pytest.raises(Refused, match="不在待审核"):
        accept_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT)
    signed_again(report)
    accepted = accept_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT, opinion="同意")
    steps = list(ReportStep.objects.filter(report=report).values_list("what", "by_label", "note"))
    assert steps == [
        ("OPENED", "王社工", ""), ("SIGNED", "站长", ""), ("RETURNED", "赵科长", "探访少报1次"), ("SIGNED", "站长", ""),
        ("ACCEPTED", "赵科长", "同意"),
    ]  # fmt: skip
    frozen = accepted.frozen
    with pytest.raises(Refused, match="已被县民政局接收"):
        correct_service(actor=WANG, service_id=visit.pk, on=DAY, reason="改", minutes=5)
    void_service(actor=WANG, service_id=visit.pk, on=DAY, at=AT, reason="记错")
    accepted.refresh_from_db()
    assert accepted.frozen == frozen
    assert is_intact(accepted)
    assert next(row["value"] for row in frozen["lines"] if row["code"] == "services.visits") == "1.00"
    with pytest.raises(Refused, match="不在待审核"):
        return_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT, reason="再改")


def test_a_frozen_copy_that_was_touched_is_not_accepted(draft: Report) -> None:
    report = signed(draft)
    report.frozen["lines"][0]["value"] = "999"
    report.save(update_fields=["frozen"])
    with pytest.raises(Refused, match="与签发时不一致"):
        accept_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT)


@pytest.mark.requirement("R324")
@pytest.mark.parametrize(("day", "on_time", "late"), [(25, 1, 0), (26, 0, 1)])
def test_on_time_is_by_the_day_of_the_paper(draft: Report, day: int, on_time: int, late: int) -> None:
    signed(draft, on=date(2026, 11, day))
    period = draft.period
    assert (monthly_on_time.of(YACHA_STATION, period), monthly_late.of(YACHA_STATION, period)) == (
        on_time,
        late,
    )


@pytest.mark.refuses(
    "reports.refresh_report", "reports.change_figure", "reports.write_narrative", "reports.sign_report"
)
@pytest.mark.parametrize("actor", others(*STAFF), ids=lambda actor: actor.label)
def test_only_the_station_works_on_its_report(draft: Report, actor: object) -> None:
    for verb in (
        lambda: refresh_report(actor=actor, report_id=draft.pk, on=DAY, at=AT),  # type: ignore[arg-type]
        lambda: change_figure(actor=actor, report_id=draft.pk, code="spent", value=Decimal(1), at=AT),  # type: ignore[arg-type]
        lambda: write_narrative(actor=actor, report_id=draft.pk, narrative="无"),  # type: ignore[arg-type]
        lambda: sign_report(actor=actor, report_id=draft.pk, on=DAY, at=AT),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotAllowed):
            verb()


@pytest.mark.parametrize("actor", [WANG, DEPUTY], ids=lambda actor: actor.label)
def test_only_the_head_signs(draft: Report, actor: object) -> None:
    with pytest.raises(NotAllowed):
        sign_report(actor=actor, report_id=draft.pk, on=DAY, at=AT)  # type: ignore[arg-type]


@pytest.mark.refuses("reports.return_report", "reports.accept_report")
@pytest.mark.parametrize("actor", others("county"), ids=lambda actor: actor.label)
def test_only_the_county_returns_and_accepts(draft: Report, actor: object) -> None:
    """Where the paper names nobody between, those who could give an opinion elsewhere may not send it back either."""
    signed(draft)
    with pytest.raises((NotAllowed, Refused)):
        return_report(actor=actor, report_id=draft.pk, on=DAY, at=AT, reason="改")  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        accept_report(actor=actor, report_id=draft.pk, on=DAY, at=AT)  # type: ignore[arg-type]


def test_the_next_county_does_not_find_the_report(draft: Report, qian: object) -> None:
    signed(draft)
    with pytest.raises(Report.DoesNotExist):
        accept_report(actor=qian, report_id=draft.pk, on=DAY, at=AT)  # type: ignore[arg-type]
    with pytest.raises(Report.DoesNotExist):
        write_narrative(actor=LI, report_id=draft.pk, narrative="无")
    assert not reports(actor=LI).exists()
