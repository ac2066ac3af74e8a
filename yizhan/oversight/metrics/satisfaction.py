"""What surveys of satisfaction came to. What a survey does not show because too few answered is no figure here either."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from yizhan.kernel.metric import Rows, metric, rate
from yizhan.kernel.period import Period
from yizhan.oversight.models import Survey, SurveyAnswer
from yizhan.oversight.queries.satisfaction import shown_counts


def _parts(group: str, stations: Sequence[UUID], period: Period) -> dict[UUID, tuple[int, int]]:
    counts = shown_counts(group=group, stations=stations, first_on=period.first, last_on=period.last)
    return {station: (content, answered) for station, (answered, content) in counts.items()}


@rate(
    "oversight.satisfaction_surveyed",
    label="抽样调查的满意率",
    says="服务时间止于期间内、已经结束的满意度调查里，系统抽中的服务对象总的回答“很满意”或“满意”的百分比，保留一位小数；答卷不足起报份数的站没有这个数。",
)
def satisfaction_surveyed(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, tuple[int, int]]:
    return _parts("CLIENT", stations, period)


@rate(
    "oversight.units_satisfaction",
    label="协同单位的满意率",
    says="服务时间止于期间内、已经结束的满意度调查里，系统抽中的乡镇、村（社区）总的回答“很满意”或“满意”的百分比，保留一位小数；答卷不足起报份数的站没有这个数。",
)
def units_satisfaction(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, tuple[int, int]]:
    return _parts("UNIT", stations, period)


@metric(
    "oversight.satisfaction_answers",
    label="满意度调查的答卷",
    unit="份",
    says="服务时间止于期间内、已经结束的满意度调查里，系统抽中的服务对象交回、可以报出的答卷份数；答卷不足起报份数的站不计。",
)
def satisfaction_answers(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    counts = shown_counts(group="CLIENT", stations=stations, first_on=period.first, last_on=period.last)
    return {station: answered for station, (answered, _content) in counts.items()}


def _surveys(group: str) -> Rows:
    """The surveys: after closing no answer leads back to whom it is of, so their results are what can be opened."""

    def rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Survey]:
        asked = SurveyAnswer.objects.filter(group=group, station_id__in=stations)
        return Survey.objects.filter(
            pk__in=asked.values("survey_id"), state="CLOSED", last_on__range=(period.first, period.last)
        ).order_by("-last_on", "-id")

    return rows


for _each in (satisfaction_surveyed, satisfaction_answers):
    _each.rows(_surveys("CLIENT"))
units_satisfaction.rows(_surveys("UNIT"))
