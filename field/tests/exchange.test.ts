import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../src/ids";
import { Database } from "../src/store/database";
import type { Answer, ClientRow, Command, Row } from "../src/store/shapes";
import { forgetPeople, OnItsWay, Store } from "../src/store/store";
import { Vault } from "../src/store/vault";
import { type Api, NoLine, Refusal, SignedOut } from "../src/sync/api";
import { AnotherAccount, batches, checkOf, Engine, handIn, WipeOrder } from "../src/sync/engine";

const ME = { id: "worker-1", label: "示例三", stationId: "station-1", deviceId: "phone-1" };
const LIMITS = { clients: 1, all_clients: 1, rows: 1, bytes: 900, most_clients: 600, most_bytes: 3_000_000, says: "都在手机上。" };

/** The server as the protocol describes it: each id counts once. `cut` drops the line at a point of the test's choice. */
class Server {
  counted = new Map<string, Command>();
  kept = new Map<string, Command>();
  rows: Row[] = [];
  account = ME.id;
  lost = false;
  says: (command: Command) => Partial<Answer> = () => ({ state: "DONE" });
  cut: (path: string, when: "before" | "after") => boolean = () => false;

  async ask(path: string, told: unknown): Promise<unknown> {
    const place = path.split("?")[0]!;
    if (this.cut(place, "before")) throw new NoLine("cut");
    const answer = this.answer(place, told as Record<string, never>);
    if (this.cut(place, "after")) throw new NoLine("cut");
    return structuredClone(answer);
  }

  private answer(place: string, told: Record<string, unknown>): unknown {
    if (place === "/session") return { id: this.account, label: "", stations: [], csrf_token: "t" };
    if (this.lost && !["/leftovers", "/devices/wiped"].includes(place)) throw new Refusal("资料要清除。", "devices.wipe", 422);
    switch (place) {
      case "/commands":
        return { answers: (told.commands as Command[]).map((each) => this.take(each)), clock_reason: "" };
      case "/leftovers":
        return { answers: (told.commands as Command[]).map((each) => (this.kept.set(each.id, each), full(each, { state: "KEPT" }))), clock_reason: "" };
      case "/answers":
        return [];
      case "/first":
        return this.first(String(told.after));
      case "/changes": {
        const have = told.have as string[] | undefined;
        const missing = have ? this.rows.filter((row) => !have.includes(row.id)) : [];
        const gone = have ? have.filter((id) => !this.rows.some((row) => row.id === id)) : [];
        return { rows: missing, gone, more: false, cursor: "c2", check: "", limits: LIMITS };
      }
      case "/lists":
        return { version: "v1", lists: {} };
      default:
        return [];
    }
  }

  private first(after: string): unknown {
    const from = Number(after || 0);
    const page = this.rows.slice(from, from + 2);
    const rest = this.rows.length - from - page.length;
    return { rows: page, rest, after: rest ? String(from + 2) : "", cursor: rest ? "" : "c1", limits: LIMITS };
  }

  private take(command: Command): Answer {
    const said = this.says(command);
    if (said.state === "DONE" || said.state === "CONFLICT") this.counted.set(command.id, command);
    return full(command, said);
  }
}

function full(command: Command, said: Partial<Answer>): Answer {
  return { id: command.id, state: "DONE", reason: "", code: "", clause: "", needs: [], merged: [], clashes: [], version: "", clock_wrong: false, ...said };
}

const command = (note = ""): Command => ({ id: newId(), verb: "services.record_service", body: { note }, seen_version: "", done_on: "2026-11-22", made_at: new Date().toISOString(), after: [] });
const person = (id: string): ClientRow => ({ kind: "client", id, changed_at: "2026-11-22T00:00:00.000000Z", name: `示例${id}` }) as ClientRow;

let db: Database;
let store: Store;
let server: Server;
let engine: Engine;

beforeEach(async () => {
  db = new Database(newId());
  store = new Store(db, await Vault.create(db, "135790", ME.deviceId, 1000));
  server = new Server();
  engine = new Engine(apiOf(server), store, ME);
});
afterEach(() => db.delete());

