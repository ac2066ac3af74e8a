"""The forms of agreements, their indicators and payments."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.contracts.actions import IndicatorLine, PaymentLine, StationLine
from yizhan.contracts.models import Agreement, Indicator
from yizhan.contracts.rules.indicators import RATE, shared
from yizhan.kernel import money
from yizhan.kernel.metric import METRICS
from yizhan.stations.models import Station
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import day

LINES = 10
PAYMENTS = 6
BY_PAPER = "-"
CELL = {"class": "form-control"}
"""A box in the cell of a table, drawn by itself."""
WORDS = (
    ("IN_FORCE", "协议生效"), ("STAFF_ON_SITE", "到岗"), ("INVOICE", "发票"), ("EVALUATION", "评估"), ("REPORT", "报告"),
)  # fmt: skip
"""What a condition is, by a word in its name."""


class Yuan(forms.CharField):
    """An amount as people write it: 220000, 22万, 1,234.50; becomes whole fen."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return money.fen(text)
        except ValueError:
            raise ValidationError(_("写成 220000 或 22万 这样，到分为止。")) from None


class AgreementForm(PlainForm):
    """What is bought from whom, for which stations."""

    provider_id = forms.ChoiceField(label=gettext_lazy("服务方（承接机构）"))
    number = forms.CharField(label=gettext_lazy("协议编号"), required=False, max_length=60)
    amount = Yuan(
        label=gettext_lazy("协议金额（元）"), help_text=gettext_lazy("各站相加要等于它；可写 242万。")
    )
    first_on = day(gettext_lazy("协议第一天"))
    last_on = day(gettext_lazy("协议最后一天"))
    cycle_first_on = day(gettext_lazy("周期第一天"))
    cycle_last_on = day(gettext_lazy("周期最后一天"))
    services = forms.MultipleChoiceField(
        label=gettext_lazy("购买的服务事项"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        agencies: Sequence[tuple[str, str]],
        stations: Sequence[Station],
        clauses: Sequence[str],
        services: Sequence[tuple[str, str]],
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["provider_id"].choices = [("", _("请选择")), *agencies]
        fields["services"].choices = services
        self.stations, self.clauses = stations, clauses
        for station in stations:
            self.fields[f"heads_{station.pk.hex}"] = forms.IntegerField(
                label=_("%(station)s，人数") % {"station": station.short_name}, widget=forms.NumberInput(attrs=CELL), required=False, min_value=0, max_value=200
            )  # fmt: skip
            self.fields[f"money_{station.pk.hex}"] = Yuan(
                label=_("%(station)s，金额（元）") % {"station": station.short_name},
                widget=forms.TextInput(attrs=CELL),
                required=False,
            )
        for place, name in enumerate(clauses):
            self.fields[f"clause_{place}"] = forms.CharField(
                label=name, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def station_rows(self) -> list[tuple[Station, Any, Any]]:
        return [(one, self[f"heads_{one.pk.hex}"], self[f"money_{one.pk.hex}"]) for one in self.stations]

    def clause_rows(self) -> list[Any]:
        return [self[f"clause_{place}"] for place in range(len(self.clauses))]

    def told(self) -> dict[str, Any]:
        """The arguments of the verb; a station without people and money is not in the agreement."""
        given = self.cleaned_data
        lines = [
            StationLine(one.pk, given[f"heads_{one.pk.hex}"] or 0, given[f"money_{one.pk.hex}"] or 0)
            for one in self.stations
            if given[f"heads_{one.pk.hex}"] or given[f"money_{one.pk.hex}"]
        ]
        return {
            "provider_id": UUID(given["provider_id"]),
            "number": given["number"],
            "amount_fen": given["amount"],
            "first_on": given["first_on"],
            "last_on": given["last_on"],
            "cycle_first_on": given["cycle_first_on"],
            "cycle_last_on": given["cycle_last_on"],
            "services": given["services"],
            "stations": lines,
            "clauses": {name: given[f"clause_{place}"] for place, name in enumerate(self.clauses)},
        }


class SignForm(PlainForm):
    number = forms.CharField(label=gettext_lazy("协议编号"), max_length=60)
    signed_on = day(gettext_lazy("签订日期"))


class EndForm(PlainForm):
    ended_on = day(gettext_lazy("终止日期"), hint=gettext_lazy("机构的人到这一天为止看得到档案。"))
    because = forms.CharField(label=gettext_lazy("为什么终止"), max_length=200)


class IndicatorsForm(PlainForm):
    """Ten lines: what is counted, and how much of it in the year."""

    def __init__(self, *args: Any, agreement: Agreement, lines: Sequence[Any], **given: Any) -> None:
        super().__init__(*args, **given)
        self.agreement, self.lines = agreement, lines
        choices = [("", "—"), *metric_choices(), (BY_PAPER, _("不由系统计数，用材料证明"))]
        for place in range(LINES):
            self.fields[f"metric_{place}"] = forms.ChoiceField(
                label=_("口径"), required=False, choices=choices
            )
            self.fields[f"kind_{place}"] = forms.ChoiceField(
                label=_("类别"), required=False, choices=Indicator.Kind.choices
            )
            self.fields[f"name_{place}"] = forms.CharField(label=_("名称"), required=False, max_length=40)
            self.fields[f"unit_{place}"] = forms.CharField(label=_("单位"), required=False, max_length=8)
            self.fields[f"total_{place}"] = forms.DecimalField(
                label=_("全年总数"), required=False, min_value=0, max_digits=12, decimal_places=2
            )

    def rows(self) -> list[tuple[int, list[Any]]]:
        names = ("metric", "kind", "name", "unit", "total")
        return [(place + 1, [self[f"{name}_{place}"] for name in names]) for place in range(LINES)]

    def told(self) -> list[IndicatorLine]:
        """Lines with a figure; the year's total over the stations by their workers, a rate for each alike."""
        given, found = self.cleaned_data, []
        heads = [line.headcount for line in self.lines]
        for place in range(LINES):
            metric, total = given[f"metric_{place}"], given[f"total_{place}"]
            if not metric or total is None:
                continue
            one = METRICS.get(metric)
            unit = one.unit if one else given[f"unit_{place}"]
            each: Iterable[Any] = [total] * len(heads) if unit == RATE else shared(int(total), heads)
            found.append(
                IndicatorLine(
                    kind=given[f"kind_{place}"] or "CONTENT",
                    name=given[f"name_{place}"] or (one.label if one else ""),
                    metric="" if metric == BY_PAPER else metric,
                    unit=unit,
                    targets={
                        line.station_id: Decimal(share) for line, share in zip(self.lines, each, strict=True)
                    },
                )
            )
        return found


def metric_choices() -> list[tuple[str, str]]:
    """Figures an agreement may ask for: those of delivered services and of files."""
    return sorted(
        (
            (name, f"{one.label}（{one.unit}）")
            for name, one in METRICS.items()
            if name.startswith(("services.", "clients.")) and one.unit not in ("项", "文", "日", "每人")
        ),
        key=lambda pair: pair[1],
    )


class PaymentsForm(PlainForm):
    """Up to six instalments, each with what it waits for, in words."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for place in range(PAYMENTS):
            self.fields[f"name_{place}"] = forms.CharField(label=_("期次"), required=False, max_length=40)
            self.fields[f"amount_{place}"] = Yuan(label=_("金额（元）"), required=False)
            self.fields[f"due_{place}"] = day(_("预计哪天"), required=False)
            self.fields[f"waits_{place}"] = forms.CharField(label=_("条件"), required=False, max_length=200)

    def rows(self) -> list[list[Any]]:
        return [
            [self[f"{name}_{place}"] for name in ("name", "amount", "due", "waits")]
            for place in range(PAYMENTS)
        ]

    def told(self) -> list[PaymentLine]:
        given, found = self.cleaned_data, []
        for place in range(PAYMENTS):
            if not given[f"name_{place}"] and not given[f"amount_{place}"]:
                continue
            waits = [word.strip() for word in given[f"waits_{place}"].replace("，", "、").split("、")]
            found.append(
                PaymentLine(
                    given[f"name_{place}"] or _("第%(n)s期") % {"n": place + 1},
                    given[f"amount_{place}"] or 0,
                    given[f"due_{place}"],
                    [(kind_of(word), word) for word in waits if word],
                )
            )
        return found


def kind_of(name: str) -> str:
    """What a condition is, read from its name."""
    return next((kind for kind, word in WORDS if word in name), "OTHER")


class EvidenceForm(PlainForm):
    met_on = day(gettext_lazy("材料上的日期"))
    note = forms.CharField(label=gettext_lazy("结果或说明"), required=False, max_length=120)
    file = forms.FileField(label=gettext_lazy("文件"), help_text=gettext_lazy("PDF、Word、Excel 或照片。"))


class SettlementForm(PlainForm):
    amount = Yuan(label=gettext_lazy("结算金额（元）"))
    settled_on = day(gettext_lazy("结算单的日期"))
    because = forms.CharField(
        label=gettext_lazy("结的是哪些服务、怎么算的"),
        max_length=120,
        help_text=gettext_lazy("例如“7月至10月共4个月，按每月 3.6 万元”。"),
    )
    file = forms.FileField(
        label=gettext_lazy("双方签字的结算单"), help_text=gettext_lazy("PDF、Word、Excel 或照片。")
    )


class DeductionForm(PlainForm):
    kind = forms.ChoiceField(label=gettext_lazy("怎么处理"))
    instalment_id = forms.ChoiceField(label=gettext_lazy("从哪一期扣"), required=False)
    sanction_id = forms.ChoiceField(
        label=gettext_lazy("执行哪一项处理"),
        required=False,
        help_text=gettext_lazy("对这家机构生效的“收回资金”处理；不是处理引起的留空。"),
    )
    amount = Yuan(label=gettext_lazy("金额（元）"))
    because = forms.CharField(label=gettext_lazy("为什么"), max_length=200)
    clause = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("协议或文件的哪一条，例如“协议第九条”。"),
    )


class DecisionForm(PlainForm):
    """The year's evaluation and what follows from it."""

    points = forms.DecimalField(
        label=gettext_lazy("评估得分"), required=False, min_value=0, max_digits=6, decimal_places=2
    )
    result = forms.CharField(label=gettext_lazy("评估结果"), required=False, max_length=20)
    passed = forms.TypedChoiceField(
        label=gettext_lazy("合格吗"),
        required=False,
        empty_value=None,
        coerce=lambda word: word == "yes",
        choices=[("", "—"), ("yes", gettext_lazy("合格")), ("no", gettext_lazy("不合格"))],
    )
    allowed = forms.TypedChoiceField(
        label=gettext_lazy("是否续签"),
        coerce=lambda word: word == "yes",
        choices=[("yes", gettext_lazy("续签")), ("no", gettext_lazy("不续签"))],
        widget=forms.RadioSelect,
    )
    because = forms.CharField(label=gettext_lazy("理由"), required=False, max_length=200)
    file = forms.FileField(label=gettext_lazy("评估结果文件"), required=False)


class RenewForm(PlainForm):
    name = forms.CharField(label=gettext_lazy("下一年度项目的名称"), max_length=80)


class NoteForm(PlainForm):
    """A figure no record counts."""

    station_id = forms.ChoiceField(label=gettext_lazy("社工站"))
    value = forms.DecimalField(
        label=gettext_lazy("到这一天共完成"), min_value=0, max_digits=12, decimal_places=2
    )
    counted_to_on = day(gettext_lazy("统计到哪一天"))
    file = forms.FileField(label=gettext_lazy("佐证材料"))


def yuan_text(fen: int) -> str:
    """For a box: 220000 or 220000.50."""
    return f"{Decimal(fen) / 100:f}" if fen % 100 else str(fen // 100)
