"""Lists: search, filters in the address bar, sorting, paging by key, a count, export to Excel.

Everything is in the address: ?q= words, ?sort= name of a sort, one parameter a filter, ?after= where the page
begins, ?export=xlsx. A parameter that means nothing is ignored, never an error.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yizhan.papers.rules import Cell, Heading, Kind, Table, xlsx
from yizhan.web.files import XLSX, file_answer
from yizhan.web.words import opened, sealed

Row = TypeVar("Row", bound=Model)
Text = str | Promise
Rows = QuerySet[Any]

COUNT_CAP = 1000
"""Beyond this the exact number helps nobody and costs a scan."""
EXPORT_CAP = 20_000


@dataclass(frozen=True)
class Sort:
    """An order by one column and, within equal values, by id. "-opened_on" runs downwards; empty values come last."""

    name: str
    label: Text
    by: str

    @property
    def path(self) -> str:
        return self.by.removeprefix("-")

    @property
    def down(self) -> bool:
        return self.by.startswith("-")


@dataclass(frozen=True)
class Filter:
    """A choice in a select box. `by` is a look-up, or a function of rows and the chosen value.

    hidden  not drawn in the filter bar because the page draws it itself, for example as a segment
    """

    name: str
    label: Text
    choices: Iterable[tuple[Any, Text]]
    by: str | Callable[[Rows, str], Rows]
    hidden: bool = False

    def apply(self, rows: Rows, given: QueryDict) -> Rows:
        value = self.chosen(given)
        if not value:
            return rows
        return rows.filter(**{self.by: value}) if isinstance(self.by, str) else self.by(rows, value)

    def chosen(self, given: QueryDict) -> str:
        value = given.get(self.name, "")
        return value if any(str(known) == value for known, _label in self.choices) else ""


@dataclass(frozen=True)
class Between:
    """Two days in the address, both counted: ?done_from= and ?done_to=."""

    name: str
    label: Text
    by: str
    hidden: bool = field(default=False, init=False)

    def apply(self, rows: Rows, given: QueryDict) -> Rows:
        first, last = (self.day(given, end) for end in ("from", "to"))
        if first:
            rows = rows.filter(**{f"{self.by}__gte": first})
        return rows.filter(**{f"{self.by}__lte": last}) if last else rows

    def day(self, given: QueryDict, end: str) -> date | None:
        try:
            return date.fromisoformat(given.get(f"{self.name}_{end}", ""))
        except ValueError:
            return None

    def chosen(self, given: QueryDict) -> str:
        return "yes" if self.day(given, "from") or self.day(given, "to") else ""


class Value(Protocol):
    def __call__(self, row: Any, /) -> Cell: ...


@dataclass(frozen=True)
class Column:
    """A column of the export: attribute path ("station.short_name") or a function of the row.

    kind  None: by the first value found; say "text" for codes and numbers of identity
    """

    label: Text
    value: str | Value
    kind: Kind | None = None

    def of(self, row: Any) -> Cell:
        if not isinstance(self.value, str):
            return self.value(row)
        found = row
        for part in self.value.split("."):
            found = getattr(found, part, None)
        if isinstance(found, datetime):
            return timezone.localtime(found)
        if found is None or isinstance(found, str | int | float | Decimal | date):
            return found
        return str(found)


@dataclass(frozen=True)
class Box:
    """One control of the filter bar, as the template draws it."""

    kind: str
    name: str
    label: str
    value: str
    last: str = ""
    options: Sequence[tuple[str, str]] = ()


class Listing(Generic[Row]):
    """One list page, bound to its request. The rows must already be `visible_to` the actor."""

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Row],
        *,
        sorts: Sequence[Sort],
        filters: Sequence[Filter | Between] = (),
        search: Callable[[Rows, str], Rows] | None = None,
        search_hint: Text = "",
        size: int = 50,
    ) -> None:
        self.given = request.GET
        self.path = request.path
        self.sorts, self.filters, self.size = sorts, filters, size
        self.search_hint = str(search_hint)
        self.searchable = search is not None
        self.q = opened(self.given.get("q", "")).strip()[:100] if search else ""
        self.sort = next((one for one in sorts if one.name == self.given.get("sort")), sorts[0])
        for one in filters:
            rows = one.apply(rows, self.given)
        self.matching: QuerySet[Row] = search(rows, self.q) if search and self.q else rows

    # --- rows and pages

    @cached_property
    def _fetched(self) -> list[Row]:
        """One row more than shown. Far down the list the page begins where an index finds it, which takes a condition
        for the rows that share the last key, one for those beyond it and one for those without any."""
        rows, place = self._ordered(), self._place()
        if place is None:
            return list(rows[: self.size + 1])
        found: list[Row] = []
        for stretch in self._stretches(*place):
            found += rows.filter(stretch)[: self.size + 1 - len(found)]
            if len(found) > self.size:
                break
        return found

    @property
    def rows(self) -> list[Row]:
        return self._fetched[: self.size]

    @property
    def next_url(self) -> str:
        """Address of the rows after these; "" on the last page."""
        if len(self._fetched) <= self.size:
            return ""
        last = self._fetched[self.size - 1]
        key = getattr(last, "listing_key")  # noqa: B009  # annotated below
        word = json.dumps([self.sort.name, _as_text(key), str(last.pk)], ensure_ascii=False)
        return self._url(after=base64.urlsafe_b64encode(word.encode()).decode().rstrip("="))

    @property
    def is_first_page(self) -> bool:
        return self._place() is None

    @property
    def first_url(self) -> str:
        return self._url()

    def _ordered(self) -> QuerySet[Row]:
        key, last = F("listing_key"), True if self._may_be_empty else None
        order = key.desc(nulls_last=last) if self.sort.down else key.asc(nulls_last=last)
        rows: Rows = self.matching.annotate(listing_key=F(self.sort.path)).order_by(order, "pk")
        return rows

    @cached_property
    def _may_be_empty(self) -> bool:
        """Whether rows may lack the key. Saying where empty keys come would hide an index from PostgreSQL."""
        model: Any = self.matching.model
        *path, last = self.sort.path.split("__")
        for name in path:
            field = model._meta.get_field(name)
            if field.null:
                return True
            model = field.related_model
        return last in self.matching.query.annotations or bool(model._meta.get_field(last).null)

    def _stretches(self, key: Any, pk: Any) -> Iterator[Q]:
        if key is None:
            yield Q(listing_key__isnull=True, pk__gt=pk)
            return
        yield Q(listing_key=key, pk__gt=pk)
        yield Q(listing_key__lt=key) if self.sort.down else Q(listing_key__gt=key)
        if self._may_be_empty:
            yield Q(listing_key__isnull=True)

    def _place(self) -> tuple[Any, Any] | None:
        """Where the page begins, as read from the address; None on the first page and for a word that is not ours."""
        token = self.given.get("after", "")
        if not token:
            return None
        try:
            word = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            name, key, pk = word
            if name != self.sort.name:
                return None
            column: Field[Any, Any] = self._ordered().query.annotations["listing_key"].output_field
            identity = self.matching.model._meta.pk
            return (None if key is None else column.to_python(key)), identity.to_python(pk)
        except (binascii.Error, ValueError, TypeError, ValidationError):
            return None

    # --- count

    @cached_property
    def count(self) -> int:
        """How many match, counted up to one beyond the cap."""
        return self.matching.order_by()[: COUNT_CAP + 1].count()

    @property
    def count_text(self) -> str:
        if self.count > COUNT_CAP:
            return _("多于 %(count)s") % {"count": f"{COUNT_CAP:,}"}
        return f"{self.count:,}"

    # --- the filter bar

    @property
    def is_filtered(self) -> bool:
        return bool(self.q) or any(one.chosen(self.given) for one in self.filters)

    @property
    def clear_url(self) -> str:
        return self.path

    @property
    def export_url(self) -> str:
        return self._url(export="xlsx")

    @property
    def boxes(self) -> list[Box]:
        found: list[Box] = []
        for one in self.filters:
            if isinstance(one, Between):
                ends = [str(one.day(self.given, end) or "") for end in ("from", "to")]
                found.append(Box("days", one.name, str(one.label), ends[0], ends[1]))
            elif not one.hidden:
                options = [(str(value), str(label)) for value, label in one.choices]
                found.append(Box("select", one.name, str(one.label), one.chosen(self.given), options=options))
        if len(self.sorts) > 1:
            options = [(one.name, str(one.label)) for one in self.sorts]
            found.append(Box("sort", "sort", _("排序"), self.sort.name, options=options))
        return found

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the address carries besides the filter bar: it goes along when the bar is sent."""
        own = {"q", "after", "export"} if self.searchable else {"after", "export"}
        for box in self.boxes:
            own |= {box.name, f"{box.name}_from", f"{box.name}_to"} if box.kind == "days" else {box.name}
        return [(name, value) for name, values in self.given.lists() if name not in own for value in values]

    def _url(self, **more: str) -> str:
        query = self.given.copy()
        for name in ("after", "export"):
            query.pop(name, None)
        for name, value in more.items():
            query[name] = value
        if self.q:
            query["q"] = sealed(self.q)
        return f"{self.path}?{query.urlencode()}" if query else self.path

    # --- export

    @property
    def wants_export(self) -> bool:
        return self.given.get("export") == "xlsx"

    def export(self, title: str, columns: Sequence[Column]) -> HttpResponse:
        """The matching rows as an Excel file, in the order of the page, at most EXPORT_CAP of them."""
        rows = list(self._ordered()[: EXPORT_CAP + 1])
        table = [[column.of(row) for column in columns] for row in rows[:EXPORT_CAP]]
        headings = [
            Heading(str(column.label), column.kind or _kind(line[n] for line in table))
            for n, column in enumerate(columns)
        ]
        lead = _("%(day)s 导出，共 %(count)s 条") % {"day": timezone.localdate(), "count": f"{len(table):,}"}
        if len(rows) > EXPORT_CAP:
            lead += _("；后面还有，请缩小范围再导出")
        made = xlsx(Table(title=title, headings=headings, rows=table, lead=lead))
        name = f"{title}-{timezone.localdate()}.xlsx"
        return file_answer(made, name, XLSX)


def _kind(values: Iterable[Cell]) -> Kind:
    first = next((value for value in values if value not in (None, "")), "")
    if isinstance(first, datetime):
        return "moment"
    if isinstance(first, date):
        return "date"
    return "number" if isinstance(first, int | float | Decimal) else "text"


def _as_text(key: object) -> object:
    """A sort key as JSON keeps it, exact to the microsecond."""
    if isinstance(key, date):
        return key.isoformat()
    return str(key) if isinstance(key, Decimal | UUID) else key
