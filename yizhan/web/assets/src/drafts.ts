// Drafts of forms, kept in this browser only: written while typing and once more on sending; gone when the next page
// says that it is stored, after seven days, on signing out, and as soon as somebody else signs in here. A session that
// ended by itself, a refusal, a fault or a dead line therefore lose nothing. Fields (or whole parts of a form) marked
// data-private are never kept.
const PREFIX = "yizhan-draft:";
const WEEK = 7 * 24 * 3600 * 1000;

interface Draft {
  who: string;
  at: number;
  values: Record<string, string[]>;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const who = (): string => document.body.dataset.who ?? "";
const answered = (): boolean => "answered" in document.body.dataset; // this page is the answer to a form, not stored
const ticked = (field: Field): field is HTMLInputElement => field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type);

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
    if (!draft || another || Date.now() - draft.at > WEEK) localStorage.removeItem(key);
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
    state.replaceChildren(document.body.dataset.sayRestored ?? "", " ", drop);
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
    const draft: Draft = { who: who(), at: Date.now(), values };
    try {
      localStorage.setItem(key, JSON.stringify(draft));
      const time = new Date().toTimeString().slice(0, 5);
      if (state) state.textContent = `${document.body.dataset.sayKept ?? ""} ${time}`;
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

tidy();
