"""Who may do what, as data: one table of verbs a room.

A line is a verb, what it means on the screen, and the roles that hold it; where a role may do it is in its grant (a
region, and for the line of the employer the stations operated that day).
"""

from yizhan.access.verbs.contracts import CONTRACTS
from yizhan.access.verbs.house import ACCESS, DEVICES, FORMS, POLICY, PRIVACY, REGIONS
from yizhan.access.verbs.oversight import DISCLOSURE, INTAKE, OVERSIGHT, REPORTS
from yizhan.access.verbs.people import CLIENTS, STATIONS, WORKFORCE
from yizhan.access.verbs.services import RESOURCES, SERVICES
from yizhan.access.verbs.words import Verbs

ROOMS: dict[str, tuple[str, Verbs]] = {
    "privacy": ("隐私与审计", PRIVACY),
    "regions": ("区划", REGIONS),
    "policy": ("政策", POLICY),
    "access": ("账号与授权", ACCESS),
    "disclosure": ("公开", DISCLOSURE),
    "intake": ("群众来件", INTAKE),
    "forms": ("问卷", FORMS),
    "stations": ("社工站", STATIONS),
    "workforce": ("人员", WORKFORCE),
    "clients": ("服务对象", CLIENTS),
    "contracts": ("项目与协议", CONTRACTS),
    "services": ("服务", SERVICES),
    "resources": ("资源", RESOURCES),
    "oversight": ("评估监督", OVERSIGHT),
    "reports": ("报表", REPORTS),
    "devices": ("手机", DEVICES),
}

VERB_LABELS: dict[str, str] = {
    f"{room}.{verb}": label for room, (_, verbs) in ROOMS.items() for verb, (label, _) in verbs.items()
}
