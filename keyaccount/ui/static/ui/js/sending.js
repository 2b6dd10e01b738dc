/* A form on its way to the server is asked once, and takes nothing more until the reply is there: the reply may bring the
   form anew, and what was typed meanwhile would be gone without a word. */
(function () {
  "use strict";
  const writable = "input:not([type='hidden'], [type='checkbox'], [type='radio'], [type='file'], [readonly]), textarea:not([readonly])";
  const underWay = new WeakMap();
  const leaves = ["Tab", "Escape"];

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

  document.addEventListener("htmx:afterRequest", event => {
    const form = event.detail.elt;
    underWay.get(form)?.forEach(field => { field.readOnly = false; });
    if (underWay.delete(form)) form.removeAttribute("aria-busy");
  });

  document.addEventListener("submit", event => { if (held(event)) refuse(event); }, true);
  document.addEventListener("keydown", event => { if (held(event) && !leaves.includes(event.key)) refuse(event); }, true);

  function refuse(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
})();
