"""Scales in force, and whom they are for."""

from collections.abc import Collection
from datetime import date

from yizhan.clients.rules.classes import BY_CODE, class_code
from yizhan.kernel.identity import age_on
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.scales import Scale

GRADES = {"高": "HIGH", "中": "MEDIUM", "低": "LOW"}


def scales_in_force(*, region_code: str, on: date) -> tuple[Scale, ...]:
    """The scales of a region that day, in order of id; none where nobody gave one. A pending one is no form."""
    return tuple(
        each.rule
        for each in rules_in_force(region_code=region_code, on=on)
        if isinstance(each.rule, Scale) and not each.rule.pending
    )


def scale_in_force(scale: str, *, region_code: str, on: date) -> Scale | None:
    return next((each for each in scales_in_force(region_code=region_code, on=on) if each.id == scale), None)


def classes_for(scale: Scale) -> list[str]:
    """The classes a scale is for; a word that is no class of ours binds nobody."""
    return [code for word in scale.for_whom if (code := class_code(word))]


def unsuited(scale: Scale, *, classes: Collection[str], born_on: date | None, on: date) -> str | None:
    """Why the scale is not for this person, as a sentence; None when it is."""
    age = age_on(born_on, on) if born_on else None
    if age is None and (scale.from_age is not None or scale.below_age is not None):
        return f"“{scale.name}”有年龄要求，此人的出生日期还没有登记"
    if scale.from_age is not None and age is not None and age < scale.from_age:
        return f"“{scale.name}”用于年满{scale.from_age}周岁的人，此人{age}周岁"
    if scale.below_age is not None and age is not None and age >= scale.below_age:
        return f"“{scale.name}”用于未满{scale.below_age}周岁的人，此人{age}周岁"
    wanted = classes_for(scale)
    if scale.for_whom and not set(wanted) & set(classes):
        words = "、".join(BY_CODE[code].label for code in wanted) or "、".join(scale.for_whom)
        return f"“{scale.name}”用于{words}，此人没有认定为其中任何一类"
    return None


def missing_sentence(names: Collection[str]) -> str:
    """“还有3题没有答：……” for a form that was sent too early."""
    first = "、".join(f"“{name}”" for name in list(names)[:3])
    return f"还有{len(names)}题没有答：{first}{'等' if len(names) > 3 else ''}。已经答的都留着。"
