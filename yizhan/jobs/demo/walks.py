"""The workers of a demo place on their way: whom they visit, what else they do, what they promise and keep."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yizhan.clients.models import Client, ClientClass
from yizhan.jobs.demo.cast import Cast
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.actor import Actor
from yizhan.services.actions import finish_follow_up, record_service, refuse_task
from yizhan.services.models import ServiceRecord

Kind, Mode = ServiceRecord.Kind, ServiceRecord.Mode

_OLD = ("养老", "为老")  # as the lists of the two places call the field
_OTHER_KINDS = (
    (Kind.CONSULTATION, Mode.COME_IN, 20),
    (Kind.ACCOMPANY, Mode.OUTSIDE, 80),
    (Kind.ASSESSMENT, Mode.AT_HOME, 45),
    (Kind.RESOURCE, Mode.PHONE, 25),
    (Kind.REFERRAL, Mode.PHONE, 30),
)
_GATHERINGS = (
    (Kind.ACTIVITY, ("重阳节敬老活动", "儿童安全课堂", "防诈骗宣讲", "邻里互助日"), 90),
    (Kind.GROUP, ("康乐小组", "家长互助小组", "手机学习小组"), 75),
    (Kind.PUBLICITY, ("社会救助政策宣传", "冬季防一氧化碳中毒宣传", "残疾人两项补贴宣传"), 60),
)


def _domain(classes: Iterable[str]) -> tuple[str, ...]:
    """The beginning of the codes of the list's items that suit somebody of these classes."""
    told = " ".join(classes)
    return ("儿童",) if "CHILD" in told else _OLD if "ELDER" in told else ("救助",)


