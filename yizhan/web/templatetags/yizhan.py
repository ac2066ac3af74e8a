"""The components of every page: `{% load yizhan %}`.

The look of each is drawn in assets/src/yizhan.css. No component needs a style attribute or a script of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, runtime_checkable
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yizhan.kernel.actor import NOBODY
from yizhan.kernel.ids import uuid7
from yizhan.policy.book import NoRule, find_pack, rule_for, short_source
from yizhan.policy.schema.times import LAST_DAY, MOVED_BY, Deadline
from yizhan.web import nav, once
from yizhan.web.door import opens
from yizhan.web.templatetags import days, figures
from yizhan.web.type_size import is_large

register = template.Library()
for part in (figures, days):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)


@dataclass(frozen=True)
class StateIcon:
    icon: str


STATE_ICONS: dict[str, StateIcon] = {
    "good": StateIcon(icon="circle-check"),
    "bad": StateIcon(icon="circle-x"),
    "warn": StateIcon(icon="clock"),
    "idle": StateIcon(icon="help-circle"),
    "blue": StateIcon(icon="eye-check"),
}
STEP_ICONS: dict[str, StateIcon] = {
    "ok": StateIcon(icon="check"),
    "now": StateIcon(icon="user"),
    "later": StateIcon(icon="circle-dot"),
    "bad": StateIcon(icon="arrow-back-up"),
}
NOTE_ICONS: dict[str, StateIcon] = {
    "": StateIcon(icon="info-circle"),
    "good": StateIcon(icon="circle-check"),
    "warn": StateIcon(icon="alert-triangle"),
    "bad": StateIcon(icon="alert-circle"),
}


@runtime_checkable
class HasChip(Protocol):
    """A rule of a policy pack, as far as its chip needs it."""

    @property
    def ref(self) -> str: ...

    @property
    def chip(self) -> str: ...

    @property
    def source(self) -> str: ...


@dataclass(frozen=True)
class Step:
    """One link of a chain.

    state   ok done, now whose turn it is, later, bad sent back
    lines   under the name: who, when, until when
    clause  text of the clause chip, or ""
    """

    name: str
    state: Literal["ok", "now", "later", "bad"]
    lines: Sequence[str] = ()
    clause: str = ""
    rule_id: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Choice:
    """One part of a segment: its value in the address bar ("" leaves the filter off), name, and count."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True)
class Shell:
    """Everything around the page: menu, search, bell, who."""

    menu: list[nav.Item] = field(default_factory=list)
    home_url: str | None = None
    search_url: str | None = None
    notices_url: str | None = None
    unread: int = 0
    profile_url: str | None = None
    sign_out_url: str | None = None
    who_id: str = ""
    draft_days: int = 0
    who_name: str = ""
    who_role: str = ""
    demo: str = ""
    large: bool = False
    type_url: str | None = None
    alarms_url: str | None = None


# --- the frame ------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def shell(context: Context) -> Shell:
    """What base.html needs; complete even where a request never met the middleware (error pages)."""
    demo = _("演示环境：人员、机构、金额均为虚构，不代表真实情况") if getattr(settings, "DEMO", False) else ""
    request = context.get("request")  # the pages of an error have none
    user = getattr(request, "user", None)
    large = isinstance(request, HttpRequest) and is_large(request)
    if not isinstance(request, HttpRequest) or user is None or not user.is_authenticated:
        return Shell(demo=demo, large=large, type_url=nav.url_or_none("type-size"))
    actor = getattr(request, "actor", NOBODY)
    organisation = getattr(user, "organisation", None)
    roles = "、".join(_role_label(role) for role in sorted(actor.roles))
    return Shell(
        menu=nav.menu(actor, request.path),
        home_url=nav.url_or_none("home"),
        search_url=nav.url_or_none("search"),
        notices_url=nav.url_or_none("notices"),
        unread=int(getattr(user, "unread_notices", 0)),
        profile_url=nav.url_or_none("profile"),
        sign_out_url=nav.url_or_none("sign-out") or nav.url_or_none("account_logout"),
        who_id=actor.id,
        draft_days=settings.DRAFT_DAYS,
        who_name=getattr(user, "display_name", "") or user.get_username(),
        who_role=" · ".join(part for part in (roles, getattr(organisation, "name", "")) if part),
        demo=demo,
        large=large,
        type_url=nav.url_or_none("type-size"),
        alarms_url=nav.url_or_none("alarm-clock") if actor.may("services.open_alarm") else None,
    )


