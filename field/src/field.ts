// The app's one state: what is on the screen is what is here. Everything here was on disk before.
import { reactive, toRaw } from "vue";
import { Database } from "./store/database";
import type { Care, ClientRow, Command, Draft, Entry, FormRow, Half, HelpCall, Limits, Lists, Me, MonthTold, Pair, Photo, ServiceRow, StationWork } from "./store/shapes";
import { forgetAll, forgetPeople, OnItsWay, Store } from "./store/store";
import { phoneSecret, Vault } from "./store/vault";
import { hasRecord, sha256, small, whereInWords } from "./features/photo";
import { isOver, untilOf } from "./features/draft_days";
import { isUnsent } from "./features/standing";
import type { Known } from "./features/told";
import { engine as questions } from "./features/questionnaire";
import { newId } from "./ids";
import { Api, NoLine, Refusal, SignedOut } from "./sync/api";
import { AnotherAccount, Engine, handIn, LeftOrder, toHandIn, WipeOrder } from "./sync/engine";
import { dayOf, gettext } from "./words";

/** fresh: never set up; locked: needs the PIN; open; cleared: reported lost, or its user left the station. */
type Stage = "starting" | "fresh" | "locked" | "open" | "cleared";

/** Where the exchange stands, for the line at the top. */
type Line = "unknown" | "busy" | "up" | "down" | "signed-out" | "another" | "refused";

interface Field {
  stage: Stage;
  line: Line;
  why: string;
  clockReason: string;
  me: Me | null;
  lists: Lists | null;
  limits: Limits | null;
  month: MonthTold | null;
  clients: Map<string, ClientRow>;
  services: Map<string, ServiceRow>;
  outbox: Entry[];
  photos: Photo[];
  calls: HelpCall[];
  work: StationWork | null;
  care: Care | null;
  forms: FormRow[];
  drafts: Draft[];
  /** How many drafts were over their last day when the app was opened. */
  expired: number;
  pairs: Pair[];
  exchangedAt: string;
  progress: [number, number] | null;
  storageKept: boolean | null;
  full: boolean;
  /** Why its user does not work here any more; "" while she does. */
  left: string;
  /** What lies here sealed while it is locked or cleared. */
  held: { records: number; photos: number; drafts: number };
}

const blank = (): Omit<Field, "stage"> => ({
  line: "unknown",
  why: "",
  clockReason: "",
  me: null,
  lists: null,
  limits: null,
  month: null,
  clients: new Map(),
  services: new Map(),
  outbox: [],
  photos: [],
  calls: [],
  work: null,
  care: null,
  forms: [],
  drafts: [],
  expired: 0,
  pairs: [],
  exchangedAt: "",
  progress: null,
  storageKept: null,
  full: false,
  left: "",
  held: { records: 0, photos: 0, drafts: 0 },
});

export const field = reactive<Field>({ stage: "starting", ...blank() });
const db = new Database();
const api = new Api();
let store: Store | null = null;
let engine: Engine | null = null;

const CHECK_EVERY_MS = 60_000;
const LOCK_AFTER_MS = 10 * 60_000;
let touched = Date.now();

// --- opening and closing ------------------------------------------------------------------------------------------------

export async function start(): Promise<void> {
  const lock = await db.lock.get("lock");
  field.held = await held();
  field.stage = lock ? "locked" : "fresh";
  if (lock && navigator.onLine) await obeyIfTold();
  addEventListener("online", () => void exchange());
  addEventListener("offline", () => {
    if (field.stage === "open") field.line = "down";
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    if (Date.now() - touched > LOCK_AFTER_MS) lockUp();
    else void exchange();
  });
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => (touched = Date.now()), { passive: true });
  setInterval(() => {
    if (field.stage !== "open") return;
    if (Date.now() - touched > LOCK_AFTER_MS) lockUp();
    else if (navigator.onLine && document.visibilityState === "visible") void exchange();
  }, CHECK_EVERY_MS);
}

export interface Session {
  id: string;
  label: string;
  stations: { id: string; name: string }[];
  csrf_token: string;
}

/** Who is signed in in this browser. @throws NoLine, SignedOut */
export async function whoIsThere(): Promise<Session> {
  const session = await api.get<Session>("/session");
  api.use(session.csrf_token);
  return session;
}

/** Set this phone up for whoever is signed in, and load it for the first time. */
export async function setUp(session: Session, stationId: string, pin: string, label: string): Promise<void> {
  const deviceId = newId();
  const made = await api.post<{ id: string; key: string }>("/devices", { id: deviceId, station_id: stationId, label });
  const vault = await Vault.create(db, pin, deviceId);
  store = new Store(db, vault);
  await store.keepSecret(made.key);
  await store.keepNote("me", { id: session.id, label: session.label, stationId, deviceId } satisfies Me);
  await opened();
}

