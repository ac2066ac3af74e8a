"""Invented people with papers that could exist."""

from datetime import date

from yizhan.clients.models import Client
from yizhan.clients.rules.identity import Person
from yizhan.kernel.identity import check_digit

TODAY = date(2026, 11, 20)


def number(first17: str) -> str:
    """A number of papers with the right last character."""
    return first17 + check_digit(first17)


GRANNY = Person(
    name="测试奶奶",
    id_number=number("46902519480315002"),
    phone="13800000001",
    address="示例村一组1号",
    village_name="示例村",
    emergency_name="示例女儿",
    emergency_relation="女儿",
    emergency_phone="13800000009",
)
BOY = Person(
    name="示例小朋友", id_number=number("46902520170601001"), address="示例村一组1号", village_name="示例村"
)
UNCLE = Person(
    name="示例大叔", id_number=number("46902519650208003"), phone="13800000003", village_name="测试村"
)
NOBODY_KNOWS = Person(
    name="示例无证", id_kind="NONE", no_id_reason="未登记户口", born_on=date(1950, 1, 1), sex="M"
)


def fresh(client: Client) -> Client:
    """The same row as it stands now."""
    return Client.objects.get(pk=client.pk)
