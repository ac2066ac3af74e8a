// What cannot be sent leaves the phone as a file that a person can read and a program can read back.
import type { Entry } from "./store/shapes";
import { dayOf, gettext } from "./words";

/** Each entry in words, then the commands as they would have been sent. */
export function sheetOf(entries: Entry[]): string {
  const lines = entries.map((entry, place) => {
    const told = Object.entries(entry.command.body).filter(([, value]) => value !== "" && value !== null && !(Array.isArray(value) && !value.length));
    return [`${place + 1}. ${entry.says}`, ...told.map(([name, value]) => `   ${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`), entry.answer?.reason ? `   ${gettext("没记上的原因")}: ${entry.answer.reason}` : ""]
      .filter(Boolean)
      .join("\n");
  });
  return [gettext("一站手机未发记录，{n} 条", { n: entries.length }), "", ...lines, "", "-----", JSON.stringify(entries.map((entry) => entry.command), null, 1), ""].join("\n");
}

export async function exportQueue(entries: Entry[]): Promise<void> {
  const file = new File([sheetOf(entries)], `${gettext("未发记录")}-${dayOf(new Date())}.txt`, { type: "text/plain" });
  await handOver([file]);
}

/** To another app of the phone, or into its downloads. */
export async function handOver(files: File[]): Promise<void> {
  if (navigator.canShare?.({ files })) {
    try {
      await navigator.share({ files });
      return;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  for (const file of files) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
