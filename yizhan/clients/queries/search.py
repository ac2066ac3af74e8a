"""Finding people: one box for name, pinyin initials, number of papers, its last four, telephone; and the filtered list."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yizhan.clients.models import Client, ClientClass, ClientQuerySet, Consent, Guardianship
from yizhan.clients.queries.find import ID, NAME, PHONE, TAIL
from yizhan.clients.rules.classes import MAJORITY
from yizhan.clients.rules.identity import canonical_id, plain_name, plain_phone
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import normal_id
from yizhan.kernel.pinyin import initials
from yizhan.privacy.fields import digest

PAGE = 50
HITS = 200
"""At most so many people for one search; more means: type more letters."""

LOOKED_THROUGH = 600
"""Names read and compared for one part of a Chinese name; the initials have narrowed them down before."""

_CHINESE = re.compile(r"[\u3400-\u9fff·]")


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; as it stands in the address bar."""

    text: str = ""
    station: UUID | None = None
    village: str = ""
    class_code: str = ""
    grade: str = ""
    due: str = ""
    lack: str = ""
    status: str = "ACTIVE"
    worker: UUID | None = None


@dataclass(frozen=True)
class Page:
    """One page of a list, and where the next begins."""

    clients: list[Client]
    after: str
    searched_too_wide: bool = False


def matches(*, within: QuerySet[Client], text: str) -> tuple[QuerySet[Client], bool]:
    """The files among `within` that the text may mean, and whether there were too many names to look through.

    A full number of papers or telephone, four last characters of the number, Latin letters as pinyin initials, and
    Chinese as the whole name or a part of it. Names are encrypted: a whole name is found by its digest, a part by
    its initials and then by reading the names those initials leave.
    """
    word = plain_name(text)
    number = normal_id(text)
    if not word:
        return within, False
    if re.fullmatch(r"\d{15}|\d{17}[\dX]", number):
        return within.filter(id_digest=digest(canonical_id(number), purpose=ID)), False
    if re.fullmatch(r"\d{3}[\dX]", number):
        return within.filter(id_tail_digest=digest(number, purpose=TAIL)), False
    if re.fullmatch(r"[\d\-+() ]{7,}", word):
        return within.filter(phone_digest=digest(plain_phone(word), purpose=PHONE)), False
    if found := re.fullmatch(r"(\d{4})-(\d{1,6})", word):
        return within.filter(file_year=int(found[1]), file_number=int(found[2])), False
    if not _CHINESE.search(word):
        plain = re.sub(r"[^0-9a-z]", "", word.lower())
        papers = Q(id_digest=digest(number, purpose=ID))
        return within.filter(papers | Q(name_initials__startswith=plain) if plain else papers), False
    return _by_part(within, word)


def _by_part(within: QuerySet[Client], word: str) -> tuple[QuerySet[Client], bool]:
    letters = initials(word)
    rest = initials(f"测{word}")[1:]  # the same letters when they do not begin with a surname
    alike = Q(name_digest=digest(word, purpose=NAME)) | Q(name_initials__startswith=letters)
    alike |= Q(name_initials__contains=rest) if rest else Q()
    names = list(within.filter(alike).order_by("pk").values_list("pk", "name")[: LOOKED_THROUGH + 1])
    hits = [pk for pk, name in names[:LOOKED_THROUGH] if word in name][:HITS]
    return within.filter(pk__in=hits), len(names) > LOOKED_THROUGH


def search(*, actor: Actor, text: str, limit: int = 20, verb: str = "clients.view") -> list[Client]:
    """People the text may mean, open files first; nothing for an empty text."""
    if not plain_name(text):
        return []
    found, _ = matches(within=Client.objects.visible_to(actor, verb), text=text)
    return list(
        found.select_related("station").order_by("status", F("next_visit_on").asc(nulls_last=True), "pk")[
            :limit
        ]
    )


