// Comfort only: every page works without this file.
"use strict";
(() => {
  // Problems first: the error summary takes the focus when a page comes back with one.
  const focusProblems = () => document.querySelector("[data-focus]")?.focus();
  focusProblems();
  document.addEventListener("htmx:afterSettle", focusProblems);

  // Papers and files are opened by the browser itself, not put into the page.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { path } = event.detail.requestConfig;
    const file = /^\/(letters|api|tile|checkpoint|register\/proof)\b|\/files\/|\.(csv|json|xlsx|tlog-proof)$/;
    if (!file.test(path.split("?")[0])) return;
    event.preventDefault();
    location.assign(path);
  });

  // A link to a folded form opens it.
  const unfold = () => {
    const found = document.getElementById(location.hash.slice(1));
    if (found?.matches("details")) found.open = true;
  };
  unfold();
  addEventListener("hashchange", unfold);

  // How far an upload is.
  document.addEventListener("htmx:xhr:progress", (event) => {
    const { target: form, detail } = event;
    if (!form.matches("form[enctype]") || !detail.lengthComputable) return;
    const bar = form.querySelector("progress") || form.appendChild(document.createElement("progress"));
    bar.className = "upload-progress";
    bar.max = detail.total;
    bar.value = detail.loaded;
  });

  // The secret of forms goes with requests made by script as well.
  const secret = () => document.querySelector("input[name=_csrf]")?.value;
  document.addEventListener("htmx:configRequest", (event) => {
    if (secret()) event.detail.headers["X-CSRF-Token"] = secret();
  });

  // Two minutes before the session ends, offer to go on; any request extends it.
  const dialog = document.querySelector("dialog[data-idle-minutes]");
  if (dialog) {
    const wait = Math.max(0.5, Number(dialog.dataset.idleMinutes) - 2) * 60000;
    let timer;
    const start = () => {
      clearTimeout(timer);
      timer = setTimeout(() => dialog.showModal(), wait);
    };
    dialog.querySelector("[data-session-continue]").addEventListener("click", async () => {
      const answer = await fetch("/session", { headers: { Accept: "application/json" } });
      if (!answer.ok) return location.reload();
      dialog.close();
      start();
    });
    document.addEventListener("htmx:afterRequest", start);
    start();
  }

  // The browser's own menu prints as well; a button that could do nothing is not shown.
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) return print();
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  });

  // A second click while the first is on its way sends nothing; the server would notice anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
