"""The money of a territory's agreements, for the map."""

from collections import defaultdict
from datetime import date

from yizhan.contracts.models import Agreement, Entry
from yizhan.kernel.actor import Actor

MONEY = "contracts.view_money"


def money_by_place(actor: Actor, on: date) -> dict[str, tuple[int, int]]:
    """{region: (worth of its agreements of the day, paid of them)}, within reach."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    running = Agreement.objects.visible_to(actor, MONEY).filter(
        first_on__lte=on, last_on__gte=on, state=Agreement.State.SIGNED
    )
    ids = []
    for pk, place, fen in running.order_by().values_list("pk", "region_code", "amount_fen"):
        ids.append(pk)
        found[place] = (found[place][0] + int(fen), found[place][1])
    entries = Entry.objects.visible_to(actor, MONEY).filter(agreement__in=ids, kind=Entry.Kind.RECEIVED)
    for place, fen in entries.fen_by("region_code").items():
        found[place] = (found[place][0], found[place][1] + fen)
    return found


def sums_of(paid: dict[str, tuple[int, int]], code: str) -> tuple[int, int]:
    inside = [each for place, each in paid.items() if place.startswith(code)]
    return sum(price for price, _out in inside), sum(out for _price, out in inside)
