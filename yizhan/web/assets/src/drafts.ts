// Drafts of forms, kept in this browser only: written while typing and once more on sending; gone when the next page
// says that it is stored, after their last day (data-draft-days, shown on each; home says which go soon), on signing out,
// and as soon as somebody else signs in here. A session that
// ended by itself, a refusal, a fault or a dead line therefore lose nothing. Fields (or whole parts of a form) marked
// data-private are never kept.
const PREFIX = "yizhan-draft:";
const DAY = 24 * 3600 * 1000;

interface Draft {
  who: string;
  at: number;
  values: Record<string, string[]>;
  where?: string;
  what?: string;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const who = (): string => document.body.dataset.who ?? "";
const answered = (): boolean => "answered" in document.body.dataset; // this page is the answer to a form, not stored
const ticked = (field: Field): field is HTMLInputElement => field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type);

/** The last day on which a draft is there, in local time. */
function until(draft: Draft): Date {
  const last = new Date(draft.at);
  last.setDate(last.getDate() + Number(document.body.dataset.draftDays || 8));
  return new Date(last.getFullYear(), last.getMonth(), last.getDate());
}

const isOver = (draft: Draft): boolean => Date.now() >= until(draft).getTime() + DAY;
const goesSoon = (draft: Draft): boolean => Date.now() >= until(draft).getTime() - DAY;

/** “草稿，11月30日前有效，存在本机” */
function inWords(draft: Draft): string {
  const last = until(draft);
  return (document.body.dataset.sayKept ?? "").replace("%m", String(last.getMonth() + 1)).replace("%d", String(last.getDate()));
}

function fields(form: HTMLFormElement): Field[] {
  return ([...form.elements] as Field[]).filter(
    (one) => one.name && /^(INPUT|SELECT|TEXTAREA)$/.test(one.tagName) && !/^(hidden|password|file|submit)$/.test(one.type) && !one.closest("[data-private]"),
  );
}

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

export function clearDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

function tidy(): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const draft = read(key);
    const another = who() && draft?.who !== who(); // the sign-in page is nobody's: whoever comes back finds the own draft
    if (!draft || another || isOver(draft)) localStorage.removeItem(key);
  }
  const sent = sessionStorage.getItem(PREFIX);
  if (!sent) return;
  sessionStorage.removeItem(PREFIX);
  if (who() && !answered() && document.querySelector(".note.good")) localStorage.removeItem(sent);
}

function fill(form: HTMLFormElement, values: Draft["values"]): boolean {
  let changed = false;
  for (const one of fields(form)) {
    const kept = values[one.name];
    if (!kept) continue;
    const fold = one.closest("details");
    if (fold && (ticked(one) ? one.checked !== kept.includes(one.value) : one.value !== (kept[0] ?? ""))) fold.open = true;
    if (ticked(one)) {
      changed ||= one.checked !== kept.includes(one.value);
      one.checked = kept.includes(one.value);
    } else if (one instanceof HTMLSelectElement && one.multiple) {
      for (const choice of one.options) choice.selected = kept.includes(choice.value);
    } else if (one.value !== (kept[0] ?? "")) {
      one.value = kept[0] ?? "";
      changed = true;
    }
  }
  return changed;
}

// Once more, after a form has grown the fields that were missing when its draft came back.
export function refill(form: HTMLFormElement): void {
  const old = read(PREFIX + (form.dataset.draft ?? ""));
  if (old) fill(form, old.values);
}

export function drafts(form: HTMLFormElement): void {
  const key = PREFIX + (form.dataset.draft ?? "");
  const state = form.querySelector<HTMLElement>("[data-draft-state]");
  const old = read(key);
  // a refused form comes back with everything that was sent: that is newer than any draft
  if (old && !answered() && fill(form, old.values) && state) {
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-link p-0";
    drop.textContent = document.body.dataset.sayDrop ?? "";
    drop.addEventListener("click", () => {
      localStorage.removeItem(key);
      form.reset();
      state.textContent = "";
    });
    state.replaceChildren(document.body.dataset.sayRestored ?? "", inWords(old), " ", drop);
  }
  let waiting = 0;
  const keep = (): void => {
    const values: Draft["values"] = {};
    for (const one of fields(form)) {
      const list = (values[one.name] ??= []);
      if (ticked(one)) one.checked && list.push(one.value);
      else if (one instanceof HTMLSelectElement) list.push(...[...one.selectedOptions].map((o) => o.value));
      else list.push(one.value);
    }
    const what = document.querySelector("h1")?.textContent?.trim() ?? document.title;
    const draft: Draft = { who: who(), at: Date.now(), values, where: location.pathname + location.search, what };
    try {
      localStorage.setItem(key, JSON.stringify(draft));
      if (state) state.textContent = inWords(draft);
    } catch {
      // storage full or forbidden: typing goes on, only the safety net is missing
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(keep, 600);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    keep();
    sessionStorage.setItem(PREFIX, key);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    // a search or a look-up inside the form answers too, and stores nothing
    if (event.target === form && (event as CustomEvent<{ successful: boolean }>).detail.successful) localStorage.removeItem(key);
  });
}

/** Home tells which forms were left half-filled in this browser, and which of them go soon. */
export function listDrafts(place: HTMLElement): void {
  const kept = Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .flatMap((key) => read(key) ?? [])
    .filter((draft) => draft.where && draft.who === who() && !isOver(draft))
    .sort((a, b) => a.at - b.at);
  const list = place.querySelector("ul");
  if (!list || !kept.length) return;
  list.replaceChildren(
    ...kept.slice(0, 10).map((draft) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      [link.href, link.textContent] = [draft.where!, draft.what || draft.where!];
      const day = document.createElement("span");
      day.className = goesSoon(draft) ? "small warn" : "small dim";
      day.textContent = ` ${inWords(draft)}${goesSoon(draft) ? `，${document.body.dataset.saySoon ?? ""}` : ""}`;
      line.append(link, day);
      return line;
    }),
  );
  place.hidden = false;
}

tidy();
