"""Verbs of looking over the work, and reporting it: what each means on the screen, and the roles that hold it."""

from yizhan.access.verbs.words import FIELD, HEADS, OFFICES, READERS, STATION, Verbs

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
