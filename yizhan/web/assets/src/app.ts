// Behaviour of the signed-in pages. Everything works by attributes, so that no page needs a script of its own:
//   data-confirm="一句问话"      asks before the click goes through
//   data-draft="key" (form)      keeps what was typed until it is sent; data-private on a field keeps it out
//   data-submit (select, radio)  sends its form when changed
//   data-expand="id" (button)    shows and hides a row or block
//   data-needs="id" (button)     grey until something is written in that field
//   data-step="-5" data-for="id" (button)  takes away from or adds to a number field, within its min and max
//   data-reveal="id" (button)    shows what stands in a password field, until it is sent
//   data-photo (file input)      redraws photos at about 300 KB before they are sent; data-photo-state tells of it
//   data-bs-toggle="tooltip"     Tabler's tooltip; dropdown, collapse and modal as Tabler describes them
// Sentences come from data attributes of the page, so that they are translated where all others are.
import "@tabler/core/js/src/bootstrap/collapse";
import "@tabler/core/js/src/bootstrap/dropdown";
import "@tabler/core/js/src/bootstrap/modal";
import Tooltip from "@tabler/core/js/src/bootstrap/tooltip";
import { clearDrafts, drafts, listDrafts } from "./drafts";
import { smallPhotos } from "./photos";
import { questionnaires } from "./questionnaire";
import "./app.css";

const say = (key: string): string => document.body.dataset[key] ?? "";

function toast(sentence: string): void {
  const region = document.getElementById("toasts");
  if (!region || [...region.children].some((old) => old.textContent?.includes(sentence))) return;
  const note = document.createElement("div");
  note.className = "note bad";
  const text = document.createElement("div");
  text.className = "say";
  text.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.setAttribute("aria-label", say("sayClose"));
  close.dataset.close = "";
  note.append(text, close);
  region.append(note);
}

// Answers of htmx: our own error partials carry HX-Retarget; a view may also answer 422 with its own partial.
interface HtmxDetail {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  isError: boolean;
}
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent<HtmxDetail>).detail;
  if (detail.xhr.status < 400) return;
  const ours = detail.xhr.status === 422 || detail.xhr.getResponseHeader("HX-Retarget") !== null;
  detail.shouldSwap = ours;
  detail.isError = !ours;
  if (!ours) toast(say("sayFailed"));
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => toast(say("sayOffline")));
}

// Where an answer lands below the fold (on a phone the panel stands under the list), it is brought into sight: the
// place itself, or the part of it that data-come names. What is in sight already keeps the reader's place.
document.addEventListener("htmx:afterSwap", (event) => {
  const place = event.target as HTMLElement;
  const name = place.dataset.come;
  const part = name ? document.getElementById(name) : place;
  if (name === undefined || !part || part.getBoundingClientRect().top < innerHeight - 80) return;
  part.scrollIntoView({ block: "start" });
});

function start(root: ParentNode): void {
  for (const one of root.querySelectorAll<HTMLElement>('[data-bs-toggle="tooltip"]')) Tooltip.getOrCreateInstance(one);
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-draft]")) drafts(form);
  for (const place of root.querySelectorAll<HTMLElement>("[data-drafts]")) listDrafts(place);
  for (const eye of root.querySelectorAll<HTMLElement>("[data-reveal]")) eye.hidden = false;
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-photo]")) smallPhotos(input);
  questionnaires(root);
}

function reveal(eye: HTMLElement, shown: boolean): void {
  const field = document.getElementById(eye.dataset.reveal ?? "") as HTMLInputElement | null;
  if (field) field.type = shown ? "text" : "password";
  eye.setAttribute("aria-pressed", String(shown));
}

