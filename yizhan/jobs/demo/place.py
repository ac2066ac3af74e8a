"""The two demo places: what differs between them beside their papers."""

from dataclasses import dataclass, field
from datetime import date

from yizhan.stations.models import Equipment
from yizhan.workforce.models import Post


@dataclass(frozen=True)
class Place:
    """What differs between the two demo places; everything else comes from their papers.

    towns    how many townships take part; 0: all of the county
    posts    (post, how many) of each station, where the paper has no cost table
    files    people on file at each station, about
    daily    services of one worker on a working day, about
    """

    code: str
    city: str
    province: str
    short: str
    bureau: str
    agency: str
    credit_code: str
    paper_ids: str
    opened_on: date
    towns: int
    posts: tuple[tuple[str, int], ...]
    files: int
    daily: float
    rooms: tuple[str, ...]
    equipment: tuple[tuple[str, str], ...]
    board: dict[str, str] = field(default_factory=dict)


BAISHA = Place(
    code="469025",
    city="",
    province="46",
    short="baisha",
    bureau="【示例】白沙黎族自治县民政局",
    agency="【示例】山兰社会工作服务中心",
    credit_code="52460000MJ0000001Y",
    paper_ids="469099",
    opened_on=date(2023, 6, 28),
    towns=0,
    posts=((Post.RESIDENT, 3),),
    files=273,
    daily=2.4,
    rooms=("社工办公室", "个案工作室", "社工服务中心", "志愿服务中心"),
    equipment=(
        ("办公桌椅", Equipment.Kind.OFFICE),
        ("电脑", Equipment.Kind.OFFICE),
        ("打印机", Equipment.Kind.OFFICE),
        ("档案柜", Equipment.Kind.OFFICE),
        ("办公设备", Equipment.Kind.OFFICE),
        ("灭火器", Equipment.Kind.FIRE),
        ("应急灯", Equipment.Kind.FIRE),
    ),
)
ANNING = Place(
    code="530181",
    city="5301",
    province="53",
    short="anning",
    bureau="【示例】安宁市民政局",
    agency="【示例】滇池社会工作服务中心",
    credit_code="52530000MJ0000003F",
    paper_ids="530199",
    opened_on=date(2021, 6, 15),
    towns=3,
    posts=((Post.HEAD, 1), (Post.DEPUTY, 1), (Post.RESIDENT, 2)),
    files=60,
    daily=0.6,
    rooms=("综合接待服务区", "社工室", "个案室"),
    equipment=(
        ("电脑", Equipment.Kind.OFFICE),
        ("桌椅", Equipment.Kind.OFFICE),
        ("文件柜", Equipment.Kind.OFFICE),
        ("灭火器", Equipment.Kind.FIRE),
    ),
    board={"尺寸": "50cm×70cm", "材质": "不锈钢", "颜色": "银色"},
)
