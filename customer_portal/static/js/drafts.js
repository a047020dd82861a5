// What was typed into a form with data-draft stays on this device until it is sent: a meter often hangs where there is no signal.
(() => {
  "use strict";
  const PREFIX = "ebok-draft:";
  const store = (() => { try { return window.localStorage; } catch { return null; } })();
  if (!store) return;
  const keys = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };
  const here = PREFIX + location.pathname;
  const form = document.querySelector("form[data-draft]");
  const signedIn = document.body.hasAttribute("data-signed-in");
  const offlinePage = document.body.hasAttribute("data-offline");

  // Somebody else may sit here next: nothing of the last person stays.
  if (!signedIn && !offlinePage) {
    for (const key of keys()) store.removeItem(key);
    if (window.caches) caches.delete("ebok-drafts");
    return;
  }

  // A form that was being sent and is no longer on the screen has arrived.
  if (!offlinePage) for (const key of keys()) if (key !== here && read(key)?.sending) store.removeItem(key);

  if (form) {
    const fields = () => Array.from(form.elements).filter((field) => field.name && /^(text|date|number|textarea|hidden)$/.test(field.type) && !["csrfmiddlewaretoken", "step"].includes(field.name));
    const draft = read(here);
    if (draft && !form.querySelector(".invalid")) {
      let restored = false;
      for (const field of fields()) if (!field.value && draft.values[field.name]) { field.value = draft.values[field.name]; restored = true; }
      if (restored) document.querySelector("[data-draft-restored]")?.removeAttribute("hidden");
    }
    const keep = (sending) => {
      const values = {};
      for (const field of fields()) if (field.value) values[field.name] = field.value;
      store.setItem(here, JSON.stringify({ values, sending, title: document.title, at: Date.now() }));
    };
    form.addEventListener("input", () => keep(false));
    // The first press only checks and stays on this page; what is sent leaves it.
    form.addEventListener("submit", (event) => keep(!event.submitter?.name || event.submitter.value === "send"));
  }

  const waiting = keys().filter((key) => (offlinePage || key !== here) && read(key));
  for (const place of document.querySelectorAll("[data-drafts]")) {
    if (!waiting.length) continue;
    place.hidden = false;
    const list = document.createElement("ul");
    (place.querySelector(".body") || place).append(list);
    for (const key of waiting) {
      const link = document.createElement("a");
      link.href = key.slice(PREFIX.length);
      link.textContent = read(key).title;
      const line = document.createElement("li");
      line.append(link);
      list.append(line);
    }
  }
})();
