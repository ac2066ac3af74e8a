"""The tabs over the pages of 评估监督, of which a reader sees those she may open."""

from typing import Any

from django import template

from yizhan.kernel.actor import Actor
from yizhan.web.nav import OVERSIGHT, url_or_none

register = template.Library()


def tabs_of(actor: Actor) -> list[tuple[str, str, str]]:
    """(name, label, address) of what this reader may open."""
    return [
        (name, str(label), url)
        for name, label, address, verbs in OVERSIGHT
        if any(actor.may(verb) for verb in verbs) and (url := url_or_none(address))
    ]


@register.inclusion_tag("oversight/_tabs.html", takes_context=True)
def oversight_tabs(context: dict[str, Any], current: str) -> dict[str, Any]:
    """The strip of tabs; nothing where there is only one. `current` is the name of the page's own tab."""
    return {"tabs": tabs_of(context["request"].actor), "current": current}
