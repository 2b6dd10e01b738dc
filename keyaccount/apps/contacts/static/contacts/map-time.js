/* The slider over the days on which something changed: a click or an arrow key shows the map of that day. */
(function () {
  "use strict";
  const ticks = track => KA.all("[data-day]", track);

  function go(values) {
    const root = KAMap.root();
    const asked = new URLSearchParams({ who: root.dataset.who || "", view: root.dataset.view, day: root.dataset.day, with: root.dataset.with || "", ...values });
    [...asked].forEach(([key, value]) => { if (!value) asked.delete(key); });
    const url = `${root.dataset.url}?${asked}`;
    history.replaceState(null, "", url);
    htmx.ajax("GET", url, { source: root, target: root, swap: "outerHTML" });
  }

  function show(track, place) {
    const all = ticks(track), tick = all[Math.max(0, Math.min(place, all.length - 1))];
    back = true;
    go({ day: tick.dataset.day });
  }
  let back = false;

  KA.each("[data-map-time]", track => {
    KA.all("[data-at]", track).forEach(node => { node.style.left = `${node.dataset.at}%`; });
    if (back) { track.focus({ preventScroll: true }); back = false; }
  });

  document.addEventListener("click", event => {
    const track = event.target.closest("[data-map-time]");
    if (!track) return;
    const box = track.getBoundingClientRect(), at = 100 * (event.clientX - box.left) / box.width;
    const far = ticks(track).map(tick => Math.abs(+tick.dataset.at - at));
    show(track, far.indexOf(Math.min(...far)));
  });
  document.addEventListener("keydown", event => {
    const track = event.target.closest?.("[data-map-time]");
    if (!track) return;
    const now = +track.getAttribute("aria-valuenow"), last = +track.getAttribute("aria-valuemax");
    const to = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, PageDown: now - 5, PageUp: now + 5, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (Math.max(0, Math.min(to, last)) !== now) show(track, to);
  });
  document.addEventListener("change", event => {
    if (event.target.matches("[data-map-with]")) go({ with: event.target.value });
  });
})();
