"""What every page of the money shares: the project through the door, its tabs, an Excel file as an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.contracts.models import Agreement, Project
from yizhan.contracts.queries.money import VIEW, agreements_with_money
from yizhan.kernel.actor import Actor
from yizhan.papers.rules import Table, xlsx
from yizhan.web.files import XLSX, file_answer


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    here: bool


def project_with_money(actor: Actor, project_id: UUID) -> Project:
    """Project.DoesNotExist when its money is out of reach."""
    return Project.objects.visible_to(actor, VIEW).select_related("buyer").get(pk=project_id)


def agreement_with_money(actor: Actor, project_id: UUID, agreement_id: UUID) -> Agreement:
    """Agreement.DoesNotExist when it is out of reach, or of another project."""
    project = project_with_money(actor, project_id)
    return agreements_with_money(actor=actor, project=project).get(pk=agreement_id)


def is_office(actor: Actor, project: Project) -> bool:
    """Whether the reader sees the money as an office of the territory, not as the agency."""
    return any(grant.reaches_region(project.region_code) for grant in actor.grants_for(VIEW))


def tabs(actor: Actor, project: Project, here: str) -> list[Tab]:
    """The pages of a project's money. Sources are the offices' own."""
    names = [("contract-money-page", _("总览"))]
    if is_office(actor, project):
        names += [("contract-funds", _("资金来源")), ("contract-subsidies", _("补助"))]
    names += [("contract-expenses", _("支出")), ("contract-entries", _("账目"))]
    return [Tab(label, reverse(name, args=[project.pk]), name == here) for name, label in names]


def excel(name: str, *tables: Table) -> HttpResponse:
    return file_answer(xlsx(*tables), f"{name}.xlsx", XLSX)


def choices_of(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]
