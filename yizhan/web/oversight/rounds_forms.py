"""The forms of a round of evaluation, and a sheet as it is typed."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.errors import Refused
from yizhan.oversight.models import Round, RoundParty
from yizhan.oversight.rules.rounds import Mark, points_typed
from yizhan.oversight.rules.scoring import Item
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import Choices, day


class NewRound(PlainForm):
    """By which paper, over which days, which stations, until when."""

    round_id = forms.UUIDField(widget=forms.HiddenInput)
    scheme = forms.ChoiceField(label=_("按哪个方案"))
    word = forms.ChoiceField(label=_("哪一轮"))
    project_id = forms.ChoiceField(
        label=_("哪个项目"), required=False, help_text=_("选了项目，只评它的协议里的站。")
    )
    first_on = day(_("评估的时段，从"))
    last_on = day(_("到"), hint=_("系统按这段时间里的记录取数；还没过完的，取到开始评分那天。"))
    due_on = day(_("评分的最后一天"))
    chosen = forms.ChoiceField(label=_("评哪些站"), choices=Round.Chosen.choices)
    size = forms.IntegerField(
        label=_("抽几个站"),
        required=False,
        min_value=1,
        help_text=_("由系统抽，不由人挑；种子留着，谁都可以照着再抽一遍。"),
    )
    name = forms.CharField(
        label=_("名称"),
        required=False,
        max_length=80,
        help_text=_("不填就用年份和轮次，例如“2026年中期评估”。"),
    )

    def __init__(self, *args: Any, schemes: Choices, words: Choices, projects: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["scheme"].choices = schemes
        fields["word"].choices = words
        fields["project_id"].choices = [("", _("不限项目，本辖区运营中的站")), *projects]


class PartyForm(PlainForm):
    kind = forms.ChoiceField(label=_("由谁评"), choices=RoundParty.Kind.choices)
    organisation_id = forms.ChoiceField(label=_("哪个单位"), required=False)
    from_on = day(_("从哪天起看得到"))
    to_on = day(_("到哪天为止"), hint=_("过了这天就看不到了。"))

    def __init__(self, *args: Any, organisations: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["organisation_id"].choices = [("", _("不选")), *organisations]


def marks_typed(given: QueryDict, items: Iterable[Item]) -> dict[str, Mark]:
    """The lines that were on the page; those that were not are left as they are.

    Refused  points that are no number with at most two decimals
    """
    found: dict[str, Mark] = {}
    for item in items:
        if f"n:{item.id}" not in given:
            continue
        typed = given.get(f"p:{item.id}", "")
        try:
            points: Decimal | None = points_typed(typed)
        except ValueError:
            raise Refused(
                f"“{item.name}”的分数“{typed[:12]}”不是数字，或者多于两位小数。", code="oversight.points"
            ) from None
        found[item.id] = Mark(
            points,
            tuple(given.getlist(f"t:{item.id}")),
            given.get(f"n:{item.id}", "").strip(),
            given.get(f"c:{item.id}", "").strip(),
        )
    return found
