"""Contracting data of a project, or of all projects of a county, as a file (OCDS 1.1)."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.contracts.queries.ocds import published
from yizhan.contracts.queries.projects import one_project, projects_of
from yizhan.contracts.rules.ocds import bundle, package
from yizhan.kernel.actor import Actor
from yizhan.regions.queries import regions_on
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import file_answer

COUNTY_DIGITS = 6
MOST = 200
"""Projects of one county in one file; a county has one a year."""


def county_of(actor: Actor, asked: str = "") -> str:
    """The county the file is of: the one asked for, else that of the reader's own office; "" for none."""
    own = min((grant.region for grant in actor.grants_for("contracts.view_money")), default="")
    code = asked if asked.isdigit() else own
    return code[:COUNTY_DIGITS] if len(code) >= COUNTY_DIGITS else ""


@requires("contracts.view", "contracts.view_money")
def project_ocds(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """The release package; its address within this program names it."""
    project = one_project(actor=request.actor, project_id=project_id)
    facts = package(
        published(actor=request.actor, project=project),
        at=timezone.localtime(),
        uri=request.build_absolute_uri(request.path),
        prefix=settings.OCDS_PREFIX,
    )
    return _answer(facts, project.name)


@requires("contracts.view", "contracts.view_money")
def county_ocds(request: ActorRequest) -> HttpResponse:
    """Every project of a county in one release package."""
    code = county_of(request.actor, request.GET.get("county", ""))
    rows = projects_of(actor=request.actor).filter(region_code=code).order_by("first_on", "id")
    projects = list(rows.select_related("buyer")[:MOST])
    if not projects:
        raise Http404
    found = regions_on(codes=[code], on=localdate())
    place = found[code].name if code in found else code
    facts = bundle(
        [published(actor=request.actor, project=project) for project in projects],
        at=timezone.localtime(),
        uri=request.build_absolute_uri(f"{request.path}?county={code}"),
        publisher=projects[-1].buyer.name,
        prefix=settings.OCDS_PREFIX,
    )
    return _answer(facts, _("%(place)s购买服务项目") % {"place": place})


def _answer(facts: dict[str, Any], name: str) -> HttpResponse:
    told = json.dumps(facts, ensure_ascii=False, indent=2)
    return file_answer(told, f"{name}.ocds.json", "application/json")
