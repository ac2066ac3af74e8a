"""Reasons to refuse an account, a role, a password; plain Python."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from yizhan.access.roles import MAY_GRANT, ROLES, Role
from yizhan.kernel.actor import EVERYWHERE, Grant
from yizhan.kernel.identity import credit_code_problem

LEAST_LETTERS = 10
KIND_DIGITS: dict[str, tuple[int, ...]] = {
    "PROVINCE": (2,),
    "CITY": (4,),
    "COUNTY": (6,),
    "TOWNSHIP": (9,),
    "AGENCY": (2, 4, 6),
    "DEPARTMENT": (2, 4, 6, 9),
    "EVALUATOR": (0, 2, 4, 6),
    "AUDITOR": (0, 2, 4, 6),
    "PLATFORM": (0, 2, 4, 6),
}
OPERATORS = frozenset({"AGENCY", "TOWNSHIP", "COUNTY", "CITY"})
"""Kinds that may operate a station: agencies by contract, governments themselves (政府自办)."""

_PLACES = {0: "全国", 2: "省级", 4: "市级", 6: "县级", 9: "乡级", 12: "村级"}
_PERSONAL_NUMBER = re.compile(r"\d{11,}")
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
_COMMON = frozenset(
    [
        "password",
        "passw0rd",
        "qwerty",
        "qwertyuiop",
        "asdfgh",
        "asdfghjkl",
        "zxcvbn",
        "1qaz2wsx",
        "iloveyou",
        "admin",
        "administrator",
        "welcome",
        "abc123",
        "abcdef",
        "123456",
        "12345678",
        "123456789",
        "1234567890",
        "654321",
        "111111",
        "000000",
        "888888",
        "666666",
        "woaini",
        "minzheng",
        "shegong",
        "shegongzhan",
        "yizhan",
        "hainan",
        "baisha",
        "kunming",
    ]
)
_PLAIN = "abcdefghjkmnpqrstuvwxyz"
_CAPITAL = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_FIGURES = "23456789"


def digits_of(region: str) -> int:
    """Length of the division code; 0 for EVERYWHERE."""
    return 0 if region == EVERYWHERE else len(region)


def inside(region: str, outer: str) -> bool:
    """Whether one region lies in the other; EVERYWHERE lies only in itself."""
    return outer == EVERYWHERE or (region != EVERYWHERE and region.startswith(outer))


def organisation_refusal(*, kind: str, name: str, region: str, credit_code: str) -> tuple[str, str] | None:
    """Code and sentence of what is wrong with a new organisation, or None."""
    if kind not in KIND_DIGITS:
        return "access.kind-missing", "请选择单位类型。"
    if len(name.strip()) < 2:
        return "access.name-missing", "请填写单位全称。"
    if region != EVERYWHERE and not re.fullmatch(r"\d+", region):
        return "access.region-missing", "请选择单位所在的区划。"
    if digits_of(region) not in KIND_DIGITS[kind]:
        return "access.region-level", f"这类单位应当在{_levels(KIND_DIGITS[kind])}区划，请重新选择。"
    if kind == "AGENCY" and not credit_code:
        return "access.credit-code-missing", "社会服务机构必须填写统一社会信用代码。"
    if credit_code and (problem := credit_code_problem(credit_code)):
        return "access.credit-code", f"{problem}。"
    return None


def username_problem(username: str) -> str | None:
    """Why this cannot be an account name, or None. A telephone number is kept apart, so a name begins with a letter."""
    if not _USERNAME.fullmatch(username):
        return "账号用3到40个小写字母、数字或“.”“_”“-”，以字母开头，例如 yacha.wang。"
    return None


def password_problem(password: str, *, username: str = "", least: int = LEAST_LETTERS) -> str | None:
    """Why this password is too easy, or None. Length, three of four kinds of characters, no name, nothing common."""
    if len(password) < least:
        return f"密码至少{least}位，这里是{len(password)}位。"
    kinds = [r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"]
    if sum(bool(re.search(kind, password)) for kind in kinds) < 3:
        return "密码要有大写字母、小写字母、数字、符号中的三种。"
    low = password.lower()
    if username and len(username) >= 3 and (username.lower() in low or low in username.lower()):
        return "密码里不能有账号名。"
    if any(len(word) >= 6 and (word in low and len(word) * 2 > len(low)) for word in _COMMON):
        return "这个密码太常见，容易被猜到，请换一个。"
    if len(set(low)) < 5:
        return "密码里重复的字符太多，请换一个。"
    return None


def password_is_stale(changed_at: datetime | None, *, at: datetime, days: int) -> bool:
    """Whether a password is older than it may be; 0 days: never. One that was never changed by its owner is not old."""
    return bool(days) and changed_at is not None and at - changed_at > timedelta(days=days)


def one_time_password() -> str:
    """Twelve characters to be read out once; without 0 O 1 l I, and always strong enough for `password_problem`."""
    chosen = [secrets.choice(_PLAIN) for _ in range(5)] + [secrets.choice(_CAPITAL) for _ in range(3)]
    chosen += [secrets.choice(_FIGURES) for _ in range(4)]
    secrets.SystemRandom().shuffle(chosen)
    return "".join(chosen)


def may_give(grants: Iterable[Grant], *, role: str, region: str) -> bool:
    """Whether one of the giver's grants lets her give this role in that region."""
    return any(
        role in MAY_GRANT.get(grant.role, frozenset())
        and grant.stations is None
        and inside(region, grant.region)
        for grant in grants
    )


