/* Acts on the map: every one is a POST that answers with the whole part and with the act that takes it back. */
(function () {
  "use strict";
  const state = { mode: "do", focus: "" };
  const key = () => `ka-map-${KAMap.root().dataset.account}`;
  const empty = () => ({ undo: [], redo: [] });
  const stacks = () => { try { return JSON.parse(sessionStorage.getItem(key())) || empty(); } catch { return empty(); } };

  function keep(found) {
    sessionStorage.setItem(key(), JSON.stringify({ undo: found.undo.slice(-50), redo: found.redo.slice(-50) }));
    buttons();
  }

  function buttons() {
    const found = stacks(), set = (name, on) => { const button = KAMap.root().querySelector(`[data-map-${name}]`); if (button) button.disabled = !on; };
    set("undo", found.undo.length);
    set("redo", found.redo.length);
  }

  /* values may hold lists; who and view go along, so that the answer shows the same person and view. */
  function post(url, values, { mode = "do", focus = "" } = {}) {
    const root = KAMap.root();
    state.mode = mode;
    state.focus = focus;
    state.scroll = root.querySelector(".ka-mapscroll") && [root.querySelector(".ka-mapscroll").scrollLeft, root.querySelector(".ka-mapscroll").scrollTop];
    const all = { who: root.dataset.who || "", view: root.dataset.view, ...values };
    return htmx.ajax("POST", url, { source: root, target: root, swap: "outerHTML", values: all });
  }

  function step(from) {
    const found = stacks(), act = found[from].at(-1);
    if (act) post(act.url, act.values, { mode: from });
  }

  document.addEventListener("ka:map-done", event => {
    const { said, undo } = event.detail, found = stacks();
    if (state.mode !== "do") found[state.mode].pop();
    else found.redo = [];
    if (undo) found[state.mode === "undo" ? "redo" : "undo"].push(undo);
    keep(found);
    KA.say(said);
  });

  document.addEventListener("ka:map-refused", event => {
    if (state.mode !== "do") { const found = stacks(); found[state.mode].pop(); keep(found); }
    const place = document.querySelector("[data-map-refused]");
    if (place) { place.hidden = false; place.textContent = event.detail.text; } else KA.toast(event.detail.text);
    KAMap.draw();
  });

  document.addEventListener("htmx:beforeSwap", event => {
    if (event.detail.xhr.status === 422 && event.detail.target?.id === "people-map") event.detail.shouldSwap = false;
  });

  KA.each("#people-map", root => {
    buttons();
    const scroll = root.querySelector(".ka-mapscroll");
    if (scroll && state.scroll) [scroll.scrollLeft, scroll.scrollTop] = state.scroll;
    if (state.focus) root.querySelector(state.focus)?.focus({ preventScroll: true });
    state.focus = "";
  });

  /* Forms of the panel */
  document.addEventListener("submit", event => {
    const form = event.target.closest("[data-map-form]");
    if (!form) return;
    event.preventDefault();
    const values = {};
    for (const [name, value] of new FormData(form)) values[name] = name in values ? [].concat(values[name], value) : value;
    if (form.querySelector("[name=roles]")) values.roles = [].concat(values.roles || []);
    post(event.submitter?.hasAttribute("formaction") ? event.submitter.getAttribute("formaction") : form.getAttribute("action"), values, { focus: "#map-one" });
  });

  /* Choosing a person, opening the act that mends a warning */
  async function choose(pk, { fix = "", focus = false } = {}) {
    const root = KAMap.root();
    KAMap.choose(pk);
    await htmx.ajax("GET", `${root.dataset.url}/people/${pk}?day=${root.dataset.day}`, { source: root, target: "#map-person", swap: "innerHTML" });
    const act = fix ? document.querySelector(`#map-person [data-act="${fix}"]`) : null;
    if (act?.matches("details")) { act.open = true; act.querySelector("input:not([type=hidden]), select")?.focus(); }
    else if (act) act.click();
    else if (focus) document.getElementById("map-one")?.focus();
    if (matchMedia("(max-width: 760px)").matches) document.getElementById("map-person").scrollIntoView({ block: "start" });
  }

  document.addEventListener("click", event => {
    const target = event.target;
    const card = target.closest(".ka-pw > .ka-p");
    if (card && !card.dataset.dragged) choose(card.parentElement.dataset.person, { focus: event.detail === 0 });
    const chosen = target.closest("#people-map [data-choose]");
    if (chosen) choose(chosen.dataset.choose, { fix: chosen.dataset.fix || "", focus: event.detail === 0 });
    if (target.closest("[data-map-undo]")) step("undo");
    if (target.closest("[data-map-redo]")) step("redo");
    const simple = target.closest("[data-map-post]");
    if (simple) post(simple.dataset.mapPost, {}, { focus: "#map-one" });
    const arrange = target.closest("[data-map-arrange]");
    if (arrange) post(arrange.dataset.mapArrange, { spots: "" });
  });

  document.addEventListener("keydown", event => {
    if (!KAMap.root() || event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") { event.preventDefault(); step(event.shiftKey ? "redo" : "undo"); }
    if (event.key === "Escape" && event.target.closest("#map-person")) KAMap.cardOf(KAMap.root().dataset.who)?.querySelector(".ka-p").focus();
  });

  window.KAMapActs = { post, choose };
})();
