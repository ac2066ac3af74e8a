"""Staff as pages read them, and one person held against the conditions of her post."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from yizhan.access.models import User
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import normal_id
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.times import Deadline
from yizhan.privacy.fields import digest
from yizhan.privacy.masking import PersonalText
from yizhan.privacy.queries import unmasked_until
from yizhan.stations.models import Station
from yizhan.workforce.models import EDUCATION_WORDS, POST_WORDS, Certificate, Filing, Post, PostChange, Worker
from yizhan.workforce.queries.bars import bars_of_people
from yizhan.workforce.rules import FILING_RULE, RENEWAL, Examination, Person, examine
from yizhan.workforce.rules.bars import Bar

ID_PURPOSE = "workforce.id_number"
NAME_PURPOSE = "workforce.name"
CERTIFICATE_PURPOSE = "workforce.certificate"


def id_digest(id_number: str) -> str:
    return digest(normal_id(id_number), purpose=ID_PURPOSE)


def in_post(rows: QuerySet[Worker], on: date) -> QuerySet[Worker]:
    """Those in post that day; the last day still counts."""
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), started_on__lte=on)


def person_of(worker: Worker, certificates: Iterable[Certificate] | None = None) -> Person:
    """The worker as the conditions see her."""
    held = list(certificates if certificates is not None else worker.certificates.all())
    return Person(
        post=POST_WORDS[worker.post],
        born_on=worker.born_on,
        education=EDUCATION_WORDS[worker.education],
        major_is_social_work=worker.major_is_social_work,
        local_household=worker.local_household,
        employed_by_operator=worker.employer == Worker.Employer.AGENCY,
        full_time=worker.full_time,
        started_on=worker.started_on,
        certified_on=min((certificate.issued_on for certificate in held), default=None),
        declared=worker.facts,
    )


@dataclass(frozen=True)
class StaffLine:
    """One row of a staff list."""

    worker: Worker
    certificate: Certificate | None
    examination: Examination | None
    renewal: str = ""

    @property
    def state(self) -> str:
        if self.examination is None:
            return ""
        return "bad" if self.examination.failing else "idle" if self.examination.open else "good"


def workers_found(
    *, actor: Actor, on: date, text: str = "", post: str = "", gone: bool = False
) -> QuerySet[Worker]:
    """Staff in sight, by the first letters of the name, the whole name, or the whole identity number."""
    rows = (
        Worker.objects.visible_to(actor, "workforce.view")
        .select_related("station", "organisation")
        .prefetch_related(Prefetch("certificates", Certificate.objects.order_by("-issued_on")))
    )
    rows = (
        rows.filter(ended_on__lt=on) if gone else rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))
    )
    words = text.strip()
    if words and words.isascii() and words.isalpha():
        rows = rows.filter(name_initials__startswith=words.lower())
    elif words:
        rows = rows.filter(
            Q(name_digest=digest(words, purpose=NAME_PURPOSE))
            | Q(id_digest=id_digest(words))
            | Q(station__short_name__contains=words)
        )
    if post:
        rows = rows.filter(post=post)
    return rows.order_by("region_code", "station_id", "post", "id")


def staff_of(
    *, actor: Actor, station_id: UUID, on: date, circumstances: tuple[str, ...] = ()
) -> list[StaffLine]:
    """Everybody in post at one station, each held against the region's conditions."""
    rows = in_post(Worker.objects.visible_to(actor, "workforce.view").filter(station_id=station_id), on)
    order = {post: place for place, post in enumerate(Post.values)}
    people = sorted(
        rows.select_related("organisation").prefetch_related("certificates"),
        key=lambda worker: (order[worker.post], worker.started_on),
    )
    bars = bars_of_people(digests=[worker.id_digest for worker in people], on=on)
    return [staff_line(worker, on=on, circumstances=circumstances, bars=bars) for worker in people]


def staff_line(
    worker: Worker,
    *,
    on: date,
    circumstances: tuple[str, ...] = (),
    bars: Mapping[str, Sequence[Bar]] | None = None,
) -> StaffLine:
    """bars: of the whole list, asked for once; None: nobody looked."""
    held = sorted(worker.certificates.all(), key=lambda each: each.issued_on, reverse=True)
    found = examine(
        person_of(worker, held),
        region_code=worker.region_code,
        on=on,
        circumstances=circumstances or None,
        bars=[(bar.says, bar.rule) for bar in (bars or {}).get(worker.id_digest, ()) if bar.rule is not None],
    )
    shown = max(held, key=lambda each: (each.expires_on or date.max, each.issued_on), default=None)
    return StaffLine(worker, shown, found, renewal_state(shown, on=on) if shown else "")


