"""Makes the Word register of an archive (归档目录) in yizhan/services/templates_docx: python -m tools.archive_template.

Run it again after changing the layout here; the form itself is committed.
"""

from tools.programme_templates import PLACE, line, loop, paper, table


def register() -> None:
    made = paper("{{ 年度 }}年归档目录", wide=True)
    line(made, "共 {{ 件数 }} 件，已归档 {{ 已归档 }} 件。打印日期：{{ 打印日期 }}")
    table(
        made,
        [
            ("序号", "档案号", "类别", "题名", "日期", "页数", "盒号", "卷号", "归档人、日期", "备注"),
            *loop(
                "件",
                "行",
                10,
                (
                    "{{ 件.序号 }}",
                    "{{ 件.档案号 }}",
                    "{{ 件.类别 }}",
                    "{{ 件.题名 }}",
                    "{{ 件.日期 }}",
                    "{{ 件.页数 }}",
                    "{{ 件.盒号 }}",
                    "{{ 件.卷号 }}",
                    "{{ 件.归档 }}",
                    "{{ 件.备注 }}",
                ),
            ),
        ],
        (1.2, 3.6, 2.2, 6.6, 2.4, 1.2, 1.4, 1.4, 3.4, 2.3),
    )
    line(made, "整理人：　　　　　　　　　　检查人：　　　　　　　　　　日期：")
    made.save(str(PLACE / "archive.docx"))


if __name__ == "__main__":
    register()
