// The month so far: what the station has, and what still lies on this phone; the two are never added without saying so.
import type { Entry, MonthTold } from "../store/shapes";

export interface Sums {
  visits: number;
  services: number;
  minutes: number;
  people: number;
}

/** What the outbox would add, as far as it still may: not what was refused, or dropped at a desk. */
export function notThereYet(outbox: Entry[], month: string): { sums: Sums; people: Set<string> } {
  const people = new Set<string>();
  const sums = { visits: 0, services: 0, minutes: 0, people: 0 };
  for (const entry of outbox) {
    if (entry.command.verb !== "services.record_service" || ["REFUSED", "DROPPED"].includes(entry.answer?.state ?? "")) continue;
    const day = entry.command.done_on ?? entry.command.made_at.slice(0, 10);
    if (!day.startsWith(month)) continue;
    const body = entry.command.body as { kind?: string; met?: boolean; minutes?: number; client_ids?: string[] };
    sums.services += 1;
    sums.minutes += body.minutes ?? 0;
    if (body.met === false) continue;
    if (body.kind === "VISIT") sums.visits += 1;
    for (const id of body.client_ids ?? []) people.add(id);
  }
  sums.people = people.size;
  return { sums, people };
}

/** Both together; somebody met by both counts once. A month told of another month counts as nothing. */
export function together(told: MonthTold | null, outbox: Entry[], month: string): { there: Sums; here: Sums; all: Sums } {
  const here = notThereYet(outbox, month);
  const known = told?.month === month ? told : null;
  const there = { visits: known?.visits ?? 0, services: known?.services ?? 0, minutes: known?.minutes ?? 0, people: known?.people ?? 0 };
  const met = new Set(known?.client_ids ?? []);
  const fresh = [...here.people].filter((id) => !met.has(id)).length;
  return {
    there,
    here: here.sums,
    all: {
      visits: there.visits + here.sums.visits,
      services: there.services + here.sums.services,
      minutes: there.minutes + here.sums.minutes,
      people: there.people + fresh,
    },
  };
}
