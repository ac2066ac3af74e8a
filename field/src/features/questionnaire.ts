// Questionnaires of the county, asked and checked on the phone by the engine that reads XForms; it is fetched when first needed.
import type { AnyNode, RootNode } from "@getodk/xforms-engine";
import { reactive } from "vue";
import { gettext } from "../words";

const FILE = "xml_submission_file";

/** Fetch the engine, so that it is here when there is no line. */
export const engine = () => import("@getodk/xforms-engine");

export interface Filling {
  root: RootNode;
  /** What is written so far, to go on with later. */
  written(): Promise<string>;
  /** The submission, or how many answers are still missing or wrong. */
  finished(): Promise<{ xml: string; wrong: number }>;
}

/** The questionnaire ready to be filled in; with a draft, where it was left. @throws when it cannot be read */
export async function fill(xform: string, by: { deviceId: string; name: string }, draft = ""): Promise<Filling> {
  const { createInstance, restoreInstance } = await engine();
  const options = { instance: { stateFactory: <T extends object>(state: T): T => reactive(state) as T, preloadProperties: { deviceID: by.deviceId, username: by.name } } };
  let made;
  try {
    made = draft ? await restoreInstance(xform, { data: [dataOf(draft)] as never }, options) : await createInstance(xform, options);
  } catch (error) {
    if (!draft) throw error;
    made = await createInstance(xform, options); // written with an earlier version
  }
  const root = made.root;
  const payload = () => root.prepareInstancePayload({ payloadType: "monolithic" });
  return {
    root,
    written: async () => (await payload()).data[0].get(FILE).text(),
    finished: async () => {
      const told = await payload();
      return { xml: await told.data[0].get(FILE).text(), wrong: told.violations?.length ?? 0 };
    },
  };
}

function dataOf(xml: string): FormData {
  const data = new FormData();
  data.set(FILE, new File([xml], FILE, { type: "text/xml" }));
  return data;
}

interface Asked {
  nodeType: string;
  currentState: { relevant: boolean; label: { asString: string } | null; value: unknown; valueOptions?: { value: string; label: { asString: string } }[]; children: readonly AnyNode[] | null };
}

/** Question and answer as the screen shows them, in its order; what was not asked or not answered is left out. */
export function answersInWords(nodes: readonly AnyNode[]): [string, string][] {
  return nodes.flatMap((each): [string, string][] => {
    const { nodeType, currentState: state } = each as never as Asked;
    if (!state.relevant) return [];
    const label = state.label?.asString ?? "";
    if (state.children) {
      const inside = answersInWords(state.children);
      return inside.length && label && nodeType === "repeat-instance" ? [[label, ""], ...inside] : inside;
    }
    if (!label || nodeType === "note" || nodeType === "model-value") return [];
    const said = nodeType === "trigger" ? (state.value ? gettext("已确认") : "") : saidIn(state);
    return said ? [[label, said]] : [];
  });
}

function saidIn({ value, valueOptions }: Asked["currentState"]): string {
  const words = (code: string): string => valueOptions?.find((one) => one.value === code)?.label.asString || code;
  if (Array.isArray(value)) return value.map((code) => words(String(code))).join("、");
  return value === null || value === undefined ? "" : words(String(value));
}

/** What is wrong with an answer, in the words of the questionnaire where it has some; "" while nothing is. */
export function wrongInWords(state: unknown): string {
  const { violation } = state as { violation?: { condition: string; message: { asString: string } | null } | null };
  if (!violation) return "";
  const own = violation.message?.asString ?? "";
  if (/[\u4e00-\u9fff]/.test(own)) return own;
  return violation.condition === "required" ? gettext("这一题要答。") : gettext("这个答案不合要求，请核对。");
}

const MOST_STEPS = 11;

/** The answers of a short scale, to be tapped instead of typed: 0 to 5; [] where there are too many, or no whole steps. */
export function stepsOf(bounds: { start: unknown; end: unknown; step: unknown } | undefined): string[] {
  const [start, end, step] = [Number(bounds?.start), Number(bounds?.end), Number(bounds?.step)];
  const count = Math.floor((end - start) / step) + 1;
  if (!Number.isInteger(start) || !Number.isInteger(step) || step <= 0 || !(count >= 2 && count <= MOST_STEPS)) return [];
  return Array.from({ length: count }, (_, place) => String(start + place * step));
}

/** Kinds of questions a phone draws; the others are answered at the desk. */
export const DRAWN = new Set(["string", "int", "decimal", "date", "time", "dateTime", "boolean", "barcode"]);
