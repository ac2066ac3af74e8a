"""Shapes that every noun of the API shares."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema
from ninja.responses import NinjaJSONEncoder

from yizhan.kernel.actor import Actor


class Reason(Schema):
    """Why not: a sentence for the screen, a stable word, and where it is written."""

    reason: str
    code: str
    clause: str = ""


REFUSALS = {400: Reason, 401: Reason, 403: Reason, 404: Reason, 409: Reason, 422: Reason}


def answer(shape: type[Schema], row: object) -> HttpResponse:
    """The attributes of a row that the shape names, as JSON; for rows of ours, which need no checking on the way out."""
    facts = {name: getattr(row, name) for name in shape.model_fields}
    return HttpResponse(_told(facts), content_type="application/json; charset=utf-8")


class _Encoder(NinjaJSONEncoder):
    def default(self, o: Any) -> Any:
        if type(o) in _AS_TEXT:  # what most answers are made of, before all else it could be
            return _AS_TEXT[type(o)](o)
        return super().default(o)


_AS_TEXT: dict[type, Callable[[Any], str]] = {UUID: str, date: date.isoformat}
_told = _Encoder(ensure_ascii=False).encode


def actor_of(request: object) -> Actor:
    """Whoever the middleware made of the session."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
