"""OpenRosa 1.0, so that ODK Collect works as a second client: list, download, manifest, submission.

Who calls proves it with HTTP Basic: her account name and a password she made for this program on her own page
(填报专用密码). It carries only what is needed to fill in questionnaires, at one station. Collect sends Basic over HTTPS
only. What arrives is never turned away for its answers: they were checked by Collect against the same questionnaire,
and whoever sent them cannot put them right there; what does not hold is counted as doubts. What cannot be kept at all
is answered with a sentence, which Collect shows, and stays on the phone.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from uuid import NAMESPACE_OID, UUID, uuid5
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from yizhan.access.models import AppPassword
from yizhan.access.queries import by_app_password
from yizhan.forms.actions import SentFile, submit
from yizhan.forms.models import Submission, Version
from yizhan.forms.queries.definitions import ToFill, known_form, to_fill, version_of
from yizhan.forms.rules.told import deprecated_id, instance_id, read_xml, told_from_xml
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused

VERBS = frozenset({"forms.view", "forms.submit"})
LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"
REALM = "yizhan"
MOST_XML = 2 * 1024 * 1024
PARCEL_BYTES = 10 * 1024 * 1024
"""How much Collect is asked to send at once; the rest comes in further parcels, so that a cut line loses one of them."""


@dataclass(frozen=True)
class Caller:
    """A program speaking for somebody at one station."""

    actor: Actor
    password: AppPassword


View = Callable[..., HttpResponse]


def program(view: View) -> Callable[..., HttpResponse]:
    """Let in whoever shows a password for programs; ask for it otherwise."""

    @csrf_exempt
    @wraps(view)
    def enter(request: HttpRequest, **given: object) -> HttpResponse:
        caller = _caller(request)
        if caller is None:
            answer = _xml(_said(_("请在“我的账号”设置填报专用密码，用账号和那个密码登录。")), status=401)
            answer["WWW-Authenticate"] = f'Basic realm="{REALM}", charset="UTF-8"'
            return answer
        return view(request, caller, **given)

    return enter


@program
def form_list(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The questionnaires of the station, each in its newest version."""
    if request.method not in ("GET", "HEAD"):
        return _xml(_said(_("请求不合要求。")), status=405)
    asked = request.GET.get("formID", "")
    found = [_entry(request, each) for each in _fillable(caller) if asked in ("", each.form.code)]
    return _xml(f'<xforms xmlns="{LIST}">{"".join(found)}</xforms>')


@program
def form_xml(request: HttpRequest, caller: Caller, version_id: UUID) -> HttpResponse:
    version = _version(caller, version_id)
    return _xml(version.xform) if version else _xml(_said(_("没有这份问卷，或者已收回。")), status=404)


@program
def form_manifest(request: HttpRequest, caller: Caller, version_id: UUID) -> HttpResponse:
    """Questionnaires here bring no files of their own."""
    if _version(caller, version_id) is None:
        return _xml(_said(_("没有这份问卷，或者已收回。")), status=404)
    return _xml(f'<manifest xmlns="{MANIFEST}"/>')


@program
def submission(request: HttpRequest, caller: Caller) -> HttpResponse:
    """HEAD: whether it may send and how much. POST: one filling-in with its files, or a part of its files.

    A part says *isIncomplete*; it brings the answers again, so nothing has to be remembered between two of them.
    """
    if request.method == "HEAD":
        return _xml("", status=204, location=_here(request))
    if request.method != "POST":
        return _xml(_said(_("请求不合要求。")), status=405)
    sent = request.FILES.get("xml_submission_file")
    if sent is None or (sent.size or 0) > MOST_XML:
        return _xml(_said(_("没有答卷，或者答卷太大。")), status=400)
    try:
        row = _take(caller, sent.read(), request)
    except ValueError as wrong:
        return _xml(_said(str(wrong)), status=400)
    except Refused as no:
        status = STATUS.get(no.code, 400)
        return _xml(_said(str(no)), status=status)
    except (NotAllowed, ObjectDoesNotExist):
        return _xml(_said(_("您现在不能为这个站报送，请找站长或县民政局。")), status=403)
    return _xml(_said(_("收到了。"), kept=row), status=201, location=_here(request))


STATUS = {
    "forms.id-taken": 409, "forms.edited": 409, "forms.not-given": 403, "forms.file-size": 413, "forms.encrypted": 400,
}  # fmt: skip


