"""Boundaries as offices export them (GeoJSON): reading them with a sentence for every trouble, and drawing. Plain Python."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from yizhan.regions.rules.codes import unpadded

MOST_OUTLINE_BYTES = 5 * 1024 * 1024
MOST_POINTS = 50_000
MOST_FEATURES = 300
SHORT = 3
WIDE = 1000
"""Width of the drawing, in units; points nearer than one unit are left out."""

CODE_KEYS = ("code", "adcode", "区划代码", "行政区划代码", "代码", "PAC", "XZQDM")
NAME_KEYS = ("name", "名称", "NAME", "XZQMC")

Point = tuple[float, float]
Rings = list[list[list[Point]]]


@dataclass(frozen=True)
class Outline:
    """The boundary of one division; rings as GeoJSON has them: polygons, rings, points."""

    code: str
    rings: Rings

    @property
    def points(self) -> int:
        return sum(len(ring) for polygon in self.rings for ring in polygon)


@dataclass(frozen=True)
class Shape:
    """One division on the drawing: the path of its lines, and where its name stands."""

    code: str
    path: str
    x: int
    y: int


def read_outlines(content: bytes, *, names: Mapping[str, str], only: str) -> tuple[list[Outline], list[str]]:
    """The boundaries in a file, and sentences about what was left out. Nothing usable: sentences alone.

    names  code -> name of the divisions that may be drawn here
    only   the division whose page it is: a file with a single nameless shape is its boundary
    """
    if not content:
        return [], ["文件是空的（0 字节），请重新选择。"]
    if len(content) > MOST_OUTLINE_BYTES:
        return [], [
            f"文件太大，最多 {MOST_OUTLINE_BYTES // 1024 // 1024} MB。请在制图软件里简化边界后再导出。"
        ]
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return [], ["这不是 GeoJSON 文件。请在制图软件里另存为 GeoJSON（UTF-8）后再传。"]
    features = _features(whole)
    if features is None:
        return [], ["文件里没有边界：应是 GeoJSON 的 FeatureCollection、Feature 或 Polygon。"]
    if len(features) > MOST_FEATURES:
        return [], [f"文件里有 {len(features)} 个图形，超过 {MOST_FEATURES} 个。请只导出本辖区。"]
    found: dict[str, Outline] = {}
    left: list[str] = []
    strange: list[str] = []
    for number, (facts, shape) in enumerate(features, start=1):
        code, called = _which(facts, names, only if len(features) == 1 else "")
        if code is None:
            strange.append(f"第{number}个图形{called}")
            continue
        rings, problem = _rings(shape)
        if problem:
            left.append(f"“{names[code]}”{problem}")
        elif code in found:
            left.append(f"“{names[code]}”有两个图形，只存了第一个。")
        else:
            found[code] = Outline(code, rings)
    if sum(one.points for one in found.values()) > MOST_POINTS:
        return [], [f"边界点超过 {MOST_POINTS // 10_000} 万个。请在制图软件里简化边界后再导出。"]
    return list(found.values()), [*_unmatched(strange), *left][:20]


def _unmatched(strange: Sequence[str]) -> list[str]:
    """Up to three are named one by one; more are told in one sentence, with what a file has to say."""
    if len(strange) <= SHORT:
        return [f"{one}对不上本辖区的任何区划，没有存。" for one in strange]
    first = "、".join(strange[:SHORT])
    return [
        f"{first}等 {len(strange)} 个图形对不上本辖区的任何区划，没有存。每个图形要写明区划代码（code）或者和区划表一样的名称（name）。"
    ]


def _features(whole: Any) -> list[tuple[dict[str, Any], Any]] | None:
    if not isinstance(whole, dict):
        return None
    kind = whole.get("type")
    if kind == "FeatureCollection" and isinstance(whole.get("features"), list):
        found = [_feature(one) for one in whole["features"] if isinstance(one, dict)]
        return found or None
    if kind == "Feature":
        return [_feature(whole)]
    return [({}, whole)] if kind in ("Polygon", "MultiPolygon") else None


def _feature(one: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    facts = one.get("properties")
    return {**(facts if isinstance(facts, dict) else {}), "id": one.get("id")}, one.get("geometry")


def _which(facts: Mapping[str, Any], names: Mapping[str, str], only: str) -> tuple[str | None, str]:
    """Its code: as the file says, or by its name, or because there is no other; and what to call it if unknown."""
    for key in (*CODE_KEYS, "id"):
        said = str(facts.get(key) or "")
        if said.isascii() and said.isdigit() and unpadded(said) in names:
            return unpadded(said), ""
    named = next((str(facts[key]).strip() for key in NAME_KEYS if facts.get(key)), "")
    hits = [code for code, name in names.items() if named and named == name]
    if len(hits) == 1:
        return hits[0], ""
    if only and not named:
        return only, ""
    return None, f"（{named[:30]}）" if named else ""


def _rings(shape: Any) -> tuple[Rings, str]:
    kind = shape.get("type") if isinstance(shape, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return [], "不是面（Polygon），没有存。"
    given = shape.get("coordinates")
    polygons = [given] if kind == "Polygon" else given
    try:
        rings = [[[_point(point) for point in ring] for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, IndexError):
        return [], "的坐标读不出来，没有存。"
    if not rings or any(len(ring) < 4 for polygon in rings for ring in polygon) or not all(rings):
        return [], "的边界不完整（一圈至少 4 个点），没有存。"
    if not all(73 <= x <= 136 and 3 <= y <= 54 for polygon in rings for ring in polygon for x, y in ring):
        return [], "的坐标不是经纬度（或不在国内），没有存。请用经纬度坐标导出。"
    return rings, ""


def _point(given: Sequence[Any]) -> Point:
    x, y = given[0], given[1]
    if isinstance(x, bool) or isinstance(y, bool):
        raise ValueError
    return round(float(x), 6), round(float(y), 6)


def drawn(outlines: Iterable[tuple[str, Rings]]) -> tuple[list[Shape], int]:
    """Paths for one picture 1,000 wide, and its height; north is up, a degree of longitude as long as it is there."""
    given = list(outlines)
    points = [point for _, rings in given for polygon in rings for ring in polygon for point in ring]
    if not points:
        return [], 0
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = (WIDE - 20) / max((east - west) * shrink, (north - south), 1e-6)

    def place(point: Sequence[float]) -> tuple[int, int]:
        return round(10 + (point[0] - west) * shrink * scale), round(10 + (north - point[1]) * scale)

    shapes = []
    for code, rings in given:
        lines, largest, middle = [], 0, (0, 0)
        for polygon in rings:
            for ring in polygon:
                spots = [place(point) for point in ring]
                kept = [
                    spot for before, spot in zip([(-9, -9), *spots], spots, strict=False) if spot != before
                ]
                lines.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "Z")
                if len(ring) > largest:
                    largest = len(ring)
                    xs, ys = [x for x, _ in kept], [y for _, y in kept]
                    middle = ((min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2)
        shapes.append(Shape(code, "".join(lines), *middle))
    return shapes, round(20 + (north - south) * scale)
