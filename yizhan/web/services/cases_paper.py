"""The case file as the office keeps it: one Word document, cover and eleven forms."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.papers.rules import docx
from yizhan.services.actions import read_case
from yizhan.services.queries.cases import case_file
from yizhan.services.queries.cases_paper import paper_facts
from yizhan.services.queries.paper_forms import template_for
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer


@requires("services.read_case")
def case_paper(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Filled in from the records; what is not written yet is printed as a blank form to be signed."""
    case = read_case(actor=request.actor, case_id=case_id)
    file = case_file(actor=request.actor, case=case, on=localdate())
    template = template_for(kind="CASE", region_code=case.region_code, on=localdate())
    made = docx(template, paper_facts(actor=request.actor, file=file, at=timezone.now()))
    return file_answer(made, _("个案%(no)s.docx") % {"no": case.case_no}, DOCX)
