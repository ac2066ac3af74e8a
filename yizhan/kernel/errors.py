"""The two ways to be told no. Whatever is out of sight raises DoesNotExist; anything else is our bug."""


class Refused(Exception):
    """A rule says no. `str(refused)` is the sentence the screen shows, as is.

    code    stable word for machines and docs, for example "clients.duplicate"
    clause  where it is written, for the clause chip; empty when the reason is plain sense, not a paper
    """

    def __init__(self, reason: str, *, code: str = "", clause: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.clause = clause


class NotAllowed(Exception):
    """The role does not carry this verb (403), whatever the row."""

    def __init__(self, verb: str) -> None:
        super().__init__(verb)
        self.verb = verb
