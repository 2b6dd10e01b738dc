/* The drawer that explains a figure: [data-explain-url] opens it, an input inside it goes deeper, ?explain=… links to it. */
(function () {
  "use strict";
  const drawer = () => document.getElementById("drawer");
  const trail = [];

  /* Only our own figures: a link with someone else's address opens nothing. */
  function own(address) {
    const url = new URL(address, location.href);
    return url.origin === location.origin && url.pathname.startsWith(drawer()?.dataset.prefix || "/figures/") ? url.pathname + url.search : null;
  }

  function remember(address) {
    const url = new URL(location.href);
    address ? url.searchParams.set("explain", address) : url.searchParams.delete("explain");
    history.replaceState(history.state, "", url);
  }

  function explain(address) {
    const url = own(address);
    if (!url || !drawer()) return;
    if (trail[trail.length - 1] !== url) trail.push(url);
    const isLast = () => trail[trail.length - 1] === url;  // it may be closed by now
    htmx.ajax("GET", url, { source: drawer(), target: drawer(), swap: "innerHTML" }).then(() => { if (isLast()) remember(url); }, () => { if (isLast()) trail.pop(); });
  }

  document.addEventListener("click", event => {
    const figure = event.target.closest("[data-explain-url]");
    if (figure) { event.preventDefault(); event.stopPropagation(); explain(figure.dataset.explainUrl); return; }
    if (event.target.closest("[data-explain-back]")) { trail.pop(); const before = trail[trail.length - 1]; if (before) explain(before); }
  });

  document.addEventListener("change", event => {
    if (!event.target.matches("[data-explain-date]") || !event.target.value || !trail.length) return;
    const url = new URL(trail.pop(), location.href);
    url.searchParams.set("as_of", event.target.value);
    explain(url.pathname + url.search);
  });

  document.addEventListener("htmx:afterSwap", event => {
    if (event.detail.target !== drawer()) return;
    KA.all("[data-explain-back]", drawer()).forEach(button => { button.hidden = trail.length < 2; });
    drawer().querySelector(".body")?.scrollTo(0, 0);
  });

  function start() {
    drawer()?.addEventListener("close", () => { trail.length = 0; remember(null); drawer().replaceChildren(); });
    const linked = new URLSearchParams(location.search).get("explain");
    if (linked) explain(linked);
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
