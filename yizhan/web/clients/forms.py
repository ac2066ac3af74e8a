"""The forms of the people served. What is right is decided by the rules of the room; a form only gathers."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.clients.models import Client, ClientClass, ClientDetails, Consent, Guardianship
from yizhan.clients.rules.classes import CHOICES, CLASSES
from yizhan.clients.rules.identity import ID_KINDS, Person
from yizhan.kernel.errors import Refused
from yizhan.web.errors import cited
from yizhan.web.plain import PlainForm

Answer = TypeVar("Answer")
Words = Any
"""A text now, or one that is translated when it is drawn."""
NONE_CHOSEN = ("", _("请选择"))
DETAILS = (
    "nation",
    "marital",
    "education",
    "job",
    "care_ability",
    "living_type",
    "separation",
    "health",
    "disability",
    "income",
)


def attempt(form: forms.BaseForm, do: Callable[[], Answer]) -> Answer | None:
    """Do it, or put the sentence of the refusal on the form; None when it was refused."""
    try:
        return do()
    except Refused as no:
        form.add_error(None, cited(no))
        return None


def day(label: Words, *, required: bool = True, hint: Words = "") -> forms.DateField:
    """A day, chosen from the browser's calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


def text(
    label: Words, *, most: int = 60, required: bool = False, hint: Words = "", **attrs: str
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def choice(
    label: Words,
    choices: Sequence[tuple[str, Any]],
    *,
    required: bool = False,
    hint: Words = "",
) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[NONE_CHOSEN, *choices], required=required, help_text=hint)


class SmallForm(PlainForm):
    """One of several forms on a page: the ids of its fields carry its name, so that no two labels point at one box."""

    def __init__(self, *args: Any, **given: Any) -> None:
        given.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **given)


