/* A small form that stands where its text stood: Escape leaves it, Ctrl + Enter saves, also from a text of many lines.

   <form data-inplace> … <a data-leave hx-get="…">Cancel</a></form>

   Printing is here too: <button data-print>. */
(function () {
  "use strict";
  document.addEventListener("keydown", event => {
    const form = event.target.closest?.("form[data-inplace]");
    if (!form || event.isComposing) return;
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); form.querySelector("[data-leave]")?.click(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  document.addEventListener("click", event => { if (event.target.closest("[data-print]")) window.print(); });
})();
