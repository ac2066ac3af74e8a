"""资源: the forms of an offer and of what is given of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from yizhan.resources.models import Offer
from yizhan.services.models import ServiceRecord
from yizhan.web.plain import PlainForm
from yizhan.web.services.forms import DayInput


def in_yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100


class OfferForm(PlainForm):
    """One line of the ledger as it is typed."""

    offer_id = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.ChoiceField(label=gettext_lazy("记在哪里"))
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Offer.Kind.choices)
    name = forms.CharField(label=gettext_lazy("资源名称"), max_length=60)
    side = forms.ChoiceField(label=gettext_lazy("来自"), choices=Offer.Side.choices)
    provider = forms.CharField(label=gettext_lazy("提供方"), max_length=80)
    contact = forms.CharField(
        label=gettext_lazy("联系人和电话"), required=False, max_length=100,
        help_text=gettext_lazy("加密保存，看得到这项资源的人才看得到。"),
    )  # fmt: skip
    conditions = forms.CharField(
        label=gettext_lazy("什么人可以用、怎么申请"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    count = forms.IntegerField(
        label=gettext_lazy("数量"), required=False, min_value=1, max_value=100_000_000,
        help_text=gettext_lazy("不计数量的留空，例如政策。"),
    )  # fmt: skip
    unit = forms.CharField(label=gettext_lazy("单位"), required=False, max_length=8)
    value_yuan = forms.DecimalField(
        label=gettext_lazy("金额或折价（元）"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    starts_on = forms.DateField(label=gettext_lazy("从哪天起"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("有效期到"), required=False, widget=DayInput())
    shared = forms.BooleanField(label=gettext_lazy("全县各站都可以用"), required=False)

    def told(self) -> dict[str, Any]:
        """The arguments of the verbs, less the place."""
        given = dict(self.cleaned_data)
        value = given.pop("value_yuan")
        given["value_fen"] = None if value is None else int(value * 100)
        return given


class LinkForm(PlainForm):
    """A part of an offer as it is given."""

    link_id = forms.UUIDField(widget=forms.HiddenInput)
    client = forms.TypedMultipleChoiceField(
        label=gettext_lazy("给了谁"), required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    programme = forms.TypedChoiceField(
        label=gettext_lazy("给了哪个小组、活动"), required=False, coerce=UUID, empty_value=None
    )
    others_count = forms.IntegerField(
        label=gettext_lazy("其他受益人数"), required=False, min_value=0, max_value=100_000
    )
    count = forms.IntegerField(label=gettext_lazy("给了多少"), required=False, min_value=1)
    value_yuan = forms.DecimalField(
        label=gettext_lazy("金额或折价（元）"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    done_on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    minutes = forms.IntegerField(label=gettext_lazy("用时（分钟）"), min_value=1, max_value=1440)
    mode = forms.ChoiceField(label=gettext_lazy("方式"), choices=ServiceRecord.Mode.choices)
    worker = forms.UUIDField(label=gettext_lazy("经办社工"), required=False, widget=forms.Select)
    note = forms.CharField(label=gettext_lazy("情况"), required=False, max_length=2000)
    late_reason = forms.CharField(label=gettext_lazy("补记理由"), required=False, max_length=200)

    def told(self) -> dict[str, Any]:
        """The arguments of the verb."""
        given = dict(self.cleaned_data)
        value = given.pop("value_yuan")
        given["value_fen"] = None if value is None else int(value * 100)
        given["others_count"] = given["others_count"] or 0
        given["client_ids"], given["programme_id"] = given.pop("client"), given.pop("programme")
        given["worker_id"] = given.pop("worker")
        return given
