"""What became of a command: the answer to it as it comes, and again later when the phone asks."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from yizhan.api.shapes import REFUSALS
from yizhan.api.sync.callers import called
from yizhan.devices.models import Command, Difference
from yizhan.devices.queries.commands import answer_rows

router = Router()


class Clash(Schema):
    """A field both sides changed; choose with POST /sync/differences/{id}."""

    id: UUID
    field: str


class Answer(Schema):
    """What became of one command.

    state    DONE, CONFLICT (done but for `clashes`), WAITING (`needs`), KEPT (somebody at a desk decides), REFUSED,
             DROPPED, or AGAIN: nothing was stored, send it again later
    merged   fields somebody else changed meanwhile that this change left alone
    version  of the row as the phone knows it now: what it wrote, and what it saw before in the fields others changed
    """

    id: str
    state: str
    reason: str = ""
    code: str = ""
    clause: str = ""
    needs: list[str] = []
    merged: list[str] = []
    clashes: list[Clash] = []
    version: str = ""
    clock_wrong: bool = False


def answer_of(row: Command) -> Answer:
    return Answer(
        id=str(row.pk),
        state=row.state,
        reason=row.reason,
        code=row.code,
        clause=row.clause,
        needs=row.needs,
        merged=row.merged,
        clashes=[Clash(id=each.pk, field=each.field) for each in _open_of(row)],
        version=row.version,
        clock_wrong=row.clock_wrong,
    )


def _open_of(row: Command) -> list[Difference]:
    if row.state != Command.State.CONFLICT:
        return []
    return [each for each in row.differences.all() if each.decided_at is None]


class MineIn(Schema):
    """ids: commands the phone wants to know about."""

    device_id: UUID
    ids: list[UUID] = Field(max_length=200)


@router.post("/answers", response={200: list[Answer], **REFUSALS}, summary="发过的操作后来怎样了")
def answers(request: HttpRequest, body: MineIn) -> list[Answer]:
    """WAITING、KEPT、CONFLICT 会变；没有收到过的编号不在答复里，要再发。"""
    actor, _device = called(request, body.device_id, also_left=True)
    found = answer_rows(actor=actor, ids=body.ids)
    return [answer_of(found[one]) for one in body.ids if one in found]
