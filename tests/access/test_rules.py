"""Passwords, account names, and who may give which role: no database."""

import pytest

from tests.people import ADMINISTRATOR, BAISHA, CHANGJIANG, ONE_PER_ROLE, PROVINCE, YACHA, ZHAO
from yizhan.access.roles import MAY_GRANT, ROLES, ROOMS, VERB_LABELS
from yizhan.access.rules import (
    giving_refusal,
    inside,
    one_time_password,
    organisation_refusal,
    password_problem,
    username_problem,
)
from yizhan.kernel.actor import EVERYWHERE, Actor

PERSONS = ("clients.", "services.", "workforce.")
READS_OF_PERSONS = {"clients.view", "services.view", "workforce.view", "privacy.unmask"}


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("Ab1-efg", "至少10位"),
        ("abcdefghijklm", "三种"),
        ("abcdefghij123", "三种"),
        ("Wang.yacha-2026", "账号名"),
        ("Password12", "太常见"),
        ("Aa1Aa1Aa1Aa1", "重复"),
        ("", "这里是0位"),
    ],
)
def test_an_easy_password_is_told_why(password: str, told: str) -> None:
    assert told in (password_problem(password, username="wang.yacha") or "")


@pytest.mark.parametrize(
    "password", ["Shan-Lan-2026", "一片山兰稻田Abc1!", "quiet river 7 stones", "x" + "Y7kd-wq02b"]
)
def test_a_good_password_passes(password: str) -> None:
    assert password_problem(password, username="wang.yacha") is None


def test_a_one_time_password_is_always_good_and_never_the_same() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not [each for each in made if password_problem(each)]
    assert not [each for each in made if set(each) & set("0O1lI")]


@pytest.mark.parametrize("name", ["ab", "13800000000", "Wang", "王社工", "a b c", "x" * 41, ""])
def test_an_account_name_is_small_letters_and_begins_with_one(name: str) -> None:
    assert username_problem(name)


@pytest.mark.parametrize("name", ["wang", "wang.yacha", "a-1_2"])
def test_a_plain_account_name_passes(name: str) -> None:
    assert username_problem(name) is None


def test_everywhere_lies_only_in_itself() -> None:
    assert inside(BAISHA, EVERYWHERE)
    assert inside(EVERYWHERE, EVERYWHERE)
    assert not inside(EVERYWHERE, BAISHA)
    assert not inside(CHANGJIANG, BAISHA)


def refused(
    actor: Actor, role: str, region: str, *, station: bool = False, kind: str = "AGENCY"
) -> str | None:
    found = giving_refusal(actor.grants, role=role, region=region, station_named=station, kind=kind)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("actor", "role", "region", "station", "kind", "code"),
    [
        (ZHAO, "worker", YACHA, True, "AGENCY", None),
        (ZHAO, "township", YACHA, False, "TOWNSHIP", None),
        (ZHAO, "county", BAISHA, False, "COUNTY", None),
        (ZHAO, "agency_manager", BAISHA, False, "AGENCY", None),
        (ZHAO, "worker", YACHA, False, "AGENCY", "access.station-missing"),
        (ZHAO, "township", YACHA, True, "TOWNSHIP", "access.station-needless"),
        (ZHAO, "worker", "469026100", True, "AGENCY", "access.outside"),
        (ZHAO, "county", CHANGJIANG, False, "COUNTY", "access.outside"),
        (ZHAO, "province", "46", False, "PROVINCE", "access.role-above"),
        (ZHAO, "administrator", BAISHA, False, "COUNTY", "access.role-above"),
        (ZHAO, "township", BAISHA, False, "TOWNSHIP", "access.region-level"),
        (ZHAO, "township", YACHA, False, "AGENCY", "access.kind"),
        (ZHAO, "emperor", BAISHA, False, "COUNTY", "access.role-missing"),
        (PROVINCE, "county", BAISHA, False, "COUNTY", None),
        (PROVINCE, "worker", YACHA, True, "AGENCY", "access.role-above"),
        (ADMINISTRATOR, "administrator", EVERYWHERE, False, "PLATFORM", None),
        (ADMINISTRATOR, "worker", YACHA, True, "AGENCY", "access.role-above"),
    ],
)
def test_a_role_is_given_only_downwards_and_at_home(
    actor: Actor, role: str, region: str, station: bool, kind: str, code: str | None
) -> None:
    assert refused(actor, role, region, station=station, kind=kind) == code


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(MAY_GRANT)))
def test_nobody_else_gives_any_role(role: str) -> None:
    assert refused(ONE_PER_ROLE[role], "worker", YACHA, station=True) == "access.role-above"


