"""Who a phone is, and what it may do for itself."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.devices.models import Device
from yizhan.kernel.actor import Actor, Grant
from yizhan.privacy.fields import digest

KEY = "devices.key"
"""Purpose of the digest under which a phone's secret is kept."""


def device_of(*, actor: Actor, device_id: UUID) -> Device:
    """The actor's own phone. Device.DoesNotExist: not set up, or somebody else's; both look the same."""
    return Device.objects.get(pk=device_id, user_id=actor.id)


def own_phone(*, actor: Actor, device_id: UUID) -> Device | None:
    """The same; None when it is not set up, or somebody else's."""
    return Device.objects.filter(pk=device_id, user_id=actor.id).first()


def device_by_key(*, key: str) -> Device | None:
    """The phone that holds this secret, whatever became of it and of its user."""
    return Device.objects.filter(key_digest=digest(key, purpose=KEY)).first() if key else None


USES = "devices.register_device"


def why_left(*, actor: Actor, device: Device) -> str:
    """Why this user no longer works where the phone was set up, as a sentence; "" while she does. No query."""
    grants = actor.grants_for(USES)
    for grant in grants:
        if grant.reaches_region(device.region_code) or device.station_id in (grant.stations or ()):
            return ""
    return "您已不在这个站工作。" if grants else "您在这个站的岗位已结束。"


def why_left_today(*, device: Device, on: date) -> str:
    """The same for a phone that speaks for itself, whose user may not be able to sign in any more."""
    user = User.objects.get(pk=device.user_id)
    if not user.is_active:
        return "您的账号已停用。"
    return why_left(actor=actor_for(user, on), device=device)


def sender(*, actor: Actor, device: Device) -> Actor:
    """The person with her phone: what she may do is not widened, but what she sends is taken in, whatever she has lost."""
    verbs = frozenset({"devices.note_contact", "devices.take_command", "devices.set_aside"})
    return Actor(  # the actor of a request is lazy, which `replace` does not see through
        id=actor.id,
        label=actor.label,
        grants=(*actor.grants, _phone(device, verbs)),
        organisation_id=actor.organisation_id,
    )


def phone_itself(*, device: Device) -> Actor:
    """A phone whose user may no longer sign in: it hands in what it holds and obeys a wipe order, nothing else."""
    verbs = frozenset({"devices.set_aside", "devices.confirm_wiped", "devices.note_contact"})
    return Actor(id=f"phone:{device.pk}", label=f"手机：{device.label}", grants=(_phone(device, verbs),))


def _phone(device: Device, verbs: frozenset[str]) -> Grant:
    return Grant("phone", verbs, device.region_code, frozenset({device.station_id}))


def devices(*, actor: Actor, verb: str = "devices.view") -> QuerySet[Device]:
    """Phones in sight, the ones in use first, then by last contact."""
    return Device.objects.visible_to(actor, verb).select_related("user").order_by("state", "-seen_at", "id")
