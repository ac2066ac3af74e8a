"""What must not stand in a log: the code of a slip, which is part of its address."""

import logging
import re

_CODE = re.compile(r"(/p/answer/)[^/\s?]+")


class WithoutCodes(logging.Filter):
    """Takes codes out of the message and its arguments, wherever an address is written down."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without(each) for each in record.args)
        record.msg = _without(record.msg)
        return True


def _without(value: object) -> object:
    return _CODE.sub(r"\1…", value) if isinstance(value, str) else value
