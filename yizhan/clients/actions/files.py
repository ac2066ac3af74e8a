"""A file is opened and corrected, given to a worker, and looked at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yizhan.clients.actions.ground import ELSEWHERE, _next_number, _refuse_closed, _write
from yizhan.clients.actions.standing import name_guardian
from yizhan.clients.models import (
    Client,
    ClientClass,
    ClientDetails,
    Consent,
    DuplicateDecision,
    Guardianship,
)
from yizhan.clients.queries.duplicates import Duplicate, duplicates_of, held_out_of_sight
from yizhan.clients.queries.find import ID, class_codes, client_for, person_columns, person_of, plan_columns
from yizhan.clients.rules.classes import class_problem
from yizhan.clients.rules.identity import (
    Person,
    canonical_id,
    identity,
    needs_guardian_consent,
    person_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy import actions as privacy
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest
from yizhan.privacy.models import Unmasking
from yizhan.stations.models import Station

_TYPED = {field.name for field in fields(Person)}
_DETAILS = {
    "nation", "marital", "education", "job", "care_ability", "living_type", "separation", "health", "disability", "income",
}  # fmt: skip


@action(
    "clients.register_client",
    facts=("station_id", "client_id", "on", "despite_duplicates"),
    subject="client_id",
)
def register_client(
    *,
    actor: Actor,
    station_id: UUID,
    person: Person,
    on: date,
    classes: Sequence[str] = (),
    details: Mapping[str, str] | None = None,
    consent: Consent.Basis | str | None = None,
    consent_by: str = "",
    guardian_kind: Guardianship.Kind | str = "",
    guardian_phone: str = "",
    opened_on: date | None = None,
    responsible_worker_id: UUID | None = None,
    despite_duplicates: Collection[UUID] = (),
    client_id: UUID | None = None,
) -> Client:
    """Open a file at a station, after looking for one that exists (建档).

    consent             how she agreed to service and to the file, when she was asked; under 14 only GUARDIAN or STATUTORY
    guardian_kind       what `consent_by` is to a minor; then she is also written down as the guardian
    opened_on           an earlier day, when the paper file is older than the electronic one
    despite_duplicates  ids of the look-alikes the worker has seen and says are other people; remembered
    client_id           made on the phone; a second call with the same id and the same papers gives the same file

    Refused  particulars that cannot be; a number of papers that already has a file; look-alikes not yet answered for;
             a station that takes nobody
    Station.DoesNotExist  out of sight
    """
    station = (
        Station.objects.visible_to(actor, "clients.register_client")
        .select_for_update(of=("self",))
        .get(pk=station_id)
    )
    if client_id and (
        again := Client.objects.visible_to(actor, "clients.register_client").filter(pk=client_id).first()
    ):
        return again
    if station.status == Station.Status.CLOSED:
        raise Refused("该站已撤销，不能再建档。", code="clients.station-closed")
    person = _in_order(person, station=station, on=on)
    opened = opened_on or on
    if opened > on:
        raise Refused("建档日期在今天以后。", code="clients.future-day")
    for code in classes:
        if problem := class_problem(code, born_on=person.born_on, sex=person.sex, on=on):
            raise Refused(f"{problem}。", code="clients.class")
    alike = duplicates_of(actor=actor, person=person)
    _refuse_duplicates(actor, person, alike, despite_duplicates)
    client = Client(
        id=client_id or uuid7(),
        station=station,
        region_code=person.village_code or station.region_code,
        file_year=opened.year,
        file_number=_next_number(station.pk, opened.year),
        opened_on=opened,
        responsible_worker_id=responsible_worker_id,
        **person_columns(person),
    )
    for column, value in plan_columns(client, classes=classes, on=on).items():
        setattr(client, column, value)
    client.save(force_insert=True)
    ClientClass.objects.bulk_create(
        ClientClass(
            client=client,
            station=station,
            region_code=client.region_code,
            code=code,
            since_on=opened,
            source=ClientClass.Source.SURVEY,
        )
        for code in dict.fromkeys(classes)
    )
    if details:
        _write_details(client, details)
    if consent:
        if needs_guardian_consent(client.born_on, on) and consent not in (
            Consent.Basis.GUARDIAN,
            Consent.Basis.STATUTORY,
        ):
            raise Refused(
                "不满14周岁，须由监护人同意。",
                code="clients.guardian-consent",
                clause="个人信息保护法第三十一条",
            )
        if consent == Consent.Basis.GUARDIAN and not consent_by.strip():
            raise Refused("请填写同意的监护人姓名。", code="clients.consent-by")
        Consent.objects.create(
            client=client,
            station=station,
            region_code=client.region_code,
            purpose=Consent.Purpose.SERVICE,
            given=True,
            basis=consent,
            given_on=opened,
            by_name=consent_by.strip(),
        )
    if guardian_kind:
        name_guardian(
            actor=actor.acting_for("clients.name_guardian", because_of="clients.register_client"),
            client_id=client.pk,
            kind=guardian_kind,
            name=consent_by,
            phone=guardian_phone,
            from_on=opened,
            on=on,
        )
    _remember(client, alike, on=on, actor=actor)
    return client


@action(
    "clients.update_client",
    facts=("client_id", "on", "changes", "details", "despite_duplicates"),
    subject="client_id",
)
def update_client(
    *,
    actor: Actor,
    client_id: UUID,
    on: date,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, str] | None = None,
    despite_duplicates: Collection[UUID] = (),
) -> Client:
    """Correct the particulars of a file (更正). `changes` are fields of Person; what is not named stays.

    Refused  as for register_client; a closed file
    """
    client = client_for(actor=actor, verb="clients.update_client", client_id=client_id, lock=True)
    _refuse_closed(client)
    if changes:
        if unknown := set(changes) - _TYPED:
            raise Refused(f"没有“{'、'.join(sorted(unknown))}”这一项。", code="clients.unknown-field")
        person = _in_order(replace(person_of(client), **changes), station=client.station, on=on)
        for code in class_codes(client.pk):
            if problem := class_problem(code, born_on=person.born_on, sex=person.sex, on=on):
                raise Refused(f"{problem}，请先移出该类别。", code="clients.class")
        alike = duplicates_of(actor=actor, person=person, client_id=client.pk)
        if {"name", "id_number", "id_kind", "born_on", "phone"} & set(changes):
            _refuse_duplicates(actor, person, alike, despite_duplicates, client_id=client.pk)
            _remember(
                client, [each for each in alike if each.client.pk in despite_duplicates], on=on, actor=actor
            )
        columns = person_columns(person) | {"region_code": person.village_code or client.station.region_code}
        _write(client, **columns)
    if details:
        _write_details(client, details)
    return client


@action("clients.assign_client", facts=("client_id", "worker_id"), subject="client_id")
def assign_client(*, actor: Actor, client_id: UUID, worker_id: UUID | None) -> Client:
    """Say which worker looks after this client (责任社工); None: nobody."""
    client = client_for(actor=actor, verb="clients.assign_client", client_id=client_id, lock=True)
    _refuse_closed(client)
    _write(client, responsible_worker_id=worker_id)
    return client


@action("clients.open_file", facts=("client_id",), subject="client_id")
def open_file(*, actor: Actor, client_id: UUID) -> Client:
    """Read a person's file. A verb, because every reading is written down (查阅留痕)."""
    return (
        Client.objects.visible_to(actor, "clients.open_file")
        .select_related("station", "household")
        .get(pk=client_id)
    )


