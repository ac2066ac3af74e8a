import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { draftInWords, goesSoon, isOver, notKept, notKeptBecause, placeOf, untilOf } from "../src/features/draft_days";
import { newId } from "../src/ids";
import { Database } from "../src/store/database";
import type { Command, Photo } from "../src/store/shapes";
import { forgetPeople, Store } from "../src/store/store";
import { Vault } from "../src/store/vault";
import { type Api, NoLine, Refusal } from "../src/sync/api";
import { Engine, handIn, LeftOrder } from "../src/sync/engine";

const ME = { id: "worker-1", label: "示例三", stationId: "station-1", deviceId: "phone-1" };
const SERVICE = newId();
const command = (given: Partial<Command> = {}): Command => ({ id: newId(), verb: "services.record_service", body: { service_id: SERVICE }, seen_version: "", done_on: "2026-11-22", made_at: "2026-11-22T09:00:00Z", after: [], ...given });
const photo = (given: Partial<Photo> = {}): Photo => ({ id: newId(), of: SERVICE, size: 3, width: 4, height: 3, sha256: "", madeAt: "2026-11-22T09:00:00Z", takenAt: null, place: "", caption: "", refused: "", ...given });
const content = new Uint8Array([1, 2, 3]).buffer;

let db: Database;
let store: Store;
let asked: string[];
let handed: string[];
let fails: (path: string) => Error | null;

beforeEach(async () => {
  db = new Database(newId());
  store = new Store(db, await Vault.create(db, "135790", ME.deviceId, 1000));
  [asked, handed, fails] = [[], [], () => null];
});
afterEach(() => db.delete());

/** A server whose user does not work at that station any more: it takes what is handed in, and tells nothing. */
function api(left: "by the session" | "by a refusal" | "" = "by the session"): Api {
  const answer = async (path: string, told?: unknown): Promise<unknown> => {
    const place = path.split("?")[0]!;
    asked.push(place);
    const error = fails(place);
    if (error) throw error;
    if (place === "/session") return { id: ME.id, label: "", stations: [], csrf_token: "t", left: left === "by the session" ? "您已不在这个站工作。" : "" };
    if (left === "by a refusal" && !["/leftovers", "/leftover-photos", "/commands"].includes(place)) throw new Refusal("您在这个站的岗位已结束。", "devices.left", 422);
    if (place === "/leftover-photos") return handed.push(String((told as FormData).get("id"))), { state: "KEPT" };
    const commands = (told as { commands: Command[] }).commands;
    handed.push(...commands.map((each) => each.id));
    return { answers: commands.map((each) => ({ id: each.id, state: "KEPT", reason: "由站长定。", code: "", clause: "", needs: [], merged: [], clashes: [], version: "", clock_wrong: false })), clock_reason: "" };
  };
  return { get: answer, post: answer, send: answer, use: () => undefined, asPhone: (path: string, _secret: string, told: unknown) => answer(path, told), sendAsPhone: (path: string, _secret: string, form: FormData) => answer(path, form) } as unknown as Api;
}

describe("what is told beside a form", () => {
  it("tells a draft that is kept from one that could not be", () => {
    expect(notKept(notKeptBecause("手机存储满了"))).toBe(true);
    expect(notKept(draftInWords("2026-11-30"))).toBe(false);
    expect(notKept("")).toBe(false);
  });
});

