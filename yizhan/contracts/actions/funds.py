"""What a source promises to a project is written down, and its falling away with the reason."""

from datetime import date
from uuid import UUID

from yizhan.contracts.actions.ground import _open_project, _stop
from yizhan.contracts.models import Entry, Fund
from yizhan.contracts.rules.funds import cap_problem, caps_of, sources_of
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.money import yuan
from yizhan.privacy.action import action

NOTE = "contracts.note_fund"
WITHDRAW = "contracts.withdraw_fund"


@action(
    NOTE, facts=("project_id", "fund_id", "planned_fen", "basis_fen", "rule_id", "on"), subject="project_id"
)
def note_fund(
    *,
    actor: Actor,
    project_id: UUID,
    source: str,
    planned_fen: int,
    on: date,
    payer: str = "",
    purpose: str = "",
    matching: bool = False,
    basis_fen: int | None = None,
    rule_id: str = "",
    document: str = "",
    fund_id: UUID | None = None,
) -> Fund:
    """Write down what a source gives; where the document speaks of a share of a basis, the sum is held against it.

    basis_fen, rule_id  what the share is taken of, and the rule (funding.cap, funding.share) that speaks of it

    Refused  accounts closed, a source that a closed list does not name, no amount, the same source of the same payer
             twice, more (or less) than the share allows; the clause is named
    """
    project = _open_project(actor, NOTE, project_id)
    source, payer, purpose = source.strip()[:40], payer.strip()[:40], purpose.strip()[:80]
    known = sources_of(region_code=project.region_code, on=on)
    if not source:
        raise Refused("请选资金来源。", code="contracts.no-source")
    if source not in known.words and not known.open:
        raise Refused(
            f"“{source}”不在本地区文件列出的资金来源里：{'、'.join(known.words)}。",
            code="contracts.source-unknown",
            clause=known.rules[0].source,
        )
    if planned_fen <= 0:
        raise Refused("安排的金额要大于零。", code="contracts.amount")
    cap = next(
        (each for each in caps_of(region_code=project.region_code, on=on) if each.rule.id == rule_id), None
    )
    if rule_id and cap is None:
        raise Refused("本地区尚无此项规定，不能按它核对。", code="contracts.no-rule")
    if cap is not None:
        if not basis_fen or basis_fen <= 0:
            raise Refused(f"请填“{cap.basis}”是多少元。", code="contracts.no-basis")
        together = planned_fen + sum(
            Fund.objects.filter(
                project=project, withdrawn_on=None, rule=cap.rule.ref, basis_fen=basis_fen
            ).values_list("planned_fen", flat=True)
        )
        problem = cap_problem(cap, fen=together, basis_fen=basis_fen)
        _stop(problem, "contracts.over-share", clause=cap.rule.source)
    twice = Fund.objects.filter(
        project=project, source=source, payer=payer, purpose=purpose, withdrawn_on=None
    ).first()
    if twice is not None:
        raise Refused(
            f"{payer}{source}已经登记过 {yuan(twice.planned_fen)} 元；要改金额，请先撤销原来的一条。",
            code="contracts.source-twice",
        )
    return Fund.objects.create(
        id=fund_id or uuid7(),
        project=project,
        region_code=project.region_code,
        source=source,
        payer=payer,
        purpose=purpose,
        planned_fen=planned_fen,
        matching=matching,
        basis=cap.basis[:60] if cap else "",
        basis_fen=basis_fen if cap else None,
        rule=cap.rule.ref if cap else "",
        clause=cap.rule.source[:200] if cap else "",
        document=document.strip()[:80],
        noted_on=on,
        noted_by=actor.label[:120],
    )


@action(WITHDRAW, facts=("fund_id", "on"), subject="fund_id")
def withdraw_fund(*, actor: Actor, fund_id: UUID, because: str, on: date) -> Fund:
    """A source gives nothing after all, or was written down wrongly; it stays on file with the reason.

    Refused  accounts closed, no reason, withdrawn already, or money of it has arrived and stands
    """
    found = Fund.objects.visible_to(actor, WITHDRAW).get(pk=fund_id)
    _open_project(actor, WITHDRAW, found.project_id)
    fund = Fund.objects.locked(actor, WITHDRAW, fund_id)
    if fund.withdrawn_on is not None:
        raise Refused(f"这一条已于 {fund.withdrawn_on:%Y年%m月%d日} 撤销。", code="contracts.fund-withdrawn")
    if not because.strip():
        raise Refused("请写明为什么撤销，例如“指标调整”。", code="contracts.reason-missing")
    arrived = Entry.objects.filter(
        project_id=fund.project_id, kind=Entry.Kind.ALLOCATED, source=fund.source, purpose=fund.purpose
    ).fen()
    same = Fund.objects.filter(
        project_id=fund.project_id, source=fund.source, purpose=fund.purpose, withdrawn_on=None
    ).count()
    if arrived and same == 1:
        raise Refused(
            f"“{fund.source}”已到位 {yuan(arrived)} 元，不能撤销；要退回，请先冲销到账。",
            code="contracts.money-arrived",
        )
    fund.withdrawn_on, fund.withdrawn_because = on, because.strip()[:120]
    fund.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return fund
