"""Makes the Word form of a volunteer's proof in yizhan/services/templates_docx: python -m tools.volunteer_templates.

Fields by 《志愿服务记录与证明出具办法（试行）》（民政部令第67号）: who, what and how long, training, commendation and
evaluation, who proves, seal. The form itself is committed.
"""

from docx.enum.text import WD_ALIGN_PARAGRAPH

from tools.programme_templates import PLACE, font, line, loop, paper, table


def proof() -> None:
    made = paper("志愿服务记录证明")
    number = made.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    font(number.add_run("编号：{{ 编号 }}{{ 作废 }}"), 10.5)
    table(
        made,
        [
            ("姓名", "{{ 姓名 }}", "性别", "{{ 性别 }}"),
            ("出生日期", "{{ 出生日期 }}", "志愿者编号", "{{ 志愿者编号 }}"),
            ("志愿服务队", "{{ 服务队 }}", "服务次数", "{{ 次数 }} 次"),
        ],
        (2.6, 5.9, 2.6, 5.9),
        bold=(0, 2),
    )
    line(
        made,
        "兹证明上述志愿者于 {{ 起 }} 至 {{ 止 }} 期间，在本站参加志愿服务 {{ 次数 }} 次，累计服务时间 {{ 小时 }} 小时。"
        "服务由本站组织并记录，明细如下：",
    )
    table(
        made,
        [
            ("服务日期", "服务内容", "地点", "时间（小时）"),
            *loop("行", "服务", 4, ("{{ 行.日期 }}", "{{ 行.内容 }}", "{{ 行.地点 }}", "{{ 行.小时 }}")),
        ],
        (2.8, 7.6, 4.2, 2.4),
    )
    line(
        made,
        "培训情况：{% if 培训 %}参加培训 {{ 培训小时 }} 小时（不计入服务时间）。{% else %}无。{% endif %}",
    )
    line(made, "表彰奖励、评价情况：{{ 表彰评价 }}")
    line(made, "")
    line(made, "出具单位：{{ 出具单位 }}（盖章）{% if 承接主体 %}    承接主体：{{ 承接主体 }}{% endif %}")
    line(made, "经办人：{{ 经办人 }}    出具日期：{{ 出具日期 }}")
    line(
        made,
        "本证明依据《志愿服务记录与证明出具办法（试行）》（民政部令第67号）出具；谁组织谁记录，谁记录谁证明。",
    )
    made.save(str(PLACE / "volunteer_proof.docx"))


if __name__ == "__main__":
    proof()
