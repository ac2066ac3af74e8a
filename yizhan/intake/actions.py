"""Slips are given out, somebody outside posts a letter, a room above opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex, token_urlsafe
from typing import Any
from uuid import UUID

from yizhan.intake.models import Invitation, Letter
from yizhan.intake.queries import token_digest
from yizhan.intake.rules import shut, unanswered
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action

TOKEN_BYTES = 15
"""120 bits, 20 signs in the address: nobody guesses one."""


@dataclass(frozen=True)
class Given:
    """An invitation and the code that opens it, which is written down nowhere but on the slip."""

    invitation_id: UUID
    token: str


@action("intake.invite", facts=("region_code", "closes_on"))
def invite(
    *, actor: Actor, region_code: str, about: Sequence[tuple[str, Sequence[str]]], closes_on: date
) -> list[Given]:
    """Make a code for each of `about` (what is asked about, the questions), in this order.

    Refused  a place that is not one's own
    """
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for("intake.invite")):
        raise Refused("这里不在您的辖区，不能发答卷码。", code="intake.elsewhere")
    given, rows = [], []
    for what, questions in about:
        token = token_urlsafe(TOKEN_BYTES)
        row = Invitation(
            region_code=region_code, token_digest=token_digest(token), about=what[:120],
            questions=list(questions), closes_on=closes_on,
        )  # fmt: skip
        rows.append(row)
        given.append(Given(row.pk, token))
    Invitation.objects.bulk_create(rows)
    return given


@action("intake.post_answer", facts=("on",))
def post_answer(*, actor: Actor, token: str, letter_id: UUID, scores: Mapping[int, int], on: date) -> Letter:
    """Post the answers of a slip; the audit line keeps the day and neither code nor answers.

    letter_id  made by the page: the same letter a second time is answered with the first one's receipt

    Refused  the code is unknown, used, withdrawn or over; a question is not answered
    """
    found = Invitation.objects.select_for_update().filter(token_digest=token_digest(token)).first()
    if found and (known := Letter.objects.filter(pk=letter_id, invitation=found).first()):
        return known
    no = shut(state=found.state if found else None, closes_on=found.closes_on if found else None, on=on)
    if no or found is None:
        code, sentence = no or ("intake.unknown", "")
        raise Refused(sentence, code=code)
    if missing := unanswered(scores=scores, questions=found.questions):
        raise Refused(
            f"第{'、'.join(str(at + 1) for at in missing)}题还没有选，选好再交。", code="intake.incomplete"
        )
    if Letter.objects.filter(pk=letter_id).exists():
        raise Refused("请刷新这一页，再交一次。", code="intake.letter-id")
    found.state = Invitation.State.USED
    found.save(update_fields=["state"])
    sent: Any = [scores[at] for at in range(len(found.questions))]
    return Letter.objects.create(
        id=letter_id, region_code=found.region_code, invitation=found, receipt=_receipt(),
        scores=sent, posted_on=on,
    )  # fmt: skip


@action("intake.open_letters", facts=("on",))
def open_letters(*, actor: Actor, invitation_ids: Sequence[UUID], on: date) -> dict[UUID, list[int]]:
    """The answers that wait, by invitation; afterwards a letter keeps its receipt and day, and no answers."""
    waiting = list(
        Letter.objects.visible_to(actor, "intake.open_letters")
        .select_for_update()
        .filter(invitation_id__in=invitation_ids, opened_on=None)
    )
    found = {letter.invitation_id: list(letter.scores) for letter in waiting}
    for letter in waiting:
        letter.scores, letter.opened_on = None, on
    Letter.objects.bulk_update(waiting, ["scores", "opened_on"])
    return found


@action("intake.withdraw_invitations", facts=())
def withdraw_invitations(*, actor: Actor, invitation_ids: Sequence[UUID]) -> int:
    """Codes nobody used take no answer any more; how many."""
    return (
        Invitation.objects.visible_to(actor, "intake.withdraw_invitations")
        .filter(pk__in=invitation_ids, state=Invitation.State.OPEN)
        .update(state=Invitation.State.WITHDRAWN)
    )


def _receipt() -> str:
    """Eight signs in two halves, so that they can be read out on the telephone."""
    text = token_hex(4).upper()
    return f"{text[:4]}-{text[4:]}"
