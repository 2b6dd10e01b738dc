/* Inline edit of a table cell.

   <td tabindex="0" data-edit-url="/opportunities/41/edit/amount">¥86万</td>

   A click, Enter or F2 fetches a small form into the cell (ui/parts/cell_form.html); Enter or leaving saves, Escape restores.
   The answer to the POST is the whole <td>, with the new value or, at 409 and 422, with the form and what to do. */
(function () {
  "use strict";
  const before = new WeakMap();
  const cellOf = node => node.closest?.("td[data-edit-url]");

  function edit(cell) {
    if (cell.classList.contains("editing")) return;
    before.set(cell, [...cell.childNodes].map(node => node.cloneNode(true)));
    htmx.ajax("GET", cell.dataset.editUrl, { source: cell, target: cell, swap: "innerHTML" }).then(() => {
      const field = cell.querySelector("input:not([type=hidden]), select, textarea");
      if (!field) return;
      cell.classList.add("editing");
      field.focus();
      field.select?.();
      field.dataset.was = field.value;
    });
  }

  function restore(cell) {
    cell.classList.remove("editing");
    cell.replaceChildren(...(before.get(cell) || []));
    cell.focus();
  }

  function save(field) {
    if (field.value === field.dataset.was && !field.matches("[aria-invalid='true']")) return restore(cellOf(field));
    field.dataset.was = field.value;
    field.form.requestSubmit();
  }

  document.addEventListener("click", event => {
    const cell = cellOf(event.target);
    if (cell && !event.target.closest("a, button, input, select, textarea, label")) edit(cell);
  });

  document.addEventListener("keydown", event => {
    const cell = cellOf(event.target);
    if (!cell || event.isComposing) return;
    if (event.target === cell && (event.key === "Enter" || event.key === "F2")) { event.preventDefault(); edit(cell); }
    if (event.target !== cell && event.key === "Escape") { event.preventDefault(); restore(cell); }
    if (event.target.matches("input, select") && event.key === "Enter") { event.preventDefault(); save(event.target); }
  });

  document.addEventListener("focusout", event => {
    const cell = cellOf(event.target);
    if (!cell?.classList.contains("editing") || !event.target.matches("input, select, textarea")) return;
    if (event.relatedTarget && cell.contains(event.relatedTarget)) return;
    if (document.hasFocus() && cell.isConnected && event.target.form) save(event.target);
  });
})();
