// Photos are made small on the phone, and say nothing but what one sees: redrawn, they carry neither place nor device.

export const ABOUT_BYTES = 300 * 1024;
export const MOST_PHOTOS = 9;
const MOST_FILE_BYTES = 80 * 1024 * 1024;
const SIDES = [1600, 1280, 1024, 800];
const QUALITIES = [0.82, 0.7, 0.58];

const IS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether it goes with a record; otherwise it belongs to a draft that was not kept yet. */
export const hasRecord = (photo: { of: string }): boolean => IS_ID.test(photo.of);

export interface Small {
  content: Blob;
  width: number;
  height: number;
}

/** Why a photo could not be taken in; the words are for the person. */
export class BadPhoto extends Error {
  constructor(readonly why: "too-large" | "no-photo" | "too-much") {
    super(why);
  }
}

/** What draws; a canvas in the app, something simpler in tests. */
export interface Easel {
  /** @throws anything when it is no picture */
  look(file: Blob, side: number): Promise<{ width: number; height: number; redraw(quality: number): Promise<Blob>; done(): void }>;
}

/** How large a picture becomes whose longest side may be so long; never larger than it was. */
export function fitted(width: number, height: number, side: number): [number, number] {
  const share = Math.min(1, side / Math.max(width, height));
  return [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
}

/**
 * The photo at about 300 KB: first with less quality, then with fewer pixels.
 *
 * @throws BadPhoto it is no photo, broken, or larger than the phone can open
 */
export async function small(file: Blob, easel: Easel = canvas): Promise<Small> {
  if (file.size > MOST_FILE_BYTES) throw new BadPhoto("too-large");
  if (file.type && !file.type.startsWith("image/")) throw new BadPhoto("no-photo");
  let last: Small | null = null;
  for (const side of SIDES) {
    let picture;
    try {
      picture = await easel.look(file, side);
    } catch {
      throw new BadPhoto(file.size > 20 * 1024 * 1024 ? "too-much" : "no-photo");
    }
    try {
      for (const quality of QUALITIES) {
        const content = await picture.redraw(quality);
        last = { content, width: picture.width, height: picture.height };
        if (content.size <= ABOUT_BYTES) return last;
      }
    } finally {
      picture.done();
    }
  }
  return last!;
}

const canvas: Easel = {
  async look(file, side) {
    const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
    const [width, height] = fitted(whole.width, whole.height, side);
    const sheet = document.createElement("canvas");
    Object.assign(sheet, { width, height });
    const pen = sheet.getContext("2d");
    if (!pen) throw new Error("no canvas");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(whole, 0, 0, width, height);
    whole.close();
    return {
      width,
      height,
      redraw: (quality) => new Promise<Blob>((done, fail) => sheet.toBlob((made) => (made ? done(made) : fail(new Error("not drawn"))), "image/jpeg", quality)),
      done: () => Object.assign(sheet, { width: 0, height: 0 }),
    };
  },
};

export async function sha256(content: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Where the phone is, as words for the record; "" when it does not know or may not say. */
export function whereInWords(): Promise<string> {
  if (!navigator.geolocation) return Promise.resolve("");
  return new Promise((done) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done(`${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}（误差${Math.round(coords.accuracy)}米）`),
      () => done(""),
      { timeout: 10_000, maximumAge: 120_000 },
    ),
  );
}
