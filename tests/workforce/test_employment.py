"""Contract, insurance, pay, grade and letter of somebody employed: put on file, held against the region's paper."""

from datetime import date
from typing import Any

import pytest
from django.core.files.storage import default_storage

from tests.people import AUDITOR, FINANCE, HEAD, MANAGER, NEIGHBOUR_HEAD, QIAN, QIFANG_STATION, WANG, ZHAO
from tests.workforce.test_staff import enrolled
from tests.world import TODAY, World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.workforce.actions import (
    end_contract,
    end_insurance,
    enrol_worker,
    file_staff_paper,
    record_commitment,
    record_contract,
    record_insurance,
    record_month,
    record_pay,
    set_grade,
    void_pay,
    withdraw_staff_paper,
)
from yizhan.workforce.models import Commitment, Insurance, LabourContract, PayRecord, StaffPaper, Worker
from yizhan.workforce.queries.employment import (
    employment_file,
    employment_lines,
    month_sheet,
    pay_lines,
    read_staff_paper,
)
from yizhan.workforce.rules.employment import months_unpaid
from yizhan.workforce.rules.pay import pay_short

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 invented"
SIGNED = date(2026, 3, 10)


@pytest.fixture
def worker(world: World, staff_rules: None) -> Worker:
    return enrolled(committed_on=SIGNED)


def paid(worker: Worker, month: date, yuan: int = 4800, **given: Any) -> PayRecord:
    return record_pay(
        **{
            "actor": FINANCE,
            "worker_id": worker.pk,
            "month": month,
            "amount_fen": yuan * 100,
            "paid_on": month.replace(day=28),
            "voucher": "示例批次",
            "on": TODAY,
            **given,
        }
    )


def paper(worker: Worker, kind: str = "IDENTITY", content: bytes = PDF, **given: Any) -> StaffPaper:
    return file_staff_paper(
        **{
            "actor": MANAGER,
            "worker_id": worker.pk,
            "kind": kind,
            "dated_on": SIGNED,
            "on": TODAY,
            "file_name": "示例.pdf",
            "content": content,
            **given,
        }
    )


def states(worker: Worker, actor: Any = ZHAO) -> dict[str, str]:
    found = employment_file(actor=actor, worker=worker, on=TODAY)
    assert found is not None
    return {item.name: item.state for item in found.line.items}


@pytest.mark.requirement("R075", "R076", "R077", "R078")
def test_what_the_paper_asks_of_an_employment_is_missing_until_it_is_on_file(worker: Worker) -> None:
    assert states(worker) == {
        "劳动合同": "missing",
        "按月发放薪酬记录": "missing",
        "五险": "missing",
        "人事档案": "missing",
    }
    signed = paper(worker, "CONTRACT")
    record_contract(
        actor=MANAGER, worker_id=worker.pk, signed_on=SIGNED, first_on=worker.started_on,
        last_on=date(2028, 3, 14), on=TODAY, paper_id=signed.pk,
    )  # fmt: skip
    record_insurance(
        actor=MANAGER, worker_id=worker.pk, kinds=["PENSION", "MEDICAL", "UNEMPLOYMENT", "INJURY"],
        from_on=date(2026, 4, 1), on=TODAY,
    )  # fmt: skip
    for month in range(3, 10):
        paid(worker, date(2026, month, 1))
    paper(worker)
    assert states(worker) == {
        "劳动合同": "ok",
        "按月发放薪酬记录": "ok",
        "五险": "missing",
        "人事档案": "ok",
    }
    (line,) = employment_lines(actor=ZHAO, workers=[worker], on=TODAY)
    assert [item.says for item in line.missing] == ["还差生育保险"]
    record_insurance(actor=MANAGER, worker_id=worker.pk, kinds=["MATERNITY"], from_on=TODAY, on=TODAY)
    assert not employment_lines(actor=ZHAO, workers=[worker], on=TODAY)[0].missing


