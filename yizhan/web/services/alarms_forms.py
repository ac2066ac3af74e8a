"""危机、强制报告: what is written down when one is raised."""

from django import forms
from django.utils.translation import gettext_lazy

from yizhan.web.plain import PlainForm


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AlarmForm(PlainForm):
    """What was seen, as fast as it can be written."""

    alarm_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.CharField(widget=forms.HiddenInput)
    station = forms.ChoiceField(label=gettext_lazy("社工站"))
    name = forms.CharField(
        label=gettext_lazy("是谁"), required=False, max_length=60,
        help_text=gettext_lazy("不知道姓名的，写“不知姓名的男孩”。"),
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=gettext_lazy("性别"), required=False,
        choices=[("", gettext_lazy("不清楚")), ("男", gettext_lazy("男")), ("女", gettext_lazy("女"))],
    )  # fmt: skip
    age = forms.CharField(label=gettext_lazy("年龄"), required=False, max_length=20)
    where = forms.CharField(label=gettext_lazy("在哪里"), required=False, max_length=120)
    found_at = forms.DateTimeField(label=gettext_lazy("什么时候发现"), widget=MomentInput())
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("哪种情形"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.CharField(label=gettext_lazy("其他情形"), required=False, max_length=100)
    seen = forms.CharField(
        label=gettext_lazy("看到、听到了什么"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=gettext_lazy("写看到的、听到的原话，不写推断。存好后不能改，只能补充。"),
    )
    guardian_danger = forms.BooleanField(
        label=gettext_lazy("危险可能来自监护人或者同住的人（不通知、不征求监护人，页面上不显示其电话）"), required=False
    )  # fmt: skip
    suspect = forms.MultipleChoiceField(
        label=gettext_lazy("危险可能来自本站的人"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("选了的人看不到这件事，也收不到提醒；县民政局马上收到提醒。"),
    )  # fmt: skip
