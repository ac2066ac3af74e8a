"""What the loader says to an author who made a mistake."""

from pathlib import Path

import pytest

from tests.policy.papers import pack, refusals, rule, sheets
from yizhan.policy.load import PackError, load_pack
from yizhan.policy.sheets import MOST_SENTENCES, MOST_SHEET_BYTES, read_text, read_yaml

GOOD = """
- 编号: staffing.resident-workers
  规定: 每个社工站至少配备3名驻站社工。
  条款: 六（三）
  类型: 不少于
  数值: 3
  单位: 人
"""


def test_the_paper_of_a_pack_is_read_as_written() -> None:
    one = pack(GOOD, more="废止日期: 2025-01-01")
    assert one.rules[0].id == "staffing.resident-workers"
    assert one.rules[0].source == "《示例方案》六（三）"
    assert one.rules[0].chip == "方案 六（三）"
    assert one.id == "99-example/2024-a"
    assert one.rule("no.such") is None


def test_codes_and_versions_stay_text() -> None:
    assert read_yaml("x", b"code: 010203\nno: no\nversion: 3.10") == {
        "code": "010203",
        "no": "no",
        "version": "3.10",
    }


FAULTS = {
    "  数值: 3\n": ("  数直: 3\n", "staffing.resident-workers：不认识“数直”，是不是“数值”？"),
    "  条款: 六（三）\n": ("", "staffing.resident-workers：缺少“条款”"),
    "  规定: 每个社工站至少配备3名驻站社工。\n": (
        "  规定: ''\n",
        "staffing.resident-workers：“规定”不能为空",
    ),
    "数值: 3": ("数值: 三", "staffing.resident-workers：“数值”“三”不是数"),
    "- 编号: staffing.resident-workers\n": (
        "- 编号: 人数\n",
        "人数：“编号”“人数”应由小写英文、数字和点组成，如 staffing.resident-workers",
    ),
    "  单位: 人\n": ("  单位: [人]\n", "staffing.resident-workers：“单位”应是一段文字"),
}


@pytest.mark.parametrize("old", FAULTS)
def test_a_mistake_is_a_sentence_that_names_rule_and_word(old: str) -> None:
    new, sentence = FAULTS[old]
    assert sentence in refusals(sheets(GOOD.replace(old, new)))


