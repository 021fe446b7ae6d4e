// The desk works without this; it saves a few steps.
"use strict";

for (const field of document.querySelectorAll("input[type=range]")) {
  const shown = document.querySelector(`output[for="${CSS.escape(field.id)}"]`);
  if (shown) field.addEventListener("input", () => { shown.value = field.value; });
}

for (const code of document.querySelectorAll("code[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  });
  if (navigator.clipboard) code.after(" ", button);
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// a page that comes back from the browser's memory may be sent again
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
