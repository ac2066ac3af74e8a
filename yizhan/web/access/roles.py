"""Who may do what, as one matrix."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.access.roles import ROLES, ROOMS
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.web.access.parts import tabs
from yizhan.web.door import ActorRequest, signed_in_page
from yizhan.web.files import XLSX, file_answer


@signed_in_page("谁能做什么，人人可查")
def role_matrix(request: ActorRequest) -> HttpResponse:
    """Every verb against every role, as the reviewed table has it."""
    roles = list(ROLES.values())
    rooms = [
        (
            label,
            [(word, [code in holders.split() for code in ROLES]) for word, holders in verbs.values()],
        )
        for label, verbs in ROOMS.values()
    ]
    if request.GET.get("export") == "xlsx":
        return _matrix_sheet([role.label for role in roles], rooms)
    return render(request, "access/matrix.html", {"roles": roles, "rooms": rooms, "tabs": tabs(request)})


def _matrix_sheet(roles: list[str], rooms: list[tuple[str, list[tuple[str, list[bool]]]]]) -> HttpResponse:
    title = _("权限一览")
    rows = [
        [room, word, *("√" if held else "" for held in line)] for room, verbs in rooms for word, line in verbs
    ]
    headings = [Heading(name) for name in (_("范围"), _("事项"), *roles)]
    made = xlsx(Table(title=title, headings=headings, rows=rows))
    return file_answer(made, f"{title}-{localdate()}.xlsx", XLSX)
