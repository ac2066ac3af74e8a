"""项目数据公开: what a county's contracting data say today, what the public reads of them, and the button that hands them over."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import publish_open_data
from yizhan.contracts.actions.open_data import PUBLISH
from yizhan.contracts.queries.ocds import projects_to_publish, published
from yizhan.contracts.rules.ocds import (
    PREFIX,
    SNAPSHOT,
    public_lines,
    publishing_problem,
    subject_of,
)
from yizhan.disclosure.queries import VIEW as VIEW_PUBLIC
from yizhan.disclosure.queries import snapshots_of
from yizhan.kernel.ids import uuid7
from yizhan.regions.queries import regions_on
from yizhan.web.contracts.ocds import county_of
from yizhan.web.door import ActorRequest, requires

VIEW_MONEY = "contracts.view_money"


@requires("contracts.view", VIEW_MONEY, VIEW_PUBLIC)
def open_data_page(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    code = county_of(actor, request.GET.get("county", ""))
    if not code:
        raise Http404
    rows = projects_to_publish(actor=actor, verb=VIEW_MONEY, region_code=code)
    told = [published(actor=actor, project=row) for row in rows]
    known = snapshots_of(actor=actor, kind=SNAPSHOT, subject_ids=[subject_of(code)])
    standing = next((one for one in known if one.withdrawn_on is None), None)
    signed = [one for one in told if one.agreements]
    lines = [{"label": each.label, "value": each.value, "unit": each.unit} for each in public_lines(signed)]
    found = regions_on(codes=[code], on=on)
    facts = {
        "code": code,
        "name": found[code].name if code in found else code,
        "lines": lines,
        "standing": standing,
        "same": standing is not None and standing.body["lines"] == lines,
        "former": [one for one in known if one.withdrawn_on is not None],
        "problem": publishing_problem(told),
        "prefix": settings.OCDS_PREFIX,
        "default_prefix": settings.OCDS_PREFIX == PREFIX,
        "may_publish": actor.may(PUBLISH),
    }
    return render(request, "contracts/open_data.html", facts)


@requires(PUBLISH)
@require_POST
def open_data_publish(request: ActorRequest) -> HttpResponse:
    code = county_of(request.actor, request.POST.get("county", ""))
    snapshot_id = uuid7()
    publish_open_data(
        actor=request.actor,
        region_code=code,
        snapshot_id=snapshot_id,
        uri=request.build_absolute_uri(reverse("open-data", args=[snapshot_id])),
        prefix=settings.OCDS_PREFIX,
        at=timezone.localtime(),
        on=localdate(),
    )
    messages.success(request, _("已核定公开，公开网页上能看到。"))
    return redirect("contract-open-data")
