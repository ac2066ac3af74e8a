"""The tabs over the lists of 服务: one for each kind of work, of which a reader sees those she may open."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from yizhan.web.nav import url_or_none

register = template.Library()

TABS = (
    ("services", _("服务记录"), "services", "services.view"),
    ("cases", _("个案"), "cases", "services.view_cases"),
    ("programmes", _("小组和活动"), "programmes", "services.view"),
    ("desk", _("咨询转介"), "desk", "services.view_consultations"),
    ("alarms", _("危机"), "alarms", "services.open_alarm"),
    ("supervisions", _("督导培训"), "supervisions", "services.view_supervisions"),
    ("resources", _("资源宣传"), "resources", "resources.view"),
    ("archive", _("档案"), "archive", "services.view_archive"),
    ("questionnaires", _("问卷"), "forms", "forms.view"),
    ("tasks", _("行政事务"), "tasks", "services.view"),
)
"""Name, label, address by name, and the verb without which the tab is not drawn. What has no address yet is left out."""


@register.simple_tag(takes_context=True)
def service_tabs(context: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(name, label, address) of the tabs for this reader."""
    actor = context["request"].actor
    return [
        (name, str(label), url)
        for name, label, address, verb in TABS
        if actor.may(verb) and (url := url_or_none(address))
    ]
