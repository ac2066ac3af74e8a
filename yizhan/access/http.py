"""Where a request becomes an Actor. The only file of the rooms that sees a request or asks the clock for the day."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.kernel.actor import NOBODY, Actor


def actor_of(request: HttpRequest) -> Actor:
    """The user of the session as an actor of today; NOBODY before sign-in."""
    user = request.user
    return actor_for(user, localdate()) if isinstance(user, User) and user.is_authenticated else NOBODY


class ActorMiddleware:
    """Sets `request.actor`, looked up when first asked for, so that a page for everybody costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class UserBackend(ModelBackend):
    """Django's own, reading the organisation along with the user: every page shows both."""

    def get_user(self, user_id: UUID | str) -> User | None:
        user: User | None = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
