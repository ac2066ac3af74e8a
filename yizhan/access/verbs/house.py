"""Verbs of the walls, the divisions, the papers, accounts, questionnaires and phones: what each means on the screen, and the roles that hold it."""

from yizhan.access.verbs.words import FIELD, HEADS, OFFICES, SIGNED_IN, STATION, Verbs

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
