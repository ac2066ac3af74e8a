// What a command tells, in the words of the screen: for the file that somebody at a desk writes it down from.
import type { Care, Command, Lists, StationWork } from "../store/shapes";
import { gettext } from "../words";

/** What the phone knows of names and words; nothing of it is left once the phone was cleared. */
export interface Known {
  lists: Lists | null;
  work: StationWork | null;
  care: Care | null;
  nameOf: (clientId: string) => string;
}

const LABELS: Record<string, string> = {
  client_id: "为谁", client_ids: "为谁", kind: "哪一类", mode: "方式", met: "见到没有", case_step: "个案到哪一步", minutes: "时长（分钟）", item_codes: "做了什么", colleague_ids: "同去的同事", volunteer_ids: "志愿者", title: "名称", place: "地点",
  partner: "对方单位", value_fen: "折价（元）", participants_count: "参加人数", others_count: "没报名来的人数", satisfaction: "满意不满意", note: "情况", found: "发现的问题", follow_up: "要跟进的事", follow_up_on: "跟进日期", late_reason: "为什么晚记",
  aim: "这次的目标", met_whom: "见了谁", present: "在场的人", said: "谈了什么", unsaid: "神态、动作、环境", handling: "怎么处理的", summary: "小结", next_plan: "下次做什么", next_on: "下次哪天", marks: "点名", what: "需要什么", source: "怎么知道的",
  scale: "量表", answers: "答案", special: "特殊情形", needs: "发现的需求", phone: "联系电话", address: "住址", emergency_name: "紧急联系人", emergency_relation: "与本人关系", emergency_phone: "紧急联系电话", grade: "风险等级", reason: "理由", xml: "答卷",
};
const ONLY_IDS = new Set(["service_id", "contact_id", "station_id", "call_id", "need_id", "assessment_id", "submission_id", "grading_id", "form_id", "version", "case_id", "session_id"]);
const MARKS: Record<string, string> = { PRESENT: "出席", LATE: "迟到", ABSENT: "缺席" };
const CONTENT = ["很不满意", "不满意", "一般", "满意", "很满意"];

/** Label and value, in the order they were told; what was left empty is left out. words: of a questionnaire, instead of its codes. */
export function toldInWords(command: Command, known: Known, words: [string, string][] = []): [string, string][] {
  const day: [string, string][] = command.done_on ? [[gettext("日期"), command.done_on]] : [];
  const { xml, ...others } = command.body;
  const coded = xml === undefined || words.length ? {} : { xml };
  return [...day, ...linesOf(command.verb, { ...others, ...coded }, known), ...words];
}

function linesOf(verb: string, body: Record<string, unknown>, known: Known): [string, string][] {
  return Object.entries(body).flatMap(([name, value]): [string, string][] => {
    if (ONLY_IDS.has(name) || value === "" || value === null || (Array.isArray(value) && !value.length)) return [];
    if (name === "changes") return linesOf(verb, value as Record<string, unknown>, known);
    return [[gettext(LABELS[name] ?? name), valueOf(verb, name, value, known)]];
  });
}

function valueOf(verb: string, name: string, value: unknown, { lists, work, care, nameOf }: Known): string {
  const of = (table: Record<string, string> | undefined, code: unknown): string => table?.[String(code)] ?? String(code);
  const named = (all: { id: string; name: string }[] | undefined): string => (value as string[]).map((id) => all?.find((one) => one.id === id)?.name ?? id).join("、");
  const pairs = (told: object): [string, unknown][] => Object.entries(told);
  switch (name) {
    case "client_id":
      return nameOf(String(value)) || String(value);
    case "client_ids":
      return (value as string[]).map((id) => nameOf(id) || id).join("、");
    case "colleague_ids":
      return named(lists?.workers);
    case "volunteer_ids":
      return named(lists?.volunteers);
    case "item_codes":
      return (value as string[]).map((code) => lists?.items.find((one) => one.code === code)?.name ?? code).join("、");
    case "kind":
      return of(verb === "clients.note_need" ? lists?.need_kinds : verb === "devices.call_for_help" ? lists?.help_kinds : lists?.kinds, value);
    case "mode":
      return of(lists?.modes, value);
    case "case_step":
      return of(lists?.case_steps, value);
    case "source":
      return of(lists?.need_sources, value);
    case "grade":
      return of(lists?.grades, value);
    case "met":
      return value ? gettext("见到了") : gettext("没见到");
    case "value_fen":
      return (Number(value) / 100).toFixed(2);
    case "satisfaction":
      return gettext(CONTENT[Number(value) - 1] ?? String(value));
    case "scale":
      return care?.scales.find((one) => one.id === value)?.name ?? String(value);
    case "marks": {
      const people = work?.sessions.flatMap((each) => each.people) ?? [];
      return pairs(value as object).map(([id, mark]) => `${people.find((one) => one.id === id)?.name || id} ${gettext(MARKS[String(mark)] ?? String(mark))}`).join("、");
    }
    case "answers":
      return pairs(value as object).map(([asked, said]) => `${asked} ${said}`).join("；");
    case "needs":
      return (value as { kind: string; what: string }[]).map((one) => `${of(lists?.need_kinds, one.kind)} ${one.what}`).join("；");
    case "xml":
      return [...String(value).matchAll(/<([\w.-]+)[^<>]*>([^<>]+)<\/\1>/g)].map(([, asked, said]) => `${asked} ${said!.trim()}`).join("；");
    default:
      return Array.isArray(value) ? value.join("、") : typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}
