"""Two files that exist already and look like one person: compared once, by somebody, with her name."""

from dataclasses import replace
from datetime import date

import pytest

from tests.clients.conftest import Register
from tests.clients.folk import TODAY, UNCLE, number
from tests.people import HEAD, LI, WANG, others
from yizhan.clients.actions import close_file, decide_duplicate, restrict_client
from yizhan.clients.models import Client, DuplicateDecision
from yizhan.clients.queries.duplicates import duplicates_of
from yizhan.clients.queries.find import person_of
from yizhan.kernel.errors import NotAllowed, Refused


@pytest.fixture
def double(register: Register, granny: Client) -> Client:
    """The same name in the same village, a year younger, under another number; as a list would bring it."""
    double = register(replace(UNCLE, id_number=number("46902519490101006")))
    Client.objects.filter(pk=double.pk).update(
        name=granny.name, name_digest=granny.name_digest, name_initials=granny.name_initials,
        village_name=granny.village_name, sex=granny.sex,
    )  # fmt: skip
    double.refresh_from_db()
    return double


def asked(client: Client) -> list[str]:
    return [each.says for each in duplicates_of(actor=WANG, person=person_of(client), client_id=client.pk)]


def test_two_people_are_said_to_be_two_and_nobody_is_asked_again(granny: Client, double: Client) -> None:
    assert asked(double) == asked(granny) == ["同名、同村，出生年相差1年"]
    decision = decide_duplicate(
        actor=WANG, client_id=double.pk, other_id=granny.pk, verdict="DIFFERENT", on=TODAY
    )
    assert (decision.by_label, decision.reasons) == (
        WANG.label,
        ["同名 +40", "同村 +20", "出生年相差1年 +15"],
    )
    assert asked(double) == asked(granny) == []
    with pytest.raises(Refused, match="已经核对过"):
        decide_duplicate(actor=WANG, client_id=granny.pk, other_id=double.pk, verdict="SAME", on=TODAY)


def test_one_person_keeps_the_other_file_and_this_one_is_closed_as_a_duplicate(
    granny: Client, double: Client
) -> None:
    decide_duplicate(actor=WANG, client_id=double.pk, other_id=granny.pk, verdict="SAME", on=TODAY)
    double.refresh_from_db()
    granny.refresh_from_db()
    assert (double.close_reason, double.closed_on, granny.active) == ("DUPLICATE", TODAY, True)
    assert asked(granny) == []


@pytest.mark.parametrize(
    ("facts", "word"),
    [({"verdict": "PERHAPS"}, "是不是同一人"), ({"verdict": "SAME"}, "另一份档案已销档")],
)
def test_what_cannot_be_decided_is_refused(
    granny: Client, double: Client, facts: dict[str, str], word: str
) -> None:
    close_file(actor=WANG, client_id=granny.pk, reason="DIED", closed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match=word):
        decide_duplicate(actor=WANG, client_id=double.pk, other_id=granny.pk, on=TODAY, **facts)
    with pytest.raises(Refused, match="另一份档案"):
        decide_duplicate(actor=WANG, client_id=double.pk, other_id=double.pk, on=TODAY, **facts)
    assert not DuplicateDecision.objects.exists()


@pytest.mark.refuses("clients.decide_duplicate")
def test_who_may_not_see_both_files_decides_nothing(granny: Client, double: Client) -> None:
    for actor in others("worker", "station_head", "deputy_head", "county"):
        with pytest.raises(NotAllowed):
            decide_duplicate(actor=actor, client_id=double.pk, other_id=granny.pk, verdict="SAME", on=TODAY)
    restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    for actor in (LI, WANG):
        with pytest.raises(Client.DoesNotExist):
            decide_duplicate(actor=actor, client_id=double.pk, other_id=granny.pk, verdict="SAME", on=TODAY)


def test_a_number_of_fifteen_digits_is_that_of_eighteen(register: Register) -> None:
    client = register(replace(UNCLE, id_number="469025650208003"))
    assert client.id_number == number("46902519650208003")
    assert client.born_on == date(1965, 2, 8)
    with pytest.raises(Refused, match="该证件号码已有档案"):
        register(replace(UNCLE, name="示例另名", phone=""))
    told = duplicates_of(actor=WANG, person=replace(UNCLE, id_number="469025650208003"))
    assert [each.says for each in told] == ["证件号码相同（15位旧号和18位是同一个号）"]
