"""Credit (诚信): what was told, holds, is over; per agency and worker; and the letters of commitment that are missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.access.models import Organisation
from yizhan.contracts.models import Deduction
from yizhan.kernel.actor import Actor
from yizhan.oversight.queries.inspections import agencies_to_oversee
from yizhan.policy.schema.kinds import AnyRule
from yizhan.workforce.models import POST_WORDS, Sanction, Worker
from yizhan.workforce.queries.bars import in_force
from yizhan.workforce.rules.bars import rule_by_ref
from yizhan.workforce.rules.commitments import commitment_rule

VIEW = "workforce.view_sanctions"
COUNTY_DIGITS = 6


def sanctions(*, actor: Actor) -> QuerySet[Sanction]:
    return Sanction.objects.visible_to(actor, VIEW).select_related("worker", "organisation", "station")


def standing_now(rows: QuerySet[Sanction], on: date) -> QuerySet[Sanction]:
    """Bars, yellow cards and the like that hold that day; they leave by themselves on the day after their last."""
    return in_force(rows, on).exclude(effect=Sanction.Effect.RECOVERY)


def over(rows: QuerySet[Sanction], on: date) -> QuerySet[Sanction]:
    """Removed: their day is past, lifted before it, or never decided."""
    return rows.filter(Q(state__in=("LIFTED", "DROPPED")) | Q(state="IN_FORCE", until_on__lt=on))


def what_it_does(row: Sanction, on: date) -> str:
    """The effect on eligibility that the program carries out, in one sentence."""
    worker = row.worker_id is not None
    if row.state == "TOLD":
        return "还在陈述申辩，现在不影响承接和任职。"
    if row.state != "IN_FORCE" or (row.until_on is not None and row.until_on < on):
        return "已经不再影响承接和任职。"
    if row.effect == Sanction.Effect.BAR:
        if worker:
            return "在任何一个站登记入职、转岗都会被拒，不分哪个县。"
        return "投标、确定承接、签服务协议都会被拒，不分哪个县。"
    if row.effect == Sanction.Effect.RECOVERY:
        return "收回的金额在服务协议的“扣减、追回”里登记。"
    if row.effect == Sanction.Effect.WARNING:
        return "还可以承接、任职；以后的处理按文件累计。"
    return "按文件执行，不影响承接和任职。"


def rule_of(row: Sanction) -> AnyRule | None:
    """The rule it was decided under, whatever holds today."""
    return rule_by_ref(row.rule_ref)


@dataclass(frozen=True)
class AgencyCredit:
    """One agency on one day. asked_back_fen: decided to be fetched back; of it came_back_fen came."""

    organisation: Organisation
    barred_until: date | None
    barred: bool
    yellow_cards: int
    heard: int
    recoveries: int
    asked_back_fen: int
    came_back_fen: int
    workers_barred: int
    letters_missing: int
    why: tuple[Sanction, ...]

    @property
    def word(self) -> str:
        if self.barred:
            return f"不得承接，到 {self.barred_until} 止" if self.barred_until else "不得承接，直到解除"
        if self.yellow_cards:
            return f"有效黄牌{self.yellow_cards}张，还可以承接"
        if self.recoveries:
            return "有收回资金的决定，还可以承接"
        return "有别的处理，还可以承接" if self.why else "没有不良记录"

    @property
    def tone(self) -> str:
        return "bad" if self.barred else "warn" if self.why else "good"


def agency_credits(*, actor: Actor, on: date) -> list[AgencyCredit]:
    """Every agency in reach, the barred first; a handful of queries however many."""
    agencies = agencies_to_oversee(actor=actor, verb=VIEW)
    if actor.organisation_id is not None and not any(
        grant.stations is None for grant in actor.grants_for(VIEW)
    ):
        agencies = [each for each in agencies if each.pk == actor.organisation_id]
    held: dict[UUID, list[Sanction]] = defaultdict(list)
    for row in sanctions(actor=actor).filter(organisation__in=agencies):
        if row.organisation_id is not None:
            held[row.organisation_id].append(row)
    money = _money(actor, agencies)
    letters: dict[UUID, int] = defaultdict(int)
    for worker in letters_missing(actor=actor, on=on):
        if worker.organisation_id is not None:
            letters[worker.organisation_id] += 1
    found = [_credit(each, held[each.pk], money[each.pk], letters[each.pk], on) for each in agencies]
    return sorted(found, key=lambda one: (not one.barred, -one.yellow_cards, one.organisation.name))


def _money(actor: Actor, agencies: Iterable[Organisation]) -> dict[UUID, tuple[int, int]]:
    asked: dict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    rows = Deduction.objects.visible_to(actor, VIEW).filter(
        kind=Deduction.Kind.RECOVERY, withdrawn_on=None, agreement__provider__in=list(agencies)
    )
    for provider, amount, came in rows.values_list("agreement__provider_id", "amount_fen", "recovered_on"):
        before = asked[provider]
        asked[provider] = (before[0] + amount, before[1] + (amount if came else 0))
    return asked


def _credit(
    agency: Organisation, rows: list[Sanction], money: tuple[int, int], letters: int, on: date
) -> AgencyCredit:
    now = [
        row
        for row in rows
        if row.state == "IN_FORCE"
        and row.from_on is not None
        and row.from_on <= on
        and (row.until_on is None or row.until_on >= on)
    ]
    own = [row for row in now if row.worker_id is None]
    bars = [row for row in own if row.effect == Sanction.Effect.BAR]
    return AgencyCredit(
        organisation=agency,
        barred=bool(bars),
        barred_until=max((row.until_on for row in bars if row.until_on), default=None)
        if all(row.until_on for row in bars)
        else None,
        yellow_cards=sum(row.effect == Sanction.Effect.WARNING for row in own),
        heard=sum(row.state == "TOLD" and row.worker_id is None for row in rows),
        recoveries=sum(row.effect == Sanction.Effect.RECOVERY for row in own),
        asked_back_fen=money[0],
        came_back_fen=money[1],
        workers_barred=sum(row.worker_id is not None and row.effect == Sanction.Effect.BAR for row in now),
        letters_missing=letters,
        why=tuple(own),
    )


def workers_with_letters(*, actor: Actor, on: date) -> QuerySet[Worker]:
    """Those in post, with their letters where there are any."""
    rows = Worker.objects.visible_to(actor, VIEW).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=on), started_on__lte=on
    )
    return rows.select_related("station", "organisation", "commitment")


def letters_missing(*, actor: Actor, on: date) -> list[Worker]:
    """Those in post whose region asks for a letter of their post, and who have none."""
    asked: dict[tuple[str, str], bool] = {}
    found = []
    for worker in workers_with_letters(actor=actor, on=on).filter(commitment=None)[:2000]:
        key = (worker.region_code[:COUNTY_DIGITS], worker.post)
        if key not in asked:
            asked[key] = (
                commitment_rule(region_code=worker.region_code, post=POST_WORDS[worker.post], on=on)
                is not None
            )
        if asked[key]:
            found.append(worker)
    return found
