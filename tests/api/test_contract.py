"""The API against its own description: whatever a caller sends that fits it, or nearly fits, gets an answer it names."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.one_phone import JSON, Phone, field, phone
from tests.conftest import examples
from tests.services.conftest import worker
from yizhan.api.v1 import api

__all__ = ["field", "phone", "worker"]

SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
DESCRIBED: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def operations() -> Iterator[str]:
    for path, methods in DESCRIBED["paths"].items():
        yield from (f"{method.upper()} {path}" for method in methods)


@pytest.fixture(scope="module")
def odd() -> Any:
    """Requests out of the description, by operation: as it says, and just not as it says."""
    import schemathesis
    from schemathesis import GenerationMode

    told = [each.ok() for each in schemathesis.openapi.from_dict(DESCRIBED).get_all_operations()]  # type: ignore[union-attr]
    found = {one.label: one for one in told}
    return lambda label: st.one_of(
        found[label].as_strategy(GenerationMode.POSITIVE), found[label].as_strategy(GenerationMode.NEGATIVE)
    )


def ask(phone: Phone, case: Any) -> Any:
    """Sent by somebody who is signed in, with the phone that is hers: past the doors, where the odd things are read."""
    place = case.path
    for name, value in case.path_parameters.items():
        place = place.replace(f"{{{name}}}", quote(str(value), safe=""))
    query = dict(case.query or {})
    if "device_id" in query:
        query["device_id"] = str(phone.id)
    body = case.body
    if isinstance(body, dict) and "device_id" in body:
        body = body | {"device_id": str(phone.id)}
    browser: Browser = phone.browser
    headers = {"X-Device-Key": phone.key}
    if case.method == "GET":
        return browser.get(place, query, headers=headers)
    if case.media_type == JSON:
        return browser.post(place, body, content_type=JSON, query_params=query, headers=headers)
    parts = body.items() if isinstance(body, dict) else ()
    told = {name: "" if value is None else value for name, value in parts}
    return browser.post(place, told, query_params=query, headers=headers)


@pytest.mark.once
@pytest.mark.parametrize("operation", operations())
def test_whatever_is_sent_gets_an_answer_the_description_names(
    phone: Phone, odd: Any, operation: str
) -> None:
    method, _, path = operation.partition(" ")
    named = DESCRIBED["paths"][path][method.lower()]["responses"]

    @settings(max_examples=examples(8), suppress_health_check=SHARED)
    @given(case=odd(operation))
    def sent(case: Any) -> None:
        answer = ask(phone, case)
        assert answer.status_code in {int(code) for code in named}, answer.content
        if answer.status_code >= 400:
            assert set(answer.json()) == {"reason", "code", "clause"}

    sent()
