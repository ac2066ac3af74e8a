"""Every verb has a test that it is refused: `@pytest.mark.refuses("room.verb")`."""

from tests.guards.house import all_verbs, marked_tests, markers


def test_every_verb_is_shown_to_refuse() -> None:
    untested = sorted(set(all_verbs()) - set(marked_tests("refuses")))
    assert not untested, "no test carries @pytest.mark.refuses for: " + ", ".join(untested)


def test_a_marker_names_a_verb_that_exists() -> None:
    unknown = {
        verb: sorted(tests) for verb, tests in marked_tests("refuses").items() if verb not in all_verbs()
    }
    assert not unknown, unknown


def test_markers_are_read_from_tests_classes_parameters_and_modules() -> None:
    text = (
        "pytestmark = [pytest.mark.refuses('a.all')]\n"
        "@pytest.mark.refuses('a.one', 'a.two')\ndef test_x(): ...\n"
        "@pytest.mark.parametrize('v', [pytest.param(1, marks=pytest.mark.refuses('a.param'))])\ndef test_y(v): ...\n"
        "@pytest.mark.refuses('a.class')\nclass TestZ:\n    def test_z(self): ...\n"
        "@pytest.mark.refuses('a.not')\ndef helper(): ...\n"
    )
    assert markers(text, "refuses") == {
        "a.one": ["test_x"],
        "a.two": ["test_x"],
        "a.all": ["test_x", "test_y", "test_z"],
        "a.param": ["test_y"],
        "a.class": ["test_z"],
    }
