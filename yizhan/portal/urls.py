"""Addresses of the public window, below /p/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from yizhan.portal.answers import answer

urlpatterns: list[URLPattern] = [path("answer/<str:token>/", answer, name="answer")]