function apiOf(of: Server): Api {
  const ask = (path: string, told?: unknown): Promise<unknown> => of.ask(path, told);
  return { get: ask, post: ask, asPhone: (path: string, _secret: string, told: unknown) => ask(path, told), use: () => undefined } as unknown as Api;
}

describe("what was recorded without a line", () => {
  it("arrives once, all of it, in the order it was made", async () => {
    const made = [];
    for (let n = 0; n < 120; n++) made.push((await store.queue(command(`第${n}条`), `第${n}条`)).command.id);
    await engine.exchange();
    expect([...server.counted.keys()]).toEqual(made);
    expect(await store.outbox()).toEqual([]);
  });

  it("survives a restart of the phone", async () => {
    const kept = await store.queue(command("腿好些了"), "探访");
    const again = new Store(db, await Vault.unlock(db, "135790"));
    expect((await again.outbox()).map((entry) => entry.command)).toEqual([kept.command]);
  });

  it.each(["before", "after"] as const)("is not lost and not doubled when the line is cut %s the answer, time and again", async (when) => {
    const made = [];
    for (let n = 0; n < 60; n++) made.push((await store.queue(command(), "")).command.id);
    let cuts = 5;
    server.cut = (place, at) => place === "/commands" && at === when && cuts-- > 0;
    for (let tries = 0; tries < 5; tries++) await expect(engine.exchange()).rejects.toBeInstanceOf(NoLine);
    expect((await store.outbox()).length).toBeGreaterThan(0);
    await engine.exchange();
    expect([...server.counted.keys()].sort()).toEqual([...made].sort());
    expect(await store.outbox()).toEqual([]);
  });

  it("stays, with the reason, when a rule says no; the others are not held up", async () => {
    await store.queue(command("坏的"), "坏的");
    await store.queue(command("好的"), "好的");
    server.says = (each) => (each.body.note === "坏的" ? { state: "REFUSED", reason: "日期不能晚于今天。", clause: "方案 六" } : { state: "DONE" });
    await engine.exchange();
    const left = await store.outbox();
    expect(left.map((entry) => [entry.says, entry.answer?.state, entry.answer?.reason])).toEqual([["坏的", "REFUSED", "日期不能晚于今天。"]]);
    await engine.exchange();
    expect((await store.outbox()).length).toBe(1); // refused once is not sent again by itself
  });

  it("is sent again when the server was too busy to keep it", async () => {
    await store.queue(command(), "");
    server.says = () => ({ state: "AGAIN" });
    await engine.exchange();
    expect((await store.outbox()).length).toBe(1);
    server.says = () => ({ state: "DONE" });
    await engine.exchange();
    expect(await store.outbox()).toEqual([]);
  });

  it("is neither mended nor thrown away while it may have arrived, and may be again when a rule said no", async () => {
    const { command: first } = await store.queue(command("写错的"), "");
    const { command: sent } = await store.queue(command("改好的"), "", "", "", first.id);
    expect((await store.outbox()).map((entry) => entry.command.id)).toEqual([sent.id]);
    let cuts = 1;
    server.cut = (place, at) => place === "/commands" && at === "after" && cuts-- > 0;
    await expect(engine.exchange()).rejects.toBeInstanceOf(NoLine);
    expect((await store.outbox())[0]!.tried).toBe(true);
    await expect(store.queue(command("再改"), "", "", "", sent.id)).rejects.toBeInstanceOf(OnItsWay);
    expect((await store.outbox()).map((entry) => entry.command.id)).toEqual([sent.id]);
    server.says = () => ({ state: "REFUSED", reason: "日期不能晚于今天。" });
    await engine.exchange();
    const { command: mended } = await store.queue(command("照规定改的"), "", "", "", sent.id);
    expect((await store.outbox()).map((entry) => entry.command.id)).toEqual([mended.id]);
  });

  it("goes out again when the server, set back to an older day, knows nothing of it", async () => {
    const { command: sent } = await store.queue(command(), "");
    server.says = () => ({ state: "WAITING", reason: "在等还没有发到的档案或记录。" });
    await engine.exchange(); // the answer to “what became of it” names nothing
    expect((await store.outbox())[0]!.answer).toBeNull();
    server.says = () => ({ state: "DONE" });
    await engine.exchange();
    expect([...server.counted.keys()]).toEqual([sent.id]);
    expect(await store.outbox()).toEqual([]);
  });

  it("is sent from a phone that is full, and stays to be exported until then", async () => {
    await store.queue(command("腿好些了"), "探访");
    server.rows = [person("a")];
    const full = new DOMException("no room", "QuotaExceededError");
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw full;
    };
    try {
      await expect(engine.exchange()).rejects.toMatchObject({ name: "QuotaExceededError" });
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    expect(server.counted.size).toBe(1);
    await engine.exchange();
    expect((await store.rows()).length).toBe(1);
  });

  it("stays when somebody else is signed in, and when nobody is", async () => {
    await store.queue(command(), "");
    server.account = "worker-2";
    await expect(engine.exchange()).rejects.toBeInstanceOf(AnotherAccount);
    server.cut = () => {
      throw new SignedOut();
    };
    await expect(engine.exchange()).rejects.toBeInstanceOf(SignedOut);
    expect((await store.outbox()).length).toBe(1);
    expect(server.counted.size).toBe(0);
  });

  it("is handed in before a lost phone clears itself, and people go first", async () => {
    server.rows = [person("a")];
    await engine.exchange();
    const kept = await store.queue(command(), "");
    server.lost = true;
    await expect(engine.exchange()).rejects.toBeInstanceOf(WipeOrder);
    await forgetPeople(db);
    expect(await store.rows()).toEqual([]);
    expect((await store.outbox()).length).toBe(1);
    await handIn(apiOf(server), store, "secret", ME.deviceId);
    expect([...server.kept.keys()]).toEqual([kept.command.id]);
  });

  it("leaves its draft only when it is safely kept", async () => {
    await store.keepDraft("visit a", { note: "半句" });
    await store.queue(command(), "", "visit a");
    expect(await store.draft("visit a")).toBeNull();
  });
});

