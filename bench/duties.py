"""The calendar of a province: 120 counties, 2,000 stations, a year of duties and of reports; real divisions, invented work."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.utils.timezone import localdate, now

from bench.clock import Line, middle, ms, rounds, spent
from bench.door import Door
from bench.run import Sizes
from yizhan.access.actions import open_account, register_organisation
from yizhan.access.models import Organisation, User
from yizhan.access.roles import founder
from yizhan.contracts.models import Project
from yizhan.jobs.duties import fill_calendar
from yizhan.kernel.period import Period
from yizhan.regions.actions.editions import _from_row
from yizhan.regions.models import Region
from yizhan.regions.queries import first_edition
from yizhan.regions.rules import branch, parent_code
from yizhan.reports.models import Duty, Report
from yizhan.stations.models import Station

PROVINCE = "43"
"""A province whose paper asks for monthly, quarterly, half-yearly and yearly things."""

Tell = Callable[[str], None]


def calendar(sizes: Sizes, tell: Tell) -> list[Line]:
    """The page of the calendar for province and county, the project's part of it, and the nightly look."""
    tell(f"布置一个省：{sizes.many_stations} 个站（{connection.vendor}）……")
    on = localdate()
    county, place = province(sizes.many_stations, on)
    tell("第一次排一年……")
    first = spent(fill_calendar)
    counties = len({code[:6] for code in Station.objects.values_list("region_code", flat=True)})
    rows = Duty.objects.count()
    analyse()
    tell(f"{counties} 个县、{rows} 项；每夜核对……")
    night = spent(fill_calendar)
    lines = [
        Line(f"一省第一次排一年，{counties} 县 {rows:,} 项", f"{first.wall:.1f} s", "—", "—", "—", None),
        Line(
            f"每夜核对到期，{counties} 县 {rows:,} 项",
            f"{night.wall:.1f} s",
            "—",
            "—",
            "< 60 s",
            night.wall < 60,
        ),
    ]
    for who, user in (("省", place), ("县", county)):
        door = Door().sign_in(user)
        addresses = [("/reports/duties/", "到期日历"), ("/reports/duties/?view=places", "到期日历按地方")]
        if user is county:
            project = Project.objects.get(region_code=county.region_code)
            addresses += [
                (f"/contracts/{project.pk}/", "项目页"),
                (f"/contracts/{project.pk}/duties/", "项目页的到期事项"),
            ]
        for address, name in addresses:
            took = middle(rounds(max(5, sizes.rounds * 2), lambda at=address, by=door: by.get(at))[0])  # type: ignore[misc]
            lines.append(Line(f"{name}（{who}）", ms(took), "—", "—", "< 150 ms", took < 0.15))
    return lines


def province(number: int, on: date) -> tuple[User, User]:
    """Divisions down to the townships, a station in each, a project in every county, reports of a year."""
    rows = [row for row in branch(first_edition(), PROVINCE) if len(row.code) <= 9]
    held: dict[str, Region] = {}
    for row in sorted(rows, key=lambda one: (len(one.code), one.code)):
        held[row.code] = _from_row(row, held.get(parent_code(row.code, held) or ""), None)
    Region.objects.bulk_create(
        held.values(), batch_size=500
    )  # the table itself is loaded once, for another county
    opened = on - timedelta(days=700)
    towns = sorted(row.code for row in rows if len(row.code) == 9)
    step = max(1, len(towns) // number)
    stations = [
        Station(
            region_code=code, name=f"示例{code}社工站", short_name=f"示例{code}", status=Station.Status.OPEN,
            planned_on=opened, opened_on=opened,
        )
        for code in towns[::step][:number]
    ]  # fmt: skip
    Station.objects.bulk_create(stations, batch_size=500)
    codes = sorted({station.region_code[:6] for station in stations})
    offices = {
        code: register_organisation(
            actor=founder(), kind="COUNTY", name=f"【示例】{code}民政局", region_code=code, credit_code=""
        )
        for code in codes[:1]
    }
    office = offices[codes[0]]
    Project.objects.bulk_create(
        Project(
            region_code=code,
            name="示例项目",
            buyer=office,
            first_on=date(on.year, 1, 1),
            last_on=date(on.year, 12, 31),
        )
        for code in codes
    )
    _reports(stations, on)
    return _account("county", office, codes[0]), _account(
        "province",
        register_organisation(
            actor=founder(), kind="PROVINCE", name="【示例】省民政厅", region_code=PROVINCE, credit_code=""
        ),
        PROVINCE,
    )


def _reports(stations: list[Station], on: date) -> None:
    """Twelve months of monthly reports, nine of ten in time."""
    month = Period.month_of(on).previous_month()
    for _ in range(11):
        signed = min(month.last, on)
        Report.objects.bulk_create(
            (
                Report(
                    station=station, region_code=station.region_code, period_first_on=month.first,
                    period_last_on=month.last, counted_to_on=month.last, state=Report.State.ACCEPTED,
                    signed_on=signed + timedelta(days=5 if nth % 10 == 9 else 0),
                    first_signed_on=signed + timedelta(days=5 if nth % 10 == 9 else 0),
                    signed_at=now(), accepted_on=signed + timedelta(days=6), frozen_hash="0" * 64,
                )
                for nth, station in enumerate(stations)
            ),
            batch_size=500,
        )  # fmt: skip
        month = month.previous_month()


def _account(role: str, organisation: Organisation, region: str) -> User:
    opened = open_account(
        actor=founder(), organisation_id=organisation.pk, username=f"{role}.duties", display_name="示例测速", role=role,
        region_code=region, station_id=None, on=localdate() - timedelta(days=700),
    ).user  # fmt: skip
    User.objects.filter(pk=opened.pk).update(must_change_password=False, password_changed_at=now())
    return User.objects.get(pk=opened.pk)


def analyse() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
