/* KA: what every other script needs. Words come from the server in the reader's language. */
(function () {
  "use strict";
  const data = () => JSON.parse(document.getElementById("ka-page")?.textContent || "{}");
  const page = data();
  const loading = new Map();

  const word = (key, parts = {}) => Object.entries(parts).reduce((text, [name, value]) => text.replace(`%(${name})s`, value), page.words?.[key] ?? key);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* A library is fetched the first time a page needs it. */
  function load(name) {
    if (!loading.has(name)) {
      loading.set(name, new Promise((done, failed) => {
        const script = Object.assign(document.createElement("script"), { src: page.vendor[name], onload: done, onerror: failed });
        document.head.append(script);
      }));
    }
    return loading.get(name);
  }

  /* Call for what is on the page now and for what htmx brings later. */
  function each(selector, use) {
    const visit = root => {
      if (root.matches?.(selector)) use(root);
      all(selector, root).forEach(use);
    };
    const start = () => {
      visit(document.body);
      document.body.addEventListener("htmx:load", event => { if (event.detail.elt !== document.body) visit(event.detail.elt); });
    };
    document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
  }

  /* element("p", {class: "bad"}, "text", child): text is text, never markup. */
  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  }

  function say(text) {
    const place = document.getElementById("said");
    if (place) { place.textContent = ""; setTimeout(() => { place.textContent = text; }, 50); }
  }

  function toast(text, { act = "", onact = null, seconds = 6 } = {}) {
    const place = document.getElementById("toasts");
    if (!place) return;
    const note = element("div", { class: "ka-toast" }, element("span", {}, text));
    if (act) { const button = element("button", { type: "button" }, act); button.onclick = () => { note.remove(); onact(); }; note.append(button); }
    place.append(note);
    setTimeout(() => note.remove(), seconds * 1000);
  }

  document.addEventListener("ka:toast", event => {
    const { text, undoUrl, undoWord } = event.detail;
    const undo = () => htmx.ajax("POST", undoUrl, { target: "body", swap: "none" });
    toast(text, undoUrl ? { act: undoWord || word("undo"), onact: undo, seconds: 10 } : {});
  });

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = button.dataset.copy === "" ? location.href : new URL(button.dataset.copy, location.href).href;
    navigator.clipboard?.writeText(text).then(() => { toast(word("copied"), { seconds: 3 }); });
  });

  /* <button data-copy-text="#secret">: what a field shows; without a clipboard (plain HTTP) it is at least selected. */
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-copy-text]");
    const field = button && document.querySelector(button.dataset.copyText);
    if (!field) return;
    field.focus();
    field.select();
    navigator.clipboard?.writeText(field.value).then(() => { toast(word("copiedText"), { seconds: 3 }); });
  });

  window.KA = { word, all, each, load, element, say, toast };
})();
