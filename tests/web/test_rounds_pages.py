"""The pages of evaluation, as the office, a third party and a station's side use them."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from tests.contracts.deals import signed
from tests.oversight import rounds_world as here
from tests.people import AGENCY, BAISHA, BAISHA_BUREAU, HEAD, QIFANG, QIFANG_STATION, YACHA_STATION, ZHAO
from tests.query_counts import counting
from tests.world import NOW, TODAY, World, sign_in_as
from yizhan.access.actions import register_organisation
from yizhan.access.queries import actor_for
from yizhan.access.roles import founder
from yizhan.contracts.models import InstalmentCondition
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import file_result, object_to_result, tell_results
from yizhan.oversight.models import Objection, Round, RoundStation, Sheet
from yizhan.oversight.queries.results import year_result
from yizhan.oversight.rules.rounds import Mark
from yizhan.web.oversight.round_station import _sums
from yizhan.web.templatetags.oversight_rounds import held, met

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def papers() -> Iterator[None]:
    with here.details_of_baisha():
        yield


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def typed(sheet: Sheet, **changed: str) -> dict[str, Any]:
    """The form of a sheet as a judge fills it in."""
    given: dict[str, Any] = {"seen": str(sheet.version)}
    round_ = sheet.round_station.round
    for line, mark in here.all_scored(round_, sheet).items():
        given |= {
            f"p:{line}": "" if mark.points is None else str(mark.points),
            f"n:{line}": mark.note,
            f"c:{line}": mark.cannot,
            f"t:{line}": list(mark.ticks) or ["-"],
        }
    return given | changed


def test_the_county_prepares_a_round_and_the_third_party_scores_and_seals(
    world: World, client: Client
) -> None:
    here.offices()
    today = localdate()
    judge = world.account("evaluator", organisation=here.EVALUATORS, region=BAISHA)
    sign_in_as(client, world.account_of("county"))
    assert "还没有组织过评估" in page(client, "/oversight/rounds/")
    form = {
        "round_id": str(uuid7()), "scheme": "社工站运营评估", "word": "中期", "first_on": str(today - timedelta(days=90)),
        "last_on": str(today), "due_on": str(today + timedelta(days=9)), "chosen": "SAMPLE", "size": "1", "name": "",
    }  # fmt: skip
    assert client.post("/oversight/rounds/new/", form | {"size": ""}).status_code == 422
    made = client.post("/oversight/rounds/new/", form)
    assert made.status_code == 302, page(client, "/oversight/rounds/")
    round_ = Round.objects.get()
    home = f"/oversight/rounds/{round_.pk}/"
    assert round_.seed in page(client, home)
    refused = client.post(f"{home}open/")
    assert refused.status_code == 422
    assert "还没有确定由哪个单位评分" in refused.content.decode()
    party = round_.parties.get(name="第三方机构")
    client.post(
        f"{home}party/",
        {
            "party": str(party.pk), "kind": "OFFICE", "organisation_id": str(here.EVALUATORS), "from_on": str(today),
            "to_on": str(today + timedelta(days=9)),
        },
    )  # fmt: skip
    lacking = "第三方机构的评估组还缺业务专家、财务专家、行业专家，补齐以前不能封存"
    assert lacking in page(client, home), "said before anybody is asked to score"
    assert client.post(f"{home}open/").status_code == 302
    assert "给2026年中期评估评分" in page(client, "/")

    sign_in_as(client, judge)
    row = round_.stations.get()
    station = f"{home}stations/{row.pk}/"
    assert lacking in page(client, station)
    member = {"party": str(party.pk), "name": "示例甲", "title": "会计师", "unit": "示例所"}
    for field in ("财务专家", "业务专家", "行业专家"):
        assert client.post(f"{home}expert/", member | {"field": field}).status_code == 422
        assert client.post(f"{home}expert/", member | {"field": field, "declared": "yes"}).status_code == 302
    assert "专业齐全" in page(client, home)
    assert "还差 4 项未评，不能封存" in page(client, station)
    with counting("oversight: score sheet"):
        client.get(station)
    sheet = Sheet.objects.get(round_station=row, party__name="第三方机构")
    wrong = client.post(f"{station}sheet/", typed(sheet, **{"p:evaluation.indicator.money-1": "五分"}))
    assert wrong.status_code == 422
    assert "“五分”不是数字" in wrong.content.decode()
    saved = client.post(f"{station}sheet/", typed(sheet), headers={"HX-Request": "true"})
    assert "草稿保存于" in saved.content.decode()
    assert 'name="seal"' in saved.content.decode(), "the button comes to life"
    sheet.refresh_from_db()
    assert client.post(f"{station}sheet/", typed(sheet, seal="yes")).status_code == 302
    shown = page(client, station)
    assert "拆封前谁也看不到分" in shown
    assert "收回我的评分" in shown
    word = client.get(f"{station}sheet.docx")
    assert word["Content-Type"].endswith("wordprocessingml.document")
    lines = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{station}sheet.xlsx").content))
    told = "\n".join(str(cell) for line in lines.get_sheet_by_index(0).to_python() for cell in line)
    assert "示例甲（财务专家，示例所）" in told
    assert "第三方机构（示例椰风评估中心，权重 60%，得分 —）　评分人签字：" in told
    assert "站点签收" in told

    sign_in_as(client, world.account_of("county"))
    exported = client.get(f"{home}?export=xlsx")
    assert exported["Content-Type"].endswith("sheet")
    assert "9.00" not in page(client, home)


def test_results_side_by_side_then_the_station_reads_and_objects(world: World, client: Client) -> None:
    here.offices()
    round_ = here.all_in(here.opened())
    home = f"/oversight/rounds/{round_.pk}/"
    sign_in_as(client, world.account_of("county"))
    with counting("oversight: rounds"):
        client.get("/oversight/rounds/")
    with counting("oversight: round"):
        client.get(home)
    shown = page(client, home)
    assert "40.23" in shown
    assert "中位数" in shown
    assert "合格线：待定" in shown
    row = round_.stations.get(station_id=YACHA_STATION)
    mine = f"{home}stations/{row.pk}/"
    head = world.account_of("station_head")
    sign_in_as(client, head)
    assert client.get(home).status_code == 404
    assert client.get(mine).status_code == 404
    sign_in_as(client, world.account_of("county"))
    assert client.post(f"{home}tell/", {"until_on": str(localdate() + timedelta(days=7))}).status_code == 302
    assert "复算，结果全部一致" in client.post(f"{home}verify/", follow=True).content.decode()
    sign_in_as(client, head)
    assert "有异议的，这天前提出" in page(client, "/")
    listed = page(client, "/oversight/rounds/?sort=due")
    assert f'提异议 <span class="num">{localdate() + timedelta(days=7)}</span>' in listed
    assert "评分 <span" not in listed, "the day of scoring is over and done"
    assert "40.23" in page(client, mine)
    other = round_.stations.get(station_id=QIFANG_STATION)
    assert client.get(f"{home}stations/{other.pk}/").status_code == 404
    given = {"objection_id": str(uuid7()), "line": "", "what": "两份档案没有看到"}
    assert client.post(f"{mine}object/", given).status_code == 302
    assert client.post(f"{mine}object/", given).status_code == 302, "sent twice"
    objection = Objection.objects.get()
    assert "评估异议等民政部门答复" in page(client, "/")
    assert "整个结果" in page(client, "/oversight/objections/")
    other_head = world.account(
        "station_head", organisation=AGENCY, region=QIFANG, station=QIFANG_STATION, username="other.head"
    )
    sign_in_as(client, other_head)
    assert "没有提过异议" in page(client, "/oversight/objections/")
    sign_in_as(client, world.account_of("county"))
    waits = f"/oversight/objections/?state=OPEN&amp;round={round_.pk}"
    assert waits in page(client, "/")
    assert waits in page(client, home)
    with counting("oversight: objections"):
        assert "1 件等答复" in page(client, waits.replace("&amp;", "&"))
    assert client.get("/oversight/objections/?export=xlsx")["Content-Type"].endswith("sheet")
    assert "两份档案没有看到" in page(client, mine)
    answered = client.post(
        f"{mine}decide/", {"objection": str(objection.pk), "upheld": "no", "answer": "看过，档案在册，照旧"}
    )
    assert answered.status_code == 302
    assert "定结果" in page(client, home)


@pytest.mark.requirement("R175", "R264")
def test_a_frame_without_points_says_what_was_not_seen_and_what_to_do(world: World, client: Client) -> None:
    hunan = UUID("01900000-0000-7000-8000-000000000043")
    register_organisation(
        actor=founder(),
        kind="PROVINCE",
        organisation_id=hunan,
        name="示例湖南厅",
        region_code="43",
        credit_code="",
    )
    sign_in_as(client, world.account("province", organisation=hunan, region="43", username="hunan"))
    shown = page(client, "/oversight/rounds/new/")
    assert "星级社工站评审" in shown
    assert "指南全文、二级和三级指标、各一级指标的分值没有见到" in shown
    assert "分值和下级指标没有见到" in shown
    assert "把指标和分值写成政策包" in shown


def test_plus_points_stand_beside_the_base_points_on_a_sheet() -> None:
    def row(points: str, sort: str, most: str) -> Any:
        return SimpleNamespace(
            own=Mark(Decimal(points)), item=SimpleNamespace(sort=sort, points=Decimal(most))
        )

    rows = [row("8", "基础", "10"), row("3", "加分", "5"), row("1", "扣分", "5")]
    rows.append(
        SimpleNamespace(own=Mark(cannot="没有记录"), item=SimpleNamespace(sort="基础", points=Decimal(20)))
    )
    shown: Any = SimpleNamespace(rows=rows, scheme=SimpleNamespace(plus_cap=Decimal(2)))
    assert _sums(shown) == {
        "given": 8, "of": 10, "most": 30, "plus": 2, "most_plus": 2, "minus": 1,
    }  # fmt: skip


def test_a_bureau_whose_only_officer_scored_is_told_who_may_answer_and_the_colleague_answers(
    world: World, client: Client
) -> None:
    here.offices()
    lone = world.account_of("county")
    round_ = here.opened()
    for row in round_.stations.all():
        town = here.YACHA_TOWN if row.station_id == YACHA_STATION else here.QIFANG_TOWN
        here.sealed(here.JUDGE, round_, "第三方机构", row.station_id)
        here.sealed(actor_for(user=lone, on=TODAY), round_, "县民政局", row.station_id)
        here.sealed(town, round_, "乡镇", row.station_id)
    tell_results(actor=ZHAO, round_id=round_.pk, on=TODAY, at=NOW, until_on=TODAY + timedelta(days=7))
    row = round_.stations.get(station_id=YACHA_STATION)
    made = object_to_result(actor=HEAD, round_station_id=row.pk, what="两份档案没有看到", on=TODAY, at=NOW)
    mine = f"/oversight/rounds/{round_.pk}/stations/{row.pk}/"
    sign_in_as(client, lone)
    shown = page(client, mine)
    assert "能答复的账号一个也没有" in shown
    assert "照上面更正" not in shown
    second = world.account("county", organisation=BAISHA_BUREAU, region=BAISHA, username="second.officer")
    assert f"能答复的有：{second.display_name}（" in page(client, mine)
    sign_in_as(client, second)
    assert "照上面更正" in page(client, mine)
    given = {"objection": str(made.pk), "upheld": "no", "answer": "看过，档案在册，照旧"}
    assert client.post(f"{mine}decide/", given).status_code == 302


@pytest.mark.requirement("R318")
def test_a_settled_result_goes_into_the_condition_of_a_payment_and_into_the_renewal(
    world: World, client: Client
) -> None:
    here.offices()
    of = signed()
    round_ = here.opened(project_id=of.project_id)
    condition = InstalmentCondition.objects.get(name="中期评估结果")
    with pytest.raises(Refused, match="结果还没有定"):
        file_result(actor=ZHAO, round_id=round_.pk, condition_id=condition.pk, on=TODAY)
    assert year_result(agreement=of) is None
    here.settled(round_)
    sign_in_as(client, world.account_of("county"))
    home = f"/oversight/rounds/{round_.pk}/"
    shown = page(client, home)
    assert "把结果放进去" in shown
    for address in (
        f"/contracts/agreements/{of.pk}/renewal/",
        f"/contracts/{of.project_id}/money/subsidies/",
    ):
        assert address in shown, "where it is acted on"
        assert client.get(address).status_code == 200
    early = client.post(f"{home}file/", {"condition": str(condition.pk)})
    assert early.status_code == 422, "settled on a day to come: the paper is not dated before it is there"
    file_result(actor=ZHAO, round_id=round_.pk, condition_id=condition.pk, on=here.LATER)
    condition.refresh_from_db()
    assert condition.paper is not None
    assert condition.paper.file_name.endswith("结果.xlsx")
    told = year_result(agreement=of)
    assert told is not None
    assert (told.rounds[0].average, told.points) == (Decimal("40.23"), None)
    assert "还没有末期的结果" in told.why
    assert "40.23 分" in page(client, f"/contracts/agreements/{of.pk}/renewal/")


def test_where_no_paper_gives_points_a_result_is_read_as_clauses_met() -> None:
    row = RoundStation(total=Decimal("14.00"), outcome={"parties": [{"of": "16"}]})
    assert held(row) == "14 / 16"
    assert [met(mark) for mark in (Mark(Decimal(1)), Mark(Decimal(0)), Mark(cannot="不适用"), Mark())] == [
        "达标", "没达标", "没法对照", "—",
    ]  # fmt: skip
