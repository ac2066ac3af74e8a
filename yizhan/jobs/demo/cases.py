"""A few cases of the demo place, each at another point of its way: one closed, one running, two waiting for approval."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.clients.models import Client
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import is_workday
from yizhan.services.actions import (
    advise_case_contact,
    decide_case_sheet,
    finish_case_task,
    hold_case_conference,
    judge_case_goal,
    open_case,
    record_case_contact,
    send_case_sheet,
    write_case_sheet,
)
from yizhan.services.actions.cases_contacts import TaskTold
from yizhan.services.actions.cases_sheets import GoalTold
from yizhan.services.models import Case, CaseGoal, CaseTask
from yizhan.services.queries.cases import sheets_to_decide

Step = Callable[[date], object]

INTAKE = {
    "used_before": "NONE", "own_words": "【示例】一个人住，想有人说说话，也怕生病没人知道。",
    "problem": "【示例】独居，近半年少出门，漏服降压药。", "needs": "【示例】就医陪同、按时服药、与邻里往来。",
    "background": "【示例】老伴三年前去世，子女在外务工，逢年回来。", "economy": "【示例】农村低保，子女每月补贴。",
}  # fmt: skip
SUGGESTION = {"follow_up": "YES", "risk": "LOW", "urgent": "NO", "willing": "YES", "route": "ASSIGN"}
PLAN = {
    "aim": "【示例】身体有人管，平时有人来往。", "services": "【示例】每周一次面谈，陪同复查，带进老友小组。",
    "hard": "【示例】起初不愿出门，从邻居来坐开始。",
}  # fmt: skip
REVIEW = {
    "span": "【示例】开案以来", "work": "【示例】面谈、陪同复查，介绍进老友小组。", "now": "【示例】按时服药，每周出门两次。",
    "next": "GO_ON", "needs": INTAKE["needs"],
}  # fmt: skip
CLOSURE = {
    "work": "【示例】面谈五次，陪同复查一次，进了老友小组。", "now": "【示例】自己去卫生院，和邻居结伴。", "reason": "REACHED",
    "told": "YES", "mode": "AT_HOME", "minutes": "50", "needs": INTAKE["needs"],
}  # fmt: skip
EVALUATION = {"worker": "5", "help": "5", "change": "4", "effort": "4", "goals": "5", "by": "TOLD"}
TALKS = (
    ("【示例】熟悉起来，问清服药情况", "【示例】“药瓶子我看不清。”", "【示例】换大字药盒，约下次去卫生院。"),
    ("【示例】陪同复查", "【示例】“这回不怕了。”", "【示例】自己说出了科室。"),
    ("【示例】商量进老友小组", "【示例】“都是熟人我就去。”", "【示例】愿意去看一次。"),
    ("【示例】看小组去得怎样", "【示例】“老王还教我下棋。”", "【示例】主动约了邻居。"),
    ("【示例】看近况，准备往后少来", "【示例】“我自己记得吃药。”", "【示例】状态稳定。"),
)


@dataclass
class Cases:
    """What is done on which day; built once, then followed as the year is played."""

    county: County
    today: date
    steps: dict[date, list[Step]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        crews = self.county.crews
        if len(crews) < 3 or not User.objects.filter(username=self._reader()).exists():
            return  # nobody there to read a case a second time
        self._case(crews[0], back=64, until="RUNNING", n=0)
        self._case(crews[0], back=6, until="ASSESSED", n=1)
        self._case(crews[1], back=88, until="CLOSED", n=0)
        self._case(crews[2], back=16, until="PLANNED", n=0)

    def day(self, day: date) -> None:
        for step in self.steps.pop(day, ()):
            step(day)

    def _case(self, crew: Crew, *, back: int, until: str, n: int) -> None:
        first = self.today - timedelta(days=back)
        made: list[Case] = []

        def act(days: int, step: Callable[[Case, date], object]) -> None:
            self._at(first + timedelta(days=days), lambda day: made and step(made[0], day))

        self._at(first, lambda day: made.append(self._open(crew, day, n=n)))
        act(1, lambda case, day: self._send(crew, case, "INTAKE", INTAKE, day))
        act(2, lambda case, day: self._send(crew, case, "SUGGESTION", SUGGESTION, day))
        if until == "ASSESSED":
            return
        act(5, lambda case, day: self._decide(case, "SUGGESTION", "【示例】同意跟进，留意用火。", day))
        act(9, lambda case, day: self._plan(crew, case, day))
        if until == "PLANNED":
            return
        act(12, lambda case, day: self._decide(case, "PLAN", "", day))
        for place, talk in enumerate(TALKS[: 5 if until == "CLOSED" else 4]):
            act(16 + 9 * place, self._talking(crew, talk, 16 + 9 * place))
        act(20, self._confer)
        act(33, lambda case, day: self._tasks(crew, case, day))
        act(56, lambda case, day: self._send(crew, case, "REVIEW", REVIEW, day))
        if until == "CLOSED":
            act(62, lambda case, day: self._judge(crew, case, day))
            act(63, lambda case, day: self._send(crew, case, "CLOSURE", CLOSURE, day))
            act(66, lambda case, day: self._decide(case, "CLOSURE", "【示例】同意结案，一个月后回访。", day))
            act(68, lambda case, day: self._send(crew, case, "EVALUATION", EVALUATION, day))

    # --- the steps ----------------------------------------------------------------------------------------------------

    def _at(self, day: date, step: Step) -> None:
        """On that day, or the working day after it."""
        while not is_workday(day):
            day += timedelta(days=1)
        self.steps.setdefault(day, []).append(step)

    def _reader(self) -> str:
        return f"{self.county.place.short}.supervisor"

    def _supervisor(self, on: date) -> Actor:
        return actor_for(User.objects.get(username=self._reader()), on)

    def _open(self, crew: Crew, day: date, *, n: int) -> Case:
        files = Client.objects.filter(
            station=crew.station, status="ACTIVE", restricted=False, opened_on__lte=day, born_on__isnull=False
        ).order_by("born_on", "id")
        return open_case(
            actor=crew.actor(day),
            client_id=files[n].pk,
            opened_on=day,
            on=day,
            minutes=45,
            mode="AT_HOME",
            summary="【示例】说到一个人住的难处。",
            worker_id=next(one.pk for one in crew.workers if one.started_on <= day),
        )

    def _send(self, crew: Crew, case: Case, kind: str, body: Mapping[str, str], day: date) -> None:
        write_case_sheet(actor=crew.actor(day), case_id=case.pk, kind=kind, body=body, on=day)
        send_case_sheet(actor=crew.actor(day), case_id=case.pk, kind=kind, on=day)

    def _plan(self, crew: Crew, case: Case, day: date) -> None:
        goals = [
            GoalTold(
                "【示例】按时服药，自己能去复查",
                tasks=[
                    TaskTold("【示例】换大字药盒", day + timedelta(days=20)),
                    TaskTold("【示例】陪同复查一次"),
                ],
            ),
            GoalTold("【示例】每周与人来往两次", tasks=[TaskTold("【示例】介绍进老友小组")]),
        ]
        write_case_sheet(actor=crew.actor(day), case_id=case.pk, kind="PLAN", body=PLAN, on=day, goals=goals)
        send_case_sheet(actor=crew.actor(day), case_id=case.pk, kind="PLAN", on=day)

    def _decide(self, case: Case, kind: str, opinion: str, day: date) -> None:
        supervisor = self._supervisor(day)
        waiting = [sheet for sheet in sheets_to_decide(actor=supervisor) if sheet.case_id == case.pk]
        for sheet in waiting:
            if sheet.kind == kind:
                decide_case_sheet(actor=supervisor, sheet_id=sheet.pk, agreed=True, opinion=opinion, on=day)

    def _talking(self, crew: Crew, talk: tuple[str, str, str], days: int) -> Callable[[Case, date], None]:
        def step(case: Case, day: date) -> None:
            aim, said, summary = talk
            contact = record_case_contact(
                actor=crew.actor(day),
                case_id=case.pk,
                done_on=day,
                on=day,
                minutes=40,
                mode="OUTSIDE" if "陪同" in aim else "AT_HOME",
                aim=aim,
                said=said,
                summary=summary,
                next_plan="【示例】再去看看",
                next_on=day + timedelta(days=9),
                worker_id=case.worker_id,
            )
            if days == 16:
                advise_case_contact(
                    actor=self._supervisor(day),
                    contact_id=contact.pk,
                    advice="【示例】问得细，下次多听少说。",
                    on=day,
                )

        return step

    def _confer(self, case: Case, day: date) -> None:
        hold_case_conference(
            actor=self._supervisor(day),
            case_id=case.pk,
            held_on=day,
            on=day,
            minutes=50,
            who="【示例】督导、社工、村干部、村医",
            result="【示例】村医每月量一次血压，社工带进小组。",
            steps=[TaskTold("【示例】与村医约好量血压的日子", day + timedelta(days=10), "社工")],
        )

    def _tasks(self, crew: Crew, case: Case, day: date) -> None:
        for task in CaseTask.objects.filter(case=case, done_on=None).order_by("id")[:2]:
            finish_case_task(actor=crew.actor(day), task_id=task.pk, on=day, result="【示例】办好了")

    def _judge(self, crew: Crew, case: Case, day: date) -> None:
        for goal in CaseGoal.objects.filter(case=case):
            judge_case_goal(actor=crew.actor(day), goal_id=goal.pk, result="REACHED", on=day)
