"""The cards of the demo: who can be tried, by a click."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.access.queries import demo_accounts
from yizhan.web.door import public_page
from yizhan.web.sign_in.adapters import AccountAdapter

Text = str | Promise


@dataclass(frozen=True)
class Card:
    """One way into the demo: which role, played by whom, what for, on which device."""

    user_id: UUID
    title: Text
    name: str
    says: Text
    device: Text
    picture: str


@dataclass(frozen=True)
class Looks:
    title: Text
    says: Text
    device: Text
    icon: str


LOOKS: dict[str, Looks] = {
    "county": Looks(
        gettext_lazy("县民政局"),
        gettext_lazy("看各站、审月报、办项目"),
        gettext_lazy("电脑"),
        icon="building-bank",
    ),
    "township": Looks(
        gettext_lazy("乡镇政府"),
        gettext_lazy("看本乡镇的站和服务"),
        gettext_lazy("电脑"),
        icon="building-community",
    ),
    "worker": Looks(
        gettext_lazy("驻站社工"),
        gettext_lazy("今天去看谁、记录探访"),
        gettext_lazy("手机"),
        icon="device-mobile",
    ),
    "station_head": Looks(
        gettext_lazy("站长"),
        gettext_lazy("填月报、签发、看达标"),
        gettext_lazy("电脑和手机"),
        icon="users-group",
    ),
    "deputy_head": Looks(
        gettext_lazy("副站长"), gettext_lazy("协助站长"), gettext_lazy("电脑和手机"), icon="users"
    ),
    "agency_manager": Looks(
        gettext_lazy("承接主体"),
        gettext_lazy("协议进度、人员、收付款"),
        gettext_lazy("电脑"),
        icon="briefcase",
    ),
    "agency_finance": Looks(
        gettext_lazy("机构财务"), gettext_lazy("预算、支出、凭证"), gettext_lazy("电脑"), icon="receipt"
    ),
    "supervisor": Looks(
        gettext_lazy("督导"), gettext_lazy("记督导、批阅个案"), gettext_lazy("电脑"), icon="school"
    ),
    "evaluator": Looks(
        gettext_lazy("第三方评估员"),
        gettext_lazy("看站点和合计"),
        gettext_lazy("电脑"),
        icon="clipboard-check",
    ),
    "department": Looks(
        gettext_lazy("协同部门"),
        gettext_lazy("办本部门的职责，看合计"),
        gettext_lazy("电脑"),
        icon="clipboard-list",
    ),
    "auditor": Looks(
        gettext_lazy("审计员"), gettext_lazy("只读，查留痕"), gettext_lazy("电脑"), icon="file-search"
    ),
    "city": Looks(
        gettext_lazy("市民政局"), gettext_lazy("收备案、看合计"), gettext_lazy("电脑"), icon="chart-bar"
    ),
    "province": Looks(
        gettext_lazy("省民政厅"), gettext_lazy("看合计、收备案"), gettext_lazy("电脑"), icon="chart-bar"
    ),
    "administrator": Looks(
        gettext_lazy("系统管理员"),
        gettext_lazy("管账号和单位，看不到人"),
        gettext_lazy("电脑"),
        icon="settings",
    ),
}


def demo_cards() -> list[Card]:
    """One card a role, the earliest account of each, in the order of the pictures."""
    found = demo_accounts(on=localdate())
    return [
        Card(found[role].pk, looks.title, found[role].display_name, looks.says, looks.device, looks.icon)
        for role, looks in LOOKS.items()
        if role in found
    ]


@public_page("演示环境里，点一下身份就进来")
@require_POST
def demo_sign_in(request: HttpRequest, user_id: UUID) -> HttpResponseBase:
    """In as one of the accounts on the cards; 404 wherever this is not a demo."""
    if not settings.DEMO:
        raise Http404
    user = next((each for each in demo_accounts(on=localdate()).values() if each.pk == user_id), None)
    if user is None:
        raise Http404
    logout(request)
    request.session["way_in"] = "demo"
    adapter = AccountAdapter(request)
    adapter.login(request, user)
    back = request.POST.get("next", "")
    return adapter.post_login(
        request,
        user,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else None,
    )
