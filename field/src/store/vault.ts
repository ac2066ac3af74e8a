// The lock of the phone's store: nothing about people can be read without the PIN, nor on another phone with it.
import type { Database, Lock, Sealed } from "./database";

const ROUNDS = 600_000;
const FREE_TRIES = 5;
const WAITS = [60, 300, 900, 3600];
export const LEAST_DIGITS = 6;

export class WrongPin extends Error {
  constructor(
    readonly left: number,
    readonly waitSeconds: number,
  ) {
    super("wrong PIN");
  }
}

const text = new TextEncoder();
const AES = "AES-GCM";

async function seal(key: CryptoKey, data: BufferSource, about: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: AES, iv, additionalData: text.encode(about) }, key, data) };
}

async function open(key: CryptoKey, sealed: Sealed, about: string): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: AES, iv: sealed.iv, additionalData: text.encode(about) }, key, sealed.data);
}

async function keyOfPin(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    raw,
    { name: AES, length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** Six digits or more, and none of the first a finder would try. */
export function pinProblem(pin: string): "" | "short" | "easy" {
  if (!/^\d+$/.test(pin) || pin.length < LEAST_DIGITS) return "short";
  const steps = new Set([...pin].slice(1).map((digit, place) => Number(digit) - Number(pin[place])));
  const onlyStep = steps.size === 1 ? [...steps][0] : null;
  return onlyStep === 0 || onlyStep === 1 || onlyStep === -1 ? "easy" : "";
}

/** The store while it is open. Sealing binds a value to its place, so that rows cannot be swapped. */
export class Vault {
  private constructor(
    private readonly key: CryptoKey,
    private readonly device: CryptoKey,
  ) {}

  /** A new lock on an empty store. */
  static async create(db: Database, pin: string, deviceId: string, rounds = ROUNDS): Promise<Vault> {
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const device = await crypto.subtle.generateKey({ name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const inner = await seal(await keyOfPin(pin, salt, rounds), raw, "pin");
    const key = await seal(device, pack(inner), "key");
    await db.lock.put({ id: "lock", salt, rounds, device, key, tries: 0, later: 0, deviceId, secret: null });
    return new Vault(await crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]), device);
  }

  /** @throws WrongPin how many tries are left, or how long to wait */
  static async unlock(db: Database, pin: string, now = Date.now()): Promise<Vault> {
    const lock = await db.lock.get("lock");
    if (!lock) throw new Error("no lock");
    if (lock.later > now) throw new WrongPin(0, Math.ceil((lock.later - now) / 1000));
    const raw = await rawKey(lock, pin);
    if (raw === null) {
      const tries = lock.tries + 1;
      const wait = tries < FREE_TRIES ? 0 : WAITS[Math.min(tries - FREE_TRIES, WAITS.length - 1)]!;
      await db.lock.update("lock", { tries, later: wait ? now + wait * 1000 : 0 });
      throw new WrongPin(Math.max(0, FREE_TRIES - tries), wait);
    }
    await db.lock.update("lock", { tries: 0, later: 0 });
    return new Vault(await crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]), lock.device);
  }

  /** Another PIN for the same data. @throws WrongPin */
  static async change(db: Database, pin: string, next: string): Promise<void> {
    await Vault.unlock(db, pin);
    const lock = (await db.lock.get("lock"))!;
    const raw = (await rawKey(lock, pin))!;
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const inner = await seal(await keyOfPin(next, salt, lock.rounds), raw, "pin");
    await db.lock.update("lock", { salt, key: await seal(lock.device, pack(inner), "key") });
  }

  async seal(value: unknown, about: string): Promise<Sealed> {
    return seal(this.key, text.encode(JSON.stringify(value)), about);
  }

  async open<T>(sealed: Sealed, about: string): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await open(this.key, sealed, about))) as T;
  }

  async sealBytes(content: ArrayBuffer, about: string): Promise<Sealed> {
    return seal(this.key, content, about);
  }

  async openBytes(sealed: Sealed, about: string): Promise<ArrayBuffer> {
    return open(this.key, sealed, about);
  }

  /** Keep the secret this phone was given; see Lock.secret. */
  async keepSecret(db: Database, secret: string): Promise<void> {
    await db.lock.update("lock", { secret: await seal(this.device, text.encode(secret), "secret") });
  }
}

/** The phone's own secret, also while the store is locked; "" before it has one. */
export async function phoneSecret(lock: Lock): Promise<string> {
  return lock.secret ? new TextDecoder().decode(await open(lock.device, lock.secret, "secret")) : "";
}

async function rawKey(lock: Lock, pin: string): Promise<ArrayBuffer | null> {
  const inner = unpack(await open(lock.device, lock.key, "key"));
  try {
    return await open(await keyOfPin(pin, lock.salt, lock.rounds), inner, "pin");
  } catch {
    return null; // the tag does not fit: another PIN
  }
}

function pack(sealed: Sealed): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(12 + sealed.data.byteLength);
  whole.set(sealed.iv);
  whole.set(new Uint8Array(sealed.data), 12);
  return whole;
}

function unpack(whole: ArrayBuffer): Sealed {
  return { iv: new Uint8Array(whole.slice(0, 12)), data: whole.slice(12) };
}
