"""Those drawn for a survey: the list, one on the telephone or face to face, and the slips with a code."""

from base64 import b64encode
from io import BytesIO
from uuid import UUID

import qrcode
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from qrcode.image.svg import SvgPathImage

from yizhan.access.queries import office_of
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import mask_name
from yizhan.oversight.actions import note_no_answer, open_ask, print_slips, record_answer
from yizhan.oversight.models import Ask, Survey
from yizhan.oversight.queries.satisfaction import asks_of, surveys
from yizhan.oversight.rules.satisfaction import ASKS, OPEN_ASK, SLIPS
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort

SCORES = ((5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意"))


def called(ask: Ask) -> str:
    """Whom, without telling who: the surname, or the unit."""
    return mask_name(ask.client.name) if ask.client else ask.unit_name


@requires(ASKS)
def ask_list(request: ActorRequest, survey_id: UUID) -> HttpResponse:
    survey = surveys(actor=request.actor).get(pk=survey_id)
    rows = asks_of(actor=request.actor, survey=survey)
    stations = Station.objects.visible_to(request.actor, ASKS).filter(pk__in=rows.values("station_id"))
    listing: Listing[Ask] = Listing(
        request,
        rows,
        sorts=(Sort("number", _("按序号"), "number"),),
        filters=(
            Filter("group", _("问谁"), Ask.Group.choices, "group"),
            Filter("state", _("进展"), Ask.State.choices, "state"),
            Filter(
                "station",
                _("站点"),
                [(str(each.pk), each.title) for each in stations.order_by("region_code")],
                "station_id",
            ),
        ),
        size=50,
    )
    if listing.wants_export:
        return listing.export(
            _("满意度调查抽中名单"),
            (
                Column(_("序号"), "number"),
                Column(_("问谁"), lambda row: str(row.get_group_display())),
                Column(_("称呼"), called),
                Column(_("站点"), "station.short_name"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("试过几次"), "tries"),
            ),
        )
    return render(
        request,
        "oversight/survey_asks.html",
        {"survey": survey, "listing": listing, "rows": [(each, called(each)) for each in listing.rows]},
    )


@requires(OPEN_ASK)
def ask_page(request: ActorRequest, ask_id: UUID) -> HttpResponse:
    """The script, the number to call, the questions; what was heard is written down here."""
    actor, on = request.actor, localdate()
    client_id = Ask.objects.visible_to(actor, OPEN_ASK).values_list("client_id", flat=True).get(pk=ask_id)
    ask = open_ask(actor=actor, ask_id=ask_id, client_id=client_id)
    questions = ask.survey.questions[ask.group]
    given = {at: request.POST.get(f"score-{at}", "") for at in range(len(questions))}
    refusal = None
    if request.method == "POST":
        try:
            if outcome := request.POST.get("outcome"):
                note_no_answer(actor=actor, ask_id=ask_id, outcome=outcome, on=on)
            else:
                record_answer(
                    actor=actor, ask_id=ask_id, way=request.POST.get("way", ""), on=on,
                    scores=[int(value) if value.isdigit() else 0 for value in given.values()],
                )  # fmt: skip
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("第 %(n)s 位登记好了。") % {"n": ask.number})
            return _next(request, ask)
    facts = {
        "ask": ask,
        "called": called(ask),
        "phone": ask.client.phone if ask.client and ask.open else "",
        "office": _office(request),
        "questions": [(at, question, given[at]) for at, question in enumerate(questions)],
        "scores": SCORES,
        "way": request.POST.get("way", "PHONE"),
        "refusal": refusal,
        "used": ask.invitation is not None and ask.invitation.state == "USED",
    }
    return render(request, "oversight/survey_ask.html", facts, status=422 if refusal else 200)


def _office(request: ActorRequest) -> str:
    return office_of(request.actor).name if request.actor.organisation_id else ""


def _next(request: ActorRequest, ask: Ask) -> HttpResponse:
    """The next who did not answer yet, so that a caller goes on without a list between."""
    coming = (
        asks_of(actor=request.actor, survey=ask.survey)
        .filter(state=Ask.State.WAITING, number__gt=ask.number, group=ask.group)
        .order_by("number")
        .first()
    )
    return redirect("survey-ask", coming.pk) if coming else redirect("survey-asks", ask.survey_id)


@requires(SLIPS)
@require_POST
def slips(request: ActorRequest, survey_id: UUID) -> HttpResponse:
    """A page to print: the codes are drawn into it and kept nowhere."""
    actor, on = request.actor, localdate()
    survey = Survey.objects.visible_to(actor, SLIPS).select_related("commissioned").get(pk=survey_id)
    wanted = request.POST.get("station", "")
    station = Station.objects.visible_to(actor, SLIPS).get(pk=wanted) if wanted else None
    made = print_slips(actor=actor, survey_id=survey_id, station_id=station.pk if station else None, on=on)
    facts = {
        "survey": survey,
        "station": station,
        "office": _office(request),
        "slips": [
            (one.ask, one.ask.client.name if one.ask.client else one.ask.unit_name, *_code(one.token))
            for one in made
        ],
    }
    return render(request, "oversight/survey_slips.html", facts)


def _code(token: str) -> tuple[str, str]:
    """(address, picture) of a code."""
    address = settings.ADDRESS + reverse("answer", args=[token])
    drawn = qrcode.make(address, image_factory=SvgPathImage, box_size=12, border=2)
    out = BytesIO()
    drawn.save(out)
    return address, "data:image/svg+xml;base64," + b64encode(out.getvalue()).decode()
