"""Shapes that every noun of the API shares."""

from ninja import Schema

from yizhan.kernel.actor import Actor


class Reason(Schema):
    """Why not: a sentence for the screen, a stable word, and where it is written."""

    reason: str
    code: str
    clause: str = ""


REFUSALS = {401: Reason, 403: Reason, 404: Reason, 409: Reason, 422: Reason}


def actor_of(request: object) -> Actor:
    """Whoever the middleware made of the session."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
