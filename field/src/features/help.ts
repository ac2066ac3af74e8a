// A call for help: what became of it, from the first tap to the word that somebody comes.
import type { Entry, HelpCall } from "../store/shapes";
import { gettext } from "../words";

export const HELP = "devices.call_for_help";

export interface Standing {
  words: string;
  tone: "bad" | "warn" | "good" | "";
  there: boolean;
}

/** Of the last call: not sent, there, answered, or kept for somebody to decide; null when there was none today. */
export function standing(calls: HelpCall[], outbox: Entry[]): Standing | null {
  const entry = outbox.filter((each) => each.command.verb === HELP).at(-1);
  if (entry?.answer === null || entry?.answer?.state === "AGAIN") return { words: gettext("求助还没发出去：没信号。请打电话。"), tone: "bad", there: false };
  if (entry && ["REFUSED", "DROPPED"].includes(entry.answer!.state)) return { words: gettext("求助没发成：{why}请打电话。", { why: entry.answer!.reason }), tone: "bad", there: false };
  if (entry) return { words: gettext("求助已到站里，要站长确认。着急请打电话。"), tone: "warn", there: true };
  const last = calls[0];
  if (!last) return null;
  if (last.answered_at) return { words: gettext("{who}回应了：{answer}", { who: last.answered_by, answer: last.answer }), tone: "good", there: true };
  return { words: gettext("求助已到站里，站长和县里都收到通知，还没人回应。着急请打电话。"), tone: "warn", there: true };
}

/** First what cannot wait. */
export const urgentFirst = (entries: Entry[]): Entry[] => [...entries].sort((a, b) => Number(b.command.verb === HELP) - Number(a.command.verb === HELP));