def worker_in_sight(*, actor: Actor, worker_id: UUID, verb: str = "workforce.view") -> Worker:
    return (
        Worker.objects.visible_to(actor, verb)
        .select_related("station", "organisation", "user")
        .prefetch_related(
            "certificates", Prefetch("changes", PostChange.objects.order_by("-changed_on", "-id"))
        )
        .get(pk=worker_id)
    )


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as this reader may see it now."""

    name: str
    id_number: PersonalText
    phone: PersonalText
    until_at: datetime | None


def identity_of(*, actor: Actor, worker: Worker, at: datetime) -> Identity:
    """Masked, unless the reader asked to see it and said why within the last minutes; oneself is never masked."""
    until = unmasked_until(actor=actor, subject="worker", subject_id=worker.pk, at=at)
    masked = until is None and str(worker.user_id) != actor.id
    return Identity(
        name=worker.name,
        id_number=PersonalText(worker.id_number, "id", masked),
        phone=PersonalText(worker.phone, "phone", masked),
        until_at=until,
    )


def renewal_state(certificate: Certificate, *, on: date) -> str:
    """The registration of a certificate: "" no end known, good, warn (the last three months), bad (over)."""
    if certificate.expires_on is None:
        return ""
    if certificate.expires_on < on:
        return "bad"
    return "warn" if certificate.expires_on - on <= RENEWAL else "good"


@dataclass(frozen=True)
class FilingDesk:
    """Where a station stands with the filing of its staff.

    unfiled  changes no accepted or pending filing reports
    due_on   by when the oldest of them must be filed, by the region's rule; None when no rule, or nothing to file
    """

    newest: Filing | None
    history: list[Filing]
    unfiled: list[PostChange]
    due_on: date | None
    rule: Deadline | None


def filing_desk(*, actor: Actor, station_id: UUID, region_code: str, on: date) -> FilingDesk:
    history = list(
        Filing.objects.visible_to(actor, "workforce.view")
        .filter(station_id=station_id)
        .prefetch_related("lines__worker", "changes__worker")
        .order_by("-filed_on", "-id")[:20]
    )
    unfiled = list(
        PostChange.objects.visible_to(actor, "workforce.view")
        .filter(station_id=station_id, filing__isnull=True)
        .select_related("worker")
        .order_by("changed_on", "id")[:200]
    )
    rule = filing_rule(region_code=region_code, on=on)
    due = rule.due(unfiled[0].changed_on) if rule is not None and unfiled else None
    return FilingDesk(history[0] if history else None, history, unfiled, due, rule)


def filing_rule(*, region_code: str, on: date) -> Deadline | None:
    """Within what time staff and changes are filed here; None when no paper says or the value is pending."""
    try:
        rule = rule_for(FILING_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Deadline) and not rule.pending else None


def oldest_unfiled(*, actor: Actor, station_ids: Iterable[UUID]) -> dict[UUID, date]:
    """The first unfiled change of each station."""
    rows = PostChange.objects.visible_to(actor, "workforce.view").filter(
        station_id__in=list(station_ids), filing__isnull=True
    )
    return dict(
        rows.values("station_id").annotate(first=Min("changed_on")).values_list("station_id", "first")
    )


@dataclass(frozen=True)
class Unfiled:
    """A station whose changes of staff wait to be filed.

    due_on    by the region's rule; None when no paper says
    returned  why the county sent the last list back; "" when it did not
    """

    station: Station
    count: int
    due_on: date | None
    rule: Deadline | None
    returned: str


def unfiled_stations(*, actor: Actor, on: date) -> list[Unfiled]:
    """Where this actor has changes to file, those with the nearest day first; two questions, whatever the number."""
    verb = "workforce.file_staff"
    changes = PostChange.objects.visible_to(actor, verb).filter(filing__isnull=True)
    counted = {
        station: (count, first)
        for station, count, first in changes.exclude(station__status=Station.Status.CLOSED)
        .values("station_id")
        .annotate(count=Count("id"), first=Min("changed_on"))
        .values_list("station_id", "count", "first")[:400]
    }
    if not counted:
        return []
    filings = Filing.objects.filter(station=OuterRef("pk")).order_by("-filed_on", "-id")
    stations = (
        Station.objects.visible_to(actor, verb)
        .filter(pk__in=counted)
        .annotate(last=Subquery(filings.values("state")[:1]), why=Subquery(filings.values("reason")[:1]))
    )
    found = []
    for station in stations:
        if station.last == Filing.State.FILED:
            continue
        count, first = counted[station.pk]
        rule = filing_rule(region_code=station.region_code, on=on)
        due = rule.due(first) if rule is not None else None
        returned = station.why if station.last == Filing.State.RETURNED else ""
        found.append(Unfiled(station, count, due, rule, returned or ""))
    return sorted(found, key=lambda each: (each.due_on or date.max, each.station.region_code))


def certificates_ending(*, actor: Actor, on: date) -> QuerySet[Certificate]:
    """Registrations of staff in post that end within the last three months or have ended, the earliest first.

    A lower level does not matter once a higher one is registered beyond that.
    """
    soon = on + RENEWAL
    later = Certificate.objects.filter(worker=OuterRef("worker"), expires_on__gt=soon)
    return (
        Certificate.objects.visible_to(actor, "workforce.add_certificate")
        .filter(~Exists(later), expires_on__lte=soon)
        .filter(Q(worker__ended_on__isnull=True) | Q(worker__ended_on__gte=on))
        .select_related("worker", "station")
        .order_by("expires_on", "id")
    )


def filings_waiting(*, actor: Actor) -> QuerySet[Filing]:
    """Filings this actor is to accept or return, oldest first."""
    return (
        Filing.objects.visible_to(actor, "workforce.accept_filing")
        .filter(state=Filing.State.FILED)
        .select_related("station")
        .order_by("filed_on", "id")
    )


def by_certificate(rows: QuerySet[Worker], *, held: bool) -> QuerySet[Worker]:
    """Those of the rows who hold a certificate, or those who do not."""
    holders = Certificate.objects.values("worker_id")
    return rows.filter(pk__in=holders) if held else rows.exclude(pk__in=holders)


def accounts_to_link(*, actor: Actor, worker: Worker) -> QuerySet[User]:
    """Open accounts in sight that stand for nobody else yet."""
    taken = Worker.objects.filter(user__isnull=False).exclude(pk=worker.pk).values("user_id")
    found: QuerySet[User] = User.objects.visible_to(actor, "workforce.link_account")
    return found.filter(is_active=True).exclude(pk__in=taken).order_by("display_name", "id")
