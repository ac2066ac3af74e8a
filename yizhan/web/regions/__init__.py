"""区划: browse and search the tree of divisions, on any day; change what lies in one's own place."""

from django.urls import path

from yizhan.web.regions.browse import region_list, region_page
from yizhan.web.regions.change import (
    region_abolish,
    region_add,
    region_correct,
    region_merge,
    region_rename,
    region_tiles,
)
from yizhan.web.regions.editions import region_edition, region_edition_drop, region_editions
from yizhan.web.regions.outlines import region_outline

urlpatterns = [
    path("regions/", region_list, name="regions"),
    path("regions/editions/", region_editions, name="region-editions"),
    path("regions/editions/<uuid:edition_id>", region_edition, name="region-edition"),
    path("regions/editions/<uuid:edition_id>/drop", region_edition_drop, name="region-edition-drop"),
    path("regions/<str:code>/", region_page, name="region"),
    path("regions/<str:code>/add", region_add, name="region-add"),
    path("regions/<str:code>/correct", region_correct, name="region-correct"),
    path("regions/<str:code>/rename", region_rename, name="region-rename"),
    path("regions/<str:code>/merge", region_merge, name="region-merge"),
    path("regions/<str:code>/abolish", region_abolish, name="region-abolish"),
    path("regions/<str:code>/outline", region_outline, name="region-outline"),
    path("regions/<str:code>/tiles", region_tiles, name="region-tiles"),
]