@action("clients.unmask_client", facts=("client_id", "reason"), subject="client_id")
def unmask_client(*, actor: Actor, client_id: UUID, reason: str, note: str = "", at: datetime) -> Unmasking:
    """See the full particulars of one person for ten minutes, for a stated reason."""
    client = client_for(actor=actor, verb="clients.unmask_client", client_id=client_id)
    return privacy.unmask(
        actor=actor.acting_for("privacy.unmask", because_of="clients.unmask_client"),
        subject="client",
        subject_id=client.pk,
        region_code=client.region_code,
        station_id=client.station_id,
        reason=reason,
        note=note,
        at=at,
    )


def _in_order(person: Person, *, station: Station, on: date) -> Person:
    """The particulars completed from the papers, or the refusal."""
    if problem := person_problem(person, on=on):
        raise Refused(f"{problem}。" if problem[-1] not in "？。" else problem, code="clients.particulars")
    if person.village_code and not person.village_code.startswith(station.region_code):
        raise Refused("所选的村（社区）不在本站服务范围内。", code="clients.village")
    papers = identity(
        id_kind=person.id_kind, id_number=person.id_number, born_on=person.born_on, sex=person.sex
    )
    return replace(person, id_number=papers.id_number, born_on=papers.born_on, sex=papers.sex)


def _refuse_duplicates(
    actor: Actor,
    person: Person,
    alike: Sequence[Duplicate],
    despite: Collection[UUID],
    *,
    client_id: UUID | None = None,
) -> None:
    number = digest(canonical_id(person.id_number), purpose=ID) if person.id_number else ""
    for each in alike:
        if each.same_id and each.client.active:
            raise Refused(
                f"该证件号码已有档案：{each.client.station.short_name} {each.client.file_no}。",
                code="clients.same-id",
            )
        if each.same_id:
            raise Refused(
                f"此人的档案 {each.client.file_no} 已销档，请恢复原档案，不要新建。",
                code="clients.same-id-closed",
            )
    if held_out_of_sight(actor=actor, id_digest=number, client_id=client_id):
        raise Refused(ELSEWHERE, code="clients.same-id-elsewhere")
    if unanswered := [each for each in alike if each.client.pk not in despite]:
        raise Refused(
            f"有{len(unanswered)}份档案可能是同一人（{unanswered[0].says}），请先核对。",
            code="clients.duplicate",
        )


def _remember(client: Client, alike: Sequence[Duplicate], *, on: date, actor: Actor) -> None:
    DuplicateDecision.objects.bulk_create(
        (
            DuplicateDecision(
                region_code=client.region_code,
                client=client,
                other=each.client,
                verdict=DuplicateDecision.Verdict.DIFFERENT,
                reasons=[f"{reason.says} {reason.signed}" for reason in each.reasons],
                decided_on=on,
                by_label=actor.label,
            )
            for each in alike
        ),
        ignore_conflicts=True,
    )


def _write_details(client: Client, details: Mapping[str, str]) -> None:
    if unknown := set(details) - _DETAILS:
        raise Refused(f"没有“{'、'.join(sorted(unknown))}”这一项。", code="clients.unknown-field")
    for name, value in details.items():
        choices = getattr(ClientDetails._meta.get_field(name), "choices", None)
        if choices and value and value not in dict(choices):
            raise Refused("选项里没有这一项。", code="clients.unknown-choice")
    ClientDetails.objects.update_or_create(
        client=client, defaults={"region_code": client.region_code, **details}
    )
