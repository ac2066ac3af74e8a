"""Assessments and needs in the demo: some people assessed by the scales of the place, a few of them due again."""

import random
from datetime import date, timedelta

from yizhan.clients import actions as clients
from yizhan.clients.models import Client, Need
from yizhan.clients.queries.assessments import forms_for
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.calendar import last_workday_by
from yizhan.policy.schema.scales import Scale
from yizhan.services.actions import record_assessment

_PEOPLE = (("ELDER", 6), ("CHILD", 3))
_AGO = (340, 190, 95)
"""Days since the first assessment; whoever did badly then was due again long ago."""
_NEEDS = (
    (Need.Kind.CARE, "【示例】想有人每周来帮忙洗一次澡", Need.Source.VISIT),
    (Need.Kind.HOUSING, "【示例】厨房屋顶漏雨，想申请危房改造", Need.Source.REQUEST),
    (Need.Kind.POLICY, "【示例】护理补贴没有办，不知道找谁", Need.Source.SURVEY),
    (Need.Kind.MIND, "【示例】子女不在身边，想有人说说话", Need.Source.VISIT),
)


def take_assessments(county: County, *, today: date) -> None:
    """Nothing where the place has no scale. What lies in months reported long ago is history without a service."""
    rng = random.Random(county.place.code)  # noqa: S311  the same demo every time
    for crew in county.crews[:6]:
        for n, (person, scale) in enumerate(_whom(crew, today)):
            rough = rng.choice((0.05, 0.2, 0.45, 0.7))
            first = last_workday_by(today - timedelta(days=_AGO[n % len(_AGO)]))
            if _suits(person, scale, first):
                clients.record_assessment(
                    actor=crew.actor(today),
                    client_id=person.pk,
                    scale=scale.id,
                    answers=_answers(rng, scale, rough),
                    assessed_on=first,
                    on=today,
                )
            if n % 3 == 0:
                _again(rng, crew, person, scale, rough=min(0.9, rough + 0.15), today=today)
            kind, what, source = _NEEDS[(n + crew.number) % len(_NEEDS)]
            if n % 2 == 0:
                _need(crew, person, kind, what, source, met=n % 4 == 0, today=today)


def _whom(crew: Crew, today: date) -> list[tuple[Client, Scale]]:
    found = []
    for code, most in _PEOPLE:
        files = (
            Client.objects.visible_to(crew.actor(today), "clients.view")
            .active()
            .filter(station_id=crew.station.pk, classes__code__startswith=code, classes__until_on=None)
            .order_by("file_year", "file_number")
            .distinct()
        )
        for person in files[:most]:
            usable = [form.scale for form in forms_for(client=person, on=today) if not form.why_not]
            found += [(person, scale) for scale in usable[:1]]
    return found


def _suits(person: Client, scale: Scale, day: date) -> bool:
    """Whether she was on file that day, old or young enough, and the paper in force."""
    forms = forms_for(client=person, on=day) if day >= person.opened_on else []
    return any(form.scale.id == scale.id and not form.why_not for form in forms)


def _answers(rng: random.Random, scale: Scale, rough: float) -> dict[str, str]:
    """Answers run from well to badly in every list; `rough` is how far down somebody's lie."""
    answers = {}
    for question in scale.questions:
        best_first = sorted(question.options, key=lambda each: question.options[each])
        if scale.bands[0].low > scale.bands[-1].low:
            best_first.reverse()
        place = round(rng.gauss(rough * (len(best_first) - 1), 0.5))
        answers[question.name] = best_first[min(len(best_first) - 1, max(0, place))]
    return answers


def _again(
    rng: random.Random, crew: Crew, person: Client, scale: Scale, *, rough: float, today: date
) -> None:
    """This month, as a service."""
    day = last_workday_by(max(today - timedelta(days=rng.randrange(0, 15)), today.replace(day=1)))
    if day.month != today.month or not _suits(person, scale, day):
        return
    record_assessment(
        actor=crew.actor(day),
        client_id=person.pk,
        scale=scale.id,
        answers=_answers(rng, scale, rough),
        assessed_on=day,
        on=day,
        minutes=rng.randrange(30, 65, 5),
        mode="AT_HOME",
        note="【示例】本人和家属一起回答。",
        worker_id=crew.workers[0].pk,
    )


def _need(
    crew: Crew,
    person: Client,
    kind: Need.Kind,
    what: str,
    source: Need.Source,
    *,
    met: bool,
    today: date,
) -> None:
    found = max(today - timedelta(days=25), person.opened_on)
    actor = crew.actor(today)
    need = clients.note_need(
        actor=actor, client_id=person.pk, kind=kind, what=what, source=source, found_on=found, on=today
    )
    if met:
        clients.change_need_state(
            actor=actor, need_id=need.pk, state=Need.State.MET, on=today, reason="【示例】已办好"
        )
