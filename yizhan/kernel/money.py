"""Money is whole fen; words for it are made here."""

from decimal import Decimal, InvalidOperation


def yuan(fen: int) -> str:
    """123450 -> "1,234.50"."""
    return f"{Decimal(fen) / 100:,.2f}"


def wan(fen: int) -> str:
    """In units of ten thousand yuan with two decimals: 96_800_000 -> "96.80"."""
    return f"{(Decimal(fen) / 1_000_000).quantize(Decimal('0.01')):,}"


def fen(text: str) -> int:
    """Read an amount as people write it: "1,234.50", "22万元", "16.2 万".

    ValueError  not an amount, or finer than a fen
    """
    word = text.strip().replace(",", "").replace("，", "").removesuffix("元").strip()
    scale = 100
    if word.endswith("万"):
        word, scale = word.removesuffix("万").strip(), 1_000_000
    elif word.endswith("亿"):
        word, scale = word.removesuffix("亿").strip(), 10_000_000_000
    try:
        amount = Decimal(word) * scale
    except InvalidOperation:
        raise ValueError(f"“{text}”不是金额") from None
    if not amount.is_finite() or amount != int(amount):
        raise ValueError(f"“{text}”不是到分为止的金额")
    return int(amount)
