"""Working days of the Chinese calendar, make-up days included.

The State Council's notices up to 2026 come with the `chinesecalendar` package; for later years weekends are taken
until an administrator enters the year's notice as a supplement (YIZHAN_HOLIDAYS).
"""

import re
from collections.abc import Collection
from datetime import date, timedelta

import chinese_calendar

_LINE = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:至|到|~|—|/)\s*(\d{4}-\d\d-\d\d))?\s*(放假|休|上班|补班|班)")
_LONGEST = 31

_extra_workdays: frozenset[date] = frozenset()
_extra_holidays: frozenset[date] = frozenset()


def set_supplement(*, workdays: Collection[date] = (), holidays: Collection[date] = ()) -> None:
    """Days a holiday notice rules on that the package does not know; the supplement wins over the package."""
    global _extra_workdays, _extra_holidays
    _extra_workdays, _extra_holidays = frozenset(workdays), frozenset(holidays)


def read_supplement(text: str) -> tuple[frozenset[date], frozenset[date]]:
    """Working days and days off of a notice, one line each: “2027-01-01 放假”, “2027-02-05 至 2027-02-11 放假”,
    “2027-02-20 上班”; a semicolon parts lines too, and what follows a # is a remark.

    ValueError  a line that is none of these, in a sentence
    """
    working: set[date] = set()
    off: set[date] = set()
    for line in re.split(r"[\n;；]", text):
        bare = line.partition("#")[0].strip().rstrip("。，,")
        if not bare:
            continue
        found = _LINE.fullmatch(bare)
        try:
            first = date.fromisoformat(found[1]) if found else None
            last = date.fromisoformat(found[2] or found[1]) if found else None
        except ValueError:
            first = last = None
        if found is None or first is None or last is None or not 0 <= (last - first).days < _LONGEST:
            raise ValueError(f"“{bare[:40]}”看不懂，请写成“2027-02-05 至 2027-02-11 放假”或“2027-02-20 上班”")
        days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        (off if found[3] in ("放假", "休") else working).update(days)
    if both := working & off:
        raise ValueError(f"{min(both)} 既写了放假，又写了上班")
    return frozenset(working), frozenset(off)


def known_year(year: int) -> bool:
    """Whether the year's holiday notice is known; if not, screens say that only weekends were taken off."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return any(day.year == year for day in _extra_holidays | _extra_workdays)
    return True


def is_workday(day: date) -> bool:
    if day in _extra_workdays:
        return True
    if day in _extra_holidays:
        return False
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def holiday_name(day: date) -> str:
    """国庆节 on the days the year's notice takes off, weekends among them; “补班” on a weekend that is worked; else ""."""
    if day in _extra_workdays:
        return "补班" if day.weekday() >= 5 else ""
    if day in _extra_holidays:
        return "放假"
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    if not off:
        return "补班" if day.weekday() >= 5 else ""
    return next((each.chinese for each in chinese_calendar.Holiday if each.value == name), "")


def workdays_left(today: date, due: date) -> int:
    """Working days after today up to and including the due day; negative: calendar days overdue.

    Overdue is told in calendar days because that is how an office says it (“已逾期 12 天”).
    """
    if due < today:
        return (due - today).days
    return sum(is_workday(today + timedelta(days=n)) for n in range(1, (due - today).days + 1))


def add_workdays(day: date, count: int) -> date:
    """The day on which `count` working days have passed; the day of the event itself is not counted (民法典第201条)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def last_workday_by(day: date) -> date:
    """The due day itself, or the working day before it when the office is closed."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def first_workday_from(day: date) -> date:
    """The day itself, or the working day after it when the office is closed."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day
