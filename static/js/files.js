// Files of evidence: pasted, dropped or chosen, each sent by itself with its own row. Without
// scripts the plain file input of the same field goes with the form.

const MESSAGES = {
  0: "サーバーにつながりません。",
  401: "ログインが切れています。別のタブでログインしてから、もう一度送ってください。",
  404: "送りなおせません。外して、もう一度選んでください。",
  413: "ファイルが大きすぎます。",
};
const TYPING = "input[type=text], input[type=url], input:not([type]), textarea";

const cookie = (name) =>
  document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

// In the wall clock's own words, as <input type=datetime-local> wants them.
function localMoment(stamp) {
  const at = new Date(stamp);
  at.setMinutes(at.getMinutes() - at.getTimezoneOffset());
  return at.toISOString().slice(0, 16);
}

// A row without templates: made of elements, so that no name is ever read as markup.
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

class Sending {
  constructor(box, file, { pasted }) {
    Object.assign(this, { box, file, id: crypto.randomUUID?.() ?? randomId(), state: "waiting" });
    this.happened = pasted || !file.lastModified ? "" : localMoment(file.lastModified);
    this.row = element("li", "upload");
    const head = element("div", "upload__head");
    this.label = element("span", "upload__state");
    this.label.append(element("span", "status", "順番待ち"));
    head.append(element("span", "upload__name", file.name), this.label);
    this.bar = document.createElement("progress");
    Object.assign(this.bar, { max: 1, value: 0, className: "upload__bar" });
    this.bar.setAttribute("aria-label", `${file.name}の送信`);
    this.why = element("p", "upload__why");
    this.button = element("button", "button button--quiet", "やめる");
    this.button.type = "button";
    this.button.addEventListener("click", () => this.cancel());
    this.again = element("button", "button button--quiet", "もう一度送る");
    this.again.type = "button";
    this.again.hidden = true;
    this.again.addEventListener("click", () => this.box.queue(this));
    const buttons = element("p", "upload__buttons");
    buttons.append(this.again, this.button);
    this.row.append(head, this.bar, this.why, buttons);
    box.list.append(this.row);
  }

  send() {
    this.say("progress", "送っています");
    this.bar.hidden = false;
    this.again.hidden = true;
    this.why.textContent = "";
    this.request = new XMLHttpRequest();
    this.request.open("POST", this.box.url);
    this.request.setRequestHeader("X-CSRFToken", cookie("csrftoken"));
    this.request.setRequestHeader("HX-Request", "true"); // a log-in that ended answers 401, not a page
    this.request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      this.bar.value = event.loaded / event.total;
      if (event.loaded === event.total) this.say("progress", "確かめています");
    });
    const body = new FormData();
    const fields = { id: this.id, box: this.box.id, field: this.box.name, happened: this.happened };
    Object.entries(fields).forEach(([name, value]) => body.set(name, value));
    body.set("file", this.file, this.file.name);
    return new Promise((done) => {
      this.request.addEventListener("loadend", () => done(this.answered()));
      this.request.send(body);
    });
  }

  answered() {
    if (this.state === "cancelled") return;
    const { status, responseText } = this.request;
    if (status === 200) return this.took(responseText);
    this.state = "failed";
    this.bar.hidden = true;
    this.again.hidden = status === 422;
    this.button.textContent = "外す";
    this.why.textContent = status === 422 ? responseText : (MESSAGES[status] ?? "うまく送れませんでした。");
    this.say("bad", status === 422 ? "入れられません" : "送れませんでした");
    this.box.say(`${this.file.name}：${this.why.textContent}`);
  }

  took(markup) {
    this.state = "done";
    const holder = document.createElement("template");
    holder.innerHTML = markup;
    const row = holder.content.querySelector("[data-upload]");
    if (!row) {
      this.request = { status: 500, responseText: "" };
      return this.answered();
    }
    const there = this.box.list.querySelector(`[data-upload="${row.dataset.upload}"]`);
    if (there) {
      this.row.remove();
      there.classList.add("is-there");
      return this.box.say(`${this.file.name}は、もう入っています。`);
    }
    this.row.replaceWith(row);
    this.box.adopt(row, this.file);
    this.box.say(`${this.file.name}が入りました。`);
  }

  cancel() {
    this.state = "cancelled";
    this.request?.abort?.();
    this.row.remove();
    this.box.say(`${this.file.name}をやめました。`);
    this.box.input.focus();
    this.box.changed();
  }

  say(tone, text) {
    const status = this.label.firstElementChild;
    status.dataset.tone = tone;
    status.textContent = text;
  }
}

function randomId() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

