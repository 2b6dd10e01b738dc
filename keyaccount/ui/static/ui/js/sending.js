/* A form on its way to the server is asked once, and takes nothing more until the reply is there: the reply may bring the
   form anew, and what was typed meanwhile would be gone without a word. A reply that leads to another page holds it
   until that page is there, or does not come. */
(function () {
  "use strict";
  const writable = "input:not([type='hidden'], [type='checkbox'], [type='radio'], [type='file'], [readonly]), textarea:not([readonly])";
  const underWay = new WeakMap();
  const moves = ["Tab", "Escape"];
  const longestTurn = 5000;

  const writes = event => event.detail.elt.matches("form") && event.detail.requestConfig.verb !== "get";
  const held = event => underWay.has(event.target.closest?.("form"));

  document.addEventListener("htmx:beforeSend", event => {
    if (!writes(event)) return;
    const form = event.detail.elt;
    const fields = KA.all(writable, form);
    underWay.set(form, fields);
    form.setAttribute("aria-busy", "true");
    fields.forEach(field => { field.readOnly = true; });
  });

  function release(form) {
    underWay.get(form)?.forEach(field => { field.readOnly = false; });
    if (underWay.delete(form)) form.removeAttribute("aria-busy");
  }

  document.addEventListener("htmx:afterRequest", event => {
    const { elt, xhr } = event.detail;
    const leaves = ["HX-Redirect", "HX-Refresh"].some(name => xhr.getResponseHeader(name));
    leaves ? setTimeout(release, longestTurn, elt) : release(elt);
  });
  window.addEventListener("pageshow", event => { if (event.persisted) KA.all("form[aria-busy]").forEach(release); });

  document.addEventListener("submit", event => { if (held(event)) refuse(event); }, true);
  document.addEventListener("keydown", event => { if (held(event) && !moves.includes(event.key)) refuse(event); }, true);

  function refuse(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
})();