@pytest.mark.refuses("workforce.record_contract")
def test_a_contract_that_cannot_be_is_refused(worker: Worker) -> None:
    days: dict[str, Any] = {
        "signed_on": SIGNED,
        "first_on": worker.started_on,
        "last_on": date(2027, 3, 14),
        "on": TODAY,
    }
    record_contract(actor=MANAGER, worker_id=worker.pk, **days)
    for given, says in (
        ({}, "时间重叠"),
        ({"first_on": date(2027, 3, 15), "last_on": date(2027, 3, 1)}, "晚于起始"),
        ({"signed_on": date(2027, 1, 1)}, "不能晚于今天"),
    ):
        with pytest.raises(Refused, match=says):
            record_contract(actor=MANAGER, worker_id=worker.pk, **{**days, **given})
    record_contract(
        actor=MANAGER, worker_id=worker.pk, **{**days, "first_on": date(2027, 3, 15), "last_on": None}
    )
    for actor in (HEAD, WANG, ZHAO, AUDITOR):
        with pytest.raises(NotAllowed):
            record_contract(actor=actor, worker_id=worker.pk, **days)


@pytest.mark.refuses("workforce.end_contract", "workforce.end_insurance")
def test_a_contract_and_an_insurance_end_with_a_day_and_stay_on_file(worker: Worker) -> None:
    contract = record_contract(
        actor=MANAGER, worker_id=worker.pk, signed_on=SIGNED, first_on=worker.started_on, on=TODAY
    )
    with pytest.raises(Refused, match="原因"):
        end_contract(actor=MANAGER, contract_id=contract.pk, ended_on=TODAY, because=" ", on=TODAY)
    with pytest.raises(LabourContract.DoesNotExist):
        end_contract(
            actor=MANAGER.__class__(MANAGER.id, MANAGER.label, MANAGER.grants, None),
            contract_id=contract.pk, ended_on=TODAY, because="示例", on=TODAY,
        )  # fmt: skip
    end_contract(actor=MANAGER, contract_id=contract.pk, ended_on=TODAY, because="双方商定", on=TODAY)
    with pytest.raises(Refused, match="已于"):
        end_contract(actor=MANAGER, contract_id=contract.pk, ended_on=TODAY, because="再来", on=TODAY)
    record_insurance(actor=MANAGER, worker_id=worker.pk, kinds=["PENSION"], from_on=SIGNED, on=TODAY)
    one = Insurance.objects.get()
    with pytest.raises(Refused, match="核对"):
        end_insurance(actor=MANAGER, insurance_id=one.pk, until_on=date(2026, 1, 1), on=TODAY)
    assert end_insurance(actor=MANAGER, insurance_id=one.pk, until_on=TODAY, on=TODAY).until_on == TODAY
    with pytest.raises(Refused, match="停缴"):
        end_insurance(actor=MANAGER, insurance_id=one.pk, until_on=TODAY, on=TODAY)


@pytest.mark.refuses("workforce.record_insurance")
def test_an_insurance_is_paid_once(worker: Worker) -> None:
    record_insurance(actor=FINANCE, worker_id=worker.pk, kinds=["INJURY"], from_on=SIGNED, on=TODAY)
    for given, says in (
        ({"kinds": ["INJURY"]}, "工伤保险已登记"),
        ({"kinds": []}, "勾选"),
        ({"kinds": ["PENSION"], "from_on": date(2027, 1, 1)}, "不能晚于今天"),
    ):
        facts: dict[str, Any] = {"actor": FINANCE, "worker_id": worker.pk, "from_on": SIGNED, "on": TODAY}
        with pytest.raises(Refused, match=says):
            record_insurance(**(facts | given))


@pytest.mark.refuses("workforce.file_staff_paper", "workforce.withdraw_staff_paper")
def test_a_personnel_file_is_enciphered_and_a_paper_taken_out_stays(worker: Worker) -> None:
    one = paper(worker)
    with default_storage.open(str(one.file.name)) as stored:
        assert b"PDF" not in stored.read()
    assert read_staff_paper(actor=ZHAO, paper_id=one.pk)[1] == PDF
    assert paper(worker) == one, "the same file once more is the same paper"
    for given, says in (
        ({"kind": "SECRET"}, "什么材料"),
        ({"content": b"MZ"}, "内容却不是"),
        ({"dated_on": date(2027, 1, 1)}, "不能晚于今天"),
    ):
        with pytest.raises(Refused, match=says):
            paper(worker, **given)
    with pytest.raises(Refused, match="为什么"):
        withdraw_staff_paper(actor=MANAGER, paper_id=one.pk, because="", on=TODAY)
    withdraw_staff_paper(actor=MANAGER, paper_id=one.pk, because="传错文件", on=TODAY)
    with pytest.raises(Refused, match="已于"):
        withdraw_staff_paper(actor=MANAGER, paper_id=one.pk, because="传错文件", on=TODAY)
    assert StaffPaper.objects.count() == 1


