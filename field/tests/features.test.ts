import { describe, expect, it } from "vitest";
import { tally } from "../src/features/attendance";
import { ruleNotCounting } from "../src/features/counting";
import { fenOf, inVainInWords, kindsInOrder, NOTHING, problemOf, type Told } from "../src/features/kinds";
import { peopleFound, volunteersFound } from "../src/features/found";
import type { Known } from "../src/features/told";
import { sheetOf } from "../src/export";
import { counted } from "../src/features/minutes";
import { stepsOf } from "../src/features/questionnaire";
import { notThereYet, together } from "../src/features/month";
import { HELP, standing, urgentFirst } from "../src/features/help";
import type { AnswerState, ClientRow, Entry, HelpCall, MonthTold, VisitRule } from "../src/store/shapes";

const granny = (given: Partial<ClientRow> = {}): ClientRow => ({ kind: "client", id: "granny", classes: ["ELDER_ALONE"], grade: "", clause: "", ...given }) as ClientRow;
const rule = (given: Partial<VisitRule> = {}): VisitRule => ({ id: "r", says: "电话联系不计次数。", clause: "第十二条", per: "月", times: 2, classes: ["ELDER_ALONE"], grades: [], after_event: "", uncounted: ["PHONE"], ...given });

describe("whether a visit made one way counts", () => {
  it("names the rule that does not count it", () => {
    expect(ruleNotCounting([rule()], granny(), "PHONE")?.clause).toBe("第十二条");
    expect(ruleNotCounting([rule()], granny(), "AT_HOME")).toBeNull();
  });
  it("asks only rules that bind this person", () => {
    expect(ruleNotCounting([rule({ classes: ["CHILD"] })], granny(), "PHONE")).toBeNull();
    expect(ruleNotCounting([rule({ classes: [], grades: ["HIGH"] })], granny({ grade: "HIGH" }), "PHONE")).not.toBeNull();
    expect(ruleNotCounting([rule({ classes: [], grades: [] })], granny({ classes: [] }), "PHONE")).not.toBeNull();
  });
  it("asks a rule about an event only while its visit is due", () => {
    const event = rule({ per: "", after_event: "24小时", clause: "第九条" });
    expect(ruleNotCounting([event], granny({ clause: "第三条" }), "PHONE")).toBeNull();
    expect(ruleNotCounting([event], granny({ clause: "第九条" }), "PHONE")).not.toBeNull();
  });
});

describe("a scale of a questionnaire", () => {
  it("is tapped where its steps are few and whole, and typed otherwise", () => {
    expect(stepsOf({ start: 0n, end: 5n, step: 1n })).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(stepsOf({ start: 10, end: 0, step: 1 })).toEqual([]);
    expect(stepsOf({ start: 0, end: 100, step: 1 })).toEqual([]);
    expect(stepsOf({ start: 0, end: 1, step: 0.1 })).toEqual([]);
    expect(stepsOf(undefined)).toEqual([]);
  });
});

