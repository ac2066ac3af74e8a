"""Who may do what: every role, every verb, readable on one screen. Reviewed as code, shown on the page 权限一览.

One block a room. A line is a verb, what it means on the screen, and the roles that hold it; where a role may do it
is in its grant (a region, and for the line of the employer the stations operated that day).
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from yizhan.kernel.actor import EVERYWHERE, Actor, Grant

# Groups of roles, so that a line below can be read aloud.
HEADS = "station_head deputy_head"
STATION = f"worker {HEADS}"
AGENCY = "agency_manager agency_finance"
FIELD = f"{STATION} supervisor agency_manager"
TOTALS = "city province"
OFFICES = f"township county {TOTALS}"
READERS = "department evaluator auditor"
SIGNED_IN = f"{STATION} supervisor {AGENCY} {OFFICES} {READERS} administrator"

Verbs = dict[str, tuple[str, str]]

PRIVACY: Verbs = {
    "unmask": ("查看完整身份信息（须写理由，留痕）", f"{FIELD} township county auditor"),
    "view_audit": ("看审计记录", "county city province auditor"),
    "seal_audit": ("封存审计记录（每夜自动）", ""),
}

REGIONS: Verbs = {
    "view": ("看区划", SIGNED_IN),
    "add_local": ("增加村和功能区", "county city province administrator"),
    "correct": ("更正区划", "county city province administrator"),
    "rename": ("区划更名", "county city province administrator"),
    "merge": ("区划合并", "county city province administrator"),
    "abolish": ("区划撤销", "county city province administrator"),
    "place_tiles": ("摆放示意图", "county city province administrator"),
    "load_edition": ("载入新版区划表", "county city province administrator"),
    "stage_edition": ("上传新版区划表", "county city province administrator"),
    "load_staged": ("确认载入区划表", "county city province administrator"),
    "drop_staged": ("放弃上传的区划表", "county city province administrator"),
    "store_outlines": ("上传区划边界", "county city province administrator"),
    "follow_changes": ("区划变更后跟着换代码（每夜自动）", ""),
}

POLICY: Verbs = {
    "view": ("看本地区规则", SIGNED_IN),
    "check": ("检查政策包", "county city province administrator"),
}

ACCESS: Verbs = {
    "view_accounts": ("看账号与授权", "county city province auditor administrator"),
    "view_organisations": ("看单位", f"{OFFICES} auditor administrator"),
    "register_organisation": ("登记单位", "county city province administrator"),
    "close_organisation": ("注销单位", "county city province administrator"),
    "open_account": ("开账号", "county city province administrator"),
    "close_account": ("停用账号", "county city province administrator"),
    "grant_role": ("授予角色", "county city province administrator"),
    "revoke_role": ("收回角色", "county city province administrator"),
    "reset_password": ("重置密码", "county city province administrator"),
    "unlock_account": ("解锁账号", "county city province administrator"),
    "drop_second_factor": ("解除遗失的动态口令", "county city province administrator"),
    "sign_in": ("登录（每个人自己）", ""),
    "change_own_password": ("改自己的密码（每个人自己）", ""),
    "note_second_factor": ("设置动态口令（每个人自己）", ""),
    "make_app_password": ("设置填报专用密码（每个人自己）", ""),
    "revoke_app_password": ("停用填报专用密码（每个人自己）", ""),
    "start_custody": ("交由单位承接社工站", "county"),
    "end_custody": ("结束承接", "county"),
    "send_notice": ("发通知（催办、退回时自动）", "county"),
    "read_notice": ("看自己的通知", SIGNED_IN),
    "read_all_notices": ("把自己的通知全部标为已读", SIGNED_IN),
    "remind": ("到期提醒（每天早上自动）", ""),
    "open_channel": ("设自己的通知渠道（邮件、群机器人）", SIGNED_IN),
    "open_office_channel": ("设本单位的通知渠道", f"agency_manager {OFFICES} administrator"),
    "stop_channel": ("停用通知渠道", SIGNED_IN),
    "test_channel": ("给通知渠道发一条测试", SIGNED_IN),
    "queue_messages": ("把新通知排进发送队列（自动）", ""),
    "claim_messages": ("取出要发的消息（自动）", ""),
    "note_message": ("记下消息发成没有（自动）", ""),
}

FORMS: Verbs = {
    "view": ("看问卷和答卷（证件、电话、住址遮住）", f"{FIELD} township county auditor"),
    "view_names": ("答卷里看全名", f"{FIELD} township county"),
    "export": ("导出答卷（按角色遮住）", f"{STATION} agency_manager township county"),
    "draft_version": ("上传问卷", "county"),
    "adopt_sample": ("取用问卷范本", "county"),
    "publish_version": ("发布问卷", "county"),
    "drop_draft": ("放弃没发布的问卷", "county"),
    "retire_form": ("停用问卷", "county"),
    "restore_form": ("恢复停用的问卷", "county"),
    "give_form": ("把问卷发给站点", "county"),
    "stop_giving": ("不再自动发给新开的站", "county"),
    "hand_to_station": ("新开的站领到本乡镇的问卷（自动）", ""),
    "take_back_form": ("从站点收回问卷", "county"),
    "submit": ("填写问卷", f"{STATION} supervisor"),
    "correct_submission": ("更正答卷（原答卷保留）", STATION),
    "void_submission": ("作废答卷（写理由，保留）", HEADS),
    "link_subject": ("把答卷对应到人", STATION),
    "hand_over_answers": ("答卷随档案转站（自动）", ""),
}

STATIONS: Verbs = {
    "view": ("看社工站", f"{FIELD} agency_finance {OFFICES} {READERS}"),
    "register_station": ("登记社工站", "county"),
    "update_station": ("更正社工站资料", f"{HEADS} agency_manager county"),
    "set_rooms": ("登记功能区", f"{HEADS} agency_manager township county"),
    "set_equipment": ("登记设施设备", f"{HEADS} agency_manager township county"),
    "file_document": ("上传制度、档案和公开信息", f"{HEADS} agency_manager county"),
    "retire_document": ("停用制度和档案", f"{HEADS} agency_manager county"),
    "record_opening_step": ("登记建站步骤", f"{HEADS} agency_manager township county"),
    "file_service_list": ("制定并报送服务清单", f"{HEADS} agency_manager county"),
    "record_safety_check": ("登记安全检查", "township county"),
    "check_rule": ("人工核对一条规定", "township county"),
    "open_station": ("社工站开始运营", "county"),
    "suspend_station": ("暂停社工站", "county"),
    "close_station": ("撤销社工站", "county"),
    "assign_operator": ("确定承接主体", "county"),
    "release_station": ("结束承接，社工站暂无承接主体（协议期满、终止时）", "county"),
}

WORKFORCE: Verbs = {
    "view": ("看人员", f"{FIELD} agency_finance township county auditor"),
    "enrol_worker": ("登记人员", "station_head agency_manager county"),
    "update_worker": ("更正人员资料", "station_head agency_manager county"),
    "change_post": ("调整岗位", "station_head agency_manager county"),
    "end_employment": ("办理离岗", "station_head agency_manager county"),
    "add_certificate": ("登记证书", f"{HEADS} agency_manager county"),
    "link_account": ("把账号对应到人员", "county"),
    "file_staff": ("报人员备案", f"{HEADS} agency_manager"),
    "accept_filing": ("同意备案", "county"),
    "return_filing": ("退回备案", "county"),
    "view_volunteers": ("看志愿者（电话、住址、编号遮住）", f"{FIELD} township county auditor"),
    "register_volunteer": ("登记志愿者", STATION),
    "update_volunteer": ("更正志愿者资料", STATION),
    "end_volunteer": ("登记志愿者退出", STATION),
    "unmask_volunteer": (
        "查看志愿者的电话、住址、编号（须写理由，留痕）",
        f"{STATION} agency_manager county",
    ),
    "view_employment": ("看劳动合同、参保和人事档案", f"{HEADS} {AGENCY} county auditor"),
    "view_pay": ("看工资和岗级", f"{AGENCY} county auditor"),
    "file_staff_paper": ("人事档案归档材料", f"station_head {AGENCY} county"),
    "withdraw_staff_paper": ("撤下人事档案材料（写理由，保留）", f"{AGENCY} county"),
    "record_contract": ("登记劳动合同", AGENCY),
    "end_contract": ("登记劳动合同解除", AGENCY),
    "record_insurance": ("登记参保", AGENCY),
    "end_insurance": ("登记停缴", AGENCY),
    "record_pay": ("登记工资发放", AGENCY),
    "record_month": ("登记一个月的工资发放", AGENCY),
    "void_pay": ("作废记错的工资（写理由，保留）", AGENCY),
    "set_grade": ("定岗级", "agency_manager county"),
    "record_commitment": ("登记公益服务承诺书", "station_head agency_manager county"),
    "announce_leave": ("登记离职申请", "station_head agency_manager county"),
    "name_replacement": ("登记补员", "station_head agency_manager county"),
    "withdraw_leave": ("撤回离职申请", "station_head agency_manager county"),
    "view_sanctions": ("看失信名单、黄牌和收回资金", f"{HEADS} {AGENCY} county auditor"),
    "tell_sanction": ("告知拟作出的处理", "county"),
    "answer_sanction": ("登记陈述申辩", "station_head agency_manager county"),
    "decide_sanction": ("作出或不予处理", "county"),
    "lift_sanction": ("提前解除处理（写理由）", "county"),
    "unmask_worker": ("查看人员的证件号码（须写理由，留痕）", f"{HEADS} agency_manager county"),
    "note_exam": ("登记考试结果和奖励", f"{HEADS} agency_manager county"),
}

CLIENTS: Verbs = {
    "view": ("看服务对象名单和档案（证件、电话、住址遮住）", f"{FIELD} township county auditor"),
    "view_names": ("名单上看全名", f"{FIELD} township county"),
    "view_restricted": ("看受限档案", f"{HEADS} supervisor county"),
    "open_file": ("翻开一人一档（留痕）", f"{FIELD} township county auditor"),
    "unmask_client": ("查看完整身份信息（须写理由，留痕）", f"{FIELD} township county auditor"),
    "export": ("导出服务对象名单（按角色遮住）", f"{STATION} agency_manager township county"),
    "register_client": ("建档", f"{STATION} county"),
    "update_client": ("更正档案", f"{STATION} county"),
    "assign_client": ("指定责任社工", f"{HEADS} agency_manager"),
    "classify_client": ("认定对象类别", f"{STATION} county"),
    "unclassify_client": ("移出对象类别", f"{STATION} county"),
    "grade_client": ("评定风险等级", f"{STATION} supervisor"),
    "note_need": ("登记需求", f"{STATION} supervisor"),
    "change_need_state": ("登记需求的进展", f"{STATION} supervisor"),
    "record_assessment": ("评估服务对象", STATION),
    "correct_assessment": ("更正评估（原来的一份保留）", STATION),
    "void_assessment": ("作废评估（写理由，保留）", STATION),
    "correct_others": ("更正、作废同事做的评估", HEADS),
    "record_consent": ("登记同意书", STATION),
    "withdraw_consent": ("登记撤回同意", STATION),
    "name_guardian": ("登记监护人", STATION),
    "end_guardianship": ("结束监护登记", STATION),
    "form_household": ("立户", STATION),
    "join_household": ("入户", STATION),
    "leave_household": ("迁出户", STATION),
    "name_head": ("指定户主", STATION),
    "restrict_client": ("设为受限档案", f"{HEADS} county"),
    "unrestrict_client": ("解除受限", f"{HEADS} county"),
    "decide_duplicate": ("核对疑似重复的档案", f"{STATION} county"),
    "close_file": ("销档", f"{STATION} county"),
    "reopen_file": ("恢复档案", f"{HEADS} county"),
    "move_client": ("转移档案到另一站", "agency_manager county"),
    "note_visits": ("更新下次探访日（记录服务时自动）", STATION),
    "note_event": ("记下突发情况，重算探访日（登记危机时自动）", ""),
    "refresh_visit_plans": ("按规则重算探访日（系统每日）", "county"),
    "start_import": ("上传名单", f"{HEADS} agency_manager county"),
    "map_import": ("对列并核对名单", f"{HEADS} agency_manager county"),
    "check_import": ("核对名单（后台）", ""),
    "confirm_import": ("确认导入名单", f"{HEADS} agency_manager county"),
    "apply_import": ("导入名单（后台）", ""),
    "discard_import": ("放弃名单", f"{HEADS} agency_manager county"),
}

CONTRACTS: Verbs = {
    "view": ("看项目和协议", f"{HEADS} {AGENCY} county {TOTALS} auditor"),
    "view_money": ("看项目的预算、支出和付款", f"{AGENCY} county {TOTALS} auditor"),
    "open_project": ("建立年度项目", "county"),
    "close_project": ("项目关账", "county"),
    "plan_recruitment": ("拟订人员招聘方案", AGENCY),
    "send_recruitment": ("把招聘方案报县民政局", AGENCY),
    "return_recruitment": ("退回招聘方案（写要改什么）", "county"),
    "agree_recruitment": ("同意招聘方案并报上级备案", "county"),
    "announce_recruitment": ("登记招聘公开发布", AGENCY),
    "record_recruitment": ("登记招聘结果和公平核对", AGENCY),
    "attach_paper": ("给项目上传佐证材料", f"{AGENCY} county"),
    "withdraw_paper": ("撤下佐证材料（写理由，保留）", f"{AGENCY} county"),
    "draft_agreement": ("拟订服务协议", "county"),
    "change_draft": ("改协议草稿", "county"),
    "sign_agreement": ("登记协议签订（社工站随之交给服务方）", "county"),
    "vary_agreement": ("办理协议变更（原内容保留）", "county"),
    "terminate_agreement": ("终止协议", "county"),
    "end_agreement": ("办理协议期满", "county"),
    "complete_handover": ("登记机构之间交接完毕", "county"),
    "set_indicators": ("定协议指标", "county"),
    "plan_months": ("定指标的每月计划", "county"),
    "note_indicator": ("登记不由系统计数的指标（附佐证）", "agency_manager county"),
    "plan_instalments": ("定付款计划", "county"),
    "meet_condition": ("上传付款条件的材料", f"{AGENCY} county"),
    "request_payment": ("申请付款", AGENCY),
    "return_payment": ("退回付款申请", "county"),
    "approve_payment": ("审核付款申请", "county"),
    "pay_instalment": ("登记已付款", "county"),
    "deduct": ("决定扣减、追回项目款", "county"),
    "withdraw_deduction": ("撤销没入账的扣减、追回", "county"),
    "collect_recovery": ("登记追回款已收到", "county"),
    "decide_renewal": ("登记年度评估结果，决定是否续签", "county"),
    "renew_agreement": ("续签下一年", "county"),
    "file_upward": ("报上级备案", "county"),
    "take_back_filing": ("撤回没答复的备案", "county"),
    "return_filing": ("退回县里报来的备案（写理由）", TOTALS),
    "accept_filing": ("同意县里报来的备案", TOTALS),
    "write_plan": ("写年度实施计划", "county"),
    "pass_plan": ("登记年度计划审议通过（附会议纪要）", "county"),
    "reopen_plan": ("重新打开年度计划修改（写理由）", "county"),
    "view_applications": ("看项目申报书", f"{AGENCY} county {TOTALS} auditor"),
    "write_application": ("填写项目申报书", AGENCY),
    "submit_application": ("报送项目申报书", "agency_manager"),
    "endorse_application": ("对申报书签署县级意见", "county"),
    "return_application": ("退回申报书（写理由）", f"county {TOTALS}"),
    "accept_application": ("审核通过申报书", TOTALS),
    "view_procurements": ("看采购过程和投标", f"agency_manager county {TOTALS} auditor"),
    "plan_procurement": ("拟订采购（方式、金额、评审办法）", "county"),
    "approve_procurement": ("登记采购方式获批和专家评审价格", "county"),
    "publish_notice": ("发布采购公告", "county"),
    "record_bid": ("登记投标", "county"),
    "evaluate_bids": ("登记评审得分", "county"),
    "publicise_result": ("公示评审结果", "county"),
    "record_objection": ("登记异议", "county"),
    "answer_objection": ("答复异议", "county"),
    "award": ("确定承接机构", "county"),
    "end_procurement": ("终止采购（写理由）", "county"),
    "view_agencies": ("看承接机构名册和资质", f"{AGENCY} county {TOTALS} auditor"),
    "keep_agency": ("登记承接机构资质", "county agency_manager"),
    "disclose": ("登记机构公开的信息", "county agency_manager"),
    "withdraw_disclosure": ("登记不再公开的信息", "county agency_manager"),
    "import_agencies": ("导入承接机构名册", "county"),
    "book": ("记账（县里记到账、拨付、追回、扣减，机构记支出）", f"{AGENCY} county"),
    "note_fund": ("登记资金来源", "county"),
    "withdraw_fund": ("撤销资金来源（写理由，保留）", "county"),
    "set_budget": ("定预算、调整预算", f"{AGENCY} county"),
    "enter_expense": ("登记支出", AGENCY),
    "correct_expense": ("冲销、更正支出（写理由，原来的一笔保留）", AGENCY),
    "attach_voucher": ("补传支出凭证", AGENCY),
    "upload_bank_statement": ("上传银行流水", AGENCY),
    "take_bank_statement": ("确认导入银行流水", AGENCY),
    "drop_bank_statement": ("放弃上传的银行流水", AGENCY),
    "match_bank_line": ("把流水对到支出", AGENCY),
    "send_money_statement": ("报送财务月报、年度财务报告", AGENCY),
    "return_money_statement": ("退回财务月报、年度财务报告", "county"),
    "reverse_entry": ("冲销一笔账（写理由，两笔都保留）", f"{AGENCY} county"),
}

SERVICES: Verbs = {
    "view": ("看服务记录", f"{FIELD} township county auditor"),
    "view_trajectory": ("看服务轨迹（没有服务对象姓名）", f"{FIELD} township county auditor"),
    "record_service": ("记录服务", STATION),
    "record_assessment": ("评估服务对象，同时记一次服务", STATION),
    "void_assessment": ("作废评估，连同它给的等级和那次服务记录（写理由，保留）", STATION),
    "correct_service": ("更正服务记录（原内容保留）", STATION),
    "void_service": ("作废服务记录（写理由，保留）", STATION),
    "mend_others": ("更正、作废同事的记录", HEADS),
    "finish_follow_up": ("登记跟进结果", STATION),
    "issue_volunteer_proof": ("出具志愿服务记录证明", HEADS),
    "void_volunteer_proof": ("作废志愿服务记录证明（写理由，保留）", HEADS),
    "refuse_task": ("登记、退回行政性事务", STATION),
    "attach_photo": ("给服务记录加照片", STATION),
    "view_photos": ("看服务记录的照片", f"{FIELD} county"),
    "remove_photo": ("去掉照片（写理由，留痕）", STATION),
    "plan_programme": ("写小组、活动、课堂的计划", f"{STATION} supervisor"),
    "fill_timetable": ("按周排课", STATION),
    "submit_programme": ("提交小组、活动计划", f"{STATION} supervisor"),
    "approve_programme": ("批准小组、活动计划（不能批自己提交的）", f"{HEADS} supervisor"),
    "return_programme": ("退回小组、活动计划", f"{HEADS} supervisor"),
    "approve_own_plan": ("批准自己提交的小组、活动计划", ""),
    "cancel_programme": ("取消小组、活动", STATION),
    "sign_up": ("给小组、活动报名", STATION),
    "withdraw_participant": ("登记退出小组、活动", STATION),
    "hold_session": ("点名，记录一节", STATION),
    "add_session": ("加一节", STATION),
    "move_session": ("一节改期", STATION),
    "cancel_session": ("取消一节", STATION),
    "record_opinion": ("录入参加者意见表", STATION),
    "write_programme_report": ("写小组、活动总结", STATION),
    "comment_programme_report": ("写督导意见", f"{HEADS} supervisor"),
    "finish_programme": ("结束小组、活动", STATION),
    "close_days": ("封存已报月份（接收月报时自动）", "county"),
    "view_referrals": ("看转介", f"{FIELD} township county"),
    "refer": ("转介服务对象", STATION),
    "hand_over": ("提出转移档案到另一站（对方接收才转）", HEADS),
    "accept_referral": ("接收转介、接收转来的档案", STATION),
    "refuse_referral": ("退回转介", STATION),
    "answer_referral": ("答复转介（对方没有账号的，登记对方的答复）", STATION),
    "take_back_referral": ("撤回没有答复的转介", STATION),
    "view_consultations": ("看咨询接待", f"{FIELD} township county"),
    "take_consultation": ("前台登记来访和来电", STATION),
    "give_consultation": ("把来访交给社工办理", STATION),
    "name_visitor": ("把来访人对应到档案", STATION),
    "end_consultation": ("办结咨询", STATION),
    "view_supervisions": ("看督导记录（个别督导只给当事人、督导、站长看）", f"{FIELD} county auditor"),
    "view_all_supervisions": ("看同事的个别督导", f"{HEADS} supervisor agency_manager county auditor"),
    "record_supervision": ("记督导", f"{STATION} supervisor"),
    "confirm_supervision": ("确认督导记录（只确认自己这一方）", f"{STATION} supervisor"),
    "end_agreed_action": ("登记督导约定的行动做得怎样", f"{STATION} supervisor"),
    "end_actions_of_others": ("登记同事的行动结果、外请专家已签字", f"{HEADS} supervisor"),
    "tell_overdue_action": ("约定的行动过期提醒（每夜自动）", ""),
    "record_training": ("记培训", f"{STATION} agency_manager county"),
    "note_training_result": ("登记培训考核结果", f"{STATION} agency_manager county"),
    "note_publicity": ("登记宣传", f"{STATION} agency_manager county"),
    "withdraw_publicity": ("撤下宣传（写理由，保留）", f"{STATION} agency_manager county"),
    "view_alarms": ("看本辖区、本站全部危机和强制报告", f"{HEADS} supervisor county"),
    "open_alarm": ("翻开危机和强制报告（社工只看自己登记的，留痕）", f"{STATION} supervisor county"),
    "raise_alarm": ("登记危机、侵害未成年人的情况", f"{STATION} supervisor"),
    "report_alarm": ("登记向公安、检察等报告", f"{STATION} supervisor county"),
    "protect": ("登记保护措施", f"{STATION} supervisor county"),
    "hand_over_alarm": ("登记移交", f"{STATION} supervisor county"),
    "attach_alarm_photo": ("给危机、强制报告加照片（只增不改）", f"{STATION} supervisor county"),
    "add_to_alarm": ("补充情况（只增不改）", f"{STATION} supervisor county"),
    "close_alarm": ("办结危机和强制报告（不能是登记人自己）", f"{HEADS} supervisor county"),
    "escalate_alarm": ("到时限提醒县里（自动）", ""),
    "view_cases": ("看个案名单", f"{FIELD} county auditor"),
    "read_case": ("翻开个案（留痕）", f"{STATION} supervisor county auditor"),
    "open_case": ("开个案", STATION),
    "record_case_contact": ("记个案接触和过程", STATION),
    "write_case_sheet": ("写个案的表（登记、建议、计划、检视、结案、评估）", STATION),
    "send_case_sheet": ("个案的表报批、存档", STATION),
    "decide_case_sheet": ("批阅个案的建议、计划、结案", "supervisor station_head"),
    "decide_own_case": ("批阅自己写的个案（须单独授权）", ""),
    "advise_case_contact": ("给个案过程写督导意见", f"supervisor {HEADS}"),
    "judge_case_goal": ("评定个案目标", STATION),
    "finish_case_task": ("登记个案任务完成", STATION),
    "hold_case_conference": ("记个案会议", f"{STATION} supervisor"),
    "assign_case": ("个案换社工、指定督导", HEADS),
    "move_file": ("转移档案到另一站（没有结案的个案一并转去）", "agency_manager county"),
    "upload_paper_form": ("上传本地区的个案、小组等表样", "county"),
    "adopt_paper_form": ("启用表样", "county"),
    "use_standard_paper": ("换回通用表样", "county"),
    "reopen_case": ("重新开启个案", HEADS),
}

RESOURCES: Verbs = {
    "view": ("看资源台账", f"{FIELD} township county auditor"),
    "register_offer": ("登记资源", f"{STATION} agency_manager township county"),
    "update_offer": ("更正资源", f"{STATION} agency_manager township county"),
    "close_offer": ("停用资源", f"{STATION} agency_manager township county"),
    "link_offer": ("把资源链接给服务对象、小组活动", STATION),
    "note_outcome": ("登记资源链接的结果", STATION),
}

OVERSIGHT: Verbs = {
    "view_complaints": ("看投诉（投诉自己和本单位的看不到）", "township county city auditor"),
    "open_complaint": ("翻开投诉件（留痕）", "township county city auditor"),
    "receive_complaint": ("登记投诉", "township county city"),
    "take_up_complaint": ("受理投诉，由自己办理（不能办投诉自己和本单位的）", "county city"),
    "decline_complaint": ("不予受理投诉（写理由）", "county city"),
    "note_complaint": ("登记投诉办理情况", "county city"),
    "ask_account": ("请被投诉的一方说明情况", "county city"),
    "give_account": ("对投诉说明情况（看不到投诉人）", "agency_manager township"),
    "answer_complaint": ("答复投诉", "county city"),
    "ask_complainant": ("回访投诉人，办结", "county city"),
    "reopen_complaint": ("重新办理投诉", "county city"),
}

REPORTS: Verbs = {
    "view": ("看报表", f"{FIELD} township county auditor"),
    "view_totals": ("看合计", f"{FIELD} agency_finance {OFFICES} {READERS}"),
    "open_report": ("打开月报", STATION),
    "refresh_report": ("重新取数", STATION),
    "change_figure": ("改数、补数（写理由）", STATION),
    "write_narrative": ("写问题与下月打算", STATION),
    "sign_report": ("签发月报", "station_head"),
    "endorse_report": ("给月报签署意见（本地规定要审核的）", "township agency_manager supervisor"),
    "return_report": ("退回月报", "county township agency_manager supervisor"),
    "accept_report": ("接收月报", "county"),
    "urge": ("一键催报（通知站点和机构）", "county"),
    "upload_template": ("上传本地区的月报样式", "county"),
    "adopt_template": ("启用月报样式", "county"),
    "use_standard_form": ("换回通用月报样式", "county"),
    "note_duty_done": ("登记报送已办", f"{HEADS} agency_manager township county city province"),
    "fill_duties": ("按文件排出到期事项、认出已办的（每夜自动）", ""),
    "receive_duty": ("接收下级报来的事项", "county city province"),
    "return_duty": ("退回下级报来的事项（写理由）", "county city province"),
    "excuse_duty": ("免办一次（写理由）", "county city province"),
    "view_area_report": ("看县、市的项目实施情况报告", "county city province auditor"),
    "open_area_report": ("打开县、市的报告", "county city"),
    "refresh_area_report": ("县、市的报告重新取数", "county city"),
    "change_area_figure": ("县、市的报告改数、补数（写理由）", "county city"),
    "write_area_chapters": ("写县、市的报告", "county city"),
    "sign_area_report": ("签发县、市的报告", "county city"),
    "accept_area_report": ("接收下级的报告", "city province"),
    "return_area_report": ("退回下级的报告（写理由）", "city province"),
    "refresh_rollups": ("更新汇总（自动）", ""),
    "settle_rollups": ("记下汇总到何时（自动）", ""),
}

DEVICES: Verbs = {
    "view": ("看手机和没处理的记录", f"{STATION} county"),
    "register_device": ("在手机上使用", STATION),
    "report_lost": ("报手机丢失（社工只报自己的）", f"{STATION} county"),
    "settle_difference": ("手机与站里写的不一样时，定用哪个", STATION),
    "carry_out": ("补记手机发来、没处理的记录", f"{HEADS} county"),
    "drop_command": ("决定不记（写理由，保留）", f"{HEADS} county"),
    "call_for_help": ("下村时求助", STATION),
    "view_calls": ("看求助", f"{HEADS} county"),
    "answer_call": ("回应求助", f"{HEADS} county"),
    "note_contact": ("手机联系（自动）", ""),
    "take_command": ("接收手机发来的记录（自动）", ""),
    "set_aside": ("留存不能记的记录（自动）", ""),
    "confirm_wiped": ("手机清除完毕（自动）", ""),
}

ROOMS: dict[str, tuple[str, Verbs]] = {
    "privacy": ("隐私与审计", PRIVACY),
    "regions": ("区划", REGIONS),
    "policy": ("政策", POLICY),
    "access": ("账号与授权", ACCESS),
    "forms": ("问卷", FORMS),
    "stations": ("社工站", STATIONS),
    "workforce": ("人员", WORKFORCE),
    "clients": ("服务对象", CLIENTS),
    "contracts": ("项目与协议", CONTRACTS),
    "services": ("服务", SERVICES),
    "resources": ("资源", RESOURCES),
    "oversight": ("评估监督", OVERSIGHT),
    "reports": ("报表", REPORTS),
    "devices": ("手机", DEVICES),
}

VERB_LABELS: dict[str, str] = {
    f"{room}.{verb}": label for room, (_, verbs) in ROOMS.items() for verb, (label, _) in verbs.items()
}


class Line(StrEnum):
    """Along which line of authority a role sees: government by territory, employer by contract."""

    TERRITORY = "TERRITORY"
    EMPLOYER = "EMPLOYER"
    EITHER = "EITHER"


@dataclass(frozen=True)
class Role:
    """A named set of verbs.

    digits       lengths of the division codes it may be given for; 0 stands for the whole country
    kinds        the kinds of organisation whose people may hold it
    of_station   its grant names one station
    sees_widely  a second factor is required, and the computer is never remembered
    """

    code: str
    label: str
    says: str
    line: Line
    digits: tuple[int, ...]
    kinds: tuple[str, ...]
    of_station: bool = False
    sees_widely: bool = False

    @property
    def verbs(self) -> frozenset[str]:
        return _VERBS[self.code]


_ANY = (4, 6, 9, 12)
_EMPLOYERS = ("AGENCY", "TOWNSHIP", "COUNTY", "CITY")

_ROLES = (
    Role(
        "worker",
        "驻站社工",
        "探访、记录服务、建档",
        Line.EMPLOYER,
        (9,),
        ("AGENCY", "TOWNSHIP"),
        of_station=True,
    ),
    Role(
        "station_head",
        "站长",
        "排班、签发月报、看达标",
        Line.EMPLOYER,
        (9,),
        ("AGENCY", "TOWNSHIP"),
        of_station=True,
    ),
    Role("deputy_head", "副站长", "协助站长", Line.EMPLOYER, _ANY, _EMPLOYERS, of_station=True),
    Role("supervisor", "督导", "批阅个案、记督导", Line.EITHER, (4, 6, 9), _EMPLOYERS),
    Role("agency_manager", "机构负责人", "人员到岗、指标、收付款", Line.EMPLOYER, (4, 6), ("AGENCY",)),
    Role("agency_finance", "机构财务", "预算与支出", Line.EMPLOYER, (4, 6), ("AGENCY",)),
    Role("township", "乡镇（街道）经办人", "看本乡镇的站、派单", Line.TERRITORY, (9,), ("TOWNSHIP",)),
    Role(
        "county", "县民政局经办人", "看全县各站、审月报", Line.TERRITORY, (6,), ("COUNTY",), sees_widely=True
    ),
    Role("city", "市民政局经办人", "看全市合计", Line.TERRITORY, (4,), ("CITY",), sees_widely=True),
    Role(
        "province",
        "省民政厅经办人",
        "只看合计，不看姓名",
        Line.TERRITORY,
        (2,),
        ("PROVINCE",),
        sees_widely=True,
    ),
    Role("department", "协同部门", "看与本部门有关的合计", Line.TERRITORY, (2, 4, 6, 9), ("DEPARTMENT",)),
    Role("evaluator", "第三方评估员", "看抽样档案、封存打分", Line.TERRITORY, (2, 4, 6), ("EVALUATOR",)),
    Role(
        "auditor",
        "审计员",
        "只读，看审计记录和档案",
        Line.TERRITORY,
        (0, 2, 4, 6),
        ("AUDITOR", "COUNTY", "CITY", "PROVINCE", "DEPARTMENT", "PLATFORM"),
        sees_widely=True,
    ),
    Role(
        "administrator",
        "系统管理员",
        "管账号与单位，看不到任何服务对象",
        Line.TERRITORY,
        (0, 2, 4, 6),
        ("PLATFORM", "PROVINCE", "CITY", "COUNTY"),
        sees_widely=True,
    ),
)

ROLES: dict[str, Role] = {role.code: role for role in _ROLES}
STATION_ROLES: frozenset[str] = frozenset(role.code for role in _ROLES if role.of_station)

_VERBS: dict[str, frozenset[str]] = {
    code: frozenset(
        f"{room}.{verb}"
        for room, (_, verbs) in ROOMS.items()
        for verb, (_, holders) in verbs.items()
        if code in holders.split()
    )
    for code in ROLES
}

# Which roles the holder of a role may give to others, always inside her own region and never to herself.
# Nobody gives a role that sees more than her own office does; an administrator gives only the roles that
# themselves open accounts, so that no administrator can quietly make a reader of files.
_BELOW_COUNTY = f"{STATION} supervisor {AGENCY} township department evaluator"
MAY_GRANT: dict[str, frozenset[str]] = {
    "county": frozenset(f"{_BELOW_COUNTY} county auditor".split()),
    "city": frozenset(["supervisor", "department", "evaluator", "auditor", "county", "city"]),
    "province": frozenset(["department", "evaluator", "auditor", "county", "city", "province"]),
    "administrator": frozenset(["county", "city", "province", "auditor", "administrator"]),
}


def grant_of(role: str, *, region: str, stations: frozenset[UUID] | None = None) -> Grant:
    """A grant of a role as the reviewed table has it. KeyError when there is no such role."""
    return Grant(role=role, verbs=ROLES[role].verbs, region=region, stations=stations)


def job(name: str, label: str, *verbs: str) -> Actor:
    """The actor of timed work and of the command line: exactly these verbs, everywhere; may give no role."""
    return Actor(
        id=f"job:{name}", label=label, grants=(Grant(role="job", verbs=frozenset(verbs), region=EVERYWHERE),)
    )


def founder() -> Actor:
    """Who opens the first accounts of a new installation from the command line; the audit trail says so."""
    verbs = frozenset(f"access.{verb}" for verb in ACCESS)
    return Actor(
        id="job:founder", label="命令行", grants=(Grant(role="founder", verbs=verbs, region=EVERYWHERE),)
    )


MAY_GRANT["founder"] = frozenset(ROLES)
