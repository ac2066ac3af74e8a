"""Whom a survey asks is drawn by the program, asked by others than the station, and nobody can tell who said what."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.oversight.rounds_world import details_of_baisha
from tests.oversight.surveyed import ASSESSORS, CALLER, OTHER_CALLER, PUBLIC, Draw, clients_of, draw, served
from tests.people import (
    AGENCY,
    AUDITOR,
    BAISHA,
    BAISHA_BUREAU,
    HEAD,
    MANAGER,
    QIAN,
    TOWNSHIP,
    WANG,
    YACHA_STATION,
    ZHAO,
    others,
)
from tests.world import TODAY, World
from yizhan.access.roles import job
from yizhan.intake.actions import invite, open_letters, post_answer, withdraw_invitations
from yizhan.intake.models import Invitation, Letter
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.actions import (
    close_survey,
    collect_answers,
    drop_survey,
    note_no_answer,
    open_ask,
    print_slips,
    record_answer,
)
from yizhan.oversight.models import Ask, Survey, SurveyAnswer
from yizhan.oversight.queries.satisfaction import asks_of, letters_waiting, results, surveys
from yizhan.oversight.rules.satisfaction import drawn
from yizhan.privacy.models import AuditEvent
from yizhan.stations.models import Station

__all__ = ["draw", "served"]
pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R255")
def test_the_program_draws_and_the_seed_draws_the_same_again(draw: Draw, served: list[Any]) -> None:
    survey = draw()
    asked = clients_of(survey)
    willing = {each.pk for each in served[2:]}
    assert len(asked) == 6
    assert {each.client_id for each in asked} <= willing
    assert survey.left_out == 2, "the restricted file and the one who said no"
    assert [each.client_id for each in asked] == drawn(willing, most=6, seed=f"{survey.seed}:{YACHA_STATION}")
    assert survey.frame["CLIENT"][str(YACHA_STATION)][:2] == [7, 6]
    units = Ask.objects.filter(survey=survey, group="UNIT")
    assert units.count() == 3
    assert {each.unit_name for each in units} <= {
        "示例县残联",
        "示例牙叉镇人民政府",
        "牙叉镇 示例村",
        "牙叉镇 测试村",
    }
    assert draw(survey_id=survey.pk).seed == survey.seed, "sent twice is one survey"
    assert survey.rule == ""
    assert survey.fewest == 5


def test_where_a_paper_says_how_many_its_numbers_and_questions_hold(draw: Draw) -> None:
    with details_of_baisha():
        survey = draw(per_station=1, units=1)
    assert len(clients_of(survey)) == 7, "twelve a station, and there are seven"
    assert survey.clause == "调查办法 第二条、第三条"
    assert survey.questions["CLIENT"][0] == "总的来说，您对社工站的服务满意吗"
    assert len(survey.questions["UNIT"]) == 3


@pytest.mark.refuses("oversight.draw_survey")
def test_the_station_its_agency_and_the_evaluator_do_not_draw(draw: Draw, world: World) -> None:
    for actor in others("county"):
        with pytest.raises(NotAllowed):
            draw(actor=actor)
    Station.objects.filter(pk=YACHA_STATION).update(operator_id=BAISHA_BUREAU)
    with pytest.raises(Refused, match="要由别的单位办"):
        draw()
    Station.objects.filter(pk=YACHA_STATION).update(operator_id=AGENCY)
    with pytest.raises(Refused, match="不能评自己"):
        draw(commissioned_id=AGENCY)
    with pytest.raises(Refused, match="不在您的辖区"):
        draw(actor=QIAN)


@pytest.mark.refuses(
    "oversight.print_slips",
    "intake.invite",
    "intake.post_answer",
    "intake.open_letters",
    "intake.withdraw_invitations",
)
def test_a_slip_is_answered_once_without_signing_in_and_reprinting_ends_the_old_one(draw: Draw) -> None:
    survey = draw()
    first = print_slips(actor=ZHAO, survey_id=survey.pk, station_id=YACHA_STATION, on=TODAY)
    slips = print_slips(actor=ZHAO, survey_id=survey.pk, station_id=YACHA_STATION, on=TODAY)
    assert sum(each.ask.group == "CLIENT" for each in slips) == 6
    stored = " ".join(Invitation.objects.values_list("token_digest", flat=True))
    assert all(each.token not in stored for each in slips)
    full = {0: 5, 1: 4, 2: 4}
    letter_id = uuid7()
    with pytest.raises(Refused, match="换过或者作废"):
        post_answer(actor=PUBLIC, token=first[0].token, letter_id=letter_id, scores=full, on=TODAY)
    with pytest.raises(Refused, match="没有找到"):
        post_answer(actor=PUBLIC, token="unheard-of", letter_id=letter_id, scores=full, on=TODAY)
    with pytest.raises(Refused, match="第2、3题还没有选"):
        post_answer(actor=PUBLIC, token=slips[0].token, letter_id=letter_id, scores={0: 5, 2: 9}, on=TODAY)
    letter = post_answer(actor=PUBLIC, token=slips[0].token, letter_id=letter_id, scores=full, on=TODAY)
    again = post_answer(actor=PUBLIC, token=slips[0].token, letter_id=letter_id, scores=full, on=TODAY)
    assert again.receipt == letter.receipt
    with pytest.raises(Refused, match="已经用过"):
        post_answer(actor=PUBLIC, token=slips[0].token, letter_id=uuid7(), scores=full, on=TODAY)
    with pytest.raises(Refused, match="已经结束"):
        post_answer(
            actor=PUBLIC, token=slips[1].token, letter_id=uuid7(), scores=full, on=TODAY + timedelta(days=11)
        )
    for verb, given in (
        (invite, {"region_code": BAISHA, "about": [], "closes_on": TODAY}),
        (post_answer, {"token": slips[1].token, "letter_id": uuid7(), "scores": full, "on": TODAY}),
        (open_letters, {"invitation_ids": [], "on": TODAY}),
        (withdraw_invitations, {"invitation_ids": []}),
        (print_slips, {"survey_id": survey.pk, "station_id": YACHA_STATION, "on": TODAY}),
    ):
        for actor in (WANG, MANAGER, AUDITOR):
            with pytest.raises(NotAllowed):
                verb(actor=actor, **given)
    elsewhere = job("x", "x", "intake.invite")
    assert invite(actor=elsewhere, region_code=BAISHA, about=[], closes_on=TODAY) == []

    assert letters_waiting(survey=survey) == 1
    collect_answers(actor=CALLER, survey_id=survey.pk, on=TODAY)
    kept = Letter.objects.get()
    assert (kept.scores, kept.opened_on, kept.receipt) == (None, TODAY, letter.receipt)
    assert SurveyAnswer.objects.get().scores == [5, 4, 4]
    lines = " ".join(str(facts) for facts in AuditEvent.objects.values_list("facts", flat=True))
    assert all(each.token not in lines for each in (*first, *slips))


def answered(draw: Draw, given: list[int], **more: Any) -> Survey:
    survey = draw(**more)
    for ask, overall in zip(clients_of(survey), given, strict=False):
        record_answer(actor=CALLER, ask_id=ask.pk, way="PHONE", scores=[overall, 4, 4], on=TODAY)
    return survey


@pytest.mark.requirement("R255")
def test_the_result_tells_answers_silence_and_how_sure_it_is_and_becomes_a_figure(
    draw: Draw, world: World
) -> None:
    survey = answered(draw, [5, 5, 4, 4, 2])
    last = clients_of(survey)[-1]
    note_no_answer(actor=CALLER, ask_id=last.pk, outcome="UNREACHED", on=TODAY)
    note_no_answer(actor=CALLER, ask_id=last.pk, outcome="REFUSED", on=TODAY)
    unit = Ask.objects.filter(survey=survey, group="UNIT").first()
    assert unit is not None
    record_answer(actor=ZHAO, ask_id=unit.pk, way="ON_SPOT", scores=[5, 5], on=TODAY)
    close_survey(actor=ZHAO, survey_id=survey.pk, on=TODAY)
    survey.refresh_from_db()
    people, units = results(survey=survey)
    total = people.total
    assert (total.drawn, total.answered, total.refused, total.satisfied) == (6, 5, 1, 4)
    assert (total.response, total.share, total.between) == (
        Decimal("83.3"), Decimal("80.0"), (Decimal("37.6"), Decimal("96.4")),
    )  # fmt: skip
    assert people.questions[0][1] == Decimal("4.00")
    assert units.total.share is None, "one answer is too few to show"
    assert units.questions == []
    period = Period(survey.first_on, TODAY)
    figure = METRICS["oversight.satisfaction_surveyed"]
    assert figure.of(YACHA_STATION, period) == Decimal("80.0")
    assert METRICS["oversight.satisfaction_answers"].of(YACHA_STATION, period) == 5
    assert METRICS["oversight.units_satisfaction"](stations=[YACHA_STATION], period=period) == {}
    assert figure(stations=[YACHA_STATION], period=Period(TODAY, TODAY)) == {}, (
        "those days are of another period"
    )


def test_after_closing_no_answer_leads_back_to_whom_it_is_of(draw: Draw) -> None:
    survey = answered(draw, [5, 5, 4, 4, 2, 1])
    before = {each.pk: each.recorded_at for each in SurveyAnswer.objects.all()}
    close_survey(actor=ZHAO, survey_id=survey.pk, on=TODAY)
    after = list(SurveyAnswer.objects.filter(survey=survey))
    assert sorted(each.overall for each in after) == [1, 2, 4, 4, 5, 5]
    assert not {each.pk for each in after} & set(before)
    assert {each.ask_id for each in after} == {None}
    lines = AuditEvent.objects.filter(action="oversight.record_answer").values_list("facts", flat=True)
    assert all(set(facts) == {"ask_id", "way", "on"} for facts in lines), "whether, never what"


@pytest.mark.refuses(
    "oversight.record_answer", "oversight.note_no_answer", "oversight.open_ask", "oversight.collect_answers",
    "oversight.close_survey", "oversight.drop_survey",
)  # fmt: skip
def test_the_station_side_neither_asks_nor_sees_whom_is_asked(draw: Draw) -> None:
    survey = draw()
    ask = clients_of(survey)[0]
    for actor in (WANG, HEAD, MANAGER, TOWNSHIP, AUDITOR):
        assert not asks_of(actor=actor, survey=survey).exists()
        with pytest.raises(NotAllowed):
            record_answer(actor=actor, ask_id=ask.pk, way="PHONE", scores=[5, 5, 5], on=TODAY)
        with pytest.raises(NotAllowed):
            note_no_answer(actor=actor, ask_id=ask.pk, outcome="REFUSED", on=TODAY)
        with pytest.raises(NotAllowed):
            open_ask(actor=actor, ask_id=ask.pk, client_id=ask.client_id)
        with pytest.raises(NotAllowed):
            collect_answers(actor=actor, survey_id=survey.pk, on=TODAY)
        with pytest.raises(NotAllowed):
            close_survey(actor=actor, survey_id=survey.pk, on=TODAY)
        with pytest.raises(NotAllowed):
            drop_survey(actor=actor, survey_id=survey.pk, because="不好", on=TODAY)
    Station.objects.filter(pk=YACHA_STATION).update(operator_id=ASSESSORS)
    with pytest.raises(Refused, match="要由别的单位来问"):
        record_answer(actor=CALLER, ask_id=ask.pk, way="PHONE", scores=[5, 5, 5], on=TODAY)


def test_a_station_sees_only_what_is_finished_and_the_neighbour_county_nothing(draw: Draw) -> None:
    survey = answered(draw, [5, 5, 4, 4, 2, 1])
    assert not surveys(actor=HEAD).exists()
    assert surveys(actor=ZHAO).exists()
    assert not surveys(actor=QIAN).exists()
    close_survey(actor=ZHAO, survey_id=survey.pk, on=TODAY)
    assert surveys(actor=HEAD).get() == survey
    assert surveys(actor=MANAGER).exists()
    assert not surveys(actor=QIAN).exists()


@pytest.mark.requirement("R178")
def test_only_the_commissioned_evaluator_asks_and_only_until_it_ends(draw: Draw) -> None:
    survey = draw()
    ask = clients_of(survey)[0]
    assert asks_of(actor=CALLER, survey=survey).count() == 9
    assert not asks_of(actor=OTHER_CALLER, survey=survey).exists()
    open_ask(actor=CALLER, ask_id=ask.pk, client_id=ask.client_id)
    assert AuditEvent.objects.filter(action="oversight.open_ask", subject_id=ask.client_id).exists()
    with pytest.raises(Ask.DoesNotExist):
        open_ask(actor=OTHER_CALLER, ask_id=ask.pk, client_id=ask.client_id)
    with pytest.raises(Ask.DoesNotExist):
        open_ask(actor=CALLER, ask_id=ask.pk, client_id=clients_of(survey)[1].client_id)
    close_survey(actor=ZHAO, survey_id=survey.pk, on=TODAY)
    assert not surveys(actor=CALLER).exists()
    with pytest.raises(Ask.DoesNotExist):
        open_ask(actor=CALLER, ask_id=ask.pk, client_id=ask.client_id)


def test_an_answer_counts_once_and_a_drawn_survey_cannot_be_thrown_away_for_its_answers(draw: Draw) -> None:
    survey = draw()
    asks = clients_of(survey)
    record_answer(actor=ZHAO, ask_id=asks[0].pk, way="PHONE", scores=[1, 1, 1], on=TODAY)
    with pytest.raises(Refused, match="已经登记过"):
        record_answer(actor=ZHAO, ask_id=asks[0].pk, way="PHONE", scores=[5, 5, 5], on=TODAY)
    with pytest.raises(Refused, match="第2、3题"):
        record_answer(actor=ZHAO, ask_id=asks[1].pk, way="PHONE", scores=[5], on=TODAY)
    with pytest.raises(Refused, match="电话还是当面"):
        record_answer(actor=ZHAO, ask_id=asks[1].pk, way="SLIP", scores=[5, 5, 5], on=TODAY)
    with pytest.raises(Refused, match="请选没有联系上"):
        note_no_answer(actor=ZHAO, ask_id=asks[1].pk, outcome="ANSWERED", on=TODAY)
    slips = print_slips(actor=ZHAO, survey_id=survey.pk, station_id=YACHA_STATION, on=TODAY)
    post_answer(actor=PUBLIC, token=slips[0].token, letter_id=uuid7(), scores={0: 3, 1: 3, 2: 3}, on=TODAY)
    with pytest.raises(Refused, match="已经用答卷码答过了"):
        record_answer(actor=ZHAO, ask_id=slips[0].ask.pk, way="PHONE", scores=[5, 5, 5], on=TODAY)
    with pytest.raises(Refused, match="已经有人答了"):
        drop_survey(actor=ZHAO, survey_id=survey.pk, because="抽得不好", on=TODAY)
    wrong = draw(survey_id=uuid7())
    with pytest.raises(Refused, match="写明为什么"):
        drop_survey(actor=ZHAO, survey_id=wrong.pk, because=" ", on=TODAY)
    dropped = drop_survey(actor=ZHAO, survey_id=wrong.pk, because="服务时间填错", on=TODAY)
    assert dropped.state == "DROPPED"
    assert dropped in surveys(actor=ZHAO)
    with pytest.raises(Refused, match="不能这样办"):
        close_survey(actor=ZHAO, survey_id=wrong.pk, on=TODAY)
