"""Finding people: one box for name, pinyin initials, number of papers, its last four, telephone; and the filtered list."""

import re
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yizhan.clients.models import Client, ClientClass, Consent, Guardianship
from yizhan.clients.queries.find import ID, NAME, PHONE, TAIL
from yizhan.clients.rules.classes import MAJORITY
from yizhan.clients.rules.identity import canonical_id, plain_name, plain_phone
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import normal_id
from yizhan.kernel.period import end_of_week
from yizhan.kernel.pinyin import initials
from yizhan.privacy.fields import digest

HITS = 200
"""At most so many people for one search; more means: type more letters."""

LOOKED_THROUGH = 600
"""Names read and compared for one part of a Chinese name; the initials have narrowed them down before."""

_CHINESE = re.compile(r"[\u3400-\u9fff·]")


def matches(*, within: QuerySet[Client], text: str) -> tuple[QuerySet[Client], bool]:
    """The files among `within` that the text may mean, and whether there were too many names to look through.

    A full number of papers or telephone, a number of a file, four last characters of the number, Latin letters as pinyin
    initials, and Chinese as the whole name or a part of it. Names are encrypted: a whole name is found by its digest,
    a part by its initials and then by reading the names those initials leave. Where somebody bears the whole name,
    only names that begin with it are read besides.
    """
    word = plain_name(text)
    number = normal_id(text)
    if not word:
        return within, False
    if re.fullmatch(r"\d{15}|\d{17}[\dX]", number):
        return within.filter(id_digest=digest(canonical_id(number), purpose=ID)), False
    if re.fullmatch(r"\d{3}[\dX]", number):
        return within.filter(id_tail_digest=digest(number, purpose=TAIL)), False
    if found := re.fullmatch(r"(20\d\d)-(\d{1,6})", word):
        return within.filter(file_year=int(found[1]), file_number=int(found[2])), False
    if re.fullmatch(r"[\d\-+() ]{7,}", word):
        return within.filter(phone_digest=digest(plain_phone(word), purpose=PHONE)), False
    if not _CHINESE.search(word):
        plain = re.sub(r"[^0-9a-z]", "", word.lower())
        if plain.isalpha():
            return within.filter(begins(plain)), False
        papers = Q(id_digest=digest(number, purpose=ID))
        return within.filter(papers | begins(plain) if plain else papers), False
    return _by_part(within, word)


def begins(letters: str) -> Q:
    """Initials that begin with these, as a range: both databases find it in the index that orders by initials.

    Initials are small Latin letters and digits, whose order every collation keeps.
    """
    kept = letters.rstrip("z")
    after = kept[:-1] + ("a" if kept[-1:] == "9" else chr(ord(kept[-1]) + 1)) if kept else ""
    found = Q(name_initials__gte=letters)
    return found & Q(name_initials__lt=after) if after else found


def _by_part(within: QuerySet[Client], word: str) -> tuple[QuerySet[Client], bool]:
    whole = Q(name_digest=digest(word, purpose=NAME))
    letters = initials(word)
    rest = initials(f"测{word}")[1:]  # the same letters when they do not begin with a surname
    if within.filter(whole).exists():
        # whose initials are the same and who bears another name cannot begin with this one
        near = within.filter(begins(letters)).exclude(name_initials=letters) if letters else within.none()
    else:
        alike = begins(letters) if letters else Q(pk__in=())
        near = within.filter(alike | Q(name_initials__contains=rest) if rest else alike)
    names = list(near.order_by("name_initials", "pk").values_list("pk", "name")[: LOOKED_THROUGH + 1])
    hits = [pk for pk, name in names[:LOOKED_THROUGH] if word in name][:HITS]
    return within.filter(whole | Q(pk__in=hits) if hits else whole), len(names) > LOOKED_THROUGH


def search(*, actor: Actor, text: str, limit: int = 20, verb: str = "clients.view") -> list[Client]:
    """People the text may mean, open files first; nothing for an empty text.

    When it may mean more than `HITS`, the shortest initials are taken: whoever is looked for is not among hundreds.
    """
    if not plain_name(text):
        return []
    found, _ = matches(within=Client.objects.visible_to(actor, verb), text=text)
    nearest = found.order_by("name_initials", "pk").values("pk")[:HITS]
    return list(
        Client.objects.filter(pk__in=nearest)
        .select_related("station")
        .defer(*UNREAD)
        .order_by("status", F("next_visit_on").asc(nulls_last=True), "pk")[:limit]
    )


UNREAD = (
    "id_number",
    "phone",
    "address",
    "note",
    "emergency_name",
    "emergency_phone",
    "no_id_reason",
    "restriction_reason",
)
"""Secrets that a list does not show, so they are not deciphered."""


def of_class(rows: QuerySet[Client], code: str) -> QuerySet[Client]:
    """Those who are of a class now."""
    return rows.filter(Exists(ClientClass.objects.filter(client=OuterRef("pk"), code=code, until_on=None)))


DUE = ("overdue", "week", "none")


def by_due(rows: QuerySet[Client], word: str, *, on: date) -> QuerySet[Client]:
    """overdue; due this week (Monday to Sunday, from today on); none: no day is due."""
    if word == "overdue":
        return rows.filter(next_visit_on__lt=on)
    if word == "week":
        return rows.filter(next_visit_on__gte=on, next_visit_on__lte=end_of_week(on))
    return rows.filter(next_visit_on=None)


def by_lack(rows: QuerySet[Client], word: str, *, on: date) -> QuerySet[Client]:
    """Whose file lacks something: a standing consent to the file, the guardian of a minor, a class, a grade, papers."""
    if word == "consent":
        return rows.exclude(Exists(standing_consent(on).filter(purpose=Consent.Purpose.SERVICE, given=True)))
    if word == "guardian":
        minors = rows.filter(born_on__gt=_years_before(on, MAJORITY))
        return minors.exclude(Exists(Guardianship.objects.filter(client=OuterRef("pk"), until_on=None)))
    if word == "class":
        return rows.exclude(Exists(ClientClass.objects.filter(client=OuterRef("pk"), until_on=None)))
    return rows.filter(grade="") if word == "grade" else rows.filter(id_kind="NONE")


def standing_consent(on: date) -> QuerySet[Consent]:
    """Answers that stand on a day, of the client of the outer query."""
    return Consent.objects.filter(client=OuterRef("pk"), replaced=False, withdrawn_on=None).filter(
        Q(until_on=None) | Q(until_on__gte=on)
    )


def overdue(*, actor: Actor, on: date, verb: str = "clients.view") -> QuerySet[Client]:
    """Clients whose visit is overdue, the longest first."""
    return (
        Client.objects.visible_to(actor, verb)
        .active()
        .filter(next_visit_on__lt=on)
        .select_related("station")
        .order_by("next_visit_on", "pk")
    )


def villages(
    *, actor: Actor, station_id: UUID | None = None, verb: str = "clients.view", most: int = 300
) -> list[str]:
    """Names of the villages in which the actor sees files, of one station or of all."""
    seen = Client.objects.visible_to(actor, verb).active()
    if station_id:
        seen = seen.filter(station_id=station_id)
    found = seen.order_by("village_name").values_list("village_name", flat=True).distinct()[: most + 1]
    return [name for name in found if name][:most]


def _years_before(day: date, years: int) -> date:
    return (
        day.replace(year=day.year - years)
        if (day.month, day.day) != (2, 29)
        else date(day.year - years, 2, 28)
    )
