"""Who calls: a person with her phone, or a phone by itself."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security import APIKeyHeader

from yizhan.api.shapes import actor_of
from yizhan.devices.actions import note_contact
from yizhan.devices.models import Device
from yizhan.devices.queries.phones import device_by_key, device_of, sender, why_left
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused

LEFT = "devices.left"
"""The code at which a phone hands in what it holds and clears itself: its user does not work there any more."""


class DeviceKey(APIKeyHeader):
    """The secret a phone got when it was set up: for what it may do when nobody can sign in on it any more."""

    param_name = "X-Device-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Device | None:  # noqa: ARG002  (ninja's signature)
        return device_by_key(key=key or "")


def phone_of(request: HttpRequest) -> Device:
    device: Device = request.auth  # type: ignore[attr-defined]  # what DeviceKey returned
    return device


def end_session(request: HttpRequest, device: Device) -> None:
    """Sign out the browser the phone's app runs in: whoever holds a phone that was cleared finds no account open on it.
    Somebody else's session in the same browser goes on."""
    if request.user.is_authenticated and request.user.pk == device.user_id:
        logout(request)


def called(
    request: HttpRequest,
    device_id: UUID,
    *,
    unsent: int | None = None,
    carried: int | None = None,
    also_left: bool = False,
) -> tuple[Actor, Device]:
    """The person with her phone, which has been told that it called; refused when it is to be wiped.

    also_left  also for whoever does not work at its station any more: what she sends is taken in, she reads nothing
    """
    actor = actor_of(request)
    device = device_of(actor=actor, device_id=device_id)
    why = "" if also_left else why_left(actor=actor, device=device)
    if why:
        raise Refused(f"{why}手机里没发的会交给站长，资料随后清除。", code=LEFT)
    actor = sender(actor=actor, device=device)
    return actor, note_contact(actor=actor, device_id=device_id, at=now(), unsent=unsent, carried=carried)
