// What each kind of service asks for. What must be told comes from the server; here it is only asked in time.
import type { KindNeeds } from "../store/shapes";
import { gettext } from "../words";

/** volunteers: how many are named; those of a 志愿服务 are among the people who came. */
export interface Told {
  kind: string;
  clients: string[];
  volunteers?: number;
  others: number;
  title: string;
  partner: string;
  step: string;
  doneOn: string;
  followUp: string;
  followUpOn: string;
}

export const NOTHING: KindNeeds = { people: "may", title: false, partner: "", step: false };

/** In the order of how often a worker needs them away from her desk; whatever the server adds comes after. */
const FIRST = ["VISIT", "CONSULTATION", "ACCOMPANY", "PUBLICITY", "RESOURCE", "VOLUNTEER", "ACTIVITY"];
const BY_DEFAULT: Record<string, string> = { VISIT: "AT_HOME", CONSULTATION: "COME_IN", ASSESSMENT: "AT_HOME", CASEWORK: "AT_HOME", REFERRAL: "COME_IN", SUPERVISION: "COME_IN", TRAINING: "COME_IN" };

export const kindsInOrder = (kinds: Record<string, string>): string[] =>
  Object.keys(kinds).sort((a, b) => (FIRST.indexOf(a) + 1 || 99) - (FIRST.indexOf(b) + 1 || 99));

export const usualMode = (kind: string): string => BY_DEFAULT[kind] ?? "OUTSIDE";

/** What is missing or cannot be, as a sentence; "" when it can be kept. */
export function problemOf(told: Told, needs: KindNeeds, today: string): string {
  if (needs.people === "must" && !told.clients.length) return gettext("请选是为哪位服务对象。");
  if (needs.people === "count" && !told.clients.length && !told.others && !(told.kind === "VOLUNTEER" && told.volunteers)) return gettext("请写参加人数，或选参加的服务对象。");
  if (needs.title && !told.title.trim()) return gettext("请写一个名称，例如“重阳节康乐小组第3节”。");
  if (needs.partner && !told.partner.trim()) return gettext("请填写{what}。", { what: needs.partner });
  if (needs.step && !told.step) return gettext("请选个案是新开、跟进还是结案。");
  if (told.doneOn > today) return gettext("日期不能晚于今天。");
  if (told.followUpOn && !told.followUp.trim()) return gettext("写了跟进日期，请写上要跟进什么。");
  if (told.followUpOn && told.followUpOn < told.doneOn) return gettext("跟进日期不能早于服务日期。");
  return "";
}

/** “没接通” for a call, “没见到” otherwise. */
export const inVainInWords = (mode: string): string => (["PHONE", "VIDEO"].includes(mode) ? gettext("没接通") : gettext("没见到"));

/** Yuan as somebody types them to whole fen; null for nothing, NaN for what is no amount. */
export function fenOf(yuan: string): number | null {
  const plain = yuan.trim().replace(/[,，元]/g, "");
  if (!plain) return null;
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : Number.NaN;
}
