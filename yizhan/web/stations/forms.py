"""The forms of stations. What may be chosen comes from the region's papers and the tree, never from here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.errors import Refused
from yizhan.stations.models import Equipment, OpeningStep, RuleCheck, SafetyCheck, Station, StationDocument
from yizhan.web.errors import cited
from yizhan.web.plain import PlainForm

Answer = TypeVar("Answer")
Choices = Sequence[tuple[str, Any]]


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day, chosen from the browser's calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


def attempt(form: forms.BaseForm, do: Callable[[], Answer]) -> Answer | None:
    """Do it, or put the sentence of the refusal on the form; None when it was refused."""
    try:
        return do()
    except Refused as no:
        form.add_error(None, cited(no))
        return None


class StationFacts(PlainForm):
    """What the place is like."""

    sign_text = forms.CharField(
        label=_("标牌上的文字"),
        max_length=100,
        required=False,
        help_text=_("照实填写挂着的牌子；还没挂的留空。"),
    )
    host_facility = forms.CharField(
        label=_("设在什么设施里"),
        max_length=60,
        required=False,
        help_text=_("例如便民服务中心、党群服务中心。"),
    )
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("站点电话"), max_length=24, required=False)
    floor_area_m2 = forms.IntegerField(
        label=_("场地面积（平方米）"), min_value=1, max_value=100_000, required=False
    )
    mode = forms.ChoiceField(
        label=_("建站方式"), choices=Station.Mode.choices, initial=Station.Mode.PURCHASED
    )


class NewStation(StationFacts):
    region_code = forms.ChoiceField(label=_("所在乡镇（街道）"))
    kind = forms.ChoiceField(label=_("站点类型"), choices=Station.Kind.choices, initial=Station.Kind.STATION)
    name = forms.CharField(
        label=_("站点名称"),
        max_length=60,
        required=False,
        help_text=_("本地区文件规定了名称的，留空就按规定取名。"),
    )
    parent_id = forms.ChoiceField(label=_("挂在哪个站下面"), required=False)
    planned_on = day(_("筹建日期"))

    field_order = ("region_code", "kind", "mode", "name", "sign_text", "parent_id", "planned_on", "host_facility", "address", "phone", "floor_area_m2")  # fmt: skip

    def __init__(self, *args: Any, places: Choices, parents: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Mapping[str, Any] = self.fields
        fields["region_code"].choices = [("", _("请选择")), *places]
        fields["parent_id"].choices = [("", _("不挂")), *parents]


class EditStation(StationFacts):
    short_name = forms.CharField(
        label=_("简称"), max_length=40, help_text=_("列表和标题里用的名字，例如乡镇名。")
    )
    focus = forms.CharField(
        label=_("本站特色"), max_length=200, required=False, help_text=_("一站一策：本站的服务重点。")
    )
    board_size = forms.CharField(label=_("标牌尺寸"), max_length=40, required=False)
    board_material = forms.CharField(label=_("标牌材质"), max_length=40, required=False)
    board_colour = forms.CharField(label=_("标牌颜色"), max_length=40, required=False)
    board_place = forms.CharField(label=_("标牌位置"), max_length=40, required=False)

    field_order = ("short_name", "mode", "focus", "host_facility", "address", "phone", "floor_area_m2", "sign_text", "board_size", "board_material", "board_colour", "board_place")  # fmt: skip


class RoomRow(PlainForm):
    name = forms.CharField(label=_("功能区"), max_length=40, required=False)
    shared = forms.BooleanField(label=_("混合设置或共享"), required=False)
    shared_with = forms.CharField(label=_("与谁共享"), max_length=60, required=False)
    area_m2 = forms.IntegerField(label=_("面积（平方米）"), min_value=1, max_value=10_000, required=False)


class EquipmentRow(PlainForm):
    name = forms.CharField(label=_("名称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=Equipment.Kind.choices, required=False)
    count = forms.IntegerField(label=_("数量"), min_value=1, max_value=10_000, required=False)


Rooms = forms.formset_factory(RoomRow, extra=3, max_num=60)
EquipmentList = forms.formset_factory(EquipmentRow, extra=4, max_num=200)


class NewDocument(PlainForm):
    kind = forms.ChoiceField(label=_("类别"), choices=StationDocument.Kind.choices)
    name = forms.CharField(
        label=_("算作哪一项"),
        max_length=60,
        help_text=_("用本地区文件里的说法，达标体检按它核对。"),
        widget=forms.TextInput(attrs={"list": "document-names"}),
    )
    title = forms.CharField(label=_("文件标题"), max_length=120, required=False)
    version = forms.CharField(label=_("版本"), max_length=20, required=False)
    in_force_from_on = day(_("从哪天起有效"))
    file = forms.FileField(
        label=_("文件"),
        required=False,
        help_text=_("PDF、Word、Excel、JPG、PNG，不超过 20 MB。只有纸质件的可以不传。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.doc,.docx,.xls,.xlsx,.jpg,.jpeg,.png"}),
    )


class StepForm(PlainForm):
    step = forms.ChoiceField(label=_("步骤"), choices=OpeningStep.Step.choices)
    done_on = day(_("完成日期"))
    evidence = forms.CharField(
        label=_("凭据"), max_length=200, required=False, help_text=_("例如协议编号、揭牌照片。")
    )


class StatusForm(PlainForm):
    to = forms.ChoiceField(label=_("办理"), widget=forms.RadioSelect)
    on = day(_("从哪天起"))
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, choices: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Mapping[str, Any] = self.fields
        fields["to"].choices = choices


class OperatorForm(PlainForm):
    organisation_id = forms.ChoiceField(label=_("承接主体"))
    from_on = day(_("从哪天起承接"), hint=_("上一家承接到前一天为止，服务对象档案随站移交。"))

    def __init__(self, *args: Any, organisations: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Mapping[str, Any] = self.fields
        fields["organisation_id"].choices = [("", _("请选择")), *organisations]


class ServiceListForm(PlainForm):
    made_on = day(_("制定日期"))
    filed_county_on = day(_("报送县民政局日期"), required=False)
    filed_township_on = day(_("报送乡镇日期"), required=False)


class SafetyForm(PlainForm):
    checked_on = day(_("检查日期"))
    result = forms.ChoiceField(label=_("结果"), choices=SafetyCheck.Result.choices, widget=forms.RadioSelect)
    findings = forms.CharField(
        label=_("发现的问题"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("合格的可以不写。"),
    )
    mend_by_on = day(_("整改期限"), required=False)


class RuleCheckForm(PlainForm):
    result = forms.ChoiceField(
        label=_("核对结果"), choices=RuleCheck.Result.choices, widget=forms.RadioSelect
    )
    checked_on = day(_("核对日期"))
    note = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("没有达标的，写明差在哪里。")
    )
