"""The steps of a round, each with what it answers."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import (
    Member,
    archive_round,
    commission_party,
    drop_round,
    file_result,
    lock_round,
    name_expert,
    open_round,
    refresh_facts,
    release_expert,
    settle_round,
    tell_results,
    verify_round,
)
from yizhan.oversight.rules.rounds import (
    OPEN,
    VERIFY,
)
from yizhan.oversight.rules.teams import NAME
from yizhan.web.door import ActorRequest, requires_any
from yizhan.web.oversight.rounds import round_shown


@requires_any(OPEN, VERIFY, NAME)
@require_POST
def round_step(request: ActorRequest, round_id: UUID, step: str) -> HttpResponse:
    """One step; a refusal comes back on the page of the round."""
    do = STEPS.get(step)
    if do is None:
        raise Http404
    try:
        said = do(request, round_id, localdate())
    except Refused as no:
        return round_shown(request, round_id, no)
    messages.success(request, said)
    return redirect("round", round_id)


def _open(request: ActorRequest, round_id: UUID, on: date) -> str:
    open_round(actor=request.actor, round_id=round_id, on=on, at=timezone.now())
    return _("开始评分了，各方都收到了通知。")


def _drop(request: ActorRequest, round_id: UUID, on: date) -> str:
    drop_round(actor=request.actor, round_id=round_id, because=request.POST.get("because", ""), on=on)
    return _("已作废。")


def _refresh(request: ActorRequest, round_id: UUID, on: date) -> str:
    refresh_facts(actor=request.actor, round_id=round_id, on=on)
    return _("重新取了数；已经有封存评分的站没有动。")


def _tell(request: ActorRequest, round_id: UUID, on: date) -> str:
    tell_results(
        actor=request.actor,
        round_id=round_id,
        on=on,
        at=timezone.now(),
        until_on=_day(request.POST.get("until_on", "")),
    )
    return _("各站都收到了通知，可以看自己的结果、提异议。")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _settle(request: ActorRequest, round_id: UUID, on: date) -> str:
    settle_round(actor=request.actor, round_id=round_id, on=on)
    return _("结果定了。")


def _lock(request: ActorRequest, round_id: UUID, on: date) -> str:
    lock_round(actor=request.actor, round_id=round_id, on=on)
    return _("锁定了，评分和结果都不能再改。")


def _archive(request: ActorRequest, round_id: UUID, on: date) -> str:
    archive_round(actor=request.actor, round_id=round_id, on=on)
    return _("归档了。")


def _verify(request: ActorRequest, round_id: UUID, on: date) -> str:
    return verify_round(actor=request.actor, round_id=round_id, on=on).says


def _party(request: ActorRequest, round_id: UUID, on: date) -> str:
    try:
        party_id = UUID(request.POST.get("party", ""))
        organisation = request.POST.get("organisation_id", "")
        organisation_id = UUID(organisation) if organisation else None
    except ValueError:
        raise Http404 from None
    first, last = (_day(request.POST.get(name, "")) for name in ("from_on", "to_on"))
    if first is None or last is None:
        raise Refused(_("请写明从哪天到哪天。"), code="oversight.party-days")
    commission_party(
        actor=request.actor,
        round_id=round_id,
        party_id=party_id,
        kind=request.POST.get("kind", ""),
        organisation_id=organisation_id,
        from_on=first,
        to_on=last,
        on=on,
    )
    return _("记好了。")


def _file(request: ActorRequest, round_id: UUID, on: date) -> str:
    try:
        condition = UUID(request.POST.get("condition", ""))
    except ValueError:
        raise Http404 from None
    made = file_result(actor=request.actor, round_id=round_id, condition_id=condition, on=on)
    return _("放进“%(name)s”了，不用再上传。") % {"name": made.name}


def _expert(request: ActorRequest, round_id: UUID, on: date) -> str:
    given = request.POST
    try:
        party_id = UUID(given.get("party", ""))
    except ValueError:
        raise Http404 from None
    words = (given.get(name, "") for name in ("name", "title", "unit", "field", "conflict"))
    made = name_expert(
        actor=request.actor, round_id=round_id, party_id=party_id, member=Member(*words),
        declared=given.get("declared") == "yes", on=on,
    )  # fmt: skip
    return _("记好了，她有利害关系，不参加评分。") if made.aside else _("记好了。")


def _expert_leaves(request: ActorRequest, round_id: UUID, on: date) -> str:
    try:
        expert_id = UUID(request.POST.get("expert", ""))
    except ValueError:
        raise Http404 from None
    release_expert(actor=request.actor, expert_id=expert_id, because=request.POST.get("because", ""), on=on)
    return _("退出了，名单里留着。")


STEPS: dict[str, Callable[[ActorRequest, UUID, date], str]] = {
    "open": _open,
    "drop": _drop,
    "refresh": _refresh,
    "tell": _tell,
    "settle": _settle,
    "lock": _lock,
    "archive": _archive,
    "verify": _verify,
    "party": _party,
    "file": _file,
    "expert": _expert,
    "expert-leaves": _expert_leaves,
}
