"""A year in a demo place: people come on file, workers walk, reports go to the county."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from yizhan.access.roles import grant_of
from yizhan.clients.actions import (
    apply_import,
    check_import,
    confirm_import,
    grade_client,
    map_import,
    name_guardian,
    record_consent,
    register_client,
    start_import,
)
from yizhan.clients.models import Client, ClientClass
from yizhan.clients.rules.classes import BY_CODE
from yizhan.clients.rules.sheet import read_sheet
from yizhan.jobs.actor import system_actor
from yizhan.jobs.demo.archive import keep_archives
from yizhan.jobs.demo.cases import Cases
from yizhan.jobs.demo.cast import Cast
from yizhan.jobs.demo.county import County, Crew, stamp
from yizhan.jobs.demo.desk import Desk
from yizhan.jobs.demo.learning import Learning
from yizhan.jobs.demo.programmes import Programmes
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import add_workdays, is_workday, last_workday_by
from yizhan.kernel.errors import Refused
from yizhan.kernel.period import Period
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.reports.actions import (
    accept_report,
    endorse_report,
    open_report,
    refresh_report,
    return_report,
    sign_report,
    write_narrative,
)
from yizhan.reports.queries.sheet import reviewers
from yizhan.services.actions import finish_follow_up, record_service, refuse_task
from yizhan.services.models import ServiceRecord

Kind, Mode = ServiceRecord.Kind, ServiceRecord.Mode

# Who comes on file. Most arrive on the lists the county keeps: (class, youngest, oldest, share of the files).
_LISTS = (
    ("DIBAO", 30, 75, 0.20),
    ("TEKUN", 60, 90, 0.07),
    ("DISABLED_SEVERE_HARD", 20, 80, 0.07),
    ("DISABLED", 18, 85, 0.15),
    ("ELDER_ALONE", 65, 92, 0.06),
    ("ELDER_EMPTY_NEST", 62, 90, 0.05),
    ("ELDER_LEFT_BEHIND", 62, 88, 0.03),
    ("CHILD_LEFT_BEHIND", 4, 16, 0.05),
    ("CHILD_HARDSHIP", 4, 17, 0.02),
    ("ELDER", 60, 85, 0.15),
    ("OTHER", 20, 70, 0.08),
)
# The others are met by the workers during the year: (classes, youngest, oldest, share).
_MET = (
    (("ELDER_ALONE", "DISABLED"), 65, 92, 0.02),
    (("ELDER_EMPTY_NEST",), 62, 90, 0.02),
    (("CHILD_LEFT_BEHIND",), 4, 16, 0.01),
    (("OTHER",), 20, 70, 0.01),
)
_OLD = ("养老", "为老")  # as the lists of the two places call the field
_GRADES = (("HIGH", 0.018), ("MEDIUM", 0.05), ("LOW", 0.16))
_REASONS = {
    "HIGH": "独居、行动不便，家中无人照看。",
    "MEDIUM": "有慢性病，家人不常在家。",
    "LOW": "身体尚好，家人在旁。",
}
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
class Round:
    """One crew on its way through the year: whom it visits next, and how many each working day."""

    crew: Crew
    files: list[Client] = field(default_factory=list)
    due: dict[UUID, date] = field(default_factory=dict)
    seen: dict[UUID, date] = field(default_factory=dict)
    promised: list[tuple[date, UUID]] = field(default_factory=list)
    domain: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    opened: dict[UUID, date] = field(default_factory=dict)

    def waiting(self, day: date) -> list[UUID]:
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

    def look_up(self, day: date) -> None:
        """In the evening: when whoever was visited today is due again, as the rules now say."""
        today = [pk for pk, seen_on in self.seen.items() if seen_on == day]
        if today:
            files = Client.objects.filter(pk__in=today).values_list("pk", "next_visit_on")
            self.due |= {pk: due for pk, due in files if due is not None}


@dataclass
class Year:
    """Plays the days one after another; everything random comes from `rng`."""

    county: County
    rng: random.Random
    first: date
    today: date
    rounds: list[Round] = field(default_factory=list)
    sent: dict[int, tuple[UUID, date]] = field(default_factory=dict)
    awaiting: dict[int, str] = field(default_factory=dict)
    programmes: Programmes = field(init=False)
    cases: Cases = field(init=False)
    desk: Desk = field(init=False)
    learning: Learning = field(init=False)

    def __post_init__(self) -> None:
        self.programmes = Programmes(self.county, self.today)
        self.cases = Cases(self.county, self.today)
        self.desk = Desk(self.county, self.today)
        self.learning = Learning(self.county, self.today)

    def play(self, *, tell: Callable[[str], None]) -> None:
        """People first, then month by month; each month in one transaction, so that a demo is quick to make."""
        with transaction.atomic():
            self.rounds = [Round(crew) for crew in self.county.crews]
            self._take_lists()
            for round_ in self.rounds:
                self._open_files(round_)
        month = Period.month_of(self.first)
        while month.first <= self.today:
            with transaction.atomic():
                for day in month:
                    if self.first <= day <= self.today and is_workday(day):
                        self._day(day)
            tell(f"{self.county.place.bureau}：{month.label}")
            month = month.next_month()
        keep_archives(self.county, today=self.today)

    # --- people -------------------------------------------------------------------------------------------------------

    def _cast(self) -> Cast:
        return Cast(self.rng, self.county.place.paper_ids)

    def _take_lists(self) -> None:
        """The county imports its lists as it would from Excel: read, checked, confirmed, applied."""
        cast, on = self._cast(), self.first
        officer = self.county.actor(on)
        back = system_actor("clients.check_import", "clients.apply_import", name="demo")
        villages_of = {crew.number: cast.villages(crew.station.short_name) for crew in self.county.crews}
        for code, youngest, oldest, share in _LISTS:
            rows = []
            child = oldest < 18
            for crew in self.county.crews:
                villages = villages_of[crew.number]
                for _ in range(round(self._size(crew) * share)):
                    person = cast.person(
                        today=on, village=self.rng.choice(villages), youngest=youngest, oldest=oldest
                    )
                    rows.append(
                        (
                            person.name,
                            person.id_number,
                            crew.station.short_name,
                            person.village_name,
                            person.address,
                            person.phone,
                            cast.name() if child else "",
                            cast.phone() if child else "",
                        )
                    )
            heads = [
                Heading(word)
                for word in (
                    "姓名",
                    "身份证号",
                    "乡镇",
                    "村（社区）",
                    "住址",
                    "联系电话",
                    "监护人",
                    "监护人电话",
                )
            ]
            sheet = read_sheet(xlsx(Table("名单", heads, rows)))
            batch = start_import(
                actor=officer,
                sheet=sheet,
                file_name=f"示例名单-{BY_CODE[code].label}.xlsx",
                list_on=on,
                on=on,
                list_class=code,
            )
            map_import(actor=officer, batch_id=batch.pk, columns=batch.columns)
            check_import(actor=back, batch_id=batch.pk, on=on)
            confirm_import(actor=officer, batch_id=batch.pk)
            apply_import(actor=back, batch_id=batch.pk, on=on)

    def _size(self, crew: Crew) -> int:
        return round(self.county.place.files * (0.8 + 0.4 * ((crew.number * 7) % 11) / 11))

    def _open_files(self, round_: Round) -> None:
        crew, cast = round_.crew, self._cast()
        villages = cast.villages(crew.station.short_name)
        for classes, youngest, oldest, share in _MET:
            for _ in range(round(self._size(crew) * share)):
                since = self.first + timedelta(days=self.rng.randrange((self.today - self.first).days + 1))
                self._open_file(round_, cast, since, classes, self.rng.choice(villages), youngest, oldest)
        round_.files = list(Client.objects.filter(station=crew.station).order_by("id"))
        self._grade(round_)
        codes: dict[UUID, list[str]] = {}
        for pk, code in ClientClass.objects.filter(station=crew.station).values_list("client_id", "code"):
            codes.setdefault(pk, []).append(code)
        for file in Client.objects.filter(station=crew.station):
            round_.domain[file.pk] = _domain(codes.get(file.pk, ()))
            round_.opened[file.pk] = file.opened_on
            if file.next_visit_on:
                round_.due[file.pk] = file.next_visit_on

    def _open_file(
        self,
        round_: Round,
        cast: Cast,
        day: date,
        classes: Sequence[str],
        village: str,
        youngest: int,
        oldest: int,
    ) -> None:
        actor = round_.crew.actor(day)
        child = oldest < 18
        person = cast.person(today=day, village=village, youngest=youngest, oldest=oldest)
        worker = self.rng.choice(round_.crew.workers)
        try:
            file = register_client(
                actor=actor,
                station_id=round_.crew.station.pk,
                person=person,
                on=day,
                classes=list(classes),
                consent="GUARDIAN" if child else "WRITTEN",
                consent_by=cast.name() if child else "",
                responsible_worker_id=worker.pk,
            )
        except Refused:
            return  # two invented people came out alike; one of them stays away
        if child:
            name_guardian(
                actor=actor,
                client_id=file.pk,
                kind="GRANDPARENT",
                name=cast.name(),
                phone=cast.phone(),
                from_on=day,
                on=day,
            )
        if self.rng.random() < 0.3:
            record_consent(
                actor=actor,
                client_id=file.pk,
                purpose="PHOTO",
                given=self.rng.random() < 0.7,
                basis="GUARDIAN" if child else "ORAL",
                given_on=day,
                on=day,
                by_name=cast.name() if child else "",
            )

    def _grade(self, round_: Round) -> None:
        for file in round_.files:
            chance = self.rng.random()
            for grade, share in _GRADES:
                if chance < share:
                    day = file.opened_on
                    grade_client(
                        actor=round_.crew.actor(day),
                        client_id=file.pk,
                        grade=grade,
                        reason=_REASONS[grade],
                        on=day,
                    )
                    break
                chance -= share

    # --- days ---------------------------------------------------------------------------------------------------------

    def _day(self, day: date) -> None:
        for round_ in self.rounds:
            crew = round_.crew
            actor = crew.actor(day)
            slow = 0.3 if crew.number % 11 in (7, 9) and (self.today - day).days < 75 else 1.0
            hands = [w for w in crew.workers if w.started_on <= day]
            for worker in hands:
                for _ in range(self._how_many(self.county.place.daily * slow)):
                    if self.rng.random() < 0.83:
                        self._visit(round_, actor, worker.pk, day)
                    else:
                        self._other(round_, actor, worker.pk, day)
            round_.look_up(day)
            if self.rng.random() < 0.09:
                self._gathering(round_, actor, self.rng.choice(hands).pk, day)
            if self.rng.random() < 0.012:
                self._task_sent_back(crew, actor, day)
            self._keep_promises(round_, actor, day)
            self._report(crew, actor, day)
        self.programmes.day(day)
        self.cases.day(day)
        self.desk.day(day)
        self.learning.day(day)

    def _how_many(self, mean: float) -> int:
        return max(0, round(self.rng.gauss(mean, 1.0)))

    def _visit(self, round_: Round, actor: Actor, worker_id: UUID, day: date) -> None:
        waiting = round_.waiting(day)
        if not waiting:
            if self.rng.random() < 0.5:
                self._other(round_, actor, worker_id, day)
            return
        pk = min(waiting, key=lambda each: (round_.due[each], each.bytes))
        met = self.rng.random() < 0.97
        rough = self.rng.random()
        mode = Mode.AT_HOME if rough < 0.84 else Mode.PHONE if rough < 0.97 else Mode.COME_IN
        cast = self._cast()
        follow = met and self.rng.random() < 0.04
        record = self._record(
            round_,
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
            item_codes=self._items(round_.domain[pk]),
        )
        if follow:
            round_.promised.append((day + timedelta(days=self.rng.randrange(5, 13)), record.pk))
        if met:
            round_.seen[pk] = day
            del round_.due[pk]  # until the evening
        else:
            round_.due[pk] = max(round_.due[pk], day + timedelta(days=1))

    def _other(self, round_: Round, actor: Actor, worker_id: UUID, day: date) -> None:
        kind, mode, minutes = self.rng.choice(_OTHER_KINDS)
        here = [pk for pk, opened_on in round_.opened.items() if opened_on <= day]
        if not here:
            return
        pk = self.rng.choice(here)
        self._record(
            round_,
            actor,
            worker_id,
            day,
            kind=kind,
            mode=mode,
            minutes=minutes + self.rng.randrange(-5, 20),
            client_ids=[] if kind == Kind.RESOURCE else [pk],
            item_codes=self._items(round_.domain[pk]),
            partner={Kind.RESOURCE: "【示例】爱心商店", Kind.REFERRAL: "【示例】县住建局"}.get(kind, ""),
            value_fen=self.rng.randrange(5, 80) * 10_000 if kind == Kind.RESOURCE else None,
            note=self._cast().note(),
        )

    def _gathering(self, round_: Round, actor: Actor, worker_id: UUID, day: date) -> None:
        kind, titles, minutes = self.rng.choice(_GATHERINGS)
        self._record(
            round_,
            actor,
            worker_id,
            day,
            kind=kind,
            mode=Mode.OUTSIDE,
            minutes=minutes,
            title=self.rng.choice(titles),
            place=f"{round_.crew.station.short_name}示例广场",
            participants_count=self.rng.randrange(9, 46),
            client_ids=[],
            note="现场秩序好，大家愿意再来。",
            item_codes=self._items(("治理",)),
        )

    def _items(self, domain: tuple[str, ...]) -> list[str]:
        """One or two items of the region's list that suit the person."""
        suited = [code for code in self.county.codes if code.startswith(domain)] or self.county.codes
        return self.rng.sample(suited, self.rng.choice((1, 1, 2)))

    def _keep_promises(self, round_: Round, actor: Actor, day: date) -> None:
        """Most of what was promised at a visit is done in time; some of it is forgotten for a while."""
        for due, pk in [promise for promise in round_.promised if promise[0] <= day]:
            round_.promised.remove((due, pk))
            if self.rng.random() < 0.96:
                finish_follow_up(actor=actor, service_id=pk, on=day, result="已联系村委会，问题解决。")

    def _record(self, round_: Round, actor: Actor, worker_id: UUID, day: date, **told: Any) -> ServiceRecord:
        return record_service(
            actor=actor,
            station_id=round_.crew.station.pk,
            worker_id=worker_id,
            done_on=day,
            on=day,
            **told,
        )

    def _report(self, crew: Crew, actor: Actor, day: date) -> None:
        """The month's report: written on one of the last days before the 26th, taken by the county two days later.

        One station is late every other month, one is sent back once; in the running month some are under way.
        """
        month = Period.month_of(day)
        due = last_workday_by(month.first.replace(day=25))
        late = crew.number % 11 == 7 and day.month % 2 == 1
        # whoever has to pass somebody on the way writes earlier
        ahead = 4 if reviewers(region_code=crew.station.region_code, period=month) else 0
        write_on = (
            last_workday_by(due - timedelta(days=crew.number % 9 + 1 + ahead))
            if not late
            else add_workdays(due, 1)
        )
        sent_back = crew.number % 11 == 8
        at = stamp(day)
        if day == write_on:
            report = open_report(actor=actor, station_id=crew.station.pk, month=day, on=day, at=at)
            report = refresh_report(actor=actor, report_id=report.pk, on=day, at=at)
            write_narrative(
                actor=actor,
                report_id=report.pk,
                narrative="1. 两户老人因道路维修未当面探访，已电话联系，通车后补访。\n2. 下月开展冬季安全宣传，入户检查炉具。",
            )
            if month.last < self.today or crew.number % 3 or report.reviewers:
                signed = sign_report(actor=actor, report_id=report.pk, on=day, at=at)
                self.sent[crew.number] = (report.pk, add_workdays(day, 2))
                self.awaiting[crew.number] = signed.awaiting
        elif crew.number in self.sent and day >= self.sent[crew.number][1]:
            report_id, _ = self.sent.pop(crew.number)
            if role := self.awaiting.pop(crew.number, ""):
                if crew is self.county.crews[0] and month.last >= self.today:
                    return  # left for whoever tries the account of that office
                reader = Actor(
                    id=str(crew.station.pk),
                    label=f"【示例】{crew.station.short_name}经办人",
                    grants=(grant_of(role, region=crew.station.region_code),),
                )
                endorse_report(
                    actor=reader, report_id=report_id, on=day, at=at, opinion="情况属实，同意上报。"
                )
            officer = self.county.actor(day)
            if sent_back and month.last >= self.today:
                return_report(
                    actor=officer,
                    report_id=report_id,
                    on=day,
                    at=at,
                    reason="资源链接一项与附件对不上，请核对后再报。",
                )
            else:
                accept_report(actor=officer, report_id=report_id, on=day, at=at)

    def _task_sent_back(self, crew: Crew, actor: Actor, day: date) -> None:
        refuse_task(
            actor=actor,
            station_id=crew.station.pk,
            on=day,
            asked_on=day,
            asked_by="【示例】某办公室",
            task=self.rng.choice(("代填统计报表", "帮忙布置会场", "代收材料")),
            answer="已说明不在服务清单内。",
        )
