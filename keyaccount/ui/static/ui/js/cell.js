/* Inline edit of a table cell.

   <td tabindex="0" data-edit-url="/opportunities/41/edit/amount">¥86万</td>

   A click, Enter or F2 fetches a small form into the cell (ui/parts/cell_form.html); Enter or leaving saves, Escape restores.
   Where the cell's number is a figure, a click on the number or = on the cell explains it.
   The answer to the POST is the whole <td>, with the new value or, at 409 and 422, with the form and what to do. */
(function () {
  "use strict";
  const before = new Map();  // by address: a refused cell comes back as another element
  const sent = new WeakSet();
  const cellOf = node => node.closest?.("td[data-edit-url]");

  function edit(cell) {
    if (cell.classList.contains("editing")) return;
    before.set(cell.dataset.editUrl, [...cell.childNodes].map(node => node.cloneNode(true)));
    htmx.ajax("GET", cell.dataset.editUrl, { source: cell, target: cell, swap: "innerHTML" }).then(() => {
      const field = take(cell);
      if (field) field.dataset.was = field.value;
    });
  }

  function take(cell) {
    const field = cell.querySelector("input:not([type=hidden]), select, textarea");
    if (!field) return null;
    cell.classList.add("editing");
    field.focus();
    field.select?.();
    return field;
  }

  KA.each("td.editing[data-edit-url]", take);
  /* The focus went with the form: it comes back to the cell, unless the reader has gone on to something else. */
  KA.each("td.saved[data-edit-url]", cell => { if (document.activeElement === document.body) cell.focus(); });

  function restore(cell) {
    cell.classList.remove("editing");
    cell.replaceChildren(...(before.get(cell.dataset.editUrl) || []));
    cell.focus();
  }

  /* Once a form is on its way, the focus it loses when the answer replaces it must not send it again. */
  function save(field) {
    if (sent.has(field.form)) return;
    if (field.value === field.dataset.was) return restore(cellOf(field));
    sent.add(field.form);
    field.form.requestSubmit();
  }

  document.addEventListener("ka:failed", event => sent.delete(event.target));

  document.addEventListener("click", event => {
    const cell = cellOf(event.target);
    if (cell && !event.target.closest("a, button, input, select, textarea, label")) edit(cell);
  });

  document.addEventListener("keydown", event => {
    const cell = cellOf(event.target);
    if (!cell || event.isComposing) return;
    if (event.target === cell && (event.key === "Enter" || event.key === "F2")) { event.preventDefault(); edit(cell); }
    if (event.target === cell && event.key === "=") cell.querySelector("[data-explain-url]")?.click();
    if (event.key === "Escape" && cell.classList.contains("editing") && event.target !== cell) { event.preventDefault(); restore(cell); }
    if (event.target.matches("input, select") && event.key === "Enter") { event.preventDefault(); save(event.target); }
  });

  document.addEventListener("focusout", event => {
    const cell = cellOf(event.target);
    if (!cell?.classList.contains("editing") || !event.target.matches("input, select, textarea")) return;
    if (event.relatedTarget && cell.contains(event.relatedTarget)) return;
    if (document.hasFocus() && cell.isConnected && event.target.form) save(event.target);
  });
})();
