import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { joined, listen, canDictate } from "../src/features/dictate";
import { ABOUT_BYTES, BadPhoto, type Easel, fitted, hasRecord, sha256, small } from "../src/features/photo";
import { newId } from "../src/ids";
import { Database } from "../src/store/database";
import type { Command, Photo } from "../src/store/shapes";
import { Store } from "../src/store/store";
import { Vault } from "../src/store/vault";
import { type Api, NoLine, Refusal } from "../src/sync/api";
import { Engine, WipeOrder } from "../src/sync/engine";

/** Draws a picture of a million bytes at the longest side of 1600 and full quality; less of both is less. */
const easel: Easel = {
  async look(_file, side) {
    const [width, height] = fitted(4000, 3000, side);
    return { width, height, redraw: async (quality) => new Blob([new Uint8Array(Math.round(1_000_000 * quality * (width / 1600) ** 2))], { type: "image/jpeg" }), done: () => undefined };
  },
};

describe("a photo is made small on the phone", () => {
  it("to about 300 KB, with fewer pixels when less quality is not enough", async () => {
    const made = await small(new Blob([new Uint8Array(5_000_000)], { type: "image/jpeg" }), easel);
    expect(made.content.size).toBeLessThanOrEqual(ABOUT_BYTES);
    expect(Math.max(made.width, made.height)).toBeGreaterThanOrEqual(800);
  });
  it("is never made larger than it was", () => {
    expect(fitted(4000, 3000, 1600)).toEqual([1600, 1200]);
    expect(fitted(300, 9000, 1600)).toEqual([53, 1600]);
    expect(fitted(640, 480, 1600)).toEqual([640, 480]);
    expect(fitted(1, 100_000, 1600)).toEqual([1, 1600]);
  });
  it("says what is wrong with a file that is no photo, broken, or too large", async () => {
    const broken: Easel = { look: () => Promise.reject(new Error("no picture")) };
    const why = async (file: Blob): Promise<string> => small(file, broken).then(() => "", (error: BadPhoto) => error.why);
    expect(await why(new Blob(["%PDF"], { type: "application/pdf" }))).toBe("no-photo");
    expect(await why(new Blob(["broken"], { type: "image/jpeg" }))).toBe("no-photo");
    expect(await why({ size: 40 * 1024 * 1024, type: "image/jpeg" } as Blob)).toBe("too-much");
    expect(await why({ size: 90 * 1024 * 1024, type: "image/jpeg" } as Blob)).toBe("too-large");
  });
});