@pytest.mark.parametrize(
    ("kind", "region", "code", "told"),
    [
        ("COUNTY", BAISHA, "", None),
        ("AGENCY", BAISHA, "52460000MJ0000001Y", None),
        ("AGENCY", BAISHA, "", "access.credit-code-missing"),
        ("AGENCY", BAISHA, "52460000MJ0000001E", "access.credit-code"),
        ("TOWNSHIP", BAISHA, "", "access.region-level"),
        ("PLATFORM", EVERYWHERE, "", None),
        ("COUNTY", "白沙", "", "access.region-missing"),
        ("CLUB", BAISHA, "", "access.kind-missing"),
    ],
)
def test_an_organisation_is_of_a_known_kind_in_a_fitting_region(
    kind: str, region: str, code: str, told: str | None
) -> None:
    found = organisation_refusal(kind=kind, name="示例单位", region=region, credit_code=code)
    assert (found[0] if found else None) == told


# --- the table itself -----------------------------------------------------------------------------------------------------


def test_every_line_of_the_table_names_known_roles_only() -> None:
    wrong = [
        f"{room}.{verb}: {code}"
        for room, (_, verbs) in ROOMS.items()
        for verb, (label, holders) in verbs.items()
        for code in holders.split()
        if code not in ROLES or not label
    ]
    assert not wrong


def test_the_administrator_reads_no_person_and_neither_do_city_and_province() -> None:
    for code in ("administrator", "city", "province", "department"):
        assert not ROLES[code].verbs & READS_OF_PERSONS, code


OWN_NOTICES = {
    "access.read_notice",
    "access.read_all_notices",
    "access.open_channel",
    "access.stop_channel",
    "access.test_channel",
}
"""What everybody does with the notices addressed to her: she puts them away as read."""


def test_who_opens_accounts_and_who_reads_the_audit_trail_are_kept_apart() -> None:
    assert "privacy.view_audit" not in ROLES["administrator"].verbs
    beyond = ROLES["auditor"].verbs - OWN_NOTICES
    assert not [verb for verb in beyond if verb.startswith("access.") and ".view" not in verb]


@pytest.mark.requirement("R370")
@pytest.mark.requirement("R083")
def test_an_auditor_reads_and_never_writes() -> None:
    beyond = ROLES["auditor"].verbs - OWN_NOTICES
    writes = [verb for verb in beyond if not verb.split(".")[1].startswith("view")]
    assert set(writes) <= {
        "privacy.unmask",
        "clients.unmask_client",
        "clients.open_file",
        "services.read_case",
        "oversight.open_complaint",
        "oversight.verify_round",
    }  # reading, written down
    assert {"clients.view", "services.view", "reports.view", "privacy.view_audit"} <= ROLES["auditor"].verbs


def test_whoever_may_give_a_role_may_open_accounts_and_nobody_else() -> None:
    may_open = {code for code, role in ROLES.items() if "access.open_account" in role.verbs}
    assert may_open == set(MAY_GRANT) - {"founder"}


def test_every_verb_has_a_label_in_chinese() -> None:
    assert all(label and not label.isascii() for label in VERB_LABELS.values())
