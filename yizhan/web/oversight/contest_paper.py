"""The 通报 of a quarter's contest as Word, filled in: the ranking, who is not ranked and why, the flags."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path

from yizhan.access.models import Organisation
from yizhan.oversight.models import Contest
from yizhan.oversight.queries.contests import contest_for, entries_of, ranking, sample_word
from yizhan.oversight.rules.contests import VIEW, Standing, middle
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.scoring import Scheme
from yizhan.papers.rules import docx
from yizhan.policy.schema.words import plain_number
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer

FORM = Path(__file__).parent.parent.parent / "oversight" / "templates_docx" / "contest.docx"


@requires(VIEW)
def contest_docx(request: ActorRequest, contest_id: UUID) -> HttpResponse:
    """A draft as long as it is not published: without flags, and it says so."""
    contest = contest_for(actor=request.actor, contest_id=contest_id)
    entries = entries_of(actor=request.actor, contest=contest)
    lines = ranking(contest, entries)
    office = (
        Organisation.objects.visible_to(request.actor, VIEW)
        .filter(kind="COUNTY", region_code=contest.region_code, closed_on=None)
        .first()
    )
    facts = bulletin(contest, thawed(contest.rules), lines, office=office.name if office else "")
    return file_answer(docx(FORM, facts), f"{contest.name}通报.docx", DOCX)


def bulletin(contest: Contest, scheme: Scheme, lines: tuple[Standing, ...], *, office: str) -> dict[str, Any]:
    """What fills the form. office: who issues it; "" is left to the pen."""
    published = contest.published_on
    ranked = [each for each in lines if each.rank is not None]
    flags = [each for each in ranked if each.flag]
    usual, _by_aspect = middle(scheme, lines)
    rule = scheme.rule
    least = (
        f"本季{sample_word(scheme)}不到{plain_number(rule.least_sample)}的站只列不排。"
        if rule.least_sample is not None
        else "排名要多少样本，文件没有规定。"
    )
    if rule.least_share is not None:
        least += f"可以计分的不到满分{plain_number(rule.least_share)}%的，也只列不排。"
    draft = "" if published else f"（草稿，数取到 {contest.counted_on}，名次暂列，还没有授旗）"
    return {
        "标题": f"关于{contest.name}结果的通报{draft}",
        "开头": f"按照{'、'.join(scheme.documents)}（{scheme.clause}），{contest.first_on} 至 {contest.last_on} 的比拼从"
        f"{'、'.join(each.name for each in scheme.aspects)}{len(scheme.aspects)}个方面计分，参加 {len(lines)} 个站，"
        f"排名 {len(ranked)} 个站。现将结果通报如下。",
        "红旗": "；".join(f"{each.name}（第{each.rank}名，{each.flag}）" for each in flags),
        "排名标题": f"{'二' if flags else '一'}、排名。",
        "各行": [_row(each) for each in lines],
        "中位数": "" if usual is None else f"参加排名的站总分的中位数是 {usual} 分。",
        "未排名": "；".join(f"{each.name}：{each.why.rstrip('。')}" for each in lines if each.rank is None),
        "最少样本": least,
        "依据": "得分由服务记录算出，各站可以登录打开每一项的记录核对；没见到的探访、没解决的需求登记多少都不扣分。"
        + (f"指标和分值来自{'、'.join(scheme.drafts)}（示例或草稿）。" if scheme.drafts else ""),
        "单位": office or "　　　　　　",
        "日期": f"{published.year}年{published.month}月{published.day}日" if published else "　　年　月　日",
    }


def _row(line: Standing) -> dict[str, str]:
    return {
        "名次": "不排" if line.rank is None else str(line.rank),
        "站点": line.name,
        "方面": "，".join(f"{name} {had:.2f}/{of.normalize():f}" for name, (had, of) in line.aspects.items())
        or "—",
        "总分": "—" if line.total is None else f"{line.total:.2f}",
        "红旗": line.flag,
    }


urlpatterns = [path("oversight/contests/<uuid:contest_id>/bulletin.docx", contest_docx, name="contest-docx")]