/** @throws WrongPin */
export async function unlock(pin: string): Promise<void> {
  store = new Store(db, await Vault.unlock(db, pin));
  if (field.stage === "cleared") return void (await finishWipe());
  await opened();
}

async function opened(): Promise<void> {
  await refresh();
  if (!field.me) {
    field.stage = "cleared"; // the order came while it was locked; what is left can be handed in now
    return void (await finishWipe());
  }
  field.expired = (await store!.expireDrafts((kept) => isOver(kept, field.lists, dayOf(new Date())))).length;
  if (field.expired) await refresh();
  engine = field.me ? new Engine(api, store!, toRaw(field.me)) : null;
  touched = Date.now();
  field.stage = "open";
  field.storageKept = (await navigator.storage?.persist?.()) ?? false;
  void exchange();
}

export function lockUp(): void {
  store = engine = null;
  Object.assign(field, blank());
  field.stage = "locked";
  void held().then((found) => (field.held = found));
}

export async function changePin(pin: string, next: string): Promise<void> {
  await Vault.change(db, pin, next);
}

// --- reading ------------------------------------------------------------------------------------------------------------

async function refresh(): Promise<void> {
  if (!store) return;
  const [rows, outbox, me, lists, limits, pairs, at, month, photos, calls, work, forms, care, drafts] = await Promise.all([
    store.rows(),
    store.outbox(),
    store.note<Me>("me"),
    store.note<Lists>("lists"),
    store.note<Limits>("limits"),
    store.note<Pair[]>("pairs"),
    store.note<string>("exchanged-at"),
    store.note<MonthTold>("month"),
    store.photos(),
    store.note<HelpCall[]>("calls"),
    store.note<StationWork>("work"),
    store.note<FormRow[]>("forms"),
    store.note<Care>("care"),
    store.drafts(),
  ]);
  field.clients = new Map(rows.flatMap((row) => (row.kind === "client" ? [[row.id, row]] : [])));
  field.services = new Map(rows.flatMap((row) => (row.kind === "service" ? [[row.id, row]] : [])));
  Object.assign(field, { outbox, me, lists, limits, pairs: pairs ?? [], exchangedAt: at ?? "", month, photos, calls: calls ?? [], work, forms: forms ?? [], care, drafts: drafts.map((each) => ({ ...each, until: untilOf(each.kept, lists) })) });
}

/** Names and words for what leaves as a file. */
export const known = (): Known => ({ lists: field.lists, work: field.work, care: field.care, nameOf: (id) => field.clients.get(id)?.name ?? "" });

export const unsent = (): number => field.outbox.filter(isUnsent).length;

/** Answers a person has to read: refused, or dropped at a desk. */
export const troubled = (): Entry[] =>
  field.outbox.filter((entry) => entry.answer !== null && ["REFUSED", "DROPPED"].includes(entry.answer.state));

// --- writing ------------------------------------------------------------------------------------------------------------

export interface Told extends Omit<Half, "says"> {
  after?: string[];
  photosOf?: string;
  /** The command that this one mends. */
  instead?: string;
}

/** Keep a command on the phone; it is sent as soon as there is a line. Throws when the phone's store is full. */
export async function record(told: Told, says: string, draft = ""): Promise<string> {
  const command: Command = {
    id: newId(),
    verb: told.verb,
    body: told.body,
    seen_version: told.seenVersion ?? "",
    done_on: told.doneOn ?? null,
    made_at: new Date().toISOString(),
    after: told.after ?? [],
  };
  try {
    field.outbox.push(await store!.queue(command, says, draft, told.photosOf, told.instead, told.words));
    if (told.instead) field.outbox = await store!.outbox();
    if (told.photosOf) field.photos = await store!.photos();
    if (draft) field.drafts = field.drafts.filter((each) => each.id !== draft);
    field.full = false;
  } catch (error) {
    field.full = isFull(error);
    throw error;
  }
  void exchange();
  return command.id;
}

export async function letGo(id: string): Promise<void> {
  await store!.letGo(id);
  field.outbox = await store!.outbox();
  field.photos = await store!.photos();
}

export const draftOf = <T>(id: string): Promise<T | null> => store!.draft<T>(id);
export async function dropDraft(id: string): Promise<void> {
  await store!.dropDraft(id);
  field.drafts = field.drafts.filter((each) => each.id !== id);
}

