"""The case file as its Word set: what fills the cover and the eleven forms; what nobody wrote stays blank, to be signed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from yizhan.clients.models import Assessment, ClientDetails, Guardianship
from yizhan.clients.queries.file import identity_of
from yizhan.kernel.actor import Actor
from yizhan.services.models import CaseContact, CaseGoal, CaseSheet, Referral
from yizhan.services.queries.cases import CaseFile
from yizhan.services.rules.cases_forms import Field, fields_of

Line = dict[str, str]

FORMS_OF_THE_SET = (
    "服务对象资料记录", "社工建议及行动", "接受个案服务同意书", "接收转介回复", "个案记录表", "过程记录",
    "个案阶段检视/结案表", "转介/结案同意书", "个案转介表", "个案结束评估表", "其他附件",
)  # fmt: skip
"""The checklist on the cover, in the order of the paper."""

NO_SCALE = (
    "经济状况（收入来源、够不够用、是否资助亲友）", "认知和自理（活动、记忆、环境辨认、如厕、穿衣、进食、清洁）", "社会交往（亲戚、邻里、与工作人员）",
    "闲暇和习惯", "情绪和心理（情绪、信任、合群、对疾病的态度、处理压力）",
)  # fmt: skip
"""What the individual plan asks, for whoever was assessed by no scale of the region: to be filled in by hand."""

MOST_SCALES = 40

BLANK_ROWS = 6
"""Empty rows of a table nobody wrote in yet, so that it can be filled in by hand."""


def paper_facts(*, actor: Actor, file: CaseFile, at: datetime) -> dict[str, Any]:
    """Everything the template asks for. The caller has read the case; particulars are masked as on the page."""
    case = file.case
    sent, received = _referrals(actor, file)
    plan = file.in_force.get("PLAN") or file.drafts.get("PLAN")
    suggestion = file.in_force.get("SUGGESTION") or file.drafts.get("SUGGESTION")
    identity = identity_of(actor=actor, client=case.client, at=at)
    talks = [each for each in file.contacts if each.service.voided_at is None]
    told = [each for each in talks if _process(each)]
    reviews = _reviews(file)
    there = [
        "INTAKE" in file.in_force,
        "SUGGESTION" in file.in_force,
        file.consent.stands,
        received is not None,
        bool(talks),
        bool(told),
        "REVIEW" in file.in_force or "CLOSURE" in file.in_force,
        sent is not None,
        sent is not None,
        "EVALUATION" in file.in_force,
        bool(file.conferences),
    ]
    return {
        "站点": case.station.title,
        "编号": case.case_no,
        "姓名": file.name,
        "开案日期": _day(case.opened_on),
        "结案日期": _day(case.closed_on),
        "社工": case.worker.name,
        "督导": case.supervisor.display_name if case.supervisor else _reader(file),
        "清单": [
            {"序号": str(n), "名称": name, "有": "☑" if has else "☐"}
            for n, (name, has) in enumerate(zip(FORMS_OF_THE_SET, there, strict=True), start=1)
        ],
        "遮住说明": "证件、电话、住址按权限遮住；需要完整内容的，先在档案里“查看完整身份信息”，再下载。"
        if identity.masked
        else "含完整个人信息，用后请按保密要求保管或销毁。",
        "本人资料": _herself(file, identity),
        "登记": _form("INTAKE", file),
        "建议": _form("SUGGESTION", file),
        "计划": _form("PLAN", file),
        "目标": _goals(file.goals.get(plan.pk, []) if plan else []),
        "首次会谈": _day(min((each.service.done_on for each in talks), default=None)),
        "预估": _scales(actor, file),
        "建议填表": suggestion.written_by_label if suggestion else "",
        "建议日期": _day(suggestion.written_on if suggestion else None),
        "建议批阅": [*_decided("社工建议", suggestion), *_decided("服务计划", plan)],
        "同意书": _consent(file),
        "监护人": _guardian(file, masked=identity.masked),
        "转介回复": _received(received, file.case.worker.name),
        "记录": [_logged(each) for each in talks] or _rows("序号 日期 方法 人士 内容 意见"),
        "过程": [{"各项": _process_lines(each)} for each in told] or [{"各项": _process_lines(None)}],
        "检视": reviews,
        "转介同意": _agreed(file, sent),
        "转介表": _sent(file, sent),
        "评估": _form("EVALUATION", file),
        "会议": [_meeting(each) for each in file.conferences] or _rows("日期 参加 结论 事项"),
    }


# --- the lines of a form ------------------------------------------------------------------------------------------------


def _reader(file: CaseFile) -> str:
    """Who read and approved last, where nobody is named as the supervisor."""
    decided = [sheet for sheet in file.in_force.values() if sheet.decided_on]
    last = max(decided, key=lambda sheet: (sheet.decided_on, sheet.pk), default=None)
    return last.decided_by_label.partition("·")[0] if last else ""


def _form(kind: str, file: CaseFile) -> list[Line]:
    """The version that holds, else the one being written; else a blank form."""
    sheet = file.in_force.get(kind) or file.drafts.get(kind)
    return _lines(fields_of(kind), sheet.body if sheet else {})


def _lines(fields: Iterable[Field], body: Mapping[str, str]) -> list[Line]:
    return [
        {"名称": field.label, "内容": _filled(field, body.get(field.name, ""))}
        for field in fields
        if not field.picked
    ]


def _filled(field: Field, value: str) -> str:
    """“☑ 低　☐ 高” of a choice; a text as it is."""
    if not field.choices:
        return value
    return "　".join(f"{'☑' if code == value else '☐'} {word}" for code, word in field.choices)


def _line(name: str, value: object) -> Line:
    return {"名称": name, "内容": "" if value is None else str(value)}


def _rows(names: str) -> list[Line]:
    return [dict.fromkeys(names.split(), "") for _ in range(BLANK_ROWS)]


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


# --- the forms one by one -----------------------------------------------------------------------------------------------


def _herself(file: CaseFile, identity: Any) -> list[Line]:
    client = file.case.client
    details = ClientDetails.objects.filter(client=client).first()
    return [
        _line("姓名", identity.name),
        _line("证件号码", identity.id_number),
        _line("性别", client.get_sex_display()),
        _line("出生年月", f"{client.born_on.year}年{client.born_on.month}月" if client.born_on else ""),
        _line("住址", identity.address),
        _line("联络电话", identity.phone),
        _line("婚姻状况", details.get_marital_display() if details else ""),
        _line("职业状况", details.get_job_display() if details else ""),
    ]


def _goals(goals: Sequence[CaseGoal]) -> list[Line]:
    found = [
        {
            "序号": str(goal.place),
            "目标": goal.what,
            "需求": goal.need.what if goal.need else "",
            "任务": "\n".join(
                task.what
                + (f"（{task.who}）" if task.who else "")
                + (f"，{task.due_on:%Y-%m-%d}前" if task.due_on else "")
                + ("，已办" if task.done_on else "")
                for task in goal.tasks.all()
            ),
            "结果": str(goal.get_result_display()) if goal.result else "",
        }
        for goal in goals
    ]
    return found or [dict.fromkeys(("序号", "目标", "需求", "任务", "结果"), "") for _ in range(3)]


def _decided(name: str, sheet: CaseSheet | None) -> list[Line]:
    answer = opinion = by = ""
    if sheet is not None and sheet.decided_on is not None:
        answer = "同意" if sheet.state == CaseSheet.State.APPROVED else "退回"
        opinion, by = sheet.opinion, f"{sheet.decided_by_label}，{_day(sheet.decided_on)}"
    return [_line(f"{name}：批阅", answer), _line("督导意见", opinion), _line("批阅人、日期", by)]


def _scales(actor: Actor, file: CaseFile) -> list[dict[str, Any]]:
    """What she answered to the scales of the region: of each the last one that stood when the case ended, or stands today."""
    case = file.case
    rows = Assessment.objects.visible_to(actor, "services.read_case").filter(
        client_id=case.client_id, replaced=False, voided_on=None
    )
    if case.closed_on:
        rows = rows.filter(assessed_on__lte=case.closed_on)
    last: dict[str, Assessment] = {}
    for row in rows.order_by("-assessed_on", "-id")[:MOST_SCALES]:
        last.setdefault(row.scale, row)
    return [
        {
            "名称": f"{row.title}，{_day(row.assessed_on)}",
            "各项": [
                *(
                    _line(asked, f"{said}（{points}分）")
                    for _group, asked, said, points, _most in row.answers["answers"]
                ),
                _line("特殊情形", "、".join(row.answers["special"])),
                _line("得分和等级", f"{row.total}/{row.full}分，{row.band}"),
                _line("依据", row.clause),
                _line("说明", row.note),
            ],
        }
        for row in last.values()
    ] or [{"名称": "没有用量表评估过，可以手填", "各项": [_line(name, "") for name in NO_SCALE]}]


def _consent(file: CaseFile) -> list[Line]:
    consent = file.consent.consent
    return [
        _line("答复", file.consent.word if consent else ""),
        _line("方式", consent.get_basis_display() if consent else ""),
        _line("日期", _day(consent.given_on) if consent else ""),
    ]


def _guardian(file: CaseFile, *, masked: bool) -> list[Line]:
    row = Guardianship.objects.filter(client=file.case.client, until_on=None).order_by("from_on").first()
    return [
        _line("监护人姓名", "" if row is None else f"{row.name[:1]}**" if masked else row.name),
        _line("与服务对象的关系", "" if row is None else row.get_kind_display()),
        _line("身份证号", ""),
    ]


def _referrals(actor: Actor, file: CaseFile) -> tuple[Referral | None, Referral | None]:
    """The referral this case ended with, or the last one sent since it was opened; and the one it came from."""
    case = file.case
    sent = case.referral or (
        Referral.objects.visible_to(actor, "services.view")
        .filter(client_id=case.client_id, sent_on__gte=case.opened_on)
        .exclude(state=Referral.State.TAKEN_BACK)
        .order_by("-sent_on", "-id")
        .first()
    )
    received = (
        Referral.objects.addressed_to(actor, "services.view")
        .filter(client_id=case.client_id, to_station_id=case.station_id)
        .order_by("-sent_on", "-id")
        .first()
    )
    return sent, received


def _received(row: Referral | None, worker: str) -> list[Line]:
    taken = row is not None and row.state not in {Referral.State.SENT, Referral.State.REFUSED}
    return [
        _line("转介单位", row.from_station.title if row else ""),
        _line("转介人", row.sent_by_label if row else ""),
        _line("服务转介申请", row.asked if row else ""),
        _line("转介日期", _day(row.sent_on) if row else ""),
        _line("是否接收", str(row.get_state_display()) if row else "☐ 接收　☐ 不接收"),
        _line("回复", row.answer if row else ""),
        _line("委派社工", worker if taken else ""),
    ]


def _agreed(file: CaseFile, row: Referral | None) -> list[Line]:
    closure = file.in_force.get("CLOSURE")
    reason = row.reason if row else (closure.body.get("reason_note", "") if closure else "")
    return [_line("转介到", row.to_name if row else ""), _line("理由", reason)]


def _sent(file: CaseFile, row: Referral | None) -> list[Line]:
    case, intake = file.case, file.in_force.get("INTAKE")
    return [
        _line("转介机构", case.station.title),
        _line("接收单位", row.to_name if row else ""),
        _line("个案编号", case.case_no),
        _line("社工", case.worker.name),
        _line("电话", case.station.phone),
        _line("开启日期", _day(case.opened_on)),
        _line("转介日期", _day(row.sent_on) if row else ""),
        _line(
            "服务使用者/家长同意",
            "" if row is None else "已同意" if row.consent_id else row.get_ground_display(),
        ),
        _line("现正提供服务的其它机构", row.others_serving if row else ""),
        _line("转介理由", row.reason if row else ""),
        _line("曾处理的问题", intake.body.get("problem", "") if row and intake else ""),
        _line("曾开展的服务及成效", row.served if row else ""),
        _line("目前情况", row.situation if row else ""),
        _line("需跟进问题、服务建议", row.asked if row else ""),
        _line("对方答复", row.answer if row else ""),
    ]


def _logged(contact: CaseContact) -> Line:
    return {
        "序号": str(contact.number),
        "日期": f"{contact.service.done_on:%Y-%m-%d}",
        "方法": f"{contact.service.get_mode_display()}，{contact.service.minutes}分钟",
        "人士": contact.met_whom or "本人",
        "内容": "\n".join(part for part in (contact.aim, contact.summary) if part),
        "意见": contact.advice,
    }


def _process(contact: CaseContact) -> bool:
    return any((contact.said, contact.unsaid, contact.handling, contact.next_plan))


def _process_lines(contact: CaseContact | None) -> list[Line]:
    labels = "序号 日期和时长 地点和方式 其他在场人士 目标 案主语言记录 非语言表现 工作者处理、感受和反应 总结：总体感受和建议 下次会谈计划和安排 督导意见"
    values: Sequence[str] = [""] * 11
    if contact is not None:
        service = contact.service
        after = f"（{_day(contact.next_on)}）" if contact.next_on else ""
        values = [
            str(contact.number), f"{_day(service.done_on)}，{service.minutes}分钟", str(service.get_mode_display()),
            contact.present, contact.aim, contact.said, contact.unsaid, contact.handling, contact.summary,
            contact.next_plan + after, contact.advice,
        ]  # fmt: skip
    return [_line(name, value) for name, value in zip(labels.split(" "), values, strict=True)]


def _reviews(file: CaseFile) -> list[dict[str, Any]]:
    """Every review that was filed, the earliest first, and the closure; blank where there is none yet."""
    plan = file.in_force.get("PLAN")
    goals = "\n".join(
        f"{goal.place}. {goal.what}（{goal.get_result_display()}）"
        for goal in (file.goals.get(plan.pk, []) if plan else [])
    )
    reviews = [each for each in reversed(file.sheets.get("REVIEW", [])) if each.is_final]
    closure = file.in_force.get("CLOSURE") or file.drafts.get("CLOSURE")
    written: list[tuple[str, CaseSheet | None]] = [("REVIEW", each) for each in reviews]
    written = [*(written or [("REVIEW", None)]), ("CLOSURE", closure)]
    return [
        {
            "时期": "☑ 结案" if kind == "CLOSURE" else f"☑ 阶段性　{each.body.get('span', '') if each else ''}",
            "各项": [
                _line("拟定的目标", goals if each else ""),
                *_lines(fields_of(kind), each.body if each else {}),
            ],
            "意见": "" if each is None or each.decided_on is None
            else f"{each.opinion}（{each.decided_by_label}，{_day(each.decided_on)}）",
        }
        for kind, each in written
    ]  # fmt: skip


def _meeting(meeting: Any) -> Line:
    return {
        "日期": f"{meeting.held_on:%Y-%m-%d}",
        "参加": meeting.who,
        "结论": meeting.result,
        "事项": "\n".join(
            task.what
            + (f"（{task.who}）" if task.who else "")
            + (f"，{task.due_on:%Y-%m-%d}前" if task.due_on else "")
            + (f"，{task.done_on:%Y-%m-%d}已办" if task.done_on else "")
            for task in meeting.tasks.all()
        ),
    }
