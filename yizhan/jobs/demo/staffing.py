"""What an agency keeps of its people in the demo place: contracts, pay, insurance, files; who leaves, who is barred."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.contracts.actions import (
    agree_recruitment,
    announce_recruitment,
    plan_recruitment,
    send_recruitment,
)
from yizhan.contracts.models import Agreement
from yizhan.contracts.rules.recruitments import Opening
from yizhan.jobs.demo.cast import Cast
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import add_workdays
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.policy.schema.money import Bands
from yizhan.workforce.actions import (
    accept_filing,
    announce_leave,
    decide_sanction,
    end_employment,
    enrol_worker,
    file_staff,
    file_staff_paper,
    name_replacement,
    record_commitment,
    record_contract,
    record_insurance,
    record_month,
    set_grade,
    tell_sanction,
)
from yizhan.workforce.models import Commitment, Insurance, Worker
from yizhan.workforce.rules.pay import scale_for

_PDF = b"%PDF-1.4\n% \xe3\x80\x90\xe7\xa4\xba\xe4\xbe\x8b\xe3\x80\x91\n%%EOF\n"
_FILE = ("IDENTITY", "EDUCATION", "RESUME")
_REASON = "【示例】家人在外地，想回去照顾。"
_CAUSE = "【示例】2026年6月1日起没有到岗，没有提前一个月提出，也没有等到补员，违反承诺书第一、二项。"


@dataclass
class Staff:
    """Kept by the agency's manager and its accountant."""

    county: County
    today: date
    cast: Cast

    def _as(self, role: str) -> Actor:
        return actor_for(User.objects.get(username=f"{self.county.place.short}.{role}"), self.today)

    def keep(self, scale: Bands) -> None:
        people = [
            worker
            for crew in self.county.crews
            for worker in crew.workers
            if worker.employer == Worker.Employer.AGENCY and worker.post == "RESIDENT"
        ]
        manager = self._as("agency.manager")
        for nth, worker in enumerate(people):
            self._file(manager, worker, nth)
            self._grade(manager, worker, nth, scale)
        self._pay(people, scale)
        self._leave(self.county.crews[2], replaced=False)
        self._leave(self.county.crews[4], replaced=True)
        self._bar(self.county.crews[1])
        self._recruit(manager)

    def _file(self, manager: Actor, worker: Worker, nth: int) -> None:
        """Three years, renewed; one contract was not renewed, one insurance is missing, one file is empty."""
        started, until = worker.started_on, worker.started_on + timedelta(days=3 * 365)
        if not Commitment.objects.filter(worker=worker).exists():
            record_commitment(
                actor=manager, worker_id=worker.pk, signed_on=started - timedelta(days=3), on=self.today
            )
        record_contract(
            actor=manager,
            worker_id=worker.pk,
            signed_on=started,
            first_on=started,
            last_on=until,
            on=self.today,
        )
        if until < self.today and nth != 7:
            record_contract(
                actor=manager,
                worker_id=worker.pk,
                signed_on=until,
                first_on=until + timedelta(days=1),
                last_on=until + timedelta(days=3 * 365),
                on=self.today,
            )
        kinds = [kind for kind in Insurance.Kind.values if nth != 11 or kind != "MATERNITY"]
        record_insurance(
            actor=manager,
            worker_id=worker.pk,
            kinds=kinds,
            from_on=min(started.replace(day=1) + timedelta(days=32), self.today),
            on=self.today,
        )
        for kind in _FILE if nth != 19 else ():
            file_staff_paper(
                actor=manager,
                worker_id=worker.pk,
                kind=kind,
                dated_on=started,
                on=self.today,
                file_name="示例.pdf",
                content=_PDF,
            )

    def _grade(self, manager: Actor, worker: Worker, nth: int, scale: Bands) -> None:
        names = [band.name for band in scale.bands]
        began = max(worker.started_on, date(2025, 7, 1))
        first = nth % 3
        set_grade(
            actor=manager,
            worker_id=worker.pk,
            grade=names[first],
            from_on=began,
            reason="【示例】按现岗定级",
            on=self.today,
        )
        if nth % 3 == 0 and began < date(2026, 7, 1) <= self.today:
            set_grade(
                actor=manager,
                worker_id=worker.pk,
                grade=names[first + 1],
                from_on=date(2026, 7, 1),
                reason="【示例】年度考核合格，晋一级",
                on=self.today,
            )

    def _pay(self, people: list[Worker], scale: Bands) -> None:
        """Every month of the last year on the tenth of the next; two people were paid too little after their rise."""
        accountant = self._as("agency.finance")
        fen = {band.name: band.fen or 0 for band in scale.bands}
        names = list(fen)
        month = Period.month_of(self.today).previous_month()
        for _back in range(12):
            paid_on = month.last + timedelta(days=10)
            amounts = {}
            for nth, worker in enumerate(people):
                if worker.started_on > month.last:
                    continue
                raised = nth % 3 == 0 and month.first >= date(2026, 7, 1) and nth not in (6, 21)
                amounts[worker.pk] = fen[names[nth % 3 + raised]]
            if paid_on <= self.today and amounts:
                record_month(
                    actor=accountant,
                    month=month.first,
                    amounts=amounts,
                    paid_on=paid_on,
                    voucher=f"示例代发{month.first:%Y%m}",
                    on=self.today,
                )
            month = month.previous_month()

    def _leave(self, crew: Crew, *, replaced: bool) -> None:
        """One waits for somebody to fill the post; one is replaced and may go."""
        manager, today = self._as("agency.manager"), self.today
        announced = today - timedelta(days=40 if replaced else 18)
        worker = next(each for each in crew.workers if each.post == "RESIDENT" and each.user_id is None)
        row = announce_leave(
            actor=manager,
            worker_id=worker.pk,
            announced_on=announced,
            wishes_on=announced + timedelta(days=55),
            reason=_REASON,
            on=today,
        )
        if not replaced:
            return
        came = today - timedelta(days=6)
        other = self._enrol(manager, crew, started_on=came)
        name_replacement(actor=manager, resignation_id=row.pk, replacement_id=other.pk, on=today)

    def _enrol(self, manager: Actor, crew: Crew, *, started_on: date) -> Worker:
        born = self.cast.birthday(today=self.today, youngest=24, oldest=32)
        return enrol_worker(
            actor=manager,
            station_id=crew.station.pk,
            name=self.cast.name(),
            id_number=self.cast.id_number(born, "F"),
            phone=self.cast.phone(),
            education="BACHELOR",
            major="社会工作",
            major_is_social_work=True,
            local_household=True,
            post="RESIDENT",
            started_on=started_on,
            on=self.today,
            committed_on=started_on - timedelta(days=2),
        )

    def _bar(self, crew: Crew) -> None:
        """Somebody who stayed away half a year ago: told, not answered, on the list for two years."""
        manager, officer = self._as("agency.manager"), self.county.actor(self.today)
        gone = date(self.today.year, 6, 1)
        if gone > self.today - timedelta(days=60):
            return
        worker = self._enrol(manager, crew, started_on=gone - timedelta(days=200))
        end_employment(
            actor=manager,
            worker_id=worker.pk,
            ended_on=gone,
            reason="【示例】没有到岗，联系不上",
            because="WALKED",
            on=self.today,
        )
        filing = file_staff(
            actor=manager,
            station_id=crew.station.pk,
            filed_on=gone + timedelta(days=3),
            note="【示例】一人离岗",
        )
        accept_filing(actor=officer, filing_id=filing.pk, on=gone + timedelta(days=5))
        told = gone + timedelta(days=9)
        heard = add_workdays(told, 5)
        row = tell_sanction(
            actor=officer,
            worker_id=worker.pk,
            rule_id="penalty.blacklist",
            cause=_CAUSE,
            told_on=told,
            hear_until_on=heard,
            on=self.today,
        )
        decide_sanction(
            actor=officer,
            sanction_id=row.pk,
            agreed=True,
            opinion="【示例】没有收到申辩，事实清楚。",
            on=add_workdays(heard, 3),
        )

    def _recruit(self, manager: Actor) -> None:
        """A recruitment for the post that becomes free, where the county's project is on file."""
        agreement = (
            Agreement.objects.filter(region_code=self.county.place.code, state=Agreement.State.SIGNED)
            .select_related("project")
            .order_by("-first_on")
            .first()
        )
        if agreement is None or agreement.provider_id != manager.organisation_id:
            return
        officer, today = self.county.actor(self.today), self.today
        planned = add_workdays(today - timedelta(days=20), 1)
        row = plan_recruitment(
            actor=manager,
            project_id=agreement.project_id,
            recruitment_id=uuid7(),
            title=f"【示例】{today.year}年第四季度驻站社工招聘方案",
            openings=[Opening("驻站社工", 1, self.county.crews[2].station.title)],
            conditions="【示例】45周岁以下，大专及以上，专业不限，持证、社会工作专业优先，同等条件本地户籍优先。",
            procedure="【示例】报名、资格审查、面试（三名考官独立打分取平均）、体检、公示5天。",
            publicity="【示例】县民政局公告栏、机构公众号",
            on=planned,
        )
        send_recruitment(actor=manager, recruitment_id=row.pk, on=planned)
        agree_recruitment(
            actor=officer,
            recruitment_id=row.pk,
            answer="【示例】同意，考官里请一名县外督导。",
            on=add_workdays(planned, 2),
        )
        announce_recruitment(
            actor=manager,
            recruitment_id=row.pk,
            announced_on=add_workdays(planned, 3),
            open_until_on=today + timedelta(days=5),
            on=today,
        )


def keep_staff(county: County, cast: Cast, *, today: date) -> None:
    """Nothing where the place's paper has no pay scale."""
    scale = scale_for(region_code=county.place.code, on=today)
    if scale is None or scale.pending or len(county.crews) < 5:
        return
    with transaction.atomic():
        Staff(county, today, cast).keep(scale)
