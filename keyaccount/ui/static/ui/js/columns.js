/* Column chooser: the checkboxes of a [data-columns] form show and hide columns at once and say which stand where.

   <form data-columns="#deals">  <label class="it"><input type="checkbox" name="columns" value="amount" checked> …</label>
   <table id="deals">            <th data-col="amount">, <td data-col="amount">
   The form may also post itself (hx-post, hx-trigger="change") to keep the choice with a saved view. */
(function () {
  "use strict";

  function show(form) {
    const table = document.querySelector(form.dataset.columns);
    if (!table) return;
    const on = new Set(KA.all('input[name="columns"]:checked', form).map(box => box.value));
    KA.all("[data-col]", table).forEach(cell => { cell.hidden = !on.has(cell.dataset.col); });
  }

  document.addEventListener("change", event => {
    const form = event.target.closest?.("form[data-columns]");
    if (form) show(form);
  });

  /* Alt + arrow moves an entry; dragging does the same. The order of the checkboxes is the order of the columns. */
  document.addEventListener("keydown", event => {
    const entry = event.target.closest?.("form[data-columns] label.it");
    if (!entry || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const other = event.key === "ArrowUp" ? entry.previousElementSibling : entry.nextElementSibling;
    if (!other?.matches("label.it")) return;
    event.key === "ArrowUp" ? other.before(entry) : other.after(entry);
    event.target.focus();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  KA.each("form[data-columns][data-sortable]", form => KA.load("sortable").then(() => {
    window.Sortable.create(form, { draggable: "label.it", animation: 120, onEnd: () => form.dispatchEvent(new Event("change", { bubbles: true })) });
  }));
  KA.each("form[data-columns]", show);
})();