SAYS = [
    ("", ["类型"], "a.b：缺少“类型”"),
    ("类型: 不小于", [], "a.b：没有“不小于”这个类型，是不是“不少于”？"),
    ("类型: [不少于]", [], "a.b：“类型”应是一段文字"),
    ("类型: 不少于\n  单位: 人", [], "a.b：缺少“数值”（文件没有写明的，请写“待定”并说明原因）"),
    ("类型: 不少于\n  数值: 3\n  主题: 人员", [], "a.b：“主题”没有“人员”这个词，是不是“人员配备”？"),
    ("类型: 不少于\n  数值: 3\n  适用: [社工占]", [], "a.b：“适用”没有“社工占”这个词，是不是“社工站”？"),
    ("类型: 不少于\n  数值: 3\n  适用: {a: b}", [], "a.b：“适用”应是列表"),
    ("类型: 不少于\n  数值: 3\n  适用: [社工站, 社工站]", [], "a.b：“适用”“社工站”写了两次"),
    ("类型: 不少于\n  数值: 3\n  适用: [[社工站]]", [], "a.b：“适用”列表里每一项都应是文字，不能为空"),
    ("类型: 不少于\n  数值: 3\n  要求编号: [307]", [], "a.b：“要求编号”“307”应写成R307这样的编号"),
    ("类型: 不少于\n  数值: 3\n  含本数: yes", [], "a.b：“含本数”“yes”只能写“是”或“否”"),
    ("类型: 配比", [], "a.b：缺少“下限”或“上限”（文件没有写明的，请写“待定”并说明原因）"),
    ("类型: 配比\n  下限: 70\n  上限: 60", [], "a.b：“下限”大于“上限”"),
    ("类型: 限期\n  期限: 15天", [], "a.b：写了“期限”就要写“起点”和“终点”"),
    ("类型: 限期\n  起点: 甲", [], "a.b：“期限”与“日期”要写一个，且只写一个（文件没有写明的，请写“待定”并说明原因）"),
    ("类型: 限期\n  期限: 很快\n  起点: 甲\n  终点: 乙", [], "a.b：“期限”“很快”不是期限，请写成15个工作日、1个月、2年、24小时"),
    ("类型: 限期\n  日期: 2023-02-30", [], "a.b：“日期”“2023-02-30”不是日期，请写成2024-01-01"),
    ("类型: 限期\n  日期: 2023年", [], "a.b：“日期”“2023年”不是日期，请写成2024-01-01"),
    ("类型: 频次", [], "a.b：“每”与“事件”要写一个，且只写一个（文件没有写明的，请写“待定”并说明原因）"),
    ("类型: 频次\n  每: 天", [], "a.b：“每”只能写：周、月、季、半年、年、服务年度"),
    ("类型: 频次\n  每: 月\n  截止: 40日", [], "a.b：“截止”“40日”不是截止日，请写成25日、月底、次月5日、末月25日、第5个工作日、周五、11月30日"),
    ("类型: 频次\n  每: 月\n  截止: 周五", [], "a.b：“每”是周的，“截止”写星期；其他的写日期"),
    ("类型: 频次\n  每: 月\n  截止: 11月30日", [], "a.b：“截止”写了几月几日，“每”就应是年"),
    ("类型: 频次\n  每: 月\n  次数: 0", [], "a.b：“次数”应是大于0的整数"),
    ("类型: 频次\n  事件: 甲", [], "a.b：写了“事件”就要写“期限”"),
    ("类型: 必备材料", [], "a.b：缺少“材料”（文件没有写明的，请写“待定”并说明原因）"),
    ("类型: 必备材料\n  材料: 甲、甲", [], "a.b：“材料”“甲”写了两次"),
    ("类型: 必备材料\n  材料: [{名称: 甲}, {名称: 甲}]", [], "a.b：“材料”“甲”写了两次"),
    ("类型: 必备材料\n  材料: {名称: 甲}", [], "a.b：“材料”应是列表"),
    ("类型: 必备材料\n  材料: [{名字: 甲}]", [], "a.b：材料的第1项的不认识“名字”，是不是“名称”？"),
    ("类型: 名单", [], "a.b：缺少“允许”“禁止”或“分组”（文件没有写明的，请写“待定”并说明原因）"),
    ("类型: 名单\n  允许: 甲\n  禁止: 甲", [], "a.b：“甲”既允许又禁止"),
    ("类型: 资格\n  条件: [{事实: 年令, 要求: 不超过, 值: 45}]", [], "a.b：“条件第1项”没有“年令”这个事实，是不是“年龄”？（系统查不到的，“要求”请写由人核对）"),
    ("类型: 资格\n  条件: [{事实: 学历, 要求: 不少于, 值: 3}]", [], "a.b：“条件第1项”“学历”不能用“不少于”来要求"),
    ("类型: 资格\n  条件: [{事实: 年龄, 要求: 不超过}]", [], "a.b：“条件第1项”“年龄”缺少“值”"),
    ("类型: 资格\n  条件: [{事实: 年龄, 要求: 不超过, 值: 老}]", [], "a.b：“条件第1项”“老”不是数"),
    ("类型: 资格\n  条件: [{事实: 学历, 要求: 不低于, 值: 大转}]", [], "a.b：“条件第1项”“学历”没有“大转”这一级，是不是“大专”？"),
    ("类型: 资格\n  条件: [{事实: 持证, 要求: 是, 期限: 2年}]", [], "a.b：“条件第1项”“期限”和“起算”要一起写"),
    ("类型: 职责", [], "a.b：缺少“责任”"),
    ("类型: 标准价\n  总额: 22万\n  组成: [{名称: 甲, 金额: 10万}]", [], "a.b：“组成”相加100,000元，与“总额”220,000元不符"),
    ("类型: 标准价\n  总额: 很多", [], "a.b：“总额”“很多”不是金额，请写成220000或22万"),
    ("类型: 标准价\n  总额: 0.001", [], "a.b：“总额”“0.001”不足一分钱的部分无法记账"),
    ("类型: 标准价\n  总额: 1\n  分担: [{年度: 首年, 各方: {省: 60, 县: 30}}]", [], "a.b：“分担第1项各方”各方承担合计90%，应为100%"),
    ("类型: 标准价\n  总额: 1\n  测算表: [{名称: 甲, 金额: {人力: 1}, 合计: 2}]", [], "a.b：“测算表第1项”甲：各项相加1元，与合计2元不符"),
    (
        "类型: 标准价\n  总额: 1\n  测算表: [{名称: 甲, 人数: 3, 金额: {人力: 2}, 合计: 2}]\n  测算合计: {名称: 合计, 金额: {人力: 3}, 合计: 3}",
        [],
        "a.b：测算表“人力”一栏相加2元，与合计3元不符",
    ),
    (
        "类型: 标准价\n  总额: 1\n  测算表: [{名称: 甲, 人数: 3, 金额: {人力: 2}, 合计: 2}]\n  测算合计: {名称: 合计, 人数: 4, 金额: {人力: 2}, 合计: 2}",
        [],
        "a.b：测算表人数相加3，与合计4不符",
    ),
    ("类型: 分档", [], "a.b：缺少“档次”或“比例”（文件没有写明的，请写“待定”并说明原因）"),
    ("类型: 分档\n  档次: [{名称: 甲, 下限: 0, 上限: 61}, {名称: 乙, 下限: 60}]", [], "a.b：“甲”与“乙”两档重叠"),
    ("类型: 分档\n  档次: [{名称: 甲, 上限: 10}, {名称: 乙, 上限: 20}]", [], "a.b：“甲”与“乙”两档重叠"),
    ("类型: 分档\n  档次: [{名称: 甲, 下限: 0, 上限: 79.9}, {名称: 乙, 下限: 90}]", [],
     "a.b：“甲”到79.9，“乙”从90起，中间的数没有档；文件没有写的，请补一档，名称写“文件没有规定”"),
    ("类型: 分档\n  档次: [{名称: 甲, 下限: 0, 上限: 10}, {名称: 甲, 下限: 10}]", [], "a.b：“甲”写了两次"),
    ("类型: 权重\n  评分方: {甲: 60, 乙: 30}", [], "a.b：“评分方”合计90%，应为100%"),
    ("类型: 权重\n  评分方: {甲: 100}\n  轮次: [中期]\n  轮次权重: {末期: 100}", [], "a.b：“轮次”里没有“末期”，是不是“中期”？"),
    ("类型: 指标\n  维度: 甲\n  分值: 1\n  得分方式: 计算", [], "a.b：得分方式是“计算”，缺少“满分值”或“阶梯”"),
    ("类型: 指标\n  维度: 甲\n  分值: 1\n  得分方式: 清单", [], "a.b：得分方式是“清单”，缺少“清单”"),
    ("类型: 指标\n  维度: 甲\n  分值: 1\n  得分方式: 计算\n  阶梯: [{下限: 1, 得分: 2}]", [], "a.b：“阶梯”的得分超过“分值”"),
    ("类型: 目标\n  目标值: [{日期: 2025-01-01, 数值: 1}, {日期: 2024-01-01, 数值: 2}]", [], "a.b：“目标值”“目标值”应按日期先后排列，同一天只写一次"),
    ("类型: 后果\n  措施: 甲", [], "a.b：缺少“触发”"),
    ("类型: 不少于\n  数值: 3\n  原句: 找不到的话", [], "a.b：“原句”在原文.md里找不到"),
    ("类型: 不少于\n  数值: [3]", [], "a.b：“数值”应是一个数"),
    ("类型: 不少于\n  数值: 3\n  含本数: [是]", [], "a.b：“含本数”只能写“是”或“否”"),
    ("类型: 标准价\n  总额: [3]", [], "a.b：“总额”应是金额"),
    ("类型: 限期\n  日期: [3]", [], "a.b：“日期”应是日期"),
    ("类型: 不少于\n  数值: 3\n  主题: [其他]", [], "a.b：“主题”应是一段文字"),
    ("类型: 不少于\n  value: 3", [], "a.b：不认识“value”"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "_", "sentence"), SAYS, ids=[sentence for *_, sentence in SAYS])
