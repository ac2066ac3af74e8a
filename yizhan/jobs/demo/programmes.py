"""A few groups, activities and lessons of the demo place, planned, approved and held day by day like everything else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.clients.models import Client
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import add_workdays, is_workday
from yizhan.services.actions import (
    approve_programme,
    comment_programme_report,
    fill_timetable,
    finish_programme,
    hold_session,
    plan_programme,
    record_opinion,
    sign_up,
    submit_programme,
    write_programme_report,
)
from yizhan.services.models import Participant, Programme, Session
from yizhan.services.rules.programmes import OPINIONS, SessionPlan, Slot

Step = Callable[[date], None]


@dataclass
class Programmes:
    """What is done on which day; built once, then followed as the year is played."""

    county: County
    today: date
    steps: dict[date, list[Step]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        crews = self.county.crews
        if len(crews) < 4:
            return
        self._lessons(crews[0])
        self._group(crews[0], "示例老友康乐小组", sessions=5, held=4, members=7, oldest_first=True)
        self._waiting(crews[0])
        self._event(crews[1], "示例重阳节敬老会", others=22, back=24)
        self._group(crews[2], "示例家长互助小组", sessions=4, held=3, members=4, oldest_first=False)
        self._event(crews[3], "示例防诈骗小课堂", others=6, back=17)

    def day(self, day: date) -> None:
        """Everything due that day, also what the steps of the day themselves put on it."""
        while steps := self.steps.pop(day, None):
            for step in steps:
                step(day)

    # --- what there is ------------------------------------------------------------------------------------------------

    def _group(
        self, crew: Crew, title: str, *, sessions: int, held: int, members: int, oldest_first: bool
    ) -> None:
        days = [self._workday(self.today + timedelta(days=7 * (n - held) + 3)) for n in range(sessions)]
        topics = (
            "认识彼此，定小组约定",
            "我们的老手艺",
            "一起动一动",
            "互相帮得上的事",
            "回顾和道别",
            "再聚",
        )
        plan = [
            SessionPlan(day, time(15, 0), 90, topics[n % len(topics)], "茶水、座椅")
            for n, day in enumerate(days)
        ]
        start = self._workday(days[0] - timedelta(days=10))

        def begin(day: date) -> None:
            made = self._plan(
                crew, day, kind="GROUP", title=title, category="MUTUAL", starts_on=start,
                ends_on=days[-1] + timedelta(days=14), sessions=plan, places=members + 2,
                audience="本镇社区里平时少有人来往的居民", aims="让组员互相认识，平时有个照应",
                evaluation="签到率、意见表、组员自评",
            )  # fmt: skip
            self._approve(crew, made, day)
            people = self._people(crew, members, oldest_first=oldest_first)
            self._sign_up(crew, made, day, people, ("示例邻居甲",))
            for n, on in enumerate(days[:held], start=1):
                self._at(on, self._holding(crew, made, n))

        self._at(start, begin)

    def _event(self, crew: Crew, title: str, *, others: int, back: int) -> None:
        day = self._workday(self.today - timedelta(days=back))
        start = self._workday(day - timedelta(days=8))

        def begin(on: date) -> None:
            made = self._plan(
                crew, on, kind="ACTIVITY", title=title, starts_on=start, ends_on=day,
                sessions=[SessionPlan(day, time(9, 0), 120, "签到、节目、问答、合影", "音响、横幅")],
                audience="本镇居民", aims="让老人热闹一回，也学一点用得上的", evaluation="到场人数、意见表",
            )  # fmt: skip
            self._approve(crew, made, on)
            self._sign_up(crew, made, on, self._people(crew, 4, oldest_first=True), ())
            self._at(day, lambda that_day: self._whole(crew, made, that_day, others=others))

        self._at(start, begin)

    def _lessons(self, crew: Crew) -> None:
        """四点半课堂: every school day at half past four, for a fortnight already and a fortnight to come."""
        start = self._workday(self.today - timedelta(days=16))
        last = self.today + timedelta(days=14)

        def begin(on: date) -> None:
            made = self._plan(
                crew, on, kind="CLASS", title="示例四点半课堂", starts_on=start, ends_on=last, sessions=None,
                audience="放学后家里没有人的小学生", aims="有人看着把作业做完，周末学一样本事", evaluation="签到、家长反馈",
                places=20,
            )  # fmt: skip
            fill_timetable(
                actor=crew.actor(on),
                programme_id=made.pk,
                slots=[Slot(day, time(16, 30), 90, "作业辅导") for day in range(5)],
                first_on=start,
                last_on=last,
            )
            self._approve(crew, made, on)
            self._sign_up(
                crew, made, on, self._people(crew, 6, oldest_first=False), ("示例同学甲", "示例同学乙")
            )
            for session in made.sessions.filter(planned_on__gte=on, planned_on__lt=self.today).order_by("no"):
                self._at(session.planned_on, self._holding(crew, made, session.no))

        self._at(start, begin)

    def _waiting(self, crew: Crew) -> None:
        """A plan that lies on the supervisor's desk today."""
        day = self._workday(self.today - timedelta(days=2))
        event = add_workdays(self.today, 14)

        def begin(on: date) -> None:
            made = self._plan(
                crew, on, kind="ACTIVITY", title="示例冬至团圆饭", starts_on=event, ends_on=event,
                sessions=[SessionPlan(event, time(10, 0), 150, "一起包汤圆、聊天", "糯米粉、锅具")],
                audience="独居和空巢老人", aims="冬至这天不让老人一个人过", evaluation="到场人数、意见表", places=30,
            )  # fmt: skip
            submit_programme(actor=crew.actor(on), programme_id=made.pk, on=on)

        self._at(day, begin)

    # --- how it is done -----------------------------------------------------------------------------------------------

    def _at(self, day: date, step: Step) -> None:
        self.steps.setdefault(day, []).append(step)

    def _workday(self, day: date) -> date:
        while not is_workday(day):
            day -= timedelta(days=1)
        return day

    def _plan(self, crew: Crew, on: date, **told: Any) -> Programme:
        facts: dict[str, Any] = {
            "background": "示例：照社会支持的想法，让人和人连起来。",
            "recruitment": "村里广播、上门邀请、微信群。",
            "volunteers_wanted": 2,
            "division_of_work": "社工主持，志愿者签到、拍照。",
            "budget": [{"what": "服务物资", "fen": 32_000}, {"what": "宣传资料", "fen": 6_000}],
            "risks": [
                {"risk": "老人、孩子路上摔倒", "answer": "结伴来，备急救包，留家属电话"},
                {"risk": "下雨来的人少", "answer": "改到室内，提前一天通知"},
            ],
            "place": f"{crew.station.short_name}社工站",
            "worker_id": crew.workers[0].pk,
            "supervisor": "示例督导",
        }
        return plan_programme(actor=crew.actor(on), station_id=crew.station.pk, on=on, **(facts | told))

    def _approve(self, crew: Crew, made: Programme, on: date) -> None:
        submit_programme(actor=crew.actor(on), programme_id=made.pk, on=on)
        approve_programme(actor=self._supervisor(on), programme_id=made.pk, on=on, opinion="同意，注意安全。")

    def _supervisor(self, on: date) -> Actor:
        return actor_for(User.objects.get(username=f"{self.county.place.short}.supervisor"), on)

    def _people(self, crew: Crew, count: int, *, oldest_first: bool) -> list[UUID]:
        files = Client.objects.filter(
            station=crew.station, status="ACTIVE", born_on__isnull=False, restricted=False
        )
        return list(
            files.order_by("born_on" if oldest_first else "-born_on", "id").values_list("pk", flat=True)[
                :count
            ]
        )

    def _sign_up(
        self, crew: Crew, made: Programme, on: date, people: Sequence[UUID], outsiders: Sequence[str]
    ) -> None:
        for pk in people:
            sign_up(actor=crew.actor(on), programme_id=made.pk, on=on, client_id=pk)
        for name in outsiders:
            sign_up(actor=crew.actor(on), programme_id=made.pk, on=on, name=name)

    def _holding(self, crew: Crew, made: Programme, no: int) -> Step:
        return lambda day: self._hold(crew, made, no, day, absent=no % 3, minutes=90)

    def _hold(
        self, crew: Crew, made: Programme, no: int, on: date, *, absent: int, minutes: int, others: int = 0
    ) -> None:
        """The n-th of the list is away, the next one late; the others are there."""
        marks = {}
        rows = (
            Participant.objects.filter(programme=made, state="SIGNED_UP")
            .order_by("id")
            .values_list("pk", flat=True)
        )
        for place, pk in enumerate(rows):
            marks[pk] = (
                "ABSENT"
                if absent and place == absent
                else "LATE"
                if absent and place == absent + 1
                else "PRESENT"
            )
        hold_session(
            actor=crew.actor(on),
            session_id=Session.objects.get(programme=made, no=no).pk,
            held_on=on,
            on=on,
            minutes=minutes,
            marks=marks,
            others_count=others,
            note="大家都说了话，约好下次一起来。",
        )

    def _whole(self, crew: Crew, made: Programme, on: date, *, others: int) -> None:
        """An event, its opinion forms and its summary, all on the day."""
        self._hold(crew, made, 1, on, absent=0, minutes=120, others=others)
        actor = crew.actor(on)
        for n in range(6):
            scores = {name: 5 - (n + place) % 3 for place, name in enumerate(OPINIONS)}
            record_opinion(actor=actor, programme_id=made.pk, given_on=on, on=on, scores=scores)
        rows = {
            "preparation": "提前一周贴了通知。", "aims": "来的人都说用得上。", "members": "愿意开口，互相照应。",
            "money": "按预算开支。", "follow_up": "两位老人约了上门。",
        }  # fmt: skip
        write_programme_report(actor=actor, programme_id=made.pk, rows=rows, on=on, spent_fen=36_500)
        comment_programme_report(
            actor=self._supervisor(on), programme_id=made.pk, opinions={"aims": "目标再写具体些。"}, on=on
        )
        finish_programme(actor=actor, programme_id=made.pk, on=on)
