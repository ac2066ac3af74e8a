"""An agency's yearly financial report is approved and frozen for the public; taken off, it stays on file."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.contracts.ledger import LAST, WAN, Ground, agreed_project
from tests.people import AUDITOR, FINANCE, MANAGER, QIAN, ZHAO
from tests.world import World, sign_in_as
from yizhan.contracts.actions import (
    book,
    publish_statement,
    return_money_statement,
    send_money_statement,
)
from yizhan.contracts.models import MoneyStatement
from yizhan.disclosure.actions import publish, withdraw
from yizhan.disclosure.models import Snapshot, SnapshotIsFrozen
from yizhan.disclosure.queries import public_of
from yizhan.disclosure.rules import PublicLine, hidden
from yizhan.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
AFTER = date(2027, 7, 20)


@pytest.fixture
def ground(world: World) -> Ground:
    return agreed_project()


def spent(ground: Ground, fen: int, on: date) -> None:
    book(
        actor=FINANCE, project_id=ground.project.pk, agreement_id=ground.agreement.pk, kind="SPENT", amount_fen=fen,
        heading="人力服务费用", what="工资", moved_on=LAST, on=on,
    )  # fmt: skip


def sent(ground: Ground, kind: str = "YEAR", month: date | None = None) -> MoneyStatement:
    return send_money_statement(
        actor=FINANCE, agreement_id=ground.agreement.pk, kind=kind, month=month, on=AFTER
    )


def test_few_people_are_hidden_and_money_never_is() -> None:
    told, count = hidden(
        [PublicLine("驻站社工", "3", "人"), PublicLine("活动", "4", "场"), PublicLine("探访", "120", "人次"),
         PublicLine("没有", "0", "人"), PublicLine("支出", "3", "元")]
    )  # fmt: skip
    assert [line["value"] for line in told] == ["少于5", "4", "120", "0", "3"]
    assert count == 1


@pytest.mark.refuses("contracts.publish_statement")
@pytest.mark.refuses("disclosure.withdraw")
@pytest.mark.requirement("R404")
def test_the_county_approves_a_years_report_and_it_never_changes(ground: Ground) -> None:
    spent(ground, 8 * WAN, AFTER)
    one = sent(ground)
    for actor in (MANAGER, AUDITOR):
        with pytest.raises(NotAllowed):
            publish_statement(actor=actor, statement_id=one.pk, on=AFTER)
    with pytest.raises(MoneyStatement.DoesNotExist):
        publish_statement(actor=QIAN, statement_id=one.pk, on=AFTER)
    with pytest.raises(Refused, match="只公开年度财务报告"):
        publish_statement(actor=ZHAO, statement_id=sent(ground, "MONTH", LAST).pk, on=AFTER)
    told = publish_statement(actor=ZHAO, statement_id=one.pk, on=AFTER)
    lines = {line["label"]: line["value"] for line in told.body["lines"]}
    assert (lines["本期支出"], lines["其中：人力服务费用"], lines["驻站社工"]) == (
        "80,000.00",
        "80,000.00",
        "少于5",
    )
    assert public_of(region_code=one.region_code) == [told]
    with pytest.raises(Refused, match="已经公开"):
        publish_statement(actor=ZHAO, statement_id=one.pk, on=AFTER)
    spent(ground, WAN, AFTER)
    told.refresh_from_db()
    assert {line["label"]: line["value"] for line in told.body["lines"]} == lines, (
        "the books moved, what was told did not"
    )
    for change in (
        told.save,
        told.delete,
        lambda: Snapshot.objects.update(title="别的"),
        Snapshot.objects.all().delete,
    ):
        with pytest.raises(SnapshotIsFrozen):
            change()
    sent(ground)
    with pytest.raises(Refused, match="新的一份"):
        publish_statement(actor=ZHAO, statement_id=one.pk, on=AFTER)
    for actor, error in ((MANAGER, NotAllowed), (QIAN, Snapshot.DoesNotExist)):
        with pytest.raises(error):
            withdraw(actor=actor, snapshot_id=told.pk, because="数字有误", on=AFTER)
    with pytest.raises(Refused, match="请写明为什么撤下"):
        withdraw(actor=ZHAO, snapshot_id=told.pk, because=" ", on=AFTER)
    withdraw(actor=ZHAO, snapshot_id=told.pk, because="数字有误", on=AFTER)
    assert not public_of(region_code=one.region_code)
    with pytest.raises(Refused, match="已经撤下"):
        withdraw(actor=ZHAO, snapshot_id=told.pk, because="数字有误", on=AFTER)


@pytest.mark.refuses("disclosure.publish")
def test_nothing_is_published_elsewhere_and_nothing_returned(ground: Ground) -> None:
    spent(ground, WAN, AFTER)
    one = sent(ground)
    given: dict[str, Any] = {
        "kind": "x", "subject_id": one.pk, "of": "甲", "title": "乙", "first_on": AFTER, "last_on": AFTER, "on": AFTER,
        "region_code": one.region_code,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        publish(actor=MANAGER, **given, lines=[PublicLine("a", "1")])
    with pytest.raises(Refused, match="不在您的辖区"):
        publish(actor=QIAN, **given, lines=[PublicLine("a", "1")])
    with pytest.raises(Refused, match="没有可以公开"):
        publish(actor=ZHAO, **given, lines=[])
    return_money_statement(actor=ZHAO, statement_id=one.pk, because="少一笔", on=AFTER)
    with pytest.raises(Refused, match="已退回"):
        publish_statement(actor=ZHAO, statement_id=one.pk, on=AFTER)


def test_the_county_publishes_and_takes_off_on_the_pages(
    ground: Ground, world: World, client: Client
) -> None:
    spent(ground, 8 * WAN, AFTER)
    one = sent(ground)
    county = sign_in_as(client, world.account_of("county"))
    home = reverse("contract-statement", args=[ground.project.pk, ground.agreement.pk, "year"])
    assert "核定并公开" in county.get(home).content.decode()
    assert county.post(reverse("contract-statement-publish", args=[one.pk])).status_code == 302
    told = Snapshot.objects.get()
    page = county.get(reverse("contract-public", args=[told.pk])).content.decode()
    assert "80,000.00" in page
    assert "公开中" in page
    assert "看公开的内容" in county.get(home).content.decode()
    off = reverse("contract-public-withdraw", args=[told.pk])
    assert county.post(off, {"because": "数字有误"}).status_code == 302
    assert "撤下：数字有误" in county.get(home).content.decode()
