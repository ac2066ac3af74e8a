"""Every figure is what the records it opens into add up to: all of them, over random records, one world."""

from datetime import date, timedelta
from importlib import import_module
from random import Random

from tests.conftest import examples
from tests.people import HEAD, QIFANG_STATION, WANG, YACHA_STATION
from tests.reports.adding import complaints
from tests.reports.conftest import AT, DAY, NOVEMBER, Record
from yizhan.clients.actions import grade_client
from yizhan.clients.models import Client
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.services.actions import void_service

for room in (
    "clients",
    "contracts",
    "oversight",
    "reports",
    "resources",
    "services",
    "stations",
    "workforce",
):
    try:
        import_module(f"yizhan.{room}.metrics")
    except ModuleNotFoundError as missing:  # a room without figures of its own
        if missing.name != f"yizhan.{room}.metrics":
            raise


def random_records(rng: Random, record: Record, files: list[Client]) -> None:
    """Forty pieces of work of two months, some of them voided again."""
    made = []
    for _ in range(40):
        day = DAY - timedelta(days=rng.randint(0, 45))
        some = rng.sample(files, rng.randint(1, len(files)))
        who = {"done_on": day, "on": DAY, "minutes": rng.randint(5, 200)}
        kind = rng.choice(["VISIT", "VISIT", "VISIT", "PHONE", "VAIN", "ACTIVITY", "GROUP", "CASEWORK", "RESOURCE", "VOLUNTEER", "CONSULTATION", "REFERRAL", "TRAINING", "SUPERVISION", "PUBLICITY"])  # fmt: skip
        crowd = rng.randint(1, 30)
        if kind == "VISIT":
            made.append(
                record(
                    *some,
                    **who,
                    mode=rng.choice(["AT_HOME", "COME_IN"]),
                    satisfaction=rng.choice([None, 2, 5]),
                )
            )
        elif kind == "PHONE":
            made.append(
                record(*some, **who, mode="PHONE", follow_up="看屋顶", follow_up_on=DAY + timedelta(days=3))
            )
        elif kind == "VAIN":
            made.append(record(some[0], **who, met=False))
        elif kind == "CASEWORK":
            made.append(record(some[0], **who, kind="CASEWORK", case_step=rng.choice(["OPENED", "SESSION"])))
        elif kind == "RESOURCE":
            made.append(
                record(
                    **who,
                    kind="RESOURCE",
                    partner="示例商店",
                    value_fen=rng.randint(1, 99_999),
                    mode="OUTSIDE",
                )
            )
        elif kind in ("CONSULTATION", "REFERRAL"):
            made.append(
                record(
                    some[0],
                    **who,
                    kind=kind,
                    partner="示例卫生院" if kind == "REFERRAL" else "",
                    mode="COME_IN",
                )
            )
        else:
            made.append(
                record(
                    **who,
                    kind=kind,
                    title="示例一次",
                    participants_count=crowd,
                    volunteer_ids=[],
                    mode="OUTSIDE",
                )
            )
    for each in rng.sample(made, 4):
        void_service(actor=WANG, service_id=each.pk, on=DAY, at=AT, reason="记错")


EMPTY_HERE = frozenset(
    [
        "clients.assessed",
        "clients.assessments_overdue",
        "clients.children",
        "clients.closed_files",
        "clients.disabled",
        "clients.needs_answered",
        "clients.needs_open",
        "clients.new_files",
        "clients.overdue",
        "clients.poor",
        "clients.visit_plan_due",
        "oversight.consents_expired",
        "oversight.danger_unanswered",
        "oversight.findings_cleared",
        "oversight.findings_open",
        "oversight.findings_overdue",
        "oversight.satisfaction_answers",
        "oversight.satisfaction_surveyed",
        "oversight.sessions_not_held",
        "oversight.units_satisfaction",
        "oversight.visits_overdue",
        "oversight.visits_overdue_high",
        "oversight.workers_missing",
        "reports.duties_overdue",
        "reports.monthly_late",
        "reports.monthly_on_time",
        "services.accompaniments",
        "services.active_volunteers",
        "services.administrative_tasks",
        "services.assessments",
        "services.cases_counted",
        "services.cases_waiting_approval",
        "services.casework_closed",
        "services.casework_open",
        "services.casework_opened",
        "services.follow_ups_open",
        "services.group_supervisions",
        "services.groups_counted",
        "services.individual_supervisions",
        "services.items_done",
        "services.media_articles",
        "services.publicity",
        "services.publicity_items",
        "services.referrals_answered",
        "services.refused_tasks",
        "services.training_hours",
        "services.visit_due",
        "services.visit_met",
        "services.visit_rate",
        "stations.archives",
        "stations.disclosures",
        "stations.equipment",
        "stations.floor_area",
        "stations.rooms",
        "stations.safety_checks",
        "stations.safety_documents",
        "stations.service_list_filed",
        "stations.service_list_items",
        "stations.sign_text",
        "stations.signboard",
        "stations.step_agreement",
        "stations.step_site",
        "stations.step_staff",
        "stations.step_unveiled",
        "stations.systems",
        "workforce.certificate_deadlines",
        "workforce.certified_workers",
        "workforce.deputy_heads",
        "workforce.station_heads",
        "workforce.supervisors",
        "workforce.volunteers",
    ]
)
"""Figures nothing happens for in this world; that their records give them is asked all the same, and in their rooms' own tests."""


def test_every_figure_is_what_its_records_add_up_to(
    record: Record, granny: Client, uncle: Client, grandpa: Client
) -> None:
    wrong, seen = [], set[str]()
    for seed in range(examples(1)):
        rng = Random(seed)
        grade_client(
            actor=HEAD, client_id=granny.pk, grade="LOW" if seed % 2 else "HIGH", reason="走访评定", on=DAY
        )
        random_records(rng, record, [granny, uncle, grandpa])
        for period in (Period(NOVEMBER, DAY), Period(date(2026, 10, 1), DAY)):
            for name in METRICS:
                wrong += complaints(name, [YACHA_STATION, QIFANG_STATION], period, seen)
    assert not wrong, "\n".join(wrong)
    silent = set(METRICS) - seen - EMPTY_HERE
    assert not silent, f"nothing happened that these count, so nothing is proved of them: {sorted(silent)}"
