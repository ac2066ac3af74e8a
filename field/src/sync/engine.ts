// One round of exchange: what was recorded goes up, what changed comes down. May be cut at any point and begun again.
import { HELP, urgentFirst } from "../features/help";
import { hasRecord } from "../features/photo";
import type { Answer, Care, Entry, FormRow, HelpCall, Limits, Lists, Me, MonthTold, Pair, Photo, Row, StationWork } from "../store/shapes";
import { serviceOf, type Store } from "../store/store";
import { type Api, Refusal } from "./api";

export const MOST_COMMANDS = 50;
const MOST_ASKED = 200;
const MOST_BATCH_BYTES = 900 * 1024;
const CALLS_STAY_OPEN_MS = 3 * 24 * 3600_000;
const MONTH_KEEPS_MS = 30 * 60_000;
const INCOMPLETE = "services.photo-incomplete";
export const WIPE = "devices.wipe";
export const LEFT = "devices.left";

/** The server ordered this phone to clear itself. */
export class WipeOrder extends Error {}

/** Its user does not work at its station any more: hand in what is here, then clear it. */
export class LeftOrder extends Error {
  constructor(readonly why: string) {
    super(why);
  }
}

/** Somebody else is signed in in this browser. */
export class AnotherAccount extends Error {}

interface Session {
  id: string;
  label: string;
  stations: { id: string; name: string }[];
  csrf_token: string;
  left?: string;
}

interface Batch {
  answers: Answer[];
  clock_reason: string;
}

interface Page {
  rows: Row[];
  gone: string[];
  more: boolean;
  cursor: string;
  check: string;
  limits: Limits;
}

interface FirstPage {
  rows: Row[];
  rest: number;
  after: string;
  cursor: string;
  limits: Limits;
}

export interface Round {
  sent: number;
  clockReason: string;
  limits: Limits;
  pairs: Pair[];
}

/** How far the first load is, in rows. */
export type Progress = (done: number, all: number) => void;

export class Engine {
  constructor(
    private readonly api: Api,
    private readonly store: Store,
    private readonly me: Me,
  ) {}

  /**
   * Everything once: commands, answers that were open, changes, choices, differences.
   *
   * @throws NoLine, SignedOut, AnotherAccount, WipeOrder, LeftOrder, Refusal; what was settled until then stays settled
   */
  async exchange(progress: Progress = () => undefined): Promise<Round> {
    try {
      await this.meet();
      const pushed = await this.push();
      await this.askAgain();
      await this.photos();
      const limits = await this.pull(progress);
      await this.choices();
      await this.work();
      await this.care();
      await this.forms();
      await this.month(pushed.sent > 0);
      const pairs = await this.api.get<Pair[]>("/differences").catch(noneWhereNotAllowed);
      await this.store.keepNote("pairs", pairs);
      return { ...pushed, limits, pairs };
    } catch (error) {
      if (error instanceof Refusal && error.code === WIPE) throw new WipeOrder();
      if (error instanceof Refusal && error.code === LEFT) throw new LeftOrder(error.reason);
      throw error;
    }
  }

  private async meet(): Promise<void> {
    const session = await this.api.get<Session>(`/session?device_id=${this.me.deviceId}`);
    if (session.id !== this.me.id) throw new AnotherAccount();
    if (session.left) throw new LeftOrder(session.left); // before anything is sent: what she did is for the head to decide
    this.api.use(session.csrf_token);
  }

  /** In the order they were made. A command leaves the phone's queue only when its own answer has come. */
  private async push(): Promise<{ sent: number; clockReason: string }> {
    let sent = 0;
    let clockReason = "";
    const waiting = urgentFirst((await this.store.outbox()).filter((entry) => entry.answer === null || entry.answer.state === "AGAIN"));
    const asked = waiting.some((entry) => entry.command.verb === HELP);
    for (const some of batches(waiting)) {
      await this.store.trying(some).catch(() => undefined); // no room for the mark: sending makes room
      const told = await this.api.post<Batch>("/commands", {
        device_id: this.me.deviceId,
        sent_at: new Date().toISOString(),
        unsent: waiting.length - sent - some.length,
        commands: some.map((entry) => entry.command),
      });
      await settle(this.store, some, told.answers);
      sent += some.length;
      clockReason = told.clock_reason;
    }
    await this.calls(asked);
    return { sent, clockReason };
  }

  /** What became of calls for help: asked while one is fresh and nobody answered it. */
  private async calls(asked: boolean): Promise<void> {
    const kept = (await this.store.note<HelpCall[]>("calls")) ?? [];
    const open = kept.some((call) => !call.answered_at && Date.now() - Date.parse(call.made_at) < CALLS_STAY_OPEN_MS);
    if (!asked && !open) return;
    await this.store.keepNote("calls", await this.api.get<HelpCall[]>(`/help?device_id=${this.me.deviceId}`));
  }

