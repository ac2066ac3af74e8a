"""The last days at the desks of the demo place: who came, who was sent on, one child and one lost old man in danger."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yizhan.clients.actions import record_consent
from yizhan.clients.models import Client
from yizhan.clients.rules.identity import is_minor
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.calendar import is_workday
from yizhan.services.actions import (
    accept_referral,
    add_to_alarm,
    answer_referral,
    close_alarm,
    end_consultation,
    hand_over_alarm,
    protect,
    raise_alarm,
    refer,
    report_alarm,
    take_consultation,
)

CHINA = ZoneInfo("Asia/Shanghai")
ASKED = (
    ("问高龄津贴要带什么材料", "告诉了材料清单和办理地点"),
    ("孙女转学，问怎么开证明", "陪着打电话问了镇中心校"),
    ("反映村口路灯坏了", "已转告村委会"),
)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


@dataclass
class Desk:
    """What happens on which of the last working days, all of it before today; nothing where no paper has terms for it."""

    county: County
    today: date

    def day(self, day: date) -> None:
        if len(self.county.crews) < 4 or self.county.place.code != "469025":
            return
        if (self.today - day).days > 20:
            return
        left = self._workdays_left(day)
        if left == 8:
            self._child(self.county.crews[3], day)
        elif left == 6:
            self._to_a_department(self.county.crews[0], day)
        elif left == 3:
            self._to_a_station(self.county.crews[0], self.county.crews[1], day)
            self._to_a_station(self.county.crews[1], self.county.crews[0], day)
        if 1 <= left <= 3:
            self._desk(self.county.crews[0], day, n=left)
        if left == 1:
            self._lost(self.county.crews[2], day)

    def _workdays_left(self, day: date) -> int:
        """Working days after this one until today."""
        return sum(is_workday(day + timedelta(days=n)) for n in range(1, (self.today - day).days + 1))

    def _files(self, crew: Crew) -> list[Client]:
        return list(Client.objects.filter(station_id=crew.station.pk, status="ACTIVE").order_by("pk")[:60])

    def _desk(self, crew: Crew, day: date, *, n: int) -> None:
        """One or two come, and one of the last day still waits."""
        actor, worker = crew.actor(day), crew.workers[0].pk
        about, answer = ASKED[n % len(ASKED)]
        one = take_consultation(
            actor=actor, station_id=crew.station.pk, about=about, mode="COME_IN", name=f"示例来访{n + 1}", on=day,
            at=_at(day, 9, 10 + n), worker_id=worker,
        )  # fmt: skip
        end_consultation(
            actor=actor, consultation_id=one.pk, result="ANSWERED", answer=answer, minutes=15, on=day,
            at=_at(day, 9, 40), worker_id=worker,
        )  # fmt: skip
        if n == 1:
            take_consultation(
                actor=actor, station_id=crew.station.pk, about="想申请危房改造，问去年报的有没有消息", mode="PHONE",
                name="示例来电", urgency="TODAY", on=day, at=_at(day, 16, 20),
            )  # fmt: skip

    def _agreed(self, crew: Crew, client: Client, day: date) -> None:
        record_consent(
            actor=crew.actor(day), client_id=client.pk, purpose="SHARE", given=True, basis="WRITTEN", given_on=day,
            on=day,
        )  # fmt: skip

    def _to_a_department(self, crew: Crew, day: date) -> None:
        client = next(one for one in self._files(crew) if not is_minor(one.born_on, day))
        self._agreed(crew, client, day)
        made = refer(
            actor=crew.actor(day), client_id=client.pk, kind="REFERRAL", to_name="县残联", reason="需要适配辅具",
            situation="行走不便，出门要人扶", asked="请评估并适配轮椅或者助行器", parts=["sex_age", "village", "phone"],
            on=day, at=_at(day, 10), worker_id=crew.workers[0].pk, mode="PHONE",
        )  # fmt: skip
        answer_referral(
            actor=crew.actor(day), referral_id=made.pk, answer="县残联来电：列入下月评估，评估前先打电话", on=day,
            at=_at(day, 16),
        )  # fmt: skip

    def _to_a_station(self, crew: Crew, other: Crew, day: date) -> None:
        client = [one for one in self._files(crew) if not is_minor(one.born_on, day)][3]
        self._agreed(crew, client, day)
        made = refer(
            actor=crew.actor(day), client_id=client.pk, kind="REFERRAL", to_station_id=other.station.pk,
            reason="这段时间住到邻镇的女儿家", situation="独自在家的时候多，要人常去看看", asked="请每周上门看一次",
            served="已按时探访", parts=["sex_age", "phone"], on=day, at=_at(day, 11), worker_id=crew.workers[0].pk,
            mode="PHONE",
        )  # fmt: skip
        if other is not self.county.crews[0]:
            accept_referral(actor=other.actor(day), referral_id=made.pk, on=day, at=_at(day, 15))

    def _child(self, crew: Crew, day: date) -> None:
        """Found, reported, brought to safety, handed over, and closed by the county."""
        files = Client.objects.filter(station_id=crew.station.pk, status="ACTIVE", restricted=False)
        client = files.exclude(born_on=None).order_by("-born_on", "pk").first()
        if client is None or not is_minor(client.born_on, day):
            return
        actor = crew.actor(day)
        alarm = raise_alarm(
            actor=actor, station_id=crew.station.pk, kind="HARM", name="", client_id=client.pk,
            seen="示例：上门时孩子一个人在家，说已经四天没有大人，灶是冷的", chosen=["被遗弃或长期处于无人照料状态"],
            found_at=_at(day, 10, 5), on=day, at=_at(day, 10, 15), guardian_danger=True,
        )  # fmt: skip
        report_alarm(
            actor=actor, alarm_id=alarm.pk, place="公安机关", whom="示例派出所值班民警", receipt="示例接警0001",
            happened_at=_at(day, 10, 20), at=_at(day, 10, 25),
        )  # fmt: skip
        protect(
            actor=actor,
            alarm_id=alarm.pk,
            text="接到站里吃饭，村妇联主任陪着",
            happened_at=_at(day, 11),
            at=_at(day, 11, 5),
        )
        hand_over_alarm(
            actor=actor, alarm_id=alarm.pk, whom="县未成年人救助保护中心", text="民警和社工一起送到中心",
            happened_at=_at(day, 15), at=_at(day, 15, 10),
        )  # fmt: skip
        close_alarm(
            actor=self.county.actor(day),
            alarm_id=alarm.pk,
            result="由中心临时照料，村里落实委托照护",
            at=_at(day, 17),
        )

    def _lost(self, crew: Crew, day: date) -> None:
        """Lost, reported, found again; still to be closed by somebody else."""
        client = next(one for one in self._files(crew) if not is_minor(one.born_on, day))
        actor = crew.actor(day)
        alarm = raise_alarm(
            actor=actor, station_id=crew.station.pk, kind="CRISIS", name="", client_id=client.pk,
            seen="示例：家属说下午出门后没有回来，手机没人接", chosen=["走失"], found_at=_at(day, 15, 30), on=day,
            at=_at(day, 15, 35),
        )  # fmt: skip
        report_alarm(
            actor=actor, alarm_id=alarm.pk, place="公安机关", whom="示例派出所", receipt="示例接警0002",
            happened_at=_at(day, 15, 40), at=_at(day, 15, 45),
        )  # fmt: skip
        add_to_alarm(
            actor=actor, alarm_id=alarm.pk, text="傍晚在邻村亭子里找到，人没事，已送回家", happened_at=_at(day, 18),
            at=_at(day, 18, 10),
        )  # fmt: skip
