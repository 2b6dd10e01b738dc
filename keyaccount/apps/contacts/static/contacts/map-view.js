/* Drawing the map: cards to their places, lines between them, zoom, pan, filters, the chosen person in cobalt. */
(function () {
  "use strict";
  const NS = "http://www.w3.org/2000/svg";
  const root = () => document.getElementById("people-map");
  const canvas = () => root()?.querySelector(".ka-map");
  const cardOf = pk => canvas()?.querySelector(`[data-person="${pk}"]`);
  const kept = { zoom: 0, filters: {} };  // zoom 0: as wide as there is room
  const MANY = 60;  // lines: from here on they run behind the cards, and those of the chosen person stand out alone
  const SMALLEST = .85, STEPS = [.5, .6, .7, .85, 1, 1.2, 1.5, 2];

  const box = node => ({ x: +node.dataset.x, y: +node.dataset.y, w: node.offsetWidth || 122, h: node.offsetHeight || 84 });
  const boxes = () => new Map(KA.all("[data-person]", canvas()).map(node => [node.dataset.person, box(node)]));

  function place(node) { node.style.left = `${node.dataset.x}px`; node.style.top = `${node.dataset.y}px`; }

  function path(d, classes) {
    const node = document.createElementNS(NS, "path");
    node.setAttribute("d", d);
    node.setAttribute("class", classes);
    return node;
  }

  function lines() {
    const map = canvas();
    if (!map) return;
    const at = boxes(), who = root().dataset.who;
    map.querySelector("svg.under").replaceChildren(...KA.all("[data-person][data-boss]", map).filter(node => at.has(node.dataset.boss)).map(node =>
      path(KAMapLines.reporting(at.get(node.dataset.boss), at.get(node.dataset.person), "stacked" in node.dataset), "rep")));
    map.querySelector("svg.over").replaceChildren(...KA.all("[data-line]", map).flatMap((line, lane) => influence(line, at, who, lane)));
    map.classList.toggle("many", KA.all("[data-line]", map).length > MANY);
    map.classList.toggle("chosen", Boolean(who));
  }

  function influence(line, at, who, lane) {
    const { source, target, kind, strength } = line.dataset;
    const from = at.get(source), to = at.get(target);
    if (!from || !to) return [];
    const mine = source === who || target === who;
    const look = `${mine ? "own " : ""}${"against" in line.dataset ? "against" : mine ? "mine" : ""}`;
    const drawn = KAMapLines.influence(from, to, (a, b) => between(at, source, target, a, b), lane);
    return [path(drawn.d, `inf s${strength} ${kind} ${look}`), path(drawn.head, `head ${look}`)];
  }

  /* Whether another card stands on the straight way between two in one row. */
  function between(at, source, target, a, b) {
    const left = Math.min(a.x, b.x) + a.w, right = Math.max(a.x, b.x), y = (a.y + b.y) / 2 + a.h * .4;
    return [...at].some(([pk, card]) => pk !== source && pk !== target && card.x + card.w > left && card.x < right && card.y < y && card.y + card.h > y);
  }

  function resize() {
    const map = canvas();
    if (!map) return;
    const scroll = map.closest(".ka-mapscroll");
    const spots = [...boxes().values()];
    const width = Math.max(...spots.map(one => one.x + one.w)) + 16, height = Math.max(...spots.map(one => one.y + one.h)) + 32;
    const fit = Math.max(SMALLEST, Math.min(1, (scroll.clientWidth - 2) / width));
    const zoom = kept.zoom || fit;
    map.style.width = `${width}px`; map.style.height = `${height}px`;
    map.style.transform = zoom === 1 ? "" : `scale(${zoom})`;
    const size = map.parentElement;
    size.style.width = `${width * zoom}px`; size.style.height = `${height * zoom}px`;
    KA.all("svg.under, svg.over", map).forEach(svg => { svg.setAttribute("width", width); svg.setAttribute("height", height); });
    map.dataset.scale = zoom;
    root().querySelector("[data-zoom='0']").textContent = `${Math.round(zoom * 100)}%`;
  }

  function zoomBy(way) {
    const now = +canvas().dataset.scale;
    if (way === 0) kept.zoom = 0;
    else kept.zoom = way > 0 ? STEPS.find(step => step > now + .01) || 2 : STEPS.findLast(step => step < now - .01) || .5;
    resize();
  }

  function filter() {
    const wanted = Object.entries(kept.filters).filter(([, value]) => value);
    KA.all("[data-person], [data-row]", root()).forEach(node =>
      node.classList.toggle("out", !wanted.every(([key, value]) => node.dataset[key].split(key === "roles" ? " " : "\n").includes(value))));
    KA.all("[data-map-filter]", root()).forEach(select => { select.value = kept.filters[select.dataset.mapFilter] || ""; });
    root().querySelector("[data-map-filtered]")?.classList.toggle("on", wanted.length > 0);
  }

  function show(view) {
    root().dataset.view = view;
    KA.all("[data-map-view]", root()).forEach(button => button.setAttribute("aria-pressed", String(button.dataset.mapView === view)));
    draw();
  }

  function choose(pk) {
    root().dataset.who = pk;
    KA.all("[data-person] > .ka-p, [data-choose]", root()).forEach(button => {
      const own = button.dataset.choose || button.parentElement.dataset.person;
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(own === String(pk)));
    });
    lines();
  }

  function draw() {
    const map = canvas();
    if (!map) return;
    KA.all("[data-person]", map).forEach(place);
    resize();
    lines();
    filter();
    map.classList.add("ready");
  }

  document.addEventListener("click", event => {
    const zoom = event.target.closest("#people-map [data-zoom]");
    if (zoom) zoomBy(+zoom.dataset.zoom);
    const view = event.target.closest("[data-map-view]");
    if (view) show(view.dataset.mapView);
  });
  document.addEventListener("change", event => {
    const select = event.target.closest("[data-map-filter]");
    if (select) { kept.filters[select.dataset.mapFilter] = select.value; filter(); }
  });
  document.addEventListener("wheel", event => {
    if (!event.ctrlKey || !event.target.closest?.(".ka-mapscroll")) return;
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1 : -1);
  }, { passive: false });
  window.addEventListener("resize", () => { if (root()) { resize(); lines(); } });

  window.KAMap = { root, canvas, cardOf, box, boxes, place, lines, draw, choose, resize, path };
  KA.each("#people-map", draw);
})();
