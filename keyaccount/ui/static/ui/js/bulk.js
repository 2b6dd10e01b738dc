/* Choosing rows: the bar <form id="chosen" class="ka-bulk" data-bulk="#deals" hidden> shows while rows of #deals are chosen.

   <input type="checkbox" data-bulk-all> in the head, <input type="checkbox" name="ids" value="41" form="chosen"> in each row,
   <b data-bulk-count></b> in the bar. Shift-click chooses a range. */
(function () {
  "use strict";
  const boxes = table => KA.all('input[name="ids"]', table);
  let last = null;

  function count(bar) {
    const table = document.querySelector(bar.dataset.bulk);
    if (!table) return;
    const all = boxes(table);
    const chosen = all.filter(box => box.checked).length;
    bar.hidden = chosen === 0;
    KA.all("[data-bulk-count]", bar).forEach(place => { place.textContent = String(chosen); });
    KA.all("[data-bulk-all]", table).forEach(box => { box.checked = chosen > 0 && chosen === all.length; box.indeterminate = chosen > 0 && chosen < all.length; });
  }

  const bars = () => KA.all("form[data-bulk]");

  document.addEventListener("change", event => {
    const table = event.target.closest?.("table");
    if (!table) return;
    if (event.target.matches("[data-bulk-all]")) boxes(table).forEach(box => { box.checked = event.target.checked; });
    if (event.target.matches('[data-bulk-all], input[name="ids"]')) bars().forEach(count);
  });

  document.addEventListener("click", event => {
    if (!event.target.matches?.('input[name="ids"]')) return;
    const all = boxes(event.target.closest("table"));
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) all.slice(from, to + 1).forEach(box => { box.checked = event.target.checked; });
    last = event.target;
  });

  KA.each("form[data-bulk]", count);
  document.addEventListener("htmx:afterSettle", () => bars().forEach(count));
})();
