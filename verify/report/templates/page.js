(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const bar = document.getElementById("toolbar"), search = document.getElementById("search");
  const shown = document.getElementById("shown"), toggles = all("[data-toggle]"), cards = all("[data-status]");
  const words = new Map();
  const text = card => words.get(card) ?? words.set(card, card.textContent.toLowerCase()).get(card);

  function apply() {
    const wanted = toggles.filter(t => t.getAttribute("aria-pressed") === "true").map(t => t.dataset.toggle);
    const terms = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      const status = card.dataset.status.split(" ");
      const fits = (!wanted.length || wanted.some(w => status.includes(w))) && terms.every(t => text(card).includes(t));
      card.hidden = !fits;
      count += fits;
    }
    const filtered = wanted.length || terms.length;
    for (const post of all("section.post")) post.hidden = Boolean(filtered) && !all("[data-status]:not([hidden])", post).length;
    shown.value = filtered ? `${count} of ${cards.length} shown` : "";
    return wanted;
  }

  function remember() {
    const query = new URLSearchParams();
    const wanted = apply();
    if (search.value) query.set("q", search.value);
    if (wanted.length) query.set("status", wanted.join(","));
    const tail = query.size ? "?" + query : "";
    try { history.replaceState(null, "", location.pathname + tail + location.hash); } catch { /* a viewer without history */ }
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    const wanted = (query.get("status") ?? "").split(",");
    search.value = query.get("q") ?? "";
    for (const t of toggles) t.setAttribute("aria-pressed", String(wanted.includes(t.dataset.toggle)));
    apply();
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest("[hidden]")) return;
    search.value = "";
    for (const t of toggles) t.setAttribute("aria-pressed", "false");
    remember();
    target.scrollIntoView();
  }

  bar.hidden = false;
  bar.addEventListener("submit", event => event.preventDefault());
  search.addEventListener("input", remember);
  for (const t of toggles) t.addEventListener("click", () => {
    t.setAttribute("aria-pressed", String(t.getAttribute("aria-pressed") !== "true"));
    remember();
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.target.closest("input")) return;
    event.preventDefault();
    search.focus();
  });
  addEventListener("hashchange", reveal);
  for (const code of all("code.cmd")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "copy";
    button.setAttribute("aria-label", "copy the command");
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(code.textContent); button.textContent = "copied"; }
      catch { getSelection().selectAllChildren(code); }
    });
    code.after(button);
  }
  recall();
  reveal();
})();
