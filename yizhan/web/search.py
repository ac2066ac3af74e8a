"""The one box on every page: people, stations, staff, accounts, rules and pages, each as far as the reader may see it.

What was typed may be a number of identity, so it is in no address and no log: it is sent by POST and kept, sealed, in
the session, so that going back from a file finds the results again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, resolve, reverse
from django.urls.resolvers import URLPattern
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.access.models import User
from yizhan.access.queries import accounts
from yizhan.access.roles import ROLES
from yizhan.clients.queries.file import name_for
from yizhan.clients.queries.search import search
from yizhan.clients.rules.identity import age_word
from yizhan.kernel.pinyin import initials
from yizhan.policy.book import rules_in_force
from yizhan.privacy.fields import seal_text, unseal_text
from yizhan.stations.queries import stations_found
from yizhan.web.door import ActorRequest, may_enter, signed_in_page
from yizhan.web.nav import AREAS, url_or_none
from yizhan.web.rulebook.place import own_region, place_at
from yizhan.web.rulebook.rows import matches, rows_of
from yizhan.workforce.queries import workers_found

PLACE = "session.search"
LONGEST = 60
SHOWN = 10
"""So many of a kind; more means: type more letters."""

PAGES: tuple[tuple[str | Promise, str, str | Promise], ...] = (
    (gettext_lazy("记录服务"), "service-new", gettext_lazy("探访 记一笔")),
    (gettext_lazy("到期的探访"), "due", gettext_lazy("逾期 今天去看谁")),
    (gettext_lazy("行政性事务"), "tasks", gettext_lazy("退回 登记")),
    (gettext_lazy("问卷"), "forms", gettext_lazy("调查 满意度 家访 入户 答卷")),
    (gettext_lazy("上传问卷"), "form-new", gettext_lazy("XLSForm 做问卷")),
    (gettext_lazy("建档"), "client-register", gettext_lazy("登记服务对象 新档案")),
    (gettext_lazy("导入名单"), "client-imports", gettext_lazy("表格 上传 Excel")),
    (gettext_lazy("登记社工站"), "station-new", gettext_lazy("建站 新站")),
    (gettext_lazy("人员"), "workers", gettext_lazy("社工 队伍 证书")),
    (gettext_lazy("各站并排看"), "county", gettext_lazy("全县 十一站")),
    (gettext_lazy("缺项"), "county-gaps", gettext_lazy("达标 还缺什么")),
    (gettext_lazy("到期日历"), "duties", gettext_lazy("月报 到期 要报的 报送日历")),
    (gettext_lazy("政策文件"), "rules-papers", gettext_lazy("原文 方案")),
    (gettext_lazy("服务清单"), "rules-catalogue", gettext_lazy("目录 项目")),
    (gettext_lazy("检查政策包"), "rules-check", gettext_lazy("上传")),
    (gettext_lazy("账号与授权"), "accounts", gettext_lazy("角色 密码 开账号")),
    (gettext_lazy("开账号"), "account-new", ""),
    (gettext_lazy("单位"), "organisations", gettext_lazy("机构 承接")),
    (gettext_lazy("权限一览"), "role-matrix", gettext_lazy("谁能做什么 角色")),
    (gettext_lazy("审计记录"), "audit", gettext_lazy("日志 留痕")),
    (gettext_lazy("区划"), "regions", gettext_lazy("乡镇 村")),
    (gettext_lazy("通知"), "notices", gettext_lazy("消息 催办")),
    (gettext_lazy("我的账号"), "profile", gettext_lazy("改密码 动态口令 退出")),
)
"""Pages besides those of the menu: name, address, other words people use for them."""


@dataclass(frozen=True)
class Hit:
    title: str
    says: str
    url: str


@dataclass(frozen=True)
class Found:
    """One kind of results.

    more  there were more than are shown
    """

    kind: "Kind"
    hits: list[Hit]
    more: bool


@signed_in_page("每一类结果各按岗位给看")
def search_page(request: ActorRequest) -> HttpResponse:
    if request.method == "POST":
        words = " ".join(request.POST.get("q", "").split())[:LONGEST]
        request.session["search"] = seal_text(words, place=PLACE) if words else ""
        return redirect("search")
    kept = request.session.get("search", "")
    words = unseal_text(kept, place=PLACE) if kept else ""
    found = list(results(request, words)) if words else []
    facts = {"words": words, "found": found, "most": SHOWN, "persons": request.actor.may("clients.view")}
    return render(request, "search.html", facts)


def results(request: ActorRequest, words: str) -> Iterator[Found]:
    """The kinds that have something, people first."""
    for kind in KINDS:
        hits = kind.find(request, words)
        if hits:
            yield Found(kind, hits[:SHOWN], len(hits) > SHOWN)


def _clients(request: ActorRequest, words: str) -> list[Hit]:
    on = localdate()
    return [
        Hit(
            name_for(request.actor, one),
            _("%(age)s · %(place)s · 档案 %(number)s%(closed)s")
            % {
                "age": age_word(one.born_on, on),
                "place": f"{one.station.short_name}{one.village_name}",
                "number": one.file_no,
                "closed": "" if one.active else _("（已销档）"),
            },
            reverse("client-file", args=[one.pk]),
        )
        for one in search(actor=request.actor, text=words, limit=SHOWN + 1)
    ]


def _stations(request: ActorRequest, words: str) -> list[Hit]:
    rows = stations_found(actor=request.actor, text=words)[: SHOWN + 1]
    return [
        Hit(one.name, " · ".join(filter(None, (one.short_name, one.get_status_display()))), reverse("station", args=[one.pk]))
        for one in rows
    ]  # fmt: skip


def _workers(request: ActorRequest, words: str) -> list[Hit]:
    rows = workers_found(actor=request.actor, on=localdate(), text=words).prefetch_related(None)
    return [
        Hit(
            one.name, f"{one.get_post_display()} · {one.station.short_name}", reverse("worker", args=[one.pk])
        )
        for one in rows[: SHOWN + 1]
    ]


def _accounts(request: ActorRequest, words: str) -> list[Hit]:
    if not request.actor.may("access.view_accounts"):
        return []
    rows = accounts(request.actor).filter(Q(display_name__icontains=words) | Q(username__istartswith=words))
    return [
        Hit(
            one.display_name,
            " · ".join([one.username, one.organisation.name, *_first_role(one)]),
            reverse("account", args=[one.pk]),
        )
        for one in rows.order_by("username")[: SHOWN + 1]
    ]


def _first_role(user: User) -> list[str]:
    return [ROLES[grant.role].label for grant in user.grants.all() if grant.role in ROLES][:1]


def _rules(request: ActorRequest, words: str) -> list[Hit]:
    on, own = localdate(), own_region(request)
    if not own or not rules_in_force(region_code=own, on=on):
        return []
    rows = rows_of(place_at(own, on, on, own), {}, chosen=None, kept={})
    return [
        Hit(row.rule.says, row.rule.source, row.url) for row in rows if matches(row, words)
    ][: SHOWN + 1]  # fmt: skip


def _pages(request: ActorRequest, words: str) -> list[Hit]:
    """Whatever the reader may open and whose name, other words or initials the words mean."""
    offered = [(area.label, area.url_name, "") for area in AREAS] + list(PAGES)
    hits, said = [], "".join(words.lower().split())
    for label, name, also in offered:
        url = url_or_none(name)
        if url is None or not may_enter(resolve(url).func, request.actor):
            continue
        if said in f"{label} {also}".lower() or (said.isascii() and initials(str(label)).startswith(said)):
            hits.append(Hit(str(label), str(also).replace(" ", "、"), url))
    return hits


@dataclass(frozen=True)
class Kind:
    label: str | Promise
    icon: str
    find: Callable[[ActorRequest, str], list[Hit]]


KINDS: tuple[Kind, ...] = (
    Kind(gettext_lazy("服务对象"), icon="user", find=_clients),
    Kind(gettext_lazy("社工站"), icon="building-community", find=_stations),
    Kind(gettext_lazy("人员"), icon="users", find=_workers),
    Kind(gettext_lazy("账号"), icon="user-cog", find=_accounts),
    Kind(gettext_lazy("本地区规则"), icon="book-2", find=_rules),
    Kind(gettext_lazy("页面"), icon="layout-list", find=_pages),
)

urlpatterns: list[URLPattern] = [path("search/", search_page, name="search")]
