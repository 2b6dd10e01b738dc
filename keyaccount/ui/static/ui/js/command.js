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

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => active()?.click(),
  };

  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && bar()) {
      event.preventDefault();
      bar().open ? bar().close() : opened();
    }
  });

  function opened() {
    if (!bar().open) bar().showModal();
    field().value = "";
    field().focus();
    field().dispatchEvent(new CustomEvent("ka:open"));
  }

  function start() {
    if (!bar()) return;
    bar().addEventListener("ka:opened", opened);
    field().addEventListener("keydown", event => { if (keys[event.key] && !event.isComposing) { event.preventDefault(); keys[event.key](); } });
    bar().addEventListener("htmx:afterSwap", () => {
      const list = options();
      field().setAttribute("aria-expanded", String(list.length > 0));
      choose(list[0]);
      KA.say(list.length ? KA.word("results", { count: list.length }) : KA.word("nothing"));
    });
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
