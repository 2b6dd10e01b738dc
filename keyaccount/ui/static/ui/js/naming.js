/* Naming someone in a text: what stands behind an @ is searched, and the choice is put in its place.

   <div><textarea data-naming="/comments/account/4/people" aria-controls="list"></textarea><div id="list" role="listbox" hidden></div></div> */
(function () {
  "use strict";
  const BEHIND = /(^|[^A-Za-z0-9_.+\-@])@([^\s@]{0,30})$/;
  const listOf = area => document.getElementById(area.getAttribute("aria-controls"));
  const options = list => KA.all('[role="option"]', list);
  const chosen = list => list.querySelector('[aria-selected="true"]');
  let control = null;
  let waiting = 0;

  const typed = area => BEHIND.exec(area.value.slice(0, area.selectionStart))?.[2];

  function close(area) {
    const list = listOf(area);
    clearTimeout(waiting);
    control?.abort();
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function mark(area, option) {
    options(listOf(area)).forEach(other => other.setAttribute("aria-selected", String(other === option)));
    if (!option) return;
    area.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function ask(area, words) {
    const list = listOf(area);
    control?.abort();
    control = new AbortController();
    try {
      const url = new URL(area.dataset.naming, location.href);
      url.searchParams.set("q", words);
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: control.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      list.innerHTML = await answer.text();
      options(list).forEach((option, i) => { option.id = `${list.id}-${i}`; });
      list.hidden = document.activeElement !== area;
      mark(area, options(list)[0]);
      KA.say(options(list).length ? KA.word("results", { count: options(list).length }) : KA.word("nothing"));
    } catch (reason) {
      if (reason.name !== "AbortError") close(area);
    }
  }

  function choose(area, option) {
    const end = area.selectionStart;
    const start = end - typed(area).length;
    area.setRangeText(`${option.dataset.value} `, start, end, "end");
    close(area);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function step(area, way) {
    const all = options(listOf(area));
    const at = all.indexOf(chosen(listOf(area)));
    if (all.length) mark(area, all[(at + way + all.length) % all.length]);
  }

  document.addEventListener("input", event => {
    const area = event.target;
    if (!area.matches?.("textarea[data-naming]")) return;
    const words = typed(area);
    clearTimeout(waiting);
    if (words === undefined) return close(area);
    waiting = setTimeout(() => ask(area, words), 120);
  });

  document.addEventListener("keydown", event => {
    const area = event.target;
    if (!area.matches?.("textarea[data-naming]") || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); area.form.requestSubmit(); return; }
    const list = listOf(area);
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); step(area, event.key === "ArrowDown" ? 1 : -1); }
    if ((event.key === "Enter" || event.key === "Tab") && chosen(list)) { event.preventDefault(); choose(area, chosen(list)); }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(area); }
  });

  /* mousedown, so that the text keeps the focus until the choice is made */
  document.addEventListener("mousedown", event => {
    const option = event.target.closest?.('.ka-naming [role="option"]');
    if (!option) return;
    event.preventDefault();
    choose(option.closest(".ka-naming").querySelector("textarea"), option);
  });

  document.addEventListener("focusout", event => {
    if (event.target.matches?.("textarea[data-naming]")) close(event.target);
  });
})();
