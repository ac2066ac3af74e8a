"""Files, cases and groups of the running round are drawn for the third party, which has checked some of them."""

import random
from datetime import date, timedelta

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.jobs.demo.county import County
from yizhan.oversight.actions import draw_look, judge_piece, judge_visit
from yizhan.oversight.models import LookPiece, LookVisit, RoundParty
from yizhan.oversight.models.rounds import RUNNING

SAID = (
    ("DOUBTFUL", "示例：过了好几天才记，当天也没有照片，建议县里电话再问一次。"),
    ("MISMATCH", "示例：记的是上门，照片不是当天拍的。"),
)


def draw_files(county: County, *, today: date) -> None:
    party = RoundParty.objects.filter(
        round__state__in=RUNNING, region_code__startswith=county.place.code, organisation__kind="EVALUATOR"
    ).first()
    caller = (
        User.objects.filter(organisation=party.organisation_id, grants__role="evaluator").first()
        if party
        else None
    )
    if party is None or caller is None:
        return
    day = max(party.from_on, today - timedelta(days=2))
    rng, actor = random.Random(20261122), actor_for(caller, day)  # noqa: S311  (a demo)
    look = draw_look(actor=county.actor(day), party_id=party.pk, files=4, visits=3, cases=1, groups=1, on=day)
    for visit in LookVisit.objects.filter(sampled__look=look).order_by("sampled__alias", "pk")[:30]:
        verdict, note = rng.choice(SAID) if rng.random() < 0.1 else ("VERIFIED", "")
        judge_visit(actor=actor, visit_id=visit.pk, verdict=verdict, note=note, on=day)
    for piece in LookPiece.objects.filter(look=look).order_by("alias")[:4]:
        judge_piece(actor=actor, piece_id=piece.pk, verdict="VERIFIED", note="", on=day)
