"""Experts are named for a party of a round with what they declare, and may leave again."""

from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions.rounds_ground import _said, _step, _stop
from yizhan.oversight.models import Round, RoundExpert, RoundStep
from yizhan.oversight.queries.rounds import round_for
from yizhan.oversight.queries.teams import operators_of, parties_to_name_for
from yizhan.oversight.rules.rounds import PROCESS
from yizhan.oversight.rules.teams import NAME, RELEASE, Member, naming_problem
from yizhan.privacy.action import action


@action(NAME, facts=("round_id", "party_id", "on"), subject="round_id")
def name_expert(
    *, actor: Actor, round_id: UUID, party_id: UUID, member: Member, declared: bool, on: date
) -> RoundExpert:
    """Put an expert on the team of a party. Whoever declares a tie to those who are judged is on file and stands aside.

    declared  she said that nothing ties her; not needed where a tie is written

    Refused             something is missing, no declaration, her unit runs a station of the round, not being scored any more
    Round.DoesNotExist  out of reach; of another commissioned evaluator
    """
    round_ = Round.objects.select_for_update().get(pk=round_for(actor=actor, round_id=round_id).pk)
    PROCESS.step(round_.state, NAME)
    party = next(
        (each for each in parties_to_name_for(actor=actor, round_=round_) if each.pk == party_id), None
    )
    if party is None:
        raise Round.DoesNotExist
    _stop(
        naming_problem(member=member, declared=declared, operators=operators_of(round_)), "oversight.expert"
    )
    made = RoundExpert.objects.create(
        round=round_,
        region_code=round_.region_code,
        party=party,
        name=member.name.strip()[:40],
        title=member.title.strip()[:40],
        unit=member.unit.strip()[:80],
        field=member.field.strip()[:20],
        conflict=member.conflict.strip(),
        aside=bool(member.conflict.strip()),
        declared_on=on,
        by_label=actor.label[:120],
    )
    said = f"{party.name}：{made.field}，" + ("有利害关系，回避" if made.aside else "声明没有利害关系")
    _step(round_, actor, RoundStep.Kind.TEAM, on, said)
    return made


@action(RELEASE, facts=("expert_id", "on"), subject="expert_id")
def release_expert(*, actor: Actor, expert_id: UUID, because: str, on: date) -> RoundExpert:
    """An expert leaves the team; she stays on file.

    Refused                   no reason, left already, not being scored any more
    RoundExpert.DoesNotExist  of another party, out of reach
    """
    found = RoundExpert.objects.visible_to(actor, RELEASE).get(pk=expert_id)
    round_ = Round.objects.select_for_update().get(pk=found.round_id)
    PROCESS.step(round_.state, RELEASE)
    expert = RoundExpert.objects.select_for_update(of=("self",)).select_related("party").get(pk=found.pk)
    if expert.left_on is not None:
        raise Refused("这位成员已经退出。", code="oversight.expert")
    expert.left_on, expert.left_because = on, _said(because, "请写明为什么退出。")[:200]
    expert.save(update_fields=["left_on", "left_because"])
    _step(
        round_,
        actor,
        RoundStep.Kind.TEAM,
        on,
        f"{expert.party.name}：{expert.field}退出，{expert.left_because}",
    )
    return expert
