"""本地区规则: which rules hold in a region on a day, the issued text behind each, and the check of a new document."""

from django.urls import path

from yizhan.web.rulebook.browse import rule_page, rules_page
from yizhan.web.rulebook.check import example_zip, pack_check
from yizhan.web.rulebook.papers import catalogue_page, changes_page, paper_list, paper_page

urlpatterns = [
    path("rules/", rules_page, name="rules"),
    path("rules/check/", pack_check, name="rules-check"),
    path("rules/check/example.zip", example_zip, name="rules-example"),
    path("rules/papers/", paper_list, name="rules-papers"),
    path("rules/catalogue/", catalogue_page, name="rules-catalogue"),
    path("rules/<str:area>/<str:document>/", paper_page, name="rules-paper"),
    path("rules/<str:area>/<str:document>/changes/", changes_page, name="rules-changes"),
    path("rules/<str:area>/<str:document>/<str:rule_id>/", rule_page, name="rule"),
]
