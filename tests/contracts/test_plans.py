"""The annual plan: six chapters, minutes as proof, filed upwards, opened again when it came back."""

from datetime import date
from typing import Any

import pytest

from tests.contracts.changsha import LIU, TAN, year
from tests.people import MANAGER, QIAN, TOWNSHIP, VISITOR, WANG, named
from yizhan.contracts.actions import (
    accept_filing,
    attach_paper,
    file_upward,
    pass_plan,
    reopen_plan,
    return_filing,
    write_plan,
)
from yizhan.contracts.models import AnnualPlan, Project, UpwardFiling
from yizhan.contracts.queries.filings import owed_filings
from yizhan.contracts.queries.plans import plan_sheet
from yizhan.contracts.rules.plans import CONTENTS, chapters_of, required_rule
from yizhan.kernel.errors import NotAllowed, Refused

ON = date(2026, 6, 10)
CHAPTERS = {
    "项目背景": "示例浏河县十四个乡镇，老人多、路远。",
    "项目目标": "每站三名驻站社工，探访不断档。",
    "项目预算和购买方式": "全年二百四十二万元，公开招标。",
    "项目内容和进度": "七月签约，八月到岗。",
    "服务站点质量和数量标准": "十一个站，两室两中心。",
    "绩效评估": "中期、末期各一次。",
}
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def project(db: None) -> Project:
    return year()


def wrote(project: Project, chapters: dict[str, str] | None = None, **more: Any) -> AnnualPlan:
    given: dict[str, Any] = {
        "actor": LIU, "project_id": project.pk, "chapters": CHAPTERS if chapters is None else chapters,
        "budget_fen": 242_000_000, "purchase_method": "公开招标", "on": ON,
    }  # fmt: skip
    return write_plan(**(given | more))


def minutes(plan: AnnualPlan) -> None:
    attach_paper(
        actor=LIU, project_id=plan.project_id, kind="会议纪要", dated_on=ON, on=ON, file_name="纪要.pdf", content=PDF,
        subject_kind="PLAN", subject_id=plan.pk,
    )  # fmt: skip


def passed(project: Project) -> AnnualPlan:
    plan = wrote(project)
    minutes(plan)
    return pass_plan(actor=LIU, project_id=project.pk, body="县长办公会", passed_on=ON, on=ON)


def filed(plan: AnnualPlan) -> UpwardFiling:
    return file_upward(
        actor=LIU, project_id=plan.project_id, subject_kind="PLAN", subject_id=plan.pk, title="年度实施计划",
        event_on=plan.project.first_on, on=ON,
    )  # fmt: skip


@pytest.mark.requirement("R106")
def test_the_plan_has_the_six_chapters_of_the_paper() -> None:
    rule = required_rule(CONTENTS, region_code="430181", on=ON)
    assert [chapter.name for chapter in chapters_of(rule)] == list(CHAPTERS)


def test_where_no_paper_names_chapters_the_plan_is_one() -> None:
    assert [chapter.name for chapter in chapters_of(None)] == ["实施计划"]


@pytest.mark.requirement("R106")
@pytest.mark.requirement("R068")
@pytest.mark.requirement("R034", "R363")
def test_a_draft_may_lack_chapters_but_is_not_passed_without_them(project: Project) -> None:
    plan = wrote(project, {"项目背景": "山多路远。"})
    minutes(plan)
    with pytest.raises(Refused, match=r"还缺5项：项目目标.*七（一）"):
        pass_plan(actor=LIU, project_id=project.pk, body="县长办公会", passed_on=ON, on=ON)
    assert wrote(project, {"项目目标": "不断档"}).chapters["项目背景"] == "山多路远。"
    sheet = plan_sheet(actor=LIU, project=project, on=ON)
    assert (sheet.written, sheet.wanted) == (2, 6)


