// How long a half-filled form is kept: so many days after it was last written, its last day included.
import type { Lists } from "../store/shapes";
import { dayOf, daysBetween, gettext } from "../words";

/** Before the station said how long. */
const DAYS = 8;

/** The last day on which a draft is there, as 2026-11-30. */
export function untilOf(kept: string, lists: Pick<Lists, "draft_days"> | null): string {
  const at = new Date(kept);
  at.setDate(at.getDate() + (lists?.draft_days ?? DAYS));
  return dayOf(at);
}

export const isOver = (kept: string, lists: Pick<Lists, "draft_days"> | null, today: string): boolean => untilOf(kept, lists) < today;

/** “草稿，11月30日前有效”, on every draft. */
export const draftInWords = (until: string): string => gettext("草稿，{month}月{day}日前有效", { month: Number(until.slice(5, 7)), day: Number(until.slice(8)) });

/** Whether a draft goes today or tomorrow: then it is said aloud. */
export const goesSoon = (until: string, today: string): boolean => daysBetween(today, until) <= 1;

/** Where a draft is written on, and what it is; null for one this app does not know. */
export function placeOf(id: string, nameOf: (clientId: string) => string, formOf: (versionId: string) => string): { to: string; what: string } | null {
  const [kind, of = "", about = ""] = id.split(" ");
  switch (kind) {
    case "visit":
      return { to: `/people/${of}/visit`, what: gettext("探访 {name}", { name: nameOf(of) }) };
    case "record":
      return { to: "/record", what: gettext("记一笔") };
    case "case":
      return { to: `/cases/${of}`, what: gettext("个案过程") };
    case "session":
      return { to: `/sessions/${of}`, what: gettext("点名") };
    case "need":
      return { to: `/people/${of}/need`, what: gettext("需求 {name}", { name: nameOf(of) }) };
    case "assess":
      return { to: `/people/${of}/assess?scale=${encodeURIComponent(about)}`, what: gettext("评估 {name}", { name: nameOf(of) }) };
    case "particulars":
      return { to: `/people/${of}/particulars`, what: gettext("改 {name} 的资料", { name: nameOf(of) }) };
    case "form":
      return { to: `/forms/${of}${about ? `?client=${about}` : ""}`, what: gettext("问卷“{title}” {name}", { title: formOf(of), name: about ? nameOf(about) : "" }) };
    default:
      return null;
  }
}

/** A draft that could not be kept, as told beside its form. */
export const notKeptBecause = (why: string): string => gettext("草稿没存上：{what}", { what: why });

/** Whether these words tell of a draft that could not be kept. */
export const notKept = (says: string): boolean => says.startsWith(notKeptBecause(""));