/** Keep what is written so far, and what it would tell as it stands; returns the last day it is kept. */
export async function keepDraft(id: string, value: unknown, told: Half[]): Promise<string> {
  if (!store) return "";
  const at = new Date();
  await store.keepDraft(id, value, at, told);
  const draft = { id, kept: at.toISOString(), until: untilOf(at.toISOString(), field.lists) };
  field.drafts = [draft, ...field.drafts.filter((each) => each.id !== id)];
  return draft.until;
}

// --- photos -------------------------------------------------------------------------------------------------------------

/** What whoever takes photos agreed to send along with them; null while nobody asked. */
export interface PhotoConsent {
  time: boolean;
  place: boolean;
}

/** Make it small, seal it, keep it for a draft or a record. @throws BadPhoto, and when the phone's store is full */
export async function takePhoto(file: File, of: string, along: PhotoConsent): Promise<void> {
  const made = await small(file);
  const content = await made.content.arrayBuffer();
  const at = new Date().toISOString();
  const photo: Photo = {
    id: newId(), of, size: content.byteLength, width: made.width, height: made.height, sha256: await sha256(content), madeAt: at, takenAt: along.time ? at : null, place: "", caption: "", refused: "",
  };
  await store!.keepPhoto(photo, content);
  field.photos = await store!.photos();
  if (along.place) void whereInWords().then((place) => (place ? tellPhoto({ ...photo, place }) : undefined));
}

/** Its words changed, while it is still here. */
export async function tellPhoto(photo: Photo): Promise<void> {
  const now = store && (await store.photos()).find((each) => each.id === photo.id);
  if (!now) return;
  await store!.tellPhoto({ ...now, caption: photo.caption || now.caption, place: photo.place || now.place });
  field.photos = await store!.photos();
}

export async function dropPhoto(id: string): Promise<void> {
  await store!.dropPhoto(id);
  field.photos = await store!.photos();
}

export async function dropPhotosOf(of: string): Promise<void> {
  await store!.dropPhotosOf(of);
  field.photos = await store!.photos();
}

export async function photoFile(photo: Photo): Promise<File | null> {
  const content = await store?.photoContent(photo.id);
  return content ? new File([content], `${photo.madeAt.slice(0, 10)}-${photo.id.slice(-6)}.jpg`, { type: "image/jpeg" }) : null;
}

export const noteOf = <T>(id: string): Promise<T | null> => store!.note<T>(id);
export const keepNote = (id: string, value: unknown): Promise<void> => store!.keepNote(id, value);

/** Choose between two values. @throws Refusal, NoLine */
export async function choose(differenceId: string, choice: "PHONE" | "STATION", shown: string): Promise<void> {
  await api.post(`/differences/${differenceId}`, { choice, shown });
}

// --- exchanging ---------------------------------------------------------------------------------------------------------

let busy = false;
let again = false;

/** Exchange now; asked while a round is under way (the line came back meanwhile), one more round follows it. */
export async function exchange(): Promise<void> {
  again = true;
  if (busy) return;
  busy = true;
  try {
    while (again) {
      again = false;
      await round();
    }
  } finally {
    busy = false;
  }
}

