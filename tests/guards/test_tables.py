"""Tables: keys between rooms point down and leave no way back; whatever holds a person is scoped."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.guards.house import HEIGHT, reads_past_the_scope, sources
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel

PERSONS = {"clients.Client", "clients.Household", "workforce.Worker"}

NOT_SCOPED = {
    "services.AlarmSuspect": "read only by the door of its Alarm, which is scoped, to keep the alarm from whom it names",
    "services.ServiceColleague": "read only along with its ServiceRecord, which is scoped",
}
"""Table with a person in it that is no ScopedModel → why it need not be."""


PAST_THE_DOOR = {
    "web/sign_in/adapters.py User": "before sign-in there is no actor",
    "web/sign_in/notes.py User": "before sign-in there is no actor",
    "web/access/accounts.py RoleGrant": "narrows accounts that came through the door",
    "web/access/parts.py Station": "names of stations that stand in grants already shown",
    "web/access/own.py Station": "names of the stations one works at oneself",
    "web/access/organisations.py Custody": "of organisations that came through the door",
    "web/session.py Session": "the session of a browser, not one of a programme",
    "web/clients/browse.py ClientClass": "of clients that came through the door",
    "web/clients/register.py ClientDetails": "of a client that came through the door",
    "web/contracts/figures.py StationMonth": "of stations of an agreement that came through the door",
}
"""A window's read of a table with persons in it that does not itself begin `visible_to` → why it may."""


def faulty_keys(tables: Iterable[type[models.Model]], height: dict[str, int]) -> list[str]:
    wrong = []
    for table in tables:
        here = table._meta.app_label
        if here not in height:
            continue
        for field in table._meta.get_fields():
            target = field.related_model
            if not field.is_relation or not getattr(field, "concrete", False) or not isinstance(target, type):
                continue
            there = target._meta.app_label
            if there == here or there not in height:
                continue
            name = f"{here}.{table.__name__}.{field.name} -> {there}"
            if height[there] >= height[here]:
                wrong.append(f"{name} does not point down")
            if not field.remote_field.hidden:  # type: ignore[union-attr]
                wrong.append(f'{name} leaves a way back (related_name="+")')
            if getattr(field.remote_field, "on_delete", models.PROTECT) is not models.PROTECT:
                wrong.append(f"{name} is not PROTECT")
    return wrong


def holds_a_person(table: type[models.Model]) -> bool:
    return any(
        isinstance(field, EncryptedTextField)
        or (
            field.is_relation
            and isinstance(field.related_model, type)
            and field.related_model._meta.label in PERSONS
        )
        for field in table._meta.concrete_fields
    )


def unscoped(tables: Iterable[type[models.Model]]) -> list[str]:
    return [
        table._meta.label
        for table in tables
        if table._meta.app_label in HEIGHT and holds_a_person(table) and not issubclass(table, ScopedModel)
    ]


def test_keys_between_rooms_point_down_and_are_hidden() -> None:
    wrong = faulty_keys(apps.get_models(), HEIGHT)
    assert not wrong, "\n".join(wrong)


@isolate_apps("yizhan.services", "yizhan.stations")
@pytest.mark.parametrize("to", ["services.High", "stations.Low"])
def test_a_key_that_points_up_or_shows_a_way_back_is_recognised(to: str) -> None:
    class High(models.Model):
        low = models.ForeignKey("stations.Low", models.CASCADE)

        class Meta:
            app_label = "services"

    class Low(models.Model):
        high = models.ForeignKey("services.High", models.PROTECT, related_name="+")

        class Meta:
            app_label = "stations"

    if to == "services.High":
        assert faulty_keys([Low], HEIGHT) == ["stations.Low.high -> services does not point down"]
    else:
        assert faulty_keys([High], HEIGHT) == [
            'services.High.low -> stations leaves a way back (related_name="+")',
            "services.High.low -> stations is not PROTECT",
        ]


def test_every_table_with_a_person_in_it_is_scoped() -> None:
    wrong = sorted(set(unscoped(apps.get_models())) - set(NOT_SCOPED))
    assert not wrong, f"derive from ScopedModel, or say why not in NOT_SCOPED: {wrong}"
    stale = set(NOT_SCOPED) - set(unscoped(apps.get_models()))
    assert not stale, f"no longer needed in NOT_SCOPED: {stale}"


@isolate_apps("yizhan.services")
def test_a_table_with_a_secret_and_no_scope_is_recognised() -> None:
    class Note(models.Model):
        text = EncryptedTextField()

        class Meta:
            app_label = "services"

    assert unscoped([Note]) == ["services.Note"]


def test_windows_read_persons_through_the_one_door() -> None:
    scoped = frozenset(table.__name__ for table in apps.get_models() if issubclass(table, ScopedModel))
    found = [
        f"{place} {each}"
        for place, text in sources(of=("web", "api", "portal"))
        for each in reads_past_the_scope(text, scoped)
    ]
    wrong = [each for each in found if " ".join(each.split()[:2]) not in PAST_THE_DOOR]
    assert not wrong, "begin with visible_to, or say why not in PAST_THE_DOOR:\n" + "\n".join(wrong)
    stale = set(PAST_THE_DOOR) - {" ".join(each.split()[:2]) for each in found}
    assert not stale, f"no longer needed in PAST_THE_DOOR: {stale}"


def test_a_read_past_the_door_is_recognised() -> None:
    scoped = frozenset({"Client"})
    assert reads_past_the_scope("Client.objects.filter(pk=1)", scoped)
    assert reads_past_the_scope("Client.objects.all()", scoped)
    assert not reads_past_the_scope("Client.objects.visible_to(actor, 'clients.view').filter(pk=1)", scoped)
    assert not reads_past_the_scope("Division.objects.filter(pk=1)", scoped)
