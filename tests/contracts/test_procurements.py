"""A purchase: method approved, noticed, bids marked, the result public for working days, objections, award."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.contracts import changsha
from tests.people import AUDITOR, MANAGER, TOWNSHIP, VISITOR, WANG, person
from tests.world import World, sign_in_as
from yizhan.access.actions import register_organisation
from yizhan.access.roles import founder
from yizhan.contracts.actions import (
    answer_objection,
    approve_procurement,
    attach_paper,
    award,
    end_procurement,
    enter_sheet,
    evaluate_bids,
    keep_agency,
    open_project,
    plan_procurement,
    publicise_result,
    publish_notice,
    record_bid,
    record_objection,
    seat_panel,
)
from yizhan.contracts.models import Bid, Procurement, Project
from yizhan.contracts.queries.procurements import bids_of, one_procurement, sheets_of
from yizhan.contracts.rules.procurements import (
    TRIMMED,
    Offer,
    average_rule,
    averaged,
    scoring_rule,
    standings,
)
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.policy.schema.measures import Listing
from yizhan.policy.schema.scoring import Weights

COUNTY = "990101"
JUDGES = ("甲评委", "乙评委", "丙评委")
BUREAU = UUID("01900000-0000-7000-8000-000000990101")
ONE, TWO = UUID("01900000-0000-7000-8000-0000009901a1"), UUID("01900000-0000-7000-8000-0000009901a2")
SHI = person(80, "石科长", "county", COUNTY, organisation=BUREAU)
ONES_MANAGER = person(81, "一家经理", "agency_manager", COUNTY, organisation=ONE)
LATER = date(2026, 12, 1)
NOTICED, DUE, JUDGED, PUBLIC, OVER = (
    date(2026, 3, 2), date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 31),
)  # fmt: skip
PRICE = 100_000_000


@pytest.fixture
def project(db: None) -> Project:
    for kind, key, name, code in (
        ("COUNTY", BUREAU, "示例县民政局", ""),
        ("AGENCY", ONE, "示例甲社会工作服务中心", "52990000MJ0000011X"),
        ("AGENCY", TWO, "示例乙社会工作服务中心", "52990000MJ00000121"),
    ):
        register_organisation(
            actor=founder(), kind=kind, organisation_id=key, name=name, region_code=COUNTY, credit_code=code
        )
    return open_project(
        actor=SHI, region_code=COUNTY, name="2026年度项目", buyer_id=BUREAU, first_on=date(2026, 1, 1),
        last_on=date(2026, 12, 31),
    )  # fmt: skip


def planned(project: Project, **more: Any) -> Procurement:
    given: dict[str, Any] = {
        "actor": SHI,
        "project_id": project.pk,
        "title": "社工站服务",
        "method": "OPEN",
        "basis": "PRICE",
        "amount_fen": PRICE,
    }
    return plan_procurement(**(given | more))


def approved(one: Procurement, **more: Any) -> Procurement:
    given: dict[str, Any] = {
        "actor": SHI,
        "procurement_id": one.pk,
        "finance_by": "示例县财政局",
        "finance_on": date(2026, 2, 1),
        "on": LATER,
        "expert_on": date(2026, 2, 5),
        "expert_fen": PRICE,
    }
    return approve_procurement(**(given | more))


def noticed(project: Project, **more: Any) -> Procurement:
    one = approved(planned(project, **more))
    return publish_notice(
        actor=SHI,
        procurement_id=one.pk,
        notice_on=NOTICED,
        bids_due_on=DUE,
        place="示例采购网",
        services=["社会救助"],
        on=LATER,
    )


def bid(one: Procurement, bidder: UUID, price: int | None, **more: Any) -> Bid:
    given: dict[str, Any] = {
        "actor": SHI,
        "procurement_id": one.pk,
        "bidder_id": bidder,
        "received_on": DUE,
        "on": LATER,
        "price_fen": price,
    }
    return record_bid(**(given | more))


def judged(project: Project) -> tuple[Procurement, Bid, Bid]:
    one = noticed(project)
    first, second = bid(one, ONE, 80_000_000), bid(one, TWO, 100_000_000)
    marks = {first.pk: {"服务方案": 8_000}, second.pk: {"服务方案": 9_000}}
    for sheet in seat_panel(actor=SHI, procurement_id=one.pk, judges=JUDGES, on=LATER):
        enter_sheet(actor=SHI, sheet_id=sheet.pk, marks=marks, marked_on=JUDGED, on=LATER)
    return (
        evaluate_bids(actor=SHI, procurement_id=one.pk, evaluated_on=JUDGED, on=LATER),
        first,
        second,
    )


def made_public(one: Procurement) -> Procurement:
    return publicise_result(actor=SHI, procurement_id=one.pk, first_on=PUBLIC, place="示例采购网", on=LATER)


# --- rules ---------------------------------------------------------------------------------------------------------------


def test_where_the_price_is_fixed_the_highest_promise_gets_full_marks() -> None:
    rule = Weights.model_validate(
        {
            "编号": "procurement.scoring", "规定": "示例", "条款": "一", "类型": "权重", "评分方": {"服务方案": "80", "承诺服务工时": "20"},
            "计分": {"承诺服务工时": "最高者满分"},
        }
    )  # fmt: skip
    offers = [
        Offer("甲", 1, 12_000, {"服务方案": 9_000}),
        Offer("乙", 1, 9_000, {"服务方案": 9_500}),
        Offer("丙", 1, 12_000, {"服务方案": 9_000}),
    ]
    found = {each.key: each for each in standings(offers, rule)}
    assert (found["甲"].marks["承诺服务工时"], found["乙"].marks["承诺服务工时"]) == (10_000, 7_500)
    assert (found["甲"].total, found["乙"].total) == (9_200, 9_100)
    assert (found["甲"].place, found["丙"].place, found["乙"].place) == (1, 1, 3)


def test_nobody_has_ruled_on_marks_in_kunming() -> None:
    assert scoring_rule(region_code="530102", on=LATER) is None


# --- the way -------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R108")
def test_from_the_plan_to_the_award(project: Project) -> None:
    one, first, second = judged(project)
    standing = [(row.pk, row.marks, row.total, row.place) for row in bids_of(actor=SHI, procurement=one)]
    # price: the lowest has full marks, the other 80/100; 70 and 30 percent
    assert standing == [
        (second.pk, {"服务方案": 9_000, "价格": 8_000}, 8_700, 1),
        (first.pk, {"服务方案": 8_000, "价格": 10_000}, 8_600, 2),
    ]
    shown = made_public(one)
    assert (shown.publicity_last_on, "七" in shown.publicity_clause) == (OVER, True)
    with pytest.raises(Refused, match="排第一"):
        award(actor=SHI, procurement_id=one.pk, bid_id=first.pk, awarded_on=date(2026, 4, 1), on=LATER)
    with pytest.raises(Refused, match="才满"):
        award(actor=SHI, procurement_id=one.pk, bid_id=second.pk, awarded_on=OVER, on=LATER)
    done = award(actor=SHI, procurement_id=one.pk, bid_id=second.pk, awarded_on=date(2026, 4, 1), on=LATER)
    second.refresh_from_db()
    assert (done.state, second.won) == ("AWARDED", True)
    with pytest.raises(Refused, match="已确定承接机构"):
        end_procurement(actor=SHI, procurement_id=one.pk, because="不办了", on=LATER)


def test_an_objection_holds_the_award_until_it_is_answered(project: Project) -> None:
    one, _first, second = judged(project)
    made_public(one)
    given: dict[str, Any] = {
        "actor": SHI,
        "procurement_id": one.pk,
        "raised_by": "示例乙中心",
        "raised_on": PUBLIC,
        "what": "评分有误",
        "on": LATER,
    }
    with pytest.raises(Refused, match="不在公示期"):
        record_objection(**(given | {"raised_on": date(2026, 4, 9)}))
    objection = record_objection(**given)
    last: dict[str, Any] = {
        "actor": SHI,
        "procurement_id": one.pk,
        "bid_id": second.pk,
        "awarded_on": date(2026, 4, 1),
        "on": LATER,
    }
    with pytest.raises(Refused, match="1 条异议"):
        award(**last)
    with pytest.raises(Refused, match="怎样答复"):
        answer_objection(actor=SHI, objection_id=objection.pk, answer="", upheld=False, on=LATER)
    answer_objection(actor=SHI, objection_id=objection.pk, answer="复核无误", upheld=False, on=LATER)
    with pytest.raises(Refused, match="已经答复"):
        answer_objection(actor=SHI, objection_id=objection.pk, answer="再答", upheld=False, on=LATER)
    assert award(**last).state == "AWARDED"


def test_an_objection_that_is_upheld_stops_it(project: Project) -> None:
    one, _first, second = judged(project)
    made_public(one)
    objection = record_objection(
        actor=SHI, procurement_id=one.pk, raised_by="示例丙", raised_on=PUBLIC, what="围标", on=LATER
    )
    answer_objection(actor=SHI, objection_id=objection.pk, answer="查实", upheld=True, on=LATER)
    with pytest.raises(Refused, match="异议成立"):
        award(actor=SHI, procurement_id=one.pk, bid_id=second.pk, awarded_on=date(2026, 4, 1), on=LATER)
    with pytest.raises(Refused, match="为什么终止"):
        end_procurement(actor=SHI, procurement_id=one.pk, because="", on=LATER)
    assert end_procurement(actor=SHI, procurement_id=one.pk, because="异议成立", on=LATER).state == "FAILED"


def test_the_promise_decides_where_the_price_is_fixed(project: Project) -> None:
    one = noticed(project, basis="HOURS")
    with pytest.raises(Refused, match="价格是固定的"):
        bid(one, ONE, 1, promised_hours=9_000)
    with pytest.raises(Refused, match="承诺的年度服务工时"):
        bid(one, ONE, None)
    assert bid(one, ONE, None, promised_hours=9_000).price_fen == PRICE


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"received_on": date(2026, 3, 21)}, "之间送达"),
        ({"received_on": date(2027, 3, 1)}, "不能晚于今天"),
        ({"price_fen": PRICE + 1}, "报价"),
        ({"bidder_id": BUREAU}, "社会服务机构"),
    ],
)
def test_a_bid_that_cannot_be_taken(project: Project, more: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        bid(noticed(project), ONE, 90_000_000, **more)


def test_an_agency_bids_once_and_sees_its_own_alone(project: Project) -> None:
    one = noticed(project)
    mine = bid(one, ONE, 90_000_000)
    bid(one, TWO, 80_000_000)
    with pytest.raises(Refused, match="已经投过标"):
        bid(one, ONE, 70_000_000)
    assert list(
        bids_of(actor=ONES_MANAGER, procurement=one_procurement(actor=ONES_MANAGER, procurement_id=one.pk))
    ) == [mine]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"evaluated_on": DUE}, "之后才能评审"),
        ({"evaluated_on": date(2027, 1, 1)}, "不能晚于今天"),
        ({}, "请先登记评委"),
    ],
)
def test_what_is_no_evaluation(project: Project, change: dict[str, Any], says: str) -> None:
    one = noticed(project)
    with pytest.raises(Refused, match="没有符合条件的投标"):
        evaluate_bids(actor=SHI, procurement_id=one.pk, evaluated_on=JUDGED, on=LATER)
    bid(one, ONE, 90_000_000)
    given: dict[str, Any] = {
        "actor": SHI,
        "procurement_id": one.pk,
        "evaluated_on": JUDGED,
        "on": LATER,
    }
    with pytest.raises(Refused, match=says):
        evaluate_bids(**(given | change))


@pytest.mark.requirement("R164")
def test_each_judge_has_her_own_sheet_and_nobody_reads_one_before_all_are_in(project: Project) -> None:
    one = noticed(project)
    first = bid(one, ONE, 80_000_000)
    for names, says in (([" "], "请写明评委"), (["甲", "甲"], "写了两次"), (["甲", "乙"], "评委不少于 3 位")):
        with pytest.raises(Refused, match=says):
            seat_panel(actor=SHI, procurement_id=one.pk, judges=names, on=LATER)
    sheets = seat_panel(actor=SHI, procurement_id=one.pk, judges=JUDGES, on=LATER)
    given: dict[str, Any] = {"actor": SHI, "sheet_id": sheets[0].pk, "marked_on": JUDGED, "on": LATER}
    for marks, more, says in (
        ({}, {}, "请给每一家打分"),
        ({first.pk: {"服务方案": 10_001}}, {}, "请给每一家打分"),
        ({first.pk: {"服务方案": 9_000}}, {"marked_on": DUE}, "之后才能评审"),
    ):
        with pytest.raises(Refused, match=says):
            enter_sheet(**(given | more), marks=marks)
    enter_sheet(**given, marks={first.pk: {"服务方案": 9_001}})
    with pytest.raises(Refused, match="封存"):
        enter_sheet(**given, marks={first.pk: {"服务方案": 1}})
    with pytest.raises(Refused, match="评委不能再换"):
        seat_panel(actor=SHI, procurement_id=one.pk, judges=["丙评委"], on=LATER)
    with pytest.raises(Refused, match="不能再补登投标"):
        bid(one, TWO, 100_000_000)
    assert [sheet.marks for sheet in sheets_of(actor=SHI, procurement=one)] == [{}, {}, {}]
    with pytest.raises(Refused, match="还有 2 位评委的评分表没有交"):
        evaluate_bids(actor=SHI, procurement_id=one.pk, evaluated_on=JUDGED, on=LATER)
    for sheet, mark in zip(sheets[1:], (8_000, 8_503), strict=True):
        enter_sheet(**(given | {"sheet_id": sheet.pk}), marks={first.pk: {"服务方案": mark}})
    done = evaluate_bids(actor=SHI, procurement_id=one.pk, evaluated_on=JUDGED, on=LATER)
    first.refresh_from_db()
    assert first.marks["服务方案"] == 8_501, "the mean of the three, to the hundredth"
    assert sheets_of(actor=SHI, procurement=done)[1].marks == {str(first.pk): {"服务方案": 8_000}}
    assert not sheets_of(actor=ONES_MANAGER, procurement=done), "bidders see no judge"


def test_the_pack_may_take_away_the_highest_and_the_lowest() -> None:
    way = average_rule(region_code="469025", on=LATER)
    assert way is None, "白沙 has a paper on it in its demo only"
    way = Listing.model_validate(
        {"编号": "procurement.panel-average", "规定": "示例", "条款": "一", "类型": "名单", "允许": TRIMMED}
    )
    assert averaged([100, 9_000, 9_002, 9_003, 10_000], rule=way) == 9_002
    assert averaged([8_000, 9_001], rule=way) == 8_501
    assert averaged([100, 9_000, 9_100], rule=None) == 6_067


def test_a_plan_and_an_approval_that_cannot_be(project: Project) -> None:
    for more, says in (({"title": ""}, "名称"), ({"amount_fen": 0}, "大于零")):
        with pytest.raises(Refused, match=says):
            planned(project, **more)
    one = planned(project)
    assert planned(project, procurement_id=one.pk, title="改了名").title == "改了名"
    for change, says in (
        ({"finance_by": ""}, "财政部门"), ({"finance_on": date(2027, 1, 1)}, "不能晚于"), ({"expert_on": None}, "一起填"),
        ({"expert_fen": 1}, "高于专家评审"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=says):
            approved(one, **change)
    approved(one)
    for notice, due, place, says in (
        (date(2027, 1, 1), date(2027, 2, 1), "网", "不能晚于"),
        (NOTICED, NOTICED, "网站", "晚于公告"),
        (NOTICED, DUE, "", "在哪里公告"),
    ):
        with pytest.raises(Refused, match=says):
            publish_notice(
                actor=SHI,
                procurement_id=one.pk,
                notice_on=notice,
                bids_due_on=due,
                place=place,
                services=[],
                on=LATER,
            )


@pytest.mark.requirement("R166")
@pytest.mark.requirement("R164")
@pytest.mark.requirement("R167")
def test_the_papers_of_the_province_are_on_file_before_the_notice(db: None) -> None:
    project = changsha.year()
    one = planned(project, actor=changsha.LIU)
    for kind, missing in (
        ("财政部门审批的采购方式", "财政部门审批"),
        ("专家评审的购买金额", "专家评审"),
        ("会议纪要", "会议纪要"),
    ):
        with pytest.raises(Refused, match=missing):
            approved(one, actor=changsha.LIU)
        attach_paper(
            actor=changsha.LIU, project_id=project.pk, kind=kind, dated_on=date(2026, 2, 1), on=LATER, file_name="件.pdf",
            content=b"%PDF-1.4\n%%EOF\n", subject_kind="PROCUREMENT", subject_id=one.pk,
        )  # fmt: skip
    assert approved(one, actor=changsha.LIU).state == "APPROVED"
    given: dict[str, Any] = {
        "actor": changsha.LIU,
        "procurement_id": one.pk,
        "notice_on": NOTICED,
        "bids_due_on": DUE,
        "place": "示例采购网",
        "on": LATER,
    }
    with pytest.raises(Refused, match="社工服务事项"):
        publish_notice(services=[" "], **given)
    assert publish_notice(services=["社会救助", "养老服务"], **given).services == ["社会救助", "养老服务"]


@pytest.mark.requirement("R422")
def test_an_agency_that_failed_its_inspection_is_kept_but_not_evaluated(db: None) -> None:
    from tests.contracts import kunming

    project = kunming.project()
    keep_agency(
        actor=kunming.YANG, region_code=kunming.COUNTY, organisation_id=kunming.APPLICANT, on=LATER,
        values={"inspected_year": 2025, "inspection": "FAILED", "registration_no": "1", "scope_has_social_work": True},
    )  # fmt: skip
    one = approved(planned(project, actor=kunming.YANG), actor=kunming.YANG)
    publish_notice(
        actor=kunming.YANG,
        procurement_id=one.pk,
        notice_on=NOTICED,
        bids_due_on=DUE,
        place="示例网",
        services=[],
        on=LATER,
    )
    assert "年检合格" in bid(one, kunming.APPLICANT, PRICE, actor=kunming.YANG).unfit_because
    bid(one, kunming.RIVAL, PRICE, actor=kunming.YANG)
    with pytest.raises(Refused, match="本地区尚无此项规定"):
        evaluate_bids(actor=kunming.YANG, procurement_id=one.pk, evaluated_on=JUDGED, on=LATER)


# --- who may -------------------------------------------------------------------------------------------------------------


@pytest.mark.refuses("contracts.plan_procurement")
@pytest.mark.refuses("contracts.approve_procurement")
@pytest.mark.refuses("contracts.publish_notice")
@pytest.mark.refuses("contracts.end_procurement")
@pytest.mark.refuses("contracts.record_bid")
@pytest.mark.refuses("contracts.evaluate_bids")
@pytest.mark.refuses("contracts.seat_panel")
@pytest.mark.refuses("contracts.enter_sheet")
@pytest.mark.refuses("contracts.publicise_result")
@pytest.mark.refuses("contracts.record_objection")
@pytest.mark.refuses("contracts.answer_objection")
@pytest.mark.refuses("contracts.award")
@pytest.mark.parametrize("actor", [WANG, MANAGER, TOWNSHIP, AUDITOR, VISITOR])
def test_only_the_county_buys(db: None, actor: Any) -> None:
    one = Procurement(pk=BUREAU)
    tries: tuple[Any, ...] = (
        lambda: planned(Project(pk=BUREAU), actor=actor),
        lambda: approved(one, actor=actor),
        lambda: publish_notice(
            actor=actor,
            procurement_id=one.pk,
            notice_on=NOTICED,
            bids_due_on=DUE,
            place="网",
            services=[],
            on=LATER,
        ),
        lambda: end_procurement(actor=actor, procurement_id=one.pk, because="不办", on=LATER),
        lambda: bid(one, ONE, PRICE, actor=actor),
        lambda: evaluate_bids(actor=actor, procurement_id=one.pk, evaluated_on=JUDGED, on=LATER),
        lambda: seat_panel(actor=actor, procurement_id=one.pk, judges=["甲"], on=LATER),
        lambda: enter_sheet(actor=actor, sheet_id=one.pk, marks={}, marked_on=JUDGED, on=LATER),
        lambda: publicise_result(actor=actor, procurement_id=one.pk, first_on=PUBLIC, place="网", on=LATER),
        lambda: record_objection(
            actor=actor, procurement_id=one.pk, raised_by="甲", raised_on=PUBLIC, what="乙", on=LATER
        ),
        lambda: answer_objection(actor=actor, objection_id=one.pk, answer="答", upheld=False, on=LATER),
        lambda: award(actor=actor, procurement_id=one.pk, bid_id=one.pk, awarded_on=OVER, on=LATER),
    )
    for attempt in tries:
        with pytest.raises(NotAllowed):
            attempt()


def test_the_sheets_of_a_panel_are_entered_and_opened_on_their_pages(
    world: World, project: Project, client: Client
) -> None:
    one = noticed(project)
    first = bid(one, ONE, 80_000_000)
    county = sign_in_as(
        client, world.account("county", organisation=BUREAU, region=COUNTY, username="shi.kz")
    )
    home = f"/contracts/procurements/{one.pk}/"
    assert "登记评委" in county.get(home).content.decode()
    refused = county.post(f"{home}panel", {"judges": "甲评委\n乙评委"})
    assert (refused.status_code, "评委不少于 3 位" in refused.content.decode()) == (422, True)
    assert county.post(f"{home}panel", {"judges": "\n".join(JUDGES)}).status_code == 302
    box = f"m0_{first.pk.hex}"
    for sheet in sheets_of(actor=SHI, procurement=one):
        assert "交齐了才能开封" in county.get(home).content.decode()
        url = f"/contracts/sheets/{sheet.pk}/"
        assert county.post(url, {box: "101", "day": JUDGED.isoformat()}).status_code == 422
        assert county.post(url, {box: "90.5", "day": JUDGED.isoformat()}).status_code == 302
        assert "封存到全部交齐" in county.get(url).content.decode()
    shown = county.get(home).content.decode()
    assert "90.5" not in shown, "sealed until the result stands"
    assert county.post(f"{home}evaluate", {"day": JUDGED.isoformat()}).status_code == 302
    assert "服务方案 90.5" in county.get(home).content.decode()
