/** How a sheet stands: who came (late is there), who did not, who has no mark yet. */
export function tally(marks: Record<string, string>, people: string[]): { came: number; late: number; absent: number; left: number } {
  const count = (...codes: string[]): number => people.filter((id) => codes.includes(marks[id] ?? "")).length;
  return { came: count("PRESENT", "LATE"), late: count("LATE"), absent: count("ABSENT"), left: people.filter((id) => !marks[id]).length };
}
