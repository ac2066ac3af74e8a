"""The door asks for verbs; what a page may not do becomes a sentence."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from tests.people import LI, WANG
from yizhan.access.models import Custody, Organisation
from yizhan.kernel.actor import NOBODY, Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.web.door import (
    ActorRequest,
    public_page,
    required_verbs,
    requires,
    requires_any,
    signed_in_page,
)
from yizhan.web.errors import ErrorsMiddleware
from yizhan.web.nav import AREAS, Area, menu, url_or_none

FRAGMENT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/clients/?q=a"}


def asked(actor: Actor = WANG, path: str = "/clients/?q=a", **headers: Any) -> HttpRequest:
    request = RequestFactory().get(path, **headers)
    signed_in = SimpleNamespace(
        is_authenticated=True, display_name="示例一", pk="1", get_username=lambda: "x"
    )
    request.user = AnonymousUser() if actor is NOBODY else signed_in  # type: ignore[assignment]
    request.actor = actor  # type: ignore[attr-defined]
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def show(request: ActorRequest) -> HttpResponse:
    return HttpResponse(request.actor.label)


def test_whoever_holds_the_verb_gets_in() -> None:
    answer = requires("clients.view")(show)(asked())
    assert isinstance(answer, HttpResponse)
    assert answer.content.decode() == "王社工"


def test_whoever_lacks_one_of_the_verbs_does_not() -> None:
    with pytest.raises(NotAllowed, match=r"reports\.accept_report"):
        requires("clients.view", "reports.accept_report")(show)(asked())


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/services/new/?client=a", "/services/new/%3Fclient%3Da"),
        ("https://elsewhere.invalid/services/new/", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(referer: str, back: str) -> None:
    request = RequestFactory().post("/clients/1/grade/", headers={"Referer": referer})
    request.user = AnonymousUser()
    answer = requires("clients.view")(show)(request)
    assert isinstance(answer, HttpResponse)
    assert answer["Location"].endswith(f"?next={back}")


def test_one_verb_of_several_may_be_enough() -> None:
    assert requires_any("reports.accept_report", "clients.view")(show)(asked()).status_code == 200
    with pytest.raises(NotAllowed):
        requires_any("reports.accept_report", "access.open_account")(show)(asked())


def test_a_page_for_everybody_signed_in_and_one_for_all() -> None:
    assert signed_in_page("own account")(show)(asked(LI)).status_code == 200
    assert signed_in_page("own account")(show)(asked(NOBODY)).status_code == 302
    assert public_page("sign-in")(lambda request: HttpResponse("ok"))(asked(NOBODY)).status_code == 200


def test_before_sign_in_a_page_leads_there_and_back() -> None:
    answer = requires("clients.view")(show)(asked(NOBODY))
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/clients/%3Fq%3Da")


def test_before_sign_in_a_fragment_sends_the_whole_page_there() -> None:
    answer = requires("clients.view")(show)(asked(NOBODY, "/clients/rows/", **FRAGMENT))
    assert answer["HX-Redirect"].endswith("?next=/clients/%3Fq%3Da")


@pytest.mark.parametrize("door", [requires, requires_any])
def test_a_door_names_a_verb_or_says_why_not(door: Any) -> None:
    with pytest.raises(ValueError, match="at least one verb"):
        door()
    for other in (signed_in_page, public_page):
        with pytest.raises(ValueError, match="say why"):
            other("")


def test_the_guard_reads_the_verbs_off_the_view() -> None:
    assert required_verbs(requires("a.b", "c.d")(show)) == ("a.b", "c.d")
    assert required_verbs(public_page("sign-in")(show)) == ()  # type: ignore[arg-type]
    assert required_verbs(show) is None


# --- errors ---------------------------------------------------------------------------------------------------------


def answered(error: Exception, **headers: Any) -> HttpResponse | None:
    middleware = ErrorsMiddleware(lambda request: HttpResponse())
    return middleware.process_exception(asked(**headers), error)


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (Refused("本月已经报送，不能再改。", clause="方案 九（二）"), 422, "本月已经报送，不能再改。"),
        (NotAllowed("reports.sign_report"), 403, "您的岗位没有这项权限"),
        (PermissionDenied(), 403, "您的岗位没有这项权限"),
        (Http404(), 404, "没有找到"),
        (Organisation.DoesNotExist(), 404, "没有找到"),
    ],
)
def test_each_no_has_its_page_and_its_note(error: Exception, status: int, says: str) -> None:
    page = answered(error)
    assert page is not None
    assert page.status_code == status
    assert says in page.content.decode()
    assert "<html" in page.content.decode()
    note = answered(error, **FRAGMENT)
    assert note is not None
    assert note.status_code == status
    assert says in note.content.decode()
    assert "<html" not in note.content.decode()
    assert (note["HX-Retarget"], note["HX-Reswap"]) == ("#toasts", "beforeend")


def test_a_refusal_shows_its_clause_and_the_way_back() -> None:
    said = Refused("人数不够。", clause="方案 六（三）")
    page = answered(said, HTTP_REFERER="http://testserver/stations/")
    assert page is not None
    assert "方案 六（三）" in page.content.decode()
    assert 'href="http://testserver/stations/"' in page.content.decode()
    elsewhere = answered(said, HTTP_REFERER="https://example.org/")
    assert elsewhere is not None
    assert "example.org" not in elsewhere.content.decode()


def test_our_own_faults_stay_faults_on_a_page_and_are_said_in_a_fragment() -> None:
    assert answered(ZeroDivisionError()) is None
    note = answered(ZeroDivisionError(), **FRAGMENT)
    assert note is not None
    assert note.status_code == 500
    assert "已经记下" in note.content.decode()


def test_the_api_answers_in_its_own_shape() -> None:
    request = asked()
    request.path = "/api/v1/clients"
    assert ErrorsMiddleware(lambda _: HttpResponse()).process_exception(request, Refused("不行")) is None


def test_only_scoped_rows_are_out_of_sight() -> None:
    from django.contrib.sessions.models import Session

    assert answered(Session.DoesNotExist()) is None
    assert answered(Custody.DoesNotExist()) is not None


# --- menu -----------------------------------------------------------------------------------------------------------

AREAS_OF_TEST = (
    Area("登录", "account_login"),
    Area("服务对象", "account_logout", ("clients.view",)),
    Area("还没建", "nobody-built-this"),
    Area("县里的", "account_login", ("reports.accept_report",)),
)


def test_the_menu_shows_what_exists_and_what_the_actor_may() -> None:
    assert [item.label for item in menu(WANG, "/", AREAS_OF_TEST)] == ["登录", "服务对象"]
    assert menu(NOBODY, "/", AREAS_OF_TEST) == []


def test_the_menu_marks_the_page_one_is_on() -> None:
    logout = url_or_none("account_logout")
    assert logout is not None
    assert [item.current for item in menu(WANG, f"{logout}more/", AREAS_OF_TEST)] == [False, True]
    prefixed = (Area("站点", "account_login", (), ("/workers/",)),)
    assert menu(WANG, "/workers/7/", prefixed)[0].current


def test_every_area_asks_for_verbs_that_are_words_of_a_room() -> None:
    assert all("." in verb for area in AREAS for verb in area.verbs)
