"""What a phone tells with each verb. A body that does not fit is refused with the field named; it is never guessed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from yizhan.kernel.errors import Refused

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _plain(text: str) -> str:
    """Keys and pasted text bring characters no database keeps; they carry no meaning."""
    return _CONTROL.sub("", text)


Plain = AfterValidator(_plain)
Note = Annotated[str, Plain, Field(max_length=2000)]
Found = Annotated[str, Plain, Field(max_length=1000)]
Promise = Annotated[str, Plain, Field(max_length=500)]
Address = Annotated[str, Plain, Field(max_length=200)]
Line = Annotated[str, Plain, Field(max_length=80)]
Name = Annotated[str, Plain, Field(max_length=40)]
Short = Annotated[str, Plain, Field(max_length=24)]
Word = Annotated[str, Plain, Field(max_length=20)]
Sentence = Annotated[str, Plain, Field(max_length=200, min_length=1)]
Told = Annotated[str, Plain, Field(max_length=1000, min_length=1)]
Code = Annotated[str, Plain, Field(max_length=24, min_length=1)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
People = Annotated[int, Field(ge=0, le=100_000)]
Ids = Annotated[list[UUID], Field(max_length=200)]
Codes = Annotated[list[Code], Field(max_length=30)]
Mode = Literal["AT_HOME", "PHONE", "VIDEO", "COME_IN", "OUTSIDE"]


class Body(BaseModel):
    """Unknown fields are refused: a phone of tomorrow must not lose half a record at a server of today."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RecordService(Body):
    """服务记录; done_on of the command is the day of the service."""

    service_id: UUID
    station_id: UUID
    kind: Line
    mode: Mode
    minutes: Minutes
    client_ids: Ids = []
    item_codes: Codes = []
    colleague_ids: Ids = []
    volunteer_ids: Ids = []
    met: bool = True
    note: Note = ""
    found: Found = ""
    follow_up: Promise = ""
    follow_up_on: date | None = None
    case_step: Literal["", "OPENED", "SESSION", "CLOSED"] = ""
    title: Line = ""
    place: Line = ""
    partner: Line = ""
    value_fen: Annotated[int, Field(ge=0, le=10**13)] | None = None
    participants_count: People = 0
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None
    late_reason: Line = ""


class ServiceChanges(Body):
    """Fields of a record; a field left out stays as it is."""

    done_on: date | None = None
    minutes: Minutes | None = None
    mode: Mode | None = None
    met: bool | None = None
    note: Note | None = None
    found: Found | None = None
    follow_up: Promise | None = None
    follow_up_on: date | None = None
    title: Line | None = None
    place: Line | None = None
    participants_count: People | None = None
    item_codes: Codes | None = None


class CorrectService(Body):
    """更正."""

    service_id: UUID
    reason: Sentence
    changes: ServiceChanges


class VoidService(Body):
    """作废."""

    service_id: UUID
    reason: Sentence


class FinishFollowUp(Body):
    """跟进结果; done_on is the day it was done."""

    service_id: UUID
    result: Told


class RefuseTask(Body):
    """行政性事务; done_on is the day it was asked."""

    task_id: UUID
    station_id: UUID
    asked_by: Sentence
    task: Told
    outcome: Literal["REFUSED", "ACCEPTED"] = "REFUSED"
    minutes: Minutes | None = None
    answer: Line = ""


class ClientChanges(Body):
    """Particulars a worker learns at the door; papers are corrected at the desk."""

    phone: Short | None = None
    address: Address | None = None
    note: Note | None = None
    emergency_name: Name | None = None
    emergency_relation: Word | None = None
    emergency_phone: Short | None = None


class UpdateClient(Body):
    """更正档案."""

    client_id: UUID
    changes: ClientChanges
    despite_duplicates: Ids = []


class GradeClient(Body):
    """风险评定; done_on is the day of the assessment."""

    grading_id: UUID
    client_id: UUID
    grade: Literal["HIGH", "MEDIUM", "LOW"]
    reason: Told
    event_on: date | None = None


class SubmitForm(Body):
    """问卷答卷, as XML of the version it was filled in with; done_on is the day it was filled in."""

    submission_id: UUID
    station_id: UUID
    form_id: UUID
    version: Annotated[int, Field(ge=1, le=100_000)]
    client_id: UUID | None = None
    xml: Annotated[str, Field(max_length=60_000, min_length=1)]


class RegisterClient(Body):
    """建档; done_on is the day the file was opened."""

    client_id: UUID
    station_id: UUID
    name: Name
    id_kind: Code = "RESIDENT"
    id_number: Short = ""
    no_id_reason: Line = ""
    born_on: date | None = None
    sex: Literal["", "M", "F"] = ""
    phone: Short = ""
    address: Address = ""
    village_name: Line = ""
    village_code: Short = ""
    note: Note = ""
    emergency_name: Name = ""
    emergency_relation: Word = ""
    emergency_phone: Short = ""
    classes: Codes = []
    consent: Literal["", "WRITTEN", "ORAL", "GUARDIAN", "STATUTORY"] = ""
    consent_by: Name = ""
    despite_duplicates: Ids = []


