"""Files are drawn for a party of a round, opened under pseudonyms, and their visits checked by the evidence."""

from collections.abc import Sequence
from datetime import date
from secrets import token_hex
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.models import Look, LookFile, LookPiece, LookVisit, Round, RoundParty, RoundStation
from yizhan.oversight.models.rounds import RUNNING
from yizhan.oversight.queries.look_pieces import cases_to_draw, groups_to_draw
from yizhan.oversight.queries.looks import looks, services_of
from yizhan.oversight.queries.satisfaction import frame_of
from yizhan.oversight.rules.looks import (
    DRAW,
    JUDGE,
    JUDGE_PIECE,
    OPEN,
    OPEN_PIECE,
    alias_of,
    drawing_problem,
    judging_problem,
)
from yizhan.oversight.rules.satisfaction import drawn, frame_digest
from yizhan.privacy.action import action
from yizhan.stations.models import Station

PIECES = {LookPiece.Sort.CASE: "个案", LookPiece.Sort.GROUP: "小组"}


@action(DRAW, facts=("party_id", "files", "visits", "on"), subject="party_id")
def draw_look(
    *, actor: Actor, party_id: UUID, files: int, visits: int, on: date, cases: int = 0, groups: int = 0
) -> Look:
    """Draw so many files of each station of the round, and so many visits of each, for this commissioned party.

    cases, groups  so many of each station as well; fewer where it has fewer

    Again for the same party: the look that is there; nobody draws until it suits.

    Refused                 the round is not being scored, the party is not one organisation, numbers out of bounds,
                            nobody was served
    RoundParty.DoesNotExist  out of reach
    """
    party = RoundParty.objects.visible_to(actor, DRAW).select_related("round").get(pk=party_id)
    if known := Look.objects.filter(party=party).first():
        return known
    round_ = party.round
    problem = drawing_problem(
        files=files,
        visits=visits,
        cases=cases,
        groups=groups,
        running=round_.state in RUNNING,
        commissioned=party.organisation_id is not None,
    )
    if problem:
        raise Refused(problem, code="oversight.look-incomplete")
    places = RoundStation.objects.filter(round=round_).values("station_id")
    stations = list(Station.objects.filter(pk__in=places).order_by("region_code", "pk"))
    frame = frame_of(
        stations=stations, region_code=round_.region_code, first_on=round_.first_on, last_on=round_.last_on
    )
    if not frame.clients:
        raise Refused("这些站在评估的这段时间里没有可以抽的档案。", code="oversight.nobody-to-ask")
    seed = token_hex(16)
    look = Look(
        region_code=round_.region_code, round=round_, party=party, files=files, visits=visits, cases=cases, groups=groups,
        seed=seed, drawn_on=on, drawn_by_label=actor.label[:120], left_out=frame.left_out,
    )  # fmt: skip
    sampled: list[LookFile] = []
    for stem, station in enumerate(stations):
        clients = frame.clients.get(station.pk, [])
        chosen = drawn(clients, most=files, seed=f"{seed}:{station.pk}")
        look.frame[str(station.pk)] = [len(clients), len(chosen), frame_digest(clients)]
        sampled += [
            LookFile(
                region_code=station.region_code, look=look, station=station, client_id=client_id,
                alias=alias_of(stem=stem, number=number),
            )
            for number, client_id in enumerate(chosen, 1)
        ]  # fmt: skip
    pieces = _pieces(look, round_, stations, seed)
    look.save(force_insert=True)
    LookFile.objects.bulk_create(sampled)
    LookPiece.objects.bulk_create(pieces)
    served = services_of(
        clients=[each.client_id for each in sampled], first_on=round_.first_on, last_on=round_.last_on
    )
    LookVisit.objects.bulk_create(
        LookVisit(region_code=each.region_code, sampled=each, service_id=service_id)
        for each in sampled
        for service_id in drawn(served.get(each.client_id, []), most=visits, seed=f"{seed}:{each.client_id}")
    )
    return look


