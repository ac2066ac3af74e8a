"""Money is whole fen; words for it are made here."""

import re
from decimal import Decimal

MOST_FEN = 10**17
"""A thousand million million yuan: more than a table column holds is a slip of the hand."""
_AMOUNT = re.compile(r"[+-]?\d{1,18}(\.\d{0,8})?|[+-]?\.\d{1,8}")


def yuan(fen: int) -> str:
    """123450 -> "1,234.50"."""
    return f"{Decimal(fen) / 100:,.2f}"


def wan(fen: int) -> str:
    """In units of ten thousand yuan with two decimals: 96_800_000 -> "96.80"."""
    return f"{(Decimal(fen) / 1_000_000).quantize(Decimal('0.01')):,}"


def fen(text: str) -> int:
    """Read an amount as people write it: "1,234.50", "22万元", "16.2 万".

    ValueError  not an amount, finer than a fen, or more than any purse holds
    """
    word = text.strip().replace(",", "").replace("，", "").removesuffix("元").strip()
    scale = 100
    if word.endswith("万"):
        word, scale = word.removesuffix("万").strip(), 1_000_000
    elif word.endswith("亿"):
        word, scale = word.removesuffix("亿").strip(), 10_000_000_000
    if not _AMOUNT.fullmatch(word):
        raise ValueError(f"“{text[:20]}”不是金额")
    amount = Decimal(word) * scale
    if amount != int(amount):
        raise ValueError(f"“{text[:20]}”不是到分为止的金额")
    if abs(amount) > MOST_FEN:
        raise ValueError(f"“{text[:20]}”太大，不是金额")
    return int(amount)
