"""Every role: what it is called, along which line it sees, and which verbs it holds (`verbs`, one table a room).

Reviewed as code, shown on the page 权限一览.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from yizhan.access.verbs import ROOMS, VERB_LABELS
from yizhan.access.verbs.house import ACCESS
from yizhan.access.verbs.words import AGENCY, STATION
from yizhan.kernel.actor import EVERYWHERE, Actor, Grant

__all__ = [
    "MAY_GRANT",
    "ROLES",
    "ROOMS",
    "STATION_ROLES",
    "VERB_LABELS",
    "Line",
    "Role",
    "founder",
    "grant_of",
    "job",
]


class Line(StrEnum):
    """Along which line of authority a role sees: government by territory, employer by contract."""

    TERRITORY = "TERRITORY"
    EMPLOYER = "EMPLOYER"
    EITHER = "EITHER"


@dataclass(frozen=True)
class Role:
    """A named set of verbs.

    digits       lengths of the division codes it may be given for; 0 stands for the whole country
    kinds        the kinds of organisation whose people may hold it
    of_station   its grant names one station
    sees_widely  a second factor is required, and the computer is never remembered
    """

    code: str
    label: str
    says: str
    line: Line
    digits: tuple[int, ...]
    kinds: tuple[str, ...]
    of_station: bool = False
    sees_widely: bool = False

    @property
    def verbs(self) -> frozenset[str]:
        return _VERBS[self.code]


_ANY = (4, 6, 9, 12)
_EMPLOYERS = ("AGENCY", "TOWNSHIP", "COUNTY", "CITY")

_ROLES = (
    Role(
        "worker",
        "驻站社工",
        "探访、记录服务、建档",
        Line.EMPLOYER,
        (9,),
        ("AGENCY", "TOWNSHIP"),
        of_station=True,
    ),
    Role(
        "station_head",
        "站长",
        "排班、签发月报、看达标",
        Line.EMPLOYER,
        (9,),
        ("AGENCY", "TOWNSHIP"),
        of_station=True,
    ),
    Role("deputy_head", "副站长", "协助站长", Line.EMPLOYER, _ANY, _EMPLOYERS, of_station=True),
    Role("supervisor", "督导", "批阅个案、记督导", Line.EITHER, (4, 6, 9), _EMPLOYERS),
    Role("agency_manager", "机构负责人", "人员到岗、指标、收付款", Line.EMPLOYER, (4, 6), ("AGENCY",)),
    Role("agency_finance", "机构财务", "预算与支出", Line.EMPLOYER, (4, 6), ("AGENCY",)),
    Role("township", "乡镇（街道）经办人", "看本乡镇的站、派单", Line.TERRITORY, (9,), ("TOWNSHIP",)),
    Role(
        "county", "县民政局经办人", "看全县各站、审月报", Line.TERRITORY, (6,), ("COUNTY",), sees_widely=True
    ),
    Role("city", "市民政局经办人", "看全市合计", Line.TERRITORY, (4,), ("CITY",), sees_widely=True),
    Role(
        "province",
        "省民政厅经办人",
        "只看合计，不看姓名",
        Line.TERRITORY,
        (2,),
        ("PROVINCE",),
        sees_widely=True,
    ),
    Role(
        "department", "协同部门", "办本部门的职责分工，看合计", Line.TERRITORY, (2, 4, 6, 9), ("DEPARTMENT",)
    ),
    Role("evaluator", "第三方评估员", "看抽样档案、封存打分", Line.TERRITORY, (2, 4, 6), ("EVALUATOR",)),
    Role(
        "auditor",
        "审计员",
        "只读，看审计记录和档案",
        Line.TERRITORY,
        (0, 2, 4, 6),
        ("AUDITOR", "COUNTY", "CITY", "PROVINCE", "DEPARTMENT", "PLATFORM"),
        sees_widely=True,
    ),
    Role(
        "administrator",
        "系统管理员",
        "管账号与单位，看不到任何服务对象",
        Line.TERRITORY,
        (0, 2, 4, 6),
        ("PLATFORM", "PROVINCE", "CITY", "COUNTY"),
        sees_widely=True,
    ),
)

ROLES: dict[str, Role] = {role.code: role for role in _ROLES}
STATION_ROLES: frozenset[str] = frozenset(role.code for role in _ROLES if role.of_station)

_VERBS: dict[str, frozenset[str]] = {
    code: frozenset(
        f"{room}.{verb}"
        for room, (_, verbs) in ROOMS.items()
        for verb, (_, holders) in verbs.items()
        if code in holders.split()
    )
    for code in ROLES
}

# Which roles the holder of a role may give to others, always inside her own region and never to herself.
# Nobody gives a role that sees more than her own office does; an administrator gives only the roles that
# themselves open accounts, so that no administrator can quietly make a reader of files.
_BELOW_COUNTY = f"{STATION} supervisor {AGENCY} township department evaluator"
MAY_GRANT: dict[str, frozenset[str]] = {
    "county": frozenset(f"{_BELOW_COUNTY} county auditor".split()),
    "city": frozenset(["supervisor", "department", "evaluator", "auditor", "county", "city"]),
    "province": frozenset(["department", "evaluator", "auditor", "county", "city", "province"]),
    "administrator": frozenset(["county", "city", "province", "auditor", "administrator"]),
}


def grant_of(role: str, *, region: str, stations: frozenset[UUID] | None = None) -> Grant:
    """A grant of a role as the reviewed table has it. KeyError when there is no such role."""
    return Grant(role=role, verbs=ROLES[role].verbs, region=region, stations=stations)


def job(name: str, label: str, *verbs: str) -> Actor:
    """The actor of timed work and of the command line: exactly these verbs, everywhere; may give no role."""
    return Actor(
        id=f"job:{name}", label=label, grants=(Grant(role="job", verbs=frozenset(verbs), region=EVERYWHERE),)
    )


def founder() -> Actor:
    """Who opens the first accounts of a new installation from the command line; the audit trail says so."""
    verbs = frozenset(f"access.{verb}" for verb in ACCESS)
    return Actor(
        id="job:founder", label="命令行", grants=(Grant(role="founder", verbs=verbs, region=EVERYWHERE),)
    )


MAY_GRANT["founder"] = frozenset(ROLES)
