/* Light, dark, or as the device says. The choice is a cookie, so that the server draws it. */
(function () {
  "use strict";
  const root = document.documentElement;
  const device = matchMedia("(prefers-color-scheme: dark)");
  const order = ["auto", "light", "dark"];

  function show(choice) {
    root.dataset.themeChoice = choice;
    root.dataset.bsTheme = choice === "auto" ? (device.matches ? "dark" : "light") : choice;
  }

  function keep(choice) {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `ka_theme=${choice}; path=/; max-age=31536000; samesite=lax${secure}`;
  }

  device.addEventListener("change", () => show(root.dataset.themeChoice || "auto"));

  /* Paper is white: a page drawn dark is printed light, charts with it. */
  window.addEventListener("beforeprint", () => { root.dataset.bsTheme = "light"; });
  window.addEventListener("afterprint", () => show(root.dataset.themeChoice || "auto"));

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-theme-switch]");
    if (!button) return;
    const next = order[(order.indexOf(root.dataset.themeChoice) + 1) % order.length];
    show(next);
    keep(next);
    const name = button.dataset.names.split("|")[order.indexOf(next)];
    button.title = name;
    KA.say(name);
  });

  document.addEventListener("change", event => {
    if (event.target.matches("[data-theme-choice-input]")) { show(event.target.value); keep(event.target.value); }
  });
})();
