"""What answers say about a person: which particulars of her file they would change, and which needs they name.

The room of questionnaires knows no client. Here an answer and a file are laid side by side, and one tap writes what the
worker ticked, through the verbs of clients.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_OID, UUID, uuid5

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from yizhan.clients.actions import note_need, update_client
from yizhan.clients.models import Client, ClientDetails, Need
from yizhan.clients.queries.particulars import CHOICES, CLIENT, TARGETS, Target
from yizhan.forms.models import Submission
from yizhan.forms.queries.answers import Line, lines_of
from yizhan.kernel.actor import Actor
from yizhan.privacy.masking import PersonalText

__all__ = ["CLIENT", "TARGETS", "Change", "changes_of", "target_words", "write_changes"]


@dataclass(frozen=True)
class Change:
    """One thing the answers say about the file.

    name  of the question; old, new: as the reader may see them; why_not: why it cannot be written, "" when it can
    """

    name: str
    label: str
    old: str
    new: str
    value: str
    target: Target
    why_not: str = ""

    @property
    def is_need(self) -> bool:
        return self.target.where == "need"


def changes_of(*, actor: Actor, row: Submission, client: Client) -> list[Change]:
    """What would change if it were written now; what the file says already is left out."""
    told = {line.question.name: line for line in lines_of(row)}
    found: list[Change] = []
    details = _details_of(client)
    for name, key in row.version.feeds.items():
        target, line = TARGETS.get(key), told.get(name)
        if target is None or line is None or not line.value:
            continue
        change = _change(actor, row, client, details, target, line)
        if change is not None:
            found.append(change)
    return found


def write_changes(*, actor: Actor, row: Submission, client: Client, chosen: Collection[str], on: date) -> int:
    """Write what was ticked, and say how many. Refused: as update_client and note_need do."""
    ticked = [
        each
        for each in changes_of(actor=actor, row=row, client=client)
        if each.name in chosen and not each.why_not
    ]
    person = {each.target.name: each.value for each in ticked if each.target.where == "person"}
    details = {each.target.name: each.value for each in ticked if each.target.where == "details"}
    if person or details:
        update_client(
            actor=actor, client_id=client.pk, on=on, changes=person or None, details=details or None
        )
    for each in ticked:
        if each.is_need:
            note_need(
                actor=actor,
                client_id=client.pk,
                kind=each.target.name,
                what=each.value,
                source=Need.Source.QUESTIONNAIRE,
                found_on=row.filled_on,
                on=on,
                need_id=_need_id(row, each.name),
            )
    return len(ticked)


def _change(
    actor: Actor,
    row: Submission,
    client: Client,
    details: ClientDetails | None,
    target: Target,
    line: Line,
) -> Change | None:
    label = str(target.label)
    verb = "clients.note_need" if target.where == "need" else "clients.update_client"
    why_not = "" if actor.may(verb) else _("您的岗位不能改这一项。")
    if target.where == "need":
        if (
            Need.objects.visible_to(actor, "clients.view")
            .filter(pk=_need_id(row, line.question.name))
            .exists()
        ):
            return None
        return Change(line.question.name, label, "", line.shown, line.shown, target, why_not)
    if target.where == "person":
        old = str(getattr(client, target.name) or "")
        value = line.value
        if old == value:
            return None
        shown = [
            str(PersonalText(each, target.masked, True)) if target.masked else each for each in (old, value)
        ]
        return Change(line.question.name, label, shown[0], shown[1], value, target, why_not)
    old = str(getattr(details, target.name, "") or "") if details else ""
    choices = CHOICES.get(target.name, {})
    if not choices:
        value = line.shown
        return None if old == value else Change(line.question.name, label, old, value, value, target, why_not)
    by_label = {str(words): code for code, words in choices.items()}
    code = line.value if line.value in choices else by_label.get(line.shown, "")
    if not code:
        why_not = _("档案里没有“%(answer)s”这一项，请在档案里手工选。") % {"answer": line.shown}
    if code and code == old:
        return None
    return Change(line.question.name, label, str(choices.get(old, old)), line.shown, code, target, why_not)


def _details_of(client: Client) -> ClientDetails | None:
    try:
        return client.details
    except ObjectDoesNotExist:
        return None


def _need_id(row: Submission, name: str) -> UUID:
    """The need an answer names has one id, so that it is noted once however often it is tapped."""
    return uuid5(NAMESPACE_OID, f"yizhan.forms:{row.pk}:{name}")


def target_words() -> Sequence[tuple[str, str]]:
    """(what the author writes, what it means), for the page of uploads."""
    return [(key, str(target.label)) for key, target in TARGETS.items()]