@pytest.mark.parametrize("actor", [HEAD, WANG, NEIGHBOUR_HEAD, QIAN], ids=lambda each: each.label)
def test_pay_is_seen_by_the_agency_the_county_and_an_auditor_alone(worker: Worker, actor: Any) -> None:
    slip = paper(worker, "PAY")
    paid(worker, date(2026, 9, 1), paper_id=slip.pk)
    found = employment_file(actor=actor, worker=worker, on=TODAY)
    assert found is None or (not found.pay and not found.grades and not found.papers)
    with pytest.raises(StaffPaper.DoesNotExist):
        read_staff_paper(actor=actor, paper_id=slip.pk)
    for reader in (FINANCE, ZHAO, AUDITOR):
        seen = employment_file(actor=reader, worker=worker, on=TODAY)
        assert seen is not None
        assert [line.record.amount_fen for line in seen.pay] == [480_000]


@pytest.mark.refuses("workforce.record_pay", "workforce.void_pay")
def test_a_month_is_paid_once_and_a_wrong_line_is_struck_out(worker: Worker) -> None:
    wrong = paid(worker, date(2026, 9, 1), 480)
    for given, says in (
        ({"month": date(2026, 9, 1)}, "已经登记"),
        ({"month": date(2025, 9, 1)}, "不在岗"),
        ({"month": date(2026, 10, 1), "amount_fen": 0}, "大于零"),
        ({"month": date(2026, 10, 1), "amount_fen": 48_000_000}, "单位"),
        ({"month": date(2026, 10, 1), "voucher": " "}, "凭证号"),
        ({"month": date(2026, 10, 1), "paid_on": date(2026, 12, 1)}, "不能晚于今天"),
        ({"month": date(2026, 10, 1), "paid_on": date(2026, 9, 1)}, "早于所属月份"),
    ):
        facts: dict[str, Any] = {"yuan": 4800, **given}
        with pytest.raises(Refused, match=says):
            paid(worker, **facts)
    with pytest.raises(NotAllowed):
        paid(worker, date(2026, 10, 1), actor=ZHAO)
    with pytest.raises(Refused, match="为什么"):
        void_pay(actor=FINANCE, pay_id=wrong.pk, because="", on=TODAY)
    void_pay(actor=FINANCE, pay_id=wrong.pk, because="少写一个零", on=TODAY)
    with pytest.raises(Refused, match="已于"):
        void_pay(actor=FINANCE, pay_id=wrong.pk, because="少写一个零", on=TODAY)
    paid(worker, date(2026, 9, 1))
    assert [line.record.voided_on for line in pay_lines(actor=ZHAO, workers=[worker])[worker.pk]].count(
        None
    ) == 1


@pytest.mark.refuses("workforce.record_month")
def test_a_month_of_the_agency_is_noted_at_once_or_not_at_all(worker: Worker) -> None:
    month = date(2026, 9, 1)
    (row,) = month_sheet(actor=FINANCE, month=month, last=date(2026, 9, 30))
    assert (row.paid, row.proposed_fen) == (None, None)
    facts: dict[str, Any] = {
        "actor": FINANCE, "month": month, "paid_on": date(2026, 9, 28), "voucher": "示例批次", "on": TODAY,
    }  # fmt: skip
    with pytest.raises(Refused, match=r"示例五：.*大于零"):
        record_month(amounts={worker.pk: 0}, **facts)
    with pytest.raises(Refused, match="至少填一个人"):
        record_month(amounts={}, **facts)
    assert not PayRecord.objects.exists()
    record_month(amounts={worker.pk: 480_000}, **facts)
    (row,) = month_sheet(actor=FINANCE, month=date(2026, 10, 1), last=date(2026, 10, 31))
    assert row.proposed_fen == 480_000, "the amount of the month before is proposed"


