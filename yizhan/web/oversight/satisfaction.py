"""满意度调查: the list, drawing one, and what one came to."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.access.models import Organisation
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import close_survey, collect_answers, draw_survey, drop_survey
from yizhan.oversight.models import Ask, Survey
from yizhan.oversight.queries.satisfaction import letters_waiting, own_stations, results, surveys
from yizhan.oversight.rules.satisfaction import (
    ASKS,
    CLOSE,
    COLLECT,
    DRAW,
    MOST_DRAWN,
    SLIPS,
    VIEW,
    survey_rule,
)
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.oversight.satisfaction_asks import ask_list, ask_page, slips
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day


class NewSurvey(PlainForm):
    """How many are drawn is asked only where no paper of the region says it."""

    survey_id = forms.UUIDField(widget=forms.HiddenInput)
    round_word = forms.ChoiceField(label=gettext_lazy("哪一次"), choices=Survey.Round.choices)
    first_on = day(gettext_lazy("问这段时间服务过的人：从"))
    last_on = day(gettext_lazy("到"))
    closes_on = day(gettext_lazy("答卷收到哪天"))
    per_station = forms.IntegerField(
        label=gettext_lazy("每站抽几名服务对象"), min_value=0, max_value=MOST_DRAWN, required=False
    )
    units = forms.IntegerField(
        label=gettext_lazy("全部抽几家协同单位"), min_value=0, max_value=MOST_DRAWN, required=False
    )
    commissioned_id = forms.ChoiceField(label=gettext_lazy("由谁来问"), required=False)

    def __init__(
        self, *args: object, evaluators: list[tuple[str, str]], ruled: bool, **given: object
    ) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]  # handed on to Django as they came
        field = self.fields["commissioned_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("本单位自己问")), *evaluators]
        if ruled:
            del self.fields["per_station"], self.fields["units"]


@requires(VIEW)
def survey_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[Survey] = Listing(
        request,
        surveys(actor=request.actor).annotate(
            asked=Count("asks"), answered=Count("asks", filter=Q(asks__state=Ask.State.ANSWERED))
        ),
        sorts=(Sort("new", _("新抽的在前"), "-drawn_on"),),
        filters=(
            Filter("round", _("哪一次"), Survey.Round.choices, "round"),
            Filter("state", _("进展"), Survey.State.choices, "state"),
            Between("drawn", _("抽样日期"), "drawn_on"),
        ),
        size=30,
    )
    if listing.wants_export:
        whole = (
            own_stations(actor=request.actor) is None
        )  # with seed and list a station could tell who was asked
        return listing.export(
            _("满意度调查"),
            (
                Column(_("调查"), "title"),
                Column(_("服务时间从"), "first_on"),
                Column(_("到"), "last_on"),
                Column(_("抽样日期"), "drawn_on"),
                Column(_("抽样种子"), lambda row: row.seed if whole else "", "text"),
                Column(
                    _("由谁来问"),
                    lambda row: row.commissioned.name if row.commissioned else row.drawn_by_label,
                ),
                Column(_("抽中"), "asked"),
                Column(_("已答"), "answered"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("作废的原因"), "why_dropped"),
            ),
        )
    return render(
        request, "oversight/surveys.html", {"listing": listing, "may_draw": request.actor.may(DRAW)}
    )


@requires(DRAW)
def survey_new(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    region = next((grant.region for grant in actor.grants_for(DRAW) if grant.stations is None), "")
    rule = survey_rule(region_code=region, on=on)
    evaluators = Organisation.objects.visible_to(actor, DRAW).filter(kind="EVALUATOR", closed_on=None)
    form = NewSurvey(
        request.POST or None,
        evaluators=[(str(each.pk), each.name) for each in evaluators.order_by("name")[:50]],
        ruled=rule is not None,
        initial={
            "survey_id": uuid7(),
            "first_on": on.replace(month=1, day=1),
            "last_on": on - timedelta(days=1),
            "closes_on": on + timedelta(days=14),
        },
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        commissioned = given.pop("commissioned_id")
        numbers: dict[str, Any] = {name: given.pop(name, None) or 0 for name in ("per_station", "units")}
        made = attempt(
            form,
            lambda: draw_survey(
                actor=actor, region_code=region, on=on, **numbers, **given,
                commissioned_id=UUID(commissioned) if commissioned else None,
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("抽好了。打印答卷条交给站点转交，或者打电话、当面问。"))
            return redirect("survey", made.pk)
    facts = {"form": form, "rule": rule}
    return render(
        request, "oversight/survey_new.html", facts, status=422 if form.is_bound and form.errors else 200
    )


@requires(VIEW)
def survey_page(request: ActorRequest, survey_id: UUID) -> HttpResponse:
    return _page(request, survey_id)


def _page(request: ActorRequest, survey_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    actor = request.actor
    survey = surveys(actor=actor).get(pk=survey_id)
    only = own_stations(actor=actor)
    open_now = survey.state == Survey.State.OPEN
    told = results(survey=survey, only=only)
    facts = {
        "survey": survey,
        "results": told,
        "open_now": open_now,
        "closed": survey.state == Survey.State.CLOSED,
        "asks": actor.may(ASKS) and open_now,
        "collectable": letters_waiting(survey=survey) if open_now and actor.may(COLLECT) else None,
        "closable": open_now and actor.may(CLOSE),
        "slips": actor.may(SLIPS) and open_now,
        "left": list(
            dict.fromkeys(
                row.station for result in told for row in result.rows if row.line.waiting + row.line.unreached
            )
        ),
        "unanswered": not any(result.total.answered for result in told),
        "refusal": refusal,
        "own_only": only is not None,
    }
    return render(request, "oversight/survey.html", facts, status=422 if refusal else 200)


@requires(VIEW)
@require_POST
def survey_step(request: ActorRequest, survey_id: UUID, step: str) -> HttpResponse:
    actor, on = request.actor, localdate()
    try:
        if step == "collect":
            got = getattr(collect_answers(actor=actor, survey_id=survey_id, on=on), "collected", 0)
            messages.success(request, _("收进来 %(n)s 份。") % {"n": got} if got else _("没有新的网上答卷。"))
        elif step == "close":
            close_survey(actor=actor, survey_id=survey_id, on=on)
            messages.success(request, _("调查已经结束，答卷与人的联系已经切断。"))
        elif step == "drop":
            drop_survey(actor=actor, survey_id=survey_id, because=request.POST.get("because", ""), on=on)
            messages.success(request, _("已作废，留在名单里。"))
        else:
            raise Http404
    except Refused as no:
        return _page(request, survey_id, no)
    return redirect("survey", survey_id)


urlpatterns = [
    path("oversight/satisfaction/", survey_list, name="surveys"),
    path("oversight/satisfaction/new/", survey_new, name="survey-new"),
    path("oversight/satisfaction/asks/<uuid:ask_id>/", ask_page, name="survey-ask"),
    path("oversight/satisfaction/<uuid:survey_id>/", survey_page, name="survey"),
    path("oversight/satisfaction/<uuid:survey_id>/asks/", ask_list, name="survey-asks"),
    path("oversight/satisfaction/<uuid:survey_id>/slips/", slips, name="survey-slips"),
    path("oversight/satisfaction/<uuid:survey_id>/<slug:step>/", survey_step, name="survey-step"),
]
