// Whether a visit made one way counts, as the region's papers say; asked before it is kept, not after.
import type { ClientRow, Entry, VisitRule } from "../store/shapes";

/** Whom a visit here says was met, which the station does not know yet. */
export const visitedHere = (outbox: Entry[]): Set<string> =>
  new Set(outbox.filter(({ command, answer }) => command.verb === "services.record_service" && command.body.kind === "VISIT" && command.body.met === true && answer?.state !== "REFUSED").flatMap(({ command }) => command.body.client_ids as string[]));

function binds(rule: VisitRule, client: ClientRow): boolean {
  if (!rule.classes.length && !rule.grades.length) return true;
  return rule.classes.some((code) => client.classes.includes(code)) || (client.grade !== "" && rule.grades.includes(client.grade));
}

/**
 * The rule that binds this client and does not count a visit made that way; null when all of them count it.
 *
 * What follows an event binds only while the visit after it is still to be made: then her due day stands under its clause.
 */
export function ruleNotCounting(rules: VisitRule[], client: ClientRow, mode: string): VisitRule | null {
  return (
    rules.find((rule) => rule.uncounted?.includes(mode) && binds(rule, client) && (rule.per !== "" || (rule.after_event !== "" && rule.clause === client.clause))) ?? null
  );
}