@pytest.mark.requirement("R164")
def test_a_plan_is_passed_only_with_the_minutes_of_the_leaders(project: Project) -> None:
    plan = wrote(project)
    with pytest.raises(Refused, match="会议纪要"):
        pass_plan(actor=LIU, project_id=project.pk, body="县委常委会", passed_on=ON, on=ON)
    minutes(plan)
    done = pass_plan(actor=LIU, project_id=project.pk, body="县委常委会", passed_on=ON, on=ON)
    assert (done.state, done.passed_on, done.body) == ("PASSED", ON, "县委常委会")
    with pytest.raises(Refused, match="已审议通过"):
        wrote(project)


def test_a_plan_without_budget_or_method_is_not_passed(project: Project) -> None:
    minutes(wrote(project, budget_fen=None))
    with pytest.raises(Refused, match="预算"):
        pass_plan(actor=LIU, project_id=project.pk, body="县长办公会", passed_on=ON, on=ON)
    wrote(project, purchase_method=" ")
    with pytest.raises(Refused, match="购买方式"):
        pass_plan(actor=LIU, project_id=project.pk, body="县长办公会", passed_on=ON, on=ON)
    wrote(project)
    for body, day, says in (("", ON, "由谁"), ("县长办公会", date(2027, 1, 1), "不能晚于今天")):
        with pytest.raises(Refused, match=says):
            pass_plan(actor=LIU, project_id=project.pk, body=body, passed_on=day, on=ON)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"chapters": {"别的章": "。"}}, "不是本地区计划的章节"),
        ({"chapters": {"项目背景": "长" * 20_001}}, "太长"),
        ({"budget_fen": 0}, "大于零"),
    ],
)
def test_what_a_plan_cannot_say(project: Project, given: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        wrote(project, **given)


@pytest.mark.requirement("R106")
@pytest.mark.requirement("R063")
def test_a_plan_is_filed_only_when_passed_and_opened_again_only_when_it_came_back(project: Project) -> None:
    draft = wrote(project)
    with pytest.raises(Refused, match="没有审议通过"):
        filed(draft)
    minutes(draft)
    plan = pass_plan(actor=LIU, project_id=project.pk, body="县长办公会", passed_on=ON, on=ON)
    assert owed_filings(actor=LIU, on=ON)[0].subject_id == plan.pk
    filing = filed(plan)
    with pytest.raises(Refused, match="正等答复"):
        reopen_plan(actor=LIU, project_id=project.pk, because="补一章", on=ON)
    return_filing(actor=TAN, filing_id=filing.pk, reason="绩效评估太略", on=ON)
    with pytest.raises(Refused, match="为什么要改"):
        reopen_plan(actor=LIU, project_id=project.pk, because="", on=ON)
    assert reopen_plan(actor=LIU, project_id=project.pk, because="补绩效评估", on=ON).state == "DRAFT"
    wrote(project, {"绩效评估": "中期、末期各一次，第三方占六成。"})
    again = filed(pass_plan(actor=LIU, project_id=project.pk, body="县长办公会", passed_on=ON, on=ON))
    accept_filing(actor=TAN, filing_id=again.pk, on=ON)
    with pytest.raises(Refused, match="已经备案"):
        reopen_plan(actor=LIU, project_id=project.pk, because="再改", on=ON)


@pytest.mark.refuses("contracts.write_plan")
@pytest.mark.refuses("contracts.pass_plan")
@pytest.mark.refuses("contracts.reopen_plan")
@pytest.mark.parametrize("actor", [WANG, MANAGER, TOWNSHIP, TAN, VISITOR], ids=named)
def test_only_the_county_plans(project: Project, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        wrote(project, actor=actor)
    with pytest.raises(NotAllowed):
        pass_plan(actor=actor, project_id=project.pk, body="县长办公会", passed_on=ON, on=ON)
    with pytest.raises(NotAllowed):
        reopen_plan(actor=actor, project_id=project.pk, because="改", on=ON)


def test_the_next_county_does_not_find_it(project: Project) -> None:
    with pytest.raises(Project.DoesNotExist):
        wrote(project, actor=QIAN)