@dataclass
class Walk:
    """One crew on its way through the year: whom it visits next, and how many each working day.

    Everything random comes from `rng`. `due`, `seen`, `domain` and `opened` go by the id of the file.
    """

    county: County
    rng: random.Random
    today: date
    crew: Crew
    due: dict[UUID, date] = field(default_factory=dict)
    seen: dict[UUID, date] = field(default_factory=dict)
    promised: list[tuple[date, UUID]] = field(default_factory=list)
    domain: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    opened: dict[UUID, date] = field(default_factory=dict)

    def take_up(self) -> None:
        """The files that lie at the station before the first day, with what suits whom and who is due when."""
        codes: dict[UUID, list[str]] = {}
        for pk, code in ClientClass.objects.filter(station=self.crew.station).values_list(
            "client_id", "code"
        ):
            codes.setdefault(pk, []).append(code)
        for file in Client.objects.filter(station=self.crew.station):
            self.domain[file.pk] = _domain(codes.get(file.pk, ()))
            self.opened[file.pk] = file.opened_on
            if file.next_visit_on:
                self.due[file.pk] = file.next_visit_on

    def day(self, day: date) -> None:
        """A working day of everybody at the station; two crews slacken before the end."""
        crew = self.crew
        actor = crew.actor(day)
        slow = 0.3 if crew.number % 11 in (7, 9) and (self.today - day).days < 75 else 1.0
        hands = [w for w in crew.workers if w.started_on <= day]
        for worker in hands:
            for _ in range(self._how_many(self.county.place.daily * slow)):
                if self.rng.random() < 0.83:
                    self._visit(actor, worker.pk, day)
                else:
                    self._other(actor, worker.pk, day)
        self._look_up(day)
        if self.rng.random() < 0.09:
            self._gathering(actor, self.rng.choice(hands).pk, day)
        if self.rng.random() < 0.012:
            self._task_sent_back(actor, day)
        self._keep_promises(actor, day)

    def _waiting(self, day: date) -> list[UUID]:
        """Who is due within the month and was not just there: a week's visit waits five days, a month's two weeks."""
        return [
            pk
            for pk, due in self.due.items()
            if due <= day + timedelta(days=25)
            and self.opened[pk] <= day
            and (
                pk not in self.seen
                or (day - self.seen[pk]).days >= (5 if (due - self.seen[pk]).days <= 14 else 14)
            )
        ]

    def _look_up(self, day: date) -> None:
        """In the evening: when whoever was visited today is due again, as the rules now say."""
        today = [pk for pk, seen_on in self.seen.items() if seen_on == day]
        if today:
            files = Client.objects.filter(pk__in=today).values_list("pk", "next_visit_on")
            self.due |= {pk: due for pk, due in files if due is not None}

    def _how_many(self, mean: float) -> int:
        return max(0, round(self.rng.gauss(mean, 1.0)))

    def _visit(self, actor: Actor, worker_id: UUID, day: date) -> None:
        waiting = self._waiting(day)
        if not waiting:
            if self.rng.random() < 0.5:
                self._other(actor, worker_id, day)
            return
        pk = min(waiting, key=lambda each: (self.due[each], each.bytes))
        met = self.rng.random() < 0.97
        rough = self.rng.random()
        mode = Mode.AT_HOME if rough < 0.84 else Mode.PHONE if rough < 0.97 else Mode.COME_IN
        cast = self._cast()
        follow = met and self.rng.random() < 0.04
        record = self._record(
            actor,
            worker_id,
            day,
            kind=Kind.VISIT,
            mode=mode,
            minutes=self.rng.randrange(6, 15) if mode == Mode.PHONE else self.rng.randrange(18, 55),
            client_ids=[pk],
            met=met,
            note=cast.note() if met else "敲门没有人应，邻居说去赶集了。",
            found=cast.found() if follow else "",
            follow_up="联系村委会和卫生院跟进" if follow else "",
            follow_up_on=day + timedelta(days=10) if follow else None,
            item_codes=self._items(self.domain[pk]),
        )
        if follow:
            self.promised.append((day + timedelta(days=self.rng.randrange(5, 13)), record.pk))
        if met:
            self.seen[pk] = day
            del self.due[pk]  # until the evening
        else:
            self.due[pk] = max(self.due[pk], day + timedelta(days=1))

    def _other(self, actor: Actor, worker_id: UUID, day: date) -> None:
        kind, mode, minutes = self.rng.choice(_OTHER_KINDS)
        here = [pk for pk, opened_on in self.opened.items() if opened_on <= day]
        if not here:
            return
        pk = self.rng.choice(here)
        self._record(
            actor,
            worker_id,
            day,
            kind=kind,
            mode=mode,
            minutes=minutes + self.rng.randrange(-5, 20),
            client_ids=[] if kind == Kind.RESOURCE else [pk],
            item_codes=self._items(self.domain[pk]),
            partner={Kind.RESOURCE: "【示例】爱心商店", Kind.REFERRAL: "【示例】县住建局"}.get(kind, ""),
            value_fen=self.rng.randrange(5, 80) * 10_000 if kind == Kind.RESOURCE else None,
            note=self._cast().note(),
        )

    def _gathering(self, actor: Actor, worker_id: UUID, day: date) -> None:
        kind, titles, minutes = self.rng.choice(_GATHERINGS)
        self._record(
            actor,
            worker_id,
            day,
            kind=kind,
            mode=Mode.OUTSIDE,
            minutes=minutes,
            title=self.rng.choice(titles),
            place=f"{self.crew.station.short_name}示例广场",
            participants_count=self.rng.randrange(9, 46),
            client_ids=[],
            note="现场秩序好，大家愿意再来。",
            item_codes=self._items(("治理",)),
        )

    def _items(self, domain: tuple[str, ...]) -> list[str]:
        """One or two items of the region's list that suit the person."""
        suited = [code for code in self.county.codes if code.startswith(domain)] or self.county.codes
        return self.rng.sample(suited, self.rng.choice((1, 1, 2)))

    def _keep_promises(self, actor: Actor, day: date) -> None:
        """Most of what was promised at a visit is done in time; some of it is forgotten for a while."""
        for due, pk in [promise for promise in self.promised if promise[0] <= day]:
            self.promised.remove((due, pk))
            if self.rng.random() < 0.96:
                finish_follow_up(actor=actor, service_id=pk, on=day, result="已联系村委会，问题解决。")

    def _record(self, actor: Actor, worker_id: UUID, day: date, **told: Any) -> ServiceRecord:
        return record_service(
            actor=actor,
            station_id=self.crew.station.pk,
            worker_id=worker_id,
            done_on=day,
            on=day,
            **told,
        )

    def _task_sent_back(self, actor: Actor, day: date) -> None:
        refuse_task(
            actor=actor,
            station_id=self.crew.station.pk,
            on=day,
            asked_on=day,
            asked_by="【示例】某办公室",
            task=self.rng.choice(("代填统计报表", "帮忙布置会场", "代收材料")),
            answer="已说明不在服务清单内。",
        )

    def _cast(self) -> Cast:
        return Cast(self.rng, self.county.place.paper_ids)
