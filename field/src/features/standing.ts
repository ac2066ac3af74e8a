// Where a command stands that is still on the phone, in words for its label.
import type { Entry } from "../store/shapes";
import { gettext } from "../words";

/** Whether the station certainly has not got it, or may not have. */
export const isUnsent = (entry: Entry): boolean => entry.answer === null || entry.answer.state === "AGAIN";

export function standsAs(entry: Entry): { words: string; tone: "warn" | "bad" | "" } {
  switch (entry.answer?.state) {
    case undefined:
    case "AGAIN":
      return { words: entry.tried ? gettext("发过，等答复") : gettext("未发"), tone: "warn" };
    case "WAITING":
      return { words: gettext("已收，等前面的"), tone: "" };
    case "KEPT":
      return { words: gettext("已收，等站长定"), tone: "" };
    case "DROPPED":
      return { words: gettext("站里定了不记"), tone: "bad" };
    default:
      return { words: gettext("不能记"), tone: "bad" };
  }
}
