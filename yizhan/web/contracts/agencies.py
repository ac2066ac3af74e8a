"""承接机构: the county's register, one agency with the reasons for and against it, a list from Excel row by row."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import disclose, import_agencies, keep_agency, withdraw_disclosure
from yizhan.contracts.models import AgencyProfile
from yizhan.contracts.queries.agencies import agencies_of, disclosures_of, fates, fitness_by, one_agency
from yizhan.contracts.rules.agencies import (
    COLUMNS,
    DISCLOSE,
    IMPORT,
    KEEP,
    MOST_BYTES,
    columns_left_out,
    disclosure_rule,
    read_table,
    shown,
)
from yizhan.kernel.errors import Refused
from yizhan.oversight.queries.credit import what_it_does
from yizhan.papers.rules import Cell, Heading, Table, xlsx
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day
from yizhan.workforce.queries.bars import agency_standing

VIEW, CREDIT = "contracts.view_agencies", "workforce.view_sanctions"
TONES = {"ok": "good", "not": "bad", "open": "idle"}
YES_NO = (("", gettext_lazy("还不知道")), ("yes", gettext_lazy("是")), ("no", gettext_lazy("否")))
SALT = "agency-list"
AN_HOUR = 3600


def yes_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False)


class AgencyForm(PlainForm):
    """What the register asks of an agency."""

    registered_with = forms.CharField(label=gettext_lazy("登记机关"), max_length=80, required=False)
    supervised_by = forms.CharField(label=gettext_lazy("业务主管单位"), max_length=80, required=False)
    registration_no = forms.CharField(label=gettext_lazy("登记证号"), max_length=40, required=False)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=200, required=False)
    scope = forms.CharField(
        label=gettext_lazy("业务范围"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    scope_has_social_work = yes_no(gettext_lazy("业务范围含社会工作"))
    serves_professionally = yes_no(gettext_lazy("能提供专业服务"))
    is_local = yes_no(gettext_lazy("本地登记的机构"))
    rating = forms.ChoiceField(
        label=gettext_lazy("评估等级"),
        choices=[("", gettext_lazy("没有评估"))] + [(word, word) for word in AgencyProfile.Rating.values],
        required=False,
    )
    rated_on = day(gettext_lazy("评估日期"), required=False)
    inspected_year = forms.IntegerField(
        label=gettext_lazy("年检年度"), min_value=1990, max_value=2100, required=False
    )
    inspection = forms.ChoiceField(
        label=gettext_lazy("年检结论"),
        choices=[("", gettext_lazy("还不知道")), *AgencyProfile.Result.choices],
        required=False,
    )
    local_hires = forms.IntegerField(
        label=gettext_lazy("新招本地人员（人）"), min_value=0, max_value=999, required=False
    )

    def told(self) -> dict[str, object]:
        given: dict[str, object] = dict(self.cleaned_data)
        for name in ("scope_has_social_work", "serves_professionally", "is_local"):
            given[name] = {"yes": True, "no": False}.get(str(given[name]))
        return given


class DisclosureForm(PlainForm):
    kind = forms.ChoiceField(label=gettext_lazy("公开的是什么"))
    title = forms.CharField(label=gettext_lazy("标题"), max_length=120, required=False)
    place = forms.CharField(
        label=gettext_lazy("在哪里可以看到"), max_length=200, help_text=gettext_lazy("网址、公众号或公示栏。")
    )
    published_on = day(gettext_lazy("公开日期"))

    def __init__(self, *args: Any, kinds: list[str], **given: Any):
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["kind"].choices = [(kind, kind) for kind in kinds]


OWN_KINDS = ("基本情况", "专业资质", "年度财务报告", "服务项目情况", "其他")
"""Offered where no paper of the region lists what is to be made public."""


@requires(VIEW)
def agency_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    listing: Listing[AgencyProfile] = Listing(
        request,
        agencies_of(actor=actor),
        sorts=(Sort("name", _("名称"), "organisation__name"), Sort("told", _("最近登记"), "-told_on")),
        filters=(
            Filter("rating", _("评估等级"), [(word, word) for word in AgencyProfile.Rating.values], "rating"),
            Filter(
                "where",
                _("本地"),
                (("yes", _("本地机构")), ("no", _("外地机构"))),
                lambda rows, word: rows.filter(is_local=word == "yes"),
            ),
        ),
        search=lambda rows, words: (
            rows.filter(organisation__name__icontains=words)
            | rows.filter(organisation__credit_code__istartswith=words)
        ),
        search_hint=_("名称、统一社会信用代码"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(_("承接机构名册"), _columns())
    facts = {
        "listing": listing,
        "rows": [
            (row, fitness_by(row, organisation=row.organisation, region_code=row.region_code, on=on))
            for row in listing.rows
        ],
        "tones": TONES,
        "may_keep": actor.may(KEEP) and any(grant.stations is None for grant in actor.grants_for(KEEP)),
        "may_import": actor.may(IMPORT),
        "own_url": _own(request),
    }
    return render(request, "contracts/agencies.html", facts)


def _own(request: ActorRequest) -> bool:
    """Whether this is an agency that is not in any register yet."""
    actor = request.actor
    by_contract = any(grant.stations is not None for grant in actor.grants_for(KEEP))
    return by_contract and not agencies_of(actor=actor).exists()


def _columns() -> tuple[Column, ...]:
    def cell(key: str) -> Any:
        return lambda row: (
            shown(key, getattr(row, key)).replace("空", "")
            if key not in ("inspected_year", "local_hires")
            else getattr(row, key)
        )

    return tuple(
        Column(
            heading,
            {"name": "organisation.name", "credit_code": "organisation.credit_code"}.get(key) or cell(key),
            "text" if key == "credit_code" else None,
        )
        for heading, key in COLUMNS.items()
    )


@requires(VIEW)
def agency_page(request: ActorRequest, profile_id: UUID) -> HttpResponse:
    return _page(request, one_agency(actor=request.actor, profile_id=profile_id))


def _page(request: ActorRequest, one: AgencyProfile, form: DisclosureForm | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    rule = disclosure_rule(region_code=one.region_code, on=on)
    rows = disclosures_of(actor=actor, profile=one)
    kinds = [item.name for item in rule.items] if rule else list(OWN_KINDS)
    facts = {
        "one": one,
        "fit": fitness_by(one, organisation=one.organisation, region_code=one.region_code, on=on),
        "tones": TONES,
        "may_see_credit": actor.may(CREDIT),
        "standing": [
            (row, what_it_does(row, on))
            for row in agency_standing(organisation_id=one.organisation_id, on=on)
        ]
        if actor.may(CREDIT)
        else [],
        "facts": [
            (heading, shown(key, getattr(one, key)))
            for heading, key in COLUMNS.items()
            if key not in ("name", "credit_code")
        ],
        "rule": rule,
        "asked": [(kind, next((row for row in rows if row.kind == kind), None)) for kind in kinds]
        if rule
        else [],
        "disclosures": rows,
        "form": form or DisclosureForm(kinds=kinds, initial={"published_on": on}),
        "may_keep": actor.may(KEEP),
        "may_disclose": actor.may(DISCLOSE),
    }
    return render(request, "contracts/agency.html", facts, status=422 if form else 200)


@requires(VIEW, KEEP)
def agency_edit(request: ActorRequest, profile_id: UUID) -> HttpResponse:
    one = one_agency(actor=request.actor, profile_id=profile_id)
    initial = {
        name: {True: "yes", False: "no", None: ""}[value]
        if name in ("scope_has_social_work", "serves_professionally", "is_local")
        else value
        for name in AgencyForm.base_fields
        for value in [getattr(one, name)]
    }
    form = AgencyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: keep_agency(
                actor=request.actor,
                region_code=one.region_code,
                organisation_id=one.organisation_id,
                values=form.told(),
                on=localdate(),
            ),
        )
        if done is not None:
            messages.success(request, _("登记好了。"))
            return redirect("agency", one.pk)
    facts = {"one": one, "form": form}
    return render(request, "contracts/agency_edit.html", facts, status=422 if form.errors else 200)


@requires(VIEW, KEEP)
@require_POST
def agency_own(request: ActorRequest) -> HttpResponse:
    """An agency enters itself into the registers of the counties it works in."""
    actor = request.actor
    done = None
    for county in sorted(
        {grant.region[:6] for grant in actor.grants_for(KEEP) if grant.stations is not None}
    ):
        assert actor.organisation_id is not None
        done = keep_agency(
            actor=actor, region_code=county, organisation_id=actor.organisation_id, values={}, on=localdate()
        )
    return redirect("agency-edit", done.pk) if done else redirect("agencies")


@requires(VIEW, DISCLOSE)
@require_POST
def agency_disclose(request: ActorRequest, profile_id: UUID) -> HttpResponse:
    one = one_agency(actor=request.actor, profile_id=profile_id)
    rule = disclosure_rule(region_code=one.region_code, on=localdate())
    kinds = [item.name for item in rule.items] if rule else list(OWN_KINDS)
    form = DisclosureForm(request.POST, kinds=kinds)
    if form.is_valid():
        done = attempt(
            form,
            lambda: disclose(actor=request.actor, profile_id=one.pk, on=localdate(), **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, _("“%(kind)s”登记好了。") % {"kind": done.kind})
            return redirect("agency", one.pk)
    return _page(request, one, form)


@requires(VIEW, "contracts.withdraw_disclosure")
@require_POST
def disclosure_withdraw(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    row = withdraw_disclosure(actor=request.actor, disclosure_id=disclosure_id, on=localdate())
    messages.success(request, _("已登记为不再公开。"))
    return redirect("agency", row.profile_id)


# --- a list from Excel ---------------------------------------------------------------------------------------------------


def _county(request: ActorRequest) -> str:
    return next((grant.region for grant in request.actor.grants_for(IMPORT) if len(grant.region) == 6), "")


@requires(VIEW, IMPORT)
def agency_import(request: ActorRequest) -> HttpResponse:
    """Upload, look at every row's fate, confirm. Nothing is written before; refused rows are handed back as a file."""
    on, refusal, found, unknown = localdate(), "", [], []
    upload = request.FILES.get("file") if request.method == "POST" else None
    if request.method == "POST":
        try:
            if upload is None:
                raise Refused(_("请选择文件。"), code="contracts.list-file")
            table = read_table(upload.read(MOST_BYTES + 1))
            found, unknown = fates(region_code=_county(request), table=table, on=on), columns_left_out(table)
        except Refused as no:
            refusal = str(no)
    writing = [fate for fate in found if fate.kind in ("new", "changed")]
    refused = [fate for fate in found if fate.kind == "refused"]
    facts = {
        "found": found,
        "unknown": "、".join(f"“{name[:20]}”" for name in unknown[:10]),
        "counts": [
            (word, sum(fate.kind == kind for fate in found))
            for kind, word in (
                ("new", _("新增")),
                ("changed", _("有变化")),
                ("same", _("没有变化")),
                ("refused", _("不能导入")),
            )
        ],
        "writing": len(writing),
        "refused": len(refused),
        "packet": signing.dumps([fate.values for fate in writing], salt=SALT, compress=True)
        if writing
        else "",
        "back": signing.dumps(
            [[fate.line, fate.name, str(fate.values.get("credit_code", "")), fate.says] for fate in refused],
            salt=SALT,
            compress=True,
        )
        if refused
        else "",
        "refusal": refusal,
        "tones": {"new": "good", "changed": "blue", "same": "idle", "refused": "bad"},
    }
    return render(request, "contracts/agency_import.html", facts, status=422 if refusal else 200)


