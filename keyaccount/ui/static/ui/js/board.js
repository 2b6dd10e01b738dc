/* A board whose cards are dragged, or moved with the arrow keys, between columns.

   <div data-board data-board-target="#pipeline">
     <div class="ka-cards" data-column="3" data-name="Find needs">
       <article class="ka-card" tabindex="0" data-card="41" data-move-url="/…/move" data-version="7">

   A move POSTs column, before (the card below, or "") and version. The answer replaces data-board-target, or goes into
   the dialog (HX-Retarget) to ask for more; closing that dialog, or a failure, puts the card back. */
(function () {
  "use strict";
  let pending = null;

  function move(card, from, before, to) {
    pending = { card, from, before };
    card.setAttribute("aria-busy", "true");
    const board = card.closest("[data-board]") || from.closest("[data-board]");
    const values = { column: to.dataset.column, before: card.nextElementSibling?.dataset.card || "", version: card.dataset.version || "" };
    const target = document.querySelector(board.dataset.boardTarget) || board;
    htmx.ajax("POST", card.dataset.moveUrl, { source: card, target, swap: board.dataset.boardSwap || "outerHTML", values });
    KA.say(KA.word("moved", { place: to.dataset.name || "" }));
  }

  function putBack() {
    if (!pending) return;
    const { card, from, before } = pending;
    pending = null;
    card.removeAttribute("aria-busy");
    from.insertBefore(card, before && before.parentNode === from ? before : null);
    KA.say(KA.word("moveBack"));
  }

  const settled = () => { pending?.card.removeAttribute("aria-busy"); pending = null; };

  function drag(column) {
    const board = column.closest("[data-board]");
    const from = { node: null, before: null };
    const mark = place => KA.all(".over", board).forEach(other => other.classList.toggle("over", other === place));
    window.Sortable.create(column, {
      group: board.dataset.board || "cards",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      draggable: "[data-card]",
      ghostClass: "ghost",
      delay: 180,
      delayOnTouchOnly: true,
      sort: board.dataset.boardSort === "yes",
      onStart: event => { from.node = event.from; from.before = event.item.nextElementSibling; },
      onMove: event => { (event.to.closest(".ka-col") || event.to).classList.add("over"); mark(event.to.closest(".ka-col") || event.to); },
      onEnd: event => {
        mark(null);
        if (event.to !== from.node) move(event.item, from.node, from.before, event.to);
      },
    });
  }

  function shift(card, way) {
    const board = card.closest("[data-board]");
    const columns = KA.all("[data-column]", board);
    const from = card.closest("[data-column]");
    const to = columns[columns.indexOf(from) + way];
    if (!to) return;
    const before = card.nextElementSibling;
    to.prepend(card);
    card.focus();
    move(card, from, before, to);
  }

  function walk(card, way) {
    const cards = KA.all("[data-card]", card.closest("[data-column]"));
    cards[cards.indexOf(card) + way]?.focus();
  }

  const keys = {
    ArrowLeft: card => shift(card, -1),
    ArrowRight: card => shift(card, 1),
    ArrowUp: card => walk(card, -1),
    ArrowDown: card => walk(card, 1),
    Enter: card => card.querySelector("a.go, a")?.click(),
  };

  document.addEventListener("keydown", event => {
    const card = event.target.matches?.("[data-board] [data-card]") ? event.target : null;
    if (!card || !keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (card.getAttribute("aria-busy") !== "true") keys[event.key](card);
  });

  document.addEventListener("htmx:afterRequest", event => {
    if (!pending || event.detail.elt !== pending.card) return;
    if (!event.detail.successful && event.detail.xhr.status !== 422) return putBack();
    if (!event.detail.xhr.getResponseHeader("HX-Retarget")) settled();
  });
  document.addEventListener("ka:saved", settled);
  document.addEventListener("close", event => { if (event.target.id === "dialog") setTimeout(putBack, 0); }, true);

  KA.each("[data-board] [data-column]", column => KA.load("sortable").then(() => drag(column)));
})();
