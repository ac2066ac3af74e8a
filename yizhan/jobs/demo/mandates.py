"""Duties of the demo county's papers with their units in every state, its leading group with two meetings, offices and stations."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from yizhan.access.models import Organisation, User
from yizhan.access.queries import actor_for
from yizhan.jobs.demo.county import County, stamp
from yizhan.jobs.demo.offices import Accounts, register
from yizhan.kernel.actor import Actor
from yizhan.oversight.actions import (
    accept_part,
    finish_part,
    form_task_force,
    give_mandate,
    pair_station,
    record_meeting,
    report_part,
    return_part,
    seat_member,
)
from yizhan.oversight.models import Mandate, MandatePart, TaskForce
from yizhan.oversight.queries.task_forces import members_of
from yizhan.oversight.rules.mandates import Named, day_of, divided

DEPARTMENTS = (("教育局", True), ("残联", True), ("妇联", False), ("卫健委", False))
"""Departments beside the treasury, and whether somebody signs in for them."""
ATTENDED = 6


def divide_work(county: County, *, names: Iterator[int], today: date) -> None:
    """Only in the place whose papers name the units; the other has none to show."""
    code = county.place.code
    accounts = Accounts(names, county.place.opened_on)
    units = {
        name: Organisation.objects.get(region_code=code, name=f"【示例】县{name}").pk for name in ("财政局",)
    }
    for number, (name, signs_in) in enumerate(DEPARTMENTS, start=1):
        made = register("DEPARTMENT", f"【示例】县{name}", code)
        units[name] = made.pk
        if signs_in:
            accounts.open("department", made, code, username=f"{county.place.short}.department.{number}")
    units["民政局"] = UUID(str(county.actor(today).organisation_id))
    units["镇政府"] = Organisation.objects.get(
        kind="TOWNSHIP", region_code=county.crews[0].station.region_code
    ).pk
    units["机构"] = UUID(str(county.crews[0].station.operator_id))
    _under_way(county, units, today)
    _settled(county, units, today)
    _meet(county, today)


def _give(
    county: County, rule_id: str, day: date, units: Sequence[tuple[str, str, UUID]], *, due_on: date
) -> Mandate:
    """By the day the paper gives where that is still to come."""
    rules = {held.rule.id: held.rule for held in divided(region_code=county.place.code, on=day)}
    paper_on = day_of(rules[rule_id])
    return give_mandate(
        actor=county.actor(day),
        rule_id=rule_id,
        units=[Named(part, word, key) for part, word, key in units],
        due_on=min(due_on, paper_on) if paper_on and paper_on >= day else due_on,
        on=day,
        at=stamp(day),
    )


def _who(organisation: UUID, day: date) -> Actor:
    user = User.objects.get_queryset().filter(organisation_id=organisation, is_active=True)
    return actor_for(
        user.filter(grants__role__in=("department", "township", "agency_manager")).earliest("pk"), day
    )


def _tell(mandate: Mandate, organisation: UUID, texts: Sequence[str], day: date) -> MandatePart:
    part = MandatePart.objects.get(mandate=mandate, organisation_id=organisation)
    for item, text in zip(mandate.items, texts, strict=False):
        report_part(actor=_who(organisation, day), part_id=part.pk, item=item, text=f"示例：{text}", on=day)
    return part


def _finish(mandate: Mandate, organisation: UUID, text: str, evidence: str, day: date) -> MandatePart:
    part = MandatePart.objects.get(mandate=mandate, organisation_id=organisation)
    return finish_part(
        actor=_who(organisation, day),
        part_id=part.pk,
        text=f"示例：{text}",
        evidence=evidence,
        on=day,
        at=stamp(day),
    )


def _under_way(county: County, units: dict[str, UUID], today: date) -> None:
    """The treasury half through, the schools handed in, the disabled persons' federation late."""
    begun = today - timedelta(days=60)
    budget = _give(
        county, "duty.demo-budget", begun,
        [("LEAD", "县财政", units["财政局"]), ("ASSIST", "县民政", units["民政局"])],
        due_on=today + timedelta(days=27),
    )  # fmt: skip
    _tell(budget, units["财政局"], ["按每站 22 万元测算，共 242 万元"], today - timedelta(days=20))
    schools = _give(
        county, "duty.demo-schools", begun,
        [("LEAD", "教育部门", units["教育局"]), ("ASSIST", "乡镇", units["镇政府"])],
        due_on=today + timedelta(days=38),
    )  # fmt: skip
    _tell(
        schools, units["教育局"],
        ["秋季学期名单已互通，涉及 12 所学校", "3 所小学每周一次进校"], today - timedelta(days=9),
    )  # fmt: skip
    _finish(
        schools,
        units["教育局"],
        "两项都办了",
        "示教函〔2026〕18号，存县教育局基教股",
        today - timedelta(days=2),
    )
    _give(
        county, "duty.demo-disabled", begun,
        [
            ("LEAD", "残联", units["残联"]),
            ("ASSIST", "卫健部门", units["卫健委"]),
            ("ASSIST", "县民政", units["民政局"]),
        ],
        due_on=today - timedelta(days=13),
    )  # fmt: skip
    _give(
        county,
        "duty.demo-families",
        begun,
        [("LEAD", "妇联", units["妇联"])],
        due_on=today + timedelta(days=38),
    )