def _packet(request: ActorRequest, name: str) -> Any:
    try:
        return signing.loads(request.POST.get(name, ""), salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        raise Refused(_("预览已经过期，请重新上传文件。"), code="contracts.list-stale") from None


@requires(VIEW, IMPORT)
@require_POST
def agency_import_confirm(request: ActorRequest) -> HttpResponse:
    done = import_agencies(
        actor=request.actor, region_code=_county(request), rows=_packet(request, "packet"), on=localdate()
    )
    messages.success(request, _("导入了 %(n)s 家机构。") % {"n": int(done)})
    return redirect("agencies")


@requires(VIEW, IMPORT)
@require_POST
def agency_import_refused(request: ActorRequest) -> HttpResponse:
    rows = _packet(request, "back")
    headings = [
        Heading(_("行号"), "number"),
        Heading("机构名称"),
        Heading("统一社会信用代码"),
        Heading(_("不能导入的原因")),
    ]
    return file_answer(
        xlsx(Table(title="不能导入的行", headings=headings, rows=rows)), "不能导入的机构.xlsx", XLSX
    )


@requires(VIEW, IMPORT)
def agency_sample(request: ActorRequest) -> HttpResponse:
    """An empty table with the headings the import knows."""
    sample: list[Cell] = [
        "示例社会工作服务中心",
        "",
        "示例县民政局",
        "示例县民政局",
        "示民证字第1号",
        "示例街1号",
        "社会工作服务",
        "是",
        "是",
        "是",
        "3A",
        2025,
        "合格",
        3,
    ]
    made = xlsx(Table(title="承接机构名册", headings=[Heading(name) for name in COLUMNS], rows=[sample]))
    return file_answer(made, "承接机构名册样表.xlsx", XLSX)
