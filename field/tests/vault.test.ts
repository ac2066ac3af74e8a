import "fake-indexeddb/auto";
import { afterEach, describe, expect, it } from "vitest";
import { Database } from "../src/store/database";
import { phoneSecret, pinProblem, Vault, WrongPin } from "../src/store/vault";

const ROUNDS = 1000; // as many as it takes for a test; the app's own number is far higher
let db = new Database("vault");

afterEach(async () => {
  await db.delete();
  db = new Database("vault");
});

describe("the lock of the phone's store", () => {
  it("opens with the PIN, after a restart too", async () => {
    const vault = await Vault.create(db, "135790", "phone-1", ROUNDS);
    const sealed = await vault.seal({ name: "示例玉梅" }, "rows 1");
    const again = await Vault.unlock(db, "135790");
    expect(await again.open(sealed, "rows 1")).toEqual({ name: "示例玉梅" });
  });

  it("leaves nothing readable on the phone", async () => {
    const vault = await Vault.create(db, "135790", "phone-1", ROUNDS);
    await vault.keepSecret(db, "secret-of-the-phone");
    const sealed = await vault.seal({ name: "示例玉梅" }, "rows 1");
    await db.rows.put({ id: "1", sealed });
    const lying = [...(await db.rows.toArray()), ...(await db.lock.toArray())].flatMap((row) => bytesOf(row));
    const told = new TextDecoder().decode(new Uint8Array(lying));
    expect(told).not.toContain("示例玉梅");
    expect(told).not.toContain("135790");
    expect(told).not.toContain("secret-of-the-phone");
  });

  it("does not open another row's content in its place", async () => {
    const vault = await Vault.create(db, "135790", "phone-1", ROUNDS);
    const sealed = await vault.seal("of row 1", "rows 1");
    await expect(vault.open(sealed, "rows 2")).rejects.toThrow();
  });

  it("counts wrong PINs, then makes one wait, and forgives after the right one", async () => {
    await Vault.create(db, "135790", "phone-1", ROUNDS);
    for (const left of [4, 3, 2, 1]) expect(await tried("000000")).toMatchObject({ left, waitSeconds: 0 });
    expect(await tried("000000")).toMatchObject({ left: 0, waitSeconds: 60 });
    expect(await tried("135790")).toBeInstanceOf(WrongPin); // the right one has to wait as well
    expect(await tried("135790", Date.now() + 61_000)).toBeNull();
    expect(await tried("000000")).toMatchObject({ left: 4 });
  });

  it("takes another PIN and keeps the data", async () => {
    const vault = await Vault.create(db, "135790", "phone-1", ROUNDS);
    const sealed = await vault.seal("kept", "rows 1");
    await Vault.change(db, "135790", "864202");
    expect(await tried("135790")).toBeInstanceOf(WrongPin);
    expect(await (await Vault.unlock(db, "864202")).open(sealed, "rows 1")).toBe("kept");
  });

  it("lets a locked phone speak for itself, and only with its own key", async () => {
    const vault = await Vault.create(db, "135790", "phone-1", ROUNDS);
    expect(await phoneSecret((await db.lock.get("lock"))!)).toBe("");
    await vault.keepSecret(db, "secret-of-the-phone");
    expect(await phoneSecret((await db.lock.get("lock"))!)).toBe("secret-of-the-phone");
  });
});

describe("a PIN", () => {
  it.each([
    ["12345", "short"],
    ["12a456", "short"],
    ["111111", "easy"],
    ["123456", "easy"],
    ["987654", "easy"],
    ["135790", ""],
    ["20261122", ""],
  ])("%s is %s", (pin, problem) => expect(pinProblem(pin)).toBe(problem));
});

async function tried(pin: string, now?: number): Promise<unknown> {
  try {
    await Vault.unlock(db, pin, now);
    return null;
  } catch (error) {
    return error;
  }
}

function bytesOf(value: unknown): number[] {
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return [...new Uint8Array(value.buffer)];
  if (typeof value === "string") return [...new TextEncoder().encode(value)];
  if (value && typeof value === "object") return Object.values(value).flatMap(bytesOf);
  return [];
}
