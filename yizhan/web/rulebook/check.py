"""政策包检查: a new document is read in memory and answered with a table of its rules, or with what is wrong. Nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yizhan.policy.book import changes, document_before, find_pack, shelf
from yizhan.policy.check import Outcome
from yizhan.policy.reading import brief
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.upload import MOST_ZIP_BYTES, UNNAMED, CheckedPack, check_zip, zip_folder
from yizhan.regions.queries import regions_on
from yizhan.web.door import ActorRequest, requires
from yizhan.web.rulebook.place import place_of, region_label
from yizhan.web.rulebook.rows import paper_url

EXAMPLE = "99-example/2024-station-standard"


@dataclass(frozen=True)
class CheckedRule:
    """One rule of the upload with its examples."""

    rule: AnyRule
    brief: str
    outcomes: tuple[Outcome, ...]

    @property
    def wrong(self) -> bool:
        return any(outcome.wrong for outcome in self.outcomes)


@requires("policy.check")
@require_http_methods(["GET", "HEAD", "POST"])
def pack_check(request: ActorRequest) -> HttpResponse:
    place = place_of(request)
    facts: dict[str, object] = {"place": place, "has_example": _example() is not None}
    if request.method != "POST":
        return render(request, "rules/check.html", facts)
    sent = request.FILES.get("pack")
    checked = _checked(sent if isinstance(sent, UploadedFile) else None)
    facts |= {"checked": checked, "file_name": sent.name if isinstance(sent, UploadedFile) else ""}
    if checked.pack is not None:
        pack = checked.pack
        before = document_before(pack, [*(other for other in shelf() if other.id != pack.id), pack])
        region = regions_on(codes=[pack.region], on=place.today).get(pack.region)
        facts |= {
            "rules": _rules(pack.rules, checked.outcomes),
            "region_name": region.name if region else region_label(pack.region),
            "region_known": region is not None,
            "before": before,
            "before_url": paper_url(before) if before else "",
            "changed": changes(pack, before) if before else (),
            "there": find_pack(pack.id) is not None,
            "unnamed": pack.id.startswith(f"{UNNAMED}/"),
        }
    return render(request, "rules/check.html", facts, status=200 if checked.fit else 422)


def _checked(sent: "UploadedFile[bytes] | None") -> CheckedPack:
    if sent is None:
        return CheckedPack(None, (_("还没有选择文件。请选择政策包文件夹压缩成的zip。"),))
    if (sent.size or 0) > MOST_ZIP_BYTES:
        return CheckedPack(None, (_("压缩包太大，最多2MB。政策包里只放文字，不要放扫描件和图片。"),))
    return check_zip(sent.read(), shelf=shelf())


def _rules(rules: Sequence[AnyRule], outcomes: Sequence[Outcome]) -> list[CheckedRule]:
    return [
        CheckedRule(rule, brief(rule), tuple(one for one in outcomes if one.example.rule == rule.id))
        for rule in rules
    ]


def _example() -> object:
    return next(
        (folder for folder in settings.PACK_FOLDERS if (folder / EXAMPLE / "pack.yaml").is_file()), None
    )


@requires("policy.check")
@require_safe
def example_zip(request: ActorRequest) -> HttpResponse:
    """The example pack, to copy from: zipped from its folder when asked for."""
    for folder in settings.PACK_FOLDERS:
        if (folder / EXAMPLE / "pack.yaml").is_file():
            headers = {"Content-Disposition": 'attachment; filename="99-example.zip"'}
            return HttpResponse(zip_folder(folder / EXAMPLE), content_type="application/zip", headers=headers)
    raise Http404