class NoteNeed(Body):
    """登记需求; done_on is the day it was found."""

    need_id: UUID
    client_id: UUID
    kind: Code
    what: Promise
    source: Code


class FoundNeed(Body):
    """A need found while assessing."""

    kind: Code
    what: Promise


class RecordAssessment(Body):
    """评估, by a scale; done_on is its day. The points are worked out here and nowhere else; what the phone showed is not told."""

    assessment_id: UUID
    service_id: UUID
    client_id: UUID
    scale: Sentence
    answers: Annotated[dict[Sentence, Sentence], Field(max_length=200)]
    special: Annotated[list[Sentence], Field(max_length=30)] = []
    minutes: Minutes
    mode: Mode
    note: Note = ""
    needs: Annotated[list[FoundNeed], Field(max_length=10)] = []
    item_codes: Codes = []
    late_reason: Line = ""


class AttachPhoto(Body):
    """照片, handed in by a phone that may not send it any more; its bytes lie beside the command."""

    photo_id: UUID
    service_id: UUID
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    taken_at: AwareDatetime | None = None
    place: Line = ""
    caption: Line = ""


class RecordConsent(Body):
    """同意书; done_on is the day it was given or refused."""

    consent_id: UUID
    client_id: UUID
    purpose: Line
    given: bool
    basis: Line
    until_on: date | None = None
    by_name: Name = ""
    evidence: Promise = ""


class CallForHelp(Body):
    """求助; made_at of the command is when it was asked."""

    call_id: UUID
    station_id: UUID
    kind: Literal["DANGER", "ACCIDENT", "CLIENT", "ADVICE"]
    note: Promise = ""
    place: Line = ""


class RecordCaseContact(Body):
    """个案过程; done_on of the command is the day of the contact, contact_id becomes the id of its service record too."""

    contact_id: UUID
    case_id: UUID
    minutes: Minutes
    mode: Mode
    aim: Told
    met_whom: Line = ""
    present: Line = ""
    said: Note = ""
    unsaid: Note = ""
    handling: Note = ""
    summary: Note = ""
    next_plan: Note = ""
    next_on: date | None = None
    colleague_ids: Ids = []
    volunteer_ids: Ids = []
    item_codes: Codes = []
    late_reason: Line = ""


class HoldSession(Body):
    """点名; done_on of the command is the day on which the session was held."""

    session_id: UUID
    minutes: Minutes
    marks: Annotated[dict[UUID, Literal["PRESENT", "ABSENT", "LATE"]], Field(max_length=300)]
    others_count: People = 0
    note: Note = ""
    place: Line = ""
    volunteer_ids: Ids = []
    item_codes: Codes = []
    late_reason: Line = ""


FIELD_LABELS = {
    "aim": "这次的目标",
    "met_whom": "见了谁",
    "present": "在场的人",
    "said": "说了什么",
    "unsaid": "看到的",
    "handling": "怎么处理的",
    "summary": "总结",
    "next_plan": "下次计划",
    "next_on": "下次日期",
    "marks": "点名",
    "others_count": "没报名来的人数",
    "name": "姓名",
    "id_number": "证件号码",
    "village_name": "村（社区）",
    "kind": "哪一类",
    "source": "怎么知道的",
    "case_step": "个案到哪一步",
    "reason": "理由",
    "result": "跟进结果",
    "asked_by": "谁交办的",
    "task": "交办了什么",
    "answer": "答复",
    "late_reason": "补记理由",
    "partner": "对方单位",
    "phone": "联系电话",
    "address": "住址",
    "note": "备注",
    "emergency_name": "紧急联系人",
    "emergency_relation": "与本人关系",
    "emergency_phone": "紧急联系电话",
    "grade": "风险等级",
    "done_on": "服务日期",
    "minutes": "时长（分钟）",
    "mode": "方式",
    "met": "是否见到",
    "found": "发现的情况",
    "follow_up": "要跟进的事",
    "follow_up_on": "跟进日期",
    "title": "名称",
    "place": "地点",
    "participants_count": "参加人数",
    "item_codes": "服务项目",
    "what": "需要什么",
    "answers": "答案",
    "special": "特殊情形",
    "taken_at": "拍摄时间",
    "caption": "照片说明",
}


def told_changes(told: Body) -> dict[str, Any]:
    """The fields that were told; None leaves a field as it is, and spaces around a text mean nothing."""
    found = {
        name: value.strip() if isinstance(value, str) else value
        for name in told.model_fields_set
        if (value := getattr(told, name)) is not None
    }
    if not found:
        raise Refused("没有改动任何内容。", code="devices.nothing-changed")
    return found


def body_problem(error: ValidationError) -> str:
    """A refused body as one sentence: which fields, in the words of the screen where there is one."""
    names = [_name(each["loc"]) for each in error.errors()]
    return f"这条记录的内容不合要求：{'、'.join(dict.fromkeys(names)) or '内容'}。"


def _name(place: Iterable[int | str]) -> str:
    words = [str(part) for part in place if isinstance(part, str)]
    return FIELD_LABELS.get(words[-1], words[-1]) if words else "内容"
