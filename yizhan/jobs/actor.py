"""Who acts when nobody sits at the screen."""

from yizhan.kernel.actor import EVERYWHERE, Actor, Grant


def system_actor(*verbs: str, name: str) -> Actor:
    """The program itself, for these verbs only, in the whole country.

    name  of the command or task, for the audit line: "load_divisions"
    """
    return Actor(id=f"job:{name}", label="系统", grants=(Grant("system", frozenset(verbs), EVERYWHERE),))