def test_every_mistake_has_its_sentence(keys: str, _: list[str], sentence: str) -> None:
    text = "- 编号: a.b\n  规定: 照办。\n  条款: 六\n" + (f"  {keys}\n" if keys else "")
    assert sentence in refusals(sheets(text))


def test_a_key_written_twice_is_found_with_its_line() -> None:
    text = GOOD.replace("  单位: 人\n", "  单位: 人\n  条款: 七\n")
    assert refusals(sheets(text)) == ("rules/all.yaml：第2行起：“条款”写了两次",)


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("数值: 3", "数值: 三") + "- 不是规则\n- {编号: c.d, 规定: 照办。, 条款: 六}\n"
    found = refusals(sheets(text, more="性制: 文件"))
    assert found == (
        "staffing.resident-workers：“数值”“三”不是数",
        "rules/all.yaml第2条：应是“名称: 值”的形式",
        "c.d：缺少“类型”",
        "pack.yaml：不认识“性制”，是不是“性质”？",
    )


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "缺少pack.yaml（写明依据哪份文件、适用哪个地区、何日起施行）"),
        (sheets(""), "rules/all.yaml：文件是空的"),
        (sheets("甲: 乙"), "rules/all.yaml：应是列表，每一条以“- ”开头"),
        (sheets("[]"), "rules文件夹里还没有规则"),
        ({**sheets(GOOD), "pack.yaml": b"- a"}, "pack.yaml：应是“名称: 值”的形式"),
        (sheets(GOOD, more="rules: []"), "pack.yaml：不认识“rules”"),
        (sheets(GOOD + GOOD), "staffing.resident-workers：这个编号写了两次"),
        (
            sheets(GOOD, region="9"),
            "pack.yaml：“适用区划”“9”不是区划代码，应为2、4、6、9或12位数字；全国性文件写“全国”",
        ),
        (sheets(GOOD, more="废止日期: 2023-01-01"), "pack.yaml：“废止日期”应晚于“施行日期”"),
        (sheets(GOOD, more="完整: 否"), "pack.yaml：“完整”写了否，缺少“缺失说明”"),
        (sheets(GOOD, more="性质: 草案"), "pack.yaml：“性质”只能写：文件、协议、大会材料、示例、草稿"),
        (sheets(GOOD, more="要求编号: [1]"), "pack.yaml：“要求编号”“1”应写成R307这样的编号"),
        (sheets(GOOD, since="明年"), "pack.yaml：“施行日期”“明年”不是日期，请写成2024-01-01"),
        (sheets(GOOD, cases="- {情形: 甲, 规则: a.c, 结论: 达标}"), "cases.yaml第1例：没有规则“a.c”"),
        (sheets(GOOD, cases="- {情形: 甲, 规则: a.c}"), "cases.yaml第1例：缺少“结论”"),
        (sheets(GOOD, catalogue="名称: 甲"), "catalogue.yaml：缺少“条款”"),
    ],
)
def test_a_pack_that_does_not_hang_together_is_refused(files: dict[str, bytes], sentence: str) -> None:
    assert sentence in refusals(files)


