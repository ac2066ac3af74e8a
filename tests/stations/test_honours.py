"""A station's titles: given by the office that writes them down, ended with a reason, kept."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.people import PROVINCE, YACHA_STATION, ZHAO, named, others
from tests.world import TODAY, World, sign_in_as
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.stations.actions import end_honour, give_honour
from yizhan.stations.models import Honour
from yizhan.stations.queries import honours_borne

PAPER = "示例民发〔2026〕5号"


def given(actor: Actor = ZHAO, level: str = "COUNTY", title: str = "示范社工站", on: date = TODAY) -> Honour:
    return give_honour(
        actor=actor, station_id=YACHA_STATION, title=title, level=level, document=PAPER, given_on=on, on=TODAY
    )


@pytest.mark.requirement("R271", "R123")
def test_each_office_gives_titles_of_its_own_and_they_are_borne_until_ended(world: World) -> None:
    own, above = given(), given(PROVINCE, "PROVINCE")
    assert honours_borne(station_ids=[YACHA_STATION], on=TODAY) == {
        YACHA_STATION: ["县级示范社工站", "省级示范社工站"]
    }
    for sentence, attempt in (
        ("上级授予的称号由上级登记", lambda: given(level="PROVINCE")),
        ("已经有这个称号", given),
        ("今天以后", lambda: given(title="五星站", on=date(2027, 1, 1))),
        ("写明称号和授予文件", lambda: given(title=" ")),
        ("由上级取消", lambda: end_honour(actor=ZHAO, honour_id=above.pk, reason="复核不合格", on=TODAY)),
        ("写明取消称号的原因", lambda: end_honour(actor=ZHAO, honour_id=own.pk, reason=" ", on=TODAY)),
    ):
        with pytest.raises(Refused, match=sentence):
            attempt()
    end_honour(actor=ZHAO, honour_id=own.pk, reason="复核不合格", on=TODAY)
    assert honours_borne(station_ids=[YACHA_STATION], on=TODAY) == {YACHA_STATION: ["省级示范社工站"]}
    with pytest.raises(Refused, match="已经取消"):
        end_honour(actor=ZHAO, honour_id=own.pk, reason="再来", on=TODAY)


@pytest.mark.refuses("stations.give_honour", "stations.end_honour")
@pytest.mark.parametrize("actor", others("county", "city", "province"), ids=named)
def test_only_the_offices_give_and_end_titles(world: World, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        given(actor)
    with pytest.raises(NotAllowed):
        end_honour(actor=actor, honour_id=YACHA_STATION, reason="无", on=TODAY)


def test_the_county_gives_a_title_on_the_stations_page(world: World, client: Browser) -> None:
    sign_in_as(client, world.account_of("county"))
    page = reverse("station-honour-new", args=[YACHA_STATION])
    assert client.get(page).status_code == 200
    told = {"title": "示范社工站", "level": "PROVINCE", "document": PAPER, "given_on": "2026-11-01"}
    refused = client.post(page, told)
    assert (refused.status_code, "由上级登记" in refused.content.decode()) == (422, True)
    assert client.post(page, told | {"level": "COUNTY"}).status_code == 302
    honour = Honour.objects.get()
    shown = client.get(reverse("station", args=[YACHA_STATION])).content.decode()
    assert "县级示范社工站" in shown
    end = reverse("station-honour-end", args=[honour.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {"reason": "复核不合格"}).status_code == 302
    assert "复核不合格" in client.get(reverse("station", args=[YACHA_STATION])).content.decode()
