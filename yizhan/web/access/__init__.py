"""Accounts, organisations, roles, the audit trail, and everybody's own account."""

from django.urls import path
from django.urls.resolvers import URLPattern

from yizhan.web.access.accounts import (
    account,
    account_close,
    account_drop_factor,
    account_list,
    account_new,
    account_reset,
    account_unlock,
    grant_new,
    grant_revoke,
    manage,
)
from yizhan.web.access.audit import audit
from yizhan.web.access.organisations import organisation_close, organisation_list, organisation_new
from yizhan.web.access.own import profile
from yizhan.web.access.roles import role_matrix

urlpatterns: list[URLPattern] = [
    path("manage/", manage, name="manage"),
    path("manage/accounts/", account_list, name="accounts"),
    path("manage/accounts/new/", account_new, name="account-new"),
    path("manage/accounts/<uuid:user_id>/", account, name="account"),
    path("manage/accounts/<uuid:user_id>/roles/", grant_new, name="grant-new"),
    path("manage/accounts/<uuid:user_id>/close/", account_close, name="account-close"),
    path("manage/accounts/<uuid:user_id>/unlock/", account_unlock, name="account-unlock"),
    path("manage/accounts/<uuid:user_id>/reset/", account_reset, name="account-reset"),
    path("manage/accounts/<uuid:user_id>/second-factor/", account_drop_factor, name="account-drop-factor"),
    path("manage/grants/<uuid:grant_id>/revoke/", grant_revoke, name="grant-revoke"),
    path("manage/organisations/", organisation_list, name="organisations"),
    path("manage/organisations/new/", organisation_new, name="organisation-new"),
    path("manage/organisations/<uuid:organisation_id>/close/", organisation_close, name="organisation-close"),
    path("manage/roles/", role_matrix, name="role-matrix"),
    path("manage/audit/", audit, name="audit"),
    path("account/", profile, name="profile"),
]
