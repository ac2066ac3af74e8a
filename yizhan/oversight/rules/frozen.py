"""A scheme as plain data, kept whole with the round it was used in: reckoned again years later without asking a pack."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yizhan.oversight.rules.scoring import Item, Party, Result, Scheme
from yizhan.policy.schema.kinds import KINDS, AnyRule
from yizhan.policy.schema.rule import Document

EDITION = 1
"""Of this layout; a later one reads the earlier ones."""


def frozen(scheme: Scheme) -> dict[str, Any]:
    """Everything the result depends on, and every sentence and clause the pages show."""
    return {
        "edition": EDITION,
        "region_code": scheme.region_code,
        "on": scheme.on.isoformat(),
        "digest": scheme.digest,
        "rule": _rule(scheme.rule),
        "parties": [[each.name, _text(each.weight)] for each in scheme.parties],
        "items": [
            {
                "rule": _rule(each.rule),
                "name": each.name,
                "dimension": each.dimension,
                "points": str(each.points),
                "how": each.how,
                "sort": each.sort,
                "parties": list(each.parties),
                "rounds": list(each.rounds),
            }
            for each in scheme.items
        ],
        "pending": [_rule(each) for each in scheme.pending],
        "weights": _rule(scheme.weights),
        "bands": _rule(scheme.bands),
        "consequences": [_rule(each) for each in scheme.consequences],
        "packs": list(scheme.packs),
        "documents": list(scheme.documents),
        "drafts": list(scheme.drafts),
        "gaps": [list(each) for each in scheme.gaps],
    }


def thawed(kept: Mapping[str, Any]) -> Scheme:
    """The scheme as it was."""
    rule: Any = _read(kept["rule"])
    return Scheme(
        rule=rule,
        region_code=kept["region_code"],
        on=date.fromisoformat(kept["on"]),
        parties=tuple(
            Party(name, None if weight is None else Decimal(weight)) for name, weight in kept["parties"]
        ),
        aspects=rule.aspects,
        items=tuple(_item(each) for each in kept["items"]),
        pending=tuple(_read(each) for each in kept["pending"]),
        weights=_read(kept["weights"]),
        bands=_read(kept["bands"]),
        consequences=tuple(_read(each) for each in kept["consequences"]),
        packs=tuple(kept["packs"]),
        documents=tuple(kept["documents"]),
        drafts=tuple(kept["drafts"]),
        gaps=tuple((name, gap) for name, gap in kept.get("gaps", ())),
    )


def told(result: Result) -> dict[str, Any]:
    """A result as plain data: what each party gave, the total, its band, and what follows with its clause."""
    return {
        "parties": [
            {
                "name": each.party.name,
                "score": _text(each.score),
                "earned": _text(each.earned),
                "of": _text(each.of),
                "plus": _text(each.plus),
                "minus": _text(each.minus),
                "left_out": [list(pair) for pair in each.left_out],
                "aspects": {name: [str(had), str(of)] for name, (had, of) in sorted(each.aspects.items())},
            }
            for each in result.parties
        ],
        "total": _text(result.total),
        "why": result.why,
        "band": result.band.name if result.band else "",
        "passed": result.band.passes if result.band else None,
        "leads_to": result.band.leads_to if result.band else "",
        "next": [result.next_band.name, _text(result.to_next)] if result.next_band else None,
        "outcomes": [
            {"says": each.says, "clause": each.clause, "ref": each.ref, "pending": each.pending}
            for each in result.outcomes
        ],
    }


def _item(kept: Mapping[str, Any]) -> Item:
    return Item(
        rule=_read(kept["rule"]),
        name=kept["name"],
        dimension=kept["dimension"],
        points=Decimal(kept["points"]),
        how=kept["how"],
        sort=kept["sort"],
        parties=tuple(kept["parties"]),
        rounds=tuple(kept["rounds"]),
    )


def _rule(rule: AnyRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    paper = rule.document
    return {
        "body": rule.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "document": [paper.pack_id, paper.name, paper.short_name, paper.region],
    }


def _read(kept: Mapping[str, Any] | None) -> Any:
    if kept is None:
        return None
    rule = KINDS[kept["body"]["类型"]].model_validate(kept["body"])
    rule._document = Document(*kept["document"])
    return rule


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
