"""What of the quarter's contest waits for the county: last quarter's to be held, or to be scored and published."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.oversight.models import Contest
from yizhan.oversight.queries.scoring import schemes_for
from yizhan.oversight.rules.contests import PUBLISH, START, quarter_of
from yizhan.policy.book import find_pack
from yizhan.web.services.desk_due import Row


def contests_due(actor: Actor, on: date) -> list[Row]:
    """One line while last quarter's ranking is not published; nothing where no paper asks for contests."""
    region = next((grant.region for grant in actor.grants_for(START) if grant.stations is None), "")
    found = schemes_for(region_code=region, on=on, sort="竞赛") if region else ()
    if not found or found[-1].problems:
        return []
    scheme = found[-1]
    last = Period.quarter_of(Period.month_of(Period.quarter_of(on).first).previous_month().first)
    paper = find_pack(scheme.rule.document.pack_id)
    if paper is None or paper.since > last.last:
        return []
    held = (
        Contest.objects.visible_to(actor, PUBLISH)
        .filter(region_code=region, first_on=last.first)
        .exclude(state=Contest.State.DROPPED)
        .first()
    )
    if held is not None and held.state == Contest.State.PUBLISHED:
        return []
    words = {"year": last.first.year, "quarter": quarter_of(last.first)}
    if held is None:
        what, button = _("组织 %(year)s 年第 %(quarter)s 季度比拼") % words, _("去组织")
        address = reverse("contests")
    else:
        what, button = _("通报 %(year)s 年第 %(quarter)s 季度比拼") % words, _("去通报")
        address = reverse("contest", args=[held.pk])
    return [(on, what, _("得分由记录算出，只评由人评的项"), address, button, scheme.clause, scheme.ref)]
