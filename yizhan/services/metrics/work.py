"""What was done: visits, services, groups, activities, referrals, resources, and what people said of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import (
    Count,
    Q,
    QuerySet,
)

from yizhan.kernel.metric import rate
from yizhan.kernel.period import Period
from yizhan.services.metrics.counting import PEOPLE, SERVED, VISIT, records, tally
from yizhan.services.models import (
    ServiceRecord,
)

visits = tally(
    "services.visits",
    "探访",
    "人次",
    "期间内见到或联系到本人的探访，一人一次计1人次；上门、电话、视频、请入站都算，没见到的不算。",
    where=VISIT,
    what="clients_count",
)
home_visits = tally(
    "services.home_visits",
    "上门",
    "次",
    "期间内上门并见到本人的探访，不论一次见到几人，去一次计1次。",
    where=VISIT & Q(mode="AT_HOME"),
)
visits_at_home = tally(
    "services.visits_at_home",
    "上门探访",
    "人次",
    "期间内上门见到本人的探访，一人一次计1人次。",
    where=VISIT & Q(mode="AT_HOME"),
    what="clients_count",
)
phone_visits = tally(
    "services.phone_visits",
    "电话和视频探访",
    "人次",
    "期间内用电话或视频联系到本人的探访，一人一次计1人次。",
    where=VISIT & Q(mode__in=("PHONE", "VIDEO")),
    what="clients_count",
)
come_in_visits = tally(
    "services.come_in_visits",
    "请入站探访",
    "人次",
    "期间内请服务对象到站里见面的探访，一人一次计1人次。",
    where=VISIT & Q(mode="COME_IN"),
    what="clients_count",
)
visits_in_vain = tally(
    "services.visits_in_vain",
    "没见到的探访",
    "人次",
    "期间内去了或打了电话、没见到也没联系到本人的，一人一次计1人次；不计入探访。",
    where=Q(kind="VISIT", met=False),
    what="clients_count",
)
services = tally(
    "services.services",
    "服务",
    "人次",
    "期间内各类服务的人次：点名的服务对象加其他参加的人；培训、督导、档案整理、行政事务和没见到的探访不算。",
    where=SERVED,
    what=PEOPLE,
)
minutes = tally(
    "services.minutes",
    "服务时长",
    "分钟",
    "期间内各类服务登记的分钟数之和；培训、督导、档案整理、行政事务不算，没见到的探访不算。",
    where=SERVED,
    what="minutes",
)

group_sessions = tally(
    "services.group_sessions", "小组活动", "节", "期间内的小组活动，一节计1节。", where=Q(kind="GROUP")
)
group_participants = tally(
    "services.group_participants",
    "小组参加",
    "人次",
    "期间内小组活动的参加人次。",
    where=Q(kind="GROUP"),
    what=PEOPLE,
)
activities = tally(
    "services.activities", "社区活动", "场", "期间内的社区活动，一场计1场。", where=Q(kind="ACTIVITY")
)
activity_participants = tally(
    "services.activity_participants",
    "参加活动",
    "人次",
    "期间内社区活动的参加人次：点名的服务对象加其他参加的人。",
    where=Q(kind="ACTIVITY"),
    what=PEOPLE,
)
consultations = tally(
    "services.consultations",
    "咨询",
    "件",
    "期间内的咨询，一次计1件；没有建档的人来咨询也算。",
    where=Q(kind="CONSULTATION"),
)
assessments = tally(
    "services.assessments",
    "评估",
    "人次",
    "期间内对服务对象的评估，一人一次计1人次。",
    where=Q(kind="ASSESSMENT"),
    what="clients_count",
)
accompaniments = tally(
    "services.accompaniments",
    "陪同",
    "人次",
    "期间内陪同就医、办事等，一人一次计1人次。",
    where=Q(kind="ACCOMPANY"),
    what="clients_count",
)
referrals = tally(
    "services.referrals", "转介", "件", "期间内转给其他单位的，一次计1件。", where=Q(kind="REFERRAL")
)
referrals_answered = tally(
    "services.referrals_answered",
    "转介已回复",
    "件",
    "期间内转介、至今已登记跟进结果的件数。",
    where=Q(kind="REFERRAL", followed_up_on__isnull=False),
)
resource_links = tally(
    "services.resource_links", "资源链接", "次", "期间内链接资源的次数。", where=Q(kind="RESOURCE")
)
resource_value = tally(
    "services.resource_value",
    "资源折价",
    "元",
    "期间内链接资源登记的金额或折价之和；没有折价的计0。",
    where=Q(kind="RESOURCE", value_fen__isnull=False),
    what="value_fen",
    per=100,
)
publicity = tally(
    "services.publicity", "政策宣传", "场", "期间内的政策宣传，一场计1场。", where=Q(kind="PUBLICITY")
)


@rate(
    "services.satisfaction",
    label="满意度",
    says="期间内问过满意度的服务中，回答“很满意”或“满意”的百分比，保留一位小数；没有问的不算。",
)
def satisfaction(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, tuple[int, int]]:
    rows = (
        records(stations, period)
        .filter(satisfaction__isnull=False)
        .order_by()
        .values("station_id")
        .annotate(asked=Count("id"), content=Count("id", filter=Q(satisfaction__gte=4)))
    )
    return {row["station_id"]: (row["content"], row["asked"]) for row in rows}


@satisfaction.rows
def satisfaction_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return (
        records(stations, period)
        .filter(satisfaction__isnull=False)
        .order_by("satisfaction", "-done_on", "-id")
    )