describe("whoever does not work there any more", () => {
  it.each(["by the session", "by a refusal"] as const)("reads nothing, told %s", async (how) => {
    await expect(new Engine(api(how), store, ME).exchange()).rejects.toBeInstanceOf(LeftOrder);
    expect(await store.rows()).toEqual([]);
    if (how === "by the session") expect(asked).toEqual(["/session"]);
  });

  it("has everything handed in, the photos of records after them, before the phone is cleared", async () => {
    const { command: made } = await store.queue(command(), "探访");
    const [taken, refused, unkept] = [photo(), photo({ refused: "一条记录最多9张照片。" }), photo({ of: "visit granny" })];
    for (const each of [taken, refused, unkept]) await store.keepPhoto(each, content);
    await store.keepDraft("visit granny", { begun: "", note: "半句" });
    await forgetPeople(db);
    expect(await store.rows()).toEqual([]);
    expect((await store.drafts()).map((each) => each.id)).toEqual(["visit granny"]); // sealed until it is handed in
    await handIn(api(), store, "secret", ME.deviceId);
    const [, half] = await store.outbox();
    expect(handed).toEqual([made.id, half!.command.id, ...[taken.id, refused.id, unkept.id].sort()]);
    expect(half!.command).toMatchObject({ draft: true, verb: "services.record_service", body: { client_ids: ["granny"], note: "半句" } });
    expect([await store.photos(), await store.drafts()]).toEqual([[], []]);
    expect((await store.outbox()).map((entry) => entry.answer?.state)).toEqual(["KEPT", "KEPT"]);
  });

  it("has half-filled forms handed in as they stand, once, and what nobody mended", async () => {
    const refused = await store.queue(command(), "探访");
    await store.answered(refused, { id: refused.command.id, state: "REFUSED", reason: "太晚了。", code: "", clause: "", needs: [], merged: [], clashes: [], version: "", clock_wrong: false });
    const says = "改资料";
    await store.keepDraft("particulars granny", {}, new Date("2026-11-20T09:00:00Z"), [
      { verb: "clients.update_client", body: { client_id: "granny", changes: { phone: "1" } }, says },
      { verb: "clients.grade_client", body: { client_id: "granny", grade: "HIGH" }, says },
    ]);
    await store.keepPhoto(photo({ of: "case c1" }), content); // taken before a word was written
    fails = (place) => (place === "/leftovers" ? new NoLine("cut") : null);
    await expect(handIn(api(), store, "secret", ME.deviceId)).rejects.toBeInstanceOf(NoLine);
    fails = () => null;
    await handIn(api(), store, "secret", ME.deviceId);
    const told = (await store.outbox()).map((entry) => entry.command);
    expect(told.map((each) => [each.verb, each.draft ?? false])).toEqual([
      ["services.record_service", false], ["clients.update_client", true], ["clients.grade_client", true], ["services.record_case_contact", true],
    ]);
    expect(told[1]!.made_at).toBe("2026-11-20T09:00:00.000Z");
    expect(new Set(handed).size).toBe(5);
    expect(await store.photos()).toEqual([]);
  });

  it("loses nothing when the line breaks in between: it goes on where it was", async () => {
    const { command: made } = await store.queue(command(), "探访");
    await store.keepPhoto(photo(), content);
    fails = (place) => (place === "/leftover-photos" ? new NoLine("cut") : null);
    await expect(handIn(api(), store, "secret", ME.deviceId)).rejects.toBeInstanceOf(NoLine);
    expect((await store.photos()).length).toBe(1);
    fails = () => null;
    await handIn(api(), store, "secret", ME.deviceId);
    expect(handed.filter((id) => id === made.id).length).toBe(1);
    expect(await store.photos()).toEqual([]);
  });

  it("keeps a photo that nobody takes, with the sentence, until a person lets it go", async () => {
    await store.keepPhoto(photo(), content);
    fails = (place) => (place === "/leftover-photos" ? new Refusal("这个文件不是照片。", "services.photo-unreadable", 422) : null);
    await handIn(api(), store, "secret", ME.deviceId);
    expect((await store.photos()).map((each) => each.refused)).toEqual(["这个文件不是照片。"]);
  });
});

describe("a draft", () => {
  const lists = { draft_days: 8 };

  it("shows its last day, is told of before it goes, and is there on that day", () => {
    const until = untilOf("2026-11-22T09:00:00+08:00", lists);
    expect([until, draftInWords(until)]).toEqual(["2026-11-30", "草稿，11月30日前有效"]);
    expect([goesSoon(until, "2026-11-28"), goesSoon(until, "2026-11-29"), goesSoon(until, "2026-11-30")]).toEqual([false, true, true]);
    expect([isOver("2026-11-22T09:00:00+08:00", lists, "2026-11-30"), isOver("2026-11-22T09:00:00+08:00", lists, "2026-12-01")]).toEqual([false, true]);
  });

  it("expires with its photos; what was kept as a record never does", async () => {
    const long = new Date(Date.now() - 40 * 24 * 3600_000);
    await store.keepDraft("visit granny", { note: "半句" }, long);
    await store.keepDraft("record", { note: "昨天的" });
    await store.keepPhoto(photo({ of: "visit granny" }), content);
    await store.keepPhoto(photo(), content);
    await store.queue(command({ made_at: long.toISOString() }), "探访");
    expect(await store.expireDrafts((kept) => isOver(kept, lists, new Date().toISOString().slice(0, 10)))).toEqual(["visit granny"]);
    expect((await store.drafts()).map((each) => each.id)).toEqual(["record"]);
    expect((await store.photos()).map((each) => each.of)).toEqual([SERVICE]);
    expect((await store.outbox()).length).toBe(1);
    expect(await store.draft("record")).toEqual({ note: "昨天的" });
  });

  it("of an app of before is read, and counts from when it was begun", async () => {
    const vault = await Vault.unlock(db, "135790");
    await db.drafts.put({ id: "record", sealed: await vault.seal({ begun: "2026-11-01T00:00:00Z", note: "早先" }, "drafts record") });
    expect(await store.draft("record")).toMatchObject({ note: "早先" });
    expect(await store.drafts()).toEqual([{ id: "record", kept: "2026-11-01T00:00:00Z" }]);
  });

  it("leads back to where it is written on", () => {
    const place = (id: string) => placeOf(id, (client) => `示例${client}`, () => "满意度");
    expect(place("visit a")).toEqual({ to: "/people/a/visit", what: "探访 示例a" });
    expect(place("assess a scale.ability")).toEqual({ to: "/people/a/assess?scale=scale.ability", what: "评估 示例a" });
    expect(place("form v a")).toEqual({ to: "/forms/v?client=a", what: "问卷“满意度” 示例a" });
    expect(place("strange")).toBeNull();
  });
});
