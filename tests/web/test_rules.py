"""The pages of rules, as everybody signed in meets them; and the check of an author's zip."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.test import Client
from pydantic import BaseModel
from python_calamine import CalamineWorkbook

from tests.clients.conftest import only_these_packs
from tests.conftest import Pinned
from tests.people import PROVINCE_BUREAU
from tests.world import World, sign_in_as
from yizhan.config.packs import Watch
from yizhan.policy import book
from yizhan.policy.book import shelf
from yizhan.policy.load import build_pack
from yizhan.policy.schema.pack import Pack
from yizhan.policy.upload import zip_folder

PLAN = "469025-baisha/2023-station-plan"
EXAMPLE = settings.ROOT / "policies" / "99-example" / "2024-station-standard"


def text(answer: object) -> str:
    """The words of a page, as a reader sees them."""
    page = answer.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def rules_of(pack_id: str) -> set[str]:
    pack = book.find_pack(pack_id)
    assert pack is not None
    return {rule.id for rule in pack.rules}


def rows_of(workbook: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()  # type: ignore[return-value]


@pytest.fixture
def county(world: World, client: Client) -> Client:
    return sign_in_as(client, world.account_of("county"))


# --- the page of a region -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", ["worker", "station_head", "township", "county", "auditor", "province", "administrator"]
)
def test_everybody_signed_in_reads_the_rules(world: World, client: Client, role: str) -> None:
    sign_in_as(client, world.account_of(role))
    page = client.get("/rules/")
    assert page.status_code == 200
    said = text(client.get("/rules/?region=469025"))
    assert "每个社工站至少配备3名驻站社工" in said
    assert "海南省白沙黎族自治县" in said


def test_nobody_reads_them_without_signing_in(client: Client, world: World) -> None:
    assert client.get("/rules/").status_code == 302


def test_a_worker_sees_topics_rules_and_the_issued_text_of_the_rule(signed_in: Client) -> None:
    page = signed_in.get("/rules/?rule=staffing.resident-workers")
    html, said = page.content.decode(), text(page)
    assert "人员配备" in said
    assert "3人" in said
    assert "<mark>" in html
    assert "作者举例：" in said
    assert "还差1人" in said
    assert "怎么算：" in said
    assert "本县" in said
    assert "白沙黎族自治县乡镇社会工作服务站项目工作方案" in said
    assert f"/rules/{PLAN}/#p" in html, "the full text opens at the passage"


def test_a_clause_chip_of_any_page_leads_to_its_rule(signed_in: Client) -> None:
    for word in ("sign.text", f"{PLAN}:sign.text"):
        assert "标牌格式" in text(signed_in.get("/rules/", {"rule": word}))
    elsewhere = text(signed_in.get("/rules/", {"rule": "funding.subsidy"}))
    assert "在海南省白沙黎族自治县牙叉镇不生效" in elsewhere
    assert "没有找到这条规定" in text(signed_in.get("/rules/?rule=no.such-rule"))


def test_how_ones_own_stations_keep_the_rules_stands_beside_them(county: Client) -> None:
    page = county.get("/rules/?rule=staffing.resident-workers")
    assert "2 站未达标" in text(page), "nobody is registered at 牙叉 and 七坊 yet"
    only = text(county.get("/rules/?only=unmet"))
    assert "每个社工站至少配备3名驻站社工" in only
    assert "县民政局统筹实施全县社工站项目" not in only
    assert "站未达标" not in text(county.get("/rules/?region=469025&on=2024-01-01")), (
        "another day is not judged here"
    )


def test_the_neighbouring_region_is_read_and_not_judged(county: Client) -> None:
    said = text(county.get("/rules/?region=530111"))
    assert "本市" in said
    assert "昆明方案" in said
    assert "站未达标" not in said


@pytest.mark.requirement("R007")
@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/rules/?region=110101", "本地区尚无此项规定"),
        ("/rules/?on=2022-12-31", "本地区尚无此项规定"),
        ("/rules/?on=2022-12-31", "未施行"),
        ("/rules/?on=2023-01-01", "有效规定 {plan} 条"),
        ("/rules/?region=430102&on=2019-06-01", "有效规定 {hunan} 条"),
        ("/rules/?region=nonsense&on=tomorrow&only=everything", "有效规定 {plan} 条"),
        ("/rules/?region=46", "白沙黎族自治县"),
        ("/rules/?topic=人员配备", " 条（共 {plan} 条）"),
        ("/rules/?q=驻站社工+45", "年龄45岁以下"),
        ("/rules/?q=沙丁鱼", "没有符合条件的规定"),
        ("/rules/?only=pending", "文件没有写明"),
    ],
)
def test_any_region_and_any_day_by_the_address(county: Client, address: str, says: str) -> None:
    page = county.get(address)
    assert page.status_code == 200
    everywhere = sum(len(pack.rules) for pack in shelf() if not pack.region)
    then = sum(len(pack.rules) for pack in shelf() if not pack.region and pack.in_force(date(2019, 6, 1)))
    counts = {
        "plan": len(rules_of(PLAN)) + everywhere,
        "hunan": len(rules_of("43-hunan/2018-station-plan")) + then,
    }
    assert says.format(**counts) in text(page)


def test_what_the_document_left_open_is_grey_with_its_reason(signed_in: Client) -> None:
    said = text(signed_in.get("/rules/?rule=complaint.handling&only=pending"))
    assert "待定：" in said
    assert "不判断，也不代填" in said


def test_a_region_is_found_by_its_name(county: Client) -> None:
    assert county.get("/rules/?where=七坊镇").headers["Location"] == "/rules/?region=469025101"
    assert (
        county.get("/rules/?where=七坊&on=2024-02-01")
        .headers["Location"]
        .endswith("region=469025101&on=2024-02-01")
    )
    assert county.get("/rules/?where=示例省（不存在）").headers["Location"] == "/rules/?region=99"
    assert county.get("/rules/?where=海南省白沙黎族自治县").headers["Location"] == "/rules/"
    assert "没有找到这个地区" in text(county.get("/rules/?where=亚特兰蒂斯"))
    choice = text(county.get("/rules/?where=镇"))
    assert "是哪一个地区" in choice
    assert "牙叉镇" in choice


def test_the_rules_are_taken_along_as_a_table(county: Client) -> None:
    answer = county.get("/rules/?topic=人员配备&export=xlsx")
    cells = rows_of(answer.content)
    assert any("每个社工站至少配备3名驻站社工。" in row for row in cells)
    assert sum("人员配备" in row for row in cells) >= 5


def test_choosing_a_rule_needs_no_new_page_and_no_new_count(county: Client, pinned_queries: Pinned) -> None:
    county.get("/rules/")
    with pinned_queries("rules: a click"):
        part = county.get("/rules/?rule=sign.text", headers={"HX-Request": "true", "HX-Target": "book"})
    html = part.content.decode()
    assert html.startswith('<div class="book" id="book"')
    assert "白沙黎族自治县{乡镇}社会工作服务站" in html
    assert "<html" not in html


def test_a_page_asks_the_database_a_fixed_number_of_times(county: Client, pinned_queries: Pinned) -> None:
    for name, address in (
        ("book", "/rules/"),
        ("elsewhere", "/rules/?region=43"),
        ("paper", f"/rules/{PLAN}/"),
        ("catalogue", "/rules/catalogue/"),
        ("papers", "/rules/papers/"),
    ):
        with pinned_queries(f"rules: {name}"):
            county.get(address)


def test_documents_lie_on_one_another_and_the_narrower_one_wins(county: Client) -> None:
    said = text(county.get("/rules/?region=510107"))
    assert "文件怎么叠在一起" in said
    assert "成都" in said
    assert "四川" in said
    both = rules_of("51-sichuan/2021-service-system-pilot") & rules_of("5101-chengdu/2021-four-level-network")
    if both:
        assert "条被范围更小的文件替代" in said
        rule = min(both)
        broad = text(county.get(f"/rules/51-sichuan/2021-service-system-pilot/{rule}/?region=510107"))
        assert "本条在这里不用" in broad
        assert "替代了" in text(county.get(f"/rules/?region=510107&rule={rule}"))


# --- documents ----------------------------------------------------------------------------------------------------------


def form_of(told: object) -> object:
    """What a rule fills in, without the words themselves: two rules of one form are drawn by the same lines of the page."""
    if isinstance(told, BaseModel):
        return form_of(dict(told))
    if isinstance(told, Mapping):
        return tuple(sorted((str(key), repr(form_of(each))) for key, each in told.items() if each))
    if isinstance(told, Collection) and not isinstance(told, str):
        return tuple(sorted({repr(form_of(each)) for each in told}))
    return type(told).__name__


def told_apart() -> dict[str, list[str]]:
    """Document → those of its rules whose form no rule before them has; one ruled on elsewhere too is a form of its own."""
    found: dict[str, list[str]] = {pack.id: [] for pack in shelf()}
    times = Counter(rule.id for pack in shelf() for rule in pack.rules)
    seen = set()
    for pack in shelf():
        for rule in pack.rules:
            form = (type(rule).__name__, form_of(rule), times[rule.id] > 1)
            if form not in seen:
                seen.add(form)
                found[pack.id].append(rule.id)
    return found


TOLD_APART = told_apart()


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("pack", shelf(), ids=lambda pack: pack.id)
def test_every_form_of_rule_has_a_page_and_every_document_is_read_in_full(county: Client, pack: Pack) -> None:
    for rule in TOLD_APART[pack.id]:
        page = county.get(f"/rules/{pack.id}/{rule}/")
        assert page.status_code == 200, rule
    full = county.get(f"/rules/{pack.id}/").content.decode()
    assert full.count('<section class="card long"') == len(pack.passages)
    assert county.get(f"/rules/{pack.id}/changes/").status_code == 200
    assert county.get("/rules/", {"region": pack.region, "on": pack.since.isoformat()}).status_code == 200
    assert (
        county.get("/rules/catalogue/", {"region": pack.region, "on": pack.since.isoformat()}).status_code
        == 200
    )


@pytest.mark.requirement("R294", "R295", "R297", "R298")
def test_the_standard_price_shows_its_parts_its_payers_and_the_table_with_its_total(
    signed_in: Client,
) -> None:
    price = text(signed_in.get(f"/rules/{PLAN}/funding.station-year/"))
    assert "人力服务费用16.2万元" in price
    assert "新建当年：省级财政50%、县级财政50%" in price
    table = text(signed_in.get(f"/rules/{PLAN}/funding.county-total/"))
    assert "242.00" in table
    assert "178.20" in table
    assert "33" in table


def test_a_document_is_read_in_full_with_the_rules_beside_its_passages(signed_in: Client) -> None:
    page = signed_in.get(f"/rules/{PLAN}/")
    assert "为贯彻落实" not in text(page) or "一 工作目标" in text(page)
    assert "所据文本没有文号和印发日期" in text(page)
    assert page.content.decode().count("<mark>") > 20


def test_what_a_document_changed_against_the_one_before(signed_in: Client) -> None:
    said = text(signed_in.get("/rules/43-hunan/2021-three-gates-of-money/changes/"))
    assert "上一份：《" in said
    assert "它没有废止" in said
    assert "沿用" in said
    new = text(signed_in.get("/rules/43-hunan/2021-three-gates-of-money/changes/?kind=新增"))
    assert "经费不得" not in new
    assert "本地区没有更早的文件" in text(signed_in.get(f"/rules/{PLAN}/changes/"))


@pytest.mark.requirement("R300")
def test_the_list_of_services_of_the_region(signed_in: Client) -> None:
    page = signed_in.get("/rules/catalogue/")
    assert "共 30 项" in text(page)
    assert "政策宣传" in text(page)
    assert "1 项" in text(signed_in.get("/rules/catalogue/?q=养老-2"))
    assert "没有符合条件的服务" in text(signed_in.get("/rules/catalogue/?q=沙丁鱼"))
    assert "本地区尚无此项规定" in text(signed_in.get("/rules/catalogue/?region=110101"))
    cells = rows_of(signed_in.get("/rules/catalogue/?export=xlsx").content)
    assert sum(str(row[0]).startswith("养老-") for row in cells) >= 2


@pytest.mark.parametrize(
    "address",
    [
        "/rules/no/such/",
        "/rules/no/such/changes/",
        f"/rules/{PLAN}/no.such/",
        "/rules/no/such/staffing.resident-workers/",
    ],
)
def test_a_document_that_is_not_there(signed_in: Client, address: str) -> None:
    assert signed_in.get(address).status_code == 404


# --- the check of a new document ------------------------------------------------------------------------------------------


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def changed(name: str, was: str, becomes: str) -> bytes:
    """The example pack as a new document, with one thing in one sheet different."""
    files = {}
    for sheet in EXAMPLE.rglob("*"):
        if sheet.is_file():
            inside = sheet.relative_to(EXAMPLE).as_posix()
            content = sheet.read_text("utf-8")
            if inside == name:
                assert was in content
                content = content.replace(was, becomes, 1)
            if inside == "pack.yaml":
                content = content.replace('适用区划: "99"', '适用区划: "98"')
            files[f"98-trial/2026-standard/{inside}"] = content.encode()
    return zipped(files)


GOOD = changed("pack.yaml", "文件名称", "文件名称")


def sent(client: Client, data: bytes, name: str = "pack.zip") -> tuple[int, str]:
    answer = client.post("/rules/check/", {"pack": SimpleUploadedFile(name, data)})
    return answer.status_code, text(answer)


def test_a_good_document_is_answered_with_its_rules_and_examples(county: Client) -> None:
    before = shelf()
    status, said = sent(county, GOOD)
    assert status == 200
    assert "可以装上" in said
    assert "还差" in said, "the examples' answers"
    assert "make policy-install" in said
    assert shelf() == before, "looked at, not kept"
    assert "已有同名的文件夹" in sent(county, zip_folder(EXAMPLE))[1]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "文件是空的（0字节）"),
        (b"\0" * 2_000_001, "压缩包太大，最多2MB"),
        (b"this is no zip", "这不是能打开的zip压缩包"),
        (zipped({"../../etc/pack.yaml": b"x"}), "不能用，请直接压缩政策包的文件夹"),
        (zipped({"99-a/2024-a/notes.txt": b"x"}), "缺少pack.yaml"),
        (changed("rules/staffing.yaml", "数值:", "数直:"), "不认识“数直”，是不是“数值”？"),
        (changed("rules/staffing.yaml", "条款:", "条宽:"), "不认识“条宽”，是不是“条款”？"),
    ],
    ids=["empty", "large", "no zip", "leads elsewhere", "no head", "a word", "another word"],
)  # fmt: skip
def test_what_is_wrong_is_a_sentence_and_nothing_is_lost(county: Client, data: bytes, says: str) -> None:
    status, said = sent(county, data)
    assert status == 422
    assert says in said
    assert "没有影响正在用的规则" in said


def test_an_empty_file_and_one_of_two_hundred_megabytes_are_told_apart_from_none(county: Client) -> None:
    empty = SimpleUploadedFile("pack.zip", b"")
    empty.content_type = "application/zip"
    assert county.post("/rules/check/", {"pack": empty}).status_code == 422
    assert county.post("/rules/check/").status_code == 422


def test_a_zip_of_an_old_chinese_windows_is_read(county: Client) -> None:
    name = "98-trial/2026-standard/原文.md"
    theirs = name.encode("gbk")
    stand_in = "98-trial/2026-standard/" + "X" * (len(theirs) - len(b"98-trial/2026-standard/") - 3) + ".md"
    files = {}
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        for info in archive.infolist():
            files[stand_in if info.filename == name else info.filename] = archive.read(info)
    status, said = sent(county, zipped(files).replace(stand_in.encode(), theirs))
    assert status == 200, said
    assert "可以装上" in said


def test_an_example_whose_answer_differs_is_pointed_at(county: Client) -> None:
    status, said = sent(county, changed("cases.yaml", "结论: 还差", "结论: 多了"))
    assert status == 422
    assert "写的结论是" in said
    assert "处要改" in said


@pytest.mark.parametrize("role", ["worker", "station_head", "auditor"])
def test_checking_is_for_those_who_answer_for_a_region(world: World, client: Client, role: str) -> None:
    sign_in_as(client, world.account_of(role))
    assert client.get("/rules/check/").status_code == 403
    assert client.get("/rules/check/example.zip").status_code == 403
    assert "检查新文件" not in text(client.get("/rules/"))


def test_the_example_to_copy_from_is_itself_fit(county: Client) -> None:
    assert "六步" in text(county.get("/rules/check/"))
    answer = county.get("/rules/check/example.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    status, said = sent(county, answer.content)
    assert status == 200
    assert "示例省" in said


def test_several_offices_of_one_person_show_the_place_they_share(world: World, client: Client) -> None:
    sign_in_as(client, world.account("province", organisation=PROVINCE_BUREAU, region="46"))
    assert "这些地区有自己的文件" in text(client.get("/rules/"))
    assert "白沙黎族自治县" in text(client.get("/rules/"))


TWO_COUNTIES = """
适用区划: "{region}"
依据: {{文件名称: {name}探访办法（虚构）, 简称: {name}办法}}
施行日期: 2025-01-01
"""
VISITS = "- {{编号: visits.elderly, 规定: {name}的独居老人每月探访{times}次。, 条款: 第一条, 类型: 频次, 主题: 探访频次, 对象: [独居老人], 每: 月, 次数: {times}, 单位: 次}}"  # fmt: skip


@pytest.mark.usefixtures("held")
def test_the_chip_of_each_county_opens_that_countys_text_for_an_office_above_them(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = [
        build_pack(
            f"{region}-county/2025-visits",
            {
                "pack.yaml": TWO_COUNTIES.format(region=region, name=name).encode(),
                "rules/visits.yaml": VISITS.format(name=name, times=times).encode(),
            },
        )
        for region, name, times in (("469025", "白沙", 1), ("469026", "昌江", 2))
    ]
    only_these_packs(monkeypatch, packs)
    sign_in_as(client, world.account("province", organisation=PROVINCE_BUREAU, region="46"))
    for pack, place in zip(packs, ("白沙黎族自治县", "昌江黎族自治县"), strict=True):
        markup = Template("{% load yizhan %}{% clause rule %}").render(Context({"rule": pack.rules[0]}))
        chip = re.search('href="([^"]+)"', markup)
        assert chip is not None
        page = text(client.get(chip[1].replace("&amp;", "&")))
        assert pack.rules[0].says in page
        assert place in page
        assert "不生效" not in page
    kept = "{% load yizhan %}{% clause '办法 第一条' rule_id='visits.elderly' region=region on=day %}"
    for pack in packs:
        markup = Template(kept).render(Context({"region": pack.region, "day": date(2025, 3, 1)}))
        chip = re.search('href="([^"]+)"', markup)
        assert chip is not None
        page = text(client.get(chip[1].replace("&amp;", "&")))
        assert pack.rules[0].says in page
        assert "2025年3月1日" in page


# --- installing -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def held() -> object:
    before = book._shelf
    yield before
    book._shelf = before
    book._held.cache_clear()


@pytest.mark.usefixtures("held")
def test_a_new_document_counts_within_seconds_after_it_was_installed(
    tmp_path: Path, county: Client, settings: object
) -> None:
    packs = tmp_path / "packs"
    watch = Watch([*settings.PACK_FOLDERS, packs], pause=0)  # type: ignore[attr-defined]
    watch.open()
    assert not watch.look(), "nothing has changed"
    said = text(county.get("/rules/?region=98"))
    assert "本地区尚无此项规定" in said
    file = tmp_path / "new.zip"
    file.write_bytes(GOOD)
    told = io.StringIO()
    call_command("install_pack", str(file), "--into", str(packs), stdout=told)
    assert "装上了" in told.getvalue()
    assert watch.look()
    assert "每个社工站" in text(county.get("/rules/?region=98"))
    (packs / "98-trial" / "2026-standard" / "pack.yaml").write_text("适用区划: 猫", "utf-8")
    assert not watch.look(), "a wrong sheet changes nothing"
    assert "每个社工站" in text(county.get("/rules/?region=98"))


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "", "文件是空的"),
        (b"x" * 2_000_001, "", "压缩包太大"),
        (b"no zip", "", "这不是能打开的zip压缩包"),
        (changed("cases.yaml", "结论: 还差", "结论: 多了"), "", "写的结论是"),
        (zip_folder(EXAMPLE), "", "发布后的文件不再改动"),
        (GOOD, "97-other/2026-a", "应以适用区划98开头"),
        (GOOD, "98/../x", "不能作文件夹的名字"),
    ],
    ids=["empty", "large", "no zip", "example", "twice", "another region", "a way out"],
)  # fmt: skip
def test_what_the_check_refuses_is_not_installed(tmp_path: Path, data: bytes, name: str, says: str) -> None:
    file = tmp_path / "pack.zip"
    file.write_bytes(data)
    with pytest.raises(CommandError, match=says):
        call_command("install_pack", str(file), "--into", str(tmp_path / "packs"), "--name", name)
    assert not (tmp_path / "packs").exists()
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("install_pack", str(tmp_path / "no.zip"))


def test_a_zip_without_folders_is_named_by_whoever_installs_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        flat = {info.filename.split("/", 2)[2]: archive.read(info) for info in archive.infolist()}
    file = tmp_path / "pack.zip"
    file.write_bytes(zipped(flat))
    into = str(tmp_path / "packs")
    with pytest.raises(CommandError, match="请写上 --name"):
        call_command("install_pack", str(file), "--into", into)
    call_command(
        "install_pack", str(file), "--into", into, "--name", "98-trial/2026-flat", stdout=io.StringIO()
    )
    assert (tmp_path / "packs" / "98-trial" / "2026-flat" / "pack.yaml").is_file()
