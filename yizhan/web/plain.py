"""What a form says when something is missing or wrong: one place for every form, in words that name the field.

Every form of a page derives from `PlainForm`, a form of a library also from `PlainWords`. A sentence that a form gives
a field itself is left as it is; only Django's own are replaced.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_REMARK = re.compile(r"[（(][^（）()]*[)）]")
_ASKS = re.compile(r"[？?]|吗$|谁|什么|哪")
_CHOOSES = (
    forms.ChoiceField,
    forms.MultipleChoiceField,
    forms.ModelChoiceField,
    forms.ModelMultipleChoiceField,
)
_OF_VALIDATORS = frozenset(
    [
        "max_length",
        "min_length",
        "max_value",
        "min_value",
        "step_size",
        "max_digits",
        "max_decimal_places",
        "max_whole_digits",
        "invalid_extension",
        "null_characters_not_allowed",
    ]
)


class PlainWords:
    """Mixin of a form: errors in whole sentences."""

    fields: dict[str, forms.Field]

    def add_error(self, field: str | None, error: Any) -> None:
        known = self.fields.get(field or "")
        if known is not None and isinstance(error, ValidationError) and not hasattr(error, "error_dict"):
            error = ValidationError([said(known, each) for each in error.error_list])
        super().add_error(field, error)  # type: ignore[misc]  # of the form beside this class


class PlainForm(PlainWords, forms.Form):
    """The base of every form."""


def said(field: forms.Field, error: ValidationError) -> ValidationError:
    """The same error in our words, if the words were Django's."""
    code = error.code or ""
    if not _is_djangos(field, error, code):
        return error
    if field.widget.is_hidden:
        return ValidationError(_("这一页不完整，请刷新后再填。"), code=code)
    return ValidationError(_sentence(field, code, error.params or {}), code=code)


def _is_djangos(field: forms.Field, error: ValidationError, code: str) -> bool:
    if code in field.error_messages:
        return str(error.message) == str(_default(type(field), code))
    return code in _OF_VALIDATORS


def _default(kind: type, code: str) -> object:
    found = (vars(each).get("default_error_messages", {}).get(code) for each in kind.__mro__)
    return next((message for message in found if message is not None), "")


def name_of(field: forms.Field) -> str:
    """The label as one says it: without the remark in brackets; a label that asks something in quotation marks."""
    label = _REMARK.sub("", str(field.label or "")).strip(" ：:")
    if not label:
        return _("这一项")
    return f"“{label}”" if _ASKS.search(label) else label


def _sentence(field: forms.Field, code: str, params: dict[str, Any]) -> str:
    """One sentence that names the field and says what to write instead."""
    told = {"name": name_of(field), "limit": params.get("limit_value"), "now": params.get("show_value")}
    if code in ("required", "missing"):
        return _required(field) % told
    if code in ("invalid_choice", "invalid_list", "invalid_pk_value"):
        return _("%(name)s要从给出的里面选。") % told
    by_code = {
        "max_length": _("%(name)s最多 %(limit)s 个字，现在 %(now)s 个。"),
        "min_length": _("%(name)s至少 %(limit)s 个字，现在 %(now)s 个。"),
        "max_value": _("%(name)s不能大于 %(limit)s。"),
        "min_value": _("%(name)s不能小于 %(limit)s。"),
        "step_size": _("%(name)s要是 %(limit)s 的倍数。"),
        "max_digits": _("%(name)s的数字太长，请核对。"),
        "max_whole_digits": _("%(name)s的数字太大，请核对。"),
        "max_decimal_places": _decimals(params),
        "empty": _("%(name)s是空的，里面什么也没有，请换一个文件。"),
        "invalid_extension": _("%(name)s的文件类型不对，请换一个文件。"),
        "invalid_image": _("%(name)s要是图片，请换一个文件。"),
        "null_characters_not_allowed": _("%(name)s里有看不见的特殊字符，请删掉重写。"),
        "overflow": _("%(name)s的数字太大，请核对。"),
    }
    if code in by_code:
        return by_code[code] % told
    return _written(field) % told


def _required(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return _("请勾选“%(name)s”。")
    if isinstance(field, (forms.FileField, *_CHOOSES)):
        return _("请选择%(name)s。")
    if _ASKS.search(str(field.label or "")):
        return _("请回答%(name)s。")
    return _("请填写%(name)s。")


def _written(field: forms.Field) -> str:
    """How to write it, by an example."""
    for kind, sentence in (
        (forms.SplitDateTimeField, _("%(name)s写成 2026-11-22 09:30 这样。")),
        (forms.DateTimeField, _("%(name)s写成 2026-11-22 09:30 这样。")),
        (forms.DateField, _("%(name)s写成 2026-11-22 这样。")),
        (forms.TimeField, _("%(name)s写成 09:30 这样。")),
        (forms.FloatField, _("%(name)s写成数字，例如 12.5。")),
        (forms.DecimalField, _("%(name)s写成数字，例如 12.5。")),
        (forms.IntegerField, _("%(name)s写成整数，例如 3。")),
        (forms.FileField, _("没有收到%(name)s，请重新选择文件。")),
        (forms.EmailField, _("%(name)s写成 name@example.com 这样。")),
        (forms.URLField, _("%(name)s写成 https://example.com 这样。")),
    ):
        if isinstance(field, kind):
            return sentence
    return _("%(name)s的写法不对，请核对。")


def _decimals(params: dict[str, Any]) -> str:
    most = int(params.get("max") or 0)
    if not most:
        return _("%(name)s不要小数。")
    return "%(name)s" + ngettext("最多 %(count)d 位小数。", "最多 %(count)d 位小数。", most) % {"count": most}
