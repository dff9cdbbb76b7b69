// Behaviour shared by every page. Nothing here is needed to finish a duty.

// Enter that only confirms a conversion must not send the form.
document.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key === "Enter" && composing && event.target.form) event.preventDefault();
});

// A sent form says so. The button stays usable: the server does the work once.
let leaving = false;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  leaving = true;
  event.submitter?.classList.add("is-sending");
});
addEventListener("pageshow", () => {
  leaving = false;
  document.querySelectorAll(".is-sending").forEach((button) => button.classList.remove("is-sending"));
});

// Typed and not sent: ask before it is left behind.
const touched = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-warn-unsaved")) touched.add(form);
});
document.addEventListener("portal:saved", (event) => touched.delete(event.target));
addEventListener("beforeunload", (event) => {
  if (!leaving && [...touched].some((form) => form.isConnected)) event.preventDefault();
});

// Typed before the scripts came, or put back by the browser: told as if typed now.
addEventListener("DOMContentLoaded", () => {
  for (const control of document.querySelectorAll("form[method=post] :is(input, select, textarea)")) {
    if (isTyped(control)) control.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
function isTyped(control) {
  if (!control.name || control.type === "hidden") return false;
  if (["checkbox", "radio"].includes(control.type)) return control.checked !== control.defaultChecked;
  if (!control.options) return control.value !== control.defaultValue;
  const [given] = [...control.options].filter((option) => option.defaultSelected);
  return control.value !== (given ?? control.options[0])?.value;
}

// What went wrong is read first; its links lead to the control itself.
document.querySelector("[data-focus-first]")?.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-focus]");
  const control = link && firstControl(link.dataset.focus);
  if (!control) return;
  event.preventDefault();
  control.scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
});

function firstControl(id) {
  const found = document.getElementById(id) ?? document.getElementById(`${id}_0`);
  return found?.matches("input, select, textarea") ? found : found?.querySelector("input, select, textarea");
}

// Characters as the server counts them: code points, a line break being two.
function showCount(counter) {
  const control = document.getElementById(counter.dataset.countFor);
  const left = Number(counter.dataset.limit) - [...control.value.replace(/\r?\n/g, "\r\n")].length;
  counter.textContent = left < 0 ? `${-left}文字多すぎます` : `あと${left}文字`;
  counter.classList.toggle("is-over", left < 0);
}
function counters(root) {
  root.querySelectorAll("[data-count-for]").forEach((counter) => {
    // The browser would cut what is pasted; say how much is too long instead.
    document.getElementById(counter.dataset.countFor).removeAttribute("maxlength");
    showCount(counter);
  });
}
document.addEventListener("input", (event) => {
  document.querySelectorAll(`[data-count-for="${CSS.escape(event.target.id)}"]`).forEach(showCount);
});
counters(document);
document.addEventListener("htmx:load", (event) => counters(event.detail.elt));

// Copy buttons.
document.querySelectorAll("button[data-copy][hidden]").forEach((button) => {
  if (navigator.clipboard) button.hidden = false;
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const label = button.textContent;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = "コピーしました";
  setTimeout(() => (button.textContent = label), 2000);
});

// A part that could not be fetched: say so, keep what was typed.
const sentences = {
  401: "ログインが切れています。この画面の入力は残っています。別のタブでログインしてから、続けてください。",
};
function say(sentence) {
  let place = document.getElementById("trouble");
  if (!place) {
    place = document.createElement("div");
    place.id = "trouble";
    place.className = "banner banner--error";
    place.setAttribute("role", "alert");
    document.getElementById("main").prepend(place);
  }
  place.textContent = sentence;
}
document.addEventListener("htmx:responseError", (event) => {
  say(sentences[event.detail.xhr.status] ?? "うまくいきませんでした。少し待って、もう一度お試しください。");
});
document.addEventListener("htmx:sendError", () => {
  say("サーバーにつながりません。入力はこの画面に残っています。少し待って、もう一度お試しください。");
});
