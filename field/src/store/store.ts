// The open store: every write goes to disk, sealed, before anything is said to be kept.
import { halfOf } from "../features/half";
import { hasRecord } from "../features/photo";
import { newId } from "../ids";
import type { Database, Kept } from "./database";
import type { Answer, Command, Entry, Half, Photo, Row } from "./shapes";
import { Vault } from "./vault";

/** The record a command makes: a case note becomes a record under its own id. "" for what makes none. */
export const serviceOf = ({ body }: Command): string => String(body.service_id ?? body.contact_id ?? "");

/** What was to be mended may have reached the station already. */
export class OnItsWay extends Error {}

export class Store {
  constructor(
    readonly db: Database,
    private readonly vault: Vault,
  ) {}

  // --- rows from the server ---------------------------------------------------------------------------------------------

  async rows(): Promise<Row[]> {
    const kept = await this.db.rows.toArray();
    return Promise.all(kept.map((row) => this.vault.open<Row>(row.sealed, `rows ${row.id}`)));
  }

  /** Take over what the server sent, and where the next pull begins, in one step. */
  async takeRows(rows: Row[], gone: string[], notes: Record<string, unknown>): Promise<void> {
    const sealed = await Promise.all(
      rows.map(async (row) => ({ id: row.id, sealed: await this.vault.seal(row, `rows ${row.id}`) })),
    );
    const told = await Promise.all(Object.entries(notes).map(([id, value]) => this.noteRow(id, value)));
    await this.db.transaction("rw", this.db.rows, this.db.notes, async () => {
      await this.db.rows.bulkPut(sealed);
      await this.db.rows.bulkDelete(gone);
      await this.db.notes.bulkPut(told);
    });
  }

  // --- what was not sent yet ----------------------------------------------------------------------------------------------

  async outbox(): Promise<Entry[]> {
    const kept = await this.db.outbox.orderBy("place").toArray();
    return Promise.all(kept.map(async (row) => ({ ...(await this.vault.open<Entry>(row.sealed, `outbox ${row.id}`)), tried: row.tried ?? false })));
  }

  /** These are on their way: until their answer comes, they may have arrived or not. */
  async trying(entries: Entry[]): Promise<void> {
    const ids = entries.filter((entry) => !entry.tried).map((entry) => entry.command.id);
    if (ids.length) await this.db.outbox.where("id").anyOf(ids).modify({ tried: true });
  }

  /**
   * Keep a command, throw away the draft it was made from, and hand it the photos taken for it, in one step.
   *
   * instead  the command it mends, which leaves in the same step
   * @throws OnItsWay  that one went out meanwhile: with this one it would count twice
   */
  async queue(command: Command, says: string, draft = "", photosOf = "", instead = "", words?: [string, string][]): Promise<Entry> {
    const entry: Entry = { command, says, answer: null, ...(words ? { words } : {}) };
    const sealed = await this.vault.seal(entry, `outbox ${command.id}`);
    await this.db.transaction("rw", this.db.outbox, this.db.drafts, this.db.photos, async () => {
      if (instead) {
        const old = await this.db.outbox.get(instead);
        if (!old || old.tried) throw new OnItsWay();
        await this.db.outbox.delete(instead);
      }
      const last = await this.db.outbox.orderBy("place").last();
      await this.db.outbox.add({ id: command.id, place: (last?.place ?? 0) + 1, sealed });
      if (draft) await this.db.drafts.delete(draft);
      if (photosOf) await this.db.photos.where("of").equals(photosOf).modify({ of: serviceOf(command) });
    });
    return entry;
  }

  /** What the server said. A command that is done leaves; the others stay until a person or the server settles them. */
  async answered(entry: Entry, answer: Answer): Promise<void> {
    const id = entry.command.id;
    if (answer.state === "DONE" || answer.state === "CONFLICT") {
      await this.db.outbox.delete(id);
      return;
    }
    const sealed = await this.vault.seal({ ...entry, answer }, `outbox ${id}`);
    await this.db.outbox.update(id, { sealed, tried: answer.state === "WAITING" || answer.state === "KEPT" });
  }

