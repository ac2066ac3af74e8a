"""Two surveys of satisfaction of the demo place: the mid-term one is over, the final one is being asked."""

import random
from datetime import date, timedelta

from yizhan.access.models import Organisation, User
from yizhan.access.queries import actor_for
from yizhan.intake.actions import post_answer
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import EVERYWHERE, Actor, Grant
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import (
    close_survey,
    collect_answers,
    draw_survey,
    drop_survey,
    note_no_answer,
    print_slips,
    record_answer,
)
from yizhan.oversight.models import Ask, Survey

PUBLIC = Actor(
    id="public",
    label="群众",
    grants=(Grant(role="public", verbs=frozenset({"intake.post_answer"}), region=EVERYWHERE),),
)


def ask_satisfaction(county: County, *, today: date) -> None:
    """Where the place has stations enough and somebody commissioned to ask; nothing elsewhere."""
    assessors = Organisation.objects.filter(
        kind="EVALUATOR", region_code__startswith=county.place.code
    ).first()
    caller = (
        User.objects.filter(organisation=assessors, grants__role="evaluator").first() if assessors else None
    )
    if len(county.crews) < 4 or assessors is None or caller is None:
        return
    rng = random.Random(20261122)  # noqa: S311  (a demo)
    middle = today - timedelta(days=150)
    wrong = _draw(county, assessors, "MID", today - timedelta(days=300), middle, middle + timedelta(days=3))
    drop_survey(
        actor=county.actor(wrong.drawn_on),
        survey_id=wrong.pk,
        because="示例：服务时间多选了上一年度的三个月",
        on=wrong.drawn_on,
    )
    mid = _draw(county, assessors, "MID", today - timedelta(days=240), middle, middle + timedelta(days=4))
    day = mid.drawn_on + timedelta(days=6)
    _answer(actor_for(caller, day), mid, rng, day, silent=0.08)
    close_survey(actor=county.actor(day), survey_id=mid.pk, on=mid.drawn_on + timedelta(days=14))
    last = _draw(
        county,
        assessors,
        "END",
        middle + timedelta(days=1),
        today - timedelta(days=3),
        today - timedelta(days=2),
    )
    _answer(actor_for(caller, today), last, rng, today, silent=0.6)
    _by_slip(county, last, rng, today)


def _draw(county: County, assessors: Organisation, word: str, first: date, last: date, on: date) -> Survey:
    return draw_survey(
        actor=county.actor(on), survey_id=uuid7(), region_code=county.place.code, round_word=word, first_on=first,
        last_on=last, closes_on=on + timedelta(days=14), on=on, commissioned_id=assessors.pk, per_station=12, units=12,
    )  # fmt: skip


def _score(rng: random.Random) -> int:
    return rng.choices((5, 4, 3, 2, 1), (38, 47, 9, 4, 2))[0]


def _answer(caller: Actor, survey: Survey, rng: random.Random, day: date, *, silent: float) -> None:
    """By telephone, mostly; at the county's last two stations some are asked face to face."""
    for ask in Ask.objects.filter(survey=survey).order_by("number"):
        lot = rng.random()
        if lot < silent:
            continue
        if lot > 0.95:
            outcome = rng.choice([Ask.State.REFUSED, Ask.State.GONE, Ask.State.UNREACHED])
            note_no_answer(actor=caller, ask_id=ask.pk, outcome=outcome, on=day)
        elif lot > 0.9:
            note_no_answer(actor=caller, ask_id=ask.pk, outcome=Ask.State.UNREACHED, on=day)
        else:
            scores = [_score(rng) for _question in survey.questions[ask.group]]
            way = "ON_SPOT" if rng.random() < 0.2 else "PHONE"
            record_answer(actor=caller, ask_id=ask.pk, way=way, scores=scores, on=day)


def _by_slip(county: County, survey: Survey, rng: random.Random, today: date) -> None:
    """The slips of one station were handed out; three came back, of which two are counted already."""
    officer = county.actor(today)
    waiting = Ask.objects.filter(survey=survey, group="CLIENT", state="WAITING").order_by("number").first()
    if waiting is None or waiting.station_id is None:
        return
    slips = print_slips(actor=officer, survey_id=survey.pk, station_id=waiting.station_id, on=today)
    for at, slip in enumerate(slips[:3]):
        scores = {place: _score(rng) for place in range(len(survey.questions[slip.ask.group]))}
        post_answer(actor=PUBLIC, token=slip.token, letter_id=uuid7(), scores=scores, on=today)
        if at == 1:
            collect_answers(actor=officer, survey_id=survey.pk, on=today)
