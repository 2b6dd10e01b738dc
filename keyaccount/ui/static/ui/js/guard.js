/* Forms with data-guard="name" lose nothing: what is typed is kept in this tab until the server has taken it.

   Leaving with unsaved text asks first; after a lost connection or a reload the text is put back, with a way to discard it. */
(function () {
  "use strict";
  const key = form => `ka-form:${location.pathname}:${form.dataset.guard}`;
  const never = ["password", "file", "submit", "button"];
  const picked = field => field.type === "hidden" && field.closest("[data-picker]");
  const fields = form => [...form.elements].filter(field => field.name && !never.includes(field.type) && !field.matches("[data-unguarded]") && (field.type !== "hidden" || picked(field)));
  const state = form => fields(form).map(field => (["checkbox", "radio"].includes(field.type) ? [field.name, field.value, field.checked] : [field.name, null, valueOf(field)]));
  const shownBy = field => field.closest("[data-picker]").querySelector('[role="combobox"]');

  function valueOf(field) {
    if (field.multiple) return [...field.selectedOptions].map(option => option.value);
    return picked(field) ? { value: field.value, shown: shownBy(field).dataset.chosen ?? shownBy(field).value } : field.value;
  }
  const clean = new WeakMap();
  const dirty = new Set();

  function put(form, saved) {
    fields(form).forEach((field, i) => {
      const [name, value, content] = saved[i] || [];
      if (name !== field.name) return;
      if (value !== null) field.checked = content;
      else if (field.multiple) [...field.options].forEach(option => { option.selected = content.includes(option.value); });
      else if (picked(field)) { field.value = content.value; shownBy(field).value = shownBy(field).dataset.chosen = content.shown; }
      else field.value = content;
    });
  }

  function keep(form) {
    const now = JSON.stringify(state(form));
    if (now === clean.get(form)) return forget(form);
    dirty.add(form);
    sessionStorage.setItem(key(form), now);
  }

  function forget(form) {
    dirty.delete(form);
    sessionStorage.removeItem(key(form));
  }

  function restore(form) {
    const saved = sessionStorage.getItem(key(form));
    if (!saved || saved === clean.get(form)) return forget(form);
    put(form, JSON.parse(saved));
    dirty.add(form);
    const note = KA.element("div", { class: "ka-note line full", role: "status" }, KA.element("span", {}, KA.word("restored")));
    const discard = KA.element("button", { type: "button", class: "ka-btn sm" }, KA.word("discard"));
    discard.onclick = () => { put(form, JSON.parse(clean.get(form))); forget(form); note.remove(); form.dispatchEvent(new Event("change", { bubbles: true })); };
    note.append(discard);
    form.prepend(note);
  }

  KA.each("form[data-guard]", form => {
    clean.set(form, JSON.stringify(state(form)));
    if (!("bound" in form.dataset)) restore(form); else keep(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", () => keep(form));
    form.addEventListener("submit", () => { if (!form.matches("[hx-post], [hx-put], [hx-patch]")) dirty.delete(form); });
  });

  /* The server has answered and not refused: it has the text now. */
  document.addEventListener("htmx:beforeOnLoad", event => {
    const form = event.detail.elt.closest?.("form[data-guard]");
    if (form && event.detail.xhr.status < 400) forget(form);
  });

  window.addEventListener("beforeunload", event => {
    if ([...dirty].some(form => form.isConnected)) event.preventDefault();
  });
})();
