"""The people we know, as actors. Invented, every one; no database is touched.

王社工 works at the station of 牙叉镇 in 白沙; 李社工 in the next county, 昌江. 赵科长 sits in the county office of 白沙,
钱科长 in that of 昌江. 审计员 reads and never writes. 访客 is the public. Their stations carry fixed ids, so that an
actor can be named before the station is registered (see `world.py`).
"""

from uuid import UUID

import pytest

from yizhan.access.roles import ROLES, Line, grant_of
from yizhan.kernel.actor import EVERYWHERE, NOBODY, Actor

HAINAN = "46"
BAISHA = "469025"
YACHA = "469025100"
QIFANG = "469025101"
CHANGJIANG = "469026"
SHILU = "469026100"

YACHA_STATION = UUID("01900000-0000-7000-8000-000000025100")
QIFANG_STATION = UUID("01900000-0000-7000-8000-000000025101")
SHILU_STATION = UUID("01900000-0000-7000-8000-000000026100")

BAISHA_BUREAU = UUID("01900000-0000-7000-8000-000000000025")
CHANGJIANG_BUREAU = UUID("01900000-0000-7000-8000-000000000026")
YACHA_OFFICE = UUID("01900000-0000-7000-8000-000000100025")
AGENCY = UUID("01900000-0000-7000-8000-0000000000a1")
OTHER_AGENCY = UUID("01900000-0000-7000-8000-0000000000a2")
PROVINCE_BUREAU = UUID("01900000-0000-7000-8000-000000000046")
PLATFORM = UUID("01900000-0000-7000-8000-0000000000f1")


def person(
    number: int,
    label: str,
    role: str,
    region: str,
    *stations: UUID,
    organisation: UUID | None = None,
) -> Actor:
    """Somebody with one role; stations are asked for exactly by the roles of the employer's line."""
    by_contract = ROLES[role].line == Line.EMPLOYER or bool(stations)
    reach = frozenset(stations) if by_contract else None
    return Actor(
        id=str(UUID(int=(0x0190 << 112) | (0x7 << 76) | (0x8 << 60) | number)),
        label=label,
        grants=(grant_of(role, region=region, stations=reach),),
        organisation_id=organisation,
    )


WANG = person(1, "王社工", "worker", YACHA, YACHA_STATION, organisation=AGENCY)
LI = person(2, "李社工", "worker", SHILU, SHILU_STATION, organisation=OTHER_AGENCY)
HEAD = person(3, "站长", "station_head", YACHA, YACHA_STATION, organisation=AGENCY)
DEPUTY = person(4, "副站长", "deputy_head", YACHA, YACHA_STATION, organisation=AGENCY)
NEIGHBOUR_HEAD = person(5, "邻县站长", "station_head", SHILU, SHILU_STATION, organisation=OTHER_AGENCY)
SUPERVISOR = person(6, "督导", "supervisor", BAISHA, YACHA_STATION, QIFANG_STATION, organisation=AGENCY)
MANAGER = person(7, "机构经理", "agency_manager", BAISHA, YACHA_STATION, QIFANG_STATION, organisation=AGENCY)
FINANCE = person(8, "机构财务", "agency_finance", BAISHA, YACHA_STATION, QIFANG_STATION, organisation=AGENCY)
TOWNSHIP = person(9, "乡镇经办人", "township", YACHA, organisation=YACHA_OFFICE)
ZHAO = person(10, "赵科长", "county", BAISHA, organisation=BAISHA_BUREAU)
QIAN = person(11, "钱科长", "county", CHANGJIANG, organisation=CHANGJIANG_BUREAU)
CITY = person(12, "市里的孙科长", "city", "4601")
PROVINCE = person(13, "省里的周处长", "province", HAINAN, organisation=PROVINCE_BUREAU)
DEPARTMENT = person(14, "协同部门", "department", BAISHA)
EVALUATOR = person(15, "评估员", "evaluator", BAISHA)
AUDITOR = person(16, "审计员", "auditor", BAISHA)
ADMINISTRATOR = person(17, "系统管理员", "administrator", EVERYWHERE, organisation=PLATFORM)
VISITOR = NOBODY

ONE_PER_ROLE: dict[str, Actor] = {
    next(iter(actor.roles)): actor
    for actor in (
        WANG, HEAD, DEPUTY, SUPERVISOR, MANAGER, FINANCE, TOWNSHIP, ZHAO, CITY, PROVINCE, DEPARTMENT, EVALUATOR,
        AUDITOR, ADMINISTRATOR,
    )
}  # fmt: skip


def others(*roles: str) -> list[Actor]:
    """One actor of every role but these, and the public: everybody a verb must refuse."""
    return [actor for role, actor in ONE_PER_ROLE.items() if role not in roles] + [VISITOR]


def named(actor: object) -> str:
    """For `ids=` of parametrize: who it is, the same in every run."""
    return actor.label if isinstance(actor, Actor) else str(actor)


def _fixture(name: str, actor: Actor) -> object:
    return pytest.fixture(lambda: actor, name=name)


wang = _fixture("wang", WANG)
li = _fixture("li", LI)
head = _fixture("head", HEAD)
deputy = _fixture("deputy", DEPUTY)
neighbour_head = _fixture("neighbour_head", NEIGHBOUR_HEAD)
supervisor = _fixture("supervisor", SUPERVISOR)
manager = _fixture("manager", MANAGER)
finance = _fixture("finance", FINANCE)
township = _fixture("township", TOWNSHIP)
zhao = _fixture("zhao", ZHAO)
qian = _fixture("qian", QIAN)
city = _fixture("city", CITY)
province = _fixture("province", PROVINCE)
department = _fixture("department", DEPARTMENT)
evaluator = _fixture("evaluator", EVALUATOR)
auditor = _fixture("auditor", AUDITOR)
administrator = _fixture("administrator", ADMINISTRATOR)
visitor = _fixture("visitor", VISITOR)
