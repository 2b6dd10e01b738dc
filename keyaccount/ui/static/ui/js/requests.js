/* Every htmx request carries the CSRF token; every failure says what happened, what was kept and what to do, where it happened. */
(function () {
  "use strict";
  const reasons = { 0: "offline", 401: "forbidden", 403: "forbidden", 404: "gone", 410: "gone", 429: "busy" };
  const notices = new WeakMap();

  document.addEventListener("htmx:configRequest", event => {
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });

  /* Beside the form, else inside the panel, open dialog or part concerned, else at the top of the page. */
  function place(element) {
    const form = element.closest("form.ka-form, form[data-guard]");
    if (form) return form;
    const box = element.closest("dialog[open], .ka-panel, [data-part]:not(dialog)");
    return box?.querySelector(":scope > .body, :scope > .in") || box || document.querySelector(".ka-page, main") || document.body;
  }

  function advice(status, asked) {
    if (status === 401 || status === 403) return "reload";
    return asked?.verb === "get" ? "later" : "kept";
  }

  function block(status, asked, again) {
    const node = KA.element("div", { class: "ka-error full", role: "alert" });
    const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    sign.setAttribute("class", "sgi");
    sign.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", "#h-bad");
    sign.append(use);
    node.append(KA.element("span", { class: "ka-sg" }, sign, KA.word(reasons[status] || "failed")));
    node.append(KA.element("p", {}, KA.word(advice(status, asked))));
    if (asked && status !== 403 && status !== 404) {
      const button = KA.element("button", { type: "button", class: "ka-btn sm" }, KA.word("retry"));
      button.onclick = () => { node.remove(); again(); };
      node.append(KA.element("div", { class: "acts" }, button));
    }
    return node;
  }

  function show(event, status) {
    const { elt, requestConfig } = event.detail;
    const where = place(document.contains(elt) ? elt : document.body);
    notices.get(where)?.remove();
    const again = () => repeat(elt, requestConfig);
    const notice = block(status, requestConfig, again);
    notices.set(where, notice);
    where.prepend(notice);
    notice.scrollIntoView({ block: "nearest" });
    elt.dispatchEvent(new CustomEvent("ka:failed", { bubbles: true, detail: { status } }));
  }

  /* A form is asked again with what it holds now; anything else repeats its own request. */
  function repeat(elt, config) {
    if (elt.matches("form")) return elt.requestSubmit();
    htmx.ajax(config.verb.toUpperCase(), config.path, { source: elt, target: config.target });
  }

  /* What was read for a part that has gone meanwhile (a drawer closed, another figure in it) comes too late. What was
     broken off (the page left, a letter typed behind the last) was meant to be; htmx would log it as an error. */
  document.addEventListener("htmx:beforeSend", event => {
    const { xhr, target, requestConfig } = event.detail;
    const { onload, onabort } = xhr;
    if (requestConfig.verb === "get") xhr.onload = () => { if (target.isConnected) onload.call(xhr); };
    xhr.onabort = () => unlogged(() => onabort.call(xhr));
  });

  function unlogged(act) {
    const { error } = console;
    console.error = () => {};
    try { act(); } finally { console.error = error; }
  }

  document.addEventListener("htmx:responseError", event => show(event, event.detail.xhr.status));
  document.addEventListener("htmx:sendError", event => show(event, 0));
  document.addEventListener("htmx:timeout", event => show(event, 0));
  document.addEventListener("htmx:beforeRequest", event => {
    const where = place(event.detail.elt);
    notices.get(where)?.remove();
  });
})();