def _pieces(look: Look, round_: Round, stations: Sequence[Station], seed: str) -> list[LookPiece]:
    """The cases and groups drawn, with what they were drawn from written into the frame."""
    found: list[LookPiece] = []
    first_on, last_on = round_.first_on, round_.last_on
    cases = cases_to_draw(stations=stations, first_on=first_on, last_on=last_on) if look.cases else {}
    groups = groups_to_draw(stations=stations, first_on=first_on, last_on=last_on) if look.groups else {}
    for sort, most, pool in (
        (LookPiece.Sort.CASE, look.cases, cases),
        (LookPiece.Sort.GROUP, look.groups, groups),
    ):
        for stem, station in enumerate(stations):
            keys = pool.get(station.pk, [])
            chosen = drawn(keys, most=most, seed=f"{seed}:{station.pk}:{sort.value}")
            if most:
                look.frame[f"{station.pk}:{sort.value}"] = [len(keys), len(chosen), frame_digest(keys)]
            found += [
                LookPiece(
                    region_code=station.region_code, look=look, station=station, sort=sort,
                    case_id=key if sort == LookPiece.Sort.CASE else None,
                    programme_id=key if sort == LookPiece.Sort.GROUP else None,
                    alias=alias_of(stem=stem, number=number, word=PIECES[sort]),
                )
                for number, key in enumerate(chosen, 1)
            ]  # fmt: skip
    return found


@action(OPEN, facts=("file_id", "on"), subject="client_id")
def open_look_file(*, actor: Actor, file_id: UUID, client_id: UUID, on: date) -> LookFile:
    """Open a file under its pseudonym. A verb, because every look at a person's file is written down (查阅留痕).

    client_id  for the trail of who looked at this file; must be the file's own

    LookFile.DoesNotExist  not in reach, not commissioned, the days of the commission or the round are over
    """
    return (
        LookFile.objects.visible_to(actor, OPEN)
        .filter(look__in=looks(actor=actor, on=on, verb=OPEN).values("pk"))
        .select_related("look", "look__round", "station")
        .get(pk=file_id, client_id=client_id)
    )


@action(JUDGE, facts=("visit_id", "verdict", "on"), subject="visit_id")
def judge_visit(*, actor: Actor, visit_id: UUID, verdict: str, note: str, on: date) -> LookVisit:
    """Say of a visit: verified, doubtful, or not as recorded; may be said anew while the round runs.

    Refused                 no verdict, a doubt without words
    LookVisit.DoesNotExist  as for opening its file
    """
    found = (
        LookVisit.objects.visible_to(actor, JUDGE)
        .filter(sampled__look__in=looks(actor=actor, on=on, verb=JUDGE).values("pk"))
        .get(pk=visit_id)
    )
    visit = LookVisit.objects.select_for_update().get(pk=found.pk)
    if problem := judging_problem(verdict=verdict, verdicts=LookVisit.Verdict.values, note=note):
        raise Refused(problem, code="oversight.verdict")
    visit.verdict, visit.note = verdict, note.strip()
    visit.judged_on, visit.judged_by_label = on, actor.label[:120]
    visit.save(update_fields=["verdict", "note", "judged_on", "judged_by_label"])
    return visit


@action(OPEN_PIECE, facts=("piece_id", "on"), subject="subject_id")
def open_look_piece(*, actor: Actor, piece_id: UUID, subject_id: UUID, on: date) -> LookPiece:
    """Open a case or a group under its alias; written down like every look at a file.

    subject_id  the client of a case, the group itself: for the trail; must be the piece's own

    LookPiece.DoesNotExist  as for opening a file
    """
    found = (
        LookPiece.objects.visible_to(actor, OPEN_PIECE)
        .filter(look__in=looks(actor=actor, on=on, verb=OPEN_PIECE).values("pk"))
        .select_related("look", "look__round", "station", "case", "programme")
        .get(pk=piece_id)
    )
    if found.subject_id != subject_id:
        raise LookPiece.DoesNotExist
    return found


@action(JUDGE_PIECE, facts=("piece_id", "verdict", "on"), subject="piece_id")
def judge_piece(*, actor: Actor, piece_id: UUID, verdict: str, note: str, on: date) -> LookPiece:
    """Say of a case or a group what judge_visit says of a visit; refused and out of reach in the same way."""
    found = (
        LookPiece.objects.visible_to(actor, JUDGE_PIECE)
        .filter(look__in=looks(actor=actor, on=on, verb=JUDGE_PIECE).values("pk"))
        .get(pk=piece_id)
    )
    piece = LookPiece.objects.select_for_update().get(pk=found.pk)
    if problem := judging_problem(verdict=verdict, verdicts=LookVisit.Verdict.values, note=note):
        raise Refused(problem, code="oversight.verdict")
    piece.verdict, piece.note = verdict, note.strip()
    piece.judged_on, piece.judged_by_label = on, actor.label[:120]
    piece.save(update_fields=["verdict", "note", "judged_on", "judged_by_label"])
    return piece
