"""A case or a group as whoever looks at it may see it: without a name, a photo or a signature."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import get_default_timezone

from yizhan.clients.models import Client, Consent
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Look, LookPiece
from yizhan.oversight.queries.looks import known_of, known_of_stations
from yizhan.oversight.rules.looks import VIEW, Blacker
from yizhan.services.models import (
    Attendance,
    Case,
    CaseContact,
    CaseGoal,
    CaseSheet,
    Participant,
    Programme,
    ProgrammeOpinion,
    ProgrammeReport,
    ServicePhoto,
    Session,
)
from yizhan.services.rules.cases_forms import FORMS
from yizhan.services.rules.programmes import REPORT_ROWS
from yizhan.stations.models import Station

NAMED_FIELDS = frozenset({"alias", "refer_to"})
"""Fields of the case's forms that tell who somebody is or where she went."""
MOST_CONTACTS = 40


def pieces_of(*, actor: Actor, look: Look) -> QuerySet[LookPiece]:
    return (
        LookPiece.objects.visible_to(actor, VIEW)
        .filter(look=look)
        .select_related("station")
        .order_by("alias")
    )


def cases_to_draw(*, stations: Sequence[Station], first_on: date, last_on: date) -> dict[UUID, list[UUID]]:
    """Station → cases that ran in the period, of people who may be in a look at all."""
    keys = [each.pk for each in stations]
    said_no = (
        Consent.objects.filter(purpose="EVALUATION", replaced=False, station_id__in=keys)
        .filter(Q(given=False) | Q(withdrawn_on__isnull=False))
        .values("client_id")
    )
    rows = (
        Case.objects.filter(station_id__in=keys, opened_on__lte=last_on)
        .filter(Q(closed_on=None) | Q(closed_on__gte=first_on))
        .filter(client__status="ACTIVE", client__restricted=False)
        .exclude(client_id__in=said_no)
    )
    return _by_station(rows.values_list("station_id", "pk"))


def groups_to_draw(*, stations: Sequence[Station], first_on: date, last_on: date) -> dict[UUID, list[UUID]]:
    """Station → groups of which a session was held in the period."""
    rows = Session.objects.filter(
        station_id__in=[each.pk for each in stations], state="HELD", held_on__gte=first_on, held_on__lte=last_on,
        programme__kind="GROUP",
    ).order_by()  # fmt: skip
    return _by_station(rows.values_list("station_id", "programme_id").distinct())


