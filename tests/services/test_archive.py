"""The archive of a station is read from its records; filing marks them, and papers are put in by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import HEAD, LI, QIAN, SHILU_STATION, WANG, YACHA_STATION, ZHAO, others
from tests.world import World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.services.actions import (
    file_archive,
    note_publicity,
    open_archive_paper,
    put_paper_in_archive,
    take_out_of_archive,
    withdraw_publicity,
)
from yizhan.services.metrics import minutes, services
from yizhan.services.models import ArchiveItem, PublicityItem, ServiceRecord
from yizhan.services.queries.archive import Line, item_in_sight, register, standings, taken_out
from yizhan.services.rules.archive import number_of, state_of, term_of
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

YEAR = TODAY.year
PDF = b"%PDF-1.4 example"


def published(title: str = "山里来了社工", **given: Any) -> PublicityItem:
    facts: dict[str, Any] = {
        "actor": WANG, "station_id": YACHA_STATION, "kind": "STORY", "channel": "NETWORK", "level": "COUNTY",
        "title": title, "published_on": TODAY, "on": TODAY,
    }  # fmt: skip
    return note_publicity(**(facts | given))


def lines(actor: Any = WANG, station_id: Any = YACHA_STATION, year: int = YEAR) -> dict[str, Line]:
    station = Station.objects.get(pk=station_id)
    return {one.key: one for one in register(actor=actor, station=station, year=year, on=TODAY)}


def filed(*keys: str, **given: Any) -> list[ArchiveItem]:
    facts: dict[str, Any] = {
        "actor": WANG, "station_id": YACHA_STATION, "year": YEAR, "keys": keys, "box": "3号盒", "on": TODAY,
    }  # fmt: skip
    return file_archive(**(facts | given))


def paper(**given: Any) -> ArchiveItem:
    facts: dict[str, Any] = {
        "actor": WANG, "station_id": YACHA_STATION, "kind": "MEETING", "title": "一月站务会记录", "made_on": TODAY,
        "on": TODAY, "box": "1号柜",
    }  # fmt: skip
    return put_paper_in_archive(**(facts | given))


@pytest.mark.requirement("R426")
@pytest.mark.requirement("R032")
@pytest.mark.requirement("R014", "R112")
def test_a_record_is_in_the_register_by_itself_and_is_filed_once(worker: Worker) -> None:
    one = published()
    key = f"PUBLICITY:{one.pk}"
    assert (lines()[key].state, lines()[key].title) == ("OPEN", "社工故事、案例：山里来了社工")
    assert lines(actor=QIAN) == {}, "another county sees nothing"
    (item,) = filed(key, minutes=40, volume="2", worker_id=worker.pk)
    assert (item.code, item.box, item.volume, item.title) == (f"{YEAR}-宣传-001", "3号盒", "2", "")
    assert lines(actor=HEAD)[key].state == "FILED"
    work = ServiceRecord.objects.get()
    assert (work.kind, work.task_class, work.minutes, work.title) == (
        "ARCHIVE",
        "AUXILIARY",
        40,
        "整理归档1件",
    )
    month = Period.month_of(TODAY)
    assert (services.of(YACHA_STATION, month), minutes.of(YACHA_STATION, month)) == (0, 0), "work, no service"
    for wrong, sentence in (
        ({"keys": (key,)}, "已经归档"),
        ({"keys": ()}, "先勾选"),
        ({"keys": (f"CASE:{one.pk}",)}, "不在本站的目录"),
        ({"keys": [f"CASE:{n}" for n in range(101)]}, "最多归档100件"),
    ):
        with pytest.raises(Refused, match=sentence):
            filed(**wrong)
    other = f"PUBLICITY:{published('又一篇').pk}"
    with pytest.raises(Refused, match="档案盒"):
        filed(other, box=" ")
    with pytest.raises(Refused, match="1440"):
        filed(other, minutes=0)
    assert filed(other)[0].number == 2
    withdraw_publicity(actor=WANG, item_id=one.pk, reason="登错了", on=TODAY)
    assert key not in lines(), "what was withdrawn is no file"


def test_what_was_taken_out_keeps_its_number_and_says_why(world: World) -> None:
    key = f"PUBLICITY:{published().pk}"
    (item,) = filed(key)
    with pytest.raises(Refused, match="为什么撤回"):
        take_out_of_archive(actor=HEAD, item_id=item.pk, reason=" ", on=TODAY)
    take_out_of_archive(actor=HEAD, item_id=item.pk, reason="盒号写错了", on=TODAY)
    with pytest.raises(Refused, match="撤回过"):
        take_out_of_archive(actor=HEAD, item_id=item.pk, reason="盒号写错了", on=TODAY)
    assert lines()[key].state == "OPEN"
    assert filed(key)[0].number == 2, "a number is never given twice"
    station = Station.objects.get(pk=YACHA_STATION)
    (out,) = taken_out(actor=WANG, station=station, year=YEAR)
    assert (out.code, out.taken_out_because) == (f"{YEAR}-宣传-001", "盒号写错了")


def test_a_months_visits_are_one_volume_and_a_late_record_asks_for_filing_anew(
    worker: Worker, record: Any
) -> None:
    last_month = TODAY.replace(day=1) - timedelta(days=1)
    record(kind="PUBLICITY", title="街头宣传", participants_count=3, client_ids=[], done_on=last_month)
    record(kind="CONSULTATION", client_ids=[], done_on=last_month)
    key = f"SERVICES:{last_month:%Y-%m}"
    year = last_month.year
    line = lines(year=year)[key]
    assert (line.pieces, line.state, line.finished_on) == (1, "OPEN", last_month)
    assert f"VISITS:{last_month:%Y-%m}" not in lines(year=year), "no visit, no volume"
    (item,) = filed(key, year=year)
    record(kind="CONSULTATION", client_ids=[], done_on=last_month, note="又一次")
    assert lines(year=year)[key].state == "CHANGED"
    (again,) = filed(key, year=year, box="4号盒")
    assert (again.code, again.pieces, again.box) == (item.code, 2, "4号盒"), "it keeps its number"
    item.refresh_from_db()
    assert item.taken_out_on == TODAY
    assert f"SERVICES:{TODAY:%Y-%m}" not in lines(), "a month that runs has no volume yet"


def test_a_paper_no_record_is_behind_is_put_in_by_hand_and_its_scan_is_sealed(world: World) -> None:
    key = uuid7()
    item = paper(item_id=key, file_name="会议记录.pdf", content=PDF, pages=3)
    assert paper(item_id=key) == item, "told again it is the same"
    assert (item.code, item.is_paper, item.pages) == (f"{YEAR}-会议-001", True, 3)
    with item.file.open("rb") as stored:
        assert PDF not in stored.read(), "enciphered on disk"
    assert open_archive_paper(actor=ZHAO, item_id=key)[1] == PDF
    (line,) = lines(actor=HEAD).values()
    assert (line.state, line.title) == ("FILED", "一月站务会记录")
    for wrong, sentence in (
        ({"kind": "RUMOUR"}, "类别"),
        ({"title": " "}, "题名"),
        ({"made_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"pages": 0}, "页数"),
        ({"box": ""}, "档案盒"),
        ({"file_name": "a.pdf", "content": b"MZ"}, "内容却不是"),
    ):
        with pytest.raises(Refused, match=sentence):
            paper(**wrong)
    with pytest.raises(Station.DoesNotExist):
        paper(station_id=SHILU_STATION)
    with pytest.raises(ArchiveItem.DoesNotExist):
        item_in_sight(actor=LI, item_id=key)
    assert [row.filed for row in standings(actor=ZHAO, stations=Station.objects.filter(pk=YACHA_STATION), year=YEAR)] == [1]  # fmt: skip


def test_the_regions_paper_says_the_term_and_the_number() -> None:
    assert term_of(region_code="469025", finished_on=date(2024, 3, 1)) is None, "白沙 says no term"
    term = term_of(region_code="99", finished_on=date(2024, 3, 1))
    assert term is not None
    assert (term.due_on, bool(term.clause)) == (date(2024, 4, 1), True)
    facts: dict[str, Any] = {
        "on": date(2024, 3, 1),
        "year": 2024,
        "kind": "CASE",
        "station": "示例站",
        "number": 7,
    }
    assert number_of(region_code="469025", **facts) == "2024-个案-007"
    assert number_of(region_code="99", **facts) == "示例站-2024-个案-007"


@pytest.mark.parametrize(
    ("finished", "held", "due", "state"),
    [
        (None, None, None, "RUNNING"),
        (date(2024, 3, 1), None, None, "OPEN"),
        (date(2024, 3, 1), None, date(2024, 3, 31), "OPEN"),
        (date(2024, 3, 1), None, date(2024, 3, 9), "LATE"),
        (date(2024, 3, 1), date(2024, 3, 1), None, "FILED"),
        (date(2024, 3, 5), date(2024, 3, 1), None, "CHANGED"),
    ],
)
def test_where_a_file_stands(finished: date | None, held: date | None, due: date | None, state: str) -> None:
    assert (
        state_of(
            finished_on=finished, pieces=1, filed_finished_on=held, filed_pieces=1 if held else None, due_on=due,
            on=date(2024, 3, 10),
        )
        == state
    )  # fmt: skip


@pytest.mark.refuses(
    "services.file_archive",
    "services.put_paper_in_archive",
    "services.take_out_of_archive",
    "services.open_archive_paper",
)
def test_who_does_not_keep_the_archive_changes_nothing(world: World) -> None:
    for actor in others("worker", "station_head", "deputy_head"):
        with pytest.raises(NotAllowed):
            filed("CASE:1", actor=actor)
        with pytest.raises(NotAllowed):
            paper(actor=actor)
        with pytest.raises(NotAllowed):
            take_out_of_archive(actor=actor, item_id=uuid7(), reason="不归了", on=TODAY)
    for actor in others("worker", "station_head", "deputy_head", "supervisor", "agency_manager", "county"):
        with pytest.raises(NotAllowed):
            open_archive_paper(actor=actor, item_id=uuid7())
