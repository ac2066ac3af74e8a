// Sentences are their own keys, as on the pages; a catalogue of another language maps them.
const catalogue: Record<string, string> = {};

/** The sentence in the language of the catalogue, with {names} filled in. */
export function gettext(sentence: string, values: Record<string, string | number> = {}): string {
  return (catalogue[sentence] ?? sentence).replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank));
}

const WEEK = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];

/** The local day as 2026-11-22, whatever the time zone of the phone says about midnight in Greenwich. */
export function dayOf(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function dayInWords(at: Date): string {
  return `${at.getMonth() + 1}月${at.getDate()}日 ${WEEK[at.getDay()]}`;
}

/** 11-22, with the year only where it is another one. */
export function shortDay(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day;
}

export function timeInWords(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** How a due day reads on a tag, and how urgent it is. */
export function dueInWords(due: string | null, today: string): { words: string; tone: "bad" | "warn" | "" } {
  if (!due) return { words: gettext("没有到期日"), tone: "" };
  const left = daysBetween(today, due);
  if (left < 0) return { words: gettext("逾期 {n} 天", { n: -left }), tone: "bad" };
  if (left === 0) return { words: gettext("今天"), tone: "warn" };
  if (left === 1) return { words: gettext("明天"), tone: "" };
  return { words: gettext("{day} 前", { day: shortDay(due, today) }), tone: "" };
}

export function sizeInWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A grade as a tag says it: packs name the grades 高, 中, 低 or by words of their own. */
export function gradeInWords(label: string | undefined): string {
  return label?.length === 1 ? gettext("{grade}风险", { grade: label }) : (label ?? "");
}
