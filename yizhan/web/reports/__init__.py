"""报告: the monthly report from draft to archive, what is due from whom, the stations side by side, figures opened up."""

from django.urls import path

from yizhan.web.reports.annual import (
    annual_accept,
    annual_entry,
    annual_fill,
    annual_list,
    annual_open,
    annual_page,
    annual_refresh,
    annual_return,
    annual_sign,
)
from yizhan.web.reports.annual_paper import annual_sum, annual_xlsx
from yizhan.web.reports.areas import (
    area_accept,
    area_chapters,
    area_docx,
    area_figure,
    area_list,
    area_open,
    area_page,
    area_refresh,
    area_return,
    area_sign,
)
from yizhan.web.reports.ask import ask_page
from yizhan.web.reports.briefs import brief_docx, brief_page
from yizhan.web.reports.county import (
    county_export,
    county_gaps,
    county_page,
    county_urge,
)
from yizhan.web.reports.duties import contract_duties, duty_page
from yizhan.web.reports.duty import duty_done, duty_excuse, duty_receive, duty_return, duty_view
from yizhan.web.reports.figures import figure_page
from yizhan.web.reports.own_form import (
    form_adopt,
    form_blank,
    form_file,
    form_page,
    form_preview,
    form_standard,
    form_upload,
)
from yizhan.web.reports.papers import report_docx, report_xlsx
from yizhan.web.reports.report import (
    report_accept,
    report_endorse,
    report_figure,
    report_list,
    report_narrative,
    report_of,
    report_open,
    report_page_view,
    report_refresh,
    report_return,
    report_sign,
)
from yizhan.web.reports.report_drill import report_drill
from yizhan.web.reports.schedule import schedule_page
from yizhan.web.reports.trends import trends_page
from yizhan.web.reports.wall import wall_page

urlpatterns = [
    path("reports/wall/", wall_page, name="wall"),
    path("reports/ask/", ask_page, name="ask"),
    path("reports/trends/", trends_page, name="trends"),
    path("reports/", report_list, name="reports"),
    path("reports/of/<uuid:station_id>/<str:month>/", report_of, name="report-of"),
    path("reports/open/", report_open, name="report-open"),
    path("reports/duties/", duty_page, name="duties"),
    path("reports/schedule/", schedule_page, name="duty-schedule"),
    path("reports/duties/<uuid:duty_id>/", duty_view, name="duty"),
    path("reports/duties/<uuid:duty_id>/done/", duty_done, name="duty-done"),
    path("reports/duties/<uuid:duty_id>/receive/", duty_receive, name="duty-receive"),
    path("reports/duties/<uuid:duty_id>/return/", duty_return, name="duty-return"),
    path("reports/duties/<uuid:duty_id>/excuse/", duty_excuse, name="duty-excuse"),
    path("reports/duties/<uuid:duty_id>/report/", area_open, name="area-report-open"),
    path("contracts/<uuid:project_id>/duties/", contract_duties, name="contract-duties"),
    path("reports/areas/", area_list, name="area-reports"),
    path("reports/areas/<uuid:report_id>/", area_page, name="area-report"),
    path("reports/areas/<uuid:report_id>/refresh/", area_refresh, name="area-report-refresh"),
    path("reports/areas/<uuid:report_id>/figure/", area_figure, name="area-report-figure"),
    path("reports/areas/<uuid:report_id>/chapters/", area_chapters, name="area-report-chapters"),
    path("reports/areas/<uuid:report_id>/sign/", area_sign, name="area-report-sign"),
    path("reports/areas/<uuid:report_id>/accept/", area_accept, name="area-report-accept"),
    path("reports/areas/<uuid:report_id>/return/", area_return, name="area-report-return"),
    path("reports/areas/<uuid:report_id>/report.docx", area_docx, name="area-report-docx"),
    path("reports/annual/", annual_list, name="annual-list"),
    path("reports/annual/open/", annual_open, name="annual-open"),
    path("reports/annual/sum/<int:year>/", annual_sum, name="annual-sum"),
    path("reports/annual/<uuid:tables_id>/", annual_page, name="annual"),
    path("reports/annual/<uuid:tables_id>/fill/", annual_fill, name="annual-fill"),
    path("reports/annual/<uuid:tables_id>/entry/", annual_entry, name="annual-entry"),
    path("reports/annual/<uuid:tables_id>/refresh/", annual_refresh, name="annual-refresh"),
    path("reports/annual/<uuid:tables_id>/sign/", annual_sign, name="annual-sign"),
    path("reports/annual/<uuid:tables_id>/accept/", annual_accept, name="annual-accept"),
    path("reports/annual/<uuid:tables_id>/return/", annual_return, name="annual-return"),
    path("reports/annual/<uuid:tables_id>/tables.xlsx", annual_xlsx, name="annual-xlsx"),
    path("reports/briefs/", brief_page, name="briefs"),
    path("reports/briefs/brief.docx", brief_docx, name="brief-docx"),
    path("reports/form/", form_page, name="report-form"),
    path("reports/form/upload/", form_upload, name="report-form-upload"),
    path("reports/form/standard/", form_standard, name="report-form-standard"),
    path("reports/form/standard.docx", form_blank, name="report-form-blank"),
    path("reports/form/<uuid:template_id>/adopt/", form_adopt, name="report-form-adopt"),
    path("reports/form/<uuid:template_id>/preview.docx", form_preview, name="report-form-preview"),
    path("reports/form/<uuid:template_id>/form.docx", form_file, name="report-form-file"),
    path("reports/<uuid:report_id>/", report_page_view, name="report"),
    path("reports/<uuid:report_id>/refresh/", report_refresh, name="report-refresh"),
    path("reports/<uuid:report_id>/figure/", report_figure, name="report-figure"),
    path("reports/<uuid:report_id>/narrative/", report_narrative, name="report-narrative"),
    path("reports/<uuid:report_id>/sign/", report_sign, name="report-sign"),
    path("reports/<uuid:report_id>/endorse/", report_endorse, name="report-endorse"),
    path("reports/<uuid:report_id>/return/", report_return, name="report-return"),
    path("reports/<uuid:report_id>/accept/", report_accept, name="report-accept"),
    path("reports/<uuid:report_id>/from/<str:code>/", report_drill, name="report-drill"),
    path("reports/<uuid:report_id>/report.docx", report_docx, name="report-docx"),
    path("reports/<uuid:report_id>/report.xlsx", report_xlsx, name="report-xlsx"),
    path("county/", county_page, name="county"),
    path("county/urge/", county_urge, name="county-urge"),
    path("county/gaps/", county_gaps, name="county-gaps"),
    path("county/stations.xlsx", county_export, name="county-export"),
    path("figures/<str:metric>/", figure_page, name="figure"),
]
