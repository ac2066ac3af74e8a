import { describe, expect, it } from "vitest";
import file from "./scales.json";
import { againInWords, againOn, fullOf, missingOf, resultOf, totalOf, type Scale } from "../src/features/scales";

interface Example {
  answers: Record<string, string>;
  special: string[];
  day: string;
  left: number;
  result: null | { total: number; groups: [string, number, number][]; band: string; by_points: string; again_on: string };
}

/** The same file is held against the server's rule in tests/api/test_sync_care.py. */
const told = file as unknown as { scales: { scale: Scale; examples: Example[] }[] };
const all = told.scales.flatMap(({ scale, examples }) => examples.map((each, place) => ({ name: `${scale.name} ${place + 1}`, scale, each })));

describe("what the phone shows is what the station comes to", () => {
  it.each(all)("$name", ({ scale, each }) => {
    expect(missingOf(scale, each.answers).length).toBe(each.left);
    const found = resultOf(scale, each.answers, each.special);
    if (!each.result) return expect(found).toBeNull();
    expect([found!.total, found!.groups, found!.band.name, found!.byPoints.name]).toEqual([each.result.total, each.result.groups, each.result.band, each.result.by_points]);
    if (!found!.band.again.includes("工作日")) expect(againOn(each.day, found!.band)).toBe(each.result.again_on);
  });

  it("counts what is there so far", () => {
    const { scale } = told.scales[0]!;
    expect([totalOf(scale, { 吃饭: "自己来" }), fullOf(scale)]).toEqual([2, 5]);
  });

  it("leaves days of work to the station, whose calendar knows the holidays", () => {
    const band = told.scales[1]!.scale.bands.at(-1)!;
    expect([againOn("2026-01-31", band), againInWords("2026-01-31", band)]).toEqual(["", "15个工作日内再评"]);
  });
});
