"""The county's purchase: last year's project is over and renewed, this year's runs; one payment came, the next waits.

Whatever a paper would show is a page of a few words that says it is made up.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from yizhan.access.models import Organisation, User
from yizhan.access.queries import actor_for
from yizhan.contracts.actions import (
    IndicatorLine,
    PaymentLine,
    StationLine,
    accept_filing,
    approve_payment,
    attach_paper,
    change_draft,
    decide_renewal,
    draft_agreement,
    end_agreement,
    file_upward,
    meet_condition,
    open_project,
    pay_instalment,
    plan_instalments,
    renew_agreement,
    request_payment,
    set_indicators,
    sign_agreement,
    vary_agreement,
)
from yizhan.contracts.models import Agreement, AgreementStation, Instalment, InstalmentCondition, Project
from yizhan.contracts.queries.indicators import live
from yizhan.jobs.demo.contract_public import half_way_report
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.money import Price

YUAN = 100
STATION_YEAR = 220_000 * YUAN
WANTED = (
    ("PERSONS", "建档", "clients.files", "1.9", 10),
    ("CONTENT", "探访", "services.visits", "0.95", 10),
    ("CONTENT", "个案", "services.casework_opened", "1.06", 1),
    ("CONTENT", "小组", "services.group_sessions", "0.68", 1),
    ("CONTENT", "社区活动", "services.activities", "1.1", 1),
    ("CONTENT", "政策宣传", "services.publicity", "1.08", 1),
    ("HOURS", "志愿服务", "services.volunteer_hours", "0.86", 1),
    ("CONTENT", "督导", "services.supervisions", "0.97", 1),
)
"""Kind, name, metric, how far it is to look today against its plan, and to what the target is rounded."""
CLAUSES = {
    "服务内容": "为辖区困难老人、儿童、残疾人等开展探访、个案、小组和社区活动（示例）。",
    "目标任务": "按本协议指标完成全年任务（示例）。",
    "服务要求": "驻站社工每站3人，持证上岗，服务过程当天记录（示例）。",
    "各方权利义务": "甲方按期付款、监督；乙方按约服务、接受检查（示例）。",
    "绩效评估": "每个服务年度做中期、末期两次评估（示例）。",
    "违约责任": "未按约履行的，扣减或者追回部分项目款（示例）。",
    "不可抗力变更或解除": "因政策调整等不可抗力，双方可以变更或者解除（示例）。",
}


def paper(words: str) -> bytes:
    """A page that says what it stands for."""
    return f"%PDF-1.4\n% {words}\n%%EOF\n".encode()


def buy_services(county: County, *, today: date) -> None:
    """Last year and this one; where today lies before the first of July, this one began the year before."""
    year = today.year if today >= date(today.year, 7, 1) else today.year - 1
    agency = Organisation.objects.get(credit_code=county.place.credit_code)
    office, provider = county.actor(today), _actor(county, "agency.manager", today)
    last = _project(county, office, date(year - 1, 7, 1))
    lines = _lines(county, last.first_on)
    before = _agreement(office, agency, last, lines[:-1], number=f"示例社工〔{year - 1}〕1号")
    _one_more_station(before, office, lines[-1], from_on=date(year - 1, 10, 1))
    _pay(before, office, provider, upto=3)
    decide_renewal(
        actor=office,
        agreement_id=before.pk,
        allowed=True,
        on=date(year, 6, 15),
        result="良好",
        passed=True,
        file_name="年度评估结果（示例）.pdf",
        content=paper("evaluation of the year, made up"),
    )
    running = renew_agreement(actor=office, agreement_id=before.pk, name=_name(year))
    running = change_draft(
        actor=office,
        agreement_id=running.pk,
        provider_id=agency.pk,
        stations=lines,
        amount_fen=sum(line.amount_fen for line in lines),
        first_on=running.first_on,
        last_on=running.last_on,
        cycle_first_on=running.cycle_first_on,
        cycle_last_on=running.cycle_last_on,
        clauses=running.clauses,
        services=list(running.services),
    )
    _indicators(county, running, office, today)
    _plan(running, office, year, staff=True)
    signed = date(year, 6, 24)
    sign_agreement(
        actor=office, agreement_id=running.pk, number=f"示例社工〔{year}〕1号", signed_on=signed, on=signed
    )
    end_agreement(actor=office, agreement_id=before.pk, on=date(year, 7, 1))
    _copy(running, office)
    _file(county, running, office, today)
    _pay(running, office, provider, upto=1)
    _half_way(running, office, provider, today)


def _name(year: int) -> str:
    return f"{year}—{year + 1}年度乡镇社工站项目"


def _actor(county: County, name: str, on: date) -> Actor:
    return actor_for(User.objects.get(username=f"{county.place.short}.{name}"), on)


def _project(county: County, office: Actor, first: date) -> Project:
    assert office.organisation_id is not None
    return open_project(
        actor=office,
        region_code=county.place.code,
        name=_name(first.year),
        buyer_id=office.organisation_id,
        first_on=first,
        last_on=date(first.year + 1, 6, 30),
    )


def _lines(county: County, on: date) -> list[StationLine]:
    """Every station for what the county's paper says a station's year costs."""
    fen = STATION_YEAR
    try:
        price = rule_for("funding.station-year", region_code=county.place.code, on=on)
    except NoRule:
        price = None
    if isinstance(price, Price) and price.total:
        fen = price.total
    return [StationLine(crew.station.pk, 3, fen) for crew in county.crews]


def _agreement(
    office: Actor, agency: Organisation, project: Project, lines: list[StationLine], *, number: str
) -> Agreement:
    made = draft_agreement(
        actor=office,
        project_id=project.pk,
        provider_id=agency.pk,
        stations=lines,
        amount_fen=sum(line.amount_fen for line in lines),
        first_on=project.first_on,
        last_on=project.last_on,
        cycle_first_on=project.first_on,
        cycle_last_on=date(project.first_on.year + 3, 6, 30),
        clauses=CLAUSES,
    )
    _plan(made, office, project.first_on.year)
    signed = project.first_on - timedelta(days=8)
    sign_agreement(actor=office, agreement_id=made.pk, number=number, signed_on=signed, on=signed)
    made.refresh_from_db()
    return made


def _one_more_station(agreement: Agreement, office: Actor, line: StationLine, *, from_on: date) -> None:
    """Within the year one station more is bought of the agency, for what is left of the year."""
    more = line.amount_fen * 9 // 12
    last = Instalment.objects.filter(agreement=agreement).latest("number")
    told = from_on - timedelta(days=7)
    vary_agreement(
        actor=office,
        agreement_id=agreement.pk,
        kind="VARIATION",
        from_on=from_on,
        because="双方同意增加一个站，按剩下的9个月计价（示例）",
        on=told,
        stations=[*_lines_of(agreement), StationLine(line.station_id, line.headcount, more)],
        amount_fen=agreement.amount_fen + more,
        payments={last.pk: last.amount_fen + more},
    )


def _lines_of(agreement: Agreement) -> list[StationLine]:
    rows = AgreementStation.objects.filter(agreement=agreement).order_by("station__region_code")
    return [StationLine(row.station_id, row.headcount, row.amount_fen) for row in rows]


def _plan(agreement: Agreement, office: Actor, year: int, *, staff: bool = False) -> None:
    forty = agreement.amount_fen * 40 // 100
    first = [("IN_FORCE", "协议生效"), *([("STAFF_ON_SITE", "人员到岗")] if staff else [])]
    plan_instalments(
        actor=office,
        agreement_id=agreement.pk,
        lines=[
            PaymentLine("第一期", forty, date(year, 7, 10), first),
            PaymentLine(
                "第二期",
                forty,
                date(year, 12, 10),
                [("REPORT", "中期报告"), ("INVOICE", "发票"), ("EVALUATION", "评估结果")],
            ),
            PaymentLine(
                "第三期",
                agreement.amount_fen - 2 * forty,
                date(year + 1, 7, 10),
                [("EVALUATION", "评估结果"), ("OTHER", "决算")],
            ),
        ],
    )  # fmt: skip


def _pay(agreement: Agreement, office: Actor, provider: Actor, *, upto: int) -> None:
    for one in Instalment.objects.filter(agreement=agreement, number__lte=upto).order_by("number"):
        assert one.due_on is not None
        asked = one.due_on - timedelta(days=3)
        for condition in InstalmentCondition.objects.filter(instalment=one).exclude(
            kind__in=("IN_FORCE", "STAFF_ON_SITE")
        ):
            meet_condition(
                actor=office,
                condition_id=condition.pk,
                met_on=asked,
                on=asked,
                file_name=f"{condition.name}（示例）.pdf",
                content=paper(f"{one.number} {condition.position}"),
                note="良好" if condition.kind == "EVALUATION" else "",
            )
        request_payment(actor=provider, instalment_id=one.pk, on=asked)
        approve_payment(actor=office, instalment_id=one.pk, on=asked + timedelta(days=1))
        pay_instalment(actor=office, instalment_id=one.pk, paid_on=one.due_on, on=one.due_on)


def _indicators(county: County, agreement: Agreement, office: Actor, today: date) -> None:
    """Targets such that the figures of the played year look as a county's do: most keep up, one is far behind."""
    stations = [crew.station.pk for crew in county.crews]
    year = Period(agreement.first_on, agreement.last_on)
    so_far = Period(year.first, max(year.first, min(today, year.last)))
    figures = live([metric for _kind, _name, metric, _far, _round in WANTED], stations, so_far)
    passed = Decimal(so_far.days) / year.days
    lines = []
    for kind, name, metric, far, rounded in WANTED:
        done = sum((figures.get((metric, station), Decimal(0)) for station in stations), Decimal(0))
        whole = done / passed / Decimal(far) if done else Decimal(12 * len(stations))
        each = max(1, round(whole / len(stations) / rounded)) * rounded
        targets: dict[UUID, Decimal] = dict.fromkeys(stations, Decimal(each))
        lines.append(IndicatorLine(kind, name, targets, metric=metric))
    lines.append(
        IndicatorLine(
            "SATISFACTION", "满意度", dict.fromkeys(stations, Decimal(90)), metric="services.satisfaction"
        )
    )
    set_indicators(actor=office, agreement_id=agreement.pk, lines=lines)


