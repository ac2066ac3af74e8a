// Keeps the app itself on the phone, so that it opens without a line. Data never passes through here.
/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;
declare const APP_FILES: string[];
declare const LATER_FILES: string[];

const SHELL = "/field/";
const ALWAYS = [SHELL, "/static/field/manifest.webmanifest", "/static/yizhan-icon.svg", "/static/yizhan/icons.svg"];
const NAME = `yizhan-field-${hash([...APP_FILES, ...LATER_FILES].join("\n"))}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(NAME)
      .then((cache) => cache.addAll([...ALWAYS, ...APP_FILES].map((path) => new Request(path, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("yizhan-field-") && name !== NAME).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate" && url.pathname.startsWith(SHELL)) event.respondWith(shell());
  else if (APP_FILES.includes(url.pathname) || ALWAYS.includes(url.pathname)) event.respondWith(kept(request));
  else if (LATER_FILES.includes(url.pathname)) event.respondWith(keptOnceFetched(request));
});

/** The page that is kept; whatever is new comes with the next worker, whole, never half of one and half of another. */
async function shell(): Promise<Response> {
  return (await caches.match(SHELL, { cacheName: NAME })) ?? fetch(SHELL);
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: NAME, ignoreSearch: true })) ?? fetch(request);
}

/** Large parts that not every station needs: fetched when first asked for, there ever after. */
async function keptOnceFetched(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  const found = await cache.match(request, { ignoreSearch: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

function hash(text: string): string {
  let found = 5381;
  for (const sign of text) found = ((found * 33) ^ sign.charCodeAt(0)) >>> 0;
  return found.toString(36);
}
