"""The bell and the page of notices."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import Pinned
from tests.people import YACHA, YACHA_STATION, ZHAO
from tests.world import NOW, World, sign_in_as
from yizhan.access.actions import send_notice
from yizhan.access.models import Notice

pytestmark = pytest.mark.django_db


def told(count: int = 1) -> None:
    for number in range(count):
        send_notice(
            actor=ZHAO,
            roles=frozenset({"worker"}),
            region_code=YACHA,
            station_id=YACHA_STATION,
            subject=f"第 {number + 1} 件事",
            url=f"/rules/?place={YACHA}",
            clause="《方案》五（一）",
            at=NOW,
        )


def text(answer: Any) -> str:
    return answer.content.decode()


def test_an_empty_page_says_what_will_stand_there(signed_in: Client) -> None:
    page = signed_in.get(reverse("notices"))
    assert "还没有通知" in text(page)
    assert 'class="count"' not in text(page)


def test_the_bell_shows_the_number_on_every_page_and_a_notice_leads_where_it_waits(signed_in: Client) -> None:
    told(2)
    page = text(signed_in.get(reverse("notices")))
    assert 'aria-label="通知，2 条未读"' in page
    assert "方案" in page
    notice = Notice.objects.order_by("id")[0]
    assert signed_in.get(reverse("notice", args=[notice.pk]))["Location"] == f"/rules/?place={YACHA}"
    page = text(signed_in.get(reverse("notices"), {"show": "unread"}))
    assert 'aria-label="通知，1 条未读"' in page
    assert "第 2 件事" in page
    assert "第 1 件事" not in page


def test_all_are_read_at_once(signed_in: Client) -> None:
    told(3)
    page = signed_in.post(reverse("notices-read"), follow=True)
    assert "3 条已标为已读" in text(page)
    assert "没有未读的通知" in text(signed_in.get(reverse("notices"), {"show": "unread"}))


def test_another_persons_notice_is_not_found(signed_in: Client, world: World, client: Client) -> None:
    told()
    sign_in_as(client, world.account_of("county"))
    answer = client.get(reverse("notice", args=[Notice.objects.get().pk]))
    assert answer.status_code == 404
    assert Notice.objects.get().read_at is None


def test_many_notices_page_by_key(signed_in: Client, pinned_queries: Pinned) -> None:
    told(31)
    with pinned_queries("notices"):
        page = signed_in.get(reverse("notices"))
    assert len(page.context["listing"].rows) == 30
    assert len(signed_in.get(page.context["listing"].next_url).context["listing"].rows) == 1