def _by_station(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for station, key in pairs:
        found.setdefault(station, []).append(key)
    return found


@dataclass(frozen=True)
class Part:
    """A part of the file: its heading, its lines of (label, text), texts blackened."""

    heading: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PieceTold:
    """A case or a group without a name. facts: in short words; evidence: what it can be checked by."""

    row: LookPiece
    facts: tuple[str, ...]
    parts: tuple[Part, ...]
    evidence: tuple[str, ...]


def piece_told(*, piece: LookPiece) -> PieceTold:
    """The case or group of a row the caller opened by its verb."""
    return _case(piece) if piece.sort == LookPiece.Sort.CASE else _group(piece)


# --- a case -------------------------------------------------------------------------------------------------------------


def _case(piece: LookPiece) -> PieceTold:
    case = piece.case
    assert case is not None
    sheets = list(CaseSheet.objects.filter(case=case).order_by("written_on", "version"))
    contacts = list(
        CaseContact.objects.filter(case=case, service__voided_at=None)
        .select_related("service__worker")
        .order_by("number")
    )
    services = [each.service for each in contacts]
    black = Blacker(
        known_of(
            Client.objects.select_related("household").get(pk=case.client_id),
            stations={case.station_id, *(each.station_id for each in services)},
            workers=[each.worker.name for each in services],
        )
    )
    newest = {each.kind: each for each in sheets}
    parts = [
        Part(f"{each.get_kind_display()}（第{each.version}版，{each.get_state_display()}）", lines)
        for each in newest.values()
        if (lines := _sheet_lines(each, black))
    ]
    goals = CaseGoal.objects.filter(case=case, sheet__in=[each.pk for each in newest.values()]).order_by(
        "place"
    )
    if told := tuple((str(each.get_result_display()), black(each.what)) for each in goals):
        parts.insert(min(2, len(parts)), Part("目标", told))
    parts += [
        Part(
            f"第{each.number}次接触 {each.service.done_on:%Y-%m-%d}，{each.service.minutes} 分钟",
            tuple(
                (label, black(text))
                for label, text in (
                    ("目标", each.aim),
                    ("内容", each.said),
                    ("处理", each.handling),
                    ("小结", each.summary),
                    ("打算", each.next_plan),
                )
                if text
            ),
        )
        for each in contacts[:MOST_CONTACTS]
    ]
    closed = (
        f"，{case.closed_on:%Y-%m-%d} 结案（{case.get_close_reason_display()}）" if case.closed_on else ""
    )
    return PieceTold(
        piece,
        (
            str(case.get_state_display()),
            f"{case.opened_on:%Y-%m-%d} 接案{closed}",
            f"接触 {len(contacts)} 次",
        ),
        tuple(parts),
        _case_evidence(case, sheets, contacts),
    )


def _sheet_lines(sheet: CaseSheet, black: Blacker) -> tuple[tuple[str, str], ...]:
    found = []
    for field in FORMS.get(sheet.kind, ()):
        value = str((sheet.body or {}).get(field.name) or "")
        if value and field.name not in NAMED_FIELDS and not field.picked:
            found.append((field.label, dict(field.choices).get(value) or black(value)))
    return tuple(found)


def _case_evidence(
    case: Case, sheets: Sequence[CaseSheet], contacts: Sequence[CaseContact]
) -> tuple[str, ...]:
    there = {each.kind for each in sheets if each.is_final}
    found = [
        f"{label}：{'已批准或者存档' if kind in there else '在写、待批' if any(each.kind == kind for each in sheets) else '没有'}"
        for kind, label in CaseSheet.Kind.choices
    ]
    decided = [each for each in sheets if each.decided_on and each.sent_on]
    found += [
        f"{each.get_kind_display()}：{each.sent_on:%m-%d} 报批，{each.decided_on:%m-%d} 由别人批"
        for each in decided
        if each.decided_by != each.written_by
    ]
    advised = sum(1 for each in contacts if each.advised_on)
    found.append(f"督导给 {advised} 次接触写过意见" if advised else "督导没有给过意见")
    late = sum(1 for each in contacts if each.service.late_reason)
    found.append(f"{late} 次接触是补记的" if late else "每次接触都按时记的")
    found.append(_photos([(each.service_id, each.service.done_on) for each in contacts]))
    agreed = Consent.objects.filter(client=case.client_id, given=True, withdrawn_on=None, replaced=False)
    kinds = Counter(str(each.get_purpose_display()) for each in agreed)
    found.append(f"有对象本人的同意：{'、'.join(kinds)}" if kinds else "没有登记对象的同意")
    return tuple(found)


# --- a group ------------------------------------------------------------------------------------------------------------


def _group(piece: LookPiece) -> PieceTold:
    group = piece.programme
    assert group is not None
    people = list(Participant.objects.filter(programme=group))
    black = Blacker(known_of_stations({group.station_id}, more=[each.name for each in people if each.name]))
    held = list(
        Session.objects.filter(programme=group, state="HELD")
        .select_related("service")
        .order_by("held_on", "no")
    )
    there = _there(held)
    plan = tuple(
        (label, black(text))
        for label, text in (
            ("名称", group.title), ("招募对象", group.audience), ("背景", group.background), ("目标", group.aims),
            ("招募办法", group.recruitment), ("评估办法", group.evaluation),
        )
        if text
    )  # fmt: skip
    parts = [Part("计划", plan)]
    parts += [
        Part(
            f"第{each.no}节 {each.held_on:%Y-%m-%d}，签到 {there.get(each.pk, 0)} 人，另有 {each.others_count} 人",
            tuple(
                (label, black(str(text)))
                for label, text in (
                    ("内容", each.content),
                    ("记录", each.service.note if each.service else ""),
                )
                if text
            ),
        )
        for each in held
    ]
    report = ProgrammeReport.objects.filter(programme=group).first()
    if report is not None:
        rows = (report.rows or {}).items()
        parts.append(
            Part(
                "总结", tuple((REPORT_ROWS.get(key, "其他"), black(str(text))) for key, text in rows if text)
            )
        )
    facts = (
        str(group.get_state_display()),
        *([str(group.get_category_display())] if group.category else []),
        f"{group.starts_on:%Y-%m-%d} 至 {group.ends_on:%Y-%m-%d}",
        f"报名 {sum(1 for each in people if each.state == 'SIGNED_UP')} 人，开了 {len(held)} 节",
    )
    return PieceTold(piece, facts, tuple(parts), _group_evidence(group, held, there, report))


def _there(held: Sequence[Session]) -> Mapping[UUID, int]:
    """Session → how many were marked as there on its sign-in sheet."""
    return dict(
        Attendance.objects.filter(session__in=[each.pk for each in held])
        .exclude(mark="ABSENT")
        .order_by()
        .values_list("session_id")
        .annotate(n=Count("pk"))
    )


def _group_evidence(
    group: Programme, held: Sequence[Session], there: Mapping[UUID, int], report: ProgrammeReport | None
) -> tuple[str, ...]:
    found = []
    if group.approved_on and held and held[0].held_on:
        before = group.approved_on <= held[0].held_on
        found.append(
            f"计划 {group.approved_on:%Y-%m-%d} 批准，{'在第一节以前' if before else '在第一节以后'}"
        )
    without = sum(1 for each in held if not there.get(each.pk))
    found.append(f"{without} 节没有签到" if without else "每节都有签到")
    late = sum(1 for each in held if each.service and each.service.late_reason)
    found.append(f"{late} 节是补记的" if late else "每节都按时记的")
    found.append(
        _photos([(each.service_id, each.held_on) for each in held if each.service_id and each.held_on])
    )
    opinions = ProgrammeOpinion.objects.filter(programme=group)
    told = [each.overall for each in opinions]
    found.append(
        f"收到 {len(told)} 份意见表，整体安排平均 {sum(told) / len(told):.1f} 分（满分 5 分）"
        if told
        else "没有意见表"
    )
    found.append(
        f"总结写于 {report.written_on:%Y-%m-%d}，{'督导签了意见' if report.commented_on else '督导没有签意见'}"
        if report
        else "没有总结"
    )
    return tuple(found)


def _photos(days: Sequence[tuple[UUID, date]]) -> str:
    """How many there are and how many are of the day itself; no picture is shown to anybody who must not know whose it is."""
    of = dict(days)
    zone = get_default_timezone()
    photos = list(ServicePhoto.objects.filter(service_id__in=list(of), removed_at=None))
    if not photos:
        return "没有照片"
    dated = [each for each in photos if each.taken_at]
    same = sum(
        1 for each in dated if each.taken_at and each.taken_at.astimezone(zone).date() == of[each.service_id]
    )
    with_photo = len({each.service_id for each in photos})
    said = f"{len(photos)} 张照片，{len(of)} 次里有 {with_photo} 次拍了"
    return f"{said}，{same} 张是当天拍的" if dated else f"{said}，没有拍摄时间"