def _role_label(code: str) -> str:
    from yizhan.access.roles import ROLES  # the table of roles, read only when somebody is signed in

    role = ROLES.get(code)
    return role.label if role else code


@register.simple_tag(name="icon")
def draw_icon(name: str, *, label: str = "", css: str = "") -> SafeString:
    """A picture out of the sprite; silent to screen readers unless it has a label."""
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    classes = f"icon {css}".strip()
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>', classes, said, static("yizhan/icons.svg"), name
    )


@register.filter
def for_reader(url: str | None, request: object) -> str:
    """The address where its page lets the reader in, else nothing: {{ url|for_reader:request }}."""
    return url if url and opens(url, getattr(request, "actor", NOBODY)) else ""


@register.inclusion_tag("_crumbs.html", takes_context=True)
def crumbs(context: Context, *parts: str) -> dict[str, object]:
    """The way here: {% crumbs "服务对象" url "南开乡" url "一人一档" %}; the last part has no address.

    A part whose page is not for this reader is named without a link.
    """
    request = context.get("request")  # the pages of an error have none
    pairs = [(parts[n], for_reader(parts[n + 1], request)) for n in range(0, len(parts) - 1, 2)]
    return {"pairs": pairs, "last": parts[-1] if len(parts) % 2 else ""}


# --- clause, state, tag, days ---------------------------------------------------------------------------------------


@register.simple_tag
def clause(
    rule: HasChip | str | None,
    *,
    rule_id: str = "",
    agreement: bool = False,
    region: str = "",
    on: date | None = None,
) -> SafeString:
    """The chip that says where it is written and leads to the rule.

    rule       a rule of a pack, or the text of the clause as a row or a refusal keeps it; nothing gives nothing
    rule_id    with a text: the rule it leads to, best as `pack:id`: a bare id means another text in another county
    region     with a bare id: the place the clause was read for, since the reader may answer for several
    on         the same with the day, where it is not today
    agreement  dashed: a clause of an agreement, not of an issued document
    """
    if not rule:
        return SafeString("")
    if isinstance(rule, str):
        text, said = short_source(rule), rule
    else:
        text, said, rule_id = rule.chip, rule.source, rule.ref
    picture = draw_icon("file-text") if agreement else draw_icon("book-2")
    css = "cl ag" if agreement else "cl"
    rules = nav.url_or_none("rules")
    if rules and rule_id:
        facts = {"rule": rule_id, "region": region, "on": on.isoformat() if on else ""}
        query = urlencode({name: value for name, value in facts.items() if value}, safe=":/")
        return format_html(
            '<a class="{}" href="{}?{}" title="{}">{}{}</a>', css, rules, query, said, picture, text
        )
    return format_html('<span class="{}" title="{}">{}{}</span>', css, said, picture, text)


@register.simple_tag
def moved(rule: object, start: date | None) -> SafeString:
    """Beside a last day: why it is not the one the term counts out to, with the clause of the law. Else nothing.

    rule  the deadline, or what a row keeps of it (`pack:id`)
    """
    if isinstance(rule, str):
        pack_id, _colon, rule_id = rule.rpartition(":")
        pack = find_pack(pack_id)
        rule = pack.rule(rule_id) if pack else None
    why = rule.moved(start) if isinstance(rule, Deadline) else ""
    if not why:
        return SafeString("")
    try:
        law: HasChip | str = rule_for(LAST_DAY, region_code="", on=start or date.max)
    except NoRule:
        law = MOVED_BY
    return format_html('<span class="small dim">{}</span> {}', why, clause(law))


@register.simple_tag
def state(kind: str, text: str, *, icon: str = "") -> SafeString:
    """Icon and word: good, bad, warn, idle (待定), blue (your turn). Never colour alone."""
    picture = draw_icon(icon or STATE_ICONS[kind].icon)
    return format_html('<span class="st {}">{}{}</span>', kind, picture, text)


