"""Where people want to hear that notices wait, and the messages sent there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from yizhan.access.models import Channel, Delivery, Notice, User
from yizhan.access.queries import channels_of, office_of
from yizhan.access.rules import channel_refusal, message_text, next_try
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action

OPEN = "access.open_channel"
OPEN_FOR_OFFICE = "access.open_office_channel"
STOP = "access.stop_channel"
TEST = "access.test_channel"
QUEUE = "access.queue_messages"
CLAIM = "access.claim_messages"
OUTCOME = "access.note_message"

MOST_CHANNELS = 10
CLAIM_MINUTES = 10
"""A message that is being sent is not taken up again for so long, should its sender have died."""


@dataclass(frozen=True)
class Target:
    """Where messages are to go.

    secret   of a DingTalk robot that asks for a signature
    private  this installation sends into its own network, so that an address without TLS is allowed
    """

    address: str
    label: str
    secret: str = ""
    private: bool = False


@action(OPEN, facts=("kind", "channel_id"), subject="channel_id")
def open_channel(
    *, actor: Actor, kind: str, to: Target, on: date, at: datetime, channel_id: UUID | None = None
) -> Channel:
    """One hears of one's own notices there from now on.

    Refused  no usable address, no name, or ten channels already
    """
    user = User.objects.get(pk=actor.id)
    row = Channel(pk=channel_id or uuid7(), user=user, region_code=user.region_code, kind=kind)
    return _open(row, to, actor=actor, on=on, at=at)


@action(OPEN_FOR_OFFICE, facts=("kind", "channel_id"), subject="channel_id")
def open_office_channel(
    *, actor: Actor, kind: str, to: Target, on: date, at: datetime, channel_id: UUID | None = None
) -> Channel:
    """The group of the actor's office or agency hears how many notices its people have. Refused: as in `open_channel`."""
    office = office_of(actor)
    row = Channel(pk=channel_id or uuid7(), organisation=office, region_code=office.region_code, kind=kind)
    return _open(row, to, actor=actor, on=on, at=at)


def _open(channel: Channel, to: Target, *, actor: Actor, on: date, at: datetime) -> Channel:
    address, channel.label = to.address.strip(), to.label.strip()[:40]
    if channel.kind not in Channel.Kind.values:
        raise Refused("请选一种渠道。", code="access.channel-kind")
    if no := channel_refusal(kind=channel.kind, address=address, label=channel.label, private=to.private):
        raise Refused(no[1], code=no[0])
    same = Channel.objects.filter(user=channel.user, organisation=channel.organisation, stopped_on=None)
    if same.count() >= MOST_CHANNELS:
        raise Refused("渠道太多了，请先停用不用的。", code="access.channel-many")
    channel.address, channel.secret = address, to.secret.strip() if channel.kind == "DINGTALK" else ""
    channel.made_on, channel.made_by_label, channel.told_to = on, actor.label[:120], at
    channel.save(force_insert=True)
    return channel


@action(STOP, facts=("channel_id", "on"), subject="channel_id")
def stop_channel(*, actor: Actor, channel_id: UUID, on: date) -> Channel:
    """Nothing more is sent there; what was sent stays in the log.

    Channel.DoesNotExist  somebody else's
    """
    channel = channels_of(actor).select_for_update(of=("self",)).get(pk=channel_id)
    channel.stopped_on = channel.stopped_on or on
    channel.changed_at = Now()
    channel.save(update_fields=["stopped_on", "changed_at"])
    Delivery.objects.filter(channel=channel, state=Delivery.State.QUEUED).update(
        state=Delivery.State.FAILED, why="渠道已停用"
    )
    return channel


@action(TEST, facts=("channel_id",), subject="channel_id")
def test_channel(*, actor: Actor, channel_id: UUID, at: datetime) -> Delivery:
    """A message that says it is a test, sent at once.

    Refused               stopped
    Channel.DoesNotExist  somebody else's
    """
    channel = channels_of(actor).get(pk=channel_id)
    if channel.stopped_on is not None:
        raise Refused("这个渠道已停用。", code="access.channel-stopped")
    return _message(channel, "这是一条测试消息，收到就说明设好了。", "/notices/", at, is_test=True)


@action(QUEUE)
def queue_messages(*, actor: Actor, at: datetime) -> int:
    """For every channel whose person or office got notices since it was last told: one message, only numbers in it."""
    live = list(Channel.objects.filter(stopped_on=None, told_to__lt=at).select_for_update())
    if not live:
        return 0
    since = min(channel.told_to for channel in live)
    people: dict[UUID, list[tuple[datetime, Notice]]] = {}
    offices: dict[UUID, list[tuple[datetime, Notice]]] = {}
    rows = Notice.objects.filter(sent_at__gt=since, sent_at__lte=at).select_related("user")
    for notice in rows.only("user", "sent_at", "subject", "counts_only", "url", "user__organisation_id"):
        people.setdefault(notice.user_id, []).append((notice.sent_at, notice))
        offices.setdefault(notice.user.organisation_id, []).append((notice.sent_at, notice))
    made = 0
    for channel in live:
        found = (
            people.get(channel.user_id, [])
            if channel.user_id
            else offices.get(channel.organisation_id or UUID(int=0), [])
        )
        new = [notice for sent_at, notice in found if sent_at > channel.told_to]
        if not new:
            continue
        subjects = list(dict.fromkeys(notice.subject for notice in new if notice.counts_only))
        others = len({(notice.subject, notice.url) for notice in new if not notice.counts_only})
        url = new[0].url if not others and len({notice.url for notice in new}) == 1 else "/notices/"
        _message(channel, message_text(subjects=subjects, others=others), url, at)
        made += 1
    Channel.objects.filter(pk__in=[channel.pk for channel in live]).update(told_to=at)
    return made


def _message(channel: Channel, text: str, url: str, at: datetime, *, is_test: bool = False) -> Delivery:
    return Delivery.objects.create(
        channel=channel,
        region_code=channel.region_code,
        text=text,
        url=url,
        is_test=is_test,
        made_at=at,
        next_at=at,
    )


@action(CLAIM)
def claim_messages(*, actor: Actor, at: datetime, most: int = 50) -> list[UUID]:
    """The messages to send now, each claimed, so that two senders do not send the same one."""
    rows = Delivery.objects.filter(state=Delivery.State.QUEUED, next_at__lte=at).order_by("next_at")
    ids = list(rows.select_for_update().values_list("pk", flat=True)[:most])
    Delivery.objects.filter(pk__in=ids).update(
        tries=F("tries") + 1, next_at=at + timedelta(minutes=CLAIM_MINUTES)
    )
    return ids


@action(OUTCOME, facts=("delivery_id",), subject="delivery_id")
def note_message(*, actor: Actor, delivery_id: UUID, at: datetime, why: str = "") -> Delivery:
    """It arrived, or why not; then it is tried again, later each time, five times in all.

    why  in words of ours, never what the other side said
    """
    row = Delivery.objects.select_for_update().get(pk=delivery_id)
    if row.state != Delivery.State.QUEUED:
        return row
    row.why = why[:120]
    again = next_try(tries=row.tries, at=at) if why and not row.is_test else None
    if not why:
        row.state, row.sent_at = Delivery.State.SENT, at
    elif again is None:
        row.state = Delivery.State.FAILED
    else:
        row.next_at = again
    row.save(update_fields=["state", "sent_at", "next_at", "why"])
    return row
