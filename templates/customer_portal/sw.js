// Answers when there is no connection. Style and scripts come from here first, pages from the network first.
"use strict";
const SHELL = "ebok-shell-{{ version }}";
const DRAFTS = "ebok-drafts";
const OFFLINE = "{{ offline|escapejs }}";
const KEEP = [{% for address in keep %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const READING = /^\/odczyty\/podaj\//;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(KEEP)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== SHELL && name !== DRAFTS) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== location.origin) return;
  if (event.request.mode === "navigate") { event.respondWith(page(event.request, address)); return; }
  if (event.request.method === "GET" && KEEP.includes(address.pathname + address.search)) event.respondWith(kept(event.request));
});

async function page(request, address) {
  try {
    const answer = await fetch(request);
    // Only the form for readings is kept, so that a meter in a cellar can be read; the page empties this on signing out.
    if (request.method === "GET" && READING.test(address.pathname) && answer.ok && !answer.redirected) {
      (await caches.open(DRAFTS)).put(address.pathname, answer.clone());
    }
    return answer;
  } catch {
    const reading = request.method === "GET" && READING.test(address.pathname) && await caches.match(address.pathname, { cacheName: DRAFTS });
    return reading || caches.match(OFFLINE);
  }
}

async function kept(request) {
  return (await caches.match(request)) || fetch(request);
}
