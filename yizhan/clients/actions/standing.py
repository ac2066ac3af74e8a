"""What is said of a client: classes, grade, consent, guardian."""

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from yizhan.clients.models import Client, ClientClass, Consent, Grading, Guardianship
from yizhan.clients.queries.find import NAME, class_codes, client_for, plan_columns
from yizhan.clients.rules.classes import BY_CODE, class_problem
from yizhan.clients.rules.identity import (
    contact_problem,
    is_minor,
    name_problem,
    needs_guardian_consent,
    plain_name,
    plain_phone,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest


@action("clients.classify_client", facts=("client_id", "code", "since_on"), subject="client_id")
def classify_client(
    *,
    actor: Actor,
    client_id: UUID,
    code: str,
    since_on: date,
    on: date,
    source: ClientClass.Source | str = ClientClass.Source.SURVEY,
    class_id: UUID | None = None,
) -> ClientClass:
    """Say that a client is of a class (对象类别). The visit plan follows.

    Refused  unknown class or source, a class her age or sex rules out, a future day, or she is of it already
    """
    client = _open(actor, "clients.classify_client", client_id)
    if problem := class_problem(code, born_on=client.born_on, sex=client.sex, on=on):
        raise Refused(f"{problem}。", code="clients.class")
    if source not in ClientClass.Source.values:
        raise Refused("请选择类别的来源。", code="clients.source")
    if since_on > on:
        raise Refused("认定日期在今天以后。", code="clients.future-day")
    now = class_codes(client.pk)
    if code in now:
        raise Refused(f"此人已是“{BY_CODE[code].label}”。", code="clients.already")
    row = ClientClass.objects.create(
        id=class_id or uuid7(),
        client=client,
        station_id=client.station_id,
        region_code=client.region_code,
        code=code,
        since_on=since_on,
        source=source,
    )
    _replan(client, [*now, code], on)
    return row


@action("clients.unclassify_client", facts=("client_id", "code", "until_on"), subject="client_id")
def unclassify_client(*, actor: Actor, client_id: UUID, code: str, until_on: date, on: date) -> ClientClass:
    """End a class (移出类别), for example when low-income support stops.

    Refused  a day after today or before the class began
    ClientClass.DoesNotExist  she is not of it
    """
    client = _open(actor, "clients.unclassify_client", client_id)
    row = ClientClass.objects.get(client=client, code=code, until_on=None)
    if until_on > on:
        raise Refused("移出日期在今天以后。", code="clients.future-day")
    if until_on < row.since_on:
        raise Refused(f"移出日期早于认定日期（{row.since_on:%Y-%m-%d}）。", code="clients.day-order")
    row.until_on, row.changed_at = until_on, Now()
    row.save(update_fields=["until_on", "changed_at"])
    _replan(client, [each for each in class_codes(client.pk) if each != code], on)
    return row


@action("clients.grade_client", facts=("client_id", "grade", "graded_on", "event_on"), subject="client_id")
def grade_client(
    *,
    actor: Actor,
    client_id: UUID,
    grade: Client.Grade | str,
    reason: str,
    graded_on: date | None = None,
    event_on: date | None = None,
    on: date,
    grading_id: UUID | None = None,
    assessment_id: UUID | None = None,
) -> Grading:
    """Assess how urgent a client's situation is (风险评定); the next visit follows from it.

    event_on  the day of a major event (突发事件、意外事故、重大变故) that led to it
    assessment_id  the scored assessment it follows from, with which it is taken back
    Refused   no grade of the three, no reason, a day after today or before the file was opened
    """
    client = _open(actor, "clients.grade_client", client_id)
    day = graded_on or on
    if grade not in Client.Grade.values:
        raise Refused("请选择风险等级。", code="clients.grade")
    if not reason.strip():
        raise Refused("请写明评定的依据，例如：独居、跌倒一次、屋顶漏雨。", code="clients.reason-missing")
    if day > on or (event_on and event_on > on):
        raise Refused("日期在今天以后。", code="clients.future-day")
    if day < client.opened_on:
        raise Refused(f"评定日期早于建档日期（{client.opened_on:%Y-%m-%d}）。", code="clients.day-order")
    if event_on and event_on > day:
        raise Refused("变故发生的日期晚于评定日期。", code="clients.day-order")
    latest = Grading.objects.filter(client=client, taken_back_on=None).order_by("-graded_on", "-id").first()
    if latest and latest.graded_on > day:
        raise Refused(
            f"{latest.graded_on:%Y-%m-%d}已有更晚的评定，请按更晚的日期重新评定。", code="clients.day-order"
        )
    before = client.grade
    client.grade = grade
    if event_on:
        client.event_on = event_on
    columns = _replan(client, class_codes(client.pk), on, grade=grade, event_on=client.event_on)
    return Grading.objects.create(
        id=grading_id or uuid7(),
        client=client,
        station_id=client.station_id,
        region_code=client.region_code,
        grade=grade,
        before=before,
        reason=reason.strip()[:500],
        event_on=event_on,
        graded_on=day,
        assessment_id=assessment_id,
        by_label=actor.label,
        rule=columns["visit_rule"],
        clause=columns["visit_clause"],
    )


@action(
    "clients.record_consent",
    facts=("client_id", "purpose", "given", "basis", "given_on"),
    subject="client_id",
)
def record_consent(
    *,
    actor: Actor,
    client_id: UUID,
    purpose: Consent.Purpose | str,
    given: bool,
    basis: Consent.Basis | str,
    given_on: date,
    on: date,
    until_on: date | None = None,
    by_name: str = "",
    evidence: str = "",
    consent_id: UUID | None = None,
) -> Consent:
    """Write down what was agreed to or refused for one purpose (同意书); the answer before it is kept, but no longer stands.

    by_name   who signed, when not the client
    evidence  where the paper is: 书面同意书存档案盒3, 本人按手印
    Refused   a child under 14 without the guardian; a guardian without a name; days that cannot be
    Source    个人信息保护法 第十四条、第三十一条
    """
    client = _open(actor, "clients.record_consent", client_id)
    if purpose not in Consent.Purpose.values or basis not in Consent.Basis.values:
        raise Refused("请选择同意的事项和方式。", code="clients.consent")
    if given_on > on:
        raise Refused("同意日期在今天以后。", code="clients.future-day")
    if until_on and until_on < given_on:
        raise Refused("到期日早于同意日期。", code="clients.day-order")
    if (
        given
        and needs_guardian_consent(client.born_on, on)
        and basis not in (Consent.Basis.GUARDIAN, Consent.Basis.STATUTORY)
    ):
        raise Refused(
            "不满14周岁，须由监护人同意。", code="clients.guardian-consent", clause="个人信息保护法第三十一条"
        )
    if basis == Consent.Basis.GUARDIAN and not by_name.strip():
        raise Refused("请填写同意的监护人姓名。", code="clients.consent-by")
    Consent.objects.filter(client=client, purpose=purpose, replaced=False).update(
        replaced=True, changed_at=Now()
    )
    return Consent.objects.create(
        id=consent_id or uuid7(),
        client=client,
        station_id=client.station_id,
        region_code=client.region_code,
        purpose=purpose,
        given=given,
        basis=basis,
        given_on=given_on,
        until_on=until_on,
        by_name=by_name.strip(),
        evidence=evidence.strip(),
    )


@action("clients.withdraw_consent", facts=("consent_id", "withdrawn_on"), subject="consent_id")
def withdraw_consent(*, actor: Actor, consent_id: UUID, withdrawn_on: date, on: date) -> Consent:
    """The client takes back what she agreed to (撤回同意, 个人信息保护法第十五条).

    Refused  it was a refusal, or is withdrawn or replaced already; a day that cannot be
    Consent.DoesNotExist  out of sight
    """
    consent = Consent.objects.visible_to(actor, "clients.withdraw_consent").get(pk=consent_id)
    client_for(actor=actor, verb="clients.withdraw_consent", client_id=consent.client_id, lock=True)
    if not consent.given or consent.withdrawn_on or consent.replaced:
        raise Refused("这一项没有可撤回的同意。", code="clients.already")
    if not consent.given_on <= withdrawn_on <= on:
        raise Refused("撤回日期应在同意之后、今天以前。", code="clients.day-order")
    consent.withdrawn_on, consent.changed_at = withdrawn_on, Now()
    consent.save(update_fields=["withdrawn_on", "changed_at"])
    return consent


@action("clients.name_guardian", facts=("client_id", "kind", "from_on"), subject="client_id")
def name_guardian(
    *,
    actor: Actor,
    client_id: UUID,
    kind: Guardianship.Kind | str,
    name: str,
    phone: str = "",
    from_on: date,
    on: date,
    guardian_client_id: UUID | None = None,
    guardianship_id: UUID | None = None,
) -> Guardianship:
    """Say who looks after a minor, or an adult who cannot act alone.

    guardian_client_id  the guardian's own file, when she has one at hand
    Refused  no such kind, a name or telephone that cannot be, a guardian who is a minor, named already, a future day
    """
    client = _open(actor, "clients.name_guardian", client_id)
    if kind not in Guardianship.Kind.values:
        raise Refused("请选择监护关系。", code="clients.guardian")
    if problem := name_problem(name) or contact_problem(phone):
        raise Refused(f"监护人：{problem}。", code="clients.guardian")
    if from_on > on:
        raise Refused("监护开始的日期在今天以后。", code="clients.future-day")
    guardian = None
    if guardian_client_id:
        guardian = client_for(actor=actor, verb="clients.name_guardian", client_id=guardian_client_id)
        if guardian.pk == client.pk or is_minor(guardian.born_on, on):
            raise Refused("监护人应是另一位成年人。", code="clients.guardian")
    named = digest(plain_name(name), purpose=NAME)
    if Guardianship.objects.filter(client=client, name_digest=named, until_on=None).exists():
        raise Refused("这位监护人已登记。", code="clients.already")
    return Guardianship.objects.create(
        id=guardianship_id or uuid7(),
        client=client,
        station_id=client.station_id,
        region_code=client.region_code,
        kind=kind,
        name=plain_name(name),
        name_digest=named,
        phone=plain_phone(phone),
        guardian_client=guardian,
        from_on=from_on,
    )


@action("clients.end_guardianship", facts=("guardianship_id", "until_on"), subject="guardianship_id")
def end_guardianship(*, actor: Actor, guardianship_id: UUID, until_on: date, on: date) -> Guardianship:
    """Somebody no longer looks after the client. Refused when ended already, or for a day that cannot be."""
    row = Guardianship.objects.visible_to(actor, "clients.end_guardianship").get(
        Q(pk=guardianship_id),
    )
    client_for(actor=actor, verb="clients.end_guardianship", client_id=row.client_id, lock=True)
    if row.until_on:
        raise Refused("这一监护关系已经结束。", code="clients.already")
    if not row.from_on <= until_on <= on:
        raise Refused("结束日期应在开始之后、今天以前。", code="clients.day-order")
    row.until_on, row.changed_at = until_on, Now()
    row.save(update_fields=["until_on", "changed_at"])
    return row


def _open(actor: Actor, verb: str, client_id: UUID) -> Client:
    client = client_for(actor=actor, verb=verb, client_id=client_id, lock=True)
    if not client.active:
        raise Refused("该档案已销档，请先恢复。", code="clients.closed")
    return client


def _replan(client: Client, classes: list[str], on: date, **columns: object) -> dict[str, str]:
    """Write the next due day under the classes and grade as they are now."""
    plan = plan_columns(client, classes=classes, on=on)
    for column, value in plan.items():
        setattr(client, column, value)
    Client.objects.filter(pk=client.pk).update(**columns, **plan, changed_at=Now())
    return plan
