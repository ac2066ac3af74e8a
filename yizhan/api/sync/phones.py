"""A phone is set up, asks whether it is to be wiped, says that it was."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.timezone import localdate, now
from ninja import Field, Router, Schema

from yizhan.api.shapes import REFUSALS, actor_of
from yizhan.api.sync.callers import DeviceKey, end_session, phone_of
from yizhan.devices.actions import confirm_wiped, register_device
from yizhan.devices.models import Device
from yizhan.devices.queries.phones import own_phone, phone_itself, why_left, why_left_today
from yizhan.stations.models import Station

router = Router()


class StationName(Schema):
    """A station somebody works at."""

    id: UUID
    name: str


class SessionOut(Schema):
    """Who is signed in, where she works, and the token every POST carries as X-CSRFToken.

    left  why she does not work any more where the phone that asks was set up; "" while she does
    """

    id: str
    label: str
    stations: list[StationName]
    csrf_token: str
    at: datetime
    left: str = ""


@router.get("/session", response={200: SessionOut, **REFUSALS}, summary="谁在登录，以及提交用的令牌")
def session(request: HttpRequest, device_id: UUID | None = None) -> SessionOut:
    """手机联网后先问这里：登录是否还有效；带上 device_id，也问是否还在那个站工作。"""
    actor = actor_of(request)
    mine = own_phone(actor=actor, device_id=device_id) if device_id else None
    return SessionOut(
        id=actor.id,
        label=str(request.user),
        stations=[
            StationName(id=one.pk, name=one.short_name)
            for one in Station.objects.visible_to(actor, "devices.register_device").order_by("name")
        ],
        csrf_token=get_token(request),
        at=now(),
        left=why_left(actor=actor, device=mine) if mine else "",
    )


class DeviceIn(Schema):
    """id: made on the phone; label: what its user calls it."""

    id: UUID
    station_id: UUID
    label: str = Field(default="", max_length=60)


class DeviceOut(Schema):
    """key: told this once, kept in the phone's encrypted store. state: also LEFT, when its user works there no more; `why`."""

    id: UUID
    station_id: UUID
    state: str
    key: str = ""
    why: str = ""


@router.post("/devices", response={200: DeviceOut, **REFUSALS}, summary="登记这台手机")
def device_register(request: HttpRequest, body: DeviceIn) -> DeviceOut:
    """同一台手机再登记一次，得到新的密钥，旧的失效。"""
    made = register_device(
        actor=actor_of(request), device_id=body.id, station_id=body.station_id, label=body.label, at=now()
    )
    device = made.device
    return DeviceOut(id=device.pk, station_id=device.station_id, state=device.state, key=made.key)


@router.post(
    "/devices/check", auth=DeviceKey(), response={200: DeviceOut, **REFUSALS}, summary="这台手机是否要清除"
)
def device_check(request: HttpRequest) -> DeviceOut:
    """只凭手机密钥，不需要登录。state 不是 ACTIVE，手机就交出没发的、清除全部资料；报了丢失的，这台手机上的登录也随即退出。"""
    device = phone_of(request)
    if device.state == Device.State.LOST:
        end_session(request, device)
    active = device.state == Device.State.ACTIVE
    why = why_left_today(device=device, on=localdate()) if active else ""
    return DeviceOut(
        id=device.pk, station_id=device.station_id, state="LEFT" if why else device.state, why=why
    )


@router.post(
    "/devices/wiped", auth=DeviceKey(), response={200: DeviceOut, **REFUSALS}, summary="手机已清除完毕"
)
def device_wiped(request: HttpRequest) -> DeviceOut:
    """退出登录、报丢失后清除完，告诉服务器；这台手机上的登录随即退出。说几遍都一样。"""
    device = phone_of(request)
    end_session(request, device)
    device = confirm_wiped(actor=phone_itself(device=device), device_id=device.pk, at=now())
    return DeviceOut(id=device.pk, station_id=device.station_id, state=device.state)