let asked: HTMLElement | null = null;
document.addEventListener(
  "click",
  (event) => {
    const target = event.target as Element;
    const grey = target.closest('[aria-disabled="true"]');
    if (grey) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const one = target.closest<HTMLElement>("[data-confirm]");
    const dialog = document.getElementById("confirm") as HTMLDialogElement | null;
    if (one && dialog && one !== asked) {
      event.preventDefault();
      event.stopImmediatePropagation();
      asked = one;
      dialog.querySelector("p")!.textContent = one.dataset.confirm ?? "";
      dialog.returnValue = "";
      dialog.showModal();
      dialog.addEventListener(
        "close",
        () => {
          if (dialog.returnValue === "yes") one.click();
          asked = null;
        },
        { once: true },
      );
      return;
    }
    target.closest("[data-close]")?.parentElement?.remove();
    const opener = target.closest<HTMLElement>("[data-expand]");
    const folded = opener && document.getElementById(opener.dataset.expand ?? "");
    if (opener && folded) {
      folded.hidden = !folded.hidden;
      opener.setAttribute("aria-expanded", String(!folded.hidden));
    }
    const eye = target.closest<HTMLElement>("[data-reveal]");
    if (eye) reveal(eye, eye.getAttribute("aria-pressed") !== "true");
    const step = target.closest<HTMLElement>("[data-step]");
    const number = step && (document.getElementById(step.dataset.for ?? "") as HTMLInputElement | null);
    if (step && number) {
      const next = Number(number.value || 0) + Number(step.dataset.step);
      number.value = String(Math.min(Number(number.max || next), Math.max(Number(number.min || next), next)));
      number.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (target.closest("[data-print]")) window.print();
  },
  true,
);

document.addEventListener("change", (event) => {
  const one = event.target as HTMLInputElement;
  if (one.matches("[data-submit]")) one.form?.requestSubmit();
  for (const word of one.form?.querySelectorAll<HTMLElement>(`[data-when="${CSS.escape(one.name)}"]`) ?? []) {
    word.hidden = !(word.dataset.is ?? "").split(" ").includes(one.value);
  }
});

document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  if (!field.id) return;
  for (const one of document.querySelectorAll<HTMLElement>(`[data-needs="${CSS.escape(field.id)}"]`)) {
    if (field.value.trim()) one.removeAttribute("aria-disabled");
    else one.setAttribute("aria-disabled", "true");
  }
});

// Going back, the browser fetches the page anew and fills in what was typed, but the hidden id of the form is a new one.
// So the id is kept for this tab when a form is sent, and put back when one comes back to it: the server then knows it.
const IDS = 'input[type="hidden"][name="once"], input[type="hidden"][name$="_id"]';
const idKey = (form: HTMLFormElement): string => `yizhan-ids:${location.pathname}${location.search}#${[...document.forms].indexOf(form)}`;

function keepIds(form: HTMLFormElement): void {
  const ids = [...form.querySelectorAll<HTMLInputElement>(IDS)].map((one) => [one.name, one.value]);
  if (ids.length) sessionStorage.setItem(idKey(form), JSON.stringify(ids));
}

function putIdsBack(): void {
  const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  for (const form of document.forms) {
    const kept = sessionStorage.getItem(idKey(form));
    if (!kept) continue;
    if (how?.type !== "back_forward") sessionStorage.removeItem(idKey(form));
    else for (const [name, value] of JSON.parse(kept) as [string, string][]) {
      const id = form.querySelector<HTMLInputElement>(`input[type="hidden"][name="${CSS.escape(name)}"]`);
      if (id) id.value = value;
    }
  }
}
if (!("answered" in document.body.dataset)) putIdsBack(); // a form shown again with errors has its id already

// A second press on a slow line must not send a form twice; coming back to the page frees it again.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.matches("[data-signs-out]")) clearDrafts();
  for (const eye of form.querySelectorAll<HTMLElement>("[data-reveal]")) reveal(eye, false); // no browser keeps it as text
  if (form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-delete], [data-again]")) return;
  if (form.dataset.sent) event.preventDefault();
  if (!navigator.onLine) {
    event.preventDefault(); // without a line the browser would show its own page instead of what was typed
    toast(say("sayOffline"));
    return;
  }
  form.dataset.sent = "yes";
  keepIds(form);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("keydown", (event) => {
  const at = event.target as HTMLElement;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (at.isContentEditable || at.matches("input, textarea, select")) return;
  const search = document.querySelector<HTMLInputElement>("#search");
  if (!search) return;
  event.preventDefault();
  if (search.checkVisibility()) search.focus();
  else document.querySelector<HTMLAnchorElement>(".find-open")?.click(); // on a narrow page the field has its own page
});

start(document);
document.addEventListener("htmx:load", (event) => start(event.target as HTMLElement));