describe("what a phone carries", () => {
  it("comes in pages, and after a cut goes on where it was", async () => {
    server.rows = ["a", "b", "c", "d", "e"].map(person);
    let pages = 0;
    server.cut = (place, when) => place === "/first" && when === "before" && ++pages === 2;
    await expect(engine.exchange()).rejects.toBeInstanceOf(NoLine);
    expect((await store.rows()).length).toBe(2);
    await engine.exchange();
    expect((await store.rows()).map((row) => row.id).sort()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("loses what may no longer be seen, and gets what slipped by", async () => {
    server.rows = ["a", "b"].map(person);
    await engine.exchange();
    server.rows = ["b", "c"].map(person);
    await engine.exchange();
    expect((await store.rows()).map((row) => row.id).sort()).toEqual(["b", "c"]);
  });

  it("is compared by the digest the protocol describes", async () => {
    const row = (id: string): Row => ({ id, changed_at: "2026-11-22T01:02:03.000004Z" }) as Row;
    expect(await checkOf([row("b"), row("a")])).toBe(await checkOf([row("a"), row("b")]));
    expect(await checkOf([])).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("a batch", () => {
  it("holds fifty commands at the most, and less than the server takes in bytes", () => {
    const entry = (size: number) => ({ command: command("字".repeat(size)), says: "", answer: null });
    expect(batches(Array.from({ length: 101 }, () => entry(1))).map((some) => some.length)).toEqual([50, 50, 1]);
    for (const some of batches(Array.from({ length: 60 }, () => entry(10_000)))) {
      expect(new TextEncoder().encode(JSON.stringify(some.map((one) => one.command))).length).toBeLessThan(1024 * 1024);
    }
  });
});

describe("an id", () => {
  it("is a UUID of version 7, in the order of time", () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newId(1_000) < newId(2_000)).toBe(true);
    expect(newId(Date.UTC(2026, 10, 22)).slice(0, 8)).toBe(Math.floor(Date.UTC(2026, 10, 22) / 65536).toString(16).padStart(8, "0"));
  });
});
