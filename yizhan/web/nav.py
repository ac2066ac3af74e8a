"""The main menu as data. An area appears when its page exists and the actor may open it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import NOBODY, Actor


@dataclass(frozen=True)
class Area:
    """One entry of the menu.

    url_name  name of the area's first page
    verbs     any one of them opens the area; none: everybody who is signed in
    prefixes  first parts of addresses that belong to the area besides its own, for the mark of the current page
    """

    label: str | Promise
    url_name: str
    verbs: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool


OVERSIGHT: tuple[tuple[str, Promise, str, tuple[str, ...]], ...] = (
    ("warnings", _("预警"), "warnings", ("oversight.view_warnings",)),
    ("findings", _("整改"), "findings", ("oversight.view_findings",)),
    ("inspections", _("检查"), "inspections", ("oversight.view_inspections",)),
    ("admonitions", _("发函约谈通报"), "admonitions", ("oversight.view_inspections",)),
    (
        "rounds",
        _("评估"),
        "rounds",
        ("oversight.view_rounds", "oversight.score_sheet", "oversight.view_results"),
    ),
    ("looks", _("抽查档案"), "looks", ("oversight.view_looks",)),
    ("contests", _("季度比拼"), "contests", ("oversight.view_contests",)),
    ("satisfaction", _("满意度"), "surveys", ("oversight.view_satisfaction",)),
    ("complaints", _("投诉"), "complaints", ("oversight.view_complaints",)),
    ("accounts", _("说明情况"), "accounts-asked", ("oversight.give_account",)),
    ("mandates", _("职责分工"), "mandates", ("oversight.view_mandates", "oversight.view_own_mandates")),
    ("task-forces", _("领导小组"), "task-forces", ("oversight.view_task_forces",)),
    ("pairings", _("包点到站"), "pairings", ("oversight.view_pairings",)),
    ("credit", _("诚信"), "credit", ("workforce.view_sanctions",)),
)
"""Tabs of 评估监督: name, label, address by name, and the verbs of which any one opens the tab and, with it, the area.
The first a reader may open is her first page there."""

AREAS: tuple[Area, ...] = (
    Area(_("工作台"), "home"),
    Area(_("服务对象"), "clients", ("clients.view",), ("/clients/", "/households/")),
    Area(_("服务记录"), "services", ("services.view",), ("/services/", "/forms/")),
    Area(
        _("站点与队伍"),
        "stations",
        ("stations.view", "workforce.view"),
        ("/stations/", "/workers/", "/workforce/", "/volunteers/"),
    ),
    Area(_("项目"), "contracts", ("contracts.view",), ("/contracts/",)),
    Area(_("报告"), "reports", ("reports.view",), ("/reports/",)),
    Area(_("到期日历"), "duties", ("reports.accept_area_report",), ("/reports/",)),  # city and province
    Area(
        _("评估监督"),
        "oversight",
        tuple(verb for *_rest, verbs in OVERSIGHT for verb in verbs),
        ("/oversight/",),
    ),
    Area(_("规则"), "rules", (), ("/rules/",)),
    Area(
        _("管理"),
        "manage",
        ("access.view_accounts", "access.view_organisations", "privacy.view_audit"),
        ("/manage/", "/regions/"),
    ),
)


def url_or_none(name: str, *args: object) -> str | None:
    """The address of a named page, or None while nobody has built it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def menu(actor: Actor, path: str, areas: Sequence[Area] = AREAS) -> list[Item]:
    """What this actor's menu shows on the page at `path`; empty for nobody."""
    if actor.id == NOBODY.id:  # the request's actor is lazy, so `is` would not do
        return []
    shown: list[Item] = []
    for area in areas:
        url = url_or_none(area.url_name)
        if url is None or (area.verbs and not any(actor.may(verb) for verb in area.verbs)):
            continue
        here = (
            path == url or (url != "/" and path.startswith(url)) or path.startswith(area.prefixes or ("\0",))
        )
        shown.append(Item(str(area.label), url, here))
    return shown
