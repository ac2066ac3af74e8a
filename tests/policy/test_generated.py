"""词汇.md, 口径.md and schema.json say what the code says."""

import json

from pydantic import BaseModel

from tests.policy.papers import pack, rule
from yizhan.kernel.metric import Metric
from yizhan.policy.papers import (
    keys_of,
    measures_page,
    parts_of,
    policy_papers,
    value_written,
    vocabulary_page,
    written,
)
from yizhan.policy.says import KEY_SAYS, KIND_SAYS
from yizhan.policy.schema.kinds import KINDS
from yizhan.policy.schema.pack import Catalogue, Example, Pack

RULES = """
- 编号: a.workers
  规定: 至少3人。
  条款: 六
  类型: 不少于
  口径: workforce.resident_workers
  数值: 3
  单位: "%"
- {编号: a.price, 规定: 22万。, 条款: 四, 类型: 标准价, 总额: 22万, 组成: [{名称: 人力, 金额: 22万}]}
- {编号: a.share, 规定: 七成。, 条款: 四, 类型: 配比, 约数: 是, 上限: 70}
- {编号: a.weights, 规定: 三方。, 条款: 七, 类型: 权重, 评分方: {甲: 60, 乙: 40}}
"""


def counted(name: str) -> Metric:
    return Metric(name=name, label="驻站社工", unit="人", says="当日在岗的驻站社工。", count=lambda **_: {})


def all_keys() -> set[str]:
    seen: set[str] = set()
    waiting: list[type[BaseModel]] = [*KINDS.values(), Pack, Catalogue, Example]
    while waiting:
        kind = waiting.pop()
        seen.update(keys_of(kind))
        waiting += parts_of(kind).values()
    return seen


def test_every_key_and_kind_is_explained_and_nothing_else() -> None:
    assert set(KIND_SAYS) == set(KINDS)
    assert set(KEY_SAYS) == all_keys()


def test_the_vocabulary_shows_every_kind_with_an_example_where_there_is_one() -> None:
    page = vocabulary_page([pack(RULES)])
    for word in KINDS:
        assert f"### {word}\n" in page
    assert "- 编号: a.workers\n  规定: 至少3人。" in page


def test_a_rule_is_written_as_its_author_would() -> None:
    one = pack(RULES)
    assert written(one.rules[0]).endswith('  口径: workforce.resident_workers\n  单位: "%"\n  数值: 3')
    assert "  总额: 220000\n  组成: [{名称: 人力, 金额: 220000}]" in written(one.rules[1])
    assert "  约数: 是" in written(one.rules[2])
    assert "  评分方: {甲: 60, 乙: 40}" in written(one.rules[3])
    assert value_written(False) == "否"
    assert "  日期: 2024-01-01" in written(rule(类型="限期", 终点="甲", 日期="2024-01-01"))


def test_the_measures_name_the_rules_that_use_them() -> None:
    page = measures_page([pack(RULES)], [counted("workforce.resident_workers"), counted("a.b")])
    assert "| `workforce.resident_workers` | 人 | 驻站社工 | 当日在岗的驻站社工。 | 方案：a.workers |" in page
    assert page.index("`a.b`") < page.index("`workforce.resident_workers`")


def test_the_schema_completes_every_kind() -> None:
    made = policy_papers([pack(RULES)], [])
    schema = json.loads(made["schema.json"])
    kinds = schema["definitions"]["规则"]["items"]["allOf"]
    assert [shape["if"]["properties"]["类型"]["const"] for shape in kinds] == list(KINDS)
    staffing, common = kinds[0]["then"]["properties"], schema["definitions"]["共同"]["properties"]
    assert staffing["主题"] == {"$ref": "#/definitions/共同/properties/主题"}
    assert "人员配备" in common["主题"]["enum"]
    assert "社工站" in common["适用"]["anyOf"][0]["items"]["enum"]
    assert staffing["含本数"]["enum"] == ["是", "否"]
    assert set(made) == {"词汇.md", "口径.md", "schema.json"}
