"""公益服务承诺书 in Word, filled in with what the region's papers let a worker promise."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate

from yizhan.papers.rules import docx
from yizhan.policy.book import NoRule, rule_for
from yizhan.stations.models import Station
from yizhan.stations.queries import station_in_sight
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.workforce.models import POST_WORDS
from yizhan.workforce.queries import worker_in_sight
from yizhan.workforce.rules import ONE_PROJECT, RESIDENT
from yizhan.workforce.rules.bars import penalties
from yizhan.workforce.rules.commitments import commitment_rule
from yizhan.workforce.rules.leaves import NOTICE, REPLACEMENT

FORM = Path(__file__).parent.parent.parent / "workforce" / "templates_docx" / "commitment.docx"
BLANK = "＿＿＿＿＿＿"


def letter_facts(
    *, station: Station, post: str, name: str = BLANK, day: str = "　　　年　　月　　日"
) -> dict[str, Any]:
    """The blanks of the letter; what no paper of the region asks for is not promised."""
    on = localdate()
    promised = ["遵守社会工作者职业道德，真心服务困难群众，如实记录服务。"]
    for rule_id in (NOTICE, REPLACEMENT, ONE_PROJECT):
        try:
            rule = rule_for(rule_id, region_code=station.region_code, on=on)
        except NoRule:
            continue
        promised.append(f"{rule.says.rstrip('。')}（{rule.source}）。")
    follows = [
        f"{rule.required()}（{rule.source}）。"
        for rule in penalties(region_code=station.region_code, on=on, of_workers=True)
    ]
    asks = commitment_rule(region_code=station.region_code, post=post, on=on)
    return {
        "表名": asks.items[0].name if asks is not None and asks.items else "公益服务承诺书",
        "机构": station.operator.name if station.operator_id and station.operator else "承接机构",
        "民政局": "县（市、区）民政局",
        "姓名": name,
        "站点": station.title,
        "岗位": post,
        "承诺": promised,
        "后果": follows or ["本地区尚无此项规定，按劳动合同和服务协议办。"],
        "日期": day,
    }


def _answer(facts: dict[str, Any], name: str) -> HttpResponse:
    return file_answer(docx(FORM, facts), name, DOCX)


@requires("workforce.record_commitment")
def commitment_blank(request: ActorRequest, station_id: UUID) -> HttpResponse:
    """For somebody who is not enrolled yet."""
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="workforce.record_commitment")
    return _answer(letter_facts(station=station, post=RESIDENT), "公益服务承诺书.docx")


@requires("workforce.record_commitment")
def commitment_docx(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    worker = worker_in_sight(actor=request.actor, worker_id=worker_id, verb="workforce.record_commitment")
    facts = letter_facts(station=worker.station, post=POST_WORDS[worker.post], name=worker.name)
    return _answer(facts, f"公益服务承诺书{worker.name}.docx")
