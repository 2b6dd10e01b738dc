/* The mouse: drag a card to place it, its handle to another card to draw a line, the ground to pan. */
(function () {
  "use strict";
  const GRID = 4, FAR = 4;
  let held = null;

  const url = name => `${KAMap.root().dataset.url}/${name}`;
  const writes = () => "writes" in (KAMap.root()?.dataset || {});
  const zoom = () => +KAMap.canvas().dataset.scale || 1;

  function point(event) {
    const box = KAMap.canvas().getBoundingClientRect();
    return { x: (event.clientX - box.left) / zoom(), y: (event.clientY - box.top) / zoom() };
  }

  document.addEventListener("pointerdown", event => {
    if (event.button !== 0 || !KAMap.root()) return;
    const scroll = event.target.closest(".ka-mapscroll"), handle = event.target.closest("[data-handle]"), card = event.target.closest("[data-person]");
    if (!scroll) return;
    const start = { x: event.clientX, y: event.clientY };
    if (handle && writes()) held = { kind: "line", from: card, start };
    else if (card) held = writes() ? { kind: "card", card, start, x: +card.dataset.x, y: +card.dataset.y } : null;
    else held = { kind: "pan", scroll, start, left: scroll.scrollLeft, top: scroll.scrollTop };
    if (handle) event.preventDefault();
  });

  const moves = {
    pan(event) {
      held.scroll.classList.add("panning");
      held.scroll.scrollLeft = held.left - (event.clientX - held.start.x);
      held.scroll.scrollTop = held.top - (event.clientY - held.start.y);
    },
    card(event) {
      const snap = number => Math.max(0, Math.round(number / GRID) * GRID);
      held.card.classList.add("dragging");
      held.card.dataset.x = snap(held.x + (event.clientX - held.start.x) / zoom());
      held.card.dataset.y = snap(held.y + (event.clientY - held.start.y) / zoom());
      KAMap.place(held.card);
      KAMap.lines();
    },
    line(event) {
      const to = point(event), from = KAMapLines.middle(KAMap.box(held.from)), over = under(event);
      held.from.classList.add("from");
      KA.all(".ka-pw.over", KAMap.canvas()).forEach(node => node.classList.remove("over"));
      if (over && over !== held.from) over.classList.add("over");
      KAMap.canvas().querySelector(".drawing")?.remove();
      KAMap.canvas().querySelector("svg.over").append(KAMap.path(`M${from.x} ${from.y}L${to.x} ${to.y}`, "drawing"));
    },
  };
  const under = event => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-person]");

  document.addEventListener("pointermove", event => {
    if (!held) return;
    if (!held.moved && Math.hypot(event.clientX - held.start.x, event.clientY - held.start.y) < FAR) return;
    held.moved = true;
    moves[held.kind](event);
  });

  const drops = {
    pan() { held.scroll.classList.remove("panning"); },
    card() {
      const button = held.card.querySelector(".ka-p");
      held.card.classList.remove("dragging");
      button.dataset.dragged = "yes";
      setTimeout(() => delete button.dataset.dragged, 0);
      KAMap.resize();
      KAMapActs.post(url("place"), { contact: held.card.dataset.person, x: held.card.dataset.x, y: held.card.dataset.y });
    },
    line(event) {
      const to = under(event);
      held.from.classList.remove("from");
      KAMap.canvas().querySelector(".drawing")?.remove();
      KA.all(".ka-pw.over", KAMap.canvas()).forEach(node => node.classList.remove("over"));
      if (to && to !== held.from) ask(held.from, to, event);
    },
  };
  function end(event) {
    if (held?.moved) drops[held.kind](event);
    held = null;
  }
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
  document.addEventListener("dragstart", event => { if (event.target.closest?.(".ka-map")) event.preventDefault(); });

  /* What kind of line, asked where it was dropped */
  const menu = () => KAMap.root().querySelector(".ka-linkmenu");
  const nameOf = card => card.querySelector(".n").textContent;

  function ask(from, to, event) {
    const form = menu(), pane = form.parentElement.getBoundingClientRect();
    form.hidden = false;
    form.dataset.source = from.dataset.person;
    form.dataset.target = to.dataset.person;
    form.querySelector(".who").textContent = `${nameOf(from)} → ${nameOf(to)}`;
    form.style.left = `${Math.max(4, Math.min(event.clientX - pane.left + 8, pane.width - 224))}px`;
    form.style.top = `${Math.max(4, Math.min(event.clientY - pane.top + 8, pane.height - form.offsetHeight - 4))}px`;
    form.elements.how.value = "influence:2";
    form.querySelector("input:checked").focus();
  }

  document.addEventListener("submit", event => {
    const form = event.target.closest(".ka-linkmenu");
    if (!form) return;
    event.preventDefault();
    const { linkUrl, reportUrl } = form.querySelector("[type=submit]").dataset;
    const [kind, strength] = form.elements.how.value.split(":");
    form.hidden = true;
    if (kind === "report") KAMapActs.post(reportUrl, { contact: form.dataset.source, superior: form.dataset.target });
    else KAMapActs.post(linkUrl, { source: form.dataset.source, target: form.dataset.target, kind, strength });
  });
  document.addEventListener("click", event => { if (event.target.closest("[data-link-cancel]")) menu().hidden = true; });

  /* The keys: Alt with an arrow moves the card that has the focus */
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let waiting = 0;
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && KAMap.root() && menu() && !menu().hidden) { menu().hidden = true; return; }
    const card = event.target.closest?.(".ka-pw > .ka-p")?.parentElement, way = WAYS[event.key];
    if (!card || !way || !event.altKey || !writes()) return;
    event.preventDefault();
    const far = event.shiftKey ? 6 * GRID : 2 * GRID;
    card.dataset.x = Math.max(0, +card.dataset.x + way[0] * far);
    card.dataset.y = Math.max(0, +card.dataset.y + way[1] * far);
    KAMap.place(card);
    KAMap.lines();
    clearTimeout(waiting);
    waiting = setTimeout(() => KAMapActs.post(url("place"), { contact: card.dataset.person, x: card.dataset.x, y: card.dataset.y }, { focus: `[data-person="${card.dataset.person}"] > .ka-p` }), 500);
  });
})();
