"""标准价 分档."""

from decimal import Decimal

import pytest

from tests.policy.papers import rule
from yizhan.policy.schema.money import Bands, Price
from yizhan.policy.schema.words import yuan

PARTS = "[{名称: 人力, 金额: 16.2万}, {名称: 运营, 金额: 58000}]"
SHARING = "[{年度: 新建当年, 各方: {省级财政: 50, 县级财政: 50}}, {年度: 以后各年, 各方: {县级财政: 100}}]"


def price(**keys: object) -> Price:
    made = rule(类型="标准价", **keys)
    assert isinstance(made, Price)
    return made


def test_a_price_is_whole_fen_with_its_parts_and_payers() -> None:
    station = price(总额="22万", 每="站·年", 组成=PARTS, 分担=SHARING)
    assert station.total == 22_000_000
    assert station.part("运营") == 5_800_000
    assert station.part("别的") is None
    assert station.shares("新建当年") == {"省级财政": 50, "县级财政": 50}
    assert station.shares("2025年") == {"县级财政": 100}
    assert price(总额=1).shares("2025年") == {}
    assert station.required() == "不少于220,000元/站·年"
    assert price(总额=1).required() == "不少于1元"
    assert price(待定="原件缺失").required() == "待定"


def test_a_price_says_what_is_missing_or_too_much() -> None:
    assert price(总额=100).verdict(9_950).says == "还差0.50元（六（三））"
    assert price(总额=100).verdict(11_000).state == "met"
    assert price(总额=100, 比较="不超过").verdict(11_000).says == "超出10元（六（三））"
    assert price(总额=100, 比较="不超过").verdict(9_000).state == "met"
    assert price(总额=100, 比较="等于").verdict(10_000).state == "met"
    assert price(总额=100).verdict(None).state == "open"
    assert price(总额=100).read("99.5元") == 9_950
    assert yuan(123_456) == "1,234.56元"


def bands(**keys: object) -> Bands:
    made = rule(类型="分档", **keys)
    assert isinstance(made, Bands)
    return made


STARS = "[{名称: 三星, 下限: 60, 上限: 90}, {名称: 五星, 下限: 90, 上限: 100, 结果: 奖励}, {名称: 无星, 上限: 60, 合格: 否}]"


@pytest.mark.parametrize(
    ("points", "name"),
    [
        ("0", "无星"),
        ("59.9", "无星"),
        ("60", "三星"),
        ("89.99", "三星"),
        ("90", "五星"),
        ("100", "五星"),
        ("101", ""),
    ],
)
def test_a_value_lies_in_one_band(points: str, name: str) -> None:
    band = bands(档次=STARS).band(Decimal(points))
    assert (band.name if band else "") == name


def test_bands_written_of_whole_points_leave_no_score_between_them() -> None:
    whole = bands(档次="[{名称: 良, 下限: 80, 上限: 89}, {名称: 优, 下限: 90, 上限: 100}]", 单位="分")
    found = [whole.band(Decimal(points)) for points in ("79.99", "89.5", "90", "100.5")]
    assert [band and band.name for band in found] == [None, "良", "优", None]


def test_a_band_says_what_it_leads_to() -> None:
    stars = bands(档次=STARS, 单位="分")
    assert stars.verdict(95).says == "属于“五星”：奖励（六（三））"
    assert stars.verdict(70).says == "属于“三星”（六（三））"
    assert stars.verdict(10).state == "unmet"
    assert stars.verdict(101).says == "不在任何一档（六（三））"
    assert stars.verdict(None).state == "open"
    assert stars.required() == "三星、五星、无星"
    assert stars.can_be == {"met", "unmet"}
    assert stars.read("95") == 95
    assert bands(待定="原件缺失").required() == "待定"


def test_posts_without_bounds_are_a_table_to_read() -> None:
    posts = bands(档次="[{名称: 一级, 金额: 5000}, {名称: 二级, 金额: 4500}]")
    assert posts.band(Decimal(1)) is None
    assert posts.can_be == frozenset()


def test_a_subsidy_is_a_share_up_to_a_cap() -> None:
    subsidy = bands(比例=40, 封顶="30万")
    assert subsidy.amount(10_000) == 4_000
    assert subsidy.amount(1) == 0
    assert subsidy.amount(100_000_000) == 30_000_000
    assert bands(比例=50).amount(3) == 2
    assert bands(档次=STARS).amount(3) is None
    assert subsidy.required() == "40%，不超过300,000元"
    assert bands(比例=40).required() == "40%"
    assert subsidy.verdict(10_000).says == "按此计40元（六（三））"
    assert subsidy.can_be == {"met"}
    assert subsidy.read("100") == 10_000
