"""Agreements for the tests of contracts, made by actions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.contracts.years import FIRST, LAST, project
from tests.people import AGENCY, QIFANG_STATION, YACHA_STATION, ZHAO
from yizhan.contracts.actions import (
    PaymentLine,
    StationLine,
    draft_agreement,
    plan_instalments,
    sign_agreement,
)
from yizhan.contracts.models import Agreement, Project

SIGNED = date(2026, 6, 24)
YUAN = 100
PDF = b"%PDF-1.7\n%evidence\n"
TWO: Sequence[StationLine] = (
    StationLine(YACHA_STATION, 3, 220_000 * YUAN),
    StationLine(QIFANG_STATION, 3, 220_000 * YUAN),
)
PLAN: Sequence[PaymentLine] = (
    PaymentLine("第一期", 176_000 * YUAN, date(2026, 7, 10), [("IN_FORCE", "协议生效")]),
    PaymentLine(
        "第二期",
        176_000 * YUAN,
        date(2026, 12, 10),
        [("REPORT", "中期报告"), ("INVOICE", "发票"), ("EVALUATION", "中期评估结果")],
    ),
    PaymentLine("第三期", 88_000 * YUAN, date(2027, 7, 10), [("EVALUATION", "末期评估结果")]),
)


def draft(of: Project | None = None, **given: Any) -> Agreement:
    """440,000 yuan for 牙叉镇 and 七坊镇, in the first year of three."""
    facts: dict[str, Any] = {
        "actor": ZHAO,
        "project_id": (of or project()).pk,
        "provider_id": AGENCY,
        "stations": TWO,
        "amount_fen": 440_000 * YUAN,
        "first_on": FIRST,
        "last_on": LAST,
        "cycle_first_on": FIRST,
        "cycle_last_on": date(2029, 6, 30),
    }
    return draft_agreement(**(facts | given))


def signed(of: Project | None = None, *, number: str = "示例2026-1", **given: Any) -> Agreement:
    """The same, with its payments planned, signed on 24 June by both sides."""
    made = draft(of, **given)
    if made.amount_fen == 440_000 * YUAN:
        plan_instalments(actor=ZHAO, agreement_id=made.pk, lines=PLAN)
    return sign_agreement(
        actor=ZHAO, agreement_id=made.pk, number=number, signed_on=SIGNED, on=date(2026, 11, 20)
    )
