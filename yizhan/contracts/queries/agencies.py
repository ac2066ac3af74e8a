"""The register of agencies, and whether each may take on work here."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.contracts.models import AgencyDisclosure, AgencyProfile
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.contracts.rules.agencies import (
    COLUMNS,
    Fate,
    Fitness,
    eligibility_rule,
    fate_of,
    fitness,
    inspected_well,
)
from yizhan.kernel.actor import Actor
from yizhan.workforce.models import Sanction
from yizhan.workforce.queries.bars import agency_standing

VIEW = "contracts.view_agencies"


def agencies_of(*, actor: Actor) -> PartyQuerySet[AgencyProfile]:
    """The registers within reach; an agency sees itself."""
    return AgencyProfile.objects.visible_to(actor, VIEW).select_related("organisation").order_by("id")


def one_agency(*, actor: Actor, profile_id: UUID) -> AgencyProfile:
    """AgencyProfile.DoesNotExist when it is out of reach."""
    return agencies_of(actor=actor).get(pk=profile_id)


def disclosures_of(*, actor: Actor, profile: AgencyProfile) -> list[AgencyDisclosure]:
    rows = AgencyDisclosure.objects.visible_to(actor, VIEW).filter(profile=profile, withdrawn_on=None)
    return list(rows.order_by("-published_on", "-id")[:100])


def facts_of(profile: AgencyProfile | None) -> dict[str, object]:
    """An agency in the words rules of 资格 use; None where nobody has told."""
    if profile is None:
        return {}
    return {
        "已登记": bool(profile.registration_no or profile.registered_with) or None,
        "年检合格": inspected_well(profile.inspection),
        "业务范围含社会工作": profile.scope_has_social_work,
        "能提供专业服务": profile.serves_professionally,
        "评估等级": profile.rating or None,
        "本地机构": profile.is_local,
        "新招本地人员": profile.local_hires,
    }


def fitness_of(*, organisation: Organisation, region_code: str, on: date) -> Fitness:
    """Whether this agency may take on work in that county that day, by the county's own register."""
    profile = AgencyProfile.objects.filter(region_code=region_code, organisation=organisation).first()
    return fitness_by(profile, organisation=organisation, region_code=region_code, on=on)


def bars_against(*, organisation_id: UUID, on: date) -> list[tuple[str, str]]:
    """(what was decided and until when, its source) of each bar that holds against an agency that day."""
    return [
        (f"{each.measures}{f'（到 {each.until_on} 止）' if each.until_on else ''}", each.source)
        for each in agency_standing(organisation_id=organisation_id, on=on)
        if each.effect == Sanction.Effect.BAR
    ]


def fitness_by(
    profile: AgencyProfile | None, *, organisation: Organisation, region_code: str, on: date
) -> Fitness:
    bars = bars_against(organisation_id=organisation.pk, on=on)
    return fitness(
        credit_code=organisation.credit_code,
        facts=facts_of(profile),
        is_local=profile.is_local if profile else None,
        bars=bars,
        rule=eligibility_rule(region_code=region_code, on=on),
        on=on,
    )


def fates(*, region_code: str, table: Sequence[tuple[int, Mapping[str, str]]], on: date) -> list[Fate]:
    """Every row's fate against the county's register, in the order of the table."""
    codes = {"".join(row.get("统一社会信用代码", "").split()).upper() for _line, row in table} - {""}
    known: dict[str, dict[str, object]] = {
        code: {"name": name}
        for code, name in Organisation.objects.filter(credit_code__in=codes).values_list(
            "credit_code", "name"
        )
    }
    for profile in AgencyProfile.objects.filter(
        region_code=region_code, organisation__credit_code__in=codes
    ).select_related("organisation"):
        known[profile.organisation.credit_code] |= {
            key: getattr(profile, key) for key in COLUMNS.values() if key not in ("name", "credit_code")
        } | {"credit_code": profile.organisation.credit_code}
    found: list[Fate] = []
    seen: set[str] = set()
    for line, row in table:
        fate = fate_of(line, row, known=known, seen=seen, on=on)
        seen.add(str(fate.values.get("credit_code", "")))
        found.append(fate)
    return found
