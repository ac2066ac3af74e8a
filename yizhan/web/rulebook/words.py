"""The closed words of policy that pages show, marked here so that a catalogue can translate them.

Policy is plain Python and knows no gettext: it says 责任, 频次, 探访频次. The templates ask for `{% translate fact.label %}`;
this table only lets the extraction of messages find the words, and a test holds it against the words of policy. What a
document itself says (规定, 条款, 说明, the names of its lists) is never translated: it is evidence.
"""

from django.utils.translation import gettext_noop

FACT_LABELS = (
    gettext_noop("仅在"), gettext_noop("适用"), gettext_noop("责任"), gettext_noop("协助"),
    gettext_noop("没达到时"), gettext_noop("说明"), gettext_noop("部分"), gettext_noop("全体"),
    gettext_noop("起点"), gettext_noop("要完成"), gettext_noop("期限"), gettext_noop("事项"), gettext_noop("由"),
    gettext_noop("审核"), gettext_noop("报给"), gettext_noop("截止"), gettext_noop("对象"),
    gettext_noop("不算探访"), gettext_noop("须见到本人"), gettext_noop("轮次"), gettext_noop("要有"),
    gettext_noop("限于"), gettext_noop("不得"), gettext_noop("另外"), gettext_noop("条件"), gettext_noop("优先"),
    gettext_noop("同等条件优先"), gettext_noop("组成"), gettext_noop("谁承担"), gettext_noop("档次"),
    gettext_noop("封顶"), gettext_noop("谁打分"), gettext_noop("评什么"), gettext_noop("维度"),
    gettext_noop("怎样得分"), gettext_noop("清单"), gettext_noop("佐证"), gettext_noop("格式"),
    gettext_noop("规格"), gettext_noop("位置"), gettext_noop("分步"), gettext_noop("出现"), gettext_noop("措施"),
    gettext_noop("对谁"), gettext_noop("持续"), gettext_noop("要求"),
    gettext_noop("预算表里叫"), gettext_noop("特殊情形"), gettext_noop("多久复评"), gettext_noop("计什么"),
    gettext_noop("到期没处理"), gettext_noop("加分最多"), gettext_noop("参数"), gettext_noop("告知"), gettext_noop("处理期限"),
    gettext_noop("复核"), gettext_noop("怎样算完"), gettext_noop("抽多少"), gettext_noop("方面"), gettext_noop("满分"),
    gettext_noop("由谁评"), gettext_noop("界限"), gettext_noop("看什么"), gettext_noop("等次"), gettext_noop("级别"),
    gettext_noop("评分各方"), gettext_noop("起报"), gettext_noop("逐条对照"), gettext_noop("问协同单位"), gettext_noop("问服务对象"),
)  # fmt: skip
"""What stands before a fact of a rule (`policy.reading.facts`)."""

KIND_WORDS = (
    gettext_noop("不少于"), gettext_noop("不超过"), gettext_noop("配比"), gettext_noop("限期"),
    gettext_noop("频次"), gettext_noop("必备材料"), gettext_noop("名单"), gettext_noop("资格"),
    gettext_noop("标准价"), gettext_noop("分档"), gettext_noop("权重"), gettext_noop("指标"), gettext_noop("文本"),
    gettext_noop("目标"), gettext_noop("后果"), gettext_noop("职责"), gettext_noop("报表"),
    gettext_noop("量表"), gettext_noop("计数条件"), gettext_noop("满意度调查"), gettext_noop("评估方案"),
    gettext_noop("预警"),
)  # fmt: skip
"""The kinds of rule (类型)."""

TOPIC_WORDS = (
    gettext_noop("目标任务"), gettext_noop("职责分工"), gettext_noop("人员配备"), gettext_noop("经费与付款"),
    gettext_noop("购买与协议"), gettext_noop("服务内容"), gettext_noop("服务对象"), gettext_noop("探访频次"),
    gettext_noop("场地设施"), gettext_noop("制度档案"), gettext_noop("统一标识"), gettext_noop("报送与时限"),
    gettext_noop("备案"), gettext_noop("评估与续签"), gettext_noop("信息公开"), gettext_noop("监督与投诉"),
    gettext_noop("激励保障"), gettext_noop("培训督导"), gettext_noop("志愿服务"), gettext_noop("安全"),
    gettext_noop("组织架构"), gettext_noop("宣传"), gettext_noop("信息化"), gettext_noop("其他"),
)  # fmt: skip
"""The topics the rules are sorted by (主题)."""
