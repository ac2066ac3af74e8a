"""Everybody's own account."""

from typing import cast

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from yizhan.access.models import User
from yizhan.access.queries import (
    grants_in_force,
    sign_ins_of,
)
from yizhan.access.roles import ROLES, VERB_LABELS
from yizhan.stations.models import Station
from yizhan.web.access.audit import sign_in_words
from yizhan.web.access.parts import grant_lines
from yizhan.web.door import ActorRequest, signed_in_page


@signed_in_page("每个人看自己的账号")
def profile(request: ActorRequest) -> HttpResponse:
    user = cast(User, request.user)
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    held = list(grants_in_force(user=user, on=localdate()))
    facts = {
        "who": user,
        "may_fill_forms": request.actor.may("forms.submit"),
        "lines": grant_lines(held),
        "verbs": sorted(
            {VERB_LABELS.get(verb, verb) for grant in request.actor.grants for verb in grant.verbs}
        ),
        "sign_ins": [(line, sign_in_words(line)) for line in sign_ins_of(user=user)],
        "second_factor": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "must_have": any(ROLES[grant.role].sees_widely for grant in held if grant.role in ROLES),
        "stations": Station.objects.filter(
            pk__in={pk for g in request.actor.grants for pk in g.stations or ()}
        ),
    }
    return render(request, "access/profile.html", facts)
