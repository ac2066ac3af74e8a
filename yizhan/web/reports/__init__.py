"""报告: the monthly report from draft to archive, what is due from whom, the stations side by side, figures opened up."""

from django.urls import path

from yizhan.web.reports.county import county_export, county_gaps, county_page, duty_done, duty_page
from yizhan.web.reports.figures import figure_page
from yizhan.web.reports.papers import report_docx, report_xlsx
from yizhan.web.reports.report import (
    report_accept,
    report_drill,
    report_figure,
    report_list,
    report_narrative,
    report_open,
    report_page_view,
    report_refresh,
    report_return,
    report_sign,
)

urlpatterns = [
    path("reports/", report_list, name="reports"),
    path("reports/open/", report_open, name="report-open"),
    path("reports/duties/", duty_page, name="duties"),
    path("reports/duties/done/", duty_done, name="duty-done"),
    path("reports/<uuid:report_id>/", report_page_view, name="report"),
    path("reports/<uuid:report_id>/refresh/", report_refresh, name="report-refresh"),
    path("reports/<uuid:report_id>/figure/", report_figure, name="report-figure"),
    path("reports/<uuid:report_id>/narrative/", report_narrative, name="report-narrative"),
    path("reports/<uuid:report_id>/sign/", report_sign, name="report-sign"),
    path("reports/<uuid:report_id>/return/", report_return, name="report-return"),
    path("reports/<uuid:report_id>/accept/", report_accept, name="report-accept"),
    path("reports/<uuid:report_id>/from/<str:code>/", report_drill, name="report-drill"),
    path("reports/<uuid:report_id>/report.docx", report_docx, name="report-docx"),
    path("reports/<uuid:report_id>/report.xlsx", report_xlsx, name="report-xlsx"),
    path("county/", county_page, name="county"),
    path("county/gaps/", county_gaps, name="county-gaps"),
    path("county/stations.xlsx", county_export, name="county-export"),
    path("figures/<str:metric>/", figure_page, name="figure"),
]
