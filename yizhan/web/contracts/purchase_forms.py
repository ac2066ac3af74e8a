"""The forms of a purchase, one a step."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.contracts.models import Bid, Procurement
from yizhan.web.contracts.plans import MoneyField
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import day


class PurchaseForm(PlainForm):
    title = forms.CharField(label=gettext_lazy("采购名称"), max_length=120)
    method = forms.ChoiceField(label=gettext_lazy("采购方式"), choices=Procurement.Method.choices)
    amount_fen = MoneyField(
        label=gettext_lazy("采购金额（元）"),
        max_length=24,
        help_text=gettext_lazy("可以写 2420000，也可以写 242万元。"),
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("比什么"),
        choices=Procurement.Basis.choices,
        widget=forms.RadioSelect,
        initial="PRICE",
    )


class ApproveForm(PlainForm):
    finance_by = forms.CharField(label=gettext_lazy("批准采购方式的财政部门"), max_length=80)
    finance_on = day(gettext_lazy("批准日期"))
    expert_on = day(gettext_lazy("专家评审价格的日期"), required=False)
    expert_fen = MoneyField(label=gettext_lazy("专家评审的价格（元）"), max_length=24, required=False)


class NoticeForm(PlainForm):
    notice_on = day(gettext_lazy("公告日期"))
    bids_due_on = day(gettext_lazy("投标截止日"))
    place = forms.CharField(
        label=gettext_lazy("在哪里公告"), max_length=200, help_text=gettext_lazy("例如政府采购网。")
    )
    services = forms.CharField(
        label=gettext_lazy("公告写明的服务事项"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一行一项。"),
    )

    def clean_services(self) -> list[str]:
        return str(self.cleaned_data["services"]).splitlines()


class BidForm(PlainForm):
    bidder_id = forms.ChoiceField(label=gettext_lazy("投标机构"))
    received_on = day(gettext_lazy("收到日期"))
    price_fen = MoneyField(label=gettext_lazy("报价（元）"), max_length=24, required=False)
    promised_hours = forms.IntegerField(
        label=gettext_lazy("承诺的年度服务工时（小时）"), min_value=1, max_value=1_000_000, required=False
    )

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], by_hours: bool, **given: Any):
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["bidder_id"].choices = agencies
        del fields["price_fen" if by_hours else "promised_hours"]


class PublicityForm(PlainForm):
    first_on = day(gettext_lazy("公示第一天"))
    days = forms.IntegerField(label=gettext_lazy("公示几个工作日"), min_value=1, max_value=60, required=False)
    place = forms.CharField(label=gettext_lazy("在哪里公示"), max_length=200)


class ObjectionForm(PlainForm):
    raised_by = forms.CharField(label=gettext_lazy("谁提出的"), max_length=80)
    raised_on = day(gettext_lazy("提出日期"))
    what = forms.CharField(
        label=gettext_lazy("提了什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class DayForm(PlainForm):
    day = day(gettext_lazy("日期"))


class PanelForm(PlainForm):
    judges = forms.CharField(
        label=gettext_lazy("评委"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("一行写一位；名单加密保存。"),
    )


class SheetForm(PlainForm):
    """One judge's marks for every bid and part, with at most two decimals."""

    day = day(gettext_lazy("评审日期"))

    def __init__(
        self, *args: Any, bids: Sequence[Bid], parts: Sequence[str], most: Decimal | int, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.bids, self.parts = bids, parts
        for bid in bids:
            for place, part in enumerate(parts):
                self.fields[f"m{place}_{bid.pk.hex}"] = forms.DecimalField(
                    label=_("%(part)s（0–%(most)s）") % {"part": part, "most": f"{most:f}"},
                    min_value=0,
                    max_value=most,
                    max_digits=6,
                    decimal_places=2,
                )

    def rows(self) -> list[tuple[Bid, list[Any]]]:
        return [
            (bid, [self[f"m{place}_{bid.pk.hex}"] for place in range(len(self.parts))]) for bid in self.bids
        ]

    def marks(self) -> dict[UUID, dict[str, int]]:
        given = self.cleaned_data
        return {
            bid.pk: {
                part: int(given[f"m{place}_{bid.pk.hex}"] * 100) for place, part in enumerate(self.parts)
            }
            for bid in self.bids
        }
