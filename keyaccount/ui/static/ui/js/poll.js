/* Ask again while something runs: <div data-poll="/jobs/7/" data-poll-ms="1000">. The answer replaces the element; the last
   answer has no data-poll, and so it ends. A hidden tab does not ask; a failure is tried again, later each time. */
(function () {
  "use strict";

  function ask(node, wait) {
    setTimeout(() => {
      if (!node.isConnected) return;
      if (document.hidden) { document.addEventListener("visibilitychange", () => ask(node, 0), { once: true }); return; }
      fetchPart(node, wait);
    }, wait);
  }

  function fetchPart(node, wait) {
    const url = node.dataset.poll;
    fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then(answer => { if (!answer.ok || answer.redirected) throw new Error(String(answer.status)); return answer.text(); })
      .then(text => { if (node.isConnected) htmx.swap(node, text, { swapStyle: "outerHTML" }); })
      .catch(() => ask(node, Math.min(Math.max(wait, 500) * 2, 30000)));
  }

  KA.each("[data-poll]", node => ask(node, Number(node.dataset.pollMs || 1000)));
})();
