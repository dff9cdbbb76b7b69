// Letter keys for those who like them: / searches, j and k move between rows, ? shows the keys.
// Nothing here is needed to finish a duty; they can be turned off (WCAG 2.1.4).

const OFF = "portal:keys-off";
const isOff = () => localStorage.getItem(OFF) === "yes";
const TYPING = "input, textarea, select, [contenteditable], dialog[open] *";
const ROWS = ".table tbody tr, .results > li, .tasks > li, .notices > li";

const KEYS = [
  ["/", "さがすことばを入れる"],
  ["j", "つぎの行へ進む"],
  ["k", "まえの行へもどる"],
  ["Enter", "その行を開く"],
  ["?", "この説明を出す"],
];

function searchBox() {
  const box = document.getElementById("site-search");
  if (box && !box.checkVisibility()) document.getElementById("menu")?.showPopover();
  box?.focus();
  box?.select();
}

// The row's own link takes the focus, so that Enter, Tab and the screen reader do as always.
function move(step) {
  const links = [...document.querySelectorAll(ROWS)]
    .map((row) => row.querySelector("a[href], button"))
    .filter((link) => link?.checkVisibility());
  if (!links.length) return false;
  const row = document.activeElement?.closest(ROWS);
  const here = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
  return true;
}

function dialog() {
  const made = document.createElement("dialog");
  made.className = "keys";
  made.id = "keys";
  made.setAttribute("aria-labelledby", "keys-title");
  made.innerHTML = `<h2 id="keys-title">キーボードでの操作</h2><dl class="keys__list"></dl>
    <p class="choice"><input type="checkbox" id="keys-on"><label class="field__label" for="keys-on">文字のキーでの操作を使う（このブラウザーで）</label></p>
    <form method="dialog" class="button-row"><button class="button">とじる</button></form>`;
  const list = made.querySelector("dl");
  for (const [key, effect] of KEYS) {
    const row = document.createElement("div");
    row.innerHTML = "<dt><kbd></kbd></dt><dd></dd>";
    row.querySelector("kbd").textContent = key;
    row.querySelector("dd").textContent = effect;
    list.append(row);
  }
  const box = made.querySelector("input");
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
  document.body.append(made);
  return made;
}

function showKeys() {
  const shown = document.getElementById("keys") ?? dialog();
  shown.querySelector("input").checked = !isOff();
  if (!shown.open) shown.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.isComposing || event.keyCode === 229 || isOff()) return;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  const done = { "/": searchBox, "?": showKeys, j: () => move(1), k: () => move(-1) }[event.key];
  if (done && done() !== false) event.preventDefault();
});

const opener = document.querySelector("[data-keys]");
opener?.addEventListener("click", showKeys);
if (opener) opener.hidden = false;
