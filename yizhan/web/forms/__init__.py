"""问卷: what a county makes, gives to stations and reads; what a station fills in."""

from django.urls import path

from yizhan.web.forms.answers import (
    answer_file,
    answer_list,
    answer_page,
    answer_void,
    answer_write,
    client_panel,
    link_person,
)
from yizhan.web.forms.fill import answer_correct, form_fill, form_try, settle
from yizhan.web.forms.make import (
    form_give,
    form_list,
    form_new,
    form_page,
    form_restore,
    form_retire,
    form_stop,
    form_take_back,
    sample_adopt,
    sample_file,
    version_drop,
    version_file,
    version_publish,
)

urlpatterns = [
    path("forms/", form_list, name="forms"),
    path("forms/new/", form_new, name="form-new"),
    path("forms/samples/<slug:key>.xlsx", sample_file, name="form-sample-file"),
    path("forms/samples/<slug:key>/adopt/", sample_adopt, name="form-sample-adopt"),
    path("forms/versions/<uuid:version_id>/", form_try, name="form-version"),
    path("forms/versions/<uuid:version_id>/settle/", settle, name="form-settle"),
    path("forms/versions/<uuid:version_id>/publish/", version_publish, name="form-publish"),
    path("forms/versions/<uuid:version_id>/drop/", version_drop, name="form-drop"),
    path("forms/versions/<uuid:version_id>/source.xlsx", version_file, name="form-source"),
    path("forms/answers/<uuid:submission_id>/", answer_page, name="form-answer"),
    path("forms/answers/<uuid:submission_id>/correct/", answer_correct, name="form-answer-correct"),
    path("forms/answers/<uuid:submission_id>/void/", answer_void, name="form-answer-void"),
    path("forms/answers/<uuid:submission_id>/write/", answer_write, name="form-answer-write"),
    path("forms/answers/<uuid:submission_id>/person/", link_person, name="form-answer-person"),
    path("forms/answers/<uuid:submission_id>/files/<uuid:file_id>/", answer_file, name="form-answer-file"),
    path("forms/clients/<uuid:client_id>/", client_panel, name="client-questionnaires"),
    path("forms/<uuid:form_id>/", form_page, name="form"),
    path("forms/<uuid:form_id>/new-version/", form_new, name="form-new-version"),
    path("forms/<uuid:form_id>/give/", form_give, name="form-give"),
    path("forms/<uuid:form_id>/stop/", form_stop, name="form-stop"),
    path("forms/<uuid:form_id>/take-back/", form_take_back, name="form-take-back"),
    path("forms/<uuid:form_id>/retire/", form_retire, name="form-retire"),
    path("forms/<uuid:form_id>/restore/", form_restore, name="form-restore"),
    path("forms/<uuid:form_id>/fill/", form_fill, name="form-fill"),
    path("forms/<uuid:form_id>/answers/", answer_list, name="form-answers"),
]