  /**
   * Each after its record: while that waits or was refused, its photos wait as well. A photo leaves the phone when the
   * server has it; one it will not take keeps its sentence and stays until a person lets it go.
   */
  private async photos(): Promise<void> {
    const shots = await this.store.photos();
    if (!shots.length) return;
    const waiting = new Set((await this.store.outbox()).map((entry) => serviceOf(entry.command)));
    for (const shot of shots) {
      if (shot.refused || !hasRecord(shot) || waiting.has(shot.of)) continue;
      const content = await this.store.photoContent(shot.id);
      if (!content) continue;
      try {
        const { says } = await this.api.send<{ says: string }>("/photos", formOf(shot, content, this.me.deviceId));
        await this.store.dropPhoto(shot.id);
        await this.store.keepNote("photo-room", says);
      } catch (error) {
        if (!(error instanceof Refusal) || error.code === WIPE || error.code === LEFT) throw error;
        if (error.status !== 404 && error.code !== INCOMPLETE) await this.store.tellPhoto({ ...shot, refused: error.reason });
      }
    }
  }

  /** What became of commands that waited, or that somebody at a desk decides. */
  private async askAgain(): Promise<void> {
    const open = (await this.store.outbox()).filter((entry) => entry.answer?.state === "WAITING" || entry.answer?.state === "KEPT");
    for (let from = 0; from < open.length; from += MOST_ASKED) {
      const some = open.slice(from, from + MOST_ASKED);
      const told = await this.api.post<Answer[]>("/answers", { device_id: this.me.deviceId, ids: some.map((entry) => entry.command.id) });
      await settle(this.store, some, told);
      const known = new Set(told.map((answer) => answer.id));
      for (const entry of some) if (!known.has(entry.command.id)) await this.store.unanswered(entry);
    }
  }

  private async pull(progress: Progress): Promise<Limits> {
    let cursor = (await this.store.note<string>("cursor")) ?? "";
    if (!cursor) cursor = await this.first(progress);
    let have: string[] | null = null;
    for (;;) {
      const held = await this.store.rows();
      const page = await this.api.post<Page>("/changes", {
        device_id: this.me.deviceId,
        since: cursor,
        carried: held.filter((row) => row.kind === "client").length,
        ...(have ? { have } : {}),
      });
      await this.store.takeRows(page.rows, page.gone, { cursor: page.cursor, limits: page.limits });
      cursor = page.cursor;
      if (page.more) continue;
      const mine = await this.store.rows();
      if ((await checkOf(mine)) === page.check || have !== null) return page.limits;
      // something slipped behind the cursor, or may no longer be seen: say what is here, and be told the rest
      have = mine.map((row) => row.id);
    }
  }

  /** All rows for the first time; after a cut it goes on where it was. Returns the cursor for the changes since. */
  private async first(progress: Progress): Promise<string> {
    let done = (await this.store.rows()).length;
    for (;;) {
      const after = (await this.store.note<string>("first")) ?? "";
      const page = await this.api.post<FirstPage>("/first", { device_id: this.me.deviceId, after });
      await this.store.takeRows(page.rows, [], { first: page.after, cursor: page.cursor, limits: page.limits });
      done += page.rows.length;
      progress(done, done + page.rest);
      if (!page.rest) return page.cursor;
    }
  }

  private async choices(): Promise<void> {
    const have = (await this.store.note<string>("lists-version")) ?? "";
    const query = new URLSearchParams({ device_id: this.me.deviceId, have });
    const told = await this.api.get<{ version: string; lists: Lists | Record<string, never> }>(`/lists?${query}`);
    if (told.version === have) return;
    await this.store.takeRows([], [], { lists: told.lists, "lists-version": told.version });
  }

  /** Open cases and the sessions of these days; what is no longer among them leaves the phone. */
  private async work(): Promise<void> {
    const kept = await this.store.note<StationWork>("work");
    const told = await this.api.get<StationWork>(`/work?${new URLSearchParams({ device_id: this.me.deviceId, have: kept?.version ?? "" })}`).catch(nullWhereNotAllowed);
    if (told?.cases) await this.store.keepNote("work", told);
  }

  /** Scales, last results and open needs. */
  private async care(): Promise<void> {
    const kept = await this.store.note<Care>("care");
    const told = await this.api.get<Care>(`/care?${new URLSearchParams({ device_id: this.me.deviceId, have: kept?.version ?? "" })}`).catch(nullWhereNotAllowed);
    if (told?.people) await this.store.keepNote("care", told);
  }