@register.simple_tag
def tag(text: str, tone: str = "", *, dashed: bool = False) -> SafeString:
    css = " ".join(part for part in ("tag", tone, "dashed" if dashed else "") if part)
    return format_html('<span class="{}">{}</span>', css, text)


@register.simple_tag
def masked(text: str) -> SafeString:
    """An already masked value, said to be so."""
    if not text:
        return SafeString("—")
    return format_html(
        '<span class="num masked" title="{0}">{1}<span class="visually-hidden">（{0}）</span></span>',
        _("已遮住"),
        text,
    )


# --- blocks ---------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def note(content: str, tone: str = "", *, role: str = "") -> SafeString:
    """One sentence on what the picture means and the one link that helps: {% note "warn" %}…{% endnote %}."""
    said = format_html(' role="{}"', role) if role else SafeString("")
    return format_html(
        '<div class="{}"{}>{}<div class="say">{}</div></div>',
        f"note {tone}".strip(),
        said,
        draw_icon(NOTE_ICONS[tone].icon),
        SafeString(content),
    )


@register.inclusion_tag("_chain.html")
def chain(steps: Iterable[Step]) -> dict[str, object]:
    """Who had it, whose turn it is, who comes after."""
    return {"steps": [(step, step.icon or STEP_ICONS[step.state].icon) for step in steps]}


@register.inclusion_tag("_segment.html", takes_context=True)
def segment(context: Context, name: str, choices: Iterable[Choice], *, label: str = "") -> dict[str, object]:
    """A filter with counts; the choice lives in the address bar beside all other filters, paging starts again."""
    request = context["request"]
    chosen = request.GET.get(name, "")
    parts: list[tuple[Choice, str, bool]] = []
    for choice in choices:
        query = request.GET.copy()
        query.pop("after", None)
        query.pop(name, None)
        if choice.value:
            query[name] = choice.value
        parts.append((choice, f"?{query.urlencode()}" if query else request.path, choice.value == chosen))
    return {"parts": parts, "label": label or _("筛选")}


@register.inclusion_tag("_empty.html")
def empty(
    title: str, text: str = "", *, icon: str = "mood-empty", url: str = "", action: str = ""
) -> dict[str, str]:
    """Nothing here: what that means, and what to do next."""
    return {"title": title, "text": text, "picture": icon, "url": url, "action": action}


@register.simple_tag(takes_context=True, name="once")
def draw_once(context: Context) -> SafeString:
    """The id under which a form is sent once; a form shown again with errors keeps it."""
    request = context.get("request")  # the pages of an error have none
    sent = request.POST.get(once.FIELD, "") if isinstance(request, HttpRequest) else ""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, sent or uuid7())


@register.inclusion_tag("_form_field.html")
def field_row(bound: BoundField, *, private: bool = False, css: str = "") -> dict[str, object]:
    """Label, help and error of one field, tied together; private keeps it out of drafts."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    group = bool(getattr(widget, "use_fieldset", False))
    single_tick = kind == "checkbox" and not group
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    attrs: dict[str, str | bool] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if not group:
        base = "form-check-input" if single_tick else "form-select" if kind == "select" else "form-control"
        own = str(widget.attrs.get("class", ""))
        attrs["class"] = " ".join(part for part in (base, own, "is-invalid" if bound.errors else "") if part)
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "group": group,
        "choices": list(bound) if group else [],
        "single_tick": single_tick,
        "secret": kind == "password",
        "private": private,
        "css": css,
        "described": " ".join(described),
        "required": bound.field.required and not bound.field.disabled,
    }


@register.filter
def waits_for_password(user: Any) -> bool:
    """Whether the account's first password is still to be changed; those a demo brings along are entered without one."""
    if not user.must_change_password:
        return False
    return not settings.DEMO or not any(grant.given_by.startswith("job:") for grant in user.grants.all())


@register.filter
def items_count(value: int) -> str:
    """7 -> 7 件, for tags beside headings."""
    return ngettext("%(count)d 件", "%(count)d 件", value) % {"count": value}
