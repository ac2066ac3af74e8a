"""Every component on one page, with the figures of the design pictures. Only the tests know its address."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from yizhan.kernel.actor import Actor, Grant
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.web.door import public_page
from yizhan.web.templatetags.figures import Chart, Series
from yizhan.web.templatetags.yizhan import Choice, Step

TODAY = date(2026, 11, 20)
PAGE = Path(__file__).parent / "gallery.html"
SIGN_IN = Path(__file__).parent / "gallery_sign_in.html"


@dataclass(frozen=True)
class Due:
    what: str
    why: str
    clause: str
    due: date
    act: str
    agreement: bool = False


DUES = (
    Due("南开乡 9 位老人探访逾期", "最久 12 天；其中 2 位高风险。站点说明：道路塌方，已改电话探访 4 位", "协议 第六条", date(2026, 11, 8), "查看并派单", agreement=True),
    Due("答复群众投诉 1 件", "金波乡：来电反映活动通知不到位，乡镇已回复意见", "方案 七（一）", date(2026, 11, 23), "去答复"),
    Due("审核 11 月月报 3 份", "七坊镇、邦溪镇、荣邦乡已由乡镇审核通过", "方案 九（二）", date(2026, 11, 25), "去审核"),
    Due("细水乡缺 1 名驻站社工，整改将到期", "要求 3 名，现有 2 名，已缺 18 天", "方案 六（三）", date(2026, 11, 30), "看整改"),
)  # fmt: skip
STATIONS: tuple[tuple[str, int, int, str, int, int, str, str], ...] = (
    ("牙叉镇", 312, 96, "", 0, 0, "good", "已接收"),
    ("七坊镇", 287, 91, "", 2, 1, "blue", "待您审核"),
    ("打安镇", 226, 88, "warn", 3, 1, "warn", "待乡镇审核"),
    ("细水乡", 143, 71, "bad", 6, 3, "bad", "未开始"),
    ("南开乡", 121, 64, "bad", 9, 2, "warn", "填报中"),
)
TILES = (
    ("邦溪镇", 94, "无逾期", 2, 1, 1), ("荣邦乡", 95, "无逾期", 1, 1, 2), ("打安镇", 88, "逾期 3 人", 3, 1, 3),
    ("阜龙乡", 93, "无逾期", 2, 1, 4), ("金波乡", 89, "无逾期", 3, 2, 1), ("七坊镇", 91, "逾期 2 人", 2, 2, 2),
    ("牙叉镇", 96, "无逾期", 1, 2, 3), ("细水乡", 71, "逾期 6 人", 4, 2, 4), ("青松乡", 78, "逾期 4 人", 3, 3, 2),
    ("南开乡", 64, "逾期 9 人", 4, 3, 3), ("元门乡", 87, "逾期 1 人", 3, 3, 4),
)  # fmt: skip
STEPS = (
    Step("站点填报", "ok", ("示例九", "11-19 16:20")),
    Step("承接主体签字", "ok", ("示例十二", "11-19 18:05")),
    Step("七坊镇政府审核", "ok", ("示例十三", "11-20 09:02，无意见")),
    Step("县民政局接收", "now", ("等您办理", "11-25 截止，还剩 3 个工作日"), clause="方案 九（二）", rule_id="report.due"),
    Step("归档、并入全县汇总", "later", ("接收后自动完成",)),
)  # fmt: skip


class VisitForm(forms.Form):
    day = forms.DateField(label="哪天", widget=forms.DateInput(attrs={"type": "date"}))
    mode = forms.ChoiceField(
        label="方式", choices=(("HOME", "上门"), ("PHONE", "电话")), widget=forms.RadioSelect
    )
    items = forms.MultipleChoiceField(
        label="做了什么", choices=(("a", "识别风险"), ("b", "精神慰藉")), widget=forms.CheckboxSelectMultiple
    )
    station = forms.ChoiceField(label="站点", choices=(("", "请选择"), ("1", "南开乡社工站")), required=False)
    note = forms.CharField(
        label="经过", widget=forms.Textarea(attrs={"rows": 3}), help_text="写看到的、做了的、约好的。"
    )
    met = forms.BooleanField(label="见到了本人", required=False)


@public_page("a page of the tests")
def gallery(request: HttpRequest) -> HttpResponse:
    user = SimpleNamespace(
        is_authenticated=True, display_name="示例一", organisation=SimpleNamespace(name="县民政局"), pk="1",
        get_username=lambda: "demo",
    )  # fmt: skip
    verbs = frozenset(
        {"clients.view", "services.view", "stations.view", "reports.view", "contracts.view", "oversight.view"}
    )
    request.user = user  # type: ignore[assignment]
    request.actor = Actor(id="1", label="示例一", grants=(Grant("county", verbs, "469025"),))  # type: ignore[attr-defined]
    request.unread = 3  # type: ignore[attr-defined]
    messages.success(request, "存好了。")
    form = VisitForm({"day": "", "note": ""}) if "errors" in request.GET else VisitForm()
    facts: dict[str, Any] = {
        "today": TODAY, "dues": DUES, "stations": STATIONS, "tiles": TILES, "steps": STEPS, "form": form,
        "choices": (Choice("", "全部", 26), Choice("unmet", "未达标", 3), Choice("open", "待定", 3), Choice("met", "达标", 20)),
        "line": Chart("line", ["4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月"], [Series("服务人次", [1620, 1705, 1668, 1540, 1822, 1934, 2260, 2183])], unit="人次", area=True, axis=False, least=1200),
        "rows": Chart("rows", ["上门", "电话", "其他方式"], [Series("探访", [158, 24, 4])], unit="人次"),
    }  # fmt: skip
    return HttpResponse(engines["django"].from_string(PAGE.read_text("utf-8")).render(facts, request))


@public_page("a page of the tests")
def sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(SIGN_IN.read_text("utf-8")).render({}, request))


@public_page("a page of the tests")
def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused("本月已经报送，不能再改；请先请县里退回。", clause="方案 九（二）")


@public_page("a page of the tests")
def forbid(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("reports.sign_report")


@public_page("a page of the tests")
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@public_page("a page of the tests")
def fragment(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<span>换好了</span>")


NAMES = ("clients", "services", "stations", "contracts", "reports", "oversight", "rules", "search", "notices")
urlpatterns = [
    path("", gallery, name="home"),
    path("sign-in/", sign_in, name="account_login"),
    path("refuse/", refuse),
    path("forbid/", forbid),
    path("broken/", broken),
    path("fragment/", fragment),
    path("sign-out/", gallery, name="account_logout"),
    *(path(f"{name}/", gallery, name=name) for name in NAMES),
]