  /** Questionnaires given to the station, with their questions; those taken back leave the phone. */
  private async forms(): Promise<void> {
    const kept = (await this.store.note<FormRow[]>("forms")) ?? [];
    const told = await this.api.get<FormRow[]>(`/../forms?station_id=${this.me.stationId}`).catch(nullWhereNotAllowed);
    if (!Array.isArray(told)) return;
    const marks = new Map(kept.map((form) => [form.version_id, form.mark]));
    for (const form of told) {
      if (marks.get(form.version_id) !== form.mark) await this.store.keepNote(`xform ${form.version_id}`, await this.api.text(`/../forms/versions/${form.version_id}/xform`));
    }
    await this.store.keepNote("forms", told);
    const still = new Set(told.map((form) => form.version_id));
    for (const form of kept) if (!still.has(form.version_id)) await this.store.dropNote(`xform ${form.version_id}`);
  }

  /** The figures of the month: asked again when something was sent, else now and then. */
  private async month(changed: boolean): Promise<void> {
    const kept = await this.store.note<MonthTold>("month");
    if (!changed && kept && Date.now() - Date.parse(kept.at) < MONTH_KEEPS_MS) return;
    const told = await this.api.get<MonthTold>(`/month?device_id=${this.me.deviceId}`).catch(nullWhereNotAllowed);
    if (told) await this.store.keepNote("month", told);
  }
}

/** A photo as the server takes it. */
function formOf(shot: Photo, content: ArrayBuffer, deviceId: string): FormData {
  const form = new FormData();
  const told = { device_id: deviceId, id: shot.id, service_id: shot.of, sha256: shot.sha256, place: shot.place, caption: shot.caption, ...(shot.takenAt ? { taken_at: shot.takenAt } : {}) };
  for (const [name, value] of Object.entries(told)) form.append(name, value);
  form.append("content", new Blob([content], { type: "image/jpeg" }), "photo.jpg");
  return form;
}

/** What a person at a desk has to know of: what was not sent, and what was refused and nobody mended. */
export const toHandIn = ({ answer }: Entry): boolean => answer === null || answer.state === "AGAIN" || answer.state === "REFUSED";

/**
 * Hand in what could not be sent, half-filled forms too, with the phone's own secret, the photos after them; nothing of it is
 * carried out, somebody decides. What the server will not take keeps its sentence and stays.
 */
export async function handIn(api: Api, store: Store, secret: string, deviceId: string): Promise<void> {
  await store.queueDrafts();
  const waiting = (await store.outbox()).filter(toHandIn);
  for (const some of batches(waiting)) {
    const told = await api.asPhone<Batch>("/leftovers", secret, {
      device_id: deviceId,
      sent_at: new Date().toISOString(),
      commands: some.map((entry) => entry.command),
    });
    await settle(store, some, told.answers);
  }
  for (const shot of (await store.photos()).filter(hasRecord)) {
    const content = await store.photoContent(shot.id);
    if (!content) continue;
    try {
      await api.sendAsPhone("/leftover-photos", secret, formOf(shot, content, deviceId));
      await store.dropPhoto(shot.id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await store.tellPhoto({ ...shot, refused: error.reason });
    }
  }
}

async function settle(store: Store, entries: Entry[], answers: Answer[]): Promise<void> {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  for (const entry of entries) {
    const answer = byId.get(entry.command.id);
    if (answer) await store.answered(entry, answer);
  }
}

/** Cut into batches the server takes: so many commands, so many bytes. */
export function batches(entries: Entry[]): Entry[][] {
  const found: Entry[][] = [];
  let size = 0;
  for (const entry of entries) {
    const bytes = new TextEncoder().encode(JSON.stringify(entry.command)).length + 2;
    const last = found.at(-1);
    if (!last || last.length >= MOST_COMMANDS || size + bytes > MOST_BATCH_BYTES) {
      found.push([entry]);
      size = bytes;
    } else {
      last.push(entry);
      size += bytes;
    }
  }
  return found;
}

/** The same digest as the server makes over the rows this phone should hold. */
export async function checkOf(rows: Row[]): Promise<string> {
  const told = rows.map((row) => `${row.id} ${row.changed_at}`).sort().join("\n");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(told));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whoever may not settle differences has none to see. */
function noneWhereNotAllowed(error: unknown): Pair[] {
  if (error instanceof Refusal && error.status === 403) return [];
  throw error;
}

function nullWhereNotAllowed(error: unknown): null {
  if (error instanceof Refusal && error.status === 403) return null;
  throw error;
}
