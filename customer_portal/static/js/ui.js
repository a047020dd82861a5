// Comforts on pages that work without them: menu, switches, copying, one sending per form, files with progress.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  const toast = (words) => {
    const place = document.querySelector("[data-toast]");
    if (!place) return;
    place.textContent = words;
    setTimeout(() => { place.textContent = ""; }, 4000);
  };

  for (const button of all("[data-menu]")) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    });
  }

  // Contrast and text size: an attribute on <html> now, a cookie so that the server draws it at once next time.
  for (const button of all("[data-switch]")) {
    const { switch: name, on } = button.dataset;
    const show = () => button.setAttribute("aria-pressed", String(root.dataset[name] === on));
    show();
    button.addEventListener("click", () => {
      const active = root.dataset[name] === on;
      if (active) delete root.dataset[name]; else root.dataset[name] = on;
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `ebok_${name}=${active ? "" : on}; path=/; max-age=${active ? 0 : 31536000}; samesite=lax${secure}`;
      show();
    });
  }

  // Menus that open by <details> close on Escape and when one clicks elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of all("details.dropdown[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details.dropdown[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast(button.dataset.copied);
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  // A form goes once. The server has its own guard; this spares people the second click.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    for (const button of all("button[type=submit]", form)) {
      button.setAttribute("aria-disabled", "true");
      button.classList.add("busy");
    }
  });
  addEventListener("pageshow", () => {  // back from the next page: the form may be sent again
    for (const form of all("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of all("button.busy", form)) { button.removeAttribute("aria-disabled"); button.classList.remove("busy"); }
    }
  });

  // Installed or not, the office says something sensible without a connection.
  if ("serviceWorker" in navigator && document.querySelector("link[rel=manifest]")) {
    addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }

  for (const summary of all("[data-focus]")) summary.focus();

  for (const area of all("[data-upload]")) {
    const input = area.querySelector("input[type=file]");
    const state = area.querySelector("[data-upload-state]");
    const bar = area.querySelector("progress");
    if (!input) continue;
    const largest = Number(area.dataset.maxMb) * 1024 * 1024;
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      const large = largest && files.some((file) => file.size > largest);
      input.setCustomValidity(large ? area.dataset.tooLarge : "");
      state.textContent = large ? area.dataset.tooLarge : files.map((file) => `${file.name} (${Math.ceil(file.size / 1024)} kB)`).join(", ");
    });
    for (const type of ["dragenter", "dragover"]) area.addEventListener(type, () => area.classList.add("over"));
    for (const type of ["dragleave", "drop"]) area.addEventListener(type, () => area.classList.remove("over"));
    const form = input.form;
    if (!form || !window.FormData) continue;
    form.addEventListener("submit", (event) => {
      if (!input.files.length || form.dataset.sent) return;
      if (!input.checkValidity()) { event.preventDefault(); input.focus(); return; }
      event.preventDefault();
      const sending = new XMLHttpRequest();
      sending.upload.onprogress = (sent) => {
        if (!sent.lengthComputable) return;
        bar.hidden = false;
        bar.value = (100 * sent.loaded) / sent.total;
      };
      // The answer is a page like any other, already fetched: asking for it again would lose its messages.
      sending.onload = () => {
        history.pushState(null, "", sending.responseURL || location.href);
        document.open();
        document.write(sending.responseText);
        document.close();
      };
      sending.onerror = () => { bar.hidden = true; form.submit(); };
      form.dataset.sent = "yes";
      const data = new FormData(form);
      if (event.submitter && event.submitter.name) data.append(event.submitter.name, event.submitter.value);
      sending.open("POST", form.action);
      sending.send(data);
    });
  }
})();
