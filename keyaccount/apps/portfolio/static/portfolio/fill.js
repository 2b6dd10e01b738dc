/* One press fills several fields: <button type="button" data-fill="60 20 20" data-into="[name^=effort_]">; the pressed one
   stays marked while the fields hold what it says. */
(function () {
  "use strict";
  const parts = button => button.dataset.fill.split(" ");
  const fieldsOf = button => KA.all(button.dataset.into, button.closest("form"));
  const holds = button => fieldsOf(button).every((field, i) => field.value !== "" && Number(field.value) === Number(parts(button)[i]));
  const mark = form => KA.all("[data-fill]", form).forEach(button => button.setAttribute("aria-pressed", String(holds(button))));

  function fill(button) {
    fieldsOf(button).forEach((field, i) => {
      field.value = parts(button)[i];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-fill]");
    if (button) fill(button);
  });
  document.addEventListener("input", event => {
    if (event.target.form) mark(event.target.form);
  });
  KA.each("form:has([data-fill])", mark);
})();
