"""Contracting data of a project as a file (OCDS 1.1)."""

import json
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from yizhan.contracts.queries.ocds import published
from yizhan.contracts.queries.projects import one_project
from yizhan.contracts.rules.ocds import package
from yizhan.web.door import ActorRequest, requires


@requires("contracts.view", "contracts.view_money")
def project_ocds(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """The release package; its address within this program names it."""
    project = one_project(actor=request.actor, project_id=project_id)
    facts = package(
        published(actor=request.actor, project=project),
        at=timezone.localtime(),
        uri=request.build_absolute_uri(request.path),
    )
    answer = HttpResponse(json.dumps(facts, ensure_ascii=False, indent=2), content_type="application/json")
    answer["Content-Disposition"] = content_disposition_header(True, f"{project.name}.ocds.json")
    return answer
