"""Sees to a Chinese font, without which no PDF is printed: as root on Debian the package fonts-noto-cjk, else a sentence.

Set-up calls it last and goes on without one: everything but the PDFs works.
"""

import sys

from tools.debian import packages
from yizhan.papers.rules import chinese_font


def main() -> None:
    if chinese_font():
        return
    print("没有中文字体，正在安装 / installing a Chinese font …", file=sys.stderr)
    if not packages("fonts-noto-cjk"):
        print(
            "提示：没有中文字体，PDF 打不出来，截图里的汉字会是方框；请安装思源宋体或思源黑体（Debian、Ubuntu：fonts-noto-cjk）"
            " / no Chinese font: PDFs cannot be printed; install fonts-noto-cjk",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
