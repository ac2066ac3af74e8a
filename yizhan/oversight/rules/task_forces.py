"""What the papers say of leading groups and work teams, and why a step about one is refused. Plain Python."""

from datetime import date

from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import Listing
from yizhan.policy.schema.people import Duty

VIEW, FORM = "oversight.view_task_forces", "oversight.form_task_force"
SEAT, RELEASE = "oversight.seat_member", "oversight.release_member"
MEET, END = "oversight.record_meeting", "oversight.end_task_force"

RULES = (
    "organisation.leading-group",
    "organisation.leading-office",
    "duty.leading-group",
    "duty.task-force",
    "duty.leadership",
)
"""Rules by which the papers set one up, or say who takes which place in it."""
SEATS = {"组长": "HEAD", "副组长": "DEPUTY", "成员": "MEMBER", "办公室主任": "DIRECTOR", "联络员": "LIAISON"}
LONGEST = 6000


def rules_of(*, region_code: str, on: date) -> list[AnyRule]:
    """The rules in force here about leading groups and work teams."""
    return [held.rule for held in rules_in_force(region_code=region_code, on=on) if held.rule.id in RULES]


def seats_of(rule: AnyRule) -> list[tuple[str, str]]:
    """(seat, post) as the paper lists them; none where it lists no posts."""
    if not isinstance(rule, Listing):
        return []
    return [(SEATS[word], post) for word, posts in rule.groups.items() if word in SEATS for post in posts]


def says_of(rule: AnyRule) -> list[str]:
    """What the paper asks of it, line by line."""
    if isinstance(rule, Duty):
        return list(rule.tasks)
    if isinstance(rule, Listing):
        return [f"{word}：{'、'.join(posts)}" for word, posts in rule.groups.items()]
    return []


def forming_problem(*, name: str, formed_on: date, on: date) -> str | None:
    if len(name.strip()) < 2:
        return "请写名称，例如“乡镇社会工作服务站领导小组”。"
    return "成立日期不能晚于今天。" if formed_on > on else None


def seating_problem(*, post: str, from_on: date, on: date, formed_on: date) -> str | None:
    if not post.strip():
        return "请写单位和职务。"
    if from_on > on:
        return "任职日期不能晚于今天。"
    return f"任职日期不能早于成立的 {formed_on}。" if from_on < formed_on else None


def meeting_problem(
    *, topic: str, minutes: str, held_on: date, on: date, formed_on: date, attended: int, others: str
) -> str | None:
    if not topic.strip():
        return "请写会议议题。"
    if len(minutes.strip()) < 4:
        return "请写会议纪要：议了什么、定了什么、谁来办。"
    if len(minutes) > LONGEST:
        return f"纪要最多写{LONGEST}字。"
    if held_on > on:
        return "还没有开的会，开了再登记。"
    if held_on < formed_on:
        return f"会议日期不能早于成立的 {formed_on}。"
    return None if attended or others.strip() else "请选到会的成员，或者写明谁参加了。"
