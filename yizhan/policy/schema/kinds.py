"""All rule kinds by their word. A new kind is one class here, one paragraph in 词汇.md, one test."""

from __future__ import annotations

from yizhan.policy.schema.frames import Frame
from yizhan.policy.schema.measures import AtLeast, AtMost, Listing, Required, Share, Wording
from yizhan.policy.schema.money import Bands, Price
from yizhan.policy.schema.people import Duty, Eligibility
from yizhan.policy.schema.scales import Scale
from yizhan.policy.schema.scoring import Consequence, Indicator, Weights
from yizhan.policy.schema.sheets import ReportSheet
from yizhan.policy.schema.surveys import Survey
from yizhan.policy.schema.times import Deadline, Frequency, Target
from yizhan.policy.schema.units import UnitMinimum
from yizhan.policy.schema.warnings import WarningRule

AnyRule = (
    AtLeast | AtMost | Share | Deadline | Frequency | Required | Listing | Eligibility | Price | Bands
    | Weights | Indicator | Wording | Target | Consequence | Duty | ReportSheet | Scale | UnitMinimum | Frame | Survey
    | WarningRule
)  # fmt: skip

KINDS: dict[str, type[AnyRule]] = {
    kind.KIND: kind
    for kind in (
        AtLeast, AtMost, Share, Deadline, Frequency, Required, Listing, Eligibility, Price, Bands,
        Weights, Indicator, Wording, Target, Consequence, Duty, ReportSheet, Scale, UnitMinimum, Frame, Survey,
        WarningRule,
    )
}  # fmt: skip
