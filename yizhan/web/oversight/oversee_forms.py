"""The forms of inspections, letters and what is to be put right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.oversight.models import Admonition, Finding, Inspection
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import Choices, day


def _long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Whom(PlainForm):
    """A station, or an agency as a whole."""

    whom = forms.ChoiceField(label=_("哪个站、哪家机构"))

    def __init__(self, *args: Any, stations: Choices, agencies: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        groups = [("", _("请选择")), (_("社工站"), list(stations))]
        if agencies:
            groups.append((_("承接机构（整个机构的事）"), list(agencies)))
        fields["whom"].choices = groups


class NewInspection(Whom):
    inspection_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("哪种检查"), choices=Inspection.Kind.choices)
    planned_on = day(_("哪天去"))
    topics = forms.MultipleChoiceField(
        label=_("按文件查哪些方面"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "每一项材料、设施在检查页上是一行；不选的，到现场自己加。回头看不用选，自动列出已销号的事项。"
        ),
    )
    third = forms.CharField(
        label=_("请第三方去的，写机构名称"), max_length=80, required=False, help_text=_("自己去的留空。")
    )
    announced = forms.BooleanField(label=_("提前通知对方"), required=False)

    field_order = ("whom", "kind", "planned_on", "topics", "third", "announced")

    def __init__(self, *args: Any, topics: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["topics"].choices = topics
        if not topics:
            del fields["topics"]


class NewAdmonition(Whom):
    admonition_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("用哪种方式"), choices=Admonition.Kind.choices, widget=forms.RadioSelect)
    given_on = day(_("发出、约谈的日期"))
    receiver = forms.CharField(
        label=_("发给谁、约谈了谁"), max_length=200, help_text=_("例如机构负责人；通报的写通报范围。")
    )
    content = forms.CharField(
        label=_("内容"), max_length=4000, widget=_long(5), help_text=_("指出了什么问题，要求做什么。")
    )
    asks = forms.CharField(
        label=_("要整改的事项"),
        required=False,
        max_length=4000,
        widget=_long(),
        help_text=_("一行一项，每行成为一个整改事项；没有的留空。"),
    )
    mend_by_on = day(_("整改期限"), required=False)
    answer_by_on = day(_("请对方最迟哪天回复"), required=False, hint=_("不用回复的留空。"))

    field_order = ("whom", "kind", "given_on", "receiver", "content", "answer_by_on", "asks", "mend_by_on")


class NewFinding(Whom):
    finding_id = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("要整改的是什么"),
        max_length=2000,
        widget=_long(),
        help_text=_("一次一件事；不要写服务对象、投诉人的姓名。"),
    )
    rule_id = forms.ChoiceField(label=_("违反哪条规定"), required=False)
    owner = forms.ChoiceField(
        label=_("谁来整改"),
        required=False,
        choices=[("", _("按规定的责任方；没有规定的，由站或机构")), *Finding.Owner.choices],
    )
    mend_by_on = day(_("整改期限"), required=False)

    field_order = ("whom", "what", "rule_id", "owner", "mend_by_on")

    def __init__(self, *args: Any, rules: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["rule_id"].choices = [("", _("不选")), *rules]


class Evidence(PlainForm):
    file = forms.FileField(label=_("照片或材料"), help_text=_("照片、PDF、Word、Excel，不超过 20 MB。"))
    title = forms.CharField(label=_("说明"), max_length=120, required=False)
