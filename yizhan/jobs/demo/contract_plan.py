"""Before the agreement: the plan of a year and its filing, an application, a purchase with two bids, the register of agencies.

Every word of it is made up; the numbers of the purchase stand in the invented paper of the demo.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yizhan.access.actions import register_organisation
from yizhan.access.models import Organisation, User
from yizhan.access.queries import actor_for
from yizhan.access.roles import founder, grant_of
from yizhan.contracts.actions import (
    accept_filing,
    approve_procurement,
    attach_paper,
    disclose,
    endorse_application,
    enter_sheet,
    evaluate_bids,
    file_upward,
    keep_agency,
    open_project,
    pass_plan,
    plan_procurement,
    publicise_result,
    publish_notice,
    record_bid,
    return_filing,
    seat_panel,
    submit_application,
    write_application,
    write_plan,
)
from yizhan.contracts.models import Project
from yizhan.contracts.rules.applications import boxes_of, budget_form, form_rule
from yizhan.contracts.rules.plans import CONTENTS, chapters_of, required_rule
from yizhan.jobs.demo.contract_agreements import YUAN, paper
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import Actor

RIVALS = {
    "53": ("【示例】螺峰社会工作服务中心", "52530000MJ0000006Q"),
    "46": ("【示例】椰林社会工作服务中心", "52460000MJ00000035"),
}
BUDGETS = {"53": 720_000 * YUAN, "46": 2_420_000 * YUAN}
CHAPTERS = {
    "实施计划": "全县各乡镇站点继续运行，每站三名驻站社工；探访、个案、小组、社区活动按协议指标推进，中期、末期各评估一次。（演示文字）",
    "项目背景": "独居老人、困境儿童较多，站点已运行数年，群众认可，仍有村组探访不到位。（演示文字）",
    "项目目标": "建档对象探访率达到九成五，培养一批志愿者，站站都有持证社工。（演示文字）",
    "项目预算和购买方式": "经费列入年度预算，其中人员费用约七成；公开招标，价格固定，比承诺服务工时。（演示文字）",
    "项目内容和进度": "签约后一个月内到岗，半年做中期评估，年末做末期评估。（演示文字）",
    "服务站点质量和数量标准": "每站按规定配齐驻站社工，设接待区、社工室、个案室。（演示文字）",
    "绩效评估": "组织第三方评估，县、乡镇（街道）参加，结果与续签挂钩。（演示文字）",
}
WORDS = {
    "登记证号": "民证字第示例001号", "通讯地址": "示例路1号", "年检结论": "合格",
    "评估等级": "3A（2024年6月）", "社工站项目建设地区": "全县各乡镇（街道）（演示）",
    "开户账号": "0000 0000 0000 0000", "开户行": "示例银行示例支行",
    "服务需求分析": "独居老人多，子女在外，急需定期探访和应急响应。（演示文字）",
    "项目实施主要内容": "探访、个案、小组、社区活动和志愿服务。（演示文字）",
    "项目目标": "直接服务三百人，个案二十个，小组六个，活动十二场。（演示文字）",
    "项目可行性": "团队四人，在当地服务多年，配套资金已列入预算。（演示文字）",
    "项目沟通计划和宣传方案": "每月一期简报，每季一次座谈。（演示文字）",
    "项目特色": "赶集日流动站，一月一村。（演示文字）", "服务对象": "困难老人、儿童、残疾人", "预计直接受益人数": "300",
}  # fmt: skip
LINES = (
    ("社会服务支出", "", "小组活动", 20, 24, 60), ("社会服务支出", "", "社区活动物资", None, 12, 4_000),
    ("社工督导劳务和保险费支出", "", "驻站社工（每人全年）", 6, None, 78_000), ("志愿者补贴保险费支出", "", "志愿者补贴和保险", 30, None, 600),
    ("项目执行费用支出", "交通费", "下村（12个月）", None, None, 36_000), ("项目执行费用支出", "培训费", "", None, None, 24_000),
    ("项目执行费用支出", "印刷宣传费", "", None, None, 21_200), ("社工站服务场所支出", "", "场所维护（3个站）", None, None, 75_000),
)  # fmt: skip
BY_HEADS = (
    ("人力服务费用", "", "驻站社工工资和保险（每人全年）", 33, None, 51_600), ("运营费用", "活动与服务", "小组和社区活动", None, 12, 24_000),
    ("运营费用", "督导培训", "督导和培训", None, 4, 25_000), ("运营费用", "办公设备", "办公设备维护（11个站）", None, None, 99_000),
    ("运营费用", "交通差旅", "下村交通（12个月）", None, None, 96_000), ("运营费用", "宣传标识", "宣传折页和展板", None, None, 34_200),
)  # fmt: skip
"""Section, line, what, people, sessions, yuan; together what is applied for."""


def plan_of_running_years(county: County, *, today: date) -> None:
    """Where agreements run already: each service year has its plan, on file with the office above."""
    office, above = county.actor(today), _above(county, today)
    for project in Project.objects.filter(region_code=county.place.code).order_by("first_on"):
        passed_on = project.first_on - timedelta(days=45)
        plan = _planned(office, project, passed_on=passed_on)
        filing = file_upward(**_filing(office, project, plan), on=passed_on + timedelta(days=3))
        accept_filing(actor=above, filing_id=filing.pk, on=passed_on + timedelta(days=9))


def prepare_next_year(county: County, *, today: date) -> None:
    """The coming year, as it stands today: plan on file, application with the office above, the result of the bids public."""
    office, above = county.actor(today), _above(county, today)
    assert office.organisation_id is not None
    province = county.place.province

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    first_on = date(today.year + 1, 1, 1) if county.place.city else date(today.year + 1, 7, 1)
    project = open_project(
        actor=office, region_code=county.place.code, name=f"{today.year + 1}年新一轮社工站项目",
        buyer_id=office.organisation_id, first_on=first_on,
        last_on=first_on.replace(year=first_on.year + 1) - timedelta(days=1),
    )  # fmt: skip
    given = _filing(office, project, _planned(office, project, passed_on=ago(50)))
    first = file_upward(**given, on=ago(48))
    return_filing(
        actor=above, filing_id=first.pk, reason="请补一份会议纪要扫描件后再报。（演示文字）", on=ago(44)
    )
    again = file_upward(**given, on=ago(42), note="已补会议纪要。（演示文字）")
    accept_filing(actor=above, filing_id=again.pk, on=ago(38))
    agency = Organisation.objects.get(credit_code=county.place.credit_code)
    name, code = RIVALS[province]
    rival = register_organisation(
        actor=founder(), kind="AGENCY", name=name, region_code=county.place.code, credit_code=code
    )
    for each, rating in ((agency, "4A"), (rival, "2A")):
        _kept(office, county, each, rating=rating, today=today)
    if form_rule(region_code=project.region_code, on=ago(30)) is not None:
        _applied(county, project, agency, office, on=ago(30))
    _bought(project, office, agency, rival, today=today)


def _filing(office: Actor, project: Project, plan: UUID) -> dict[str, Any]:
    return {
        "actor": office, "project_id": project.pk, "subject_kind": "PLAN", "subject_id": plan,
        "title": f"{project.name}实施计划", "event_on": project.first_on,
    }  # fmt: skip


def _above(county: County, today: date) -> Actor:
    """The office the county files to: its city, or its province where none lies between."""
    role = "city" if county.place.city else "province"
    return actor_for(User.objects.get(username=f"{county.place.short}.{role}"), today)


def _budget(project: Project) -> int:
    return BUDGETS[project.region_code[:2]]


def _planned(office: Actor, project: Project, *, passed_on: date) -> UUID:
    rule = required_rule(CONTENTS, region_code=project.region_code, on=project.first_on)
    plan = write_plan(
        actor=office, project_id=project.pk, budget_fen=_budget(project), purchase_method="公开招标",
        chapters={chapter.name: CHAPTERS.get(chapter.name, "（演示文字）") for chapter in chapters_of(rule)},
        on=passed_on - timedelta(days=6),
    )  # fmt: skip
    _paper(office, project, "PLAN", plan.pk, "会议纪要", passed_on)
    pass_plan(
        actor=office, project_id=project.pk, body="局长办公会（示例）", passed_on=passed_on, on=passed_on
    )
    return plan.pk


def _paper(office: Actor, project: Project, kind: str, row: UUID, what: str, on: date) -> None:
    attach_paper(
        actor=office, project_id=project.pk, kind=what, title=f"{what}（示例）", dated_on=on, on=on,
        file_name=f"{what}（示例）.pdf", content=paper(f"{kind} {row}, made up"), subject_kind=kind, subject_id=row,
    )  # fmt: skip


def _kept(office: Actor, county: County, agency: Organisation, *, rating: str, today: date) -> None:
    profile = keep_agency(
        actor=office, region_code=county.place.code, organisation_id=agency.pk, on=today - timedelta(days=60),
        values={
            "registered_with": county.place.bureau, "supervised_by": county.place.bureau, "registration_no": "示例民证字第001号",
            "address": "示例路1号", "scope": "社会工作服务、志愿服务组织培育（示例）", "scope_has_social_work": True,
            "serves_professionally": True, "is_local": True, "rating": rating, "inspected_year": today.year - 1,
            "inspection": "PASSED",
        },
    )  # fmt: skip
    for kind in ("基本情况", "专业资质"):
        disclose(
            actor=office, profile_id=profile.pk, kind=kind, title="", place="社工站公示栏和公众号（虚构）",
            published_on=today - timedelta(days=90), on=today,
        )  # fmt: skip


def _applied(county: County, project: Project, agency: Organisation, office: Actor, *, on: date) -> None:
    stations = frozenset(crew.station.pk for crew in county.crews)
    manager = Actor(
        id="job:demo",
        label="机构负责人（示例）",
        grants=(grant_of("agency_manager", region=county.place.code, stations=stations),),
        organisation_id=agency.pk,
    )
    table = budget_form(region_code=project.region_code, on=on)
    planned = LINES if LINES[0][0] in table.sections else BY_HEADS
    lines = [
        {
            "section": section,
            "sub": sub,
            "what": what,
            "people": people,
            "times": times,
            "price_fen": yuan * YUAN,
        }
        for section, sub, what, people, times, yuan in planned
    ]
    whole = sum((people or 1) * (times or 1) * yuan * YUAN for _s, _l, _w, people, times, yuan in planned)
    matching = 200_000 * YUAN
    words: dict[str, Any] = {
        **WORDS, "申报单位": agency.name, "户名": agency.name, "业务主管单位": county.place.bureau, "曾获奖励": ["市级优秀社工项目（演示）"],
        "项目负责人": {"name": "示例负责人", "phone": "13900000001", "email": "demo@example.cn"},
        "项目联系人": {"name": "示例联系人", "phone": "13900000002", "email": ""},
    }  # fmt: skip
    asked = {box.name for box in boxes_of(form_rule(region_code=project.region_code, on=on))}
    one = write_application(
        actor=manager, project_id=project.pk, on=on, lines=lines,
        form={name: said for name, said in words.items() if name in asked},
        income={table.sources[0]: whole - matching, table.sources[1]: matching},
        schedule=[
            {"what": "摸底建档", "when": "1—2月", "where": "各站", "fen": 80_000 * YUAN},
            {"what": "探访、个案、小组", "when": "3—11月", "where": "各站", "fen": 500_000 * YUAN},
        ],
    )  # fmt: skip
    submit_application(actor=manager, application_id=one.pk, on=on)
    endorse_application(
        actor=office,
        application_id=one.pk,
        opinion="材料齐全，同意上报。（演示文字）",
        on=on + timedelta(days=3),
    )


def _bought(
    project: Project, office: Actor, agency: Organisation, rival: Organisation, *, today: date
) -> None:
    def ago(days: int) -> date:
        return today - timedelta(days=days)

    one = plan_procurement(
        actor=office, project_id=project.pk, title=f"{project.name}采购", method="OPEN", basis="HOURS",
        amount_fen=_budget(project),
    )  # fmt: skip
    for what in ("会议纪要", "财政批复", "专家评审意见"):
        _paper(office, project, "PROCUREMENT", one.pk, what, ago(32))
    approve_procurement(
        actor=office, procurement_id=one.pk, finance_by="【示例】财政局", finance_on=ago(33), expert_on=ago(32),
        expert_fen=_budget(project), on=ago(31),
    )  # fmt: skip
    publish_notice(
        actor=office, procurement_id=one.pk, notice_on=ago(30), bids_due_on=ago(6), place="政府采购网（虚构）",
        services=["社会救助", "养老服务", "儿童福利", "社区治理"], on=ago(30),
    )  # fmt: skip
    bids = {
        record_bid(
            actor=office,
            procurement_id=one.pk,
            bidder_id=bidder.pk,
            promised_hours=hours,
            received_on=ago(7),
            on=ago(6),
        ).pk: marks
        for bidder, hours, marks in (
            (agency, 9_600, {"服务方案": 9_150, "团队和业绩": 9_000}),
            (rival, 10_400, {"服务方案": 8_300, "团队和业绩": 7_600}),
        )
    }
    judges = ("【示例】评审甲", "【示例】评审乙", "【示例】评审丙", "【示例】评审丁", "【示例】评审戊")
    for place, sheet in enumerate(seat_panel(actor=office, procurement_id=one.pk, judges=judges, on=ago(6))):
        given = {
            pk: {part: mark + (place - 2) * 120 for part, mark in parts.items()} for pk, parts in bids.items()
        }
        enter_sheet(actor=office, sheet_id=sheet.pk, marks=given, marked_on=ago(5), on=ago(5))
    evaluate_bids(actor=office, procurement_id=one.pk, evaluated_on=ago(5), on=ago(5))
    publicise_result(
        actor=office, procurement_id=one.pk, first_on=ago(3), place="政府采购网（虚构）", on=ago(3)
    )