class Box {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.input = root.querySelector("input[type=file]");
    this.list = root.querySelector("[data-files-list]");
    this.said = root.querySelector("[data-files-said]");
    Object.assign(this, { name: root.dataset.files, url: root.dataset.url, id: root.dataset.box });
    this.most = Number(root.dataset.most);
    this.mostBytes = Number(root.dataset.mostBytes);
    this.line = [];
    this.busy = false;
    root.querySelector("[data-files-ways]").hidden = false;
    this.list.querySelectorAll("[data-upload]").forEach((row) => this.adopt(row));
    this.input.addEventListener("change", () => this.chosen());
    this.form.addEventListener("submit", (event) => this.holdBack(event), { capture: true });
    if (this.input.files.length) this.chosen(); // put back by the browser, or chosen before we came
  }

  chosen() {
    this.add([...this.input.files], { pasted: false });
    this.input.value = "";
  }

  add(files, how) {
    for (const file of files) {
      if (this.list.children.length >= this.most) {
        this.say(`一度に${this.most}個までです。残りは、あとから足せます。`);
        break;
      }
      const sending = new Sending(this, file, how);
      if (file.size > this.mostBytes) {
        sending.request = { status: 422, responseText: `ファイルが大きすぎます。${this.mostBytes / 1048576}MBまでです。` };
        sending.answered();
      } else {
        this.queue(sending);
      }
    }
  }

  queue(sending) {
    sending.state = "waiting";
    this.line.push(sending);
    this.work();
  }

  async work() {
    if (this.busy) return;
    this.busy = true;
    while (this.line.length) {
      const next = this.line.shift();
      if (next.state !== "cancelled") await next.send();
    }
    this.busy = false;
    this.sendOn();
  }

  // The form waits for its files, then goes by itself.
  holdBack(event) {
    if (!this.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.pressed = { button: event.submitter };
    this.say("ファイルを送りおわったら、このまま進みます。");
  }

  sendOn() {
    const pressed = this.pressed;
    this.pressed = null;
    const failed = this.list.querySelector(".upload:not([data-upload])");
    if (pressed && failed) this.say("送れなかったファイルがあります。もう一度送るか、外してください。");
    else if (pressed) this.form.requestSubmit(pressed.button ?? undefined);
  }

  adopt(row, file) {
    const drop = row.querySelector("[data-files-drop]");
    const button = element("button", "button button--quiet", "外す");
    button.type = "button";
    button.setAttribute("aria-label", `${row.querySelector(".upload__name").textContent}を外す`);
    button.addEventListener("click", () => this.remove(row));
    const buttons = element("p", "upload__buttons");
    buttons.append(button);
    drop.replaceWith(buttons);
    if (file?.type.startsWith("image/")) this.show(row, file);
    this.changed();
  }

  // The person's own file, drawn by their own browser: nothing is fetched.
  async show(row, file) {
    try {
      const image = await createImageBitmap(file, { resizeHeight: 192, resizeQuality: "low" });
      const canvas = element("canvas", "upload__picture");
      canvas.setAttribute("aria-hidden", "true");
      Object.assign(canvas, { width: Math.min(image.width, 384), height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      row.prepend(canvas);
      row.classList.add("has-picture");
    } catch {
      // No picture, no harm.
    }
  }

  async remove(row) {
    const name = row.querySelector(".upload__name").textContent;
    row.remove();
    this.say(`${name}を外しました。`);
    this.input.focus();
    this.changed();
    await fetch(row.dataset.remove, {
      method: "POST",
      headers: { "X-CSRFToken": cookie("csrftoken"), "HX-Request": "true" },
    }).catch(() => {});
  }

  changed() {
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  say(text) {
    this.said.textContent = text;
  }
}

// A field for one file: what is pasted or dropped is chosen, as if by hand.
class OneFile {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.input = root.querySelector("input[type=file]");
    root.querySelector("[data-files-ways]").hidden = false;
  }

  add([file]) {
    const chosen = new DataTransfer();
    chosen.items.add(file);
    this.input.files = chosen.files;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.root.querySelector("[data-files-said]").textContent = `${file.name}を選びました。`;
  }
}

const boxes = [
  ...[...document.querySelectorAll("[data-files]")].map((root) => new Box(root)),
  ...[...document.querySelectorAll("[data-one-file]")].map((root) => new OneFile(root)),
];
const nearest = (target) => boxes.find((box) => box.form.contains(target)) ?? boxes[0];

function named(file) {
  if (file.name && file.name !== "image.png") return file;
  const at = localMoment(Date.now()).replace(/[-:]/g, "").replace("T", "_");
  const ending = file.type.split("/")[1]?.replace("jpeg", "jpg") ?? "png";
  return new File([file], `貼りつけた画面_${at}.${ending}`, { type: file.type });
}

document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || !boxes.length) return;
  // Cells of a spreadsheet are text and picture at once: into a text they go as text.
  if (event.clipboardData.getData("text/plain") && event.target.closest?.(TYPING)) return;
  event.preventDefault();
  nearest(event.target).add(files.map(named), { pasted: true });
});

const carriesFiles = (event) => boxes.length && [...(event.dataTransfer?.types ?? [])].includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  nearest(event.target).root.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) boxes.forEach((box) => box.root.classList.remove("is-over"));
});
// Wherever it falls, the page with all that was typed is not left for the file.
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  boxes.forEach((box) => box.root.classList.remove("is-over"));
  nearest(event.target).add([...event.dataTransfer.files], { pasted: false });
});
