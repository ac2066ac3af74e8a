"""What the queue runs by name: one function per job, arguments are ids and codes. Each builds an Actor and calls an action."""


def every_minute() -> None:
    """The clock's tick, once a minute."""


def nightly() -> None:
    """The clock's tick at half past two in the morning, Beijing time."""
