"""Addresses of the public window, below /p/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from yizhan.portal.answers import answer
from yizhan.portal.disclosed import data, place, places, sheet

urlpatterns: list[URLPattern] = [
    path("answer/<str:token>/", answer, name="answer"),
    path("open/", places, name="open"),
    path("open/<str:code>/", place, name="open-place"),
    path("open/sheet/<uuid:snapshot_id>/", sheet, name="open-sheet"),
    path("open/sheet/<uuid:snapshot_id>/data.json", data, name="open-data"),
]
