"""Plan, filings, application, purchase and agencies as their users meet them: county, city, agency."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from docx import Document

from tests.contracts import changsha, kunming
from tests.contracts.test_agencies import NEW_CODE, sheet
from tests.contracts.test_plans import CHAPTERS, PDF
from tests.people import AGENCY, BAISHA
from tests.world import World, sign_in_as
from yizhan.contracts.actions import keep_agency, submit_application
from yizhan.contracts.models import AgencyProfile, AnnualPlan, Application, Procurement, Project, UpwardFiling
from yizhan.contracts.queries.applications import application_sheet
from yizhan.web.contracts.applications_paper import paper_facts, ten_thousands, worked_out


def as_county(client: Client, world: World) -> Client:
    return sign_in_as(
        client,
        world.account("county", organisation=changsha.BUREAU, region=changsha.COUNTY, username="liu.kz"),
    )


def as_city(client: Client, world: World) -> Client:
    return sign_in_as(
        client,
        world.account(
            "city", organisation=changsha.CITY_BUREAU, region=changsha.CITY_CODE, username="tan.kz"
        ),
    )


@pytest.fixture
def year(world: World) -> Project:
    return changsha.year(localdate().year)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.requirement("R106")
@pytest.mark.requirement("R164")
@pytest.mark.requirement("R063")
def test_a_plan_from_the_first_chapter_to_the_city_and_back(
    client: Client, world: World, year: Project
) -> None:
    as_county(client, world)
    plan = f"/contracts/{year.pk}/plan/"
    page = text_of(client.get(plan + "write/"))
    assert all(chapter in page for chapter in CHAPTERS)
    given = {f"chapter_{n}": text for n, text in enumerate(CHAPTERS.values())}
    assert client.post(plan + "write/", given | {"budget_fen": "不知道"}).status_code == 422
    assert (
        client.post(
            plan + "write/", given | {"budget_fen": "242万元", "purchase_method": "公开招标"}
        ).status_code
        == 302
    )
    row = AnnualPlan.objects.get()
    assert row.budget_fen == 242_000_000
    assert "还缺1项：会议纪要" in text_of(client.get(plan))
    today = localdate().isoformat()
    passing = {"body": "县长办公会", "passed_on": today}
    assert client.post(plan + "pass", passing).status_code == 422
    paper = {"kind": "会议纪要", "dated_on": today, "file": io.BytesIO(PDF)}
    paper["file"].name = "纪要.pdf"  # type: ignore[attr-defined]
    added = client.post(f"/contracts/{year.pk}/papers/new/?for=PLAN&row={row.pk}", paper)
    assert added.url == plan  # type: ignore[attr-defined]
    assert client.post(plan + "pass", passing).status_code == 302
    assert "报备案" in text_of(client.get("/"))
    assert "还没有报" in text_of(client.get("/contracts/filings/"))
    assert client.post(plan + "file", {"note": ""}).status_code == 302
    filing = UpwardFiling.objects.get()
    made = Document(io.BytesIO(client.get(plan + "plan.docx").content))
    assert CHAPTERS["绩效评估"] in "\n".join(each.text for each in made.paragraphs)
    assert "等上级备案" in text_of(client.get(f"/contracts/{year.pk}/"))

    as_city(client, world)
    assert "等本级答复" in text_of(client.get("/contracts/filings/"))
    one = f"/contracts/filings/{filing.pk}/"
    assert client.post(one + "return", {"reason": ""}).status_code == 422
    assert client.post(one + "return", {"reason": "绩效评估太略"}).status_code == 302
    as_county(client, world)
    assert "绩效评估太略" in text_of(client.get(one))
    assert client.post(plan + "reopen", {"because": "补绩效评估"}).status_code == 302
    client.post(plan + "pass", passing)
    client.post(plan + "file", {})
    as_city(client, world)
    newest = UpwardFiling.objects.get(state="SENT")
    assert client.post(f"/contracts/filings/{newest.pk}/accept", {}).status_code == 302
    assert client.get("/contracts/filings/?export=xlsx").status_code == 200
    as_county(client, world)
    panel = text_of(client.get(f"/contracts/{year.pk}/plan/panel"))
    assert "已备案" in panel


def test_something_else_is_filed_with_its_paper(client: Client, world: World, year: Project) -> None:
    as_county(client, world)
    url = "/contracts/filings/other/"
    assert "报其他备案" in text_of(client.get("/contracts/filings/"))
    given = {
        "kind": "OTHER",
        "project_id": str(year.pk),
        "title": "负责人变更情况",
        "event_on": localdate().isoformat(),
    }
    assert client.post(url, given | {"title": ""}).status_code == 422
    empty = client.post(url, given | {"kind": "STAFFING", "note": "见附件"})
    assert "请上传人员配备方案" in empty.content.decode()
    bare = client.post(url, given)
    assert "在说明里写清楚" in bare.content.decode()
    assert not UpwardFiling.objects.exists(), "nothing goes up that nobody could read"
    assert client.post(url, given | {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    row = UpwardFiling.objects.get()
    assert (row.subject_kind, row.title) == ("OTHER", "负责人变更情况")
    assert "备案材料" in text_of(client.get(f"/contracts/filings/{row.pk}/")) or row.subject_id is not None
    staffing = given | {"kind": "STAFFING", "title": "人员配备方案"}
    client.post(url, staffing | {"file": SimpleUploadedFile("b.pdf", PDF + b"1")})
    as_city(client, world)
    first = UpwardFiling.objects.get(subject_kind="STAFFING")
    client.post(f"/contracts/filings/{first.pk}/return", {"reason": "缺一个站"})
    as_county(client, world)
    client.post(url, staffing | {"file": SimpleUploadedFile("b.pdf", PDF + b"2")})
    assert UpwardFiling.objects.get(subject_kind="STAFFING", state="SENT").follows_id == first.pk


def test_the_next_county_finds_neither_plan_nor_filing(client: Client, world: World, year: Project) -> None:
    sign_in_as(client, world.account_of("county"))
    assert client.get(f"/contracts/{year.pk}/plan/").status_code == 404
    assert client.get("/contracts/filings/").status_code == 200


# --- application ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R407")
@pytest.mark.requirement("R409")
@pytest.mark.requirement("R416")
def test_an_application_is_filled_in_and_printed_on_the_form(client: Client, world: World) -> None:
    project = kunming.project(last_on=localdate() + timedelta(days=90))
    sign_in_as(
        client,
        world.account(
            "agency_manager", organisation=kunming.APPLICANT, region=kunming.COUNTY, username="duan.jl"
        ),
    )
    assert "可以申报的项目" in text_of(client.get("/contracts/applications/"))
    address = f"/contracts/{project.pk}/application/"
    page = text_of(client.get(address))
    assert "曾获奖励" in page
    assert "印刷宣传费" in page
    lines = {
        "s0_sub": [""],
        "s0_what": ["小组活动"],
        "s0_people": ["20"],
        "s0_times": ["12"],
        "s0_price": ["50.5"],
    }
    answer = client.post(address, lines | {"f0": "示例螳川社会工作服务中心", "income_0": "1.212万元"})
    one = Application.objects.get()
    assert (answer.status_code, one.total_fen, one.income) == (302, 1_212_000, {"申请部省级资金": 1_212_000})
    assert (
        client.post(
            address,
            {"s0_sub": [""], "s0_what": ["甲"], "s0_people": ["很多"], "s0_times": [""], "s0_price": ["1"]},
        ).status_code
        == 422
    )
    assert "还缺" in text_of(client.get(f"/contracts/applications/{one.pk}/"))
    assert "12,120.00" in text_of(client.get(f"/contracts/applications/{one.pk}/"))
    kunming.written(project)
    made = Document(io.BytesIO(client.get(f"/contracts/applications/{one.pk}/application.docx").content))
    words = "\n".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
    assert all(
        each in words
        for each in (
            "示例甲",
            "13800000001",
            "一、社会服务支出",
            "小组活动 20人×12场×50元",
            "1.交通费",
            "县（市、区）民政局意见",
            "16.8",
        )
    )
    order = ["项目沟通计划和宣传方案", "主要活动内容", "项目特色", "服务对象"]
    assert sorted(order, key=words.index) == order, (
        "as the annex has it: the schedule stands before what is special"
    )
    assert "昆明市民政局" in [line.text for line in made.paragraphs], "the cover names whose form it is"
    submit_application(actor=kunming.DUAN, application_id=one.pk, on=localdate())
    sign_in_as(
        client,
        world.account("county", organisation=kunming.BUREAU, region=kunming.COUNTY, username="yang.kz"),
    )
    assert (
        client.post(f"/contracts/applications/{one.pk}/endorse", {"opinion": "同意上报"}).status_code == 302
    )
    assert client.get("/contracts/applications/?export=xlsx").status_code == 200


def test_amounts_on_the_form_are_ten_thousands_to_the_fen() -> None:
    assert (ten_thousands(16_800_000), ten_thousands(1), ten_thousands(0)) == ("16.8", "0.000001", "")
    line = {"section": "社会服务支出", "what": "讲座", "people": None, "times": 3, "price_fen": 12_550}
    assert worked_out(line) == "讲座 3场×125.5元"


def test_an_empty_application_prints_an_empty_form(db: None) -> None:
    project = kunming.project()
    one = kunming.written(project, form={}, lines=[], income={}, schedule=[])
    facts = paper_facts(one, application_sheet(application=one, region_code=kunming.COUNTY, on=kunming.ON))
    assert (facts["申报单位"], facts["支出合计"], facts["负责人"]["name"]) == ("", "", "")


# --- purchase and agencies -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R108")
def test_a_purchase_is_planned_and_its_missing_papers_are_named(
    client: Client, world: World, year: Project
) -> None:
    as_county(client, world)
    assert client.get(f"/contracts/{year.pk}/procurements/new/").status_code == 200
    given = {"title": "社工站服务采购", "method": "OPEN", "amount_fen": "100万元", "basis": "PRICE"}
    assert client.post(f"/contracts/{year.pk}/procurements/new/", given).status_code == 302
    one = Procurement.objects.get()
    page = text_of(client.get(f"/contracts/procurements/{one.pk}/"))
    assert "财政部门审批的采购方式" in page
    assert "还缺2项" in page
    refused = client.post(
        f"/contracts/procurements/{one.pk}/approve",
        {"finance_by": "示例县财政局", "finance_on": localdate().isoformat()},
    )
    assert refused.status_code == 422
    assert "还缺2项" in text_of(refused)
    assert (
        client.post(f"/contracts/procurements/{one.pk}/end", {"because": "改为明年采购"}).status_code == 302
    )


@pytest.mark.requirement("R291")
def test_the_register_is_imported_after_a_look_at_every_row(client: Client, world: World) -> None:
    sign_in_as(client, world.account_of("county"))
    upload = io.BytesIO(sheet(["示例新来社会工作服务中心", NEW_CODE, "3A"], ["示例没有代码", "", ""]))
    upload.name = "名册.xlsx"
    page = client.post("/contracts/agencies/import/", {"file": upload})
    assert "没有统一社会信用代码" in text_of(page)
    assert not AgencyProfile.objects.exists()
    assert (
        client.post("/contracts/agencies/import/refused.xlsx", {"back": page.context["back"]}).status_code
        == 200
    )
    assert client.post("/contracts/agencies/import/confirm", {"packet": "改过"}).status_code == 422
    assert (
        client.post("/contracts/agencies/import/confirm", {"packet": page.context["packet"]}).status_code
        == 302
    )
    one = AgencyProfile.objects.get()
    assert (one.rating, one.region_code) == ("3A", BAISHA)
    here = f"/contracts/agencies/{one.pk}/"
    edited = client.post(
        here + "edit/",
        {"scope_has_social_work": "yes", "registration_no": "示例2号", "serves_professionally": "yes"},
    )
    assert edited.status_code == 302
    assert "符合承接条件" in text_of(client.get(here))
    told = {"kind": "年度财务报告", "place": "示例公示栏", "published_on": localdate().isoformat()}
    assert client.post(here + "disclose", told).status_code == 302
    assert "示例公示栏" in text_of(client.get(here))
    for address in (
        "/contracts/agencies/?export=xlsx",
        "/contracts/agencies/import/sample.xlsx",
        "/contracts/agencies/import/",
    ):
        assert client.get(address).status_code == 200


def test_an_agency_sees_its_own_register_alone(client: Client, world: World) -> None:
    sign_in_as(client, world.account_of("agency_manager"))
    assert client.post("/contracts/agencies/own", {}).status_code == 302
    mine = AgencyProfile.objects.get()
    assert mine.organisation_id == AGENCY
    other = keep_agency(
        actor=kunming_county(),
        region_code=kunming.COUNTY,
        organisation_id=kunming.RIVAL,
        values={},
        on=localdate(),
    )
    assert client.get(f"/contracts/agencies/{mine.pk}/").status_code == 200
    assert client.get(f"/contracts/agencies/{other.pk}/").status_code == 404


def kunming_county() -> Any:
    kunming.project()
    return kunming.YANG


@pytest.mark.parametrize("address", ["filings", "applications", "agencies"])
def test_a_worker_has_no_such_page(client: Client, world: World, address: str) -> None:
    sign_in_as(client, world.account_of("worker"))
    assert client.get(f"/contracts/{address}/").status_code == 403