def _copy(agreement: Agreement, office: Actor) -> None:
    attach_paper(
        actor=office,
        project_id=agreement.project_id,
        kind="协议副本",
        dated_on=agreement.first_on - timedelta(days=7),
        on=agreement.first_on,
        file_name="服务协议（示例）.pdf",
        content=paper("agreement, made up"),
        subject_kind="AGREEMENT",
        subject_id=agreement.pk,
        open_to_id=agreement.provider_id,
    )


def _file(county: County, agreement: Agreement, office: Actor, today: date) -> None:
    """The copy goes to the office above, which puts it on file."""
    agreement.refresh_from_db()
    assert agreement.signed_on is not None
    sent = agreement.signed_on + timedelta(days=6)
    filing = file_upward(
        actor=office,
        project_id=agreement.project_id,
        subject_kind="AGREEMENT",
        subject_id=agreement.pk,
        title=f"服务协议 {agreement.number}",
        event_on=agreement.signed_on,
        on=sent,
    )
    accept_filing(actor=_actor(county, "province", today), filing_id=filing.pk, on=sent + timedelta(days=4))


def _half_way(agreement: Agreement, office: Actor, provider: Actor, today: date) -> None:
    """The second payment waits for the result of the evaluation only."""
    for condition in InstalmentCondition.objects.filter(
        instalment__agreement=agreement, instalment__number=2, kind__in=("REPORT", "INVOICE")
    ):
        if condition.kind == "REPORT":
            half_way_report(agreement, condition, office, provider, today)
            continue
        meet_condition(
            actor=provider,
            condition_id=condition.pk,
            met_on=today - timedelta(days=5),
            on=today,
            file_name=f"{condition.name}（示例）.pdf",
            content=paper(f"second payment {condition.position}"),
        )