/** One round, never two at once, not even from two tabs. Never throws: what went wrong stands in `line` and `why`. */
async function round(): Promise<void> {
  const [mine, of] = [engine, store];
  if (!mine || !of) return;
  const work = async (): Promise<void> => {
    field.line = "busy";
    try {
      const told = await mine.exchange((done, all) => (field.progress = [done, all]));
      await of.keepNote("exchanged-at", new Date().toISOString());
      if (store !== of) return; // locked meanwhile
      field.line = "up";
      field.why = "";
      field.clockReason = told.clockReason || field.clockReason;
      if ((await of.note<FormRow[]>("forms"))?.length) void questions().catch(() => undefined); // here before the next valley
    } catch (error) {
      if (store !== of) return;
      await wentWrong(error);
    } finally {
      field.progress = null;
      if (store === of) await refresh();
    }
  };
  if (navigator.locks) await navigator.locks.request("yizhan-exchange", { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  else await work();
}

async function wentWrong(error: unknown): Promise<void> {
  if (error instanceof WipeOrder) return wipe();
  if (error instanceof LeftOrder) return wipe(error.why);
  if (error instanceof SignedOut || error instanceof AnotherAccount) {
    field.line = error instanceof SignedOut ? "signed-out" : "another";
    await obeyIfTold(); // an account that was closed cannot sign in: the phone asks for itself
  }
  else if (error instanceof NoLine) field.line = "down";
  else if (isFull(error)) {
    field.line = "refused";
    field.why = gettext("手机存储满了，新资料放不下。没发的记录都还在，照样能发、能导出。请删些照片或程序再收发。");
  } else {
    field.line = "refused";
    field.why = error instanceof Refusal ? error.reason : gettext("手机里出了错，记录都还在。请稍后再试，或把“我的”里的说明给站长看。");
    if (!(error instanceof Refusal)) console.error(error);
  }
}

/** The phone has no room left; Dexie wraps what the browser said. */
function isFull(error: unknown): boolean {
  const { name, inner } = (error ?? {}) as { name?: string; inner?: { name?: string } };
  return name === "QuotaExceededError" || inner?.name === "QuotaExceededError";
}

/** Why something could not be kept, as it really is; what was written is still in its form. */
export function whyNotKept(error: unknown): string {
  if (error instanceof OnItsWay) return gettext("要改的那条已经发出去了，再存就会记两次。请等它有了答复，再到网页上更正。内容还在这里。");
  console.error(error);
  if (isFull(error)) return gettext("没存上，手机存储满了。内容还在这里，请删些照片或程序再存。");
  return gettext("没存上：{what}。内容还在这里，请再存一次；还不行，导出成文件交给站长。", { what: errorInWords(error) });
}

/** What a browser said, as a sentence where it is known, else in its own words. */
export function errorInWords(error: unknown): string {
  const { name, message } = (error ?? {}) as { name?: string; message?: string };
  if (!store) return gettext("程序锁上了，请输入口令再存");
  if (isFull(error)) return gettext("手机存储满了，请删些照片或程序");
  if (name === "DatabaseClosedError" || name === "InvalidStateError") return gettext("浏览器关掉了手机存储，请把程序关掉再打开");
  if (name === "NotFoundError" || name === "VersionError") return gettext("手机存储与程序的版本对不上，请把程序关掉再打开");
  return [name, message].filter(Boolean).join("：") || String(error);
}

// --- leaving ------------------------------------------------------------------------------------------------------------

/** While locked, or while nobody can sign in, with the phone's own secret: was it reported lost, did its user leave? */
async function obeyIfTold(): Promise<void> {
  const lock = await db.lock.get("lock");
  if (!lock) return;
  try {
    const told = await api.asPhone<{ state: string; why?: string }>("/devices/check", await phoneSecret(lock));
    if (told.state !== "ACTIVE") await wipe(told.why);
  } catch (error) {
    if (!(error instanceof NoLine || error instanceof SignedOut || error instanceof Refusal)) throw error;
  }
}

/** The order came: people go at once; what was not sent is handed in first, if the store is open, or stays sealed. */
async function wipe(why = ""): Promise<void> {
  await forgetPeople(db);
  engine = null;
  Object.assign(field, blank(), { left: why });
  field.held = await held();
  field.stage = "cleared";
  if (store || !(field.held.records + field.held.photos + field.held.drafts)) await finishWipe();
}

/**
 * Hand in, and only then clear. What could not be handed in stays: for want of a line, sealed until the next contact; a photo
 * the server will not take, until a person has exported it and lets it go.
 */
export async function finishWipe(letGo = false): Promise<void> {
  const lock = await db.lock.get("lock");
  if (!lock) return;
  const secret = await phoneSecret(lock);
  try {
    if (store) {
      await handIn(api, store, secret, lock.deviceId);
      field.outbox = (await store.outbox()).filter(toHandIn);
      field.photos = (await store.photos()).filter(hasRecord);
      field.line = "up";
      field.held = await held();
      if (!letGo && field.outbox.length + field.photos.length) return;
    }
    await api.asPhone("/devices/wiped", secret);
  } catch (error) {
    field.line = "down";
    if (!(error instanceof NoLine)) console.error(error);
    return;
  }
  const why = field.left;
  await forgetAll(db);
  store = engine = null;
  Object.assign(field, blank(), { left: why });
  field.stage = "cleared";
}

/**
 * Sign out for good: only with nothing left to send, and with a line, because the account is signed out by the station too.
 *
 * @throws NoLine  nothing was cleared
 */
export async function leave(): Promise<void> {
  const lock = await db.lock.get("lock");
  if (lock) {
    await api.asPhone("/devices/wiped", await phoneSecret(lock)).catch((error: unknown) => {
      if (error instanceof NoLine) throw error; // anything else: the station does not know this phone any more
    });
  }
  await forgetAll(db);
  store = engine = null;
  Object.assign(field, blank());
  field.stage = "fresh";
}

/** How many commands, photos and half-filled forms lie on the phone, also while it is locked. */
async function held(): Promise<{ records: number; photos: number; drafts: number }> {
  return { records: await db.outbox.count(), photos: await db.photos.filter(hasRecord).count(), drafts: await db.drafts.count() };
}