describe("a file for somebody at a desk", () => {
  const entry = (verb: string, body: Record<string, unknown>): Entry => ({ says: "示例", answer: null, command: { id: "c", verb, body, seen_version: "", done_on: "2026-11-22", made_at: "", after: [] } });
  const known: Known = {
    lists: { kinds: { VISIT: "探访" }, modes: { AT_HOME: "上门" }, items: [{ code: "A-1", name: "助洁" }], workers: [{ id: "w", name: "示例同事" }], volunteers: [], need_kinds: { HOUSING: "住房" } } as unknown as Known["lists"],
    work: { version: "", cases: [], sessions: [{ people: [{ id: "p", name: "示例组员" }] }] } as unknown as Known["work"],
    care: null,
    nameOf: (id) => (id === "granny" ? "示例奶奶" : ""),
  };
  const said = (verb: string, body: Record<string, unknown>, from: Known = known): string => sheetOf([entry(verb, body)], from).split("-----")[0]!;
  it("names people, kinds and items as the screen does, and leaves out what is empty or only an id", () => {
    const told = said("services.record_service", { service_id: "0197", kind: "VISIT", mode: "AT_HOME", met: false, client_ids: ["granny"], colleague_ids: ["w"], item_codes: ["A-1"], value_fen: 3650, note: "屋顶漏雨", title: "" });
    for (const line of ["日期：2026-11-22", "哪一类：探访", "方式：上门", "见到没有：没见到", "为谁：示例奶奶", "同去的同事：示例同事", "做了什么：助洁", "折价（元）：36.50", "情况：屋顶漏雨"]) expect(told).toContain(line);
    expect(told).not.toMatch(/0197|VISIT|AT_HOME|service_id|名称/);
    expect(said("services.hold_session", { session_id: "s", marks: { p: "LATE" } })).toContain("点名：示例组员 迟到");
    expect(said("clients.note_need", { client_id: "granny", kind: "HOUSING", what: "修屋顶" })).toContain("哪一类：住房");
    expect(said("forms.submit", { xml: "<data id='x'><income>1200</income><meta><instanceID>u</instanceID></meta></data>" })).toContain("答卷：income 1200");
  });
  it("tells a questionnaire by its questions and choices, also on a phone its questions have left", () => {
    const kept: Entry = { ...entry("forms.submit", { form_id: "f", xml: "<data id='x'><income>a3</income></data>" }), words: [["家里一年收入多少", "一万到三万"], ["家里几口人", "4"]] };
    const told = sheetOf([kept], { lists: null, work: null, care: null, nameOf: () => "" }).split("-----")[0]!;
    expect(told).toContain("家里一年收入多少：一万到三万");
    expect(told).toContain("家里几口人：4");
    expect(told).not.toMatch(/income|a3/);
  });
  it("keeps every word when names are gone from a cleared phone", () => {
    const told = said("services.record_service", { kind: "VISIT", client_ids: ["granny"], note: "屋顶漏雨" }, { lists: null, work: null, care: null, nameOf: () => "" });
    expect(told).toContain("为谁：granny");
    expect(told).toContain("情况：屋顶漏雨");
  });
});

describe("what a kind of service asks for", () => {
  const told = (given: Partial<Told> = {}): Told => ({ kind: "X", clients: [], others: 0, title: "", partner: "", step: "", doneOn: "2026-11-22", followUp: "", followUpOn: "", ...given });
  const asks = (needs: Partial<typeof NOTHING>, given: Partial<Told> = {}): string => problemOf(told(given), { ...NOTHING, ...needs }, "2026-11-22");
  it("is asked before it is kept", () => {
    expect(asks({})).toBe("");
    expect(asks({ people: "must" })).toContain("哪位");
    expect(asks({ people: "count" })).toContain("参加人数");
    expect(asks({ people: "count" }, { others: 12 })).toBe("");
    expect(asks({ title: true })).toContain("名称");
    expect(asks({ partner: "资源由谁提供" })).toBe("请填写资源由谁提供。");
    expect(asks({ step: true })).toContain("个案");
    expect(asks({}, { doneOn: "2026-11-23" })).toContain("不能晚于今天");
    expect(asks({}, { followUpOn: "2026-12-01" })).toContain("要跟进什么");
    expect(asks({}, { followUpOn: "2026-11-01", followUp: "带药" })).toContain("不能早于");
  });
  it("takes named volunteers as the people who came to their own service, and to no other", () => {
    expect(asks({ people: "count" }, { kind: "VOLUNTEER", volunteers: 2 })).toBe("");
    expect(asks({ people: "count" }, { kind: "VOLUNTEER", volunteers: 0 })).toContain("参加人数");
    expect(asks({ people: "count" }, { kind: "ACTIVITY", volunteers: 2 })).toContain("参加人数");
  });
  it("finds volunteers by name and team, those chosen first", () => {
    const all = [{ id: "1", name: "示例甲", team: "银龄队" }, { id: "2", name: "示例乙", team: "青年队" }];
    expect(volunteersFound(all, "", ["2"]).map((one) => one.id)).toEqual(["2", "1"]);
    expect(volunteersFound(all, " 银龄 ", []).map((one) => one.id)).toEqual(["1"]);
    expect(volunteersFound(all, "没有", [])).toEqual([]);
  });
  it("finds people by name, initials, village and file number, those chosen first, then by village", () => {
    const one = (id: string, given: Partial<ClientRow>): ClientRow => granny({ id, name: "示例", initials: "sl", village: "甲村", file_no: "A-1", ...given });
    const all = [one("1", { village: "乙村" }), one("2", { initials: "sb" }), one("3", { file_no: "B-7" })];
    const ids = (asked: string, chosen: string[] = []): string[] => peopleFound(all, asked, chosen).map((each) => each.id);
    expect(ids("")).toEqual(["2", "3", "1"]);
    expect(ids("", ["1"])).toEqual(["1", "2", "3"]);
    expect([ids(" SB "), ids("乙"), ids("b-7"), ids("没有")]).toEqual([["2"], ["1"], ["3"], []]);
  });
  it("puts the usual kinds first and forgets none", () => {
    expect(kindsInOrder({ OTHER: "其他服务", RESOURCE: "资源链接", VISIT: "探访" })).toEqual(["VISIT", "RESOURCE", "OTHER"]);
    expect(inVainInWords("PHONE")).toBe("没接通");
    expect(inVainInWords("AT_HOME")).toBe("没见到");
  });
  it("reads yuan as whole fen", () => {
    expect([fenOf(""), fenOf("120"), fenOf("1,234.5元"), fenOf("0.07")]).toEqual([null, 12000, 123450, 7]);
    expect(fenOf("一百")).toBeNaN();
    expect(fenOf("1.234")).toBeNaN();
  });
});

