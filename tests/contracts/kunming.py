"""A county under the paper that brings the 项目申报书: an invented bureau and agency below 昆明's document."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.people import person
from yizhan.access.actions import register_organisation
from yizhan.access.roles import founder
from yizhan.contracts.actions import open_project, write_application
from yizhan.contracts.models import Application, Project

COUNTY, CITY_CODE = "530181", "5301"
BUREAU = UUID("01900000-0000-7000-8000-000000530181")
APPLICANT = UUID("01900000-0000-7000-8000-0000005301a1")
RIVAL = UUID("01900000-0000-7000-8000-0000005301a2")

YANG = person(70, "杨科长", "county", COUNTY, organisation=BUREAU)
MA = person(71, "市里的马科长", "city", CITY_CODE)
DUAN = person(72, "段经理", "agency_manager", COUNTY, organisation=APPLICANT)
BAI = person(73, "白经理", "agency_manager", COUNTY, organisation=RIVAL)
ON = date(2026, 3, 20)

WORDS = {
    "申报单位": "示例螳川社会工作服务中心", "业务主管单位": "示例民政局", "登记证号": "示例滇民证字第1号",
    "通讯地址": "示例街1号", "年检结论": "合格", "评估等级": "3A（2024年6月）", "社工站项目建设地区": "示例街道",
    "户名": "示例螳川社会工作服务中心", "开户账号": "0000111122223333", "开户行": "示例银行",
    "服务需求分析": "独居老人多。", "项目实施主要内容": "探访、个案、小组。", "项目目标": "服务三百人。",
    "项目可行性": "团队四人。", "项目沟通计划和宣传方案": "每月一期简报。", "项目特色": "山区流动站。",
    "服务对象": "老人和儿童", "预计直接受益人数": "300",
}  # fmt: skip
FORM: dict[str, Any] = {
    **WORDS,
    "曾获奖励": ["示例先进单位"],
    "项目负责人": {"name": "示例甲", "phone": "13800000001", "email": "jia@example.cn"},
    "项目联系人": {"name": "示例乙", "phone": "13800000002", "email": ""},
}
LABOUR, VOLUNTEERS = "社工督导劳务和保险费支出", "志愿者补贴保险费支出"
SERVICE, COSTS, PLACE = "社会服务支出", "项目执行费用支出", "社工站服务场所支出"


def line(
    section: str, what: str, price: int, *, people: int | None = None, times: int | None = None, sub: str = ""
) -> dict[str, Any]:
    """A line of the budget; price in yuan."""
    return {
        "section": section,
        "sub": sub,
        "what": what,
        "people": people,
        "times": times,
        "price_fen": price * 100,
    }


LINES = [
    line(SERVICE, "小组活动", 50, people=20, times=12),
    line(LABOUR, "驻站社工", 30_000, people=4),
    line(VOLUNTEERS, "志愿者保险", 100, people=30),
    line(COSTS, "下村", 8_000, sub="交通费"),
    line(COSTS, "", 5_000, sub="培训费"),
    line(PLACE, "布置", 20_000),
]
INCOME = {"申请部省级资金": 10_000_000, "州（市）县（市、区）配套资金": 6_800_000}
SCHEDULE = [{"what": "摸底", "when": "3—4月", "where": "全街道", "fen": 1_000_000}]


def project(*, last_on: date = date(2027, 3, 31)) -> Project:
    for kind, key, name, code in (
        ("COUNTY", BUREAU, "示例螳川县民政局", ""),
        ("AGENCY", APPLICANT, "示例螳川社会工作服务中心", "52530000MJ0000006Q"),
        ("AGENCY", RIVAL, "示例滇池社会工作服务中心", "52530000MJ0000007U"),
    ):
        register_organisation(
            actor=founder(), kind=kind, organisation_id=key, name=name, region_code=COUNTY, credit_code=code
        )
    return open_project(
        actor=YANG, region_code=COUNTY, name="2026年度社工站项目", buyer_id=BUREAU, first_on=last_on - timedelta(days=364),
        last_on=last_on,
    )  # fmt: skip


def written(of: Project, **more: Any) -> Application:
    given: dict[str, Any] = {
        "actor": DUAN, "project_id": of.pk, "form": FORM, "income": INCOME, "lines": LINES, "schedule": SCHEDULE,
        "on": ON,
    }  # fmt: skip
    return write_application(**(given | more))