def narrowed(files: ClientQuerySet, filters: Filters, *, on: date) -> QuerySet[Client]:
    """The filters of a list, all but the text."""
    chosen: QuerySet[Client] = files.filter(status=filters.status) if filters.status else files
    if filters.station:
        chosen = chosen.filter(station_id=filters.station)
    if filters.village:
        chosen = chosen.filter(village_name=filters.village)
    if filters.grade:
        chosen = chosen.filter(grade="" if filters.grade == "NONE" else filters.grade)
    if filters.worker:
        chosen = chosen.filter(responsible_worker_id=filters.worker)
    if filters.class_code:
        chosen = chosen.filter(
            Exists(ClientClass.objects.filter(client=OuterRef("pk"), code=filters.class_code, until_on=None))
        )
    if filters.due == "overdue":
        chosen = chosen.filter(next_visit_on__lt=on)
    elif filters.due == "week":
        sunday = on + timedelta(days=6 - on.weekday())
        chosen = chosen.filter(next_visit_on__gte=on, next_visit_on__lte=sunday)
    elif filters.due == "none":
        chosen = chosen.filter(next_visit_on=None)
    if filters.lack == "consent":
        chosen = chosen.exclude(
            Exists(standing_consent(on).filter(purpose=Consent.Purpose.SERVICE, given=True))
        )
    elif filters.lack == "guardian":
        chosen = chosen.filter(born_on__gt=_years_before(on, MAJORITY)).exclude(
            Exists(Guardianship.objects.filter(client=OuterRef("pk"), until_on=None))
        )
    elif filters.lack == "class":
        chosen = chosen.exclude(Exists(ClientClass.objects.filter(client=OuterRef("pk"), until_on=None)))
    elif filters.lack == "papers":
        chosen = chosen.filter(id_kind="NONE")
    return chosen


def standing_consent(on: date) -> QuerySet[Consent]:
    """Answers that stand on a day, of the client of the outer query."""
    return Consent.objects.filter(client=OuterRef("pk"), replaced=False, withdrawn_on=None).filter(
        Q(until_on=None) | Q(until_on__gte=on)
    )


def client_page(
    *, actor: Actor, filters: Filters, on: date, after: str = "", size: int = PAGE, verb: str = "clients.view"
) -> Page:
    """A page of the list, the longest overdue first, then by due day, then those for whom no day is due.

    after  what the page before gave; a text that is no such mark begins at the front
    """
    files = narrowed(Client.objects.visible_to(actor, verb), filters, on=on)
    files, too_wide = matches(within=files, text=filters.text)
    day, pk = _mark(after)
    if pk:
        later = Q(next_visit_on=None, pk__gt=pk)
        if day:
            later = Q(next_visit_on__gt=day) | Q(next_visit_on=day, pk__gt=pk) | Q(next_visit_on=None)
        files = files.filter(later)
    rows = list(
        files.select_related("station").order_by(F("next_visit_on").asc(nulls_last=True), "pk")[: size + 1]
    )
    more = rows[size - 1] if len(rows) > size else None
    mark = f"{more.next_visit_on.isoformat() if more.next_visit_on else ''}_{more.pk}" if more else ""
    return Page(clients=rows[:size], after=mark, searched_too_wide=too_wide)


def count_up_to(
    *, actor: Actor, filters: Filters, on: date, most: int = 1000, verb: str = "clients.view"
) -> int:
    """How many files a list has; `most` + 1 means more than that."""
    files = narrowed(Client.objects.visible_to(actor, verb), filters, on=on)
    files, _ = matches(within=files, text=filters.text)
    return files.order_by()[: most + 1].count()


def overdue(*, actor: Actor, on: date, verb: str = "clients.view") -> QuerySet[Client]:
    """Clients whose visit is overdue, the longest first."""
    return (
        Client.objects.visible_to(actor, verb)
        .active()
        .filter(next_visit_on__lt=on)
        .select_related("station")
        .order_by("next_visit_on", "pk")
    )


def due_by(*, actor: Actor, by: date, verb: str = "clients.view") -> QuerySet[Client]:
    """Clients to be visited by a day, those overdue included, the most urgent first."""
    return (
        Client.objects.visible_to(actor, verb)
        .active()
        .filter(next_visit_on__lte=by)
        .select_related("station")
        .order_by("next_visit_on", "pk")
    )


def villages(*, actor: Actor, verb: str = "clients.view", most: int = 300) -> list[str]:
    """Names of villages in which the actor sees files, for the filter."""
    names = Client.objects.visible_to(actor, verb).exclude(village_name="").order_by("village_name")
    return list(names.values_list("village_name", flat=True).distinct()[:most])


def _mark(after: str) -> tuple[date | None, UUID | None]:
    day, _, pk = after.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), UUID(pk)
    except ValueError:
        return None, None


def _years_before(day: date, years: int) -> date:
    return (
        day.replace(year=day.year - years)
        if (day.month, day.day) != (2, 29)
        else date(day.year - years, 2, 28)
    )


__all__: list[Any] = [
    "Filters", "Page", "client_page", "count_up_to", "due_by", "matches", "narrowed", "overdue", "search", "villages",
]  # fmt: skip