class PersonForm(PlainForm):
    """Who somebody is. Few fields first; the rest is folded away."""

    FIRST = (
        "name",
        "id_kind",
        "id_number",
        "no_id_reason",
        "born_on",
        "sex",
        "phone",
        "village_name",
        "address",
    )
    FOLDED = ("emergency_name", "emergency_relation", "emergency_phone", "note", *DETAILS)

    name = text(_("姓名"), most=40, required=True)
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=ID_KINDS, initial="RESIDENT")
    id_number = text(
        _("证件号码"), most=30, hint=_("填了身份证号，出生日期、性别、年龄自动带出。"), inputmode="text"
    )
    no_id_reason = text(_("没有证件的原因"), most=100, hint=_("选“暂无证件”时填写，如：未登记户口。"))
    born_on = day(_("出生日期"), required=False, hint=_("没有身份证号时填写。"))
    sex = choice(_("性别"), Client.Sex.choices)
    phone = text(_("联系电话"), most=30, inputmode="tel")
    village_name = text(_("村（社区）"), list="villages")
    address = text(_("住址"), most=200)
    emergency_name = text(_("紧急联系人"), most=40)
    emergency_relation = text(_("与本人关系"), most=20)
    emergency_phone = text(_("紧急联系电话"), most=30, inputmode="tel")
    note = forms.CharField(
        label=_("备注"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    nation = choice(_("民族"), ClientDetails.Nation.choices)
    marital = choice(_("婚姻"), ClientDetails.Marital.choices)
    education = choice(_("文化程度"), ClientDetails.Education.choices)
    job = choice(_("就业"), ClientDetails.Job.choices)
    care_ability = choice(_("自理与照料"), ClientDetails.Care.choices)
    living_type = choice(_("住房"), ClientDetails.Living.choices)
    separation = choice(_("人户情况"), ClientDetails.Separation.choices)
    health = text(_("健康状况"), most=200, hint=_("如：高血压、糖尿病。"))
    disability = text(_("残疾类别和等级"), most=60, hint=_("如：肢体二级。"))
    income = text(_("主要收入来源"), most=100)

    def first_rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def folded_rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FOLDED]

    def facts(self) -> dict[str, Any]:
        """The fields of Person, as typed; for the look-up also from a form that is not complete."""
        known = {field.name for field in fields(Person)}
        return {
            name: value if name == "born_on" else value or ""
            for name, value in self.cleaned_data.items()
            if name in known
        }

    def details(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in DETAILS}


class RegisterForm(PersonForm):
    """A new file: the person, her classes, and whether she agreed."""

    station = forms.ChoiceField(label=_("社工站"))
    classes = forms.MultipleChoiceField(
        label=_("对象类别"), choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    consent = choice(
        _("对接受服务、建档的同意"),
        Consent.Basis.choices,
        hint=_("不满14周岁须由监护人同意。暂时没问到的，可先不填，之后补登。"),
    )
    consent_by = text(_("监护人姓名"), most=40, hint=_("监护人同意的、未成年的填写。"))
    guardian_kind = choice(_("监护人是本人的"), Guardianship.Kind.choices, hint=_("选了就同时登记为监护人。"))
    guardian_phone = text(_("监护人电话"), most=30, inputmode="tel")
    client_id = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    opened_on = day(_("建档日期"), hint=_("纸质档案更早的，填纸质档案的日期。"))

    def __init__(self, *args: Any, stations: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["station"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(stations) if len(stations) == 1 else [("", "请选择"), *stations]
        if len(stations) == 1:
            field.initial, field.widget = stations[0][0], forms.HiddenInput()


class UnmaskForm(PlainForm):
    """Why somebody needs to see all of it."""

    reason = forms.CharField(label=_("理由"))
    note = forms.CharField(label=_("说明"), required=False, max_length=200)


class GradeForm(SmallForm):
    grade = forms.ChoiceField(label=_("风险等级"), choices=Client.Grade.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("评定依据"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("如：独居，跌倒一次，屋顶漏雨。"),
    )
    graded_on = day(_("评定日期"))
    event_on = day(_("突发变故日期"), required=False, hint=_("有突发事件、意外事故、重大变故时填写。"))


class ClassForm(SmallForm):
    code = forms.ChoiceField(
        label=_("对象类别"),
        choices=[
            ("", "请选择"),
            (_("兜底对象"), [(each.code, each.label) for each in CLASSES if each.safety_net]),
            (_("适度普惠"), [(each.code, each.label) for each in CLASSES if not each.safety_net]),
        ],
    )
    since_on = day(_("认定日期"))
    source = forms.ChoiceField(label=_("来源"), choices=ClientClass.Source.choices)


class ConsentForm(SmallForm):
    purpose = forms.ChoiceField(label=_("事项"), choices=Consent.Purpose.choices)
    given = forms.ChoiceField(
        label=_("答复"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(label=_("方式"), choices=Consent.Basis.choices)
    given_on = day(_("日期"))
    until_on = day(_("到期日"), required=False)
    by_name = text(_("代签的监护人"), most=40)
    evidence = text(_("凭据在哪里"), most=200, hint=_("如：书面同意书存档案盒3。"))


class GuardianForm(SmallForm):
    kind = choice(_("监护关系"), Guardianship.Kind.choices, required=True)
    name = text(_("监护人姓名"), most=40, required=True)
    phone = text(_("监护人电话"), most=30, inputmode="tel")
    from_on = day(_("从哪天起"))


class HouseholdForm(SmallForm):
    """Somebody who is in no household yet: her own, or that of another person of the station."""

    member = text(
        _("户主或同户人的档案号、姓名"),
        most=40,
        hint=_("本人是户主的，两格都留空。对方还没有立户的，就以她为户主立户。"),
    )
    relation = text(_("本人与户主关系"), most=20, hint=_("如：配偶、女儿、孙子。"))


class MemberForm(SmallForm):
    """Another person joins the household of this page."""

    member = text(_("同户人的档案号或姓名"), most=40, required=True, hint=_("本站已建档、还没有入户的人。"))
    relation = text(_("他（她）与户主关系"), most=20, required=True, hint=_("如：配偶、女儿、孙子。"))


class HeadForm(SmallForm):
    former_is = text(_("原户主是新户主的"), most=20, hint=_("如：配偶、父亲。原户主已去世或销档的，留空。"))


class ReasonForm(SmallForm):
    reason = text(_("理由"), most=200, required=True, hint=_("如：受保护的未成年人、家暴受害人。"))


class EndForm(PlainForm):
    """From which day something no longer holds; today when nothing is said."""

    on = day(_("从哪天起"), required=False)


class CloseForm(SmallForm):
    reason = choice(_("销档原因"), Client.CloseReason.choices, required=True)
    closed_on = day(_("日期"))


class MoveForm(SmallForm):
    to_station = forms.ChoiceField(label=_("转到"))
    reason = text(_("原因"), most=200)

    def __init__(self, *args: Any, stations: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["to_station"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [NONE_CHOSEN, *stations]


class WorkerForm(SmallForm):
    worker = forms.ChoiceField(label=_("责任社工"), required=False)

    def __init__(self, *args: Any, workers: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["worker"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "未指定"), *workers]


class UploadForm(PlainForm):
    file = forms.FileField(
        label=_("名单文件"),
        help_text=_("xlsx、xls 或 csv，最多50 MB、20万行。表头要有姓名和身份证号，其余列有就带上。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.et"}),
        allow_empty_file=True,
    )
    list_class = choice(_("名单上的人都是"), CHOICES, hint=_("表里有“类别”列、或只想建档的，不用选。"))
    list_on = day(_("名单日期"))
    station = forms.ChoiceField(label=_("归哪个社工站"), required=False)

    def __init__(self, *args: Any, stations: Sequence[tuple[str, str]], by_town: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["station"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "按表里的乡镇分到各站"), *stations] if by_town else list(stations)
        field.required = not by_town


def of_day(on: date) -> dict[str, date]:
    """Every day asked for begins as today."""
    return dict.fromkeys(
        ("graded_on", "since_on", "given_on", "from_on", "closed_on", "opened_on", "list_on"), on
    )
