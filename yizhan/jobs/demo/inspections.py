"""Inspections, letters and what is to be put right in the demo place, in every state; seconds, not minutes."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import Actor
from yizhan.oversight.actions import (
    Mark,
    admonish,
    answer_admonition,
    check_safety,
    clear_finding,
    drop_inspection,
    extend_finding,
    finish_inspection,
    hand_in_rectification,
    note_inspection,
    open_finding,
    plan_inspection,
    plan_rectification,
    return_finding,
    withdraw_finding,
)
from yizhan.oversight.models import Complaint, Finding, Inspection
from yizhan.oversight.queries.inspections import items_of

CHINA = ZoneInfo("Asia/Shanghai")
TWO_WEEKS = timedelta(days=14)


def oversee(county: County, *, today: date) -> None:
    """Where the place has stations enough: one visit with its findings, a look back, one to come; letters; complaints."""
    if len(county.crews) < 4:
        return
    _visit(county, today - timedelta(days=52), today)
    _look_back(county, today - timedelta(days=6))
    _safety(county, today - timedelta(days=9))
    _to_come(county, today)
    _letters(county, today)
    _of_a_complaint(county, today - timedelta(days=30))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 0), CHINA)


def _agency(county: County, day: date) -> Actor:
    agency = str(county.crews[0].station.operator_id)
    head = User.objects.filter(organisation_id=agency, grants__role="agency_manager").order_by("pk").first()
    assert head is not None
    return actor_for(head, day)


def _plan(county: County, day: date, crew: int, kind: str, **given: Any) -> Inspection:
    facts: dict[str, Any] = {
        "actor": county.actor(day), "station_id": county.crews[crew].station.pk, "kind": kind, "planned_on": day,
        "on": day, "at": _at(day),
    }  # fmt: skip
    return plan_inspection(**(facts | given))


def _hold(county: County, visit: Inspection, day: date, wrong: dict[int, str], says: str) -> list[Finding]:
    """Every line is right but these; the findings it opened, in order."""
    marks = {
        item.number: Mark("FOUND", wrong[item.number], day + TWO_WEEKS)
        if item.number in wrong
        else Mark("OK")
        for item in items_of(visit)
    }
    officer = county.actor(day)
    note_inspection(
        actor=officer,
        inspection_id=visit.pk,
        marks=marks,
        on=day,
        present="示例科长、示例站长",
        says=f"示例：{says}",
    )
    finish_inspection(actor=officer, inspection_id=visit.pk, done_on=day, on=day, at=_at(day))
    return list(Finding.objects.filter(source_id=visit.pk).order_by("number"))


def _handed(county: County, finding: Finding, text: str, day: date) -> None:
    """By whom it falls to: the station's head, or for the township's own premises nobody here."""
    hand_in_rectification(
        actor=county.crews[0].actor(day), finding_id=finding.pk, text=f"示例：{text}", on=day, at=_at(day)
    )


def _visit(county: County, day: date, today: date) -> None:
    """Of its findings two are cleared, one waits to be checked, one was sent back, one is late."""
    visit = _plan(county, day, 0, "SITE", topics=["制度档案", "统一标识"])
    names = {item.says: item.number for item in items_of(visit)}
    wrong = {
        names[name]: words
        for name, words in (
            ("组织架构", "墙上的组织架构图还是去年的"),
            ("人员管理", "人员管理制度没有写请假"),
            ("志愿者管理", "志愿者管理制度没有写保险"),
            ("文书档案管理", "档案柜没有锁"),
            ("服务承诺", "服务承诺没有上墙"),
        )
        if name in names
    }
    found = _hold(county, visit, day, wrong, "制度齐全，五处要整改")
    by_name = {finding.what.partition("：")[0]: finding for finding in found}
    if len(by_name) < 5 or any(finding.owner != Finding.Owner.STATION for finding in found):
        return
    officer = county.actor(day)
    chart, board = by_name["组织架构"], by_name["人员管理"]
    waiting, back, late = by_name["志愿者管理"], by_name["文书档案管理"], by_name["服务承诺"]
    for cleared, text in ((chart, "换上了今年的组织架构图"), (board, "请假制度补写了，已经全站学习")):
        _handed(county, cleared, text, day + timedelta(days=5))
        clear_finding(
            actor=officer, finding_id=cleared.pk, text="看了照片", on=day + timedelta(days=7), at=_at(day)
        )
    extend_finding(
        actor=officer,
        finding_id=waiting.pk,
        until_on=today + timedelta(days=3),
        because="等保险公司出方案",
        on=day,
    )
    _handed(county, waiting, "制度补写了保险一章，已经给每位志愿者投保", today - timedelta(days=2))
    _handed(county, back, "加了一把挂锁", day + timedelta(days=9))
    return_finding(
        actor=officer, finding_id=back.pk, because="挂锁钥匙挂在柜子上，请定专人保管", on=day + timedelta(days=11),
        at=_at(day),
    )  # fmt: skip
    plan_rectification(
        actor=county.crews[0].actor(day),
        finding_id=late.pk,
        text="示例：广告公司下周来做",
        on=day + timedelta(days=3),
    )


def _look_back(county: County, day: date) -> None:
    visit = _plan(county, day, 0, "LOOKBACK")
    broken = next(item for item in items_of(visit) if "组织架构" in item.says)
    _hold(county, visit, day, {broken.number: "组织架构图又被活动海报挡住"}, "一处反弹")


def _safety(county: County, day: date) -> None:
    check_safety(
        actor=county.actor(day), station_id=county.crews[1].station.pk, checked_on=day, result="TO_MEND",
        findings="示例：灭火器压力不足，两处插线板老化", mend_by_on=day + TWO_WEEKS, on=day, at=_at(day),
    )  # fmt: skip


def _to_come(county: County, today: date) -> None:
    ago = today - timedelta(days=4)
    _plan(
        county, ago, 2, "SUPERVIS", planned_on=today + timedelta(days=3), announced=True, topics=["场地设施"]
    )
    _plan(county, ago, 3, "DAILY", planned_on=today)
    _plan(
        county, ago, 1, "SITE", planned_on=today + timedelta(days=5), party="THIRD", party_name="示例评估中心"
    )
    off = _plan(county, ago, 3, "SITE", planned_on=today - timedelta(days=2))
    drop_inspection(
        actor=county.actor(ago), inspection_id=off.pk, because="台风天停止下乡", on=today - timedelta(days=3)
    )


def _letters(county: County, today: date) -> None:
    day, later = today - timedelta(days=20), today - timedelta(days=13)
    officer = county.actor(day)
    agency = county.crews[0].station.operator_id
    given: dict[str, Any] = {"actor": officer, "on": day, "at": _at(day), "given_on": day}
    talk = admonish(
        organisation_id=agency, kind="TALK", receiver="示例机构负责人", content="示例：两个站的月报连续两个月迟报，约谈机构负责人",
        answer_by_on=day + TWO_WEEKS, asks=["示例：定专人每月二十三日核月报"], **given,
    )  # fmt: skip
    answer_admonition(
        actor=_agency(county, later), admonition_id=talk.pk, text="示例：已定专人，附排班表", on=later
    )
    admonish(
        station_id=county.crews[2].station.pk, kind="LETTER", receiver="示例站",
        content="示例：请说明九月服务对象满意率下降的原因", answer_by_on=today + timedelta(days=2), **given,
    )  # fmt: skip
    admonish(
        organisation_id=agency,
        kind="NOTICE",
        receiver="全县各站、各承接机构",
        content="示例：通报三季度档案抽查情况",
        **given,
    )
    wrong = open_finding(
        actor=officer, station_id=county.crews[3].station.pk, source="OTHER", what="示例：值班表没有公示",
        mend_by_on=day + TWO_WEEKS, on=day, at=_at(day),
    )  # fmt: skip
    withdraw_finding(actor=officer, finding_id=wrong.pk, because="看错了，贴在大门内侧", on=day)


def _of_a_complaint(county: County, day: date) -> None:
    founded = Complaint.objects.filter(
        region_code__startswith=county.place.code, finding="UPHELD", station__isnull=False
    ).first()
    if founded is not None:
        open_finding(
            actor=county.actor(day), source="COMPLAINT", source_id=founded.pk, what="示例：约好的上门没有人核对，去不了没有告诉人家",
            mend_by_on=day + TWO_WEEKS, on=day, at=_at(day),
        )  # fmt: skip
