"""The forms of staff. Which conditions are asked comes from the region's papers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.policy.schema.words import FACTS
from yizhan.privacy.models import Unmasking
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import day
from yizhan.workforce.models import Certificate, Post, Worker

FACT = "fact:"
_YES_NO = (("", _("没填")), ("yes", _("是")), ("no", _("否")))


class WorkerFacts(PlainForm):
    """What conditions may ask about somebody; the words of the region's papers add fields of their own."""

    name = forms.CharField(label=_("姓名"), max_length=20)
    phone = forms.CharField(label=_("手机"), max_length=20, required=False)
    education = forms.ChoiceField(label=_("学历"), choices=[("", _("请选择")), *Worker.Education.choices])
    school = forms.CharField(label=_("毕业学校"), max_length=60, required=False)
    major = forms.CharField(label=_("专业"), max_length=60, required=False)
    major_is_social_work = forms.BooleanField(label=_("社会工作及相关专业毕业"), required=False)
    local_household = forms.BooleanField(label=_("本地户籍"), required=False)
    employer = forms.ChoiceField(label=_("用工方式"), choices=Worker.Employer.choices)
    full_time = forms.BooleanField(label=_("专职"), required=False, initial=True)

    def __init__(self, *args: Any, asked: Sequence[str] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        for word in asked:
            if FACTS[word] == "是非":
                self.fields[FACT + word] = forms.ChoiceField(label=word, choices=_YES_NO, required=False)
            elif FACTS[word] == "数":
                self.fields[FACT + word] = forms.IntegerField(
                    label=word, min_value=0, max_value=100, required=False
                )

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(FACT)]

    def given(self) -> dict[str, Any]:
        """The cleaned answers as the action takes them: columns, and facts by their words."""
        columns = {name: value for name, value in self.cleaned_data.items() if not name.startswith(FACT)}
        return {**columns, "facts": facts_in(self.cleaned_data)}


def facts_in(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered, by the words of the papers; what was left open is left out."""
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if not name.startswith(FACT) or value in ("", None):
            continue
        found[name.removeprefix(FACT)] = (
            {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value
        )
    return found


class NewWorker(WorkerFacts):
    post = forms.ChoiceField(label=_("岗位"), choices=Post.choices, initial=Post.RESIDENT)
    id_number = forms.CharField(label=_("身份证号"), max_length=30)
    started_on = day(_("入职日期"))
    certificate_level = forms.ChoiceField(
        label=_("已有证书"), choices=[("", _("没有")), *Certificate.Level.choices], required=False
    )
    certificate_number = forms.CharField(label=_("证书编号"), max_length=40, required=False)
    certificate_issued_on = day(_("发证日期"), required=False)
    certificate_expires_on = day(_("登记有效期至"), required=False)
    committed_on = day(_("承诺书签署日期"), required=False)

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("certificate_level") and not answers.get("certificate_issued_on"):
            self.add_error("certificate_issued_on", _("有证书的，请填写发证日期。"))
        return answers


class PostForm(PlainForm):
    post = forms.ChoiceField(label=_("新岗位"), choices=Post.choices)
    changed_on = day(_("从哪天起"))
    reason = forms.CharField(label=_("原因"), max_length=120, required=False)


class CertificateForm(PlainForm):
    level = forms.ChoiceField(label=_("级别"), choices=Certificate.Level.choices)
    number = forms.CharField(label=_("证书编号"), max_length=40, required=False)
    issued_on = day(_("发证日期"))
    registered_on = day(_("登记日期"), required=False)
    expires_on = day(_("登记有效期至"), required=False, hint=_("期满前三个月内办理再登记，系统会提醒。"))


class AccountForm(PlainForm):
    user_id = forms.ChoiceField(label=_("账号"))

    def __init__(self, *args: Any, accounts: Sequence[tuple[str, Any]], **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Mapping[str, Any] = self.fields
        fields["user_id"].choices = [("", _("请选择")), *accounts]


class UnmaskForm(PlainForm):
    reason = forms.ChoiceField(
        label=_("为什么要看"), choices=Unmasking.Reason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
