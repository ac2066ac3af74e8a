"""Which rule holds where and when."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.policy.papers import pack, sheets
from yizhan.policy import book
from yizhan.policy.book import (
    NoRule,
    PackError,
    RuledTwice,
    catalogue_for,
    changes,
    document_before,
    find_pack,
    open_shelf,
    overlaps,
    read_shelf,
    rule_for,
    rules_in_force,
    shelf,
    short_source,
)
from yizhan.policy.schema.measures import AtLeast

ON = date(2024, 6, 1)
CATALOGUE = "名称: 清单\n条款: 附件1\n领域: [{代码: 养老, 名称: 养老, 项目: [{序号: 1, 名称: 健康}]}]"


def workers(count: int, *, rule_id: str = "staffing.resident-workers") -> str:
    return f"- {{编号: {rule_id}, 规定: 至少{count}人。, 条款: 六, 类型: 不少于, 数值: {count}, 单位: 人}}\n"


PROVINCE = pack(
    workers(3) + workers(1, rule_id="staffing.supervisors"), name="99-p/2024-a", catalogue=CATALOGUE
)
COUNTY = pack(workers(5), region="990101", name="990101-c/2024-a")


@pytest.fixture
def held() -> Iterator[None]:
    """The shelf as it was stands again afterwards."""
    before = book._shelf
    yield
    book._shelf = before
    book._held.cache_clear()


def asked(region: str, on: date = ON) -> object:
    rule = rule_for("staffing.resident-workers", region_code=region, on=on, packs=(PROVINCE, COUNTY))
    assert isinstance(rule, AtLeast)
    return rule.value


def test_the_narrowest_region_rules_a_whole_rule_at_a_time() -> None:
    assert asked("990101003") == 5
    assert asked("990102") == 3
    held = rules_in_force(region_code="990101003", on=ON, packs=(COUNTY, PROVINCE))
    assert [(one.rule.id, one.pack.id) for one in held] == [
        ("staffing.resident-workers", "990101-c/2024-a"),
        ("staffing.supervisors", "99-p/2024-a"),
    ]


def test_a_pack_rules_from_its_first_day_until_its_last() -> None:
    old = pack(workers(2), since="2020-01-01", more="废止日期: 2024-01-01", name="99-p/2020-a")
    for day, count in ((date(2023, 12, 31), 2), (date(2024, 1, 1), 3)):
        rule = rule_for("staffing.resident-workers", region_code="99", on=day, packs=(old, PROVINCE))
        assert isinstance(rule, AtLeast)
        assert rule.value == count
    with pytest.raises(NoRule):
        asked("99", date(2023, 12, 31))


def test_nobodys_rule_is_an_error_and_not_zero() -> None:
    with pytest.raises(NoRule, match="本地区尚无此项规定") as told:
        asked("98")
    assert isinstance(told.value, LookupError)
    assert told.value.rule_id == "staffing.resident-workers"
    with pytest.raises(NoRule):
        catalogue_for(region_code="98", on=ON, packs=(PROVINCE,))


def test_one_region_ruling_twice_on_one_day_is_an_error() -> None:
    twin = pack(workers(4), name="99-p/2024-b", catalogue=CATALOGUE)
    with pytest.raises(RuledTwice, match="99-p/2024-a 与 99-p/2024-b"):
        rule_for("staffing.resident-workers", region_code="99", on=ON, packs=(PROVINCE, twin))
    with pytest.raises(RuledTwice, match="各有一份服务清单"):
        catalogue_for(region_code="99", on=ON, packs=(PROVINCE, twin))
    assert overlaps([PROVINCE, twin, COUNTY]) == [
        "99-p/2024-a 与 99-p/2024-b 同时规定了“staffing.resident-workers”，请给前一份文件写上“废止日期”",
        "99-p/2024-a 与 99-p/2024-b 同时规定了“catalogue.yaml”，请给前一份文件写上“废止日期”",
    ]


def test_documents_that_follow_each_other_do_not_overlap() -> None:
    first = pack(workers(2), since="2020-01-01", more="废止日期: 2024-01-01", name="99-p/2020-a")
    assert overlaps([first, PROVINCE]) == []
    assert overlaps([PROVINCE, first]) == []


def test_the_catalogue_comes_from_the_narrowest_region_that_has_one() -> None:
    own = pack(
        workers(5), region="990101", name="990101-c/2024-a", catalogue=CATALOGUE.replace("清单", "县清单")
    )
    assert catalogue_for(region_code="990101", on=ON, packs=(PROVINCE, COUNTY)).name == "清单"
    assert catalogue_for(region_code="990101", on=ON, packs=(PROVINCE, own)).name == "县清单"


def test_what_a_document_changed_is_told_rule_by_rule() -> None:
    before = pack(workers(2) + workers(1, rule_id="staffing.drivers"), since="2020-01-01", name="99-p/2020-a")
    found = changes(PROVINCE, before)
    assert [(change.rule_id, change.kind) for change in found] == [
        ("staffing.drivers", "取消"),
        ("staffing.resident-workers", "修改"),
        ("staffing.supervisors", "新增"),
    ]
    assert [change.kind for change in changes(PROVINCE, None)] == ["新增", "新增"]
    assert changes(PROVINCE, PROVINCE) == ()
    assert document_before(PROVINCE, (before, PROVINCE, COUNTY)) == before
    assert document_before(before, (before, PROVINCE)) is None
    assert find_pack("99-p/2024-a", (COUNTY, PROVINCE)) == PROVINCE
    assert find_pack("no/such", (COUNTY,)) is None


def lay(place: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


@pytest.mark.usefixtures("held")
def test_the_shelf_is_read_from_folders_and_answers_from_then_on(tmp_path: Path) -> None:
    lay(tmp_path / "99-p" / "2024-a", sheets(workers(3), catalogue=CATALOGUE))
    assert [one.id for one in open_shelf([tmp_path])] == ["99-p/2024-a"]
    rule = rule_for("staffing.resident-workers", region_code="990101", on=ON)
    assert rule.source == "《示例方案》六"
    assert len(rules_in_force(region_code="990101", on=ON)) == 1
    assert catalogue_for(region_code="990101", on=ON).name == "清单"
    assert find_pack("99-p/2024-a") == shelf()[0]
    assert document_before(shelf()[0]) is None
    lay(tmp_path / "99-p" / "2025-a", sheets(workers(4)))
    with pytest.raises(PackError, match="同时规定"):
        open_shelf([tmp_path])
    assert len(shelf()) == 1


def test_a_shelf_tells_every_packs_mistakes(tmp_path: Path) -> None:
    lay(tmp_path / "one" / "99-p" / "2024-a", sheets("[]"))
    lay(tmp_path / "one" / "99-q" / "2024-a", sheets(workers(3)))
    lay(
        tmp_path / "two" / "99-q" / "2024-a",
        sheets(workers(3), since="2020-01-01", more="废止日期: 2021-01-01"),
    )
    with pytest.raises(PackError) as told:
        read_shelf([tmp_path / "one", tmp_path / "two"])
    assert told.value.sentences == (
        "99-p/2024-a：rules文件夹里还没有规则",
        "99-q/2024-a：有两个同名的政策包",
    )


def test_a_clause_kept_as_text_has_the_short_name_of_its_paper() -> None:
    pack = next(each for each in shelf() if each.document.short_name)
    assert short_source(f"《{pack.document.name}》六（三）") == f"{pack.document.short_name} 六（三）"
    assert short_source("《别处的文件》一") == "《别处的文件》一"
    assert short_source("协议 第六条") == "协议 第六条"
