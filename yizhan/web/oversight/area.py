"""The first page of 评估监督: the first tab this person may open."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from yizhan.web.door import ActorRequest, requires_any
from yizhan.web.nav import OVERSIGHT
from yizhan.web.templatetags.oversight_tabs import tabs_of


@requires_any(*(verb for *_, verbs in OVERSIGHT for verb in verbs))
def oversight(request: ActorRequest) -> HttpResponse:
    tabs = tabs_of(request.actor)
    if not tabs:
        raise Http404
    return redirect(tabs[0][2])
