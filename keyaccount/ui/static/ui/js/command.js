/* The command bar: Ctrl K or Cmd K, type, arrows, Enter. The server answers with role="option" links. */
(function () {
  "use strict";
  const bar = () => document.getElementById("command");
  const field = () => bar()?.querySelector("input");
  const options = () => KA.all('[role="option"]', bar());
  const active = () => bar().querySelector('[role="option"][aria-selected="true"]');

  function choose(option) {
    options().forEach((other, i) => { other.id ||= `command-${i}`; other.tabIndex = -1; other.setAttribute("aria-selected", String(other === option)); });
    if (!option) { field().removeAttribute("aria-activedescendant"); return; }
    field().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function move(way) {
    const list = options();
    if (list.length) choose(list[(list.indexOf(active()) + way + list.length) % list.length]);
  }

  /* What is shown answers an older text while the server is asked: Enter then waits for the answer to what was typed. */
  let shown = "";
  let waiting = false;

  function enter() {
    waiting = field().value !== shown;
    if (!waiting) active()?.click();
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: enter,
  };

  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && bar()) {
      event.preventDefault();
      bar().open ? bar().close() : opened();
    }
  });

  function opened() {
    if (!bar().open) bar().showModal();
    field().value = shown = "";
    waiting = false;
    field().focus();
    field().dispatchEvent(new CustomEvent("ka:open"));
  }

  function start() {
    if (!bar()) return;
    bar().addEventListener("ka:opened", opened);
    field().addEventListener("keydown", event => { if (keys[event.key] && !event.isComposing) { event.preventDefault(); keys[event.key](); } });
    field().addEventListener("input", () => { waiting = false; });
    bar().addEventListener("htmx:afterSwap", event => {
      const list = options();
      shown = event.detail.requestConfig.parameters.q ?? "";
      field().setAttribute("aria-expanded", String(list.length > 0));
      choose(list[0]);
      KA.say(list.length ? KA.word("results", { count: list.length }) : KA.word("nothing"));
      if (waiting) enter();
    });
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
