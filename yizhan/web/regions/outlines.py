"""The boundary of a division, uploaded as the county's own GeoJSON."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.errors import Refused
from yizhan.regions.actions import store_outlines
from yizhan.regions.queries import drawing, outline_names
from yizhan.regions.rules import MOST_OUTLINE_BYTES, read_outlines
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.regions.change import _mine


class OutlineForm(PlainForm):
    file = forms.FileField(
        label=gettext_lazy("边界文件"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "GeoJSON，经纬度坐标，最多 5 MB。一个文件里可以有本区划和下一级的边界，按代码或名称对上。"
        ),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
    )
    source = forms.CharField(
        label=gettext_lazy("边界从哪里来"),
        max_length=120,
        help_text=gettext_lazy("写提供单位，有审图号的写上审图号。"),
    )


@requires("regions.store_outlines")
def region_outline(request: ActorRequest, code: str) -> HttpResponse:
    region, on = _mine(request, "regions.store_outlines", code), localdate()
    form = OutlineForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        read, left = read_outlines(
            upload.read(MOST_OUTLINE_BYTES + 1), names=outline_names(region=region, on=on), only=region.code
        )
        for sentence in left if not read else ():
            form.add_error("file", sentence)
        if read:
            try:
                count = store_outlines(
                    actor=request.actor,
                    code=region.code,
                    outlines=read,
                    source=form.cleaned_data["source"],
                    file_name=upload.name,
                    on=on,
                )
            except Refused as no:
                form.add_error(None, str(no))
            else:
                messages.success(request, _("存好了 %(count)s 个边界。") % {"count": count})
                for sentence in left:
                    messages.warning(request, sentence)
                return redirect("region", code=region.code)
    facts = {"region": region, "form": form, "drawing": drawing(region=region, on=on)}
    return render(
        request, "regions/outline.html", facts, status=422 if form.is_bound and form.errors else 200
    )
