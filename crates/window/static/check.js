// Whether a PDF is the one that was issued: compared here, sent nowhere. Comfort only, like app.js; loaded by the one page
// that compares, each time it is shown.
"use strict";
(() => {
  const compares = document.querySelector("[data-check-file]");
  if (compares && crypto.subtle) {
    const [chooser, said] = [compares.querySelector("input"), compares.querySelector("[role=status]")];
    chooser.parentElement.hidden = false;
    const compare = async (file) => {
      if (!file) return;
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      const found = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
      const known = compares.dataset.checkFile.split(" ").filter(Boolean);
      const { same, other, none } = said.dataset;
      said.className = known.includes(found) ? "notice notice-ok" : "notice notice-warn";
      said.textContent = known.length === 0 ? none : known.includes(found) ? same : other;
      said.hidden = false;
    };
    chooser.addEventListener("change", () => compare(chooser.files[0]));
    compares.addEventListener("dragover", (event) => event.preventDefault());
    compares.addEventListener("drop", (event) => {
      event.preventDefault();
      compare(event.dataTransfer.files[0]);
    });
  }
})();