def test_a_head_without_its_paper_says_what_is_missing() -> None:
    text = '适用区划: "99"\n依据: {文号: 一}\n施行日期: 2024-01-01\n'
    assert refusals({**sheets(GOOD), "pack.yaml": text.encode()}) == ("pack.yaml：依据的缺少“文件名称”",)


@pytest.mark.parametrize(
    ("domains", "sentence"),
    [
        ("[{代码: 养老, 名称: 养老, 项目: [{序号: 1, 名称: 甲}, {序号: 1, 名称: 乙}]}]", "“养老-1”写了两次"),
        ("[{代码: 养, 名称: 甲, 项目: [{序号: 1, 名称: 甲}]}, {代码: 养, 名称: 乙, 项目: [{序号: 1, 名称: 乙}]}]", "领域代码“养”写了两次"),
        ("[{代码: 养, 名称: 甲, 项目: [{序号: 1, 名称: 甲, 要求编号: [养1]}]}]", "“养1”应写成R307这样的编号"),
        ("[{代码: 养, 名称: 甲, 项目: [{序号: 1, 名称: 甲}]}]", "“总数”写的是2，清单里有1项"),
    ],
)  # fmt: skip
def test_a_catalogue_that_does_not_add_up_is_refused(domains: str, sentence: str) -> None:
    text = f"名称: 清单\n条款: 附件1\n总数: 2\n领域: {domains}"
    assert any(sentence in line for line in refusals(sheets(GOOD, catalogue=text)))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "x：文件是空的"),
        (b" \n", "x：文件是空的"),
        ("规定：三人".encode("gbk"), "x：像是GBK编码，请用记事本“另存为”，编码选UTF-8"),
        (b"\xff\xfe\xff\xff\xff", "x：不是UTF-8编码，请用记事本“另存为”，编码选UTF-8"),
        (b"a\0b", "x：不是文本文件"),
        (b"a" * (MOST_SHEET_BYTES + 1), "x：文件太大，最多500KB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_a_file_that_is_not_text_is_told_so(data: bytes, sentence: str) -> None:
    with pytest.raises(PackError) as told:
        read_text("x", data)
    assert told.value.sentences == (sentence,)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: ]", "x：第1行附近格式有误，请检查缩进、冒号后的空格和引号是否成对"),
        ("a:\n\t- b", "x：第2行附近格式有误，请检查缩进、冒号后的空格和引号是否成对"),
        ("a: \x01", "x：格式有误，请检查缩进、冒号后的空格和引号是否成对"),
        ("{[a]: b}", "x：第1行附近格式有误，请检查缩进、冒号后的空格和引号是否成对"),
        ("a: &b c\nd: *b", "x：请不要使用YAML的引用（& 和 *）"),
        ("[" * 200_000, "x：第1行：层次太深"),
        ("a: b\n---\nc: d", "x：第2行：一张表里只能有一份内容，不要再写“---”"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(PackError) as told:
        read_yaml("x", text.encode())
    assert told.value.sentences == (sentence,)


def test_python_objects_in_yaml_stay_text() -> None:
    assert read_yaml("x", b"a: !!python/object/apply:os.system ['id']") == {"a": ["id"]}


def test_a_thousand_mistakes_are_cut_short() -> None:
    told = PackError(*["长" * 1000] * (MOST_SENTENCES + 5))
    assert len(told.sentences) == MOST_SENTENCES + 1
    assert told.sentences[-1] == "……还有5处，先改好上面的"
    assert len(told.sentences[0]) == 301


def test_a_folder_is_read_with_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "99-example" / "2024-a"
    (folder / "rules").mkdir(parents=True)
    for name, data in sheets(GOOD, original="## 六（三） 人员\n每站3名").items():
        (folder / name).write_bytes(data)
    assert load_pack(folder).id == "99-example/2024-a"


def test_a_rule_finds_its_passage_by_quote_or_by_clause() -> None:
    original = "# 题\n## 六 标准\n总说。\n## 六（三） 人员配备\n每站3名驻站社工。\n## 七 其他\n"
    one = pack(GOOD + "  原句: 每站 3名驻站社工\n", original=original)
    passage = one.passage_for(one.rules[0])
    assert passage is not None
    assert (passage.clause, passage.title, passage.text) == ("六（三）", "人员配备", "每站3名驻站社工。")
    assert one.passage_for(rule(类型="不少于", 数值=1, 条款="六（一）2")) == one.passages[0]
    assert one.passage_for(rule(类型="不少于", 数值=1, 条款="九")) is None
    astray = pack(GOOD.replace("六（三）", "九") + "  原句: 每站3名驻站社工\n", original=original)
    found = astray.passage_for(astray.rules[0])
    assert found is not None
    assert found.clause == "六（三）"
    whole = pack(GOOD, original="每站3名驻站社工。")
    assert [passage.text for passage in whole.passages] == ["每站3名驻站社工。"]
    assert whole.passage_for(whole.rules[0]) == whole.passages[0]
    assert pack(GOOD).passages == ()


def test_a_service_has_its_code_and_its_class() -> None:
    text = (
        "名称: 清单\n条款: 附件1\n任务类别: 辅助\n领域:\n"
        "  - {代码: 养老, 名称: 养老服务, 条款: 附件1（二）, 项目: [{序号: 1, 名称: 健康}, {序号: 2, 名称: 救助, 任务类别: 专业}]}\n"
    )
    catalogue = pack(GOOD, catalogue=text).catalogue
    assert catalogue is not None
    assert [(one.code, one.task_class, one.clause) for one in catalogue.services] == [
        ("养老-1", "辅助", "附件1（二）第1项"),
        ("养老-2", "专业", "附件1（二）第2项"),
    ]
    found = catalogue.service("养老-2")
    assert found is not None
    assert found.name == "救助"
    assert catalogue.service("养老-9") is None
