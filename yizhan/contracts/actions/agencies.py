"""The register of agencies is kept, one by one or from a list; what they made public is noted."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from yizhan.access.actions import register_organisation
from yizhan.access.models import Organisation
from yizhan.contracts.actions.ground import _stop
from yizhan.contracts.models import AgencyDisclosure, AgencyProfile
from yizhan.contracts.rules.agencies import (
    DISCLOSE,
    IMPORT,
    KEEP,
    LENGTHS,
    WITHDRAW,
    disclosing_problem,
    profile_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action

FIELDS = frozenset(
    {
        "registered_with", "supervised_by", "registration_no", "address", "scope", "scope_has_social_work",
        "serves_professionally", "is_local", "rating", "rated_on", "inspected_year", "inspection", "local_hires",
    }
)  # fmt: skip


class Imported(int):
    """How many rows were written; knows the region for the audit line."""

    region_code = ""


@action(KEEP, facts=("region_code", "organisation_id", "on"), subject="organisation_id")
def keep_agency(
    *, actor: Actor, region_code: str, organisation_id: UUID, values: Mapping[str, object], on: date
) -> AgencyProfile:
    """Enter or correct what the county knows of an agency: by the county, or by the agency about itself.

    values  of FIELDS; what is not given stays

    Refused  another county's register, another agency, a year without a result, a day to come
    """
    agency = Organisation.objects.filter(
        pk=organisation_id, kind=Organisation.Kind.AGENCY, closed_on=None
    ).first()
    if agency is None or not _may_keep(actor, KEEP, region_code, organisation_id):
        raise Refused("只能登记本县名册里的承接机构；机构只能登记自己。", code="contracts.register-elsewhere")
    given = {name: value for name, value in values.items() if name in FIELDS}
    one = (
        AgencyProfile.objects.select_for_update().filter(region_code=region_code, organisation=agency).first()
    )
    if one is None:
        one = AgencyProfile(region_code=region_code, organisation=agency)
    for name, value in given.items():
        setattr(one, name, value[: LENGTHS.get(name, 200)] if isinstance(value, str) else value)
    _stop(
        profile_problem(
            {"inspected_year": one.inspected_year, "inspection": one.inspection, "rated_on": one.rated_on},
            on=on,
        ),
        "contracts.agency-facts",
    )
    one.told_on, one.told_by = on, actor.label[:120]
    one.save()
    return one


@action(DISCLOSE, facts=("profile_id", "kind", "published_on"), subject="profile_id")
def disclose(
    *, actor: Actor, profile_id: UUID, kind: str, title: str, place: str, published_on: date, on: date
) -> AgencyDisclosure:
    """Something was made public: what, when, where it can be read.

    Refused  it does not say what or where, a day to come
    """
    profile = AgencyProfile.objects.locked(actor, DISCLOSE, profile_id)
    kind, title, place = kind.strip(), title.strip(), place.strip()
    _stop(
        disclosing_problem(kind=kind, title=title or kind, place=place, published_on=published_on, on=on),
        "contracts.disclosure",
    )
    return AgencyDisclosure.objects.create(
        region_code=profile.region_code,
        profile=profile,
        kind=kind,
        title=(title or kind)[:120],
        place=place[:200],
        published_on=published_on,
    )


@action(WITHDRAW, facts=("disclosure_id", "on"), subject="disclosure_id")
def withdraw_disclosure(*, actor: Actor, disclosure_id: UUID, on: date) -> AgencyDisclosure:
    """It is no longer to be read there.

    Refused  withdrawn already
    """
    row = AgencyDisclosure.objects.locked(actor, WITHDRAW, disclosure_id)
    if row.withdrawn_on is not None:
        raise Refused(f"已于 {row.withdrawn_on:%Y-%m-%d} 登记为不再公开。", code="contracts.disclosure")
    row.withdrawn_on = max(on, row.published_on)
    row.save(update_fields=["withdrawn_on"])
    return row


@action(IMPORT, facts=("region_code", "on"))
def import_agencies(
    *, actor: Actor, region_code: str, rows: Sequence[Mapping[str, object]], on: date
) -> Imported:
    """Write the rows of a list the county has looked through: unknown agencies are registered, known ones corrected.

    rows  name, credit_code and values of FIELDS, as `rules.agencies.fate_of` found them; all of them or none

    Refused  another county, a wrong or taken code, a name already there
    """
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(IMPORT)):
        raise Refused("只能导入本县的名册。", code="contracts.register-elsewhere")
    acting = actor.acting_for(KEEP, because_of=IMPORT)
    for row in rows:
        code = str(row["credit_code"])
        agency = Organisation.objects.filter(credit_code=code).first()
        if agency is None:
            agency = register_organisation(
                actor=actor.acting_for("access.register_organisation", because_of=IMPORT),
                kind=Organisation.Kind.AGENCY,
                name=str(row["name"]),
                region_code=region_code,
                credit_code=code,
            )
        keep_agency(actor=acting, region_code=region_code, organisation_id=agency.pk, values=row, on=on)
    done = Imported(len(rows))
    done.region_code = region_code
    return done


def _may_keep(actor: Actor, verb: str, region_code: str, organisation_id: UUID) -> bool:
    for grant in actor.grants_for(verb):
        if grant.stations is None and grant.reaches_region(region_code) and len(region_code) == 6:
            return True
        if (
            grant.stations is not None
            and grant.region[:6] == region_code
            and actor.organisation_id == organisation_id
        ):
            return True
    return False
