// What cannot be sent leaves the phone as a file that a person can read and a program can read back.
import { toldInWords, type Known } from "./features/told";
import type { Entry } from "./store/shapes";
import { dayOf, gettext } from "./words";

/** Each entry in words, then the commands as they would have been sent. */
export function sheetOf(entries: Entry[], known: Known): string {
  const lines = entries.map((entry, place) =>
    [`${place + 1}. ${entry.says}`, ...toldInWords(entry.command, known, entry.words).map(([label, value]) => `   ${label}：${value}`), entry.answer?.reason ? `   ${gettext("没记上的原因")}：${entry.answer.reason}` : ""].filter(Boolean).join("\n"),
  );
  return [gettext("一站手机未发记录，{n} 条", { n: entries.length }), "", ...lines, "", "-----", gettext("以下给程序读，不用看"), JSON.stringify(entries.map((entry) => entry.command), null, 1), ""].join("\n");
}

export async function exportQueue(entries: Entry[], known: Known): Promise<void> {
  const file = new File([sheetOf(entries, known)], `${gettext("未发记录")}-${dayOf(new Date())}.txt`, { type: "text/plain" });
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
