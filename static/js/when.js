/* Fields that are asked only for one answer of another. Without scripts all of them are shown. */

function answerOf(form, name) {
  return new FormData(form).get(name) ?? "";
}

function show(form) {
  form.querySelectorAll("[data-when-field]").forEach((control) => {
    const field = control.closest(".field");
    const asked = answerOf(form, control.dataset.whenField) === control.dataset.whenIs;
    field.toggleAttribute("data-not-asked", !asked);
  });
}

document.querySelectorAll("form[data-autosave]").forEach((form) => {
  form.addEventListener("change", () => show(form));
  show(form);
});
