"""A body larger than anything we take is refused by its announced size; not a byte of it is read."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests.world import World, sign_in_as

MOST = settings.UPLOAD_LIMIT_BYTES // 1024 // 1024


class Unread:
    """A body that nobody may touch."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = __iter__ = read


def announce(browser: Browser, address: str, size: int, **more: Any) -> Any:
    given: dict[str, Any] = {"CONTENT_LENGTH": str(size), "wsgi.input": Unread()} | more
    return browser.post(address, b"x", content_type="multipart/form-data; boundary=x", **given)


@pytest.fixture
def county(client: Browser, world: World) -> Browser:
    return sign_in_as(client, world.account_of("county"))


@pytest.mark.parametrize("address", ["/clients/imports/new/", "/accounts/login/"])
def test_too_large_a_file_gets_a_sentence_before_it_is_read(county: Browser, address: str) -> None:
    answer = announce(county, address, 200 * 1024 * 1024, headers={"Referer": f"http://testserver{address}"})
    assert answer.status_code == 413
    assert f'href="http://testserver{address}"' in answer.content.decode()
    assert f"文件太大（200 MB），最多 {MOST} MB" in answer.content.decode()


def test_a_fragment_gets_a_note_and_the_api_its_shape(county: Browser) -> None:
    note = announce(county, "/clients/", 200 * 1024 * 1024, headers={"HX-Request": "true"})
    assert note.status_code == 413
    assert note.headers["HX-Retarget"] == "#toasts"
    told = announce(county, "/api/v1/services", 200 * 1024 * 1024)
    assert (told.status_code, told.json()["code"]) == (413, "too-large")


def test_the_limit_counts_the_file_and_not_the_form_around_it(county: Browser) -> None:
    """What is just inside goes on to the page, which here finds no such address."""
    inside = county.post(
        "/no-such-page/", b"x", content_type="text/plain", CONTENT_LENGTH=str(settings.UPLOAD_LIMIT_BYTES)
    )
    assert inside.status_code == 404
    assert (
        announce(county, "/no-such-page/", settings.UPLOAD_LIMIT_BYTES + 2 * 1024 * 1024).status_code == 413
    )


@pytest.mark.parametrize("length", ["", "-1", "many"])
def test_a_length_that_is_no_number_announces_nothing(county: Browser, length: str) -> None:
    assert county.get("/health", CONTENT_LENGTH=length).status_code == 200
