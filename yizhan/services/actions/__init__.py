"""The verbs of the room; nothing else writes its tables."""

from yizhan.services.actions.agreed_actions import end_agreed_action, tell_overdue_action
from yizhan.services.actions.alarm_photos import attach_alarm_photo
from yizhan.services.actions.alarms import (
    add_to_alarm,
    close_alarm,
    escalate_alarm,
    hand_over_alarm,
    open_alarm,
    protect,
    raise_alarm,
    report_alarm,
)
from yizhan.services.actions.archive import (
    file_archive,
    open_archive_paper,
    put_paper_in_archive,
    take_out_of_archive,
)
from yizhan.services.actions.assessments import correct_assessment, record_assessment, void_assessment
from yizhan.services.actions.cases import assign_case, open_case, read_case, reopen_case
from yizhan.services.actions.cases_contacts import (
    advise_case_contact,
    finish_case_task,
    hold_case_conference,
    judge_case_goal,
    record_case_contact,
)
from yizhan.services.actions.cases_moves import move_file
from yizhan.services.actions.cases_sheets import decide_case_sheet, send_case_sheet, write_case_sheet
from yizhan.services.actions.consultations import (
    end_consultation,
    give_consultation,
    name_visitor,
    take_consultation,
)
from yizhan.services.actions.mending import correct_service, finish_follow_up, void_service
from yizhan.services.actions.paper_forms import adopt_paper_form, upload_paper_form, use_standard_paper
from yizhan.services.actions.photos import attach_photo, remove_photo
from yizhan.services.actions.programmes import (
    approve_programme,
    cancel_programme,
    fill_timetable,
    plan_programme,
    return_programme,
    submit_programme,
)
from yizhan.services.actions.programmes_end import (
    comment_programme_report,
    finish_programme,
    write_programme_report,
)
from yizhan.services.actions.programmes_people import record_opinion, sign_up, withdraw_participant
from yizhan.services.actions.programmes_sessions import (
    add_session,
    cancel_session,
    hold_session,
    move_session,
)
from yizhan.services.actions.publicity import note_publicity, withdraw_publicity
from yizhan.services.actions.records import record_service
from yizhan.services.actions.referrals import (
    accept_referral,
    answer_referral,
    refer,
    refuse_referral,
    take_back_referral,
)
from yizhan.services.actions.supervisions import (
    confirm_supervision,
    record_supervision,
    supervise_stations,
)
from yizhan.services.actions.tasks import close_days, refuse_task
from yizhan.services.actions.trainings import note_training_result, record_training
from yizhan.services.actions.volunteers import issue_volunteer_proof, void_volunteer_proof

__all__ = [
    "accept_referral",
    "add_session",
    "add_to_alarm",
    "adopt_paper_form",
    "advise_case_contact",
    "answer_referral",
    "approve_programme",
    "assign_case",
    "attach_alarm_photo",
    "attach_photo",
    "cancel_programme",
    "cancel_session",
    "close_alarm",
    "close_days",
    "comment_programme_report",
    "confirm_supervision",
    "correct_assessment",
    "correct_service",
    "decide_case_sheet",
    "end_agreed_action",
    "end_consultation",
    "escalate_alarm",
    "file_archive",
    "fill_timetable",
    "finish_case_task",
    "finish_follow_up",
    "finish_programme",
    "give_consultation",
    "hand_over_alarm",
    "hold_case_conference",
    "hold_session",
    "issue_volunteer_proof",
    "judge_case_goal",
    "move_file",
    "move_session",
    "name_visitor",
    "note_publicity",
    "note_training_result",
    "open_alarm",
    "open_archive_paper",
    "open_case",
    "plan_programme",
    "protect",
    "put_paper_in_archive",
    "raise_alarm",
    "read_case",
    "record_assessment",
    "record_case_contact",
    "record_opinion",
    "record_service",
    "record_supervision",
    "record_training",
    "refer",
    "refuse_referral",
    "refuse_task",
    "remove_photo",
    "reopen_case",
    "report_alarm",
    "return_programme",
    "send_case_sheet",
    "sign_up",
    "submit_programme",
    "supervise_stations",
    "take_back_referral",
    "take_consultation",
    "take_out_of_archive",
    "tell_overdue_action",
    "upload_paper_form",
    "use_standard_paper",
    "void_assessment",
    "void_service",
    "void_volunteer_proof",
    "withdraw_participant",
    "withdraw_publicity",
    "write_case_sheet",
    "write_programme_report",
]
