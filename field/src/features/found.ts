// Whom a search on the phone finds: the same on the list of people and wherever somebody is chosen.
import type { ClientRow, Helper } from "../store/shapes";

/** Those chosen first. */
const first = (chosen: string[], a: { id: string }, b: { id: string }): number => Number(chosen.includes(b.id)) - Number(chosen.includes(a.id));

/** People by name, initials, village or file number; all of them while nothing is asked, by village. */
export function peopleFound(all: Iterable<ClientRow>, asked: string, chosen: string[] = []): ClientRow[] {
  const words = asked.trim().toLowerCase();
  return [...all]
    .filter((one) => !words || one.name.includes(words) || one.initials.startsWith(words) || one.village.includes(words) || one.file_no.toLowerCase().includes(words))
    .sort((a, b) => first(chosen, a, b) || a.village.localeCompare(b.village, "zh") || a.initials.localeCompare(b.initials));
}

/** Volunteers by name or team. */
export function volunteersFound(all: Helper[], asked: string, chosen: string[]): Helper[] {
  const words = asked.trim();
  return all.filter((one) => !words || one.name.includes(words) || one.team.includes(words)).sort((a, b) => first(chosen, a, b) || a.team.localeCompare(b.team, "zh"));
}
