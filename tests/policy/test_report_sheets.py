"""报表: the lines of a report; 审核: who sees it on its way."""

from tests.policy.papers import pack, refusals, rule, sheets
from yizhan.policy.reading import Fact, brief, facts
from yizhan.policy.schema.sheets import ReportSheet
from yizhan.policy.schema.times import Frequency


def test_a_sheet_tells_its_sections_and_lines_and_judges_nobody() -> None:
    sheet = rule(
        类型="报表",
        名称="服务月报",
        栏目="[{名称: 服务, 项目: [{口径: services.visits, 名称: 探访}]},"
        " {名称: 经费, 项目: [{编号: spent, 名称: 支出, 单位: 元, 人填: 财务台账}]}]",
    )
    assert isinstance(sheet, ReportSheet)
    assert sheet.required() == "2个栏目，2项"
    assert [row.key for section in sheet.sections for row in section.rows] == ["services.visits", "spent"]
    assert sheet.can_be == frozenset()
    assert sheet.verdict(1).says == "没有可自动核对的数，由人核对（六（三））"
    assert rule(类型="报表", 待定="样式没有印发").required() == "待定"
    assert brief(sheet) == "2项"
    assert facts(sheet) == (Fact("服务", ("探访",)), Fact("经费", ("支出（人填）",)))


def test_a_report_rule_tells_who_sees_it_on_its_way() -> None:
    monthly = rule(类型="频次", 每="月", 事项="报月报", 审核="督导、乡镇", 报给="[县民政]")
    assert isinstance(monthly, Frequency)
    assert monthly.reviewed_by == ("督导", "乡镇")
    assert Fact("审核", ("督导", "乡镇")) in facts(monthly)
    direct = pack("- {编号: a.b, 规定: 照办。, 条款: 六, 类型: 频次, 每: 月, 事项: 报}").rules[0]
    assert isinstance(direct, Frequency)
    assert direct.reviewed_by == ()


def test_a_wrong_sheet_has_its_sentence() -> None:
    def said(keys: str) -> tuple[str, ...]:
        return refusals(sheets(f"- 编号: a.b\n  规定: 照办。\n  条款: 六\n  类型: {keys}\n"))

    one = "报表\n  栏目: [{名称: 甲, 项目: [%s]}]"
    assert said("报表") == ("a.b：缺少“栏目”（文件没有写明的，请写“待定”并说明原因）",)
    assert said(one % "") == ("a.b：“栏目第1项”“项目”不能是空的",)
    assert "a.b：“栏目第1项项目第1项”没有“口径”，就要写“编号”“单位”和“人填”（由人从哪里填）" in said(
        one % "{编号: b, 名称: 乙}"
    )
    assert "a.b：“栏目第1项项目第1项”写了“口径”就由系统数，不写“编号”和“人填”" in said(
        one % "{口径: x.y, 名称: 乙, 人填: 台账}"
    )
    assert said(one % "{口径: x.y, 名称: 乙}, {口径: x.z, 名称: 乙}") == ("a.b：“栏目”里“乙”写了两次",)
    assert said(one % "{口径: x.y, 名字: 乙}") == (
        "a.b：栏目的第1项的项目的第1项的缺少“名称”",
        "a.b：栏目的第1项的项目的第1项的不认识“名字”，是不是“名称”？",
    )
    assert said("频次\n  每: 月\n  审核: [村居]") == ("a.b：“审核”没有“村居”这个词",)
