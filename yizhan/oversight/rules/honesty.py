"""What an evaluation or a ranking may never take points for: figures that go up because somebody wrote the truth down.

The reasons and what else follows stand in docs/adr/0130.
"""

from collections.abc import Iterable

from yizhan.oversight.rules.scoring import Item
from yizhan.policy.schema.scoring import Consequence, Indicator

HONEST = frozenset(
    {
        "clients.high_risk",
        "clients.needs_open",
        "clients.safety_net",
        "clients.ungraded",
        "services.administrative_tasks",
        "services.follow_ups_open",
        "services.referrals",
        "services.refused_tasks",
        "services.visits_in_vain",
    }
)
"""Figures that a station could lower by not writing things down."""


def punishes_honesty(rule: object) -> bool:
    """Whether an indicator takes points, or gives fewer, the more of such a figure is on record."""
    if not isinstance(rule, Indicator) or rule.measure not in HONEST:
        return False
    backwards = rule.zero_at is not None and rule.full_at is not None and rule.zero_at > rule.full_at
    return backwards or rule.full_at == 0 or rule.sort == "扣分"


def honesty_problems(items: Iterable[Item], *, contest: bool, follows: Iterable[object]) -> list[str]:
    """Why a scheme cannot be used, as sentences."""
    said = [
        f"“{item.name}”按“登记得越多得分越少”计分，如实登记的站会吃亏；请改用别的指标。"
        for item in items
        if punishes_honesty(item.rule)
    ]
    if contest:
        said += [
            f"名次不能带来不利的后果：{rule.says}"
            for rule in follows
            if isinstance(rule, Consequence) and rule.leaning == "不利"
        ]
    return said
