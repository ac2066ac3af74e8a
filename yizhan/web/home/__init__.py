"""工作台."""

from django.urls import path

from yizhan.web.home.page import home

urlpatterns = [path("", home, name="home")]
