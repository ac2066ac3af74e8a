"""How the demo place learns and is seen: supervision, training, articles, and what others give it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.clients.models import Client
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import is_workday
from yizhan.kernel.ids import uuid7
from yizhan.resources.actions import link_offer, note_outcome, register_offer
from yizhan.resources.models import Offer
from yizhan.services.actions import (
    confirm_supervision,
    end_agreed_action,
    note_publicity,
    note_training_result,
    record_supervision,
    record_training,
    supervise_stations,
)
from yizhan.services.actions.supervisions import Supervisor
from yizhan.services.models import Case, Supervision, TrainingAttendance
from yizhan.services.rules.supervisions import Agreed
from yizhan.services.rules.trainings import Attended
from yizhan.workforce.actions import note_exam
from yizhan.workforce.models import Post, Worker

Step = Callable[[date], None]


@dataclass
class Learning:
    """What is done on which of the last working days; nothing where the place is too small for it."""

    county: County
    today: date
    steps: dict[date, list[Step]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.county.crews) < 4 or self.county.place.code != "469025":
            return
        crews = self.county.crews
        self._on(52, self._course)
        self._on(48, lambda day: self._supervision(crews[0], day, n=0))
        self._on(45, lambda day: self._group(crews[1], day))
        self._on(40, self._offers)
        self._on(33, self._articles)
        self._on(30, lambda day: self._together(crews[:3], day))
        self._on(26, lambda day: self._supervision(crews[0], day, n=1))
        self._on(24, lambda day: self._supervision(crews[2], day, n=2))
        self._on(15, lambda day: self._own_training(crews[0], day))
        self._on(9, lambda day: self._link(crews[0], day))
        self._on(8, lambda day: self._supervision(crews[0], day, n=3))
        self._on(6, self._talk)
        self._on(4, lambda day: self._expert(crews[1], day))
        for back, crew in enumerate(crews[3:7], start=10):
            self._on(back, partial(self._supervision, crew, n=2))

    def day(self, day: date) -> None:
        for step in self.steps.pop(day, ()):
            step(day)

    def _on(self, back: int, step: Step) -> None:
        """On the working day that lies so many working days before today."""
        day = self.today
        while back:
            day -= timedelta(days=1)
            back -= is_workday(day)
        self.steps.setdefault(day, []).append(step)

    def _supervisor(self, day: date) -> Actor:
        return actor_for(User.objects.get(username=f"{self.county.place.short}.supervisor"), day)

    def _hands(self, crew: Crew, day: date) -> list[Worker]:
        """Those in post that day but for the head; whoever can sign in without heading the station comes first."""
        known = [one.pk for one in crew.workers if one.started_on <= day and one.post != Post.HEAD]
        people = list(Worker.objects.filter(pk__in=known).order_by("pk"))
        return sorted(people, key=lambda one: one.user_id in (None, crew.head.pk))

    # --- supervision ----------------------------------------------------------------------------------------------------

    def _supervision(self, crew: Crew, day: date, *, n: int) -> None:
        """Of one worker by the supervisor; the older ones are confirmed and what was agreed is done."""
        topics = (
            (
                "第一次独自入户，不知道怎么开口",
                "先从家常说起，第二次再谈需要",
                "再去一次并写下三件她在意的事",
            ),
            ("个案计划的目标写得太大", "一个阶段只定一个看得见的目标", "把计划改成三个小目标"),
            ("居民总把跑腿的事派给社工", "照服务清单说明，退回的要登记", "和村干部一起把清单贴出来"),
            ("独居老人不愿意谈子女", "先做陪伴，留意情绪，不追问", "补做一次居家安全评估"),
        )
        topic, advice, what = topics[n]
        worker = self._hands(crew, day)[-1 if n == 2 else 0]
        due = day + timedelta(days=10 if n < 3 else 6)
        cases = Case.objects.filter(station_id=crew.station.pk).exclude(state="CLOSED").order_by("pk")
        made = record_supervision(
            actor=self._supervisor(day), station_id=crew.station.pk, form="INDIVIDUAL",
            kinds=["EDUCATIONAL", "SUPPORTIVE"] if n % 2 else ["ADMINISTRATIVE", "EDUCATIONAL"],
            way="VIDEO" if n == 1 else "COME_IN", supervisor=Supervisor(by_myself=True, qualification="社会工作师"),
            supervisee_ids=[worker.pk], topic=topic, problems=topic + "。", advice=advice + "。", minutes=60 + 15 * n,
            agreed=[Agreed(what, str(worker.pk), due)], done_on=day, on=day,
            case_ids=[one.pk for one in cases[:1]] if n in (1, 3) else (),
        )  # fmt: skip
        if n == 3:  # the newest waits for the worker's word, and what was agreed is overdue by today
            return
        self._confirm(made, day)
        self._done(crew, made, due, "做了，写在服务记录里")

    def _group(self, crew: Crew, day: date) -> None:
        """Of the whole team, on line."""
        team = self._hands(crew, day)
        if len(team) < 2:
            return
        made = record_supervision(
            actor=self._supervisor(day), station_id=crew.station.pk, form="GROUP", kinds=["EDUCATIONAL"], way="VIDEO",
            supervisor=Supervisor(by_myself=True, qualification="社会工作师"), supervisee_ids=[one.pk for one in team],
            topic="小组活动怎么写总结", problems="总结写成了流水账。", advice="按目标写：做到了什么，凭什么这样说。",
            minutes=120, agreed=[Agreed("把敬老会的总结重写一遍", str(team[0].pk), day + timedelta(days=14))],
            done_on=day, on=day,
        )  # fmt: skip
        self._confirm(made, day)
        self._done(crew, made, day + timedelta(days=12), "重写好了，督导看过")

    def _together(self, crews: list[Crew], day: date) -> None:
        """One worker of each of three stations at one time, written once."""
        hands = [found[0] for crew in crews if (found := self._hands(crew, day))]
        if len(hands) < 3:
            return
        supervise_stations(
            actor=self._supervisor(day), occasion_id=uuid7(), station_ids=[crew.station.pk for crew in crews],
            form="GROUP", kinds=["EDUCATIONAL", "SUPPORTIVE"], way="OUTSIDE", place="县民政局会议室",
            supervisor=Supervisor(by_myself=True, qualification="社会工作师"), supervisee_ids=[one.pk for one in hands],
            topic="入户遇到拒绝怎么办", problems="三个站都遇到过不开门的老人。", advice="先约村干部一起去，再自己去。",
            minutes=90, agreed=[Agreed("再去一次并记下经过", str(hands[1].pk), day + timedelta(days=14))], done_on=day, on=day,
        )  # fmt: skip

    def _expert(self, crew: Crew, day: date) -> None:
        """A teacher of a university of another province came; he signs on paper."""
        worker = self._hands(crew, day)[0]
        record_supervision(
            actor=crew.actor(day), station_id=crew.station.pk, form="INDIVIDUAL", kinds=["EDUCATIONAL"], way="COME_IN",
            supervisor=Supervisor(
                expert="示例教授", expert_from="【示例】外省大学社会工作系", qualification="教授",
                pairing="示例牵手计划",
            ),
            supervisee_ids=[worker.pk], topic="评估量表怎么用才不像考试", advice="边聊边记，回来再打分。", minutes=150,
            agreed=[
                Agreed("用新办法再评两位老人", str(worker.pk), self.today + timedelta(days=9)),
                Agreed("把用法讲给同事听", str(worker.pk), self.today + timedelta(days=16)),
            ],
            done_on=day, on=day,
        )  # fmt: skip

    def _confirm(self, made: Supervision, day: date) -> None:
        """Whoever of the supervised has an account."""
        for row in made.supervisees.filter(agreed_on=None).select_related("worker__user"):
            if row.worker.user is not None:
                confirm_supervision(actor=actor_for(row.worker.user, day), supervision_id=made.pk, on=day)

    def _done(self, crew: Crew, made: Supervision, day: date, result: str) -> None:
        """What was agreed is done on the first working day from then on, if that is not to come."""

        def end(on: date) -> None:
            for task in made.actions.filter(state="OPEN"):
                end_agreed_action(
                    actor=crew.actor(on), action_id=task.pk, outcome="DONE", result=result, on=on
                )

        while not is_workday(day):
            day += timedelta(days=1)
        if day < self.today:
            self.steps.setdefault(day, []).append(end)

    # --- training -------------------------------------------------------------------------------------------------------

    def _course(self, day: date) -> None:
        """The county trains workers of all stations, and heads of the agency; most of them pass."""
        people = [one for crew in self.county.crews for one in self._hands(crew, day)[:2]]
        made = record_training(
            actor=self.county.actor(day), station_id=self.county.crews[0].station.pk, form="专题培训",
            title="【示例】社会救助与个案管理培训", organiser="【示例】县民政局", trainer="示例讲师", done_on=day, on=day,
            minutes=480, attended=[Attended(str(one.pk)) for one in people], heads_count=2, continuing=True,
            place="县民政局会议室", materials="政策要点、个案管理流程、案例讨论",
        )  # fmt: skip
        rows = TrainingAttendance.objects.filter(training__in=made).order_by("pk")
        for nth, row in enumerate(rows):
            if nth % 7 != 3:
                note_training_result(
                    actor=self.county.actor(day),
                    attendance_id=row.pk,
                    result="PASSED",
                    proof=f"示例结业{nth + 1:03d}",
                )
        crew = self.county.crews[0]
        hands = self._hands(crew, day)
        note_exam(
            actor=crew.actor(day), station_id=crew.station.pk, worker_id=hands[0].pk, level="ASSISTANT",
            year=day.year - 1, result="PASSED", reward_fen=100_000, rewarded_on=day, rewarded_by="【示例】县民政局", on=day,
        )  # fmt: skip
        note_exam(
            actor=crew.actor(day), station_id=crew.station.pk, name="示例新人", level="ASSISTANT", year=day.year,
            result="ENTERED", on=day,
        )  # fmt: skip

    def _own_training(self, crew: Crew, day: date) -> None:
        """The station trains its volunteers."""
        worker = self._hands(crew, day)[0]
        record_training(
            actor=crew.actor(day), station_id=crew.station.pk, form="岗位培训", title="志愿者入户探访怎么做", done_on=day,
            on=day, minutes=90, attended=[Attended(str(worker.pk))], volunteers_count=12, trainer=worker.name,
            place="社工站活动室",
        )  # fmt: skip

    # --- what others give -----------------------------------------------------------------------------------------------

    def _offers(self, day: date) -> None:
        county, crew = self.county, self.county.crews[0]
        end = self.today + timedelta(days=120)
        for kind, side, name, provider, count, unit, value in (
            ("GOODS", "CHARITY", "【示例】爱心棉被", "【示例】县慈善会", 60, "床", 900_000),
            ("MONEY", "CHARITY", "【示例】困难儿童助学金", "【示例】公益基金会", None, "", 2_000_000),
            ("KNOWLEDGE", "GOVERNMENT", "【示例】心理咨询", "【示例】县卫健局", 40, "小时", None),
            ("POLICY", "GOVERNMENT", "【示例】高龄津贴", "【示例】县民政局", None, "", None),
        ):
            register_offer(
                actor=county.actor(day), station_id=None, region_code=county.place.code, kind=kind, side=side, name=name,
                provider=provider, count=count, unit=unit, value_fen=value, starts_on=day,
                ends_on=None if kind == "POLICY" else end, conditions="各站按需要申请，先急后缓",
            )  # fmt: skip
        register_offer(
            actor=crew.actor(day), station_id=crew.station.pk, kind="GOODS", side="COMPANY", name="【示例】米和油",
            provider="【示例】镇上超市", contact="示例店长 19900000001", count=20, unit="份", value_fen=240_000,
            starts_on=day, ends_on=self.today + timedelta(days=12),
        )  # fmt: skip

    def _link(self, crew: Crew, day: date) -> None:
        """Rice for two families, with a word on what came of it; quilts out of what the county has."""
        actor = crew.actor(day)
        worker = self._hands(crew, day)[0]
        people = list(
            Client.objects.filter(station_id=crew.station.pk, status="ACTIVE", restricted=False).order_by(
                "pk"
            )[:5]
        )
        offers = {one.name: one for one in Offer.objects.visible_to(actor, "resources.link_offer")}
        rice, quilts = offers.get("【示例】米和油"), offers.get("【示例】爱心棉被")
        if rice is None or quilts is None or len(people) < 3:  # a demo of a month or two has no offers yet
            return
        made = link_offer(
            actor=actor, offer_id=rice.pk, station_id=crew.station.pk, client_ids=[one.pk for one in people[:2]], count=2,
            value_fen=24_000, done_on=day, on=day, minutes=60, mode="AT_HOME", worker_id=worker.pk,
            note="送到家里",
        )  # fmt: skip
        note_outcome(actor=actor, link_id=made.pk, outcome="两家都收到了，够吃一个月", on=day)
        link_offer(
            actor=actor, offer_id=quilts.pk, station_id=crew.station.pk, client_ids=[one.pk for one in people[2:5]],
            count=6, value_fen=90_000, done_on=day, on=day, minutes=90, mode="AT_HOME", worker_id=worker.pk,
        )  # fmt: skip

    # --- publicity ------------------------------------------------------------------------------------------------------

    def _articles(self, day: date) -> None:
        county, crews = self.county, self.county.crews
        for crew, kind, channel, level, title, medium in (
            (crews[0], "MEDIA", "NETWORK", "COUNTY", "示例报道：山里的老人有人惦记", "【示例】县融媒体中心"),
            (crews[0], "STORY", "NETWORK", "STATION", "社工故事：一碗面的第三次探访", ""),
            (crews[1], "MEDIA", "PRESS", "PROVINCE", "示例报道：乡镇社工站这一年", "【示例】省报"),
            (crews[2], "VIDEO", "NETWORK", "TOWNSHIP", "一分钟看懂社工站能做什么", "【示例】镇公众号"),
        ):
            note_publicity(
                actor=crew.actor(day), station_id=crew.station.pk, kind=kind, channel=channel, level=level, title=title,
                medium=medium, published_on=day, on=day,
            )  # fmt: skip
        note_publicity(
            actor=county.actor(day), station_id=None, region_code=county.place.code, kind="MEDIA", channel="TV",
            level="COUNTY", title="示例新闻：全县社工站集中培训", medium="【示例】县电视台", published_on=day, on=day,
        )  # fmt: skip

    def _talk(self, day: date) -> None:
        crew = self.county.crews[2]
        note_publicity(
            actor=crew.actor(day), station_id=crew.station.pk, kind="TALK", channel="SPOT", level="STATION",
            title="赶集日讲防诈骗和高龄津贴", medium="镇集市", people=45, minutes=120, published_on=day, on=day,
            worker_id=self._hands(crew, day)[0].pk,
        )  # fmt: skip