  /** The server never got it, whatever it said before (it was set back to an older day): it goes out again. */
  async unanswered(entry: Entry): Promise<void> {
    const id = entry.command.id;
    await this.db.outbox.update(id, { sealed: await this.vault.seal({ ...entry, answer: null }, `outbox ${id}`) });
  }

  /** A person read why it was refused and lets it go, with the photos that went with it. */
  async letGo(id: string): Promise<void> {
    const kept = await this.db.outbox.get(id);
    if (kept?.tried) return; // it went out meanwhile: its answer settles it
    const entry = kept && (await this.vault.open<Entry>(kept.sealed, `outbox ${id}`));
    await this.db.transaction("rw", this.db.outbox, this.db.photos, async () => {
      await this.db.outbox.delete(id);
      const service = entry ? serviceOf(entry.command) : "";
      if (service) await this.db.photos.where("of").equals(service).delete();
    });
  }

  // --- photos -------------------------------------------------------------------------------------------------------------

  async photos(): Promise<Photo[]> {
    const kept = await this.db.photos.toArray();
    const told = await Promise.all(kept.map((row) => this.vault.open<Omit<Photo, "id" | "of">>(row.sealed, `photos ${row.id}`)));
    return kept.map((row, place) => ({ ...told[place]!, id: row.id, of: row.of })).sort((a, b) => a.id.localeCompare(b.id));
  }

  async keepPhoto({ id, of, ...told }: Photo, content: ArrayBuffer): Promise<void> {
    const sealed = await this.vault.seal(told, `photos ${id}`);
    await this.db.photos.add({ id, of, sealed, content: await this.vault.sealBytes(content, `photos ${id} content`) });
  }

  async photoContent(id: string): Promise<ArrayBuffer | null> {
    const row = await this.db.photos.get(id);
    return row ? this.vault.openBytes(row.content, `photos ${id} content`) : null;
  }

  /** What is told of a photo changed: its words, or why it was refused. */
  async tellPhoto({ id, of: _of, ...told }: Photo): Promise<void> {
    await this.db.photos.update(id, { sealed: await this.vault.seal(told, `photos ${id}`) });
  }

  async dropPhoto(id: string): Promise<void> {
    await this.db.photos.delete(id);
  }

  async dropPhotosOf(of: string): Promise<void> {
    await this.db.photos.where("of").equals(of).delete();
  }

  // --- drafts and notes ---------------------------------------------------------------------------------------------------

  async draft<T>(id: string): Promise<T | null> {
    const row = await this.db.drafts.get(id);
    return row ? (await this.opened<T>(row)).value : null;
  }

  /** told: what it would tell if it were kept as it stands, for the day on which nobody may write on. */
  async keepDraft(id: string, value: unknown, kept = new Date(), told: Half[] = []): Promise<void> {
    await this.db.drafts.put({ id, sealed: await this.vault.seal({ kept: kept.toISOString(), value, told }, `drafts ${id}`) });
  }

  /**
   * Nobody may write on here: half-filled forms join the queue as what they are, with the photos taken for them, each in one
   * step. A photo taken before a word was written is a form too.
   */
  async queueDrafts(): Promise<void> {
    const rows = await this.db.drafts.toArray();
    const known = new Set(rows.map((row) => row.id));
    const alone = [...new Set((await this.photos()).filter((shot) => !hasRecord(shot) && !known.has(shot.of)).map((shot) => shot.of))];
    for (const row of rows) {
      const { kept, value, told } = await this.opened<Record<string, unknown>>(row);
      await this.queueDraft(row.id, kept, told?.length ? told : [halfOf(row.id, value)]);
    }
    for (const id of alone) await this.queueDraft(id, new Date().toISOString(), [halfOf(id, {})]);
  }

