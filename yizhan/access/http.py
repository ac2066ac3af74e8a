"""Where a request becomes an Actor. The only file of the rooms that sees a request or asks the clock for the day."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from yizhan.access.models import User
from yizhan.access.queries import Reach, actor_for, actor_within, user_and_reach
from yizhan.kernel.actor import NOBODY, Actor


def actor_of(request: HttpRequest) -> Actor:
    """The user of the session as an actor of today; NOBODY before sign-in."""
    user = request.user
    if not isinstance(user, User):
        return NOBODY
    reach: Reach | None = getattr(user, "reach", None)
    today = localdate()
    return actor_within(user, reach) if reach and reach.on == today else actor_for(user, today)


class ActorMiddleware:
    """Sets `request.actor`, looked up when first asked for, so that a page for everybody costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class UserBackend(ModelBackend):
    """Django's own, reading along with the user what every request asks next: her organisation and what she holds today.

    Nothing of it is kept: what was revoked or ended is missing from the next request.
    """

    def get_user(self, user_id: UUID | str) -> User | None:
        if (found := user_and_reach(user_id=UUID(str(user_id)), on=localdate())) is None:
            return None
        user, reach = found
        user.reach = reach  # type: ignore[attr-defined]  # for `actor_of`; lives as long as the request
        return user if self.user_can_authenticate(user) else None