def _take(caller: Caller, content: bytes, request: HttpRequest) -> Submission:
    root = read_xml(content)
    if root.get("encrypted") == "yes":
        raise Refused(
            _("答卷加了密，这里打不开，没有接收。请下载没有加密的问卷再填。"), code="forms.encrypted"
        )
    if deprecated_id(root):
        raise Refused(
            _("这是一份改过的答卷，原来那份已经收到。请在网页上打开原来的答卷更正；这里再收一份就会算两次。"),
            code="forms.edited",
        )
    form = known_form(
        actor=caller.actor, code=str(root.get("id") or ""), station_id=caller.password.station_id
    )
    if form is None:
        raise Refused(_("这份问卷没有发给您的站，没有接收；答卷还在您的手机上。"), code="forms.not-given")
    told_version = str(root.get("version") or "")
    number = int(told_version) if told_version.isdecimal() and len(told_version) < 9 else None
    version = version_of(form=form, number=number)
    if version is None:
        raise Refused(_("没有这一版问卷，请重新下载问卷再填。"), code="forms.no-version")
    answers, _instance, _number = told_from_xml(version.survey, content)
    at = localtime(now())
    return submit(
        actor=caller.actor,
        submission_id=_key(instance_id(root), form.pk),
        form_id=form.pk,
        station_id=caller.password.station_id,
        answers=answers,
        version_number=version.number,
        filled_on=localdate(),
        at=at,
        on=localdate(),
        channel=Submission.Channel.COLLECT,
        xml=content.decode("utf-8", "replace"),
        files=[
            SentFile(file.name or name, file.content_type or "application/octet-stream", file.read())
            for name, files in request.FILES.lists()
            for file in files
            if name != "xml_submission_file"
        ],
    )


def _key(instance: str, form_id: UUID) -> UUID:
    """Collect calls a filling-in uuid:<uuid>; whatever else calls it something, it gets one id of ours."""
    told = instance.removeprefix("uuid:")
    if re.fullmatch(r"[0-9a-fA-F-]{32,36}", told):
        try:
            return UUID(told)
        except ValueError:
            pass
    if not instance:
        raise ValueError(_("答卷没有编号（instanceID），没有接收。"))
    return uuid5(NAMESPACE_OID, f"yizhan.forms:{form_id}:{instance}")


def _fillable(caller: Caller) -> list[ToFill]:
    return to_fill(actor=caller.actor, on=localdate(), station_id=caller.password.station_id)


def _version(caller: Caller, version_id: UUID) -> Version | None:
    """The newest version of a questionnaire that may be filled in; older ones Collect has already."""
    return next((each.version for each in _fillable(caller) if each.version.pk == version_id), None)


def _entry(request: HttpRequest, one: ToFill) -> str:
    version = one.version
    mark = hashlib.md5(
        _whole(version.xform).encode(), usedforsecurity=False
    ).hexdigest()  # of what is downloaded
    download = request.build_absolute_uri(reverse("openrosa-form", args=[version.pk]))
    manifest = request.build_absolute_uri(reverse("openrosa-manifest", args=[version.pk]))
    return (
        f"<xform><formID>{escape(one.form.code)}</formID><name>{escape(version.title)}</name>"
        f"<version>{version.number}</version><hash>md5:{mark}</hash>"
        f"<downloadUrl>{escape(download)}</downloadUrl><manifestUrl>{escape(manifest)}</manifestUrl></xform>"
    )


def _caller(request: HttpRequest) -> Caller | None:
    scheme, _space, told = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(told, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    found = by_app_password(username=name, secret=secret, on=localdate()) if colon and secret else None
    if found is None:
        return None
    password, actor = found
    grants = tuple(replace(each, verbs=each.verbs & VERBS) for each in actor.grants)
    return Caller(replace(actor, grants=grants), password)


def _here(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("openrosa-submission"))


def _said(sentence: str, *, kept: Submission | None = None) -> str:
    nature = "submit_success" if kept else "error"
    meta = (
        f'<submissionMetadata xmlns="http://www.opendatakit.org/xforms" instanceID="uuid:{kept.pk}"/>'
        if kept
        else ""
    )
    return f'<OpenRosaResponse xmlns="{RESPONSE}"><message nature="{nature}">{escape(sentence)}</message>{meta}</OpenRosaResponse>'


def _whole(body: str) -> str:
    return body if body.startswith("<?xml") or not body else f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'


def _xml(body: str, *, status: int = 200, location: str = "") -> HttpResponse:
    answer = HttpResponse(_whole(body), content_type="text/xml; charset=utf-8", status=status)
    answer["X-OpenRosa-Version"] = "1.0"
    answer["X-OpenRosa-Accept-Content-Length"] = str(min(PARCEL_BYTES, settings.UPLOAD_LIMIT_BYTES))
    answer["Date"] = http_date()
    if location:
        answer["Location"] = location
    return answer
