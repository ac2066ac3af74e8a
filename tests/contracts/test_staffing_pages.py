"""The panel of staff on the project page, the trajectory of a project, and recruitments as pages."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.contracts.deals import signed
from tests.query_counts import counting
from tests.workforce.test_staff import enrolled
from tests.world import World, sign_in_as
from yizhan.contracts.models import Recruitment

pytestmark = pytest.mark.django_db


def page(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


@pytest.mark.requirement("R110", "R245")
def test_the_panel_names_who_is_missing_and_the_trajectory_opens(world: World, client: Client) -> None:
    project = signed().project
    enrolled()
    county = sign_in_as(client, world.account_of("county"))
    with counting("contracts: staffing"):
        shown = page(county.get(reverse("contract-staffing", args=[project.pk])))
    assert "在岗 1 / 约定 6 人" in shown
    assert "缺 3 人" in shown
    assert "待定" in shown, "the paper of 白沙 names no number of days"
    with counting("contracts: trajectory of a project"):
        traced = page(county.get(reverse("contract-trajectory", args=[project.pk])))
    assert "示例五" in traced
    assert "没有服务对象姓名" in traced
    city = sign_in_as(client, world.account_of("province"))
    assert "由承接机构、乡镇和县民政局查看" in page(city.get(reverse("contract-staffing", args=[project.pk])))
    assert city.get(reverse("contract-trajectory", args=[project.pk])).status_code == 403


def test_a_recruitment_goes_from_the_agency_to_the_county_and_back(world: World, client: Client) -> None:
    project = signed().project
    manager = sign_in_as(client, world.account_of("agency_manager"))
    new = reverse("recruitment-new", args=[project.pk])
    lines = {
        "o-TOTAL_FORMS": "1", "o-INITIAL_FORMS": "0", "o-0-post": "驻站社工", "o-0-count": "2", "o-0-place": "牙叉镇",
    }  # fmt: skip
    plan = {
        "title": "2026年驻站社工招聘方案", "conditions": "大专及以上，专业不限", "procedure": "报名、面试、公示", "publicity": "公告栏",
    }  # fmt: skip
    assert manager.get(new).status_code == 200
    assert manager.post(new, {**plan, **lines, "o-0-count": ""}).status_code == 422
    assert manager.post(new, {**plan, **lines}).status_code == 302
    row = Recruitment.objects.get()
    one = reverse("recruitment", args=[row.pk])
    assert manager.post(one, {"step": "send"}).status_code == 302
    county = sign_in_as(client, world.account_of("county"))
    assert "答复招聘方案" in page(county.get("/"))
    assert "写明要改什么" in page(county.post(one, {"step": "return", "answer": ""}))
    assert county.post(one, {"step": "agree", "answer": ""}).status_code == 302
    manager = sign_in_as(client, world.account_of("agency_manager"))
    said = {"step": "announce", "announced_on": "2026-10-13", "open_until_on": "2026-10-30"}
    assert manager.post(one, said).status_code == 302
    done = {
        "step": "result",
        "applicants": 3,
        "publicised_from_on": "2026-11-02",
        "publicised_to_on": "2026-11-09",
    }
    assert manager.post(one, done).status_code == 302
    assert "已有结果" in page(manager.get(one))
