"""A phone is set up, calls, is lost, is wiped."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.devices.models import Device
from yizhan.devices.queries.phones import KEY
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest
from yizhan.stations.models import Station

WIPE = "devices.wipe"
"""The code at which a phone clears itself, asking nobody."""


@dataclass(frozen=True)
class Registered:
    """A phone with the secret that is told this once."""

    device: Device
    key: str

    @property
    def region_code(self) -> str:
        return self.device.region_code


@action("devices.register_device", facts=("device_id", "station_id"), subject="device_id")
def register_device(
    *, actor: Actor, device_id: UUID, station_id: UUID, label: str, at: datetime
) -> Registered:
    """Set up a phone for the account that is signed in. Told again, it is the same phone with a new secret.

    Refused                the phone holds another account, was reported lost or wiped
    Station.DoesNotExist   out of sight
    """
    station = Station.objects.visible_to(actor, "devices.register_device").get(pk=station_id)
    key = secrets.token_urlsafe(32)
    device = Device.objects.select_for_update().filter(pk=device_id).first()
    if device is None:
        device = Device(pk=device_id, user_id=UUID(actor.id))
    elif str(device.user_id) != actor.id:
        raise Refused("这台手机还登记着别的账号，请原来的人先在手机上退出。", code="devices.of-somebody-else")
    elif device.state != Device.State.ACTIVE:
        raise Refused("这台手机已报丢失或已清除，请在手机上重新安装。", code=WIPE)
    device.station_id, device.region_code = station.pk, station.region_code
    device.label = label.strip()[:60] or "手机"
    device.key_digest, device.seen_at, device.changed_at = digest(key, purpose=KEY), at, Now()
    device.save()
    return Registered(device, key)


@action("devices.note_contact", facts=("device_id", "unsent", "carried"), subject="device_id")
def note_contact(
    *, actor: Actor, device_id: UUID, at: datetime, unsent: int | None = None, carried: int | None = None
) -> Device:
    """A phone called. What it said of itself is kept for whoever asks after it.

    unsent, carried       commands it still holds, clients it carries
    Refused               it was reported lost or wiped: the answer is the order to clear itself
    Device.DoesNotExist   not set up by this person
    """
    device = Device.objects.visible_to(actor, "devices.note_contact").get(pk=device_id)
    if device.state != Device.State.ACTIVE:
        raise Refused("这台手机已报丢失，上面的资料要清除。", code=WIPE)
    device.seen_at = at
    device.unsent = device.unsent if unsent is None else unsent
    device.carried = device.carried if carried is None else carried
    device.save(update_fields=["seen_at", "unsent", "carried"])
    return device


@action("devices.report_lost", facts=("device_id",), subject="device_id")
def report_lost(*, actor: Actor, device_id: UUID, reason: str, at: datetime) -> Device:
    """A phone is lost or stolen: from now on it gets nothing, and clears itself when it calls.

    Refused               no reason, somebody else's phone (that is for the head), lost or wiped already
    Device.DoesNotExist   out of sight
    """
    device = (
        Device.objects.visible_to(actor, "devices.report_lost")
        .select_for_update(of=("self",))
        .get(pk=device_id)
    )
    if str(device.user_id) != actor.id and not actor.may("devices.drop_command"):
        raise Refused("只能报自己的手机；别人的手机请站长来报。", code="devices.of-somebody-else")
    if device.state != Device.State.ACTIVE:
        raise Refused("这台手机已经报过丢失或已清除。", code="devices.already")
    if not reason.strip():
        raise Refused("请写明什么时候、在哪里丢的。", code="devices.reason-missing")
    device.state, device.lost_at = Device.State.LOST, at
    device.lost_reason, device.lost_by_label = reason.strip()[:200], actor.label[:120]
    device.changed_at = Now()
    device.save(update_fields=["state", "lost_at", "lost_reason", "lost_by_label", "changed_at"])
    return device


@action("devices.confirm_wiped", facts=("device_id",), subject="device_id")
def confirm_wiped(*, actor: Actor, device_id: UUID, at: datetime) -> Device:
    """The phone has cleared itself: after a loss, or because its user signed out. Said twice, it is once.

    Device.DoesNotExist   another phone than the one that speaks
    """
    device = Device.objects.visible_to(actor, "devices.confirm_wiped").select_for_update().get(pk=device_id)
    if actor.id != f"phone:{device.pk}":
        raise Device.DoesNotExist
    if device.state != Device.State.WIPED:
        device.state, device.wiped_at, device.unsent, device.carried = Device.State.WIPED, at, 0, 0
        device.changed_at = Now()
        device.save(update_fields=["state", "wiped_at", "unsent", "carried", "changed_at"])
    return device
