// 「公式か確かめる」 on a copy without a server: what accounts.json says of a pasted address or
// name. Similar names are left to the list below, which the reader compares letter by letter.
(() => {
  const box = document.getElementById("registry-checker");
  const answer = document.getElementById("registry-answer");
  const form = box.querySelector("form");
  const field = form.elements.q;

  const HOSTS = { "twitter.com": "x.com", "fb.com": "facebook.com", "youtu.be": "youtube.com" };

  function place(text) {
    let url;
    try {
      url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
    } catch {
      return null;
    }
    if (!/^https?:$/.test(url.protocol)) return null;
    let host = url.hostname.toLowerCase().replace(/^(www|m|mobile|ja-jp)\./, "");
    host = HOSTS[host] ?? host;
    return { path: `${host}${url.pathname.replace(/\/+$/, "").toLowerCase()}`, asks: url.searchParams };
  }

  // Some accounts are named by the query alone: facebook.com/profile.php?id=…
  function leadsTo(asked, own) {
    const named = [...own.asks];
    if (!named.length) return asked.path === own.path || asked.path.startsWith(`${own.path}/`);
    const isSame = named.every(([key, value]) => asked.asks.getAll(key).join("\n") === value);
    return asked.path === own.path && isSame;
  }

  const name = (text) => text.trim().replace(/^@/, "").toLowerCase();

  function found(text, rows) {
    const plain = text.normalize("NFKC").trim();
    const asked = plain.startsWith("@") ? null : place(plain);
    const there = rows.filter(({ url }) => {
      const own = asked && url && place(url);
      return own && leadsTo(asked, own);
    });
    if (there.length) return there;
    return rows.filter(({ handle }) => handle && name(handle) === name(plain));
  }

  function element(tag, text, className) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function outcome(code, title, sentence) {
    const heading = element("h2", title, "registry-outcome");
    heading.dataset.outcome = code;
    answer.append(heading, element("p", sentence));
  }

  function card(row, home) {
    const made = element("p", `${row.service}　${row.handle ?? ""}　`);
    const link = element("a", row.name);
    link.href = home.replace(/index\.html$/, `accounts/${row.key}/index.html`);
    made.append(link, `　担当：${row.division ?? ""}${row.section}`);
    answer.append(made);
    const day = row.confirmed_on ? `最後に確認した日：${row.confirmed_on}` : "確認した日の記録はまだありません";
    answer.append(element("p", day, "quiet small"));
  }

  const CODES = { RUNNING: "OFFICIAL", STOPPING: "OFFICIAL", PAUSED: "PAUSED" };
  const TITLES = { OFFICIAL: "公式", PAUSED: "公式（いまは一時停止中）", STOPPED: "公式だが停止中" };

  function tell(text, accounts, fakes) {
    const home = box.dataset.account;
    const official = found(text, accounts);
    const known = found(text, fakes);
    answer.replaceChildren(element("p", `調べたもの：${text.slice(0, 200)}`, "registry-asked"));
    if (official.length + known.length > 1) {
      outcome("WHICH", "媒体を見くらべてください", "同じ名前が、いくつかの媒体にあります。");
    }
    for (const row of official) {
      const code = row.under_confirmation ? "DOUBTED" : CODES[row.standing] ?? "STOPPED";
      const says = code === "DOUBTED" ? "市のアカウントですが、乗っ取りなどのおそれがあり、確認中です。" : `${row.service}の${row.handle ?? row.url}は、市のアカウントです。`;
      outcome(code, TITLES[code] ?? "現在確認中", says);
      card(row, home);
    }
    for (const row of known) {
      outcome("FAKE", "なりすましとして把握", `市のものではありません：${row.handle || row.url}（${row.service}）`);
    }
    if (official.length || known.length) return;
    const former = accounts.filter((row) => found(text, row.former_handles).length);
    for (const row of former) {
      outcome("FORMER", "以前のユーザー名", "市が以前使っていた名前で、いまは市のものではありません。いまのアカウントは次のとおりです。");
      card(row, home);
    }
    if (!former.length) {
      outcome("UNLISTED", "登録なし", "市の公式アカウントとして登録されていません。登録がないだけで、にせものと決まったわけではありません。下の表で、似た名前がないか見くらべてください。");
    }
  }

  async function load(address) {
    const got = await fetch(address);
    return got.ok ? got.json() : {};
  }

  let register;
  async function check(text) {
    register ??= Promise.all([load(box.dataset.register), load(box.dataset.warnings)]);
    try {
      const [accounts, warnings] = await register;
      tell(text, accounts.accounts, warnings.impostors ?? []);
    } catch {
      register = undefined;
      answer.replaceChildren(element("p", "いま調べられません。下の表で見くらべてください。"));
    }
  }

  box.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) check(field.value);
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    check(asked);
  }
})();