describe("the month so far", () => {
  const entry = (given: Record<string, unknown>, state: AnswerState | null = null, day = "2026-11-20"): Entry =>
    ({ says: "", answer: state ? { state } : null, command: { id: "c", verb: "services.record_service", done_on: day, made_at: `${day}T10:00:00Z`, body: { kind: "VISIT", met: true, minutes: 30, client_ids: ["a"], ...given } } }) as unknown as Entry;
  const told: MonthTold = { month: "2026-11", visits: 10, services: 12, minutes: 600, people: 5, client_ids: ["a", "b"], at: "" };
  it("adds what is not sent, and counts nobody twice", () => {
    const outbox = [entry({}), entry({ client_ids: ["c"], minutes: 15 }), entry({ kind: "PUBLICITY", client_ids: [] }), entry({ met: false, client_ids: ["d"] })];
    const found = together(told, outbox, "2026-11");
    expect(found.there).toEqual({ visits: 10, services: 12, minutes: 600, people: 5 });
    expect(found.here).toEqual({ visits: 2, services: 4, minutes: 105, people: 2 });
    expect(found.all).toEqual({ visits: 12, services: 16, minutes: 705, people: 6 });
  });
  it("leaves out what was refused, and other months", () => {
    expect(notThereYet([entry({}, "REFUSED"), entry({}, "DROPPED"), entry({}, null, "2026-10-31")], "2026-11").sums.services).toBe(0);
    expect(notThereYet([entry({}, "WAITING"), entry({}, "KEPT")], "2026-11").sums.services).toBe(2);
    expect(together({ ...told, month: "2026-10" }, [], "2026-11").all.services).toBe(0);
    expect(together(null, [], "2026-11").all.people).toBe(0);
  });
});

describe("a call for help", () => {
  const entry = (verb: string, state: AnswerState | null = null, reason = ""): Entry => ({ says: "", answer: state ? { state, reason } : null, command: { verb } }) as unknown as Entry;
  const call = (given: Partial<HelpCall> = {}): HelpCall => ({ id: "1", kind: "我有危险", made_at: "", answered_at: null, answered_by: "", answer: "", ...given });
  it("says where it stands, and to ring while it has not arrived", () => {
    expect(standing([], [])).toBeNull();
    expect(standing([], [entry(HELP)])!.words).toContain("还没发出去");
    expect(standing([call()], [entry(HELP, "AGAIN")])!.there).toBe(false);
    expect(standing([], [entry(HELP, "REFUSED", "不行。")])!.words).toContain("不行。");
    expect(standing([], [entry(HELP, "KEPT")])!.there).toBe(true);
    expect(standing([call()], [])!.words).toContain("还没人回应");
    expect(standing([call({ answered_at: "x", answered_by: "示例站长", answer: "马上到" })], [])!.words).toBe("示例站长回应了：马上到");
  });
  it("goes before everything else", () => {
    expect(urgentFirst([entry("a"), entry(HELP), entry("b")]).map((each) => each.command.verb)).toEqual([HELP, "a", "b"]);
  });
});

describe("minutes and marks", () => {
  it("counts from opening the form, in fives, and half an hour for a form of another day", () => {
    const begun = new Date(2026, 10, 22, 9, 0).toISOString();
    const later = (minutes: number): number => Date.parse(begun) + minutes * 60_000;
    expect([counted(begun, later(1)), counted(begun, later(33)), counted(begun, later(600))]).toEqual([5, 35, 240]);
    expect(counted(begun, later(60 * 24))).toBe(30);
  });
  it("counts late as there", () => {
    expect(tally({ a: "PRESENT", b: "LATE", c: "ABSENT", gone: "PRESENT" }, ["a", "b", "c", "d"])).toEqual({ came: 2, late: 1, absent: 1, left: 1 });
  });
});
