"""One verb = one permission = one transaction = one audit line."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.privacy.models import AuditEvent
from yizhan.privacy.put import in_one_transaction, put
from yizhan.privacy.rows import new

P = ParamSpec("P")
R = TypeVar("R")

_lines: ContextVar[list[AuditEvent] | None] = ContextVar("lines", default=None)

VERBS: dict[str, Callable[..., Any]] = {}
"""Every verb of the product by name, filled as the rooms load; roles and guards are checked against it."""


def action(
    name: str, *, facts: tuple[str, ...] = (), subject: str = ""
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a verb: one permission check, one transaction, one audit line, all called `name`.

    A verb called by another verb joins its transaction and adds its line to the same batch.

    facts       arguments the audit line may keep: ids, days, codes; never personal data
    subject     the argument that holds the id of the person or thing acted upon, for “who looked at this file”
    NotAllowed  the actor lacks the permission; its audit line, like that of every refusal, survives the rollback
    """

    def wrap(verb: Callable[P, R]) -> Callable[P, R]:
        @wraps(verb)
        def run(*args: P.args, **given: P.kwargs) -> R:
            actor: Actor = given["actor"]  # type: ignore[assignment]  # of a verb, always
            if type(actor) is not Actor:
                # the lazy one of a request. copy() would be as lazy while nobody has been looked up
                actor = given["actor"] = Actor(actor.id, actor.label, actor.grants, actor.organisation_id)
            line = new(
                AuditEvent,
                actor_id=actor.id,
                actor_label=actor.label,
                action=name,
                facts={fact: _plain(given[fact]) for fact in facts if given.get(fact) is not None},
                subject_id=_subject(given.get(subject)) if subject else None,
            )
            outer = _lines.get()
            if outer is not None:
                return _joined(outer, line, actor, name, lambda: verb(*args, **given))
            return _outermost(line, actor, name, lambda: verb(*args, **given))

        run.action_name = name  # type: ignore[attr-defined]  # read by the guards
        VERBS[name] = run
        return run

    return wrap


def _joined(lines: list[AuditEvent], line: AuditEvent, actor: Actor, name: str, do: Callable[[], R]) -> R:
    if not actor.may(name):
        raise NotAllowed(name)
    result = do()
    line.region_code = _region(result)
    lines.append(line)
    return result


def _outermost(line: AuditEvent, actor: Actor, name: str, do: Callable[[], R]) -> R:
    token = _lines.set([])
    try:
        if not actor.may(name):
            raise NotAllowed(name)
        with in_one_transaction():
            result = do()
            line.region_code = _region(result)
            put(line, *(_lines.get() or ()))
            return result
    except (Refused, NotAllowed, ObjectDoesNotExist) as no:
        line.outcome, line.reason_code = AuditEvent.Outcome.REFUSED, _code(no)
        line.region_code = _home(actor)
        line.save(force_insert=True)
        raise
    finally:
        _lines.reset(token)


def _subject(value: object) -> UUID | None:
    return value if isinstance(value, UUID) else None


def _code(no: Exception) -> str:
    """A code, because the sentence of a refusal may name a person."""
    return (no.code if isinstance(no, Refused) else "")[:80] or type(no).__name__


def _region(result: object) -> str:
    return str(getattr(result, "region_code", ""))[:12]


def _home(actor: Actor) -> str:
    regions = [grant.region for grant in actor.grants if grant.region.isdigit()]
    return min(regions, key=len) if regions else ""


def _plain(fact: object) -> Any:
    if isinstance(fact, bool | int | None):
        return fact
    if isinstance(
        fact, list | tuple | set | frozenset | Mapping
    ):  # of a mapping the keys: which fields, never what
        return sorted(str(each) for each in fact)[:50]
    return str(fact.pk if hasattr(fact, "pk") and isinstance(fact.pk, UUID) else fact)
