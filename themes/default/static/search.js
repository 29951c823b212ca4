// Searches the index, which is loaded on the first search.
{
  const form = document.querySelector("[data-search]"), { q: box } = form.elements, { index, none, one, other, failed } = form.dataset;
  const status = form.querySelector("[role=status]"), all = document.querySelector("[data-all]");
  const results = document.querySelector("[data-results]"), list = results.querySelector("ol");
  // The capture group makes every second piece a word.
  const word = /([\p{L}\p{N}\p{M}]+)/u;
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/g, "oe");
  const wordsOf = (text) => fold(text).split(word).filter((_, place) => place % 2);
  let pages, timer;

  const read = () => pages ??= fetch(index).then((answer) => answer.json()).then((entries) => entries.map((page) => ({
    ...page,
    parts: page.parts.map(([id, title, text]) => ({ id, text, words: wordsOf(text), title: wordsOf(title) })),
    fields: [[wordsOf(page.title), 9], [wordsOf((page.facts ?? []).join(" ")), 4], [wordsOf(page.summary), 3]],
  })));

  // `l’accueil` is searched as `accueil`, and `enquêtes` as `enquête`.
  const terms = (query) => wordsOf(query.replace(/(^|\s)(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’]/gi, " "))
    .map((term) => term.length > 3 ? term.replace(/[sx]$/, "") : term);
  const hits = (words, term) => Math.min(3, words.reduce((sum, found) =>
    found.startsWith(term) ? sum + 1 / (found.length - term.length + 1) : sum, 0));

  function score(page, wanted) {
    const found = page.parts.map(({ title, words }) => wanted.map((term) => hits(title, term) * 5 + hits(words, term)));
    const sums = found.map((counts) => counts.reduce((sum, count) => sum + (count && count + 9), 0));
    const most = Math.max(0, ...sums), best = most && page.parts[sums.indexOf(most)];
    const totals = wanted.map((term, place) => found.reduce((sum, counts) => sum + counts[place],
      page.fields.reduce((sum, [words, weight]) => sum + hits(words, term) * weight, 0)));
    return totals.every(Boolean) && { page, best, total: totals.reduce((sum, total) => sum + total) };
  }

  const isHit = (wanted) => (piece, place) => place % 2 && wanted.some((term) => fold(piece).startsWith(term));

  function mark(node, wanted) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    for (const text of found) text.replaceWith(...text.data.split(word).map((piece, place) => {
      if (!isHit(wanted)(piece, place)) return piece;
      const marked = document.createElement("mark");
      marked.textContent = piece;
      return marked;
    }));
  }

  function excerpt({ page, best }, wanted) {
    if (!best?.text) return page.summary;
    const pieces = best.text.split(word);
    const first = pieces.findIndex(isHit(wanted));
    const start = Math.max(0, first - 16), end = start + 64;
    return (start ? "… " : "") + pieces.slice(start, end).join("").trim() + (end < pieces.length ? " …" : "");
  }

  function entry(result, wanted) {
    // Each page of the index has its entry in the list of all pages.
    const item = all.querySelector(`a[href="${result.page.path}"]`).closest("li").cloneNode(true);
    if (result.best?.id) item.querySelector("a").hash = result.best.id;
    const text = document.createElement("p");
    text.textContent = excerpt(result, wanted);
    item.append(text);
    mark(item, wanted);
    return item;
  }

  async function search() {
    const query = box.value.trim(), wanted = terms(query);
    history.replaceState(null, "", query ? "?q=" + encodeURIComponent(query) : location.pathname);
    if (!wanted.length) {
      results.hidden = !(all.hidden = false);
      return status.textContent = "";
    }
    try {
      const found = (await read()).map((page) => score(page, wanted)).filter(Boolean).sort((a, b) => b.total - a.total);
      // The visitor has typed more meanwhile.
      if (query != box.value.trim()) return;
      list.replaceChildren(...found.map((result) => entry(result, wanted)));
      // Replace the results only now, so that the page is not empty for a moment and does not shift twice.
      all.hidden = true;
      results.hidden = !found.length;
      const words = found.length ? new Intl.PluralRules(document.documentElement.lang).select(found.length) == "one" ? one : other : none;
      status.textContent = words.replace("{number}", found.length).replace("{query}", query);
    } catch {
      pages = null;
      results.hidden = !(all.hidden = false);
      status.textContent = failed;
    }
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 150); });
  box.value = new URLSearchParams(location.search).get("q") ?? "";
  if (box.value) search();
}
