/* A choice among many: what is typed is searched on the server, so that no page carries the whole list.

   <span data-picker data-url="/accounts/pick"><input type="hidden" name="account" value="41"><input role="combobox" …><span role="listbox"></span></span>
   The address answers ?q=… with <div role="option" data-value="12">Name<span class="w">meta</span></div>. Emptying the text empties the choice.
   data-picker="free": the text itself is the value, whatever is typed; a choice says so with the event "chosen". data-picker="many": such texts with semicolons between. */
(function () {
  "use strict";
  const rootOf = node => node.closest?.("[data-picker]");
  const parts = root => ({ value: root.querySelector('input[type="hidden"]'), text: root.querySelector('[role="combobox"]'), list: root.querySelector('[role="listbox"]') });
  const isFree = root => root.dataset.picker !== "";
  const before = (root, text) => root.dataset.picker === "many" ? text.slice(0, text.search(/[^;；]*$/)) : "";
  const asked = new WeakMap();

  function show(root, on) {
    const { text, list } = parts(root);
    list.hidden = !on || !list.childElementCount;
    text.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) text.removeAttribute("aria-activedescendant");
  }

  async function ask(root, words) {
    const { text, list } = parts(root);
    asked.get(root)?.abort();
    const control = new AbortController();
    asked.set(root, control);
    try {
      const url = new URL(root.dataset.url, location.href);
      url.searchParams.set("q", words);
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: control.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      list.innerHTML = await answer.text();
      KA.all('[role="option"]', list).forEach((option, i) => { option.id = `${list.id}-${i}`; });
      mark(root, isFree(root) ? null : list.querySelector('[role="option"]'));
      show(root, document.activeElement === text);
      KA.say(list.querySelector('[role="option"]') ? KA.word("results", { count: list.querySelectorAll('[role="option"]').length }) : KA.word("nothing"));
    } catch (reason) {
      if (reason.name !== "AbortError") { list.replaceChildren(KA.element("span", { class: "no" }, KA.word("offline"))); show(root, true); }
    }
  }

  function mark(root, option) {
    KA.all('[role="option"]', root).forEach(other => other.setAttribute("aria-selected", String(other === option)));
    if (!option) return;
    parts(root).text.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function choose(root, option) {
    const { value, text } = parts(root);
    if (isFree(root)) return chooseWords(root, option.dataset.label);
    value.value = option ? option.dataset.value : "";
    text.value = option ? option.dataset.label || option.firstChild.textContent.trim() : "";
    text.dataset.chosen = text.value;
    show(root, false);
    value.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function chooseWords(root, label) {
    const { text } = parts(root);
    const kept = before(root, text.value).trim();
    text.value = kept ? `${kept} ${label}; ` : root.dataset.picker === "many" ? `${label}; ` : label;
    show(root, false);
    root.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  }

  function step(root, way) {
    const options = KA.all('[role="option"]', root);
    const at = options.findIndex(option => option.getAttribute("aria-selected") === "true");
    if (options.length) mark(root, options[(at + way + options.length) % options.length]);
  }

  const waiting = new WeakMap();
  document.addEventListener("input", event => {
    const root = rootOf(event.target);
    if (!root || !event.target.matches('[role="combobox"]')) return;
    clearTimeout(waiting.get(root));
    const words = event.target.value.slice(before(root, event.target.value).length).trim();
    waiting.set(root, setTimeout(() => ask(root, words), 120));
  });

  document.addEventListener("focusin", event => {
    const root = rootOf(event.target);
    if (root && event.target.matches('[role="combobox"]')) { if (isFree(root)) return; event.target.dataset.chosen ??= event.target.value; event.target.select(); }
  });

  document.addEventListener("keydown", event => {
    const root = rootOf(event.target);
    if (!root || event.isComposing) return;
    const { list, text } = parts(root);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const words = text.value.slice(before(root, text.value).length).trim();
      list.hidden ? ask(root, text.value === text.dataset.chosen ? "" : words) : step(root, event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter" && !list.hidden) {
      const option = root.querySelector('[aria-selected="true"]');
      if (option || !isFree(root)) event.preventDefault();
      if (option) choose(root, option);
    }
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      if (!isFree(root)) text.value = text.dataset.chosen || "";
      show(root, false);
    }
  });

  /* mousedown, so that the field keeps the focus until the choice is made */
  document.addEventListener("mousedown", event => {
    const option = event.target.closest?.('[data-picker] [role="option"]');
    if (option) { event.preventDefault(); choose(rootOf(option), option); }
  });

  document.addEventListener("focusout", event => {
    const root = rootOf(event.target);
    if (!root || root.contains(event.relatedTarget)) return;
    const { text } = parts(root);
    if (isFree(root)) return show(root, false);
    if (text.value.trim() === "") { if (parts(root).value.value) choose(root, null); } else text.value = text.dataset.chosen || "";
    show(root, false);
  });
})();
