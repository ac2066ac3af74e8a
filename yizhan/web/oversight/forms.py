"""The forms of complaints."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.oversight.models import Complaint
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import Choices, day

SUBJECTS = {
    "station_id": ("STATION", "AGENCY", "OTHER"),
    "worker_id": ("WORKER",),
    "organisation_id": ("AGENCY",),
}
"""Which field names whom a complaint of which kind is about; with an agency one may name its station instead."""

LONG = forms.Textarea(attrs={"rows": 4})


class NewComplaint(PlainForm):
    """What was said, about whom, and by whom if she wants to tell."""

    complaint_id = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.ChoiceField(label=_("投诉的是"), choices=Complaint.About.choices)
    station_id = forms.ChoiceField(label=_("哪个社工站"), required=False)
    worker_id = forms.ChoiceField(
        label=_("哪位工作人员"), required=False, help_text=_("不知道是谁的，上面选“社工站的服务”。")
    )
    organisation_id = forms.ChoiceField(
        label=_("哪家机构"), required=False, help_text=_("选了社工站的，系统按承接关系认定，不用选。")
    )
    way = forms.ChoiceField(label=_("怎么收到的"), choices=Complaint.Way.choices)
    received_on = day(_("收到的日期"))
    what = forms.CharField(
        label=_("投诉的事"),
        max_length=4000,
        widget=LONG,
        help_text=_("照投诉人的原话写：什么时候、在哪里、发生了什么。"),
    )
    anonymous = forms.BooleanField(label=_("匿名（不登记姓名和电话）"), required=False)
    name = forms.CharField(label=_("投诉人怎么称呼"), max_length=40, required=False)
    phone = forms.CharField(label=_("电话"), max_length=24, required=False)

    def __init__(
        self, *args: Any, stations: Choices, workers: Choices, agencies: Choices, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        for name, rows in (("station_id", stations), ("worker_id", workers), ("organisation_id", agencies)):
            fields[name].choices = [("", _("请选择") if name == "worker_id" else _("不选")), *rows]

    @property
    def subjects(self) -> list[tuple[forms.BoundField, str, bool]]:
        """Each field that names the subject, the kinds it is for, and whether it is away for the kind now chosen."""
        about = str(self["about"].value())
        return [(self[name], " ".join(kinds), about not in kinds) for name, kinds in SUBJECTS.items()]

    def clean(self) -> dict[str, Any]:
        """What was chosen before another kind was, and is no longer on the page, is not sent along."""
        given: dict[str, Any] = super().clean() or {}
        for name, kinds in SUBJECTS.items():
            if given.get("about") not in kinds:
                given[name] = ""
        return given


class Answer(PlainForm):
    finding = forms.ChoiceField(
        label=_("查实的结果"), choices=[("", _("请选择")), *Complaint.Finding.choices]
    )
    measures = forms.CharField(
        label=_("采取的措施"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    answer = forms.CharField(label=_("给投诉人的答复"), max_length=4000, widget=LONG)


class AskAccount(PlainForm):
    question = forms.CharField(
        label=_("请对方说明什么"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("对方看得到这段话，看不到投诉人；不要写投诉人是谁。"),
    )
    answer_by_on = day(_("最迟哪天说明"))
