"""Only actions write: one verb, one permission, one transaction, one audit line."""

import pytest

from tests.guards.house import all_verbs, may_write, sources, verbs_of, writes


def test_only_actions_write() -> None:
    wrong = [f"{place} {each}" for place, text in sources() if not may_write(place) for each in writes(text)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("visit.save()", True),
        ("visit.save(update_fields=['note'])", True),
        ("Visit.objects.create(note='')", True),
        ("Visit.objects.filter(pk=1).update(note='')", True),
        ("visits.filter(pk=1).delete()", True),
        ("Visit.objects.bulk_create(rows)", True),
        ("put(visit, *items)", True),
        ("put_new(visit)", True),
        ("put_back(visit, 'note')", True),
        ("document.save(buffer)", False),
        ("cache.delete('key')", False),
        ("answers.update({'a': 1})", False),
        ("digest.update(b'')", False),
        ("visit.note", False),
    ],
)
def test_a_write_is_recognised(line: str, caught: bool) -> None:
    assert bool(writes(line)) is caught


def test_actions_migrations_and_privacy_may_write() -> None:
    assert may_write("services/actions.py")
    assert may_write("services/actions/visits.py")
    assert may_write("services/migrations/0001_visits.py")
    assert not may_write("services/queries.py")
    assert not may_write("web/actions_page.py")


def test_every_verb_is_an_action_of_its_own_name_and_takes_keywords() -> None:
    wrong = [f"{verb} {each}" for verb, each in all_verbs().items() if each]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("@action('rooms.paint')\ndef paint(*, actor): ...", ""),
        ("def paint(*, actor): ...", "carries no @action"),
        ("@action('rooms.wash')\ndef paint(*, actor): ...", "is called 'rooms.wash' in its @action"),
        (
            "@action('rooms.paint')\ndef paint(actor): ...",
            "takes arguments without a keyword, takes no actor",
        ),
        ("@action('rooms.paint')\ndef paint(*, colour): ...", "takes no actor"),
    ],
)
def test_a_faulty_verb_is_recognised(source: str, wrong: str) -> None:
    assert verbs_of("rooms", source) == {"rooms.paint": wrong}


def test_a_private_function_is_no_verb() -> None:
    assert verbs_of("rooms", "def _mix(colour): ...") == {}


def test_the_name_of_a_verb_may_stand_in_the_file_its_steps_share() -> None:
    shared = "from yizhan.services.actions.ground import RECORD\n"
    source = shared + "@action(RECORD)\ndef record_service(*, actor: Actor) -> None: ..."
    assert verbs_of("services", source) == {"services.record_service": ""}
