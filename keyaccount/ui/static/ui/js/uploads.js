/* Files: sent as soon as they are chosen, or dropped on a panel with data-drop; the bar says how much is sent.

   <section data-drop><form data-uploads hx-post="…"><progress hidden></progress><input type="file"></form></section> */
(function () {
  "use strict";
  const formIn = node => node.closest?.("[data-drop]")?.querySelector("form[data-uploads]");
  const holdsFiles = event => [...(event.dataTransfer?.types || [])].includes("Files");

  document.addEventListener("change", event => {
    const form = event.target.closest?.("form[data-uploads]");
    if (form && event.target.type === "file" && event.target.files.length) form.requestSubmit();
  });

  document.addEventListener("dragover", event => {
    const form = holdsFiles(event) && formIn(event.target);
    if (!form) return;
    event.preventDefault();
    form.closest("[data-drop]").classList.add("over");
  });

  document.addEventListener("dragleave", event => {
    const panel = event.target.closest?.("[data-drop]");
    if (panel && !panel.contains(event.relatedTarget)) panel.classList.remove("over");
  });

  document.addEventListener("drop", event => {
    const form = holdsFiles(event) && formIn(event.target);
    if (!form) return;
    event.preventDefault();
    form.closest("[data-drop]").classList.remove("over");
    form.querySelector('input[type="file"]').files = event.dataTransfer.files;
    form.requestSubmit();
  });

  document.addEventListener("htmx:xhr:progress", event => {
    const bar = event.target.matches?.("form[data-uploads]") && event.target.querySelector("progress");
    if (!bar || !event.detail.total) return;
    bar.hidden = false;
    bar.value = Math.round((event.detail.loaded / event.detail.total) * 100);
  });
})();
