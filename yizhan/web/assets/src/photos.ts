// Photos chosen at the desk are redrawn small before they are sent, as the field app does it: a camera's file of 12 MB becomes
// about 300 KB and says nothing but what one sees. What cannot be drawn is sent as it is, and the server says why not.
const SIDES = [1600, 1280, 1024, 800];
const QUALITIES = [0.82, 0.7, 0.58];
const ABOUT = 300 * 1024;

async function small(file: File): Promise<File> {
  const picture = await createImageBitmap(file);
  const sheet = document.createElement("canvas");
  let made: Blob | null = null;
  for (const side of SIDES) {
    const share = Math.min(1, side / Math.max(picture.width, picture.height));
    sheet.width = Math.max(1, Math.round(picture.width * share));
    sheet.height = Math.max(1, Math.round(picture.height * share));
    sheet.getContext("2d")?.drawImage(picture, 0, 0, sheet.width, sheet.height);
    for (const quality of QUALITIES) {
      made = await new Promise<Blob | null>((done) => sheet.toBlob(done, "image/jpeg", quality));
      if (made && made.size <= ABOUT) break;
    }
    if (made && made.size <= ABOUT) break;
  }
  picture.close();
  if (!made) throw new Error("no picture");
  return new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

export function smallPhotos(input: HTMLInputElement): void {
  const state = input.form?.querySelector<HTMLElement>("[data-photo-state]");
  const button = input.form?.querySelector<HTMLButtonElement>("button:not([type=button])");
  input.addEventListener("change", async () => {
    const files = [...(input.files ?? [])];
    if (!files.length) return;
    if (button) button.disabled = true;
    try {
      const ready = new DataTransfer();
      for (const file of files) ready.items.add(await small(file).catch(() => file));
      input.files = ready.files;
      const kilobytes = [...ready.files].reduce((all, file) => all + file.size, 0) / 1024;
      if (state) state.textContent = (document.body.dataset.saySmall ?? "").replace("%n", String(ready.files.length)).replace("%k", String(Math.max(1, Math.round(kilobytes))));
    } finally {
      if (button) button.disabled = false;
    }
  });
}
