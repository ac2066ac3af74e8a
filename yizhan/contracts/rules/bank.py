"""Reading a bank statement as banks hand it out (银行流水): Excel or CSV; each line with its fate before anything is kept."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, PasswordError, load_workbook

from yizhan.kernel.errors import Refused
from yizhan.kernel.money import fen as fen_of
from yizhan.kernel.workbooks import workbook_problem

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_LINES = 5_000
LOOKED_AT = 30

DAY = ("交易日期", "记账日期", "入账日期", "交易时间", "日期")
OUT = ("借方发生额", "借方金额", "支出金额", "付款金额", "转出金额", "支出", "借方")
IN = ("贷方发生额", "贷方金额", "收入金额", "收款金额", "存入金额", "转入金额", "收入", "贷方")
AMOUNT = ("交易金额", "发生额", "金额")
SIDE = ("借贷标志", "借贷方向", "收支类型", "收/支", "收支", "借贷")
PAID_OUT = ("借", "支", "出", "付", "转出", "D", "-")
PAID_IN = ("贷", "收", "入", "存", "转入", "C", "+")
PARTNER = ("对方户名", "对方账户名称", "对方名称", "对方单位", "收款人", "交易对方", "对手户名")
NOTE = ("摘要", "用途", "附言", "备注", "交易说明")
SERIAL = ("交易流水号", "流水号", "凭证号", "序列号")


@dataclass(frozen=True)
class BankMove:
    """One line as read. out_fen above zero was paid out, below zero paid in. wrong: why it cannot be taken."""

    row: int
    on: date | None
    out_fen: int
    partner: str
    note: str
    serial: str
    wrong: str = ""

    @property
    def in_fen(self) -> int:
        return -self.out_fen

    def as_facts(self) -> list[Any]:
        return [self.on.isoformat() if self.on else "", self.out_fen, self.partner, self.note, self.serial]

    @property
    def mark(self) -> str:
        """What makes a line itself: the same line of a second file is the same."""
        return "|".join(str(each) for each in self.as_facts())


def moves_of(content: bytes) -> list[BankMove]:
    """Lines of the file, in its order.

    Refused  empty, too big, locked, no table with a column of days and one of amounts, or without a line
    """
    if not content:
        raise Refused("文件是空的，请重新选择。", code="contracts.bank-file")
    if len(content) > MOST_BYTES:
        raise Refused("文件超过 10 MB，请按月导出流水再传。", code="contracts.bank-file")
    grid = _grid(content)
    for place, row in enumerate(grid[:LOOKED_AT]):
        columns = _columns(row)
        if columns is not None:
            found = [_move(number, each, columns) for number, each in enumerate(grid[place + 1 :], place + 2)]
            moves = [move for move in found if move is not None]
            if not moves:
                break
            if len(moves) > MOST_LINES:
                raise Refused(f"一次最多 {MOST_LINES} 行，请按月分开传。", code="contracts.bank-file")
            return moves
    raise Refused(
        "没有找到流水：表头要有“交易日期”一列，和“借方/支出”“贷方/收入”或“金额”的列。",
        code="contracts.bank-file",
    )


def _grid(content: bytes) -> list[list[str]]:
    if not content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
        raise Refused("这个文件打不开，请从网银导出 Excel 再传。", code="contracts.bank-file")
    if problem := workbook_problem(content, most_unpacked=MOST_UNPACKED):
        raise Refused(problem, code="contracts.bank-file")
    try:
        book = load_workbook(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        return [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except PasswordError:
        raise Refused("这个文件加了密码，请去掉密码再传。", code="contracts.bank-file") from None
    except (CalamineError, IndexError, ValueError, OSError):
        raise Refused("这个文件打不开，请从网银重新导出再传。", code="contracts.bank-file") from None


def _plain(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.2f}".removesuffix(".00")
    return str(cell or "").strip()


Columns = dict[str, int]


def _columns(row: Sequence[str]) -> Columns | None:
    """Which column holds what, if this row is the header."""
    names = [re.sub(r"[（(].*?[)）]|\s|：|:", "", cell) for cell in row]

    def at(words: Iterable[str]) -> int | None:
        return next((names.index(word) for word in words if word in names), None)

    found = {
        name: at(words)
        for name, words in (
            ("day", DAY), ("out", OUT), ("in", IN), ("amount", AMOUNT), ("side", SIDE), ("partner", PARTNER),
            ("note", NOTE), ("serial", SERIAL),
        )
    }  # fmt: skip
    if found["day"] is None or (found["out"] is None and found["amount"] is None):
        return None
    return {name: place for name, place in found.items() if place is not None}


def _move(number: int, row: Sequence[str], columns: Columns) -> BankMove | None:
    """None for a line that is no movement: empty, a sum, a remark below the table."""

    def cell(name: str) -> str:
        place = columns.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    if not any(part.strip() for part in row) or re.search(r"合计|总计|小计|余额", "".join(row[:2])):
        return None
    on, wrong = _day(cell("day")), ""
    try:
        out = _fen(cell("out")) - _fen(cell("in"))
        if not out and cell("amount"):
            amount = _fen(cell("amount"))
            side = cell("side").upper()
            # 借 is what leaves the customer's account in the bank's statement to her
            out = amount if side.startswith(PAID_OUT) else -amount
            if side and not side.startswith((*PAID_OUT, *PAID_IN)):
                out, wrong = 0, f"看不懂“{side[:10]}”是收入还是支出"
    except ValueError:
        out, wrong = 0, "金额读不出来"
    if on is None and not out:
        return None
    if on is None:
        wrong = "日期读不出来"
    elif not out and not wrong:
        if not cell("partner") and not cell("serial"):
            return None
        wrong = "没有金额；这一格是公式的，请在 Excel 里打开、另存再传"
    return BankMove(number, on, out, cell("partner")[:80], cell("note")[:120], cell("serial")[:60], wrong)


def _fen(text: str) -> int:
    bare = text.replace("¥", "").replace("￥", "").strip()
    return fen_of(bare) if bare and bare not in ("-", "—", "--") else 0


def _day(text: str) -> date | None:
    found = re.match(r"(\d{4})[-/年.]?(\d{1,2})[-/月.]?(\d{1,2})", text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def alike(moves: Sequence[BankMove]) -> dict[int, int]:
    """Lines that say the same as one above, its serial included: (row, row of the first). Without a serial nobody can say
    whether it is one movement twice or two alike."""
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for move in moves:
        if not move.serial or move.wrong:
            continue
        if (row := first.setdefault(move.mark, move.row)) != move.row:
            found[move.row] = row
    return found


@dataclass(frozen=True)
class Paid:
    """An expense that no line of the bank was named for yet."""

    key: str
    fen: int
    on: date


def suggestions(moves: Sequence[tuple[str, int, date]], expenses: Sequence[Paid]) -> dict[str, str]:
    """Which expense a line of the bank seems to be: the same amount, the nearest day, each named once.

    moves  (key, out fen, day)
    """
    free = list(expenses)
    found: dict[str, str] = {}
    for key, out, on in sorted(moves, key=lambda move: (move[2], move[0])):
        same = [each for each in free if each.fen == out]
        if same:
            nearest = min(same, key=lambda each: (abs((each.on - on).days), each.key))
            found[key] = nearest.key
            free.remove(nearest)
    return found
