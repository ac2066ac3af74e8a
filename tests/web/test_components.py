"""What the components say, as text: words, links, tones; nothing that the policy of the page would refuse."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.people import ZHAO
from yizhan.web.templatetags.figures import Chart, Series
from yizhan.web.templatetags.yizhan import Choice, Step

TODAY = date(2026, 11, 20)
WEB = Path(__file__).parents[2] / "yizhan" / "web"


def drawn(text: str, path: str = "/x/", **facts: Any) -> str:
    request = RequestFactory().get(path)
    return Template("{% load yizhan %}" + text).render(Context({"request": request, **facts}))


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup)).strip()


@dataclass
class Rule:
    ref: str = "469025-baisha/2023-station-plan:staffing.resident-workers"
    chip: str = "方案 六（三）"
    source: str = "《白沙黎族自治县乡镇社会工作服务站项目工作方案》六（三）"


@pytest.fixture
def rules_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yizhan.web.nav.url_or_none", lambda name, *args: f"/{name}/")


@pytest.mark.usefixtures("rules_page")
def test_a_clause_leads_to_its_rule() -> None:
    markup = drawn("{% clause rule %}", rule=Rule())
    assert 'href="/rules/?rule=469025-baisha/2023-station-plan:staffing.resident-workers"' in markup
    assert 'title="《白沙黎族自治县乡镇社会工作服务站项目工作方案》六（三）"' in markup
    assert words(markup) == "方案 六（三）"


@pytest.mark.usefixtures("rules_page")
def test_a_last_day_that_moved_says_why_and_leads_to_the_law() -> None:
    rule = "99-example/2024-station-standard:archive.filing"
    markup = drawn("{% moved rule start %}", rule=rule, start=date(2024, 3, 1))
    assert words(markup) == "期满日2024-03-31是休息日，顺延至下一个工作日 民法典 第二百零三条"
    assert "rule=00-national/2020-civil-code:terms.last-day" in markup
    assert drawn("{% moved rule start %}", rule=rule, start=date(2024, 3, 4)) == ""
    assert drawn("{% moved rule start %}", rule="", start=date(2024, 3, 1)) == ""


@pytest.mark.usefixtures("rules_page")
def test_a_clause_kept_as_text_may_know_its_rule_and_an_agreement_is_dashed() -> None:
    assert 'href="/rules/?rule=a.b"' in drawn('{% clause "方案 四" rule_id="a.b" %}')
    there = drawn('{% clause "方案 四" rule_id="a.b" region="469025" on=day %}', day=date(2025, 3, 1))
    assert 'href="/rules/?rule=a.b&amp;region=469025&amp;on=2025-03-01"' in there
    markup = drawn('{% clause "协议 第六条" agreement=True %}')
    assert markup.startswith('<span class="cl ag"')
    assert "#file-text" in markup
    assert drawn('{% clause "" %}{% clause none %}') == ""


@pytest.mark.parametrize("kind", ["good", "bad", "warn", "idle", "blue"])
def test_a_state_is_a_picture_and_a_word(kind: str) -> None:
    markup = drawn(f'{{% state "{kind}" "待定" %}}')
    assert f'class="st {kind}"' in markup
    assert "<svg" in markup
    assert words(markup) == "待定"
    assert "#lock" in drawn('{% state "idle" "已封存" icon="lock" %}')


@pytest.mark.parametrize(
    ("due", "tone", "box", "sentence"),
    [
        (date(2026, 11, 8), "bad", "12 天已逾期", "已逾期 12 天"),
        (date(2026, 11, 20), "warn", "今天到期", "今天到期"),
        (date(2026, 11, 22), "warn", "不足1个工作日", "还剩 不足1 个工作日"),
        (date(2026, 11, 23), "warn", "1个工作日", "还剩 1 个工作日"),
        (date(2026, 11, 25), "warn", "3个工作日", "还剩 3 个工作日"),
        (date(2026, 11, 30), "", "6个工作日", "还剩 6 个工作日"),
    ],
)
def test_days_left_are_working_days_and_today_is_not_counted(
    due: date, tone: str, box: str, sentence: str
) -> None:
    markup = drawn("{% days_left due today %}", due=due, today=TODAY)
    assert words(markup) == box
    assert f'class="{f"days {tone}".strip()}"' in markup
    assert words(drawn("{% days_text due today %}", due=due, today=TODAY)) == sentence


def test_no_deadline_says_nothing() -> None:
    assert drawn("{% days_left due %}{% days_text due %}", due=None) == ""


@pytest.mark.parametrize(
    ("value", "says"),
    [(2183, "2,183"), (Decimal("38.5"), "38.5"), (1234.0, "1,234"), ("22 / 24", "22 / 24"), (0, "0"), (None, "—"), ("", "—")],
)  # fmt: skip
def test_a_number_opens_its_records_and_zero_does_not(value: object, says: str) -> None:
    markup = drawn('{% linked value "/services/" "bad" %}', value=value)
    assert words(markup) == says
    assert ('href="/services/"' in markup) is bool(value)


def test_a_number_without_records_is_no_link_and_may_say_what_it_is() -> None:
    assert "<a" not in drawn("{% linked 7 %}")
    assert words(drawn('{% linked 7 "/x/" says="逾期，人" %}')) == "逾期，人 7"
    assert drawn("{{ yes|number }}", yes=True) == "—"


def test_money_is_told_in_wan_with_the_yuan_on_hover() -> None:
    markup = drawn("{% money 96800000 %}")
    assert words(markup) == "96.80 万元"
    assert 'title="968,000.00 元"' in markup
    assert words(drawn('{% money 1826000 unit="元" %}')) == "18,260.00 元"
    assert words(drawn("{% money none %}")) == "—"
    assert (
        drawn("{{ 96800000|wan }} {{ 1826000|yuan }} {{ none|wan }}{{ none|yuan }}") == "96.80 18,260.00 ——"
    )
    assert drawn("{{ 88.04|percent }} {{ none|percent }}") == "88.0% —"


def test_a_bullet_stays_between_nothing_and_all() -> None:
    markup = drawn("{% bullet 71 39.2 tone='bad' %}")
    assert 'width="71.0%"' in markup
    assert 'class="mark" x="39.2%"' in markup
    assert 'aria-label="71%"' in markup
    assert 'width="100.0%"' in drawn("{% bullet 140 100 label='超过' %}")
    assert 'x="99.5%"' in drawn("{% bullet 140 100 label='超过' %}")
    assert drawn("{% bullet none %}") == ""


def test_a_stacked_bar_shares_the_width() -> None:
    markup = drawn('{% stacked 3 "bad" 3 "idle" 20 "good" label="未达标 3，待定 3，达标 20" %}')
    assert re.findall(r'x="([\d.]+)%" y="3" width="([\d.]+)%"', markup) == [
        ("0", "11.538"),
        ("11.538", "11.538"),
        ("23.076", "76.923"),
    ]
    assert drawn('{% stacked 0 "bad" label="没有" %}') == ""


def test_days_are_written_as_offices_write_them() -> None:
    assert drawn("{{ day|cn_date }} {{ day|weekday }}", day=TODAY) == "2026年11月20日 星期五"
    assert drawn("{{ day|short_date }}", day=date(2025, 7, 16)) == "2025-07-16"
    assert drawn("{{ none|cn_date }}{{ none|short_date }}{{ none|short_time }}{{ none|weekday }}") == ""


def test_instants_are_shown_in_local_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    late = datetime(2026, 11, 19, 18, 20, tzinfo=UTC)
    assert (
        drawn("{{ at|short_time }} {{ at|short_date }} {{ at|cn_date }}", at=late)
        == "11-20 02:20 11-20 2026年11月20日"
    )


def test_a_masked_value_says_so_to_everybody() -> None:
    assert words(drawn('{% masked "138****0000" %}')) == "138****0000（已遮住）"
    assert drawn('{% masked "" %}') == "—"


def test_a_note_holds_markup_and_a_chain_says_whose_turn_it_is() -> None:
    markup = drawn('{% note "warn" role="alert" %}<b>{{ word }}</b>{% endnote %}', word="a<b")
    assert '<div class="note warn" role="alert">' in markup
    assert "<b>a&lt;b</b>" in markup
    steps = [
        Step("站点填报", "ok", ("示例九",)),
        Step("县里接收", "now", ("等您办理",), clause="方案 九（二）"),
        Step("归档", "later"),
    ]
    markup = drawn("{% chain steps %}", steps=steps)
    assert words(markup) == "站点填报，已完成示例九县里接收等您办理方案 九（二）归档"
    assert markup.count('aria-current="step"') == 1


def test_a_segment_keeps_the_other_filters_and_starts_paging_again() -> None:
    choices = (Choice("", "全部", 26), Choice("unmet", "未达标", 3), Choice("open", "待定"))
    markup = drawn('{% segment "state" choices %}', "/x/?q=a&state=unmet&after=zz", choices=choices)
    assert re.findall(r'href="([^"]*)"', markup) == ["?q=a", "?q=a&amp;state=unmet", "?q=a&amp;state=open"]
    assert re.findall(r'aria-current="true">([^<]*)<', markup) == ["未达标 3"]
    assert 'href="/x/"' in drawn('{% segment "state" choices %}', "/x/", choices=choices)


def test_a_chart_carries_its_figures_without_a_script() -> None:
    facts = Chart("line", ["10月", "11月"], [Series("服务<人次>", [2260, None])], unit="人次", least=1200)
    markup = drawn('{% chart facts "近两月服务人次" %}{% chart_script %}', facts=facts)
    assert "&quot;least&quot;: 1200" in markup
    assert "<人次>" not in markup
    assert "charts.js" in markup


def test_crumbs_tags_and_empty_states() -> None:
    assert words(drawn('{% crumbs "报告" "/reports/" "七坊镇" %}')) == "报告七坊镇"
    assert 'aria-current="page"' not in drawn('{% crumbs "报告" "/reports/" %}')
    assert drawn('{% tag "协议" "blue" dashed=True %}') == '<span class="tag blue dashed">协议</span>'
    assert drawn("{{ 7|items_count }}") == "7 件"
    markup = drawn('{% empty "还没有记录" "先记一次。" url="/new/" action="记录探访" %}')
    assert words(markup) == "还没有记录先记一次。记录探访"
    assert 'role="img" aria-label="已封存"' in drawn('{% icon "lock" label="已封存" %}')


class VisitForm(forms.Form):
    name = forms.CharField(
        label="姓名", help_text="身份证上的姓名。", widget=forms.TextInput(attrs={"class": "wide"})
    )
    mode = forms.ChoiceField(label="方式", choices=(("HOME", "上门"),), widget=forms.RadioSelect)
    place = forms.ChoiceField(label="地点", choices=(("1", "家里"),), required=False)
    met = forms.BooleanField(label="见到了本人", required=False)

    def clean(self) -> None:
        if self.data.get("broken"):
            raise forms.ValidationError("这一天已经记过。")


def test_label_help_and_error_of_a_field_are_tied_together() -> None:
    markup = drawn("{% field_row form.name private=True %}", form=VisitForm({"name": ""}))
    assert 'aria-describedby="id_name_help id_name_error"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'class="form-control wide is-invalid"' in markup
    assert 'id="id_name_error"' in markup
    assert "data-private" in markup
    assert "必填" in words(markup) or "这个字段" in words(markup)


def test_choices_are_a_group_with_a_legend_and_a_tick_has_its_label_beside() -> None:
    form = VisitForm()
    markup = drawn("{% field_row form.mode %}{% field_row form.place %}{% field_row form.met %}", form=form)
    assert '<legend class="form-label required">方式</legend>' in markup
    assert 'type="radio" name="mode" value="HOME" id="id_mode_0"' in markup
    assert 'class="form-select"' in markup
    assert 'class="form-check-input"' in markup


def test_a_form_says_at_its_head_that_something_is_wrong() -> None:
    wrong = render_to_string("_form_errors.html", {"form": VisitForm({"broken": "1"})})
    assert "这一天已经记过。" in wrong
    assert "见下面红字" in render_to_string("_form_errors.html", {"form": VisitForm({"name": ""})})
    assert "note" not in render_to_string("_form_errors.html", {"form": VisitForm()})


def test_the_frame_knows_who_is_there() -> None:
    request = RequestFactory().get("/")
    user = SimpleNamespace(
        is_authenticated=True,
        display_name="示例一",
        organisation=SimpleNamespace(name="县民政局"),
        get_username=lambda: "x",
    )
    request.user = user  # type: ignore[assignment]
    request.actor = ZHAO  # type: ignore[attr-defined]
    page = render_to_string("base.html", {}, request=request)
    assert "县民政局经办人 · 县民政局" in page
    assert "退出登录" in page
    assert f'data-who="{ZHAO.id}"' in page


@pytest.mark.parametrize("name", ["400", "403", "404", "422", "429", "500", "403_csrf"])
def test_an_error_page_needs_no_request_and_says_what_to_do(name: str) -> None:
    page = render_to_string(f"{name}.html", {"sentence": "不行"})
    assert 'lang="zh-CN"' in page
    assert 'class="btn' in page


@pytest.mark.parametrize(
    "path", sorted((WEB / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(WEB))
)
def test_no_template_holds_what_the_policy_of_the_page_refuses(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=", text), "a class in yizhan.css, not a style attribute"
    assert not re.search(r"\son[a-z]+\s*=(?!=)|hx-on|javascript:", text), "data- attributes, not handlers"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "no script inside a page"
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", text), "nothing from another host"