@pytest.mark.requirement("R224")
@pytest.mark.refuses("workforce.set_grade")
def test_grades_are_added_and_pay_below_them_is_named(worker: Worker) -> None:
    give: dict[str, Any] = {"actor": MANAGER, "worker_id": worker.pk, "reason": "新聘", "on": TODAY}
    set_grade(grade="社工一级", from_on=worker.started_on, **give)
    for given, says in (
        ({"grade": "社工九级", "from_on": TODAY}, "岗位等级里选"),
        ({"grade": "社工二级", "from_on": worker.started_on}, "在它之后"),
        ({"grade": "社工二级", "from_on": date(2026, 1, 1)}, "早于到岗"),
        ({"grade": "社工二级", "from_on": TODAY, "reason": ""}, "依据"),
    ):
        with pytest.raises(Refused, match=says):
            set_grade(**{**give, **given})
    set_grade(grade="社工二级", from_on=date(2026, 9, 1), **{**give, "reason": "考核合格"})
    paid(worker, date(2026, 8, 1), 4500)
    paid(worker, date(2026, 9, 1), 4500)
    paid(worker, date(2026, 3, 1), 2000)
    lines = pay_lines(actor=ZHAO, workers=[worker])[worker.pk]
    assert [[each.says for each in line.short] for line in lines] == [
        ["低于岗级“社工二级”的4,800.00元，差300.00元"],
        [],
        [],
    ], "a month begun in its midst is not judged"


def test_where_the_scale_is_not_known_nobody_is_graded(world: World) -> None:
    worker = enrolled()
    with pytest.raises(Refused, match="尚无岗位等级的规定"):
        set_grade(
            actor=MANAGER, worker_id=worker.pk, grade="社工一级", from_on=TODAY, reason="新聘", on=TODAY
        )


def test_pay_below_the_lowest_is_named() -> None:
    assert pay_short(amount_fen=100, whole_month=False) == ()
    (short,) = pay_short(amount_fen=100, whole_month=True, grade="社工一级", grade_amount_fen=450_000)
    assert short.says.startswith("低于岗级")


def test_a_month_is_unpaid_once_the_next_is_over() -> None:
    facts: dict[str, Any] = {
        "started_on": date(2026, 8, 20),
        "ended_on": None,
        "paid_months": {date(2026, 8, 1)},
    }
    assert months_unpaid(on=date(2026, 10, 31), **facts) == ()
    assert months_unpaid(on=date(2026, 11, 1), **facts) == (date(2026, 9, 1),)


@pytest.mark.requirement("R238")
@pytest.mark.refuses("workforce.record_commitment")
def test_nobody_enters_without_her_letter_where_the_paper_asks_for_one(
    world: World, staff_rules: None
) -> None:
    with pytest.raises(Refused, match=r"入职前要先签“公益服务承诺书”.*第三条"):
        enrolled()
    with pytest.raises(Refused, match="之前签"):
        enrolled(committed_on=TODAY)
    worker = enrolled(committed_on=SIGNED)
    assert Commitment.objects.get(worker=worker).paper is None
    letter = paper(worker, "COMMITMENT")
    with pytest.raises(Refused, match="日期不改"):
        record_commitment(actor=HEAD, worker_id=worker.pk, signed_on=TODAY, on=TODAY)
    told = record_commitment(actor=HEAD, worker_id=worker.pk, signed_on=SIGNED, on=TODAY, paper_id=letter.pk)
    assert told.paper == letter
    with pytest.raises(NotAllowed):
        record_commitment(actor=WANG, worker_id=worker.pk, signed_on=SIGNED, on=TODAY)


@pytest.mark.requirement("R251")
def test_a_second_project_is_refused_with_the_clause_of_the_paper(worker: Worker) -> None:
    with pytest.raises(Refused, match="不能同时在几个项目任职（第四条）") as no:
        enrol_worker(
            actor=ZHAO, station_id=QIFANG_STATION, name="示例五",
            id_number=worker.id_number, education="COLLEGE", post="RESIDENT", started_on=TODAY, on=TODAY,
            committed_on=TODAY,
        )  # fmt: skip
    assert "人员管理办法" in no.value.clause
