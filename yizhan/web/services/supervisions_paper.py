"""督导记录 as it is printed, filled in."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.papers.rules import docx
from yizhan.services.queries.supervisions import VIEW, Whole, supervision_for
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.templatetags.days import cn_date

FORM = Path(__file__).parent.parent.parent / "services" / "templates_docx" / "supervision.docx"
WAYS = (
    ("COME_IN", gettext_lazy("到站")),
    ("VIDEO", gettext_lazy("线上")),
    ("OUTSIDE", gettext_lazy("其他地点")),
)


@requires(VIEW)
def supervision_docx(request: ActorRequest, supervision_id: UUID) -> HttpResponse:
    """督导记录, filled in, with room for both signatures."""
    whole = supervision_for(actor=request.actor, supervision_id=supervision_id)
    if whole.supervision.service.is_voided:
        raise Http404
    return file_answer(docx(FORM, paper_facts(whole)), f"{_('督导记录')}.docx", DOCX)


def paper_facts(whole: Whole) -> dict[str, Any]:
    one, none = whole.supervision, "　"
    record = one.service
    from_where = "，".join(part for part in (one.qualification, one.expert_from) if part)
    return {
        "站点": one.station.name,
        "日期": cn_date(record.done_on),
        "时长": _("%(n)s分钟") % {"n": record.minutes},
        "形式": f"{one.get_form_display()}（{dict(WAYS).get(record.mode, '')}）",
        "类型": "、".join(one.kinds),
        "地点": record.place or none,
        "督导者": one.supervisor_name + (f"（{from_where}）" if from_where else ""),
        "结对": one.pairing or none,
        "受督导者": "、".join(each.worker.name for each in whole.supervisees),
        "主题": record.title,
        "引用": "；".join(each.label for each in whole.subjects) or none,
        "问题": one.problems or none,
        "建议": one.advice,
        "行动": [
            {
                "序号": str(n),
                "内容": task.what,
                "负责人": task.owner.name,
                "期限": f"{task.due_on:%Y-%m-%d}",
                "结果": f"{task.get_state_display()} {task.result}".strip(),
            }
            for n, task in enumerate(whole.actions, start=1)
        ],
        "督导确认": cn_date(one.supervisor_agreed_on) if one.supervisor_agreed_on else none,
        "受督导确认": "；".join(
            f"{each.worker.name} {each.agreed_on:%Y-%m-%d}" for each in whole.supervisees if each.agreed_on
        )
        or none,
    }
