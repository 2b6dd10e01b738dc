/* Runs before the first paint: who follows the device gets its colours without a flash. The server has drawn the rest. */
(function () {
  "use strict";
  const root = document.documentElement;
  if (root.dataset.themeChoice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.bsTheme = "dark";
})();
