"""Where and when: the region and day a page of rules is about, as the address bar says it, and how a document lies to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.policy.book import shelf
from yizhan.policy.schema.pack import Pack
from yizhan.regions.models import Region
from yizhan.regions.queries import path_of, regions_on
from yizhan.web.door import ActorRequest

REGION = re.compile(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?", re.ASCII)
EXAMPLE = "99"
"""The province that does not exist: the example pack's."""


@dataclass(frozen=True)
class Place:
    """A region and a day.

    code  "" when the person answers for no single region and named none
    own   the region the person answers for, so that an address need not carry it
    """

    code: str
    name: str
    path: tuple[Region, ...]
    on: date
    today: date
    own: str

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    def query(self, **more: str) -> str:
        """`?region=…&on=…` with what differs from the default, and more."""
        facts = {"region": "" if self.code == self.own else self.code}
        facts |= {"on": "" if self.is_today else f"{self.on}", **more}
        kept = {name: value for name, value in facts.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def link(self) -> str:
        return self.query()

    @property
    def rules_url(self) -> str:
        return reverse("rules") + self.query()

    @property
    def catalogue_url(self) -> str:
        return reverse("rules-catalogue") + self.query()

    def own_word(self, length: int) -> str:
        """本县, 本市, 本区, 本省: how people of this place call the level."""
        level = next((region for region in self.path if len(region.code) == length), None)
        last = level.name[-1] if level and level.name[-1] in "省市州盟县区旗乡镇" else ""
        words = {0: _("全国"), 2: _("本省"), 4: _("本市"), 6: _("本县"), 9: _("本乡镇"), 12: _("本村")}
        if last in ("市", "区", "旗", "州", "盟"):
            return {"市": _("本市"), "区": _("本区"), "旗": _("本旗"), "州": _("本州"), "盟": _("本盟")}[last]
        return words.get(length, "")


def place_of(request: ActorRequest) -> Place:
    """The region and day of the address; the person's own region and today where it names none."""
    today = localdate()
    own = own_region(request)
    code = request.GET.get("region", "")
    if not REGION.fullmatch(code):
        code = own
    on = day_of(request.GET.get("on", ""), today)
    return place_at(code, on, today, own)


def place_at(code: str, on: date, today: date, own: str) -> Place:
    path = tuple(path_of(code=code, on=on)) if code else ()
    name = "".join(region.name for region in path) or region_label(code)
    return Place(code=code, name=name, path=path, on=on, today=today, own=own)


def own_region(request: ActorRequest) -> str:
    """The one region the person answers for; the part common to several; "" for the whole country."""
    codes = [grant.region for grant in request.actor.grants_for("policy.view")]
    if not codes or not all(code.isdigit() for code in codes):
        return ""
    shared = codes[0]
    for code in codes[1:]:
        while not code.startswith(shared):
            shared = shared[: {12: 9, 9: 6, 6: 4, 4: 2}.get(len(shared), 0)]
    return shared


def day_of(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def region_label(code: str) -> str:
    """For a code the table of divisions does not know."""
    if not code:
        return _("全国")
    return _("示例省（不存在）") if code.startswith(EXAMPLE) else _("没有登记的地区")


def names_of_packs(packs: Iterable[Pack], on: date) -> dict[str, str]:
    """Region code -> name, for documents of many regions, in one query."""
    codes = {pack.region for pack in packs}
    found = regions_on(codes=codes, on=on)
    return {code: found[code].name if code in found else region_label(code) for code in codes}


@dataclass(frozen=True)
class Level:
    """The tag of a document: whose it is."""

    word: str
    tone: str
    dashed: bool


def level_of(pack: Pack, place: Place) -> Level:
    if pack.nature == "协议":
        return Level(_("协议"), "", dashed=True)
    if not place.code.startswith(pack.region):
        return Level(region_label(pack.region) if pack.nature == "示例" else _("外地"), "", dashed=False)
    nearest = max((len(each.region) for each in shelf() if place.code.startswith(each.region)), default=0)
    return Level(
        place.own_word(len(pack.region)), "blue" if len(pack.region) == nearest else "", dashed=False
    )
