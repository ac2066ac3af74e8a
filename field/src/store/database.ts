// What lies on the phone. Everything about people is sealed (see vault.ts); open are only ids, order and the lock itself.
import Dexie, { type Table } from "dexie";

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/**
 * The lock: the key of the data, sealed twice, by what the PIN yields and by a key that cannot leave this browser.
 *
 * tries   wrong PINs in a row; after some of them one has to wait until `later`
 * secret  the phone's own secret for the server, readable without the PIN so that a lost phone can learn that it is lost
 */
export interface Lock {
  id: "lock";
  salt: Uint8Array<ArrayBuffer>;
  rounds: number;
  device: CryptoKey;
  key: Sealed;
  tries: number;
  later: number;
  deviceId: string;
  secret: Sealed | null;
}

export interface Kept {
  id: string;
  sealed: Sealed;
}

/** tried: it went out and no answer came back, so nobody here knows whether the station has it. */
export interface Queued extends Kept {
  place: number;
  tried?: boolean;
}

/** A photo: open are its id and whose it is (a draft, or the record it goes with), sealed what it shows and tells. */
export interface Shot extends Kept {
  of: string;
  content: Sealed;
}

export class Database extends Dexie {
  lock!: Table<Lock, string>;
  rows!: Table<Kept, string>;
  outbox!: Table<Queued, string>;
  drafts!: Table<Kept, string>;
  notes!: Table<Kept, string>;
  photos!: Table<Shot, string>;

  constructor(name = "yizhan") {
    super(name);
    this.version(1).stores({ lock: "id", rows: "id", outbox: "id, place", drafts: "id", notes: "id" });
    this.version(2).stores({ photos: "id, of" });
  }
}
