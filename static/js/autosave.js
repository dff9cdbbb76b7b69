/* Saves what was typed, field by field, a moment after the last key. Without scripts the form's
   own buttons do the same. Keeps everything in the page when the log-in or the network is gone. */

const WAIT_MS = 1200;
const RETRY_MS = 15000;

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-autosave-state]");
    this.changed = new Set();
    this.sending = false;
    form.addEventListener("input", (event) => this.note(event.target.name));
    form.addEventListener("change", (event) => this.note(event.target.name));
    // The token of the page is old after somebody logged in again in another tab.
    form.addEventListener("submit", () => this.renewToken());
  }

  note(name) {
    if (!name || ["edit_number", "page", "csrfmiddlewaretoken"].includes(name)) return;
    this.changed.add(name);
    this.later(WAIT_MS);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  renewToken() {
    const token = cookie("csrftoken");
    if (token) this.form.querySelector("[name=csrfmiddlewaretoken]").value = token;
  }

  body(names) {
    const all = new FormData(this.form);
    const body = new FormData();
    body.set("edit_number", all.get("edit_number"));
    body.set("page", all.get("page"));
    for (const name of names) {
      const values = all.getAll(name);
      values.forEach((value) => body.append(name, value));
      if (!values.length) body.append("emptied", name);
    }
    return body;
  }

  async save() {
    if (this.sending || !this.changed.size) return;
    const names = [...this.changed];
    this.changed.clear();
    this.sending = true;
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: this.body(names),
        headers: { "X-CSRFToken": cookie("csrftoken"), "X-Autosave": "1" },
        credentials: "same-origin",
      });
      if (!answer.ok) throw answer;
      this.saved(await answer.json());
    } catch (problem) {
      names.forEach((name) => this.changed.add(name));
      this.failed(problem);
    } finally {
      this.sending = false;
    }
    if (this.changed.size && !this.timerIsLong) this.later(WAIT_MS);
  }

  saved(result) {
    this.timerIsLong = false;
    // The number the page was loaded with stays, so that the form's own button meets a clash too.
    Object.entries(result.clashes).forEach(([name, clash]) => this.showClash(name, clash.theirs));
    const clashes = Object.values(result.clashes).map((clash) => `「${clash.label}」`);
    if (clashes.length) {
      this.say(`${clashes.join("、")}は、別の画面で先に書きかえられました。あなたの入力はまだ保存されていません。`, "warning");
    } else {
      this.say(`${result.saved_at} に保存しました。`, "success");
    }
  }

  showClash(name, theirs) {
    const field = document.getElementById(`id_${name}_field`);
    if (!field) return;
    const note = field.querySelector(".field__clash") ?? document.createElement("p");
    note.className = "field__clash";
    note.setAttribute("role", "alert");
    const text = Array.isArray(theirs) ? theirs.join("、") : theirs;
    note.textContent = `別の画面で先に書きかえられました。保存されている内容：${text || "（空欄）"}`;
    field.append(note);
  }

  failed(problem) {
    this.timerIsLong = true;
    this.later(RETRY_MS);
    if (problem.status === 401) {
      this.say("ログインが切れました。入力は画面に残っています。", "warning", {
        text: "別のタブでログインする（そのあと自動で保存します）",
        url: this.form.dataset.login,
      });
    } else if (problem.status === 409 || problem.status === 403 || problem.status === 404) {
      clearTimeout(this.timer);
      this.say("いまは書きかえられません。入力した文を控えて、ページを開きなおしてください。", "warning");
    } else {
      this.say("保存できていません。入力は画面に残っています。つながりしだい、自動で保存します。", "warning");
    }
  }

  say(text, tone, link) {
    this.state.textContent = text;
    this.state.dataset.tone = tone;
    if (link) {
      const anchor = document.createElement("a");
      Object.assign(anchor, { href: link.url, textContent: link.text, target: "_blank", rel: "noopener" });
      this.state.append(" ", anchor);
    }
  }
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