def _settled(county: County, units: dict[str, UUID], today: date) -> None:
    """The township sent back once and accepted; the agency's safety lessons handed out last month."""
    begun = today - timedelta(days=120)
    premises = _give(
        county, "duty.township", begun,
        [("LEAD", "乡镇", units["镇政府"])], due_on=today - timedelta(days=40),
    )  # fmt: skip
    texts = ["二楼三间，共 96 平方米", "桌椅、打印机已配", "村级网格员每月碰头一次", "宿舍两间"]
    _tell(premises, units["镇政府"], texts, today - timedelta(days=70))
    handed = _finish(premises, units["镇政府"], "场所、设备到位", "见现场", today - timedelta(days=66))
    officer, day = county.actor(today), today - timedelta(days=64)
    return_part(actor=officer, part_id=handed.pk, because="示例：还缺场地移交单", on=day, at=stamp(day))
    again = _finish(premises, units["镇政府"], "补了移交单", "示镇函〔2026〕6号", today - timedelta(days=58))
    accept_part(
        actor=officer, part_id=again.pk, text="示例：到现场看过", on=today - timedelta(days=56),
        at=stamp(today - timedelta(days=56)),
    )  # fmt: skip
    lessons = _give(
        county, "safety.education", today - timedelta(days=30),
        [("LEAD", "承接主体", units["机构"]), ("ASSIST", "乡镇", units["镇政府"])],
        due_on=today + timedelta(days=20),
    )  # fmt: skip
    _tell(lessons, units["机构"], ["上了两课：行车安全、夜间入户"], today - timedelta(days=6))


def _meet(county: County, today: date) -> None:
    """The leading group of the paper with a few names, and two meetings; two business offices look after stations."""
    formed = today - timedelta(days=300)
    officer = county.actor(today)
    force: TaskForce = form_task_force(
        actor=officer, kind="GROUP", name="【示例】乡镇社会工作服务站领导小组", formed_on=formed, on=today,
        rule_id="organisation.leading-group", office_name="【示例】县民政局",
    )  # fmt: skip
    for row, name in zip(
        members_of(force),
        ("示例组长", "示例副组长甲", "示例副组长乙", "示例成员甲", "示例成员乙"),
        strict=False,
    ):
        seat_member(
            actor=officer, task_force_id=force.pk, member_id=row.pk, seat=row.seat, post=row.post, name=name,
            from_on=formed, on=today,
        )  # fmt: skip
    came = [row.pk for row in members_of(force)][:ATTENDED]
    for ago, topic, minutes in (
        (
            180,
            "上半年社工站运行",
            "听取 11 个站运行情况。定：各乡镇 9 月底前补齐场所移交手续，县民政局督办。",
        ),
        (
            18,
            "明年经费和部门分工",
            "定：县财政局 12 月 20 日前把明年经费列入预算；县残联逾期事项 11 月底前办结。",
        ),
    ):
        record_meeting(
            actor=officer, task_force_id=force.pk, held_on=today - timedelta(days=ago), topic=topic,
            minutes=f"示例：{minutes}", attended=came, place="县政府三楼会议室", others="示例承接机构负责人", on=today,
        )  # fmt: skip
    for crew, office, feature in zip(
        county.crews, ("社会救助股", "养老服务股", "儿童福利股"), ("临时救助快办", "老年人认知照护", "困境儿童陪伴"),
        strict=False,
    ):  # fmt: skip
        pair_station(
            actor=officer, station_id=crew.station.pk, office_name=f"示例{office}", officer="示例股长",
            feature=feature, from_on=formed, on=today,
        )  # fmt: skip
