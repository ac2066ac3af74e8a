"""The browser itself: it starts, reaches the server of the test, and runs nothing that is not ours."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_server_answers_a_real_browser(page: Page, live_server: LiveServer) -> None:
    answer = page.goto(f"{live_server.url}/health")
    assert answer is not None
    assert answer.status == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_page_cannot_run_a_script_that_somebody_slipped_in(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    with pytest.raises(Exception, match="Content Security Policy"):
        page.add_script_tag(content="window.slipped = true")
