"""Reasons to refuse an account, a role, a password; plain Python."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote_plus, urlsplit

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


# --- messages that leave the program --------------------------------------------------------------------------------------

_MAILBOX = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
MOST_TRIES = 5
WAIT_MINUTES = (1, 5, 30, 120)
"""How long after each failed try the next one is made."""


def channel_refusal(*, kind: str, address: str, label: str, private: bool) -> tuple[str, str] | None:
    """(code, sentence) why a channel cannot be used, or None.

    private  addresses without TLS are allowed, because this installation sends into its own network
    """
    if not label.strip():
        return "access.channel-unnamed", "请给这个渠道起个名字，例如“县局工作群”。"
    if kind == "MAIL":
        return None if _MAILBOX.fullmatch(address) else ("access.channel-mailbox", "这不是一个电子邮箱地址。")
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "http" and private
        usable = (
            (parts.scheme == "https" or plain)
            and parts.hostname
            and parts.username is None
            and parts.port != 0
        )
    except ValueError:
        usable = False
    if not usable:
        return "access.channel-address", "请粘贴机器人的完整地址，以 https:// 开头。"
    return None


def message_text(*, subjects: Sequence[str], others: int) -> str:
    """What a message says: the notices that hold only numbers as they are, of the others how many."""
    said = "；".join(dict.fromkeys(subjects))
    if others:
        said += ("；另有" if said else "您有") + f"{others}条新通知"
    return f"{said}。"[:200]


def duties_subject(*, today: int, soon: int, over: int) -> str:
    """您有3项工作今天到期，1项已逾期: only numbers."""
    parts = [
        *([f"{today}项工作今天到期"] if today else []),
        *([f"{soon}项工作快到期"] if soon else []),
        *([f"{over}项工作已逾期"] if over else []),
    ]
    return "您有" + "，".join(parts)


def robot_body(*, kind: str, text: str, url: str) -> dict[str, object]:
    """The message as the robots of WeCom (企业微信) and DingTalk (钉钉) take it: markdown, with a link to this program."""
    words = f"{text}\n\n[登录查看]({url})"
    if kind == "DINGTALK":
        return {"msgtype": "markdown", "markdown": {"title": "一站提醒", "text": f"#### 一站提醒\n\n{words}"}}
    return {"msgtype": "markdown", "markdown": {"content": f"**一站提醒**\n{words}"}}


def signed_address(*, address: str, secret: str, milliseconds: int) -> str:
    """The address of a DingTalk robot with its signature (加签): HMAC-SHA256 over the time and the secret, in base64."""
    words = f"{milliseconds}\n{secret}"
    mark = base64.b64encode(hmac.new(secret.encode(), words.encode(), hashlib.sha256).digest()).decode()
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}timestamp={milliseconds}&sign={quote_plus(mark)}"


def next_try(*, tries: int, at: datetime) -> datetime | None:
    """When a message that failed so often is tried again; None: no more."""
    if tries >= MOST_TRIES:
        return None
    return at + timedelta(minutes=WAIT_MINUTES[min(tries, len(WAIT_MINUTES)) - 1])
