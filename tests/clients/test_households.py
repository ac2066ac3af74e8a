"""Who heads a household, also after the head died."""

import pytest

from tests.clients.conftest import Register
from tests.clients.folk import BOY, TODAY, UNCLE
from tests.people import HEAD, LI, WANG, others
from yizhan.clients.actions import (
    close_file,
    form_household,
    join_household,
    leave_household,
    name_head,
    reopen_file,
)
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused


@pytest.fixture
def family(register: Register, granny: Client) -> tuple[Client, Client, Client]:
    """测试奶奶 heads a household with her son and her grandson."""
    son, boy = register(UNCLE), register(BOY)
    home = form_household(actor=WANG, client_id=granny.pk, on=TODAY)
    for one, relation in ((son, "儿子"), (boy, "孙子")):
        join_household(actor=WANG, client_id=one.pk, household_id=home.pk, relation=relation, on=TODAY)
    return granny, son, boy


def relations(*people: Client) -> list[str]:
    by_id = dict(Client.objects.values_list("pk", "relation_to_head"))
    return [by_id[one.pk] for one in people]


def test_another_member_becomes_the_head_and_the_former_keeps_her_place(
    family: tuple[Client, Client, Client],
) -> None:
    granny, son, boy = family
    with pytest.raises(Refused, match="原户主是新户主的什么人"):
        name_head(actor=WANG, client_id=son.pk, on=TODAY)
    name_head(actor=WANG, client_id=son.pk, former_is="母亲", on=TODAY)
    assert relations(granny, son, boy) == ["母亲", "户主", "孙子"]
    with pytest.raises(Refused, match="已是户主"):
        name_head(actor=WANG, client_id=son.pk, on=TODAY)
    leave_household(actor=WANG, client_id=granny.pk, on=TODAY)
    with pytest.raises(Refused, match="没有登记在任何一户"):
        name_head(actor=WANG, client_id=granny.pk, on=TODAY)


def test_after_the_head_died_another_heads_the_household(family: tuple[Client, Client, Client]) -> None:
    granny, son, boy = family
    close_file(actor=WANG, client_id=granny.pk, reason="DIED", closed_on=TODAY, on=TODAY)
    name_head(actor=WANG, client_id=son.pk, on=TODAY)
    assert relations(granny, son, boy) == ["原户主", "户主", "孙子"]
    reopen_file(actor=HEAD, client_id=granny.pk, on=TODAY)
    assert relations(granny, son) == ["原户主", "户主"]


def test_a_head_whose_file_comes_back_heads_nothing_that_has_a_head(
    family: tuple[Client, Client, Client],
) -> None:
    granny, son, _boy = family
    home = Client.objects.get(pk=son.pk).household_id
    assert home
    close_file(actor=WANG, client_id=granny.pk, reason="OTHER", closed_on=TODAY, on=TODAY)
    leave_household(actor=WANG, client_id=son.pk, on=TODAY)
    join_household(actor=WANG, client_id=son.pk, household_id=home, relation="户主", on=TODAY)
    reopen_file(actor=HEAD, client_id=granny.pk, on=TODAY)
    assert relations(granny, son) == ["原户主", "户主"]


def test_the_last_of_a_household_may_leave_though_the_file_of_a_dead_member_stays(
    family: tuple[Client, Client, Client],
) -> None:
    granny, son, boy = family
    for one in (son, boy):
        close_file(actor=WANG, client_id=one.pk, reason="DIED", closed_on=TODAY, on=TODAY)
    assert leave_household(actor=WANG, client_id=granny.pk, on=TODAY).household_id is None


@pytest.mark.refuses("clients.name_head")
def test_only_her_own_station_names_a_head(family: tuple[Client, Client, Client]) -> None:
    son = family[1]
    for actor in others("worker", "station_head", "deputy_head"):
        with pytest.raises(NotAllowed):
            name_head(actor=actor, client_id=son.pk, former_is="母亲", on=TODAY)
    with pytest.raises(Client.DoesNotExist):
        name_head(actor=LI, client_id=son.pk, former_is="母亲", on=TODAY)
