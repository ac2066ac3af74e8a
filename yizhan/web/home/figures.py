"""The figures of the home: a handful of stations side by side, or the totals of a city or province."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.period import Period
from yizhan.regions.queries import regions_on
from yizhan.reports.queries.board import Board, board, stations_in_sight
from yizhan.reports.queries.few import hides_few
from yizhan.reports.queries.totals import regions_below, totals
from yizhan.reports.rules.cells import RATE_PARTS, STARS, hidden_in_line, small
from yizhan.services.queries.records import my_day
from yizhan.web.home.lines import Figure
from yizhan.web.nav import url_or_none


def board_of(actor: Actor, period: Period, on: date) -> Board | None:
    """The stations side by side for whoever has a handful; above that only totals are shown."""
    if not actor.may("reports.view_totals") or sees_widely(actor):
        return None
    codes = {grant.region[:6] for grant in actor.grants_for("reports.view_totals")}
    county = codes.pop() if len(codes) == 1 else ""
    with_map = len(county) == 6 and any(
        grant.stations is None for grant in actor.grants_for("reports.view_totals")
    )
    return board(
        actor=actor, period=period, on=on, map_code=county if with_map and not one_township(actor) else ""
    )


def one_township(actor: Actor) -> bool:
    return all(len(grant.region) >= 9 for grant in actor.grants_for("reports.view_totals"))


def sees_widely(actor: Actor) -> bool:
    """A province or a city: totals by division, not stations by the hundred."""
    return any(
        grant.stations is None and (grant.region == EVERYWHERE or len(grant.region) < 6)
        for grant in actor.grants_for("reports.view_totals")
    )


def figures_of(actor: Actor, period: Period, on: date, seen: Board | None) -> list[Figure]:
    found: list[Figure] = []
    month = f"?month={period.first:%Y-%m}"
    if actor.may("services.record_service"):
        mine = my_day(actor=actor, on=on)
        found.append(Figure(_("我今天已记"), str(len(mine)), _("条"), _("存好就计数"), reverse("due")))
    if seen is not None:
        found.append(
            Figure(_("本月服务"), f"{seen.served:,}", _("人次"), _("上月的正在汇总") if seen.served_before is None else _("上月全月 %(n)s") % {"n": f"{seen.served_before:,}"},
                   reverse("figure", args=["services.services"]) + month)
        )  # fmt: skip
        if seen.rate is not None:
            found.append(
                Figure(_("月探访率"), f"{seen.rate}", "%", _("%(met)s / %(due)s 人，还差 %(n)s 人") % {"met": f"{seen.met:,}", "due": f"{seen.due:,}", "n": seen.due - seen.met},
                       reverse("figure", args=["services.visit_rate"]) + month, seen.rate, "bad" if seen.is_behind else "")
            )  # fmt: skip
        found.append(
            Figure(_("探访逾期"), f"{seen.overdue:,}", _("人"), _("%(n)s 个站合计，按今天算") % {"n": len(seen.rows)}, reverse("due") + "?until=today" if actor.may("clients.view") else None)
        )  # fmt: skip
        late = seen.late
        if len(seen.rows) > 1:
            found.append(
                Figure(
                    _("月报未到"),
                    f"{seen.missing}",
                    _("份"),
                    _("其中已过期 %(n)s 份") % {"n": late},
                    reverse("county") + "?sort=report",
                )
            )
    elif actor.may("reports.view_totals"):
        all_of_it = totals(actor=actor, period=period)
        if all_of_it.as_of is None and stations_in_sight(actor=actor).exists():
            # nobody has counted yet: that is not 0
            return [Figure(_("本月服务"), "—", "", _("正在汇总，约一分钟后可看"), None)]
        figures = all_of_it.figures
        few = hides_few(actor)
        as_of = f"{timezone.localtime(all_of_it.as_of):%m-%d %H:%M}" if all_of_it.as_of else "—"
        note = _("%(n)s 个站，汇总截至 %(at)s") % {"n": all_of_it.stations, "at": as_of}
        found.append(
            Figure(
                _("本月服务"),
                _total(figures, "services.services", few=few),
                _("人次"),
                note,
                asked_below("services.services", period),
            )
        )
        found.append(
            Figure(
                _("本月探访"),
                _total(figures, "services.visits", few=few),
                _("人次"),
                _("上门、电话、视频、请入站"),
                asked_below("services.visits", period),
            )
        )
        rate = figures.get("services.visit_rate")
        if rate is not None and not (few and any(small(figures.get(part)) for part in RATE_PARTS)):
            found.append(
                Figure(
                    _("月探访率"),
                    f"{rate}",
                    "%",
                    _("应探访 %(n)s 人") % {"n": f"{int(figures['services.visit_due']):,}"},
                    None,
                    rate,
                )
            )
        found.append(
            Figure(
                _("社区活动"),
                f"{int(figures.get('services.activities', 0)):,}",
                _("场"),
                "",
                asked_below("services.activities", period),
            )
        )
    return found[:4]


def _total(figures: Mapping[str, Decimal], name: str, *, few: bool) -> str:
    """A total as text; too small a one is not shown to whoever does not work with the people themselves."""
    value = figures.get(name, Decimal(0))
    return STARS if few and small(value) else f"{int(value):,}"


def totals_below(actor: Actor, period: Period, on: date) -> list[dict[str, Any]]:
    """Totals by division for a city or a province; names of persons are nowhere near."""
    if not actor.may("reports.view_totals") or not sees_widely(actor):
        return []
    widest = min(
        (len(grant.region) for grant in actor.grants_for("reports.view_totals") if grant.region.isdigit()),
        default=0,
    )
    digits = 6 if widest else 2
    rows = regions_below(actor=actor, period=period, digits=digits)
    names = regions_on(codes=[code for code, _figures in rows], on=on)
    hidden = {
        name: hidden_in_line(values, total=sum(value or Decimal(0) for value in values))[0]
        if hides_few(actor)
        else frozenset[int]()
        for name in ("services.services", *RATE_PARTS)
        for values in [[figures.get(name) for _code, figures in rows]]
    }
    found = []
    for nth, (code, figures) in enumerate(rows):
        due, met = int(figures.get("services.visit_due", 0)), int(figures.get("services.visit_met", 0))
        found.append(
            {
                "name": names[code].name if code in names else code,
                "url": f"{reverse('wall')}?{urlencode({'code': code})}",
                "served": int(figures.get("services.services", 0)),
                "rate": (Decimal(met) * 100 / due).quantize(Decimal("0.1")) if due else None,
                "few_served": nth in hidden["services.services"],
                "few_seen": any(nth in hidden[part] for part in RATE_PARTS),
            }
        )
    return found


def asked_below(metric: str, period: Period) -> str:
    """Where a total opens: the same figure by place, whose figures open further down."""
    month = f"{period.first:%Y-%m}"
    return f"{reverse('ask')}?{urlencode({'m': metric, 'by': 'place', 'from': month, 'to': month})}"


def links_of(actor: Actor) -> list[tuple[str, str]]:
    """For roles without a list of their own: where to begin."""
    wanted = (
        (_("看本地区规则"), "rules", "policy.view"), (_("管理账号"), "manage", "access.view_accounts"),
        (_("看社工站"), "stations", "stations.view"), (_("评估监督"), "oversight", "oversight.view"),
    )  # fmt: skip
    return [(label, url) for label, name, verb in wanted if actor.may(verb) and (url := url_or_none(name))]
