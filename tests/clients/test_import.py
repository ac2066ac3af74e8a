"""A county's list: told row by row, and written only when it is confirmed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clients.conftest import Register
from tests.clients.folk import GRANNY, NOBODY_KNOWS, TODAY, number
from tests.clients.lists import HEADER, IMPORTER, ONE, THREE, TWO
from tests.people import HEAD, LI, NEIGHBOUR_HEAD, QIAN, SHILU_STATION, WANG, YACHA_STATION, ZHAO, others
from tests.world import World
from yizhan.clients.actions import (
    apply_import,
    check_import,
    close_file,
    confirm_import,
    discard_import,
    imports,
    map_import,
    restrict_client,
    start_import,
    update_client,
)
from yizhan.clients.models import Client, ClientClass, Guardianship, ImportBatch, ImportRow, ImportSheet
from yizhan.clients.queries.imports import fates, refused_rows
from yizhan.clients.rules.sheet import Sheet
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.identity import mask_id

# --- the list in the database -----------------------------------------------------------------------------------------


def start(
    *rows: list[str], actor: Actor = ZHAO, header: list[str] | None = None, **given: Any
) -> ImportBatch:
    sheet = Sheet(header=header or HEADER, rows=list(rows), first_row=2)
    return start_import(actor=actor, sheet=sheet, file_name="名单.xlsx", list_on=TODAY, on=TODAY, **given)


def checked(*rows: list[str], actor: Actor = ZHAO, **given: Any) -> ImportBatch:
    batch = start(*rows, actor=actor, **given)
    map_import(actor=actor, batch_id=batch.pk, columns=batch.columns)
    return run(check_import, batch)


def run(step: Any, batch: ImportBatch) -> ImportBatch:
    while (batch := step(actor=IMPORTER, batch_id=batch.pk, on=TODAY)).working:
        pass
    return batch


def imported(*rows: list[str], actor: Actor = ZHAO, **given: Any) -> ImportBatch:
    batch = checked(*rows, actor=actor, **given)
    return run(apply_import, confirm_import(actor=actor, batch_id=batch.pk))


def told(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(row.fate, row.reason) for row in fates(actor=ZHAO, batch=batch, size=200).rows]


@pytest.mark.requirement("R032", "R329")
def test_a_county_list_opens_files_at_the_stations_it_names(world: World) -> None:
    batch = checked(ONE, TWO, THREE)
    assert (batch.state, batch.new_rows, Client.objects.count()) == ("CHECKED", 3, 0)
    batch = run(apply_import, confirm_import(actor=ZHAO, batch_id=batch.pk))
    assert (batch.state, batch.percent) == ("DONE", 100)
    files = {client.name: client for client in Client.objects.all()}
    assert {name: client.station.short_name for name, client in files.items()} == {
        "示例一": "牙叉镇",
        "示例二": "牙叉镇",
        "示例三": "七坊镇",
    }
    assert [files["示例一"].file_no, files["示例二"].file_no, files["示例三"].file_no] == [
        "2026-0001",
        "2026-0002",
        "2026-0001",
    ]
    assert set(ClientClass.objects.filter(client=files["示例二"]).values_list("code", "source")) == {
        ("TEKUN", "LIST"),
        ("ELDER_ALONE", "LIST"),
    }
    sheet = ImportSheet.objects.get()
    assert (sheet.cells, sheet.papers, list(sheet.fates)) == (None, "", ["rows"])
    assert not ImportRow.objects.exists()


def test_whatever_a_cell_holds_arrives_as_it_was(world: World) -> None:
    odd = ["示例\\N村", "一行\n两行", "制\t表", "反斜\\杠", "引'号\"", "𠮷村"]
    rows = [
        [
            f"示例{'甲乙丙丁戊己庚辛壬癸'[n % 10]}",
            number(f"46902519{60 + n}0101{n:03d}"),
            "",
            "牙叉镇",
            "",
            odd[n % 6],
            "",
        ]
        for n in range(30)
    ]
    assert imported(*rows).new_rows == 30
    found = {client.id_number: client.address for client in Client.objects.all()}
    assert found == {row[1]: row[5] for row in rows}


def test_what_became_of_a_row_leads_to_its_file(register: Register) -> None:
    client = register()
    rows = [
        [GRANNY.name, GRANNY.id_number, "13911112222", "牙叉镇", "", "", ""],
        ONE,
        ["示例坏", "123", *ONE[2:]],
    ]
    before = fates(actor=ZHAO, batch=checked(*rows)).rows
    assert [(row.name, row.where, row.file) for row in before][1:] == [
        ("示**", "牙叉镇", None),
        ("示**", "", None),
    ]
    batch = imported(*rows)
    after = fates(actor=ZHAO, batch=batch).rows
    new = Client.objects.get(name_initials="sly")
    assert [(row.number, row.fate, row.file) for row in after] == [
        (2, "CHANGED", client),
        (3, "NEW", new),
        (4, "REFUSED", None),
    ]
    assert after[1].id_number == mask_id(ONE[1])
    assert {row.file for row in fates(actor=QIAN, batch=batch).rows} == {None}
    assert [
        row.file for row in fates(actor=ZHAO, batch=imported(ONE[:2] + TWO[2:], *rows[:1]), fate="SAME").rows
    ] == [client]


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_the_preview_is_read_page_by_page_whatever_the_slices(
    world: World, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    imported(TWO)
    people = [
        [f"示例{'甲乙丙丁戊己庚'[n]}", number(f"4690251960010{n}00{n}"), "", "牙叉镇", "", "", "低保"]
        for n in range(1, 7)
    ]
    rows = [
        people[0],
        ["", "", "", "", "", "", ""],
        ["示例坏", *ONE[1:]][:1] + ["1"] * 6,
        *people[1:4],
        TWO,
        *people[4:],
    ]
    monkeypatch.setattr(imports, "SLICE", 2)
    batch = checked(*rows)
    whole = [(row.number, row.fate) for row in fates(actor=ZHAO, batch=batch).rows]
    assert [fate for _, fate in whole] == ["NEW", "REFUSED", "NEW", "NEW", "NEW", "SAME", "NEW", "NEW"]
    for fate in ("", "NEW", "SAME", "REFUSED"):
        read, after = [], 0
        while True:
            page = fates(actor=ZHAO, batch=batch, fate=fate, after=after, size=size)
            read += [(row.number, row.fate) for row in page.rows]
            if page.after is None:
                break
            after = page.after
        assert read == [row for row in whole if fate in ("", row[1])]


def test_the_same_list_again_changes_nothing(world: World) -> None:
    imported(ONE, TWO, THREE)
    batch = checked(ONE, TWO, THREE)
    assert (batch.new_rows, batch.changed_rows, batch.same_rows, batch.refused_rows) == (0, 0, 3, 0)
    with pytest.raises(Refused, match="没有要新建或变更的行"):
        confirm_import(actor=ZHAO, batch_id=batch.pk)


def test_what_changes_is_shown_old_to_new_and_then_written(world: World) -> None:
    imported(ONE)
    batch = checked([ONE[0], ONE[1], "13800009999", "牙叉镇", "新示例村", "", "低保、残疾人"])
    (row,) = fates(actor=ZHAO, batch=batch).rows
    assert row.changes == [
        ("联系电话", "138****1001", "138****9999"),
        ("村（社区）", "示例村", "新示例村"),
        ("对象类别", "", "+ 残疾人"),
    ]
    run(apply_import, confirm_import(actor=ZHAO, batch_id=batch.pk))
    client = Client.objects.get()
    assert (client.phone, client.village_name, client.address) == ("13800009999", "新示例村", "示例村二组")
    assert set(ClientClass.objects.values_list("code", flat=True)) == {"DIBAO", "DISABLED"}


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (["", *ONE[1:]], "没有填写姓名"),
        (["示例一", "", *ONE[2:]], "没有证件号码"),
        (["示例一", "4.69025E+17", *ONE[2:]], "存成了数字"),
        (["示例一", ONE[1][:-1] + ("0" if ONE[1][-1] != "0" else "1"), *ONE[2:]], "校验码"),
        (["示例一", number("46902520300101101"), *ONE[2:]], "今天以后"),
        ([*ONE[:2], "1380", *ONE[3:]], "手机号应为11位"),
        ([*ONE[:6], "宇航员"], "对象类别“宇航员”不认识"),
        ([*ONE[:6], "孤儿"], "未满18周岁"),
        ([*ONE[:3], "石碌镇", "", "", ""], "找不到“石碌镇”"),
        ([*ONE[:3], "", "", "", ""], "找不到“”"),
        ([*ONE[:6], "#N/A"], "公式出错"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(world: World, row: list[str], word: str) -> None:
    batch = checked(row, TWO)
    (first, second) = told(batch)
    assert first[0] == "REFUSED"
    assert word in first[1]
    assert second == ("NEW", "")


def test_a_person_twice_on_a_list_is_taken_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(checked(ONE, ONE)) == [("NEW", ""), ("REFUSED", "与第2行的证件号码相同")]
    monkeypatch.setattr(imports, "SLICE", 1)
    assert told(checked(ONE, ONE)) == [("NEW", ""), ("REFUSED", "与第2行的证件号码相同")]


def test_a_file_out_of_sight_is_refused_without_a_word_of_whose_it_is(register: Register) -> None:
    row = [GRANNY.name, GRANNY.id_number, "", "石碌镇", "", "", ""]
    register()
    assert told(checked(row, actor=QIAN)) == [("REFUSED", "该证件号码已在其他站点建档，请联系县民政局")]


def test_a_restricted_file_is_not_touched_by_a_list(register: Register) -> None:
    client = register()
    restrict_client(actor=HEAD, client_id=client.pk, reason="保护对象")
    row = [GRANNY.name, GRANNY.id_number, "13911112222", "牙叉镇", "", "", ""]
    assert told(checked(row)) == [("REFUSED", "该证件号码已在其他站点建档，请联系县民政局")]


def test_files_that_need_a_person_are_left_to_a_person(register: Register) -> None:
    client = register()
    register(NOBODY_KNOWS)
    rows = [
        ["别的名字", GRANNY.id_number, "", "牙叉镇", "", "", ""],
        ["示例无证", number("46902519500101003"), "", "牙叉镇", "", "", ""],
    ]
    reasons = [reason for _, reason in told(checked(*rows))]
    assert "姓名不同" in reasons[0]
    assert "补上证件号码" in reasons[1]
    assert "请先转移档案" in told(checked([GRANNY.name, GRANNY.id_number, "", "七坊镇", "", "", ""]))[0][1]
    close_file(actor=HEAD, client_id=client.pk, reason="DIED", closed_on=TODAY, on=TODAY)
    assert "已销档" in told(checked([GRANNY.name, GRANNY.id_number, "", "牙叉镇", "", "", ""]))[0][1]


def test_a_head_imports_for_her_station_only(world: World) -> None:
    with pytest.raises(Refused, match="请选择"):
        start(ONE, actor=HEAD)
    batch = checked(ONE, THREE, actor=HEAD, station_id=YACHA_STATION)
    assert told(batch) == [("NEW", ""), ("REFUSED", "名单写的是“七坊镇”，不属于牙叉镇")]


def test_a_list_of_children_brings_their_guardians(world: World) -> None:
    header = ["姓名", "身份证号", "监护人", "监护人电话", "乡镇"]
    imported(
        ["示例童", number("46902520180101003"), "示例家长", "13800007777", "牙叉镇"],
        header=header,
        list_class="CHILD_LEFT_BEHIND",
    )
    assert Guardianship.objects.get().name == "示例家长"
    assert ClientClass.objects.get().code == "CHILD_LEFT_BEHIND"


def test_rows_refused_keep_their_cells_to_be_handed_back(world: World) -> None:
    batch = imported(ONE, ["示例坏", "123", *ONE[2:]])
    (row,) = refused_rows(batch=batch)
    assert row.told["cells"][:2] == ["示例坏", "123"]
    assert row.number == 3


def test_what_happened_since_the_check_is_not_overwritten(register: Register) -> None:
    client = register()
    row = [GRANNY.name, GRANNY.id_number, "13911112222", "牙叉镇", "", "", ""]
    batch = checked(row, ONE)
    update_client(actor=WANG, client_id=client.pk, changes={"phone": "13900000000"}, on=TODAY)
    register(GRANNY.__class__(name=ONE[0], id_number=ONE[1]))
    batch = run(apply_import, confirm_import(actor=ZHAO, batch_id=batch.pk))
    assert (batch.new_rows, batch.changed_rows, batch.refused_rows) == (0, 0, 2)
    assert {reason for _, reason in told(batch)} == {
        "核对之后档案又有改动，请重新核对",
        "核对之后已有人建档，请重新核对",
    }
    assert [row.told["cells"][0] for row in refused_rows(batch=batch)] == [GRANNY.name, ONE[0]]
    client.refresh_from_db()
    assert client.phone == "13900000000"


def test_work_in_slices_gives_what_work_at_once_gives(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [
        [f"示例{'甲乙丙丁戊己庚'[n]}", number(f"4690251960010{n}00{n}"), "", "牙叉镇", "", "", "低保"]
        for n in range(1, 7)
    ]
    monkeypatch.setattr(imports, "SLICE", 2)
    batch = imported(*people)
    assert (batch.state, batch.new_rows, Client.objects.count()) == ("DONE", 6, 6)
    assert sorted(Client.objects.values_list("file_number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_jobs_run_twice_do_no_harm(world: World) -> None:
    batch = imported(ONE)
    for step in (check_import, apply_import):
        assert step(actor=IMPORTER, batch_id=batch.pk, on=TODAY).state == "DONE"
    assert Client.objects.count() == 1


def test_columns_may_be_chosen_again_after_a_check(world: World) -> None:
    batch = checked(ONE)
    again = map_import(
        actor=ZHAO, batch_id=batch.pk, columns={"name": 0, "id_number": 1, "town": 3}, list_class="TEKUN"
    )
    assert (again.state, again.new_rows) == ("CHECKING", 0)
    run(check_import, again)
    run(apply_import, confirm_import(actor=ZHAO, batch_id=again.pk))
    assert ClientClass.objects.get().code == "TEKUN"


cells = st.sampled_from(
    [
        "",
        ONE[1],
        TWO[1],
        "牙叉镇",
        "示例",
        "1380",
        "13800001001",
        "#N/A",
        "低保",
        "=1+1",
        "𠮷",
        "4.69025E+17",
        "男",
    ]
)


@given(rows=st.lists(st.lists(cells, min_size=7, max_size=7), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_cells_every_row_has_a_fate(world: World, rows: list[list[str]]) -> None:
    batch = checked(*rows)
    filled = sum(any(row) for row in rows)
    assert batch.state == "CHECKED"
    assert (
        batch.new_rows + batch.changed_rows + batch.same_rows + batch.refused_rows
        == filled
        == len(told(batch))
    )
    discard_import(actor=ZHAO, batch_id=batch.pk)


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.refuses("clients.start_import")
def test_starting_is_refused(world: World) -> None:
    for actor in others("station_head", "deputy_head", "agency_manager", "county"):
        with pytest.raises(NotAllowed):
            start(ONE, actor=actor)
    with pytest.raises(Refused, match="类别"):
        start(ONE, list_class="NOPE")
    with pytest.raises(Refused, match="今天以后"):
        start_import(
            actor=ZHAO, sheet=Sheet(HEADER, [ONE], 2), file_name="x", list_on=date(2026, 11, 21), on=TODAY
        )
    with pytest.raises(world.yacha.DoesNotExist):
        start(ONE, actor=HEAD, station_id=SHILU_STATION)


@pytest.mark.refuses("clients.map_import", "clients.confirm_import", "clients.discard_import")
def test_a_list_belongs_to_its_county(world: World) -> None:
    batch = start(ONE)
    for verb, given_ in (
        (map_import, {"columns": batch.columns}),
        (confirm_import, {}),
        (discard_import, {}),
    ):
        for actor in (QIAN, NEIGHBOUR_HEAD):
            with pytest.raises(ImportBatch.DoesNotExist):
                verb(actor=actor, batch_id=batch.pk, **given_)
        for actor in (WANG, LI):
            with pytest.raises(NotAllowed):
                verb(actor=actor, batch_id=batch.pk, **given_)
    with pytest.raises(Refused, match="哪一列是"):
        map_import(actor=ZHAO, batch_id=batch.pk, columns={"name": 0})
    with pytest.raises(Refused, match="没有这个对象类别"):
        map_import(actor=ZHAO, batch_id=batch.pk, columns=batch.columns, list_class="NOPE")
    with pytest.raises(Refused, match="现在不能确认"):
        confirm_import(actor=ZHAO, batch_id=batch.pk)
    done = imported(TWO)
    with pytest.raises(Refused, match="不能放弃"):
        discard_import(actor=ZHAO, batch_id=done.pk)
    with pytest.raises(Refused, match="不能再改列"):
        map_import(actor=ZHAO, batch_id=done.pk, columns=batch.columns)


@pytest.mark.refuses("clients.check_import", "clients.apply_import")
def test_nobody_but_the_job_does_the_work(world: World) -> None:
    batch = start(ONE)
    for step in (check_import, apply_import):
        with pytest.raises(NotAllowed):
            step(actor=ZHAO, batch_id=batch.pk, on=TODAY)


def test_discarding_leaves_nothing_of_the_list(world: World) -> None:
    batch = discard_import(actor=ZHAO, batch_id=checked(ONE).pk)
    assert batch.header is None
    assert not ImportRow.objects.exists()
    assert not ImportSheet.objects.exists()
