"""The form of a variation: money and people of each station, who joins and who leaves, targets, payments, clauses."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.contracts.actions import StationLine
from yizhan.contracts.models import AgreementStation, Indicator, Instalment
from yizhan.stations.models import Station
from yizhan.web.contracts.agreement_forms import CELL, Yuan
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import day


class VaryForm(PlainForm):
    """What is changed from a day on.

    lines  stations of the agreement; free: stations of the county that may join it
    """

    kind = forms.ChoiceField(label=gettext_lazy("怎么变更"))
    from_on = day(gettext_lazy("从哪一天起"))
    because = forms.CharField(label=gettext_lazy("为什么变更"), max_length=200)
    amount = Yuan(label=gettext_lazy("变更后的协议金额（元）"))

    def __init__(
        self,
        *args: Any,
        kinds: Any,
        lines: Sequence[AgreementStation],
        free: Sequence[Station],
        indicators: Sequence[Indicator],
        payments: Sequence[Instalment],
        clauses: Sequence[str],
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["kind"].choices = kinds
        self.lines, self.free, self.indicators = lines, free, indicators
        self.payments, self.clauses = payments, clauses
        for station in self._stations():
            key, required = station.pk.hex, station not in free
            self.fields[f"heads_{key}"] = forms.IntegerField(
                label=_("%(station)s，人数") % {"station": station.short_name},
                widget=forms.NumberInput(attrs=CELL),
                required=required,
                min_value=0,
                max_value=200,
            )
            self.fields[f"money_{key}"] = Yuan(
                label=_("%(station)s，金额（元）") % {"station": station.short_name},
                widget=forms.TextInput(attrs=CELL),
                required=required,
            )
        for line in lines:
            if line.to_on is None:
                self.fields[f"leave_{line.station_id.hex}"] = forms.BooleanField(
                    label=_("%(station)s退出") % {"station": line.station.short_name},
                    required=False,
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                )
        for one in indicators:
            for station in self._stations():
                self.fields[_target(one, station.pk)] = forms.DecimalField(
                    label=station.short_name, required=False, min_value=0, max_digits=12, decimal_places=2
                )
        for each in payments:
            self.fields[f"pay_{each.pk.hex}"] = Yuan(
                label=_("%(name)s（元）") % {"name": each.name}, disabled=each.state != "PLANNED"
            )
        for place, name in enumerate(clauses):
            self.fields[f"clause_{place}"] = forms.CharField(
                label=name, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def _stations(self) -> list[Station]:
        return [*(line.station for line in self.lines), *self.free]

    def station_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "station": line.station,
                "heads": self[f"heads_{line.station_id.hex}"],
                "fen": self[f"money_{line.station_id.hex}"],
                "leave": self[f"leave_{line.station_id.hex}"] if line.to_on is None else None,
                "left_on": line.to_on,
            }
            for line in self.lines
        ]

    def free_rows(self) -> list[dict[str, Any]]:
        return [
            {"station": one, "heads": self[f"heads_{one.pk.hex}"], "fen": self[f"money_{one.pk.hex}"]}
            for one in self.free
        ]

    def target_rows(self) -> list[tuple[Indicator, list[Any]]]:
        return [(one, [self[_target(one, each.pk)] for each in self._stations()]) for one in self.indicators]

    def payment_rows(self) -> list[Any]:
        return [self[f"pay_{one.pk.hex}"] for one in self.payments]

    def clause_rows(self) -> list[Any]:
        return [self[f"clause_{place}"] for place in range(len(self.clauses))]

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        joining = [one for one in self.free if given[f"heads_{one.pk.hex}"] or given[f"money_{one.pk.hex}"]]
        inside = [line.station_id for line in self.lines] + [one.pk for one in joining]
        targets: dict[tuple[UUID, UUID], Decimal] = {
            (one.pk, station): value
            for one in self.indicators
            for station in inside
            if (value := given[_target(one, station)]) is not None
        }
        return {
            "kind": given["kind"],
            "from_on": given["from_on"],
            "because": given["because"],
            "amount_fen": given["amount"],
            "stations": [
                StationLine(one, given[f"heads_{one.hex}"] or 0, given[f"money_{one.hex}"] or 0)
                for one in inside
            ],
            "leaving": [one for one in inside if given.get(f"leave_{one.hex}")],
            "targets": targets,
            "payments": {
                one.pk: given[f"pay_{one.pk.hex}"] for one in self.payments if one.state == "PLANNED"
            },
            "clauses": {name: given[f"clause_{place}"] for place, name in enumerate(self.clauses)},
        }


def _target(one: Indicator, station: UUID) -> str:
    return f"target_{one.pk.hex}_{station.hex}"


def targets_now(indicators: Sequence[Indicator]) -> dict[str, Any]:
    """What stands in the boxes of the targets."""
    return {
        _target(one, share.station_id): f"{share.target.normalize():f}"
        for one in indicators
        for share in one.shares.all()
    }
