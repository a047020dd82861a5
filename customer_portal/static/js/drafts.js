// What was typed into a form with data-draft stays on this device until it is sent: a meter often hangs where there is no signal.
// A draft belongs to a person (the mark on <body>): nobody else who signs in here sees it. It outlives a session that ran
// out, not a sign-out.
(() => {
  "use strict";
  const PREFIX = "ebok-draft:", PERSON = "ebok-person", LEAVING = "ebok-leaving", FORMS = "ebok-drafts";
  const LONGEST = 30 * 24 * 3600 * 1000;
  const store = (() => { try { return window.localStorage; } catch { return null; } })();
  if (!store) return;
  const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };
  const every = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const forget = (keys) => { for (const key of keys) store.removeItem(key); };
  // The page of a form holds an address and a meter: it is kept for the one who opened it alone.
  const forgetForms = () => { if (window.caches) caches.delete(FORMS); };
  forget(every().filter((key) => !(read(key)?.at > Date.now() - LONGEST)));

  const offlinePage = document.body.hasAttribute("data-offline");
  const person = offlinePage ? store.getItem(PERSON) : document.body.dataset.signedIn;
  if (!offlinePage) {
    const leaving = store.getItem(LEAVING);
    store.removeItem(LEAVING);
    if (person !== store.getItem(PERSON)) forgetForms();
    if (!person) {
      // Signed out by the person, or only by time: in time they come back for what they typed.
      if (leaving) forget(every().filter((key) => key.startsWith(`${PREFIX}${leaving}:`)));
      store.removeItem(PERSON);
      forgetForms();
    }
  }
  if (!person) return;
  store.setItem(PERSON, person);
  document.addEventListener("submit", (event) => { if (event.target.closest("[data-sign-out]")) store.setItem(LEAVING, person); });

  const mine = `${PREFIX}${person}:`;
  const here = mine + location.pathname;
  // Only the office knows that something came; what was pressed may have met an ended session or a broken line.
  for (const word of document.querySelectorAll("[data-arrived]")) store.removeItem(mine + word.dataset.arrived);

  const form = document.querySelector("form[data-draft]");
  if (form) {
    const fields = () => Array.from(form.elements).filter((field) => field.name && /^(text|date|number|textarea|hidden)$/.test(field.type) && !["csrfmiddlewaretoken", "step"].includes(field.name));
    const draft = read(here);
    if (draft && !form.querySelector(".invalid")) {
      let restored = false;
      // What the page brought itself (today as the day of the reading) gives way to what was typed; a hidden field never does.
      const untouched = (field) => field.type === "hidden" ? !field.value : field.value === field.defaultValue;
      for (const field of fields()) {
        const typed = draft.values[field.name];
        if (typed && typed !== field.value && untouched(field)) { field.value = typed; restored = true; }
      }
      if (restored) document.querySelector("[data-draft-restored]")?.removeAttribute("hidden");
    }
    form.addEventListener("input", () => {
      const values = {};
      for (const field of fields()) if (field.value) values[field.name] = field.value;
      store.setItem(here, JSON.stringify({ values, title: document.title, at: Date.now() }));
    });
  }

  const waiting = every().filter((key) => key.startsWith(mine) && (offlinePage || key !== here));
  for (const place of document.querySelectorAll("[data-drafts]")) {
    if (!waiting.length) continue;
    place.hidden = false;
    const list = document.createElement("ul");
    (place.querySelector(".body") || place).append(list);
    for (const key of waiting) {
      const link = document.createElement("a");
      link.href = key.slice(mine.length);
      link.textContent = read(key).title;
      const line = document.createElement("li");
      line.append(link);
      list.append(line);
    }
  }
})();
