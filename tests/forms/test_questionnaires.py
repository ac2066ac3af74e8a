"""A questionnaire from its upload to the answers; who may, and what is refused."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.forms.conftest import FEEDS, TOLD, filled, uploaded
from tests.forms.sheets import HOUSEHOLD, YES_NO, workbook
from tests.people import (
    BAISHA,
    HEAD,
    LI,
    QIAN,
    QIFANG,
    QIFANG_STATION,
    SHILU,
    SHILU_STATION,
    WANG,
    YACHA,
    YACHA_STATION,
    ZHAO,
    named,
    others,
)
from tests.world import NOW, TODAY, World
from yizhan.access.models import Notice
from yizhan.forms.actions import (
    SentFile,
    adopt_sample,
    correct_submission,
    draft_version,
    drop_draft,
    give_form,
    hand_over_answers,
    hand_to_station,
    link_subject,
    publish_version,
    restore_form,
    retire_form,
    stop_giving,
    take_back_form,
    void_submission,
)
from yizhan.forms.models import Attachment, Form, Given, Submission, Version
from yizhan.forms.queries.definitions import areas_of
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.stations.actions import open_station, suspend_station
from yizhan.stations.models import Station

SOMEBODY = UUID("01900000-0000-7000-8000-00000000c001")


@pytest.mark.requirement("R274")
def test_a_household_survey_filled_in_on_the_spot_is_kept_with_what_was_worked_out(form: Form) -> None:
    row = filled(form, subject_kind="client", subject_id=SOMEBODY)
    row.refresh_from_db()
    assert row.answers["total"] == "100"
    assert row.answers["member"][0]["who"] == "示例甲"
    assert (row.version.number, row.station_id, row.region_code) == (1, YACHA_STATION, YACHA)
    event = AuditEvent.objects.get(action="forms.submit")
    assert event.subject_id == SOMEBODY
    assert "示例" not in str(event.facts)


def test_faults_come_back_and_nothing_is_stored(world: World) -> None:
    rows: Any = [*HOUSEHOLD, {"type": "txet", "name": "x", "label": "x"}]
    drafted = draft_version(
        actor=ZHAO, content=workbook(rows, YES_NO), file_name="a.xlsx", feeds=FEEDS, at=NOW, on=TODAY, region_code=BAISHA
    )  # fmt: skip
    assert drafted.version is None
    assert "txet" in str(drafted.problems[0])
    assert not Form.objects.exists()


def test_a_new_version_leaves_answers_with_theirs(form: Form) -> None:
    before = filled(form)
    rows: Any = [*HOUSEHOLD, {"type": "text", "name": "more", "label": "补充", "required": "yes"}]
    new = uploaded(form_id=form.pk, content=workbook(rows, YES_NO, {"form_title": "改过的问卷"}))
    assert filled(form).version.number == 1  # a draft is nobody's yet
    publish_version(actor=ZHAO, version_id=new.pk, on=TODAY)
    with pytest.raises(Refused, match="“补充”：这题必须回答"):
        filled(form)
    after = filled(form, answers=TOLD | {"more": "有"})
    before.refresh_from_db()
    assert (before.version.number, after.version.number) == (1, 2)
    assert (new.form.code, Form.objects.get(pk=form.pk).title) == ("household", "改过的问卷")


def test_a_second_draft_takes_the_place_of_the_first(form: Form) -> None:
    first = uploaded(form_id=form.pk)
    second = uploaded(form_id=form.pk)
    assert (first.number, second.number) == (2, 2)
    assert not Version.objects.filter(pk=first.pk).exists()
    drop_draft(actor=ZHAO, version_id=second.pk)
    assert Version.objects.get(form=form).number == 1
    assert Given.objects.filter(form=form).exists()


@pytest.mark.refuses("forms.submit")
def test_the_same_told_again_is_the_same_and_other_answers_are_refused(form: Form) -> None:
    key = uuid7()
    first = filled(form, submission_id=key)
    again = filled(form, submission_id=key, answers=TOLD | {"phone": " 13800000000 ", "school": ""})
    assert again.pk == first.pk
    with pytest.raises(Refused, match="没有覆盖") as no:
        filled(form, submission_id=key, answers=TOLD | {"where": "厨房"})
    assert no.value.code == "forms.id-taken"
    assert Submission.objects.get().answers["where"] == "堂屋"


@pytest.mark.refuses("forms.submit")
def test_answers_that_do_not_hold_are_refused_here_and_kept_from_elsewhere(form: Form) -> None:
    told = TOLD | {"where": ""}
    with pytest.raises(Refused, match="“哪里漏”：这题必须回答"):
        filled(form, answers=told)
    assert filled(form, answers=told, channel="PHONE").doubts == 1
    with pytest.raises(Refused, match="今天以后"):
        filled(form, filled_on=TODAY + timedelta(days=1))
    ahead = filled(form, filled_on=TODAY + timedelta(days=900), channel="PHONE", submission_id=uuid7())
    assert ahead.filled_on == TODAY


@pytest.mark.refuses("forms.submit")
@pytest.mark.parametrize("actor", others("worker", "station_head", "deputy_head", "supervisor"), ids=named)
def test_who_does_not_work_in_the_field_fills_in_nothing(form: Form, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        filled(form, actor)


@pytest.mark.refuses("forms.submit")
def test_a_station_without_the_questionnaire_fills_in_nothing(form: Form) -> None:
    with pytest.raises(Refused, match="没有发给本站"):
        filled(form, LI, station_id=SHILU_STATION)
    with pytest.raises(Refused, match="没有发给本站"):
        filled(form, station_id=QIFANG_STATION)


@pytest.mark.refuses("forms.take_back_form", "forms.retire_form", "forms.restore_form")
def test_what_is_on_its_way_still_arrives_when_the_questionnaire_is_taken_back_or_retired(form: Form) -> None:
    take_back_form(actor=ZHAO, form_id=form.pk, station_id=YACHA_STATION, on=TODAY)
    with pytest.raises(Refused, match="已从本站收回"):
        filled(form)
    assert filled(form, channel="COLLECT").channel == "COLLECT"
    with pytest.raises(Refused, match="没有这份问卷"):
        take_back_form(actor=ZHAO, form_id=form.pk, station_id=YACHA_STATION, on=TODAY)
    give_form(actor=ZHAO, form_id=form.pk, stations={YACHA_STATION: YACHA}, on=TODAY)
    with pytest.raises(Refused, match="为什么停用"):
        retire_form(actor=ZHAO, form_id=form.pk, reason=" ", on=TODAY)
    retire_form(actor=ZHAO, form_id=form.pk, reason="改用新问卷", on=TODAY)
    with pytest.raises(Refused, match="已停用"):
        filled(form)
    with pytest.raises(Refused, match="已停用"):
        uploaded(form_id=form.pk)
    with pytest.raises(Refused, match="已经停用"):
        retire_form(actor=ZHAO, form_id=form.pk, reason="再停一次", on=TODAY)
    assert filled(form, channel="PHONE", submission_id=uuid7()).channel == "PHONE"
    restore_form(actor=ZHAO, form_id=form.pk)
    with pytest.raises(Refused, match="正在使用"):
        restore_form(actor=ZHAO, form_id=form.pk)
    for verb in (
        lambda who: retire_form(actor=who, form_id=form.pk, reason="x", on=TODAY),
        lambda who: restore_form(actor=who, form_id=form.pk),
        lambda who: take_back_form(actor=who, form_id=form.pk, station_id=YACHA_STATION, on=TODAY),
    ):
        with pytest.raises(NotAllowed):
            verb(WANG)
        with pytest.raises(Form.DoesNotExist):
            verb(QIAN)


@pytest.mark.refuses("forms.draft_version", "forms.publish_version", "forms.drop_draft", "forms.give_form")
def test_only_the_county_of_the_questionnaire_changes_it(form: Form) -> None:
    with pytest.raises(NotAllowed):
        uploaded(WANG)
    with pytest.raises(Refused, match="只能在本地区"):
        uploaded(QIAN)
    with pytest.raises(Refused, match="已有编号为“household”"):
        uploaded()
    version = Version.objects.get(form=form)
    with pytest.raises(Refused, match="已经发布"):
        publish_version(actor=ZHAO, version_id=version.pk, on=TODAY)
    with pytest.raises(Refused, match="不能删"):
        drop_draft(actor=ZHAO, version_id=version.pk)
    with pytest.raises(Version.DoesNotExist):
        publish_version(actor=QIAN, version_id=version.pk, on=TODAY)
    with pytest.raises(Version.DoesNotExist):
        drop_draft(actor=QIAN, version_id=version.pk)
    with pytest.raises(Refused, match="本地区的站点"):
        give_form(actor=ZHAO, form_id=form.pk, stations={SHILU_STATION: SHILU}, on=TODAY)
    with pytest.raises(Refused, match="哪些站点"):
        give_form(actor=ZHAO, form_id=form.pk, stations={}, on=TODAY)
    fresh = uploaded(content=workbook(HOUSEHOLD, YES_NO, {"form_title": "另一份", "form_id": "another"}))
    with pytest.raises(Refused, match="请先发布"):
        give_form(actor=ZHAO, form_id=fresh.form_id, stations={YACHA_STATION: YACHA}, on=TODAY)
    drop_draft(actor=ZHAO, version_id=fresh.pk)
    assert not Form.objects.filter(pk=fresh.form_id).exists()


@pytest.mark.refuses("forms.adopt_sample")
def test_a_sample_is_taken_once(world: World) -> None:
    facts: dict[str, Any] = {
        "region_code": BAISHA, "sample": "household", "content": workbook(HOUSEHOLD, YES_NO), "about": "client",
        "feeds": FEEDS, "at": NOW, "on": TODAY,
    }  # fmt: skip
    assert adopt_sample(actor=ZHAO, **facts).state == "PUBLISHED"
    with pytest.raises(Refused, match="已经取用过"):
        adopt_sample(actor=ZHAO, **facts)
    with pytest.raises(Refused, match="只能在本地区"):
        adopt_sample(actor=QIAN, **facts)
    with pytest.raises(NotAllowed):
        adopt_sample(actor=HEAD, **facts)


@pytest.mark.refuses("forms.correct_submission")
def test_a_correction_is_a_new_row_and_the_old_one_stays(form: Form) -> None:
    old = filled(form, subject_kind="client", subject_id=SOMEBODY)
    facts: dict[str, Any] = {
        "submission_id": old.pk, "answers": TOLD | {"where": "厨房"}, "reason": "听错了", "at": NOW, "on": TODAY,
    }  # fmt: skip
    key = uuid7()
    new = correct_submission(actor=WANG, new_id=key, **facts)
    assert correct_submission(actor=WANG, new_id=key, **facts).pk == new.pk
    old.refresh_from_db()
    assert (old.current, new.current, new.corrects_id, new.subject_id) == (False, True, old.pk, SOMEBODY)
    assert (old.answers["where"], new.answers["where"]) == ("堂屋", "厨房")
    for more, says in (
        ({}, "已经更正过"),
        ({"submission_id": new.pk}, "没有改动"),
        ({"submission_id": new.pk, "reason": ""}, "为什么更正"),
        ({"submission_id": new.pk, "answers": {}}, "必须回答"),
    ):
        with pytest.raises(Refused, match=says):
            correct_submission(actor=WANG, new_id=uuid7(), **(facts | more))
    with pytest.raises(NotAllowed):
        correct_submission(actor=ZHAO, new_id=uuid7(), **facts)
    with pytest.raises(Submission.DoesNotExist):
        correct_submission(actor=LI, new_id=uuid7(), **facts)


@pytest.mark.refuses("forms.void_submission", "forms.link_subject", "forms.correct_submission")
def test_voiding_keeps_the_answers_and_asks_why(form: Form) -> None:
    row = filled(form)
    link_subject(actor=WANG, submission_id=row.pk, subject_kind="client", subject_id=SOMEBODY)
    with pytest.raises(Refused, match="另一个人"):
        link_subject(actor=WANG, submission_id=row.pk, subject_kind="client", subject_id=uuid7())
    with pytest.raises(NotAllowed):
        link_subject(actor=ZHAO, submission_id=row.pk, subject_kind="client", subject_id=SOMEBODY)
    with pytest.raises(NotAllowed):
        void_submission(actor=WANG, submission_id=row.pk, reason="x", on=TODAY)
    with pytest.raises(Refused, match="为什么作废"):
        void_submission(actor=HEAD, submission_id=row.pk, reason="", on=TODAY)
    void_submission(actor=HEAD, submission_id=row.pk, reason="填错了人", on=TODAY)
    with pytest.raises(Refused, match="已经作废"):
        void_submission(actor=HEAD, submission_id=row.pk, reason="再来", on=TODAY)
    with pytest.raises(Refused, match="已作废"):
        correct_submission(
            actor=WANG, submission_id=row.pk, new_id=uuid7(), answers=TOLD, reason="x", at=NOW, on=TODAY
        )
    assert Submission.objects.get(pk=row.pk).answers["where"] == "堂屋"


@pytest.mark.refuses("forms.submit")
def test_files_come_in_several_parcels_and_are_kept_once(form: Form) -> None:
    key = uuid7()
    filled(form, submission_id=key, files=[SentFile("a.jpg", "image/jpeg", b"1")])
    filled(
        form,
        submission_id=key,
        files=[SentFile("a.jpg", "image/jpeg", b"1"), SentFile("b.jpg", "image/jpeg", b"2")],
    )
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.jpg", "b.jpg"]
    with pytest.raises(Refused, match="照片太大"):
        filled(form, submission_id=key, files=[SentFile("c.jpg", "image/jpeg", b"0" * (5 * 1024 * 1024 + 1))])


def test_a_station_is_told_of_a_new_questionnaire_once(form: Form, world: World) -> None:
    take_back_form(actor=ZHAO, form_id=form.pk, station_id=YACHA_STATION, on=TODAY)
    worker, auditor = world.account_of("worker"), world.account_of("auditor")
    for _twice in range(2):
        give_form(actor=ZHAO, form_id=form.pk, stations={YACHA_STATION: YACHA}, on=TODAY, at=NOW)
    told = Notice.objects.get(user=worker)
    assert (told.subject, told.url) == ("收到一份新问卷，可以填了", f"/forms/{form.pk}/fill/")
    assert not Notice.objects.filter(user=auditor).exists()


def test_answers_are_seen_where_the_station_is_and_nowhere_else(form: Form) -> None:
    give_form(actor=ZHAO, form_id=form.pk, stations={QIFANG_STATION: QIFANG}, on=TODAY)
    filled(form)
    for actor, seen in ((WANG, 1), (HEAD, 1), (ZHAO, 1), (LI, 0), (QIAN, 0)):
        assert Submission.objects.visible_to(actor, "forms.view").count() == seen


@pytest.mark.refuses("forms.hand_over_answers")
def test_answers_about_somebody_go_with_her_file(form: Form) -> None:
    key = uuid7()
    filled(form, submission_id=key, subject_kind="client", subject_id=SOMEBODY)
    facts: dict[str, Any] = {
        "subject_kind": "client",
        "subject_id": SOMEBODY,
        "station_id": QIFANG_STATION,
        "region_code": QIFANG,
    }
    with pytest.raises(NotAllowed):
        hand_over_answers(actor=ZHAO, **facts)
    lent = ZHAO.acting_for("forms.hand_over_answers", because_of="clients.move_client")
    assert hand_over_answers(actor=lent, **facts) == 1
    assert not Submission.objects.visible_to(WANG, "forms.view").exists()
    assert filled(form, submission_id=key).station_id == QIFANG_STATION  # told again by a phone on its way


@pytest.mark.requirement("R274")
@pytest.mark.refuses("forms.stop_giving", "forms.give_form")
def test_what_a_township_was_given_goes_to_stations_that_open_there_later(form: Form) -> None:
    with pytest.raises(Refused, match="本地区的乡镇"):
        give_form(actor=ZHAO, form_id=form.pk, stations={}, areas=[SHILU], on=TODAY)
    give_form(actor=ZHAO, form_id=form.pk, stations={}, areas=[QIFANG], on=TODAY)
    give_form(actor=ZHAO, form_id=form.pk, stations={}, areas=[QIFANG], on=TODAY)
    assert [each.region_code for each in areas_of(form=form)] == [QIFANG]
    later = Station.objects.get(pk=QIFANG_STATION)
    assert not Given.objects.filter(form=form, station_id=later.pk).exists()
    suspend_station(actor=ZHAO, station_id=later.pk, reason="装修", on=TODAY)
    open_station(actor=ZHAO, station_id=later.pk, opened_on=TODAY, on=TODAY)
    assert Given.objects.get(form=form, station_id=later.pk).region_code == QIFANG
    with pytest.raises(NotAllowed):
        stop_giving(actor=WANG, form_id=form.pk, area=QIFANG, on=TODAY)
    with pytest.raises(Form.DoesNotExist):
        stop_giving(actor=QIAN, form_id=form.pk, area=QIFANG, on=TODAY)
    stop_giving(actor=ZHAO, form_id=form.pk, area=QIFANG, on=TODAY)
    with pytest.raises(Refused, match="没有设自动发放"):
        stop_giving(actor=ZHAO, form_id=form.pk, area=QIFANG, on=TODAY)
    take_back_form(actor=ZHAO, form_id=form.pk, station_id=later.pk, on=TODAY)
    suspend_station(actor=ZHAO, station_id=later.pk, reason="装修", on=TODAY)
    open_station(actor=ZHAO, station_id=later.pk, opened_on=TODAY, on=TODAY)
    assert not Given.objects.filter(form=form, station_id=later.pk, until_on=None).exists()


@pytest.mark.refuses("forms.hand_to_station")
def test_nobody_hands_out_questionnaires_past_the_opening_of_a_station(form: Form) -> None:
    with pytest.raises(NotAllowed):
        hand_to_station(actor=ZHAO, station_id=QIFANG_STATION, region_code=QIFANG, on=TODAY)
