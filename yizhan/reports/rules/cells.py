"""Small cells: which figures about people are too small to be shown outside the line of duty (ADR 0136, 0137). Plain Python."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

RATE = "services.visit_rate"
RATE_PARTS = ("services.visit_met", "services.visit_due")

SMALLEST_CELL = 5
"""Figures about people below this, other than 0, are not shown to whoever does not work with the people themselves.

The program's own floor, not a region's rule: whoever holds the files sees every figure (ADR 0136)."""

STARS = "＊"
"""What stands in the place of a small figure, and of one that would give it away."""
WHY_STARS = f"＊：为保护个人，少于 {SMALLEST_CELL} 的数和能推出它的数不显示。"

ABOUT_PEOPLE = ("clients.", "services.")
OF_PERSONS = frozenset(
    {
        "oversight.visits_overdue",
        "oversight.visits_overdue_high",
        "oversight.consents_expired",
        "oversight.danger_unanswered",
    }
)
"""Figures of other rooms that count persons served; those of staff are not hidden."""
NOT_ABOUT_PEOPLE = frozenset({"分钟", "小时", "元", "%", "篇", "场", "次", "份"})


def is_about_people(*, name: str, unit: str) -> bool:
    """Whether a small figure could point at somebody: persons, households, cases, and what was done with them."""
    return (
        name in OF_PERSONS or name == RATE or (name.startswith(ABOUT_PEOPLE) and unit not in NOT_ABOUT_PEOPLE)
    )


Cells = Mapping[tuple[int, int], Decimal]
Spot = tuple[int, int]


def small(value: Decimal | None) -> bool:
    return value is not None and 0 < value < SMALLEST_CELL


def hidden_cells(
    cells: Cells, *, rows: int, columns: int, across: bool = True, down: bool = True
) -> set[Spot]:
    """Which cells of a table are not shown, so that none of the small ones can be worked out from the rest.

    cells   (row, column) -> value, every combination, totals included: in the last column and in the last row
    across  whether each row has its total in the last column; down: each column in the last row

    First every small cell is hidden. Then others, the smallest first, until no hidden cell can be solved for: lines with
    a total are equations, a hidden cell is an unknown of its row and its column, and it is known exactly when it lies on
    no cycle of hidden cells; and until what is hidden in a line adds up to enough.
    """
    hidden = {spot for spot, value in cells.items() if small(value)}
    if not hidden or not (across or down):
        return hidden
    if across != down:
        lines: list[list[Spot]] = (
            [[(row, column) for column in range(columns)] for row in range(rows)]
            if across
            else [[(row, column) for row in range(rows)] for column in range(columns)]
        )
        return hidden.union(*(_one_line(cells, hidden & set(line), line) for line in lines))
    while True:
        spot = _solvable(hidden) or _too_little(cells, hidden, rows, columns)
        if spot is None:
            return hidden
        more = _cheapest_square(cells, hidden, spot, rows, columns)
        if not more - hidden:
            return set(cells)  # nothing left to hide it behind: nothing is shown
        hidden |= more


def _one_line(cells: Cells, hidden: set[Spot], line: Sequence[Spot]) -> set[Spot]:
    """A line and its total: never one hidden alone, never so few that their sum tells what they are."""
    if not hidden:
        return hidden
    rest = sorted(
        (spot for spot in line if spot not in hidden), key=lambda spot: (not cells[spot], cells[spot], spot)
    )
    while rest and (len(hidden) < 2 or sum(cells[spot] for spot in hidden) < SMALLEST_CELL):
        hidden = {*hidden, rest.pop(0)}
    return hidden


def _solvable(hidden: set[Spot]) -> Spot | None:
    """A hidden cell on no cycle of hidden cells (a bridge between its row and its column): the first found, or None."""
    near: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for row, column in sorted(hidden):
        near.setdefault(("r", row), []).append(("c", column))
        near.setdefault(("c", column), []).append(("r", row))
    order: dict[tuple[str, int], int] = {}
    lowest: dict[tuple[str, int], int] = {}
    for start, first in near.items():
        if start in order:
            continue
        order[start] = lowest[start] = len(order)
        ahead = [(start, start, iter(first))]
        while ahead:
            node, came, rest = ahead[-1]
            step = next(rest, None)
            if step is None:
                ahead.pop()
                if ahead:
                    lowest[came] = min(lowest[came], lowest[node])
                    if lowest[node] > order[came]:
                        return _spot(came, node)
            elif step not in order:
                order[step] = lowest[step] = len(order)
                ahead.append((step, node, iter(near[step])))
            elif step != came:
                lowest[node] = min(lowest[node], order[step])
    return None


def _spot(one: tuple[str, int], other: tuple[str, int]) -> Spot:
    return (one[1], other[1]) if one[0] == "r" else (other[1], one[1])


def _too_little(cells: Cells, hidden: set[Spot], rows: int, columns: int) -> Spot | None:
    """A cell of a line whose hidden cells add up to so little that their sum tells what they are."""
    for line in (
        *([(row, column) for column in range(columns)] for row in range(rows)),
        *([(row, column) for row in range(rows)] for column in range(columns)),
    ):
        there = [spot for spot in line if spot in hidden]
        if there and sum(cells[spot] for spot in there) < SMALLEST_CELL:
            return there[0]
    return None


def _cheapest_square(cells: Cells, hidden: set[Spot], spot: Spot, rows: int, columns: int) -> set[Spot]:
    """Three more cells that make a square with this one, hiding as little as possible and at least something."""
    row, column = spot
    best: tuple[tuple[int, Decimal, int, int], set[Spot]] | None = None
    for other in range(rows):
        for beside in range(columns):
            if other == row or beside == column:
                continue
            square = {(row, beside), (other, column), (other, beside)}
            new = square - hidden
            if not new:
                continue
            cost = (
                sum(not cells[each] for each in new),
                sum((cells[each] for each in new), Decimal(0)),
                other,
                beside,
            )
            if best is None or cost < best[0]:
                best = (cost, square)
    return best[1] if best else set()


def hidden_in_line(
    values: Sequence[Decimal | int | None], *, total: Decimal | int | None = None
) -> tuple[frozenset[int], bool]:
    """Which places of a line are not shown, and whether their total is not: neither alone, nor by subtraction.

    total  None: the line is not added up on the page (months of one place), so each stands for itself
    A None in the line is a place without anybody to count: everybody knows that, so it hides nothing.
    """
    there = [n for n, value in enumerate(values) if value is not None]
    cells = {(0, place): Decimal(values[n] or 0) for place, n in enumerate(there)}
    if total is None:
        return frozenset(there[place] for (_row, place), value in cells.items() if small(value)), False
    cells[0, len(there)] = Decimal(total)
    found = hidden_cells(cells, rows=1, columns=len(there) + 1, across=True, down=False)
    return frozenset(there[place] for _row, place in found if place < len(there)), (0, len(there)) in found
