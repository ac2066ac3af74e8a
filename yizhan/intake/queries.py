"""What the public page may know of a slip, and what waits to be opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.intake.models import Invitation, Letter
from yizhan.intake.rules import shut
from yizhan.privacy.fields import digest

PURPOSE = "intake.token"


@dataclass(frozen=True)
class Slip:
    """A slip as whoever holds it sees it.

    why_not  the sentence of why it takes no answer; "" while it does
    code     the code of that sentence
    """

    about: str
    questions: tuple[str, ...]
    closes_on: date | None
    code: str = ""
    why_not: str = ""


def token_digest(token: str) -> str:
    return digest(token, purpose=PURPOSE)


def slip(*, token: str, on: date) -> Slip:
    """What a code leads to. Of a code that takes no answer only the sentence is told."""
    found = Invitation.objects.filter(token_digest=token_digest(token)).first()
    no = shut(
        state=found.state if found else None, closes_on=found.closes_on if found else None, on=on
    )  # one sentence for codes that never were, whoever tries
    if no or found is None:
        code, sentence = no or ("", "")
        return Slip("", (), None, code, sentence)
    return Slip(found.about, tuple(found.questions), found.closes_on)


def waiting_letters(*, invitations: Sequence[UUID]) -> int:
    """How many letters to these invitations nobody opened yet."""
    return Letter.objects.filter(invitation_id__in=invitations, opened_on=None).count()
