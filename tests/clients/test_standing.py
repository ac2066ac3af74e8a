"""What is said of a client: classes, grades, consent, guardians, households."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.clients.conftest import Register
from tests.clients.folk import BOY, TODAY, UNCLE, fresh
from tests.people import (
    LI,
    QIFANG_STATION,
    SUPERVISOR,
    WANG,
    ZHAO,
)
from yizhan.clients.actions import (
    classify_client,
    end_guardianship,
    form_household,
    grade_client,
    join_household,
    leave_household,
    name_guardian,
    record_consent,
    unclassify_client,
    withdraw_consent,
)
from yizhan.clients.models import Client, ClientClass, Consent, Grading, Guardianship, Household
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7


@pytest.mark.refuses("clients.classify_client", "clients.unclassify_client")
def test_classes_that_cannot_be_are_refused(granny: Client) -> None:
    def say(**given: Any) -> ClientClass:
        facts: dict[str, Any] = {
            "actor": WANG,
            "client_id": granny.pk,
            "code": "DIBAO",
            "since_on": TODAY,
            "on": TODAY,
        }
        return classify_client(**(facts | given))

    for given, word in (
        ({"code": "ORPHAN"}, "未满18周岁"),
        ({"code": "NOPE"}, "没有这个对象类别"),
        ({"source": "NOPE"}, "来源"),
        ({"since_on": TODAY + timedelta(days=1)}, "今天以后"),
    ):
        with pytest.raises(Refused, match=word):
            say(**given)
    say()
    with pytest.raises(Refused, match="已是“低保”"):
        say()

    def end(**given: Any) -> ClientClass:
        facts: dict[str, Any] = {
            "actor": WANG,
            "client_id": granny.pk,
            "code": "DIBAO",
            "until_on": TODAY,
            "on": TODAY,
        }
        return unclassify_client(**(facts | given))

    for given, word in (
        ({"until_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"until_on": TODAY - timedelta(days=1)}, "早于认定日期"),
    ):
        with pytest.raises(Refused, match=word):
            end(**given)
    with pytest.raises(ClientClass.DoesNotExist):
        end(code="DISABLED")
    end()
    say()  # and again later


@pytest.mark.refuses("clients.grade_client")
@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"grade": "URGENT"}, "选择风险等级"),
        ({"reason": "  "}, "写明评定的依据"),
        ({"graded_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"graded_on": date(2020, 1, 1)}, "早于建档日期"),
        ({"event_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"graded_on": TODAY - timedelta(days=5), "event_on": TODAY}, "晚于评定日期"),
        ({"graded_on": TODAY - timedelta(days=30)}, "更晚的评定"),
    ],
)
def test_grades_that_cannot_be_are_refused(granny: Client, given: dict[str, Any], word: str) -> None:
    facts: dict[str, Any] = {
        "actor": WANG,
        "client_id": granny.pk,
        "grade": "LOW",
        "reason": "独居",
        "on": TODAY,
    }
    grade_client(**facts, graded_on=TODAY - timedelta(days=10))
    with pytest.raises(Refused, match=word):
        grade_client(**(facts | given))


def test_every_grade_is_kept_with_what_it_was_before(granny: Client) -> None:
    for grade in ("MEDIUM", "HIGH", "HIGH", "LOW"):
        grade_client(actor=SUPERVISOR, client_id=granny.pk, grade=grade, reason="走访评定", on=TODAY)
    assert [row.direction for row in Grading.objects.order_by("id")] == ["", "由中升高", "", "由高降低"]
    assert fresh(granny).grade == "LOW"


@pytest.mark.refuses("clients.record_consent", "clients.withdraw_consent")
def test_consent_is_an_answer_for_one_purpose_and_the_last_one_stands(
    granny: Client, register: Register
) -> None:
    facts: dict[str, Any] = {
        "actor": WANG,
        "purpose": "PHOTO",
        "given": True,
        "basis": "ORAL",
        "given_on": TODAY,
        "on": TODAY,
    }
    for given, word in (
        ({"purpose": "NOPE"}, "事项和方式"),
        ({"basis": "NOPE"}, "事项和方式"),
        ({"given_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"until_on": TODAY - timedelta(days=1)}, "到期日早于"),
        ({"basis": "GUARDIAN"}, "监护人姓名"),
    ):
        with pytest.raises(Refused, match=word):
            record_consent(**(facts | {"client_id": granny.pk} | given))
    first = record_consent(**facts, client_id=granny.pk, evidence="存档案盒3")
    second = record_consent(**(facts | {"given": False}), client_id=granny.pk)
    assert (Consent.objects.get(pk=first.pk).replaced, second.replaced) == (True, False)
    for consent in (first, second):
        with pytest.raises(Refused, match="没有可撤回的同意"):
            withdraw_consent(actor=WANG, consent_id=consent.pk, withdrawn_on=TODAY, on=TODAY)
    third = record_consent(**facts, client_id=granny.pk)
    with pytest.raises(Refused, match="撤回日期"):
        withdraw_consent(actor=WANG, consent_id=third.pk, withdrawn_on=TODAY + timedelta(days=1), on=TODAY)
    with pytest.raises(Consent.DoesNotExist):
        withdraw_consent(actor=LI, consent_id=third.pk, withdrawn_on=TODAY, on=TODAY)
    assert (
        withdraw_consent(actor=WANG, consent_id=third.pk, withdrawn_on=TODAY, on=TODAY).withdrawn_on == TODAY
    )
    boy = register(BOY, despite_duplicates=[granny.pk])
    with pytest.raises(Refused, match="监护人同意") as refusal:
        record_consent(**facts, client_id=boy.pk)
    assert refusal.value.clause == "个人信息保护法第三十一条"
    assert record_consent(**(facts | {"basis": "GUARDIAN", "by_name": "示例家长"}), client_id=boy.pk).given
    assert record_consent(**(facts | {"given": False}), client_id=boy.pk).given is False


def test_the_database_keeps_one_standing_answer(granny: Client) -> None:
    facts: dict[str, Any] = {
        "actor": WANG,
        "client_id": granny.pk,
        "purpose": "PHOTO",
        "given": True,
        "basis": "ORAL",
        "given_on": TODAY,
        "on": TODAY,
    }
    record_consent(**facts)
    record_consent(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(replaced=False)


@pytest.mark.refuses("clients.name_guardian", "clients.end_guardianship")
def test_guardians_are_adults_named_once(granny: Client, register: Register) -> None:
    boy = register(BOY, despite_duplicates=[granny.pk])
    facts: dict[str, Any] = {
        "actor": WANG,
        "client_id": boy.pk,
        "kind": "GRANDPARENT",
        "name": "测试奶奶",
        "from_on": TODAY,
        "on": TODAY,
    }
    for given, word in (
        ({"kind": "FRIEND"}, "监护关系"),
        ({"name": ""}, "没有填写姓名"),
        ({"phone": "12"}, "手机号"),
        ({"from_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"guardian_client_id": boy.pk}, "另一位成年人"),
    ):
        with pytest.raises(Refused, match=word):
            name_guardian(**(facts | given))
    named = name_guardian(**facts, guardian_client_id=granny.pk)
    with pytest.raises(Refused, match="已登记"):
        name_guardian(**facts)
    with pytest.raises(Refused, match="结束日期"):
        end_guardianship(actor=WANG, guardianship_id=named.pk, until_on=TODAY + timedelta(days=1), on=TODAY)
    end_guardianship(actor=WANG, guardianship_id=named.pk, until_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已经结束"):
        end_guardianship(actor=WANG, guardianship_id=named.pk, until_on=TODAY, on=TODAY)
    with pytest.raises(Guardianship.DoesNotExist):
        end_guardianship(actor=LI, guardianship_id=named.pk, until_on=TODAY, on=TODAY)


@pytest.mark.refuses("clients.form_household", "clients.join_household", "clients.leave_household")
def test_households_have_one_head_and_one_station(granny: Client, register: Register) -> None:
    boy = register(BOY, despite_duplicates=[granny.pk])
    far = register(UNCLE, actor=ZHAO, station_id=QIFANG_STATION)
    home = form_household(actor=WANG, client_id=granny.pk, on=TODAY)
    assert home.address == granny.address
    with pytest.raises(Refused, match="已在一户中"):
        form_household(actor=WANG, client_id=granny.pk, on=TODAY)
    join: dict[str, Any] = {"actor": WANG, "client_id": boy.pk, "household_id": home.pk, "on": TODAY}
    with pytest.raises(Refused, match="与户主的关系"):
        join_household(**join, relation=" ")
    with pytest.raises(Refused, match="已有户主"):
        join_household(**join, relation="户主")
    wide = Actor(
        id="x",
        label="x",
        grants=tuple(ZHAO.acting_for("clients.join_household", because_of="clients.view").grants),
    )
    with pytest.raises(Refused, match="别的站点"):
        join_household(**(join | {"actor": wide, "client_id": far.pk}), relation="侄子")
    with pytest.raises(Household.DoesNotExist):
        join_household(**(join | {"household_id": uuid7()}), relation="孙子")
    with pytest.raises(Refused, match="没有登记在任何一户"):
        leave_household(actor=WANG, client_id=boy.pk, on=TODAY)
    join_household(**join, relation="孙子")
    with pytest.raises(Refused, match="已在一户中"):
        join_household(**join, relation="孙子")
    with pytest.raises(Refused, match="户主迁出前"):
        leave_household(actor=WANG, client_id=granny.pk, on=TODAY)
    leave_household(actor=WANG, client_id=boy.pk, on=TODAY)
    leave_household(actor=WANG, client_id=granny.pk, on=TODAY)
    assert not home.members.exists()
