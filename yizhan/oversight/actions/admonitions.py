"""A station or an agency is written to, spoken with, named in a notice; each thing asked for becomes a finding."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions.findings import open_finding
from yizhan.oversight.actions.findings_ground import _numbered, _stop, _tell_other_side, _whom
from yizhan.oversight.models import Admonition, Inspection
from yizhan.oversight.rules.findings import OPEN
from yizhan.oversight.rules.inspections import ADMONISH, ADMONITION, ANSWER, LONGEST, admonishing_problem
from yizhan.privacy.action import action


@action(
    ADMONISH,
    facts=("admonition_id", "station_id", "organisation_id", "kind", "given_on"),
    subject="admonition_id",
)
def admonish(
    *,
    actor: Actor,
    kind: str,
    receiver: str,
    content: str,
    given_on: date,
    on: date,
    at: datetime,
    station_id: UUID | None = None,
    organisation_id: UUID | None = None,
    inspection_id: UUID | None = None,
    answer_by_on: date | None = None,
    asks: Sequence[str] = (),
    mend_by_on: date | None = None,
    admonition_id: UUID | None = None,
) -> Admonition:
    """A letter, an interview or a notice; each thing asked for becomes a finding.

    asks     what is to be put right, one finding each
    mend_by_on  of what is asked for; None: as long as the region's paper gives

    Refused  no such kind; nobody addressed; no words; a day to come
    Source   rule `rectification.ways`
    """
    if admonition_id and (
        known := Admonition.objects.visible_to(actor, ADMONISH).filter(pk=admonition_id).first()
    ):
        return known
    if kind not in Admonition.Kind.values:
        raise Refused("请选择发函、约谈还是通报。", code="oversight.admonition-kind")
    _stop(
        admonishing_problem(
            content=content, receiver=receiver, given_on=given_on, answer_by_on=answer_by_on, on=on
        ),
        "oversight.admonition-incomplete",
    )
    seen = Inspection.objects.visible_to(actor, ADMONISH).get(pk=inspection_id) if inspection_id else None
    station, answers, region = _whom(actor, ADMONISH, station_id=station_id, organisation_id=organisation_id)
    made = Admonition.objects.create(
        id=admonition_id or uuid7(),
        number=_numbered(Admonition, "督", region, given_on.year),
        region_code=region,
        station=station,
        organisation_id=answers,
        kind=kind,
        state=ADMONITION.step("", ADMONISH).end,
        inspection=seen,
        given_on=given_on,
        given_by_label=actor.label[:120],
        office_id=actor.organisation_id,
        receiver=receiver.strip()[:200],
        content=content.strip(),
        answer_by_on=answer_by_on,
    )
    for ask in asks:
        if ask.strip():
            open_finding(
                actor=actor.acting_for(OPEN, because_of=ADMONISH),
                station_id=station_id,
                organisation_id=organisation_id,
                source="ADMONITION",
                source_id=made.pk,
                what=ask,
                mend_by_on=mend_by_on,
                on=on,
                at=at,
            )
    _tell_other_side(
        actor,
        made,
        because_of=ADMONISH,
        subject=f"{made.get_kind_display()}：{made.number}"
        + (f"，请在 {answer_by_on:%m-%d} 前回复" if answer_by_on else ""),
        url=f"/oversight/admonitions/{made.pk}/",
        at=at,
    )
    return made


@action(ANSWER, facts=("admonition_id", "on"), subject="admonition_id")
def answer_admonition(*, actor: Actor, admonition_id: UUID, text: str, on: date) -> Admonition:
    """The other side answers, once.

    Refused  no words, or answered already
    """
    row = Admonition.objects.locked(actor, ANSWER, admonition_id)
    step = ADMONITION.step(row.state, ANSWER)
    if not text.strip():
        raise Refused("请写回复的内容。", code="oversight.unsaid")
    row.state, row.answer, row.answered_on = step.end, text.strip()[:LONGEST], on
    row.answered_by = actor.label[:120]
    row.save(update_fields=["state", "answer", "answered_on", "answered_by"])
    return row
