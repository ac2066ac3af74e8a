"""To whom small figures about people are not shown."""

from yizhan.kernel.actor import Actor

LINE_OF_DUTY = "clients.view"
"""Whoever works with the files sees every figure."""


def hides_few(actor: Actor) -> bool:
    """Whether figures about people below five are not shown to this reader (ADR 0136, 0137)."""
    return not actor.may(LINE_OF_DUTY)
