"""Forms speak in whole sentences that name the field; no form lets a sentence of the library through."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from tests.world import World, sign_in_as
from yizhan import web
from yizhan.web.plain import PlainForm, PlainWords, name_of

LIBRARY = re.compile(
    r"这个字段|选择一个有效|输入一个|输入整数|输入一系列|请输入|请输入有效|确保该值|确认(该|输入)|没有提交|未提交|所提交|不允许是用空|文件扩展|请上传一张"
    r"|[A-Za-z]{3,} (field|is|a|valid|value)"
)
WRONG: tuple[object, ...] = (
    "", "错" * 6000, "a\x00b", "-999999999999999999", "9" * 30, "0.000000001", "abc", "2026-13-45", ["没有的"], [],
)  # fmt: skip


def form_classes() -> Iterator[type[forms.BaseForm]]:
    for found in walk_packages(web.__path__, "yizhan.web."):
        if "node_modules" not in found.name:
            import_module(found.name)
    get_resolver()
    waiting = [forms.BaseForm]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("yizhan."):
                yield kind


def sentences(field: forms.Field) -> set[str]:
    """Everything the field says to wrong input, in a form of its own."""
    one = type("One", (PlainForm,), {"field": field})
    said: set[str] = set()
    for value in WRONG:
        files = {"field": SimpleUploadedFile("表.exe", b"")} if isinstance(field, forms.FileField) else {}
        for given in (files, {}):
            form = one({"field": value}, given)
            try:
                said.update(form.errors.get("field", []))
            except (TypeError, ValueError, AttributeError):
                continue  # a value no browser sends
    return said


def test_every_form_speaks_our_words() -> None:
    wrong = sorted(
        {f"{kind.__module__}.{kind.__name__}" for kind in form_classes() if not issubclass(kind, PlainWords)}
    )
    assert not wrong, f"derive from PlainForm: {wrong}"


def test_no_form_lets_a_sentence_of_the_library_through(db: None) -> None:
    wrong = [
        f"{kind.__name__}.{name}: {sentence}"
        for kind in form_classes()
        for name, field in getattr(kind, "base_fields", {}).items()
        for sentence in sentences(field)
        if LIBRARY.search(sentence) or not re.search(r"[\u4e00-\u9fff]", sentence)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_field_that_is_seen_has_a_label_in_chinese() -> None:
    wrong = [
        f"{kind.__name__}.{name}: {field.label!r}"
        for kind in form_classes()
        for name, field in getattr(kind, "base_fields", {}).items()
        if kind.__module__ != "yizhan.web.sign_in.forms"
        and not field.widget.is_hidden
        and not re.search(r"[\u4e00-\u9fff]", str(field.label or ""))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (forms.CharField(label="姓名"), "", "请填写姓名。"),
        (forms.CharField(label="使用面积（平方米）"), "", "请填写使用面积。"),
        (forms.ChoiceField(label="角色", choices=[("a", "甲")]), "", "请选择角色。"),
        (forms.ChoiceField(label="角色", choices=[("a", "甲")]), "b", "角色要从给出的里面选。"),
        (forms.ChoiceField(label="见到了吗", choices=[("a", "甲")]), "", "请选择“见到了吗”。"),
        (forms.CharField(label="要跟进什么"), "", "请回答“要跟进什么”。"),
        (forms.DateField(label="日期"), "昨天", "日期写成 2026-11-22 这样。"),
        (forms.IntegerField(label="时长", min_value=1), "两个", "时长写成整数，例如 3。"),
        (forms.IntegerField(label="时长", min_value=1), "0", "时长不能小于 1。"),
        (forms.IntegerField(label="时长", max_value=1440), "2000", "时长不能大于 1440。"),
        (forms.DecimalField(label="金额（元）", max_digits=12, decimal_places=2), "1.234", "金额最多 2 位小数。"),
        (forms.CharField(label="理由", max_length=3), "太长的话", "理由最多 3 个字，现在 4 个。"),
        (forms.BooleanField(label="我已核对"), "", "请勾选“我已核对”。"),
        (forms.FileField(label="文件"), "", "请选择文件。"),
        (forms.UUIDField(widget=forms.HiddenInput), "", "这一页不完整，请刷新后再填。"),
        (forms.CharField(label="姓名", error_messages={"required": "写上名字吧。"}), "", "写上名字吧。"),
    ],
)  # fmt: skip
def test_an_error_names_the_field_and_says_what_to_write(field: Any, value: str, sentence: str) -> None:
    form = type("One", (PlainForm,), {"field": field})({"field": value})
    assert form.errors["field"] == [sentence]


def test_a_sentence_of_the_form_itself_stays() -> None:
    class Own(PlainForm):
        name = forms.CharField(label="姓名")

        def clean_name(self) -> None:
            raise ValidationError("这个姓名已经登记过了。", code="invalid")

    assert Own({"name": "示例"}).errors["name"] == ["这个姓名已经登记过了。"]
    form = Own({"name": ""})
    form.add_error(None, "整张表的话。")
    assert form.non_field_errors() == ["整张表的话。"]


def test_a_field_without_a_label_is_called_this_one() -> None:
    assert name_of(forms.CharField()) == "这一项"


@pytest.mark.parametrize(
    ("page", "role", "sentence"),
    [
        ("account-new", "county", "请填写姓名。"),
        ("organisation-new", "county", "请填写全称。"),
        ("client-register", "worker", "请填写姓名。"),
        ("station-new", "county", "请选择"),
    ],
)
def test_an_empty_form_sent_says_what_to_fill_in(
    world: World, client: Client, page: str, role: str, sentence: str
) -> None:
    sign_in_as(client, world.account_of(role))
    answer = client.post(reverse(page), {"send": "1"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not LIBRARY.search(
        "；".join(re.findall(r'class="invalid-feedback"[^>]*>(.*?)</p>', answer.content.decode()))
    )
