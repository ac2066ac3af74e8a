// A scale added up without a line, only to be shown: the station adds it up again by the paper, and its points stand.
import { gettext } from "../words";

export interface ScaleBand {
  name: string;
  low: number;
  high: number;
  colour: string;
  grade: string;
  again: string;
  leads_to: string;
}

export interface ScaleQuestion {
  name: string;
  hint: string;
  options: [string, number][];
}

export interface Scale {
  id: string;
  ref: string;
  name: string;
  clause: string;
  note: string;
  required: string;
  groups: { name: string; questions: ScaleQuestion[] }[];
  bands: ScaleBand[];
  special: { case: string; at_least: string; worse_by: number }[];
}

export interface ScaleResult {
  total: number;
  groups: [string, number, number][];
  band: ScaleBand;
  byPoints: ScaleBand;
}

type Answers = Record<string, string>;

const questionsOf = (scale: Scale): ScaleQuestion[] => scale.groups.flatMap((group) => group.questions);
const pointsOf = (question: ScaleQuestion, answers: Answers): number | undefined => question.options.find(([answer]) => answer === answers[question.name])?.[1];
const mostOf = (question: ScaleQuestion): number => Math.max(...question.options.map(([, points]) => points));
const sum = (numbers: number[]): number => numbers.reduce((all, each) => all + each, 0);

/** The most points there are. */
export const fullOf = (scale: Scale): number => sum(questionsOf(scale).map(mostOf));

/** The points so far; what is not answered counts nothing yet. */
export const totalOf = (scale: Scale, answers: Answers): number => sum(questionsOf(scale).map((each) => pointsOf(each, answers) ?? 0));

/** The questions without an answer of their list, in the order of the form. */
export const missingOf = (scale: Scale, answers: Answers): string[] => questionsOf(scale).filter((each) => pointsOf(each, answers) === undefined).map((each) => each.name);

/** Total, sub-scores and band; null while an answer is missing. The same rule as yizhan/policy/schema/scales.py. */
export function resultOf(scale: Scale, answers: Answers, special: string[]): ScaleResult | null {
  if (missingOf(scale, answers).length) return null;
  const total = totalOf(scale, answers);
  const byTotal = scale.bands.findIndex((band) => band.low <= total && total <= band.high);
  let place = byTotal;
  for (const each of scale.special) {
    if (!special.includes(each.case)) continue;
    const atLeast = each.at_least ? scale.bands.findIndex((band) => band.name === each.at_least) : byTotal + each.worse_by;
    place = Math.max(place, atLeast);
  }
  return {
    total,
    groups: scale.groups.map((group) => [group.name, sum(group.questions.map((each) => pointsOf(each, answers)!)), sum(group.questions.map(mostOf))]),
    band: scale.bands[Math.min(place, scale.bands.length - 1)]!,
    byPoints: scale.bands[byTotal]!,
  };
}

/** The last day on which the next assessment is in time; "" when nobody asks for one, or only a calendar of working days could tell. */
export function againOn(day: string, band: ScaleBand): string {
  const found = /^(\d+)(小时|天|日|周|个月|年)$/.exec(band.again);
  if (!found) return "";
  const count = Number(found[1]);
  const at = new Date(`${day}T00:00:00Z`);
  const days = { 小时: Math.ceil(count / 24), 天: count, 日: count, 周: count * 7 }[found[2] as "天"];
  if (days !== undefined) at.setUTCDate(at.getUTCDate() + days);
  else {
    const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth() + count * (found[2] === "年" ? 12 : 1), at.getUTCDate()];
    const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    at.setTime(Date.UTC(year, month, Math.min(date, last)));
  }
  return at.toISOString().slice(0, 10);
}

/** When to assess again, in words; the station works out days of work. */
export function againInWords(day: string, band: ScaleBand): string {
  if (!band.again) return "";
  const on = againOn(day, band);
  return on ? gettext("{day}前再评", { day: `${Number(on.slice(0, 4))}年${Number(on.slice(5, 7))}月${Number(on.slice(8))}日` }) : gettext("{term}内再评", { term: band.again });
}

/** What a paper calls a colour, and what the style sheet does. */
export const toneOf = (colour: string): string => ({ 红: "bad", 橙: "bad", 黄: "warn", 蓝: "", 绿: "good" })[colour] ?? "";
