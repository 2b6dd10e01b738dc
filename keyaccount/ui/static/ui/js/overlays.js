/* Dialogs, sheets and menus. Native <dialog> keeps the focus inside and gives it back; menus close on Escape and outside. */
(function () {
  "use strict";

  function open(dialog) {
    if (dialog.open) return;
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("ka:opened"));
  }

  document.addEventListener("click", event => {
    const opener = event.target.closest("[data-open]");
    if (opener) { const dialog = document.querySelector(opener.dataset.open); if (dialog) { event.preventDefault(); open(dialog); } return; }
    if (event.target.closest("[data-close]")) { event.target.closest("dialog")?.close("cancel"); return; }
    if (event.target.matches("dialog") && outside(event)) event.target.close("cancel");
  });

  function outside(event) {
    const box = event.target.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  /* What htmx puts into the dialog or the drawer opens it. HX-Trigger "ka:close" or "ka:saved" closes it. */
  document.addEventListener("htmx:afterSwap", event => {
    const dialog = event.detail.target?.closest?.("dialog#dialog, dialog#drawer");
    if (!dialog || !dialog.childElementCount) return;
    const typing = dialog.open && dialog.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
    open(dialog);
    const wanted = dialog.querySelector("[autofocus], [aria-invalid='true']");
    if (wanted || !typing) (wanted || firstField(dialog) || dialog).focus({ preventScroll: true });
  });

  /* A form begins in its first field; on a touch screen that would call up the keyboard over half of it. */
  function firstField(dialog) {
    if (dialog.id !== "dialog" || !matchMedia("(pointer: fine)").matches) return null;
    const fields = "input:not([type='hidden'], [type='radio'], [type='checkbox'], [type='file'], [readonly]), select, textarea";
    return KA.all(`form :is(${fields})`, dialog).find(field => !field.disabled && field.offsetParent);
  }
  document.addEventListener("ka:close", () => KA.all("dialog#dialog[open], dialog#drawer[open]").forEach(dialog => dialog.close("done")));

  /* A row of tabs or choices that is wider than a phone begins where the reader is. */
  KA.each(":is(.ka-tabs, .ka-seg) > [aria-current]", chosen => {
    const row = chosen.parentElement;
    row.scrollLeft = chosen.offsetLeft + chosen.offsetWidth - row.offsetLeft - row.clientWidth;
  });

  /* Menus */
  const shut = (menu, back) => { menu.open = false; if (back) menu.querySelector("summary").focus(); };
  let pressed = null;  // a press that begins in a menu does not leave it, though what is chosen shrinks it before the release
  document.addEventListener("pointerdown", event => { pressed = event.target.closest?.("details[data-menu]"); });
  document.addEventListener("click", event => {
    KA.all("details[data-menu][open]").forEach(menu => { if (menu !== pressed && !menu.contains(event.target)) shut(menu, false); });
    pressed = null;
  });
  document.addEventListener("keydown", event => {
    const menu = event.target.closest?.("details[data-menu]");
    if (!menu) return;
    if (event.key === "Escape" && menu.open) { event.stopPropagation(); event.preventDefault(); shut(menu, true); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(menu, event);
  });

  function step(menu, event) {
    const entries = KA.all(".ka-pop .it", menu);
    if (!entries.length || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    menu.open = true;
    const way = event.key === "ArrowDown" ? 1 : -1;
    const at = entries.indexOf(document.activeElement);
    entries[(at + way + entries.length) % entries.length].focus();
  }
  document.addEventListener("focusout", event => {
    const menu = event.target.closest?.("details[data-menu][open]");
    const to = event.relatedTarget;
    /* A press on a label or a heading in the menu moves the focus to what holds the menu (main): it has not left. */
    if (menu && to && !menu.contains(to) && !to.contains(menu)) shut(menu, false);
  });
})();
