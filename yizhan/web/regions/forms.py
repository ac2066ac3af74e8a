"""What a change of the tree asks for."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.regions.models import Region
from yizhan.regions.queries import siblings
from yizhan.regions.rules import code_problem, unpadded
from yizhan.web.plain import PlainForm

LOCAL = (("VILLAGE", gettext_lazy("村")), ("COMMUNITY", gettext_lazy("社区")))
ZONES = (
    ("COMMITTEE", gettext_lazy("管委会")),
    ("RESETTLEMENT", gettext_lazy("安置点")),
    ("OTHER", gettext_lazy("其他功能区")),
)
NEW = "new"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PaperForm(PlainForm):
    """What every change of the tree must say."""

    on = forms.DateField(label=gettext_lazy("从哪天起"), widget=DayInput)
    document = forms.CharField(
        label=gettext_lazy("依据的文件"),
        max_length=120,
        help_text=gettext_lazy("文件名称或文号，方便以后查证。"),
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class AddForm(PlainForm):
    kind = forms.ChoiceField(label=gettext_lazy("添加什么"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    on = forms.DateField(label=gettext_lazy("从哪天起用"), widget=DayInput)

    def __init__(self, *args: Any, parent: Region, **given: Any) -> None:
        super().__init__(*args, **given)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        in_township = len(parent.code) == 9
        kind.choices = [*(LOCAL if in_township else ()), *ZONES]
        self.fields["name"].help_text = (
            _("写全称，如“××村”“××社区”。") if in_township else _("写全称，如“××开发区管委会”。")
        )


class CorrectForm(PlainForm):
    name = forms.CharField(label=gettext_lazy("全称"), max_length=60)
    short_name = forms.CharField(
        label=gettext_lazy("页面上用的名称"),
        max_length=60,
        help_text=gettext_lazy("平时怎么叫，如“白沙县”。"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("类型"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, region: Region, **given: Any) -> None:
        super().__init__(*args, **given)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        if region.local:
            kind.choices = list(ZONES if region.level == "ZONE" else LOCAL)
        else:
            del self.fields["kind"]


class RenameForm(PaperForm):
    name = forms.CharField(label=gettext_lazy("新名称"), max_length=60)
    field_order = ("name", "on", "document", "note")


class AbolishForm(PaperForm):
    into = forms.MultipleChoiceField(
        label=gettext_lazy("拆分给"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("整个撤销就不选；拆成几个的，选上接收的几个。"),
    )
    field_order = ("on", "into", "document", "note")

    def __init__(self, *args: Any, region: Region, **given: Any) -> None:
        super().__init__(*args, **given)
        into = self.fields["into"]
        assert isinstance(into, forms.MultipleChoiceField)
        into.choices = _choices(region)
        if not into.choices:
            del self.fields["into"]


class MergeForm(PaperForm):
    also = forms.MultipleChoiceField(
        label=gettext_lazy("一起合并的还有"), widget=forms.CheckboxSelectMultiple, required=False
    )
    into = forms.ChoiceField(label=gettext_lazy("并入"))
    new_code = forms.CharField(
        label=gettext_lazy("公布的代码"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("并入别处的，填对方的代码；新设的，填公布的新代码。"),
    )
    new_name = forms.CharField(label=gettext_lazy("新设的名称"), max_length=60, required=False)
    field_order = ("also", "into", "new_code", "new_name", "on", "document", "note")

    def __init__(self, *args: Any, region: Region, **given: Any) -> None:
        super().__init__(*args, **given)
        others = _choices(region)
        into, also = self.fields["into"], self.fields["also"]
        assert isinstance(into, forms.ChoiceField)
        assert isinstance(also, forms.MultipleChoiceField)
        into.choices = [("", _("请选择")), *others, (NEW, _("别处的，或新设的（填代码）"))]
        also.choices = others

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("into") == NEW:
            if problem := code_problem(given.get("new_code", "").strip()):
                self.add_error("new_code", problem)
        elif given.get("into") in given.get("also", ()):
            self.add_error("into", _("并入的那个不能同时选在“一起合并的”里。"))
        return given

    @property
    def into_code(self) -> str:
        chosen: str = self.cleaned_data["into"]
        return unpadded(self.cleaned_data["new_code"]) if chosen == NEW else chosen


def _choices(region: Region) -> list[tuple[str, str]]:
    open_now = siblings(region=region, on=localdate()).filter(valid_to_on__isnull=True)
    return [(other.code, other.name) for other in open_now]
