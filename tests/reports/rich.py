"""A world in which something happens that every figure counts, by the verbs: of the two towns, of two months, and some undone."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.clients.conftest import FREQUENCIES
from tests.clients.folk import number
from tests.clients.scales import HARDLY, PARTLY, SCALES, WELL
from tests.contracts.deals import YUAN, signed
from tests.people import (
    AGENCY,
    BAISHA,
    HEAD,
    LI,
    NEIGHBOUR_HEAD,
    QIFANG,
    QIFANG_STATION,
    SHILU_STATION,
    SUPERVISOR,
    WANG,
    YACHA_STATION,
    ZHAO,
    person,
)
from tests.policy.papers import pack
from tests.reports.conftest import AT, DAY
from yizhan.access.actions import register_organisation
from yizhan.access.roles import founder, job
from yizhan.clients.actions import (
    change_need_state,
    close_file,
    grade_client,
    note_need,
    record_consent,
    register_client,
)
from yizhan.clients.models import Client
from yizhan.clients.rules.identity import Person
from yizhan.contracts.actions import StationLine
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import (
    clear_finding,
    close_survey,
    draw_survey,
    hand_in_rectification,
    open_finding,
    record_answer,
    withdraw_finding,
)
from yizhan.oversight.models import Ask
from yizhan.policy.schema.pack import Pack
from yizhan.reports.actions import fill_duties, open_report, sign_report, write_narrative
from yizhan.services.actions import (
    accept_referral,
    answer_referral,
    approve_programme,
    hold_session,
    move_file,
    note_publicity,
    open_case,
    plan_programme,
    record_assessment,
    record_case_contact,
    record_service,
    record_supervision,
    record_training,
    refer,
    refuse_task,
    send_case_sheet,
    sign_up,
    submit_programme,
    withdraw_publicity,
    write_case_sheet,
)
from yizhan.services.actions.supervisions import Supervisor
from yizhan.services.rules.programmes import SessionPlan
from yizhan.services.rules.trainings import Attended
from yizhan.stations.actions import (
    EquipmentLine,
    RoomLine,
    file_document,
    file_service_list,
    record_opening_step,
    record_safety_check,
    set_equipment,
    set_rooms,
    update_station,
)
from yizhan.workforce.actions import add_certificate, end_employment, enrol_worker
from yizhan.workforce.models import Worker

CHEN = person(51, "陈社工", "worker", QIFANG, QIFANG_STATION, organisation=AGENCY)
CHEN_HEAD = person(52, "七坊站长", "station_head", QIFANG, QIFANG_STATION, organisation=AGENCY)
ASSESSORS = UUID("01900000-0000-7000-8000-0000000000e9")
CALLER = person(81, "评估员", "evaluator", BAISHA, organisation=ASSESSORS)
NIGHT = job("nightly", "夜间任务", "reports.fill_duties")
OCTOBER, LAST_DAY = date(2026, 10, 1), date(2026, 10, 31)
LISTED = ["养老-3", "养老-2"]
INTAKE = {"used_before": "NONE", "own_words": "想有人说说话", "problem": "独居", "needs": "陪伴和就医"}
SUGGESTION = {"follow_up": "YES", "risk": "LOW", "urgent": "NO", "willing": "YES", "route": "ASSIGN"}
HERE, THERE = (WANG, HEAD, YACHA_STATION), (CHEN, CHEN_HEAD, QIFANG_STATION)
IN_DANGER = 4
BORN = {"ELDER_ALONE": 1948, "DIBAO": 1970, "DISABLED": 1980, "CHILD_LEFT_BEHIND": 2016}
"""Why somebody is visited, and when such a one may have been born."""


def papers() -> Pack:
    """One (invented) paper of the province: how often people are visited, and scales they are assessed with."""
    return pack(SCALES + FREQUENCIES, name="46-example/2025-a", region="46", since="2025-01-01")


def furnish(rng: Random) -> list[Client]:
    """Everything that is not simply a record of a service. The open files of 牙叉镇, but for one nobody visits any more."""
    staff = {station: _staff(head, station, rng) for _worker, head, station in (HERE, THERE)}
    files = {station: _files(worker, head, station, rng) for worker, head, station in (HERE, THERE)}
    signed(stations=[StationLine(station, 5, 220_000 * YUAN) for station in (YACHA_STATION, QIFANG_STATION)])
    for worker, head, station in (HERE, THERE):
        _premises(head, station, rng)
        _papers(head, station, rng)
        _needs(worker, files[station], rng)
        _cases(worker, files[station], staff[station], rng)
        _learning(head, station, staff[station], rng)
        _published(worker, station, rng)
        _asked_by_others(worker, station, rng)
        _wrong(head, station, rng)
    _assessed(files[YACHA_STATION], staff[YACHA_STATION])
    _planned(staff[YACHA_STATION], files[YACHA_STATION], rng)
    _referred(files[YACHA_STATION], staff[YACHA_STATION])
    _surveyed(files, staff, rng)
    _owed()
    _next_county(rng)
    moved = files[YACHA_STATION][0]
    move_file(
        actor=ZHAO,
        client_id=moved.pk,
        to_station_id=QIFANG_STATION,
        on=DAY - timedelta(days=3),
        reason="搬家",
    )
    gone, left = files[YACHA_STATION][-1], files[YACHA_STATION][1:-1]
    close_file(actor=WANG, client_id=gone.pk, reason="MOVED_AWAY", closed_on=DAY - timedelta(days=2), on=DAY)
    return [each for each in left if each != files[YACHA_STATION][IN_DANGER]]


def some_day(rng: Random, most: int = 45) -> date:
    return DAY - timedelta(days=rng.randint(0, most))


def _staff(head: Actor, station: UUID, rng: Random) -> list[Worker]:
    """Heads, a deputy, a supervisor, and workers with and without a certificate; one has left."""
    found = []
    for n, post in enumerate(
        ["RESIDENT", "RESIDENT", "RESIDENT", "CONVERTED", "HEAD", "DEPUTY", "SUPERVISOR"]
    ):
        bare = f"46902519{85 + n + 7 * (station == QIFANG_STATION)}{rng.randint(1, 12):02}12{n:03}"
        one = enrol_worker(
            actor=head, station_id=station, name=f"示例员工{'甲乙丙丁戊己庚'[n]}", id_number=number(bare), education="BACHELOR",
            post=post, started_on=date(2025, 1, 1) + timedelta(days=rng.randint(0, 180)), on=DAY,
            employer="TOWNSHIP" if post == "CONVERTED" else "AGENCY", major_is_social_work=n % 2 == 0, full_time=rng.random() < 0.7,
            facts={"身体健康": True, "热爱民政事业": True},
        )  # fmt: skip
        found.append(one)
    add_certificate(actor=head, worker_id=found[0].pk, level="ASSISTANT", number=f"示例{str(station)[-5:]}", issued_on=date(2024, 3, 1), on=DAY)  # fmt: skip
    end_employment(actor=head, worker_id=found[2].pk, ended_on=some_day(rng, 20), reason="家里有事", on=DAY)
    return found


def _files(worker: Actor, head: Actor, station: UUID, rng: Random) -> list[Client]:
    """Eight files of every kind, graded or not, some of them new, one whose consent has run out."""
    found = []
    for n in range(8):
        code = list(BORN)[n % len(BORN)]
        child = code == "CHILD_LEFT_BEHIND"
        bare = f"469025{BORN[code] + n % 3}{rng.randint(1, 12):02}1{rng.randint(0, 8)}{n + 8 * (station == QIFANG_STATION):03}"
        one = register_client(
            actor=worker, station_id=station, on=DAY, consent="GUARDIAN" if child else "ORAL", classes=[code],
            opened_on=date(2025, 7, 16) if n < 5 else some_day(rng, 40), consent_by="示例家长" if child else "",
            person=Person(name=f"示例{'甲乙丙丁戊己庚辛'[n]}", id_number=number(bare), village_name=f"示例{n}村"),
        )  # fmt: skip
        if n % 3:
            grade_client(actor=head, client_id=one.pk, grade=rng.choice(["HIGH", "LOW"]), reason="走访评定", on=DAY)  # fmt: skip
        found.append(one)
    record_consent(
        actor=worker, client_id=found[1].pk, purpose="SHARE", given=True, basis="WRITTEN", given_on=date(2025, 8, 1),
        on=DAY, until_on=some_day(rng, 30) - timedelta(days=1),
    )  # fmt: skip
    return found


def _premises(head: Actor, station: UUID, rng: Random) -> None:
    """As it was, and as it is since some day of these two months."""
    for day, more in ((date(2026, 9, 1), 0), (some_day(rng, 40), 1)):
        names = ["社工办公室", "个案室", "小组活动室"][more:]
        set_rooms(actor=head, station_id=station, rooms=[RoomLine(each) for each in names], from_on=day)
        things = [
            EquipmentLine("电脑", 2),
            EquipmentLine("灭火器", 4, "FIRE"),
            EquipmentLine("鱼缸", 1, "OTHER"),
        ]
        set_equipment(actor=head, station_id=station, equipment=things[more:], from_on=day)
        update_station(
            actor=head, station_id=station, on=day, sign_text=f"示例社工站{more}", floor_area_m2=60 + more * rng.randint(1, 40),
            signboard={"材质": "不锈钢", "尺寸": f"{60 + more} 厘米"},
        )  # fmt: skip
    for _ in range(rng.randint(1, 3)):
        record_safety_check(actor=ZHAO, station_id=station, checked_on=some_day(rng), result="PASSED", on=DAY)


def _papers(head: Actor, station: UUID, rng: Random) -> None:
    for kind in ("SYSTEM", "ARCHIVE", "DISCLOSURE", "SAFETY"):
        for name in ("示例一", "示例二"):
            file_document(
                actor=head, station_id=station, kind=kind, name=name, in_force_from_on=some_day(rng), on=DAY
            )
    for step in ("SITE", "AGREEMENT", "STAFF", "UNVEILED"):
        record_opening_step(actor=head, station_id=station, step=step, done_on=some_day(rng), on=DAY)
    for day, codes in ((date(2026, 10, 2), [*LISTED]), (DAY - timedelta(days=9), LISTED[:1])):
        file_service_list(
            actor=head, station_id=station, item_codes=codes, made_on=day, on=DAY, filed_county_on=day + timedelta(days=2),
            filed_township_on=day + timedelta(days=rng.randint(0, 8)),
        )  # fmt: skip


def _needs(worker: Actor, files: Sequence[Client], rng: Random) -> None:
    for client in files[:6]:
        need = note_need(
            actor=worker, client_id=client.pk, kind="CARE", what="想要助浴", source="VISIT", found_on=some_day(rng), on=DAY
        )  # fmt: skip
        ways = rng.choice([(), ("PLANNED",), ("MET",), ("PLANNED", "MET"), ("WITHDRAWN",)])
        for state in ways:
            need = change_need_state(
                actor=worker,
                need_id=need.pk,
                state=state,
                on=max(need.state_on, some_day(rng, 20)),
                reason="示例",
            )


def _cases(worker: Actor, files: Sequence[Client], staff: Sequence[Worker], rng: Random) -> None:
    """Some contacts each; one waits for what the supervisor says. The first goes to the other town with its file."""
    for n, client in enumerate(files[:3]):
        case = open_case(
            actor=worker, client_id=client.pk, opened_on=some_day(rng), on=DAY, minutes=45, mode="AT_HOME",
            worker_id=staff[1].pk, late_reason="补记",
        )  # fmt: skip
        for _ in range(rng.randint(1, 4)):
            record_case_contact(
                actor=worker, case_id=case.pk, done_on=min(DAY, case.opened_on + timedelta(days=rng.randint(0, 20))),
                on=DAY, minutes=30, mode="AT_HOME", aim="看看近况", worker_id=staff[1].pk, late_reason="补记",
            )  # fmt: skip
        for kind, body in (("INTAKE", INTAKE), ("SUGGESTION", SUGGESTION))[: 2 * (n == 1)]:
            write_case_sheet(actor=worker, case_id=case.pk, kind=kind, body=body, on=DAY)
            send_case_sheet(actor=worker, case_id=case.pk, kind=kind, on=DAY)


def _learning(head: Actor, station: UUID, staff: Sequence[Worker], rng: Random) -> None:
    for _ in range(2):
        record_training(
            actor=head, station_id=station, form="岗位培训", title="示例课", done_on=some_day(rng), on=DAY, late_reason="补记",
            minutes=rng.randint(20, 200), attended=[Attended(str(each.pk)) for each in staff[:2]],
            volunteers_count=rng.randint(0, 5), organiser="示例县民政局", trainer="示例老师",
        )  # fmt: skip
    for form, people in (("INDIVIDUAL", staff[:1]), ("GROUP", staff[:2])):
        record_supervision(
            actor=head, station_id=station, form=form, kinds=["EDUCATIONAL"], way="COME_IN", topic="示例题目", advice="先稳住关系",
            supervisor=Supervisor(expert="示例教授", expert_from="示例大学", qualification="社会工作师"),
            supervisee_ids=[each.pk for each in people], done_on=some_day(rng), on=DAY, minutes=rng.randint(20, 120), late_reason="补记",
        )  # fmt: skip


def _published(worker: Actor, station: UUID, rng: Random) -> None:
    facts: dict[str, Any] = {
        "actor": worker,
        "station_id": station,
        "channel": "NETWORK",
        "level": "COUNTY",
        "on": DAY,
    }
    for n in range(rng.randint(2, 4)):
        made = note_publicity(
            **facts,
            kind="MEDIA",
            title=f"山里来了社工{n}",
            medium="示例县融媒体中心",
            published_on=some_day(rng),
        )
        if not n:
            withdraw_publicity(actor=worker, item_id=made.pk, reason="登错了", on=DAY)
    note_publicity(**facts, kind="STORY", title="社工故事", published_on=some_day(rng))


def _asked_by_others(worker: Actor, station: UUID, rng: Random) -> None:
    """What the township asks of the station is sent back."""
    for _ in range(2):
        refuse_task(
            actor=worker,
            station_id=station,
            asked_on=some_day(rng),
            on=DAY,
            asked_by="示例镇党政办",
            task="录台账",
        )


def _next_county(rng: Random) -> None:
    """There no paper says who employs the workers, nor what may not be asked of them."""
    for n, employer in enumerate(("AGENCY", "AGENCY", "TOWNSHIP")):
        enrol_worker(
            actor=NEIGHBOUR_HEAD, station_id=SHILU_STATION, name=f"示例邻县{n}", id_number=number(f"4690261990010100{n}"),
            education="BACHELOR", post="RESIDENT", started_on=date(2025, 1, 1), on=DAY, employer=employer,
            major_is_social_work=True, facts={"身体健康": True, "热爱民政事业": True},
        )  # fmt: skip
    refuse_task(
        actor=LI, station_id=SHILU_STATION, asked_on=some_day(rng), on=DAY, asked_by="示例镇党政办", task="录台账",
        outcome="ACCEPTED", minutes=60,
    )  # fmt: skip


def _wrong(head: Actor, station: UUID, rng: Random) -> None:
    """Findings in every state, seen from every day."""
    for state in ("OPEN", "LATE", "MENDED", "CLEARED", "CLEARED", "WITHDRAWN"):
        on = some_day(rng)
        term = on + timedelta(days=rng.randint(1, 5 if state == "LATE" else 30))
        one = open_finding(
            actor=ZHAO, station_id=station, what="门关不上", source="OTHER", mend_by_on=term, on=on, at=AT
        )
        if state == "WITHDRAWN":
            withdraw_finding(actor=ZHAO, finding_id=one.pk, because="看错了", on=DAY)
        if state in ("MENDED", "CLEARED"):
            hand_in_rectification(
                actor=head, finding_id=one.pk, text="修好了", on=rng.choice([on, DAY]), at=AT
            )
        if state == "CLEARED":
            clear_finding(actor=ZHAO, finding_id=one.pk, text="看过", on=DAY, at=AT)


def _assessed(files: Sequence[Client], staff: Sequence[Worker]) -> None:
    """Old people: one is well, one in danger and not seen since, one was due again long ago."""
    for client, answers, day in (
        (files[0], WELL, DAY),
        (files[IN_DANGER], HARDLY, DAY - timedelta(days=5)),
        (files[IN_DANGER], PARTLY, date(2025, 8, 1)),
        (files[0], PARTLY, date(2025, 8, 1)),
    ):
        record_assessment(
            actor=WANG, client_id=client.pk, scale="scale.ability", answers=answers, assessed_on=day, on=DAY, minutes=40,
            mode="AT_HOME", worker_id=staff[0].pk, late_reason="补记", grades=False,
        )  # fmt: skip


def _planned(staff: Sequence[Worker], files: Sequence[Client], rng: Random) -> None:
    """A group that met twice and then not any more, as it had planned."""
    first = DAY - timedelta(days=25)
    made = plan_programme(
        actor=WANG, station_id=YACHA_STATION, kind="GROUP", title="示例康乐小组", category="MUTUAL", starts_on=first, on=first,
        ends_on=DAY, worker_id=staff[0].pk, aims="认识邻居", evaluation="意见表", budget=[{"what": "服务物资", "fen": 30_000}],
        risks=[{"risk": "摔倒", "answer": "两人陪同"}],
        sessions=[SessionPlan(first + timedelta(days=6 * n), time(15, 0), 60, f"第{n + 1}次见面") for n in range(4)],
    )  # fmt: skip
    submit_programme(actor=WANG, programme_id=made.pk, on=first)
    approve_programme(actor=SUPERVISOR, programme_id=made.pk, on=first)
    people = [sign_up(actor=WANG, programme_id=made.pk, on=first, client_id=each.pk) for each in files[1:4]]
    for session in made.sessions.order_by("no")[:2]:
        hold_session(
            actor=HEAD, session_id=session.pk, held_on=session.planned_on, on=DAY, minutes=rng.randint(30, 90),
            marks={each.pk: "PRESENT" for each in people}, late_reason="补记",
        )  # fmt: skip


def _referred(files: Sequence[Client], staff: Sequence[Worker]) -> None:
    one = files[2]
    record_consent(
        actor=WANG, client_id=one.pk, purpose="SHARE", given=True, basis="WRITTEN", given_on=DAY, on=DAY
    )
    made = refer(
        actor=WANG, client_id=one.pk, kind="REFERRAL", to_station_id=QIFANG_STATION, reason="住到女儿家去了",
        situation="腿脚不便", asked="请每周上门看一次", served="已探访六次", parts=["phone"], on=DAY, at=AT, worker_id=staff[0].pk,
    )  # fmt: skip
    accept_referral(actor=CHEN, referral_id=made.pk, on=DAY, at=AT)
    answer_referral(actor=CHEN, referral_id=made.pk, answer="已上门", on=DAY, at=AT)


def _surveyed(files: dict[UUID, list[Client]], staff: dict[UUID, list[Worker]], rng: Random) -> None:
    """Everybody was met in October and asked in November; one did not answer."""
    for worker, _head, station in (HERE, THERE):
        record_service(
            actor=worker, station_id=station, kind="VISIT", done_on=LAST_DAY, on=DAY, minutes=30, mode="AT_HOME",
            worker_id=staff[station][0].pk, client_ids=[each.pk for each in files[station][:6]], late_reason="补记",
        )  # fmt: skip
    for kind, name, key in (
        ("EVALUATOR", "示例评估中心", ASSESSORS),
        *(("DEPARTMENT", f"示例县{n}局", uuid7()) for n in range(6)),
    ):
        register_organisation(actor=founder(), kind=kind, organisation_id=key, name=name, region_code=BAISHA)
    survey = draw_survey(
        actor=ZHAO, survey_id=uuid7(), region_code=BAISHA, round_word="MID", first_on=OCTOBER, last_on=LAST_DAY,
        closes_on=DAY + timedelta(days=5), on=DAY, per_station=6, units=20, commissioned_id=ASSESSORS,
    )  # fmt: skip
    for at, ask in enumerate(Ask.objects.filter(survey=survey).order_by("number")):
        if not at:
            continue
        scores = [rng.randint(3, 5) for _ in survey.questions[ask.group]]
        record_answer(actor=CALLER, ask_id=ask.pk, way="PHONE", scores=scores, on=DAY)
    close_survey(actor=ZHAO, survey_id=survey.pk, on=DAY)


def _owed() -> None:
    """七坊镇 reported September in time and October late; what else it owed stays undone."""
    for month, day in ((date(2026, 9, 1), date(2026, 9, 24)), (OCTOBER, DAY)):
        made = open_report(actor=CHEN, station_id=QIFANG_STATION, month=month, on=day, at=AT)
        write_narrative(actor=CHEN, report_id=made.pk, narrative="无")
        sign_report(actor=CHEN_HEAD, report_id=made.pk, on=day, at=AT)
    fill_duties(actor=NIGHT, region_code=BAISHA, on=OCTOBER)
