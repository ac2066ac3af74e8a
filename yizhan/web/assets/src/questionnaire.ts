// A questionnaire at a desk: form[data-questionnaire="address"] with its questions in [data-questions]. After every
// answer the server works the whole of it out anew, with nothing stored, and sends the questions back; here only what
// differs is put in place, so that the place of the cursor and what is being typed stay as they are. Buttons with
// data-settle add or drop an entry of a repeated group the same way.
import { refill } from "./drafts";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const latest = new WeakMap<HTMLFormElement, number>();

function place(old: HTMLElement, fresh: HTMLElement): void {
  old.hidden = fresh.hidden;
  if (fresh.hasAttribute("data-whole") || old.classList.contains("group")) {
    const before = [...old.querySelectorAll<HTMLElement>(".q")].map((one) => one.id).join();
    const after = [...fresh.querySelectorAll<HTMLElement>(".q")].map((one) => one.id).join();
    if (before !== after) old.replaceWith(fresh);
    else for (const one of old.querySelectorAll<HTMLElement>(".q")) same(one, fresh);
    return;
  }
  same(old, fresh.parentElement ?? fresh);
}

// One question: replaced when its words or choices differ, unless somebody is in it or has chosen a file.
function same(old: HTMLElement, within: ParentNode): void {
  const fresh = within.querySelector<HTMLElement>(`#${CSS.escape(old.id)}`);
  if (!fresh) return;
  old.hidden = fresh.hidden;
  if (old.classList.contains("group")) return;
  const wrong = old.querySelector("[data-wrong]");
  const told = fresh.querySelector("[data-wrong]");
  if (wrong && told) wrong.textContent = told.textContent;
  const file = old.querySelector<HTMLInputElement>('input[type="file"]');
  if (old.contains(document.activeElement) || file?.files?.length) return;
  if (words(old) !== words(fresh)) old.replaceWith(fresh.cloneNode(true));
}

// What is read of a question, without what was answered.
function words(one: HTMLElement): string {
  const options = [...one.querySelectorAll("option, input[type=radio], input[type=checkbox]")].map((each) => (each as HTMLInputElement).value);
  return `${one.textContent?.replace(/\s+/g, " ")}|${options.join()}`;
}

async function settle(form: HTMLFormElement, extra?: HTMLButtonElement): Promise<void> {
  const turn = (latest.get(form) ?? 0) + 1;
  latest.set(form, turn);
  const told = new FormData(form);
  for (const [name, value] of [...told.entries()]) if (value instanceof File) told.set(name, new File([], value.name));
  if (extra) told.set(extra.name, extra.value);
  try {
    const answer = await fetch(form.dataset.questionnaire ?? "", { method: "POST", body: told, credentials: "same-origin" });
    if (!answer.ok || answer.redirected || latest.get(form) !== turn) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const questions = form.querySelector<HTMLElement>("[data-questions]");
    if (!questions) return;
    const fresh = [...page.body.children] as HTMLElement[];
    for (const old of [...questions.children] as HTMLElement[]) {
      const one = fresh.find((each) => each.id === old.id);
      if (one) place(old, one);
    }
    if (extra) questions.querySelector<HTMLElement>(`[name="${CSS.escape(extra.name)}"]`)?.scrollIntoView({ block: "nearest" });
  } catch {
    // no line: the questions stay as they are, and what is sent later is looked at by the server in any case
  }
}

export function questionnaires(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-questionnaire]")) {
    if (latest.has(form)) continue;
    latest.set(form, 0);
    form.addEventListener("change", (event) => {
      if ((event.target as Field).name.match(/^[qf]:/)) void settle(form);
    });
    form.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("button[data-settle]");
      if (!button) return;
      event.preventDefault();
      void settle(form, button);
    });
    // a draft that came back: first as many entries as there were, then what stood in them
    if (form.querySelector<HTMLElement>("[data-draft-state]")?.textContent)
      void settle(form)
        .then(() => refill(form))
        .then(() => settle(form));
  }
}
