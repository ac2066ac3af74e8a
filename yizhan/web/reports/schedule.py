"""文件定的时间表: the steps a paper sets by a fixed day, in order, with what the records show of each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from yizhan.regions.queries import regions_on
from yizhan.reports.queries.duties import DUTIES
from yizhan.reports.queries.schedule import counties_in_reach, schedule_of
from yizhan.reports.queries.targets import targets_of
from yizhan.web.door import ActorRequest, requires
from yizhan.web.templatetags.yizhan import Choice

MOST_TABS = 12


@requires(DUTIES)
def schedule_page(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    counties = counties_in_reach(actor=actor)
    asked = request.GET.get("county", "")
    county = asked if asked in counties else (counties[0] if counties else "")
    names = {code: found.name for code, found in regions_on(codes=counties[:200], on=on).items()}
    lines = schedule_of(actor=actor, county=county, on=on) if county else []
    facts = {
        "county": county,
        "name": names.get(county, county),
        "lines": lines,
        "targets": targets_of(actor=actor, county=county, on=on) if county else [],
        "today": on,
        "choices": [
            Choice("" if code == counties[0] else code, names.get(code, code))
            for code in counties[:MOST_TABS]
        ]
        if len(counties) > 1
        else [],
    }
    return render(request, "reports/schedule.html", facts)
