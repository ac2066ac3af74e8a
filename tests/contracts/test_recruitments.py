"""A contractor recruits in the open, step by step; the county agrees and files it upwards."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import only_these_packs
from tests.contracts.deals import signed
from tests.people import AUDITOR, HEAD, MANAGER, NEIGHBOUR_HEAD, PROVINCE, QIAN, WANG, ZHAO
from tests.workforce.test_staff import enrolled
from tests.world import TODAY, World
from yizhan.contracts.actions import (
    agree_recruitment,
    announce_recruitment,
    plan_recruitment,
    record_recruitment,
    return_recruitment,
    send_recruitment,
)
from yizhan.contracts.actions.filings import return_filing
from yizhan.contracts.models import Project, Recruitment, UpwardFiling
from yizhan.contracts.rules.recruitments import Opening
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy import book

pytestmark = pytest.mark.django_db

PAPER = Path(__file__).parents[2] / "demo" / "packs"
FAIR = {"优亲厚友": "考官三人，均与应聘人无亲属关系", "暗箱操作": "面试全程录像"}


@pytest.fixture
def project(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """The service year of 白沙 with its agreement, under the invented paper on staff."""
    paper = next(pack for pack in book.read_shelf([PAPER]) if pack.id == "469025-baisha/2025-staff-rules")
    made = signed().project
    only_these_packs(monkeypatch, (*book.shelf(), paper))
    yield made
    book._held.cache_clear()


def planned(project: Project, **given: Any) -> Recruitment:
    return plan_recruitment(
        **{
            "actor": MANAGER,
            "project_id": project.pk,
            "recruitment_id": uuid7(),
            "title": "2026年驻站社工招聘方案",
            "openings": [Opening("驻站社工", 2, "牙叉镇")],
            "conditions": "大专及以上，45周岁以下",
            "procedure": "报名、面试、公示",
            "publicity": "县民政局公告栏",
            "on": date(2026, 10, 8),
            **given,
        }
    )


def agreed(project: Project) -> Recruitment:
    row = planned(project)
    send_recruitment(actor=MANAGER, recruitment_id=row.pk, on=date(2026, 10, 9))
    return agree_recruitment(actor=ZHAO, recruitment_id=row.pk, on=date(2026, 10, 12))


def result(row: Recruitment, **given: Any) -> Recruitment:
    return record_recruitment(
        **{
            "actor": MANAGER,
            "recruitment_id": row.pk,
            "applicants": 5,
            "publicised_from_on": date(2026, 11, 2),
            "publicised_to_on": date(2026, 11, 9),
            "ruled_out": FAIR,
            "on": TODAY,
            **given,
        }
    )


@pytest.mark.requirement("R065", "R073", "R074", "R120", "R360", "R364")
def test_from_the_plan_to_the_result(project: Project) -> None:
    row = agreed(project)
    filing = UpwardFiling.objects.get(subject_id=row.pk)
    assert (filing.subject_kind, filing.rule) == (
        "RECRUITMENT",
        "469025-baisha/2025-staff-rules:filing.recruitment-plan",
    )
    row = announce_recruitment(
        actor=MANAGER, recruitment_id=row.pk, announced_on=date(2026, 10, 13), open_until_on=date(2026, 10, 30), on=TODAY
    )  # fmt: skip
    hired = enrolled(started_on=date(2026, 11, 10), committed_on=date(2026, 11, 9))
    done = result(row, worker_ids=[hired.pk])
    assert (done.state, done.applicants, done.ruled_out) == ("DONE", 5, FAIR)
    assert [hire.worker for hire in done.hires.all()] == [hired]
    assert list(Recruitment.objects.visible_to(AUDITOR, "contracts.view")) == [done]
    assert not Recruitment.objects.visible_to(QIAN, "contracts.view").exists()


@pytest.mark.refuses(
    "contracts.plan_recruitment",
    "contracts.send_recruitment",
    "contracts.return_recruitment",
    "contracts.agree_recruitment",
)
def test_a_plan_is_complete_before_it_is_sent_and_the_county_may_send_it_back(project: Project) -> None:
    for given, says in (
        ({"title": ""}, "名字"),
        ({"openings": []}, "至少写一个岗位"),
        ({"openings": [Opening("驻站社工", 0)]}, "岗位和人数"),
        ({"conditions": ""}, "条件"),
        ({"procedure": ""}, "程序"),
        ({"publicity": ""}, "公开"),
    ):
        with pytest.raises(Refused, match=says):
            planned(project, **given)
    for actor in (WANG, HEAD, ZHAO):
        with pytest.raises(NotAllowed):
            planned(project, actor=actor)
    row = planned(project)
    send_recruitment(actor=MANAGER, recruitment_id=row.pk, on=TODAY)
    with pytest.raises(Refused, match="待县民政指导"):
        send_recruitment(actor=MANAGER, recruitment_id=row.pk, on=TODAY)
    with pytest.raises(Refused, match="待县民政指导"):
        planned(project, recruitment_id=row.pk)
    with pytest.raises(Refused, match="改什么"):
        return_recruitment(actor=ZHAO, recruitment_id=row.pk, answer=" ", on=TODAY)
    with pytest.raises(Recruitment.DoesNotExist):
        agree_recruitment(actor=QIAN, recruitment_id=row.pk, on=TODAY)
    assert return_recruitment(actor=ZHAO, recruitment_id=row.pk, answer="写明考官", on=TODAY).state == "DRAFT"
    with pytest.raises(Refused, match="拟订中"):
        agree_recruitment(actor=ZHAO, recruitment_id=row.pk, on=TODAY)
    assert (
        planned(project, recruitment_id=row.pk, procedure="三名考官独立打分").procedure == "三名考官独立打分"
    )
    assert Recruitment.objects.count() == 1


@pytest.mark.refuses("contracts.announce_recruitment", "contracts.record_recruitment")
def test_it_is_public_and_fair_or_it_is_not_recorded(project: Project) -> None:
    row = agreed(project)
    days: dict[str, Any] = {
        "announced_on": date(2026, 10, 13),
        "open_until_on": date(2026, 10, 30),
        "on": TODAY,
    }
    filing = UpwardFiling.objects.get(subject_id=row.pk)
    return_filing(actor=PROVINCE, filing_id=filing.pk, reason="缺考官名单", on=TODAY)
    with pytest.raises(Refused, match="上级退回了备案"):
        announce_recruitment(actor=MANAGER, recruitment_id=row.pk, **days)
    UpwardFiling.objects.filter(pk=filing.pk).update(state="ACCEPTED", reason="")
    with pytest.raises(Refused, match="晚于发布"):
        announce_recruitment(
            actor=MANAGER, recruitment_id=row.pk, **{**days, "open_until_on": date(2026, 10, 13)}
        )
    with pytest.raises(Refused, match="可以发布"):
        result(row)
    announce_recruitment(actor=MANAGER, recruitment_id=row.pk, **days)
    before = enrolled(committed_on=date(2026, 3, 10))
    for given, says in (
        ({"ruled_out": {"优亲厚友": "核对过"}}, "还没有确认：暗箱操作（第九条）"),
        ({"publicised_to_on": date(2026, 11, 2)}, "几天时间"),
        ({"publicised_to_on": date(2026, 12, 2)}, "才结束"),
        ({"publicised_from_on": date(2026, 10, 1)}, "在发布以后"),
        ({"publicised_from_on": date(2026, 10, 30)}, "报名到 2026-10-30 才截止"),
        ({"worker_ids": [before.pk]}, "这次发布以后到岗"),
        ({"applicants": -1}, "请核对"),
    ):
        with pytest.raises(Refused, match=says):
            result(row, **given)
    with pytest.raises(NotAllowed):
        result(row, actor=NEIGHBOUR_HEAD)
