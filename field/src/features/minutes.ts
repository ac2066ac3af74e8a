import { dayOf } from "../words";

/** Minutes from opening a form until now, in fives, from five to four hours; half an hour for a form of another day. */
export function counted(begun: string, now: number): number {
  if (dayOf(new Date(begun)) !== dayOf(new Date(now))) return 30;
  return Math.min(240, Math.max(5, Math.round((now - Date.parse(begun)) / 60_000 / 5) * 5));
}