describe("photos on the phone", () => {
  const SERVICE = newId();
  const photo = (given: Partial<Photo> = {}): Photo => ({ id: newId(), of: "visit granny", size: 3, width: 4, height: 3, sha256: "", madeAt: "2026-11-22T09:00:00Z", takenAt: null, place: "", caption: "", refused: "", ...given });
  const command = (): Command => ({ id: newId(), verb: "services.record_service", body: { service_id: SERVICE }, seen_version: "", done_on: null, made_at: "2026-11-22T09:00:00Z", after: [] });
  const content = new Uint8Array([1, 2, 3]).buffer;
  let db: Database;
  let store: Store;
  let sent: FormData[];
  let fails: () => Error | null;
  let says: string;

  beforeEach(async () => {
    db = new Database(newId());
    store = new Store(db, await Vault.create(db, "135790", "phone-1", 1000));
    sent = [];
    fails = () => null;
    says = "DONE";
  });
  afterEach(() => db.delete());

  const exchange = (): Promise<unknown> => {
    const limits = { clients: 0, all_clients: 0, rows: 0, bytes: 0, most_clients: 1, most_bytes: 1, says: "" };
    const api = {
      use: () => undefined,
      get: async (path: string) => (path.startsWith("/session") ? { id: "me", stations: [], csrf_token: "" } : path === "/differences" ? [] : { version: "v", lists: {}, at: "" }),
      post: async (path: string, told: { commands?: Command[] }) => {
        if (path === "/commands") return { answers: told.commands!.map(({ id }) => ({ id, state: says, reason: "", clashes: [] })), clock_reason: "" };
        if (path === "/answers") return [];
        return { rows: [], gone: [], rest: 0, more: false, after: "", cursor: "c", check: "", limits };
      },
      send: async (_path: string, form: FormData) => {
        const error = fails();
        if (error) throw error;
        sent.push(form);
        return {};
      },
    } as unknown as Api;
    return new Engine(api, store, { id: "me", label: "", stationId: "s", deviceId: "phone-1" }).exchange();
  };

  it("are sealed, and go from the draft to the record with the very step that keeps it", async () => {
    const one = photo({ caption: "屋顶" });
    await store.keepPhoto(one, content);
    const raw = JSON.stringify(await db.photos.toArray(), (_key, value: unknown) => (value instanceof ArrayBuffer ? [...new Uint8Array(value)].join() : value));
    expect(raw).not.toContain("屋顶");
    expect(hasRecord((await store.photos())[0]!)).toBe(false);
    await store.queue(command(), "", "visit granny", "visit granny");
    const [kept] = await store.photos();
    expect([kept!.of, kept!.caption]).toEqual([SERVICE, "屋顶"]);
    expect(new Uint8Array((await store.photoContent(one.id))!)).toEqual(new Uint8Array(content));
  });
  it("are sent after their record, and leave when the server has them", async () => {
    await store.keepPhoto(photo({ of: "visit granny" }), content);
    await store.keepPhoto(photo({ of: SERVICE, takenAt: "2026-11-22T09:00:00Z", sha256: await sha256(content) }), content);
    await store.queue(command(), "");
    says = "WAITING";
    await exchange();
    expect(sent).toHaveLength(0);
    await db.outbox.clear();
    await exchange();
    expect(sent).toHaveLength(1);
    expect([sent[0]!.get("service_id"), sent[0]!.get("taken_at"), sent[0]!.get("place")]).toEqual([SERVICE, "2026-11-22T09:00:00Z", ""]);
    expect((await store.photos()).map((each) => each.of)).toEqual(["visit granny"]);
  });
  it("stay when the line is cut, when the record is not there, and when they did not come through whole", async () => {
    await store.keepPhoto(photo({ of: SERVICE }), content);
    for (const error of [new Refusal("没有找到", "not-found", 404), new Refusal("会自动再传", "services.photo-incomplete", 422)]) {
      fails = () => error;
      await exchange();
      expect((await store.photos())[0]!.refused).toBe("");
    }
    fails = () => new NoLine("cut");
    await expect(exchange()).rejects.toThrow(NoLine);
    fails = () => new Refusal("资料要清除。", "devices.wipe", 422);
    await expect(exchange()).rejects.toThrow(WipeOrder);
    expect(await store.photos()).toHaveLength(1);
  });
  it("that the server will not take keep its sentence, and are not sent again", async () => {
    await store.keepPhoto(photo({ of: SERVICE }), content);
    fails = () => new Refusal("放不下了。", "services.photo-room", 422);
    await exchange();
    fails = () => null;
    await exchange();
    expect((await store.photos())[0]!.refused).toBe("放不下了。");
    expect(sent).toHaveLength(0);
  });
  it("go with the record a person lets go", async () => {
    const told = command();
    await store.queue(told, "");
    await store.keepPhoto(photo({ of: SERVICE }), content);
    await store.letGo(told.id);
    expect(await store.photos()).toHaveLength(0);
  });
});

describe("dictation", () => {
  it("is offered only where the browser can", () => {
    expect(canDictate({})).toBe(false);
    expect(canDictate({ webkitSpeechRecognition: class {} as never })).toBe(true);
  });
  it("takes whole sentences and says why it ended", () => {
    let ear!: { onresult(heard: unknown): void; onerror(event: unknown): void; onend(): void };
    class Ear {
      start(): void {
        ear = this as never;
      }
      stop(): void {}
    }
    const heard: string[] = [];
    let over = "?";
    listen((text) => heard.push(text), (why) => (over = why), { SpeechRecognition: Ear as never });
    const said = (transcript: string, isFinal: boolean) => Object.assign([{ transcript }], { isFinal });
    ear.onresult({ resultIndex: 1, results: [said("早先的", true), said(" 屋顶漏雨 ", true), said("还没说完", false)] });
    ear.onerror({ error: "network" });
    ear.onend();
    expect(heard).toEqual(["屋顶漏雨"]);
    expect(over).toContain("要信号");
  });
  it("goes after what is there", () => {
    expect(joined("", "屋顶漏雨")).toBe("屋顶漏雨");
    expect(joined("看了房", "屋顶漏雨")).toBe("看了房，屋顶漏雨");
    expect(joined("看了房。", "屋顶漏雨")).toBe("看了房。屋顶漏雨");
    expect(joined("看了房", "")).toBe("看了房");
  });
});
