"""The forms of the money. What may be chosen comes from the region's papers and the agreement, never from here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.kernel import money
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import Choices, day


class Fen(forms.CharField):
    """An amount as people write it: 380.50, 1,234, 22万; becomes whole fen."""

    def __init__(self, **options: Any) -> None:
        # no max_length: its check would look at the fen
        attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "24"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return money.fen(text)
        except ValueError:
            raise forms.ValidationError(_("金额写成 380.50 或 22万 这样，到分为止。")) from None


class FundForm(PlainForm):
    """What a source promises."""

    source = forms.CharField(
        label=_("资金来源"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "sources"}),
        help_text=_("从本地区文件列出的来源里选；文件许可的，也可以另写。"),
    )
    payer = forms.CharField(
        label=_("由谁承担"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "payers"}),
        help_text=_("例如省级财政、县级财政。"),
    )
    planned = Fen(label=_("安排金额（元）"))
    purpose = forms.CharField(
        label=_("专门用途"),
        max_length=80,
        required=False,
        help_text=_("专款专用的写明用途；不限用途的留空。"),
    )
    matching = forms.BooleanField(label=_("这是承诺的配套资金，须足额到位"), required=False)
    rule_id = forms.ChoiceField(
        label=_("按比例提取的，核对哪一条"), required=False, help_text=_("填了基数就算出上限。")
    )
    basis = Fen(label=_("基数（元）"), required=False)
    document = forms.CharField(label=_("下达文号"), max_length=80, required=False)

    def __init__(self, *args: Any, caps: Choices, **given: Any):
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["rule_id"].choices = [("", _("不按比例")), *caps]


class ArrivalForm(PlainForm):
    """Money of a source came in."""

    source = forms.ChoiceField(label=_("资金来源"))
    amount = Fen(label=_("到位金额（元）"))
    moved_on = day(_("到账日期"))
    what = forms.CharField(label=_("说明"), max_length=200, help_text=_("例如“省级补助第一批”。"))
    station_id = forms.ChoiceField(label=_("分到哪个站"), required=False)

    def __init__(self, *args: Any, sources: Choices, stations: Choices, **given: Any):
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["source"].choices = sources
        fields["station_id"].choices = [("", _("不分到站")), *stations]


class ReverseForm(PlainForm):
    because = forms.CharField(label=_("为什么冲销"), max_length=120)


class ExpenseForm(PlainForm):
    """One expense with its voucher."""

    amount = Fen(label=_("金额（元）"))
    paid_on = day(_("支付日期"))
    heading = forms.ChoiceField(label=_("预算科目"))
    station_id = forms.ChoiceField(label=_("哪个站"), required=False)
    what = forms.CharField(label=_("用途"), max_length=200)
    payee = forms.CharField(label=_("付给谁"), max_length=60, help_text=_("加密保存，名单上不显示。"))
    invoice_number = forms.CharField(
        label=_("发票号码"), max_length=40, required=False, help_text=_("一张发票只能报一次。")
    )
    why_no_invoice = forms.CharField(
        label=_("没有发票的，为什么"),
        max_length=120,
        required=False,
        help_text=_("例如“工资表”“银行手续费”。"),
    )
    nature = forms.ChoiceField(label=_("是不是不得列支的"), required=False)
    file = forms.FileField(
        label=_("凭证"), required=False, help_text=_("照片或 PDF，不超过 20 MB；可以以后补传。")
    )

    def __init__(self, *args: Any, headings: Choices, stations: Choices, forbidden: Choices, **given: Any):
        super().__init__(*args, **given)
        fields: Any = self.fields
        if headings:
            fields["heading"].choices = [("", _("请选择")), *headings]
        else:
            fields["heading"] = forms.CharField(
                label=_("科目"),
                max_length=40,
                help_text=_("本地区尚无预算科目的规定，照协议预算填写。"),
            )
        fields["station_id"].choices = [("", _("不分站，全协议共用")), *stations]
        if forbidden:
            fields["nature"].choices = [("", _("都不是")), *forbidden]
        else:
            del fields["nature"]


class CorrectionForm(ExpenseForm):
    because = forms.CharField(
        label=_("为什么更正"), max_length=120, help_text=_("原来的一笔会冲销，两笔都保留。")
    )


class VoucherForm(PlainForm):
    file = forms.FileField(label=_("凭证"), help_text=_("照片或 PDF，不超过 20 MB。"))
    dated_on = day(_("凭证上的日期"))


class BankForm(PlainForm):
    file = forms.FileField(
        label=_("银行流水"), help_text=_("网银导出的 Excel 或 CSV；先看一遍，再确认导入。")
    )


class StatementForm(PlainForm):
    """What cannot be worked out is added with its reason."""

    name = forms.CharField(
        label=_("补充一项"),
        max_length=40,
        required=False,
        help_text=_("账上算不出来的才填，例如“应付未付工资”。"),
    )
    amount = Fen(label=_("金额（元）"), required=False)
    because = forms.CharField(label=_("依据"), max_length=120, required=False)
    note = forms.CharField(
        label=_("说明"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def added(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        if not given["name"] and given["amount"] is None:
            return []
        return [{"name": given["name"], "fen": given["amount"] or 0, "because": given["because"]}]
