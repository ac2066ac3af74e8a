"""The forms of projects and their papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import day


class NewProject(PlainForm):
    """A service year of the county."""

    name = forms.CharField(
        label=_("项目名称"), max_length=80, help_text=_("例如“2026—2027年度乡镇社工站项目”。")
    )
    buyer_id = forms.ChoiceField(label=_("购买方"))
    first_on = day(_("服务年度第一天"), hint=_("钱常在年中到，服务年度可以不是自然年。"))
    last_on = day(_("服务年度最后一天"))
    follows_id = forms.ChoiceField(
        label=_("接着哪个年度"), required=False, help_text=_("三年一个周期，逐年签订。")
    )

    def __init__(
        self, *args: Any, buyers: list[tuple[str, str]], before: list[tuple[str, str]], **given: Any
    ):
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["buyer_id"].choices = buyers
        fields["follows_id"].choices = [("", _("新的周期")), *before]


class NewPaper(PlainForm):
    """A file that shows something was decided, signed or paid."""

    kind = forms.CharField(
        label=_("是什么材料"), max_length=40, help_text=_("例如会议纪要、批复、中标公告。")
    )
    title = forms.CharField(label=_("标题"), max_length=120, required=False)
    dated_on = day(_("材料上的日期"))
    file = forms.FileField(label=_("文件"), help_text=_("PDF、Word、Excel 或照片，不超过 20 MB。"))


class CloseProject(PlainForm):
    closing_on = day(_("关账日期"))
