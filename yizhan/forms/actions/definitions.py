"""A questionnaire is uploaded, published, given to stations, taken back, retired."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Now

from yizhan.access.actions import send_notice
from yizhan.forms.models import Form, Given, GivenArea, Version
from yizhan.forms.rules.sheet import Problem, read_workbook
from yizhan.forms.rules.survey import NO_ANSWER
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action

FILLING = frozenset({"worker", "station_head", "deputy_head"})
"""Who fills questionnaires in at a station, and is told of a new one."""


@dataclass(frozen=True)
class Drafted:
    """What came of an upload: a draft, or everything that is to be put right first. One of the two is empty."""

    version: Version | None
    problems: Sequence[Problem] = field(default=())

    @property
    def region_code(self) -> str:
        return self.version.region_code if self.version else ""


@action("forms.draft_version", facts=("form_id", "region_code"))
def draft_version(
    *,
    actor: Actor,
    content: bytes,
    file_name: str,
    feeds: Collection[str],
    at: datetime,
    on: date,
    region_code: str = "",
    form_id: UUID | None = None,
    about: str = "",
    new_id: UUID | None = None,
) -> Drafted:
    """Read an uploaded workbook (XLSForm) into a draft (上传问卷). An earlier draft of the same questionnaire gives way.

    form_id      of the questionnaire it is a new version of; None: a new questionnaire of the region
    feeds        what answers may be written to
    about        what a filling-in is about; kept from the first version on
    Problems come back as such and nothing is stored.
    Refused      no workbook at all; a retired questionnaire; a form_id the region uses already
    Form.DoesNotExist  out of sight
    """
    form = _form(actor, "forms.draft_version", form_id) if form_id else None
    if form is None:
        _reaches(actor, "forms.draft_version", region_code)
    elif form.retired_on:
        raise Refused("这份问卷已停用，请先恢复再上传新版。", code="forms.retired")
    return _draft(
        actor,
        form,
        content=content,
        file_name=file_name,
        feeds=feeds,
        at=at,
        on=on,
        region_code=region_code,
        about=about,
        new_id=new_id,
    )


@action("forms.adopt_sample", facts=("region_code", "sample"))
def adopt_sample(
    *,
    actor: Actor,
    region_code: str,
    sample: str,
    content: bytes,
    about: str,
    feeds: Collection[str],
    at: datetime,
    on: date,
) -> Version:
    """Take a shipped questionnaire for the region and publish it at once (取用范本).

    sample   its key; content: its workbook
    Refused  the region has taken it already
    """
    _reaches(actor, "forms.adopt_sample", region_code)
    if Form.objects.filter(region_code=region_code, sample=sample).exists():
        raise Refused("本地区已经取用过这份范本。", code="forms.sample-taken")
    drafted = _draft(
        actor,
        None,
        content=content,
        file_name=f"{sample}.xlsx",
        feeds=feeds,
        at=at,
        on=on,
        region_code=region_code,
        about=about,
        sample=sample,
    )
    if drafted.version is None:
        raise Refused(str(drafted.problems[0]), code="forms.sample-broken")
    return _publish(drafted.version, on)


@action("forms.publish_version", facts=("version_id", "on"))
def publish_version(*, actor: Actor, version_id: UUID, on: date) -> Version:
    """From now on stations fill in this version; what was filled in keeps its own (发布).

    Refused  published already
    """
    version = _version(actor, "forms.publish_version", version_id)
    if version.state == Version.State.PUBLISHED:
        raise Refused("这一版已经发布了。", code="forms.already")
    form = version.form
    form.title = version.title
    form.changed_at = Now()
    form.save(update_fields=["title", "changed_at"])
    return _publish(version, on)


@action("forms.drop_draft", facts=("version_id",))
def drop_draft(*, actor: Actor, version_id: UUID) -> Form:
    """Throw a draft away; what is published stays. Refused: it is published, and stays for those who filled it in."""
    version = _version(actor, "forms.drop_draft", version_id)
    if version.state == Version.State.PUBLISHED:
        raise Refused("已发布的版本不能删，只能停用整份问卷或发布新版。", code="forms.published")
    form = version.form
    version.delete()
    if not Version.objects.filter(form=form).exists():
        form.delete()
    return form


@action("forms.retire_form", facts=("form_id", "on"))
def retire_form(*, actor: Actor, form_id: UUID, reason: str, on: date) -> Form:
    """Nobody begins this questionnaire any more; answers on their way still arrive (停用).

    Refused  no reason, or retired already
    """
    form = _form(actor, "forms.retire_form", form_id)
    if form.retired_on:
        raise Refused("这份问卷已经停用。", code="forms.already")
    if not reason.strip():
        raise Refused("请写明为什么停用。", code="forms.reason-missing")
    form.retired_on, form.retire_reason, form.changed_at = on, reason.strip()[:200], Now()
    form.save(update_fields=["retired_on", "retire_reason", "changed_at"])
    return form


@action("forms.restore_form", facts=("form_id",))
def restore_form(*, actor: Actor, form_id: UUID) -> Form:
    """Use a retired questionnaire again (恢复). Refused: it is in use."""
    form = _form(actor, "forms.restore_form", form_id)
    if form.retired_on is None:
        raise Refused("这份问卷正在使用。", code="forms.already")
    form.retired_on, form.retire_reason, form.changed_at = None, "", Now()
    form.save(update_fields=["retired_on", "retire_reason", "changed_at"])
    return form


@action("forms.give_form", facts=("form_id", "on"))
def give_form(
    *,
    actor: Actor,
    form_id: UUID,
    stations: Mapping[UUID, str],
    on: date,
    areas: Collection[str] = (),
    at: datetime | None = None,
) -> Form:
    """Give a questionnaire to stations (发给站点). Those that have it keep it.

    stations  id -> region code of the station
    areas     region codes of divisions of which every station gets it, those that open later too
    at        stations that did not have it yet are told now; None: nobody is told
    Refused   nothing published yet, retired, neither station nor division, or one of another region
    """
    form = _form(actor, "forms.give_form", form_id)
    if form.retired_on:
        raise Refused("这份问卷已停用。", code="forms.retired")
    if not Version.objects.filter(form=form, state=Version.State.PUBLISHED).exists():
        raise Refused("还没有发布的版本，请先发布。", code="forms.not-published")
    if not stations and not areas:
        raise Refused("请选择发给哪些站点。", code="forms.no-station")
    if any(not region.startswith(form.region_code) for region in areas):
        raise Refused("只能发给本地区的乡镇。", code="forms.outside")
    known = set(GivenArea.objects.filter(form=form, until_on=None).values_list("region_code", flat=True))
    GivenArea.objects.bulk_create(
        GivenArea(form=form, region_code=region, from_on=on) for region in sorted(set(areas) - known)
    )
    if any(not region.startswith(form.region_code) for region in stations.values()):
        raise Refused("只能发给本地区的站点。", code="forms.outside")
    have = set(Given.objects.filter(form=form, until_on__isnull=True).values_list("station_id", flat=True))
    fresh = {station: region for station, region in stations.items() if station not in have}
    Given.objects.bulk_create(
        Given(form=form, station_id=station, region_code=region, from_on=on)
        for station, region in fresh.items()
    )
    for station, region in fresh.items():
        if at is None:
            break
        send_notice(
            actor=actor.acting_for("access.send_notice", because_of="forms.give_form"),
            roles=FILLING,
            region_code=region,
            station_id=station,
            subject="收到一份新问卷，可以填了",
            url=f"/forms/{form.pk}/fill/",
            at=at,
        )
    return form


@action("forms.stop_giving", facts=("form_id", "area", "on"))
def stop_giving(*, actor: Actor, form_id: UUID, area: str, on: date) -> Form:
    """Stations that open in a division from now on do not get it by themselves; those that have it keep it.

    Refused  the division does not have it
    """
    form = _form(actor, "forms.stop_giving", form_id)
    changed = GivenArea.objects.filter(form=form, region_code=area, until_on=None).update(
        until_on=on, changed_at=Now()
    )
    if not changed:
        raise Refused("这个乡镇没有设自动发放。", code="forms.not-given")
    return form


@action("forms.hand_to_station", facts=("station_id", "on"))
def hand_to_station(*, actor: Actor, station_id: UUID, region_code: str, on: date) -> list[Form]:
    """A station opened: it gets what its division was given. Called by the room that opens it."""
    above = [region_code[:digits] for digits in (2, 4, 6, 9, 12) if digits <= len(region_code)]
    areas = GivenArea.objects.filter(region_code__in=above, until_on=None, form__retired_on=None)
    have = Given.objects.filter(station_id=station_id, until_on__isnull=True).values("form_id")
    forms = list(
        {area.form_id: area.form for area in areas.exclude(form__in=have).select_related("form")}.values()
    )
    Given.objects.bulk_create(
        Given(form=form, station_id=station_id, region_code=region_code, from_on=on) for form in forms
    )
    return forms


@action("forms.take_back_form", facts=("form_id", "station_id", "on"))
def take_back_form(*, actor: Actor, form_id: UUID, station_id: UUID, on: date) -> Form:
    """The station fills it in no more; what it filled in stays (收回). Refused: it does not have it."""
    form = _form(actor, "forms.take_back_form", form_id)
    changed = Given.objects.filter(form=form, station_id=station_id, until_on__isnull=True).update(
        until_on=on, changed_at=Now()
    )
    if not changed:
        raise Refused("这个站没有这份问卷。", code="forms.not-given")
    return form


# --- steps --------------------------------------------------------------------------------------------------------------


def _draft(
    actor: Actor,
    form: Form | None,
    *,
    content: bytes,
    file_name: str,
    feeds: Collection[str],
    at: datetime,
    on: date,
    region_code: str,
    about: str,
    sample: str = "",
    new_id: UUID | None = None,
) -> Drafted:
    from yizhan.forms.rules.convert import code_of, convert, title_of  # heavy, and only an upload needs it

    book = read_workbook(content)
    key = new_id or uuid7()
    code = form.code if form else code_of(book) or f"form_{key.hex[-12:]}"
    title = title_of(book) or file_name.rsplit(".", 1)[0][:80]
    if form is None and Form.objects.filter(region_code=region_code, code=code).exists():
        raise Refused(
            f"本地区已有编号为“{code}”的问卷。要出新版，请到那份问卷的页面上传；另一份问卷请在 settings 表换一个 form_id。",
            code="forms.code-taken",
        )
    number = (form.versions.aggregate(last=Max("number"))["last"] or 0) + 1 if form else 1
    draft = form.versions.filter(state=Version.State.DRAFT).first() if form else None
    number = draft.number if draft else number
    made, problems = convert(
        book, code=code, version=str(number), title=title, feeds=frozenset(feeds), now=at
    )
    if made is None:
        return Drafted(None, problems)
    if form is None:
        form = Form.objects.create(
            id=key,
            region_code=region_code,
            code=code,
            title=title,
            about=about,
            sample=sample,
            made_by_label=actor.label,
        )
    if draft:
        draft.delete()
    version = Version.objects.create(
        form=form,
        region_code=form.region_code,
        number=number,
        title=title,
        xform=made.xform,
        source=content,
        file_name=file_name[:120],
        feeds=made.feeds,
        masks=made.masks,
        questions=sum(each.kind not in NO_ANSWER | {"calculate"} for each in made.survey.walk()),
        uploaded_by_label=actor.label,
        uploaded_on=on,
    )
    return Drafted(version)


def _publish(version: Version, on: date) -> Version:
    version.state, version.published_on, version.changed_at = Version.State.PUBLISHED, on, Now()
    version.save(update_fields=["state", "published_on", "changed_at"])
    return version


def _form(actor: Actor, verb: str, form_id: UUID) -> Form:
    return Form.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=form_id)


def _version(actor: Actor, verb: str, version_id: UUID) -> Version:
    rows = Version.objects.visible_to(actor, verb).select_for_update(of=("self",))
    return rows.select_related("form").get(pk=version_id)


def _reaches(actor: Actor, verb: str, region_code: str) -> None:
    if not region_code or not any(grant.reaches_region(region_code) for grant in actor.grants_for(verb)):
        raise Refused("只能在本地区设置问卷。", code="forms.outside")
