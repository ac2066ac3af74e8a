"""What is typed about a service. Rules are asked by the verbs; a form only reads."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.services.models import ServiceRecord, TaskRefusal
from yizhan.web.plain import PlainForm

MODES = [(value, label) for value, label in ServiceRecord.Mode.choices if value != "OUTSIDE"]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ServiceForm(PlainForm):
    """One delivered service."""

    service_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("服务类型"), choices=ServiceRecord.Kind.choices)
    station = forms.UUIDField(widget=forms.HiddenInput)
    client = forms.TypedMultipleChoiceField(coerce=UUID, required=False, label=_("服务对象"))
    mode = forms.ChoiceField(label=_("方式"), choices=ServiceRecord.Mode.choices)
    in_vain = forms.BooleanField(label=_("没见到"), required=False)
    item = forms.MultipleChoiceField(label=_("做了什么"), required=False)
    minutes = forms.IntegerField(label=_("时长"), min_value=1, max_value=1440)
    done_on = forms.DateField(label=_("日期"), widget=DayInput())
    note = forms.CharField(label=_("情况"), required=False, max_length=2000)
    found = forms.CharField(label=_("发现的问题"), required=False, max_length=1000)
    follow_up = forms.CharField(label=_("要跟进什么"), required=False, max_length=500)
    follow_up_on = forms.DateField(label=_("什么时候跟进"), required=False, widget=DayInput())
    case_step = forms.ChoiceField(
        label=_("个案进展"), required=False, choices=[("", "—"), *ServiceRecord.CaseStep.choices]
    )
    title = forms.CharField(label=_("名称"), required=False, max_length=80)
    place = forms.CharField(label=_("地点"), required=False, max_length=80)
    partner = forms.CharField(label=_("对方单位"), required=False, max_length=80)
    value_yuan = forms.DecimalField(
        label=_("金额或折价（元）"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    participants_count = forms.IntegerField(
        label=_("其他参加的人数"), required=False, min_value=0, max_value=100_000
    )
    satisfaction = forms.TypedChoiceField(
        label=_("问一句：满意吗"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("没有问")), *ServiceRecord.Satisfaction.choices],
    )
    worker = forms.UUIDField(label=_("谁提供的服务"), required=False)
    colleague = forms.TypedMultipleChoiceField(label=_("同行社工"), required=False, coerce=UUID)
    volunteer = forms.TypedMultipleChoiceField(label=_("志愿者"), required=False, coerce=UUID)
    late_reason = forms.CharField(label=_("补记理由"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        people: Iterable[tuple[UUID, str]] = (),
        items: Iterable[tuple[str, str]] = (),
        colleagues: Iterable[tuple[UUID, str]] = (),
        volunteers: Iterable[tuple[UUID, str]] = (),
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        for name, choices in (
            ("client", people), ("item", items), ("colleague", colleagues), ("volunteer", volunteers),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(str(value), label) for value, label in choices]

    def told(self, *, on: date) -> dict[str, Any]:
        """The arguments of the verb."""
        given = self.cleaned_data
        value = given["value_yuan"]
        return {
            "service_id": given["service_id"],
            "station_id": given["station"],
            "kind": given["kind"],
            "client_ids": given["client"],
            "mode": given["mode"],
            "met": not given["in_vain"],
            "item_codes": given["item"],
            "minutes": given["minutes"],
            "done_on": given["done_on"],
            "on": on,
            "note": given["note"],
            "found": given["found"],
            "follow_up": given["follow_up"],
            "follow_up_on": given["follow_up_on"],
            "case_step": given["case_step"],
            "title": given["title"],
            "place": given["place"],
            "partner": given["partner"],
            "value_fen": None if value is None else int(value * 100),
            "participants_count": given["participants_count"] or 0,
            "satisfaction": given["satisfaction"],
            "worker_id": given["worker"],
            "colleague_ids": given["colleague"],
            "volunteer_ids": given["volunteer"],
            "late_reason": given["late_reason"],
        }


class CorrectForm(PlainForm):
    """What of a record may be mended."""

    done_on = forms.DateField(label=_("日期"), widget=DayInput())
    mode = forms.ChoiceField(label=_("方式"), choices=ServiceRecord.Mode.choices)
    met = forms.TypedChoiceField(
        label=_("见到了吗"), coerce=lambda word: word == "1", choices=[("1", _("见到了")), ("0", _("没见到"))]
    )
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=1440)
    title = forms.CharField(label=_("名称"), required=False, max_length=80)
    place = forms.CharField(label=_("地点"), required=False, max_length=80)
    participants_count = forms.IntegerField(label=_("其他参加的人数"), min_value=0, max_value=100_000)
    satisfaction = forms.TypedChoiceField(
        label=_("问一句：满意吗"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("没有问")), *ServiceRecord.Satisfaction.choices],
    )
    note = forms.CharField(
        label=_("情况"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    found = forms.CharField(
        label=_("发现的问题"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )
    follow_up = forms.CharField(label=_("要跟进什么"), required=False, max_length=500)
    follow_up_on = forms.DateField(label=_("什么时候跟进"), required=False, widget=DayInput())
    reason = forms.CharField(
        label=_("为什么要改"), max_length=200, help_text=_("原来的内容会保留，谁在什么时候改了哪里都看得到。")
    )


class TaskForm(PlainForm):
    """An administrative task somebody asked of the station."""

    station = forms.ChoiceField(label=_("社工站"))
    asked_on = forms.DateField(label=_("哪天交办"), widget=DayInput())
    asked_by = forms.CharField(
        label=_("谁交办的"), max_length=80, help_text=_("写单位和科室，不写个人姓名。")
    )
    task = forms.CharField(label=_("交办了什么"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    outcome = forms.ChoiceField(
        label=_("怎么办的"), choices=TaskRefusal.Outcome.choices, widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(
        label=_("用了多少分钟"), required=False, min_value=1, help_text=_("只有承担了才填。")
    )
    answer = forms.CharField(label=_("怎么答复的"), required=False, max_length=200)
