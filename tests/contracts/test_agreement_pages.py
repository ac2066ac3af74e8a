"""The pages of agreements: the county draws one up and signs it, both sides follow progress and payments."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from tests.conftest import Pinned
from tests.contracts.deals import PDF, draft, signed
from tests.contracts.test_indicators import LINES
from tests.contracts.years import project
from tests.people import (
    AGENCY,
    BAISHA,
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    MANAGER,
    QIFANG_STATION,
    YACHA_STATION,
    ZHAO,
)
from tests.world import TODAY, World, sign_in_as
from yizhan.access.models import User
from yizhan.contracts.actions import (
    IndicatorLine,
    approve_payment,
    close_project,
    deduct,
    end_agreement,
    meet_condition,
    pay_instalment,
    request_payment,
    set_indicators,
    terminate_agreement,
)
from yizhan.contracts.models import (
    Agreement,
    Indicator,
    IndicatorShare,
    Instalment,
    InstalmentCondition,
    UpwardFiling,
)

pytestmark = pytest.mark.django_db


def manager(world: World) -> User:
    return world.account("agency_manager", organisation=AGENCY, region=BAISHA)


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:800]
    return answer.content.decode()


@pytest.mark.requirement("R250")
@pytest.mark.requirement("R071")
@pytest.mark.requirement("R109")
def test_the_county_draws_up_an_agreement_with_indicators_and_payments_and_signs_it(
    world: World, client: Client
) -> None:
    sign_in_as(client, world.account_of("county"))
    of = project()
    new = page(client, f"/contracts/{of.pk}/agreements/new/")
    assert 'value="220000"' in new, "what the region's paper says of a station's year is written already"
    given = {
        "provider_id": str(AGENCY), "amount": "44万", "first_on": "2026-07-01", "last_on": "2027-06-30",
        "cycle_first_on": "2026-07-01", "cycle_last_on": "2029-06-30", "clause_0": "探访、个案、小组",
        f"heads_{YACHA_STATION.hex}": "3", f"money_{YACHA_STATION.hex}": "22万",
        f"heads_{QIFANG_STATION.hex}": "3", f"money_{QIFANG_STATION.hex}": "210000",
    }  # fmt: skip
    wrong = client.post(f"/contracts/{of.pk}/agreements/new/", given)
    assert wrong.status_code == 422
    assert "差 10,000.00 元" in wrong.content.decode()
    made = client.post(
        f"/contracts/{of.pk}/agreements/new/", given | {f"money_{QIFANG_STATION.hex}": "220,000"}
    )
    one = Agreement.objects.get()
    assert made["Location"] == f"/contracts/agreements/{one.pk}/"
    home = f"/contracts/agreements/{one.pk}/"
    page(client, f"{home}edit/")
    page(client, f"{home}indicators/")
    client.post(
        f"{home}indicators/",
        {"metric_0": "services.visits", "kind_0": "CONTENT", "total_0": "731", "metric_1": "-", "name_1": "督导时长",
         "unit_1": "小时", "kind_1": "HOURS", "total_1": "80"},
    )  # fmt: skip
    assert list(Indicator.objects.order_by("position").values_list("name", "metric")) == [
        ("探访", "services.visits"), ("督导时长", ""),
    ]  # fmt: skip
    assert sum(share.target for share in Indicator.objects.get(name="探访").shares.all()) == 731
    client.post(
        f"{home}payments/plan/",
        {"name_0": "第一期", "amount_0": "17.6万", "waits_0": "协议生效、人员到岗", "name_1": "第二期",
         "amount_1": "26.4万", "due_1": "2026-12-10", "waits_1": "中期报告，发票、中期评估结果"},
    )  # fmt: skip
    assert list(InstalmentCondition.objects.order_by("instalment__number", "position").values_list("kind", flat=True)) == [
        "IN_FORCE", "STAFF_ON_SITE", "REPORT", "INVOICE", "EVALUATION",
    ]  # fmt: skip
    assert "登记签订" in page(client, home)
    client.post(f"{home}sign", {"number": "示例2026-1", "signed_on": "2026-06-24"})
    told = page(client, home)
    assert "履行中" in told
    assert "本地区尚无此项规定" in told, "白沙's paper names no day for the copy"
    client.post(f"{home}file")
    assert UpwardFiling.objects.get().subject_id == one.pk
    chain = page(client, f"/contracts/{of.pk}/")
    for word in ("签订协议", "服务进行", "付款", "是否续签"):
        assert word in chain
    paper = client.get(f"{home}agreement.docx")
    words = "\n".join(each.text for each in Document(BytesIO(paper.content)).paragraphs)
    assert "探访、个案、小组" in words
    assert "{" not in words


@pytest.mark.requirement("R252")
@pytest.mark.requirement("R249", "R177")
def test_progress_stands_beside_the_days_of_the_service_year(world: World, client: Client) -> None:
    one = draft()
    set_indicators(actor=ZHAO, agreement_id=one.pk, lines=LINES)
    sign_in_as(client, manager(world))
    assert "还在拟订" in page(client, f"/contracts/{one.project_id}/indicators")
    signed(one.project)
    two = Agreement.objects.get(state="SIGNED")
    set_indicators(actor=ZHAO, agreement_id=two.pk, lines=LINES)
    panel = page(client, f"/contracts/{one.project_id}/indicators")
    assert "竖线：今天应到" in panel
    assert "/reports/figure" in panel or "services.visits" in panel, "the figure opens its records"
    assert "本地区尚无此项规定，只列数字" in panel
    assert "七坊镇社工站" in page(client, f"/contracts/agreements/{two.pk}/progress/")
    assert client.get(f"/contracts/agreements/{two.pk}/progress/?export=xlsx")["Content-Type"].endswith(
        "sheet"
    )
    hours = Indicator.objects.get(agreement=two, name="督导时长")
    assert "登记完成数" in page(client, f"/contracts/indicators/{hours.pk}/")
    told = client.post(
        f"/contracts/indicators/{hours.pk}/",
        {"station_id": str(YACHA_STATION), "value": "12", "counted_to_on": "2026-11-01",
         "file": SimpleUploadedFile("督导.pdf", PDF)},
    )  # fmt: skip
    assert told.status_code == 302
    share = hours.shares.get(station_id=YACHA_STATION)
    assert client.get(f"/contracts/shares/{share.pk}/months/").status_code == 403
    sign_in_as(client, world.account_of("county"))
    months = page(client, f"/contracts/shares/{share.pk}/months/")
    assert "2026年7月" in months
    client.post(f"/contracts/shares/{share.pk}/months/", {"how": "typed", "m_2026-07": "40"})
    share.refresh_from_db()
    assert share.months["2026-07"] == "40"


def test_a_payment_goes_from_the_agency_to_the_county_and_into_the_ledger(
    world: World, client: Client
) -> None:
    one = signed()
    first = Instalment.objects.get(agreement=one, number=1)
    home = f"/contracts/agreements/{one.pk}/payments/"
    sign_in_as(client, manager(world))
    assert "申请付款" in page(client, f"/contracts/{one.project_id}/payments")
    assert "先申请第1期" in page(client, home)
    client.post(f"/contracts/instalments/{first.pk}/request")
    report = InstalmentCondition.objects.get(kind="REPORT")
    page(client, f"/contracts/conditions/{report.pk}/")
    client.post(
        f"/contracts/conditions/{report.pk}/",
        {"met_on": "2026-11-02", "file": SimpleUploadedFile("中期报告.pdf", PDF)},
    )
    report.refresh_from_db()
    assert report.met_on == date(2026, 11, 2)
    sign_in_as(client, world.account_of("county"))
    assert "审核通过" in page(client, home)
    client.post(f"/contracts/instalments/{first.pk}/return", {"because": "发票抬头不对"})
    assert "发票抬头不对" in page(client, home)
    sign_in_as(client, manager(world))
    client.post(f"/contracts/instalments/{first.pk}/request")
    sign_in_as(client, world.account_of("county"))
    page(client, f"/contracts/agreements/{one.pk}/deductions/new/")
    client.post(
        f"/contracts/agreements/{one.pk}/deductions/new/",
        {"kind": "DEDUCTION", "instalment_id": str(first.pk), "amount": "1,000", "because": "缺岗", "clause": "协议第九条"},
    )  # fmt: skip
    client.post(f"/contracts/instalments/{first.pk}/approve")
    client.post(f"/contracts/instalments/{first.pk}/pay", {})
    first.refresh_from_db()
    assert (first.state, first.paid_fen) == ("PAID", 17_500_000)
    told = page(client, home)
    assert "已入账" in told
    assert "实付 175,000.00 元" in told


@pytest.mark.requirement("R250")
def test_the_county_changes_renews_and_ends_on_the_page(world: World, client: Client) -> None:
    one = signed()
    home = f"/contracts/agreements/{one.pk}/"
    visits = IndicatorLine(
        "CONTENT", "探访", {YACHA_STATION: Decimal(365), QIFANG_STATION: Decimal(365)}, "", "次"
    )
    set_indicators(actor=ZHAO, agreement_id=one.pk, lines=[visits])
    sign_in_as(client, world.account_of("county"))
    form = page(client, f"{home}vary/")
    assert "第三期" in form
    target = IndicatorShare.objects.get(station_id=YACHA_STATION)
    box = f"target_{target.indicator_id.hex}_{YACHA_STATION.hex}"
    assert f'name="{box}" value="365"' in form
    rows = {row.number: row for row in Instalment.objects.filter(agreement=one)}
    given = {
        "kind": "VARIATION", "from_on": "2026-12-01", "because": "加一人", "amount": "450000",
        f"heads_{YACHA_STATION.hex}": "4", f"money_{YACHA_STATION.hex}": "230000",
        f"heads_{QIFANG_STATION.hex}": "3", f"money_{QIFANG_STATION.hex}": "220000",
        box: "480", f"pay_{rows[1].pk.hex}": "176000", f"pay_{rows[2].pk.hex}": "176000", f"pay_{rows[3].pk.hex}": "98000",
    }  # fmt: skip
    assert client.post(f"{home}vary/", given | {"because": " "}).status_code == 422
    assert client.post(f"{home}vary/", given).status_code == 302
    assert "金额 440,000.00 元 → 450,000.00 元" in page(client, home)
    target.refresh_from_db()
    assert target.target == 480, "a target is changed on the page, by the variation alone"
    assert "由县里决定" in page(client, f"{home}renewal/") or "重要参考依据" in page(
        client, f"{home}renewal/"
    )
    client.post(f"{home}renewal/", {"result": "合格", "passed": "yes", "allowed": "yes"})
    client.post(f"{home}renew", {"name": "2027—2028年度乡镇社工站项目"})
    assert Agreement.objects.get(follows=one).project.name == "2027—2028年度乡镇社工站项目"
    assert client.post(f"{home}end").status_code == 422
    assert (
        client.post(f"{home}terminate", {"ended_on": "2026-11-10", "because": "政策调整"}).status_code == 302
    )
    assert "已终止" in page(client, home)
    assert "没有申请的付款共" in page(client, f"{home}payments/")
    sheet = SimpleUploadedFile("结算单.pdf", PDF)
    told = {"amount": "4.8万", "because": "7月至10月，按每月1.2万元", "settled_on": "2026-11-19"}
    assert client.post(f"{home}payments/settle/", told).status_code == 422, (
        "the sheet both signed is asked for"
    )
    assert client.post(f"{home}payments/settle/", told | {"file": sheet}).status_code == 302
    assert "改结算" in page(client, f"{home}payments/")


def test_an_agreement_of_the_neighbouring_county_is_not_found(world: World, client: Client) -> None:
    one = signed()
    sign_in_as(
        client, world.account("county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="qian")
    )
    for place in ("", "progress/", "payments/", "renewal/", "vary/", "agreement.docx"):
        assert client.get(f"/contracts/agreements/{one.pk}/{place}").status_code == 404
    for place in ("indicators", "payments"):
        assert client.get(f"/contracts/{one.project_id}/{place}").status_code == 404


def test_what_waits_stands_on_the_home_of_whoever_has_to_do_it(world: World, client: Client) -> None:
    one = signed()
    first = Instalment.objects.get(agreement=one, number=1)
    sign_in_as(client, manager(world))
    assert "申请第一期付款" in page(client, "/")
    client.post(f"/contracts/instalments/{first.pk}/request")
    assert "申请第一期付款" not in page(client, "/")
    sign_in_as(client, world.account_of("county"))
    assert "审核付款申请：第一期" in page(client, "/")


def test_the_project_page_asks_the_database_no_more_than_pinned(
    world: World, client: Client, pinned_queries: Pinned
) -> None:
    one = signed()
    set_indicators(actor=ZHAO, agreement_id=one.pk, lines=LINES)
    sign_in_as(client, world.account_of("county"))
    for name, url in (
        ("contracts: project", f"/contracts/{one.project_id}/"),
        ("contracts: indicators", f"/contracts/{one.project_id}/indicators"),
        ("contracts: payments", f"/contracts/{one.project_id}/payments"),
    ):
        page(client, url)
        with pinned_queries(name):
            page(client, url)


@pytest.mark.requirement("R250")
def test_the_mid_term_and_final_report_are_filled_in_from_the_records(world: World, client: Client) -> None:
    one = signed()
    visits = IndicatorLine(
        "CONTENT", "探访", {YACHA_STATION: Decimal(365), QIFANG_STATION: Decimal(365)}, "services.visits"
    )
    set_indicators(actor=ZHAO, agreement_id=one.pk, lines=[visits])
    sign_in_as(client, manager(world))
    home = f"/contracts/agreements/{one.pk}/"
    assert "中期、末期报告" in page(client, home)
    shown = page(client, f"{home}report/?until=2026-10-31")
    assert "2026年10月31日" in shown
    assert "本期支出" in shown
    answer = client.get(f"{home}report.docx?kind=final")
    paper = Document(BytesIO(answer.getvalue()))
    words = "\n".join(
        [line.text for line in paper.paragraphs]
        + [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    )
    assert "末期工作报告" in words
    assert "探访" in words
    assert "{{" not in words


@pytest.mark.requirement("R242")
def test_the_form_offers_only_what_can_be_kept_back_or_fetched_back(world: World, client: Client) -> None:
    """Nothing paid: only kept back; paid in part: both; all paid: only fetched back, and the form says why."""
    of = signed()
    county = sign_in_as(client, world.account_of("county"))
    new = reverse("deduction-new", args=[of.pk])
    before = page(county, new)
    assert "还没有付过款，没有可以追回的" in before
    assert "追回</option>" not in before
    assert "第一期（176,000.00 元）" in before

    def pay(one: Instalment) -> None:
        for condition in one.conditions.exclude(kind__in=("IN_FORCE", "STAFF_ON_SITE")):
            meet_condition(
                actor=ZHAO, condition_id=condition.pk, met_on=TODAY, on=TODAY, file_name="材料.pdf",
                content=PDF + str(condition.pk).encode(),
            )  # fmt: skip
        request_payment(actor=MANAGER, instalment_id=one.pk, on=TODAY)
        approve_payment(actor=ZHAO, instalment_id=one.pk, on=TODAY)
        pay_instalment(actor=ZHAO, instalment_id=one.pk, paid_on=TODAY, on=TODAY)

    first, *others = Instalment.objects.filter(agreement=of).order_by("number")
    pay(first)
    deduct(
        actor=ZHAO, agreement_id=of.pk, kind="DEDUCTION", instalment_id=others[0].pk, amount_fen=5_00,
        because="缺岗", clause="协议第九条", on=TODAY,
    )  # fmt: skip
    between = page(county, new)
    assert "已扣 5.00 元）" in between
    assert "第一期（" not in between
    assert 'data-when="kind" data-is="DEDUCTION">' in between
    assert 'data-when="kind" data-is="DEDUCTION" hidden>' in page(county, new + "?kind=RECOVERY")
    for one in others:
        pay(one)
    after = page(county, new)
    assert "没有还要付的期次，扣不了，只能追回" in after
    assert "从哪一期扣" not in after
    assert "扣减</option>" not in after
    end_agreement(actor=ZHAO, agreement_id=of.pk, on=date(2027, 8, 1))
    close_project(actor=ZHAO, project_id=of.project_id, closing_on=date(2027, 8, 1), on=date(2027, 8, 1))
    assert "这个年度已关账" in page(county, new)
    assert new not in page(county, reverse("agreement-payments", args=[of.pk]))


def test_a_terminated_agreement_keeps_nothing_back_from_what_is_no_longer_paid(
    world: World, client: Client
) -> None:
    of = signed()
    terminate_agreement(actor=ZHAO, agreement_id=of.pk, ended_on=date(2026, 10, 31), because="违约", on=TODAY)
    shown = page(sign_in_as(client, world.account_of("county")), reverse("deduction-new", args=[of.pk]))
    assert "现在不能扣减、追回" in shown
    assert "第一期" not in shown


def test_an_agreement_whose_first_day_is_to_come_does_not_run_yet(world: World, client: Client) -> None:
    of = signed(first_on=date(2027, 6, 1), cycle_first_on=date(2027, 6, 1))
    shown = page(sign_in_as(client, world.account_of("county")), reverse("agreement", args=[of.pk]))
    assert ("已签订，还没开始" in shown) == (localdate() < date(2027, 6, 1))