def giving_refusal(
    grants: Iterable[Grant], *, role: str, region: str, station_named: bool, kind: str
) -> tuple[str, str] | None:
    """Code and sentence why the giver cannot give this role there, to somebody of an organisation of that kind."""
    known = ROLES.get(role)
    if known is None:
        return "access.role-missing", "请选择角色。"
    held = list(grants)
    if not any(role in MAY_GRANT.get(grant.role, frozenset()) for grant in held):
        return "access.role-above", f"您的角色不能授予“{known.label}”。"
    if not may_give(held, role=role, region=region):
        return "access.outside", "只能在本辖区内授予角色。"
    return _kind_refusal(known, kind) or _place_refusal(known, region=region, station_named=station_named)


def _place_refusal(role: Role, *, region: str, station_named: bool) -> tuple[str, str] | None:
    if role.of_station and not station_named:
        return "access.station-missing", f"“{role.label}”要指明在哪个社工站。"
    if station_named and role.line == "TERRITORY":
        return "access.station-needless", f"“{role.label}”按区划授权，不指定社工站。"
    if digits_of(region) not in role.digits:
        return "access.region-level", f"“{role.label}”的范围应当是{_levels(role.digits)}，请重新选择区划。"
    return None


def _kind_refusal(role: Role, kind: str) -> tuple[str, str] | None:
    if kind not in role.kinds:
        return "access.kind", f"这个单位的人员不能担任“{role.label}”。"
    return None


def _levels(digits: tuple[int, ...]) -> str:
    return "或".join(_PLACES[each] for each in digits)


def notice_refusal(*, subject: str, url: str) -> tuple[str, str] | None:
    """(code, sentence) why a notice may not be sent, or None.

    A number of identity or a telephone number has eleven digits and more; no notice needs one.
    """
    if not subject:
        return "access.notice-empty", "请写明通知什么。"
    if len(subject) > 120:
        return "access.notice-long", "通知最多 120 个字。"
    if _PERSONAL_NUMBER.search(subject):
        return "access.notice-personal", "通知里不能写证件号码或电话号码。"
    if not url.startswith("/") or url.startswith("//") or "?q=" in url:
        return "access.notice-address", "通知只能指向本系统的页面。"
    return None
