// Drafts of forms, kept in this browser only: written while typing, gone once sent, after seven days, on signing out,
// and as soon as somebody else signs in here. Fields (or whole parts of a form) marked data-private are never kept.
const PREFIX = "yizhan-draft:";
const WEEK = 7 * 24 * 3600 * 1000;

interface Draft {
  who: string;
  at: number;
  values: Record<string, string[]>;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const who = (): string => document.body.dataset.who ?? "";
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
    if (!draft || draft.who !== who() || Date.now() - draft.at > WEEK) localStorage.removeItem(key);
  }
  const sent = sessionStorage.getItem(PREFIX);
  if (!sent) return;
  sessionStorage.removeItem(PREFIX);
  const same = document.querySelector(`form[data-draft="${CSS.escape(sent.slice(PREFIX.length))}"]`);
  if (!same || document.querySelector(".note.good")) localStorage.removeItem(sent);
}

function fill(form: HTMLFormElement, values: Draft["values"]): boolean {
  let changed = false;
  for (const one of fields(form)) {
    const kept = values[one.name];
    if (!kept) continue;
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

export function drafts(form: HTMLFormElement): void {
  const key = PREFIX + (form.dataset.draft ?? "");
  const state = form.querySelector<HTMLElement>("[data-draft-state]");
  const rejected = form.querySelector('[aria-invalid="true"]') !== null;
  const old = read(key);
  if (old && !rejected && fill(form, old.values) && state) {
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
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
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
    }, 600);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    sessionStorage.setItem(PREFIX, key);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) localStorage.removeItem(key);
  });
}

tidy();
