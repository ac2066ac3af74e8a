"""Addresses of the API, under /api/."""

from django.urls import path

from yizhan.api.v1 import api

urlpatterns = [path("v1/", api.urls)]
