"""Forms of somebody's employment: papers, contract, insurance, pay, grade, letter, leaving, what follows a broken promise."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.kernel import money
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import day
from yizhan.workforce.models import Insurance, StaffPaper
from yizhan.workforce.rules.leaves import LEAVING

FILE_HINT = _("PDF、Word、Excel 或照片，不超过 20 MB。")


class Amount(forms.CharField):
    """An amount in yuan as people write it; cleaned to whole fen."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **given)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return money.fen(text)
        except ValueError as no:
            raise forms.ValidationError(str(no)) from None


class Month(forms.CharField):
    """A month, chosen from the browser's calendar; cleaned to its first day."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=7, widget=forms.TextInput(attrs={"type": "month"}), **given)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError:
            raise forms.ValidationError(_("请写成 2026-11 这样的月份。")) from None


class StaffPaperForm(PlainForm):
    kind = forms.ChoiceField(label=_("是什么材料"), choices=StaffPaper.Kind.choices)
    dated_on = day(_("材料上的日期"))
    file = forms.FileField(label=_("文件"), help_text=FILE_HINT)


class ContractForm(PlainForm):
    signed_on = day(_("签订日期"))
    first_on = day(_("合同起始日期"))
    last_on = day(_("合同终止日期"), required=False, hint=_("无固定期限的留空。"))
    file = forms.FileField(label=_("合同扫描件"), required=False, help_text=FILE_HINT)


class EndContractForm(PlainForm):
    ended_on = day(_("解除日期"))
    because = forms.CharField(label=_("原因"), max_length=120)


class InsuranceForm(PlainForm):
    kinds = forms.MultipleChoiceField(
        label=_("险种"), choices=Insurance.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    from_on = day(_("从哪天起参保"))
    file = forms.FileField(label=_("参保凭证"), required=False, help_text=FILE_HINT)


class EndInsuranceForm(PlainForm):
    until_on = day(_("缴到哪天"))


class PayForm(PlainForm):
    month = Month(label=_("所属月份"))
    amount_fen = Amount(label=_("应发金额（元）"))
    paid_on = day(_("发放日期"))
    voucher = forms.CharField(
        label=_("凭证号"), max_length=60, help_text=_("银行代发批次号或工资表编号，以后好查。")
    )
    file = forms.FileField(label=_("发放凭证"), required=False, help_text=FILE_HINT)


class MonthForm(PlainForm):
    """The batch of a month: the day, the voucher; the amounts stand in the table."""

    paid_on = day(_("发放日期"))
    voucher = forms.CharField(
        label=_("凭证号"), max_length=60, help_text=_("银行代发批次号或工资表编号，以后好查。")
    )


class ReasonForm(PlainForm):
    because = forms.CharField(label=_("原因"), max_length=120)


class GradeForm(PlainForm):
    grade = forms.ChoiceField(label=_("岗级"))
    from_on = day(_("从哪天起"))
    reason = forms.CharField(label=_("依据"), max_length=120, help_text=_("例如“考核合格，满两年”。"))

    def __init__(self, *args: Any, grades: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Mapping[str, Any] = self.fields
        fields["grade"].choices = [("", _("请选择")), *grades]


class CommitmentForm(PlainForm):
    signed_on = day(_("签署日期"))
    file = forms.FileField(label=_("签好的承诺书"), required=False, help_text=FILE_HINT)


class ResignationForm(PlainForm):
    announced_on = day(_("提出离职的日期"))
    wishes_on = day(_("打算最后在岗的一天"))
    reason = forms.CharField(
        label=_("本人说明的原因"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label=_("离职申请书"), required=False, help_text=FILE_HINT)


class ReplacementForm(PlainForm):
    replacement_id = forms.ChoiceField(label=_("由谁接替"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Mapping[str, Any] = self.fields
        fields["replacement_id"].choices = [("", _("请选择")), *people]


class LeaveForm(PlainForm):
    because = forms.ChoiceField(label=_("离岗情形"), choices=[("", _("请选择")), *LEAVING.items()])
    ended_on = day(_("最后在岗的一天"))
    announced_on = day(_("提出离岗的日期"), required=False, hint=_("登记过离职申请的不用填。"))
    reason = forms.CharField(label=_("原因"), max_length=120)


class SanctionForm(PlainForm):
    rule_id = forms.ChoiceField(label=_("依据哪一条"), widget=forms.RadioSelect)
    organisation_id = forms.ChoiceField(label=_("哪家机构"), required=False)
    cause = forms.CharField(
        label=_("事实"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("什么时候、做了什么、违反了哪一项承诺或约定。对方看得到。"),
    )
    told_on = day(_("告知日期"))
    hear_until_on = day(_("陈述申辩截止"), hint=_("过了这天，或收到申辩意见以后，才能作出决定。"))

    def __init__(
        self,
        *args: Any,
        rules: Sequence[tuple[str, str]],
        agencies: Sequence[tuple[str, str]] | None = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        fields: Mapping[str, Any] = self.fields
        fields["rule_id"].choices = list(rules)
        if agencies is None:
            del self.fields["organisation_id"]
        else:
            fields["organisation_id"].choices = [("", _("请选择")), *agencies]
            fields["organisation_id"].required = True


class StatementForm(PlainForm):
    stated_on = day(_("提交日期"))
    statement = forms.CharField(
        label=_("陈述申辩的意见"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class DecisionForm(PlainForm):
    agreed = forms.ChoiceField(
        label=_("决定"),
        choices=(("1", _("作出处理")), ("0", _("不予处理"))),
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("有申辩意见的，写明采纳没有。"),
    )
