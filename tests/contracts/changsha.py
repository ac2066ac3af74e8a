"""A county whose papers speak of plans, agreements and filings: an invented bureau in the province of 2018-station-plan."""

from datetime import date
from uuid import UUID

from tests.people import person
from yizhan.access.actions import register_organisation
from yizhan.access.models import Organisation
from yizhan.access.roles import founder
from yizhan.contracts.actions import open_project
from yizhan.contracts.models import Project

COUNTY, CITY_CODE = "430181", "4301"
BUREAU = UUID("01900000-0000-7000-8000-000000430181")
CITY_BUREAU = UUID("01900000-0000-7000-8000-000000004301")
PROVIDER = UUID("01900000-0000-7000-8000-0000004301a1")
RIVAL = UUID("01900000-0000-7000-8000-0000004301a2")

LIU = person(60, "刘科长", "county", COUNTY, organisation=BUREAU)
TAN = person(61, "市里的谭科长", "city", CITY_CODE, organisation=CITY_BUREAU)
OTHER_CITY = person(62, "邻市的肖科长", "city", "4302")
PROVINCE = person(63, "省里的龙处长", "province", "43")
HE = person(64, "何经理", "agency_manager", COUNTY, organisation=PROVIDER)
OU = person(65, "欧经理", "agency_manager", COUNTY, organisation=RIVAL)


def offices() -> None:
    """The bureaus of county and city, and two agencies; once."""
    if Organisation.objects.filter(pk=BUREAU).exists():
        return
    for kind, key, name, region, code in (
        ("COUNTY", BUREAU, "示例浏河县民政局", COUNTY, ""),
        ("CITY", CITY_BUREAU, "示例长河市民政局", CITY_CODE, ""),
        ("AGENCY", PROVIDER, "示例湘竹社会工作服务中心", COUNTY, "52430000MJ0000003Q"),
        ("AGENCY", RIVAL, "示例洞庭社会工作服务中心", COUNTY, "52430000MJ0000004U"),
    ):
        register_organisation(
            actor=founder(), kind=kind, organisation_id=key, name=name, region_code=region, credit_code=code
        )


def year(first: int = 2026, **more: object) -> Project:
    """The project of a service year that begins in July."""
    offices()
    return open_project(
        actor=LIU,
        region_code=COUNTY,
        name=f"{first}—{first + 1}年度乡镇社工站项目",
        buyer_id=BUREAU,
        first_on=date(first, 7, 1),
        last_on=date(first + 1, 6, 30),
        **more,  # type: ignore[arg-type]
    )