  private async queueDraft(id: string, kept: string, told: Half[]): Promise<void> {
    const made = told.map(({ says, words, verb, body, doneOn, seenVersion }): Entry => ({
      says,
      ...(words ? { words } : {}),
      answer: null,
      command: { id: newId(), verb, body, seen_version: seenVersion ?? "", done_on: doneOn ?? null, made_at: kept, after: [], draft: true },
    }));
    const sealed = await Promise.all(made.map((entry) => this.vault.seal(entry, `outbox ${entry.command.id}`)));
    const record = made.map((entry) => serviceOf(entry.command)).find(Boolean) ?? "";
    await this.db.transaction("rw", this.db.outbox, this.db.drafts, this.db.photos, async () => {
      const last = (await this.db.outbox.orderBy("place").last())?.place ?? 0;
      await this.db.outbox.bulkAdd(made.map((entry, at) => ({ id: entry.command.id, place: last + 1 + at, sealed: sealed[at]! })));
      await this.db.drafts.delete(id);
      if (record) await this.db.photos.where("of").equals(id).modify({ of: record });
    });
  }

  /** Which there are, and when each was last written; the one written last first. */
  async drafts(): Promise<{ id: string; kept: string }[]> {
    const rows = await this.db.drafts.toArray();
    const found = await Promise.all(rows.map(async (row) => ({ id: row.id, kept: (await this.opened<unknown>(row)).kept })));
    return found.sort((a, b) => b.kept.localeCompare(a.kept));
  }

  /** Drafts whose last day is over leave, with the photos taken for them. What was kept as a record is no draft any more. */
  async expireDrafts(isOver: (kept: string) => boolean): Promise<string[]> {
    const over = (await this.drafts()).filter((draft) => isOver(draft.kept)).map((draft) => draft.id);
    if (!over.length) return [];
    await this.db.transaction("rw", this.db.drafts, this.db.photos, async () => {
      await this.db.drafts.bulkDelete(over);
      await this.db.photos.where("of").anyOf(over).delete();
    });
    return over;
  }

  private async opened<T>(row: Kept): Promise<{ kept: string; value: T; told?: Half[] }> {
    const found = await this.vault.open<{ kept?: string; value?: T; begun?: string }>(row.sealed, `drafts ${row.id}`);
    if (found.kept && "value" in found) return found as { kept: string; value: T; told?: Half[] };
    return { kept: found.begun ?? new Date().toISOString(), value: found as T }; // written by an app of before
  }

  async dropDraft(id: string): Promise<void> {
    await this.db.drafts.delete(id);
  }

  async note<T>(id: string): Promise<T | null> {
    const row = await this.db.notes.get(id);
    return row ? this.vault.open<T>(row.sealed, `notes ${id}`) : null;
  }

  async keepNote(id: string, value: unknown): Promise<void> {
    await this.db.notes.put(await this.noteRow(id, value));
  }

  async dropNote(id: string): Promise<void> {
    await this.db.notes.delete(id);
  }

  async keepSecret(secret: string): Promise<void> {
    await this.vault.keepSecret(this.db, secret);
  }

  private async noteRow(id: string, value: unknown) {
    return { id, sealed: await this.vault.seal(value, `notes ${id}`) };
  }
}

/** Everything the station told about people goes; what was written here, half or whole, stays, sealed, until it was handed in. */
export async function forgetPeople(db: Database): Promise<void> {
  await db.transaction("rw", db.rows, db.notes, async () => {
    await db.rows.clear();
    await db.notes.clear();
  });
}

export async function forgetAll(db: Database): Promise<void> {
  await db.transaction("rw", [db.lock, db.rows, db.outbox, db.drafts, db.notes, db.photos], async () => {
    await Promise.all([db.photos.clear(), db.lock.clear(), db.rows.clear(), db.outbox.clear(), db.drafts.clear(), db.notes.clear()]);
  });
}
