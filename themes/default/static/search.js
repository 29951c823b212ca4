// Finds pages in the index, which is read once somebody searches. The words stand in `data-` attributes.
{
  const form = document.querySelector("[data-search]"), { q: box } = form.elements, { index, none, one, other, failed } = form.dataset;
  const status = form.querySelector("[role=status]"), all = document.querySelector("[data-all]");
  const results = document.querySelector("[data-results]"), list = results.querySelector("ol");
  // Splits so that every second piece is a word.
  const word = /([\p{L}\p{N}\p{M}]+)/u;
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/g, "oe");
  const wordsOf = (text) => fold(text).split(word).filter((_, place) => place % 2);
  let pages, timer;

  const read = () => pages ??= fetch(index).then((answer) => answer.json()).then((entries) => entries.map((page) => ({
    ...page,
    parts: page.parts.map(([id, title, text]) => ({ id, text, words: wordsOf(text), title: wordsOf(title) })),
    fields: [[wordsOf(page.title), 9], [wordsOf((page.facts ?? []).join(" ")), 4], [wordsOf(page.summary), 3]],
  })));

  // « l’accueil » is looked for as « accueil », and « enquêtes » as « enquête ».
  const terms = (query) => wordsOf(query.replace(/(^|\s)(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’]/gi, " "))
    .map((term) => term.length > 3 ? term.replace(/[sx]$/, "") : term);
  const hits = (words, term, most = 3) => {
    let count = 0;
    for (const found of words) if (found.startsWith(term)) count += found.length - term.length < 2 ? 1 : .5;
    return Math.min(count, most);
  };

  function score(page, wanted) {
    let total = 0, best, most = 0;
    const inParts = new Map(wanted.map((term) => [term, 0]));
    for (const part of page.parts) {
      let sum = 0;
      for (const term of wanted) {
        const found = hits(part.title, term) * 5 + hits(part.words, term);
        inParts.set(term, inParts.get(term) + found);
        sum += found && found + 9;
      }
      if (sum > most) [most, best] = [sum, part];
    }
    for (const term of wanted) {
      const found = page.fields.reduce((sum, [words, weight]) => sum + hits(words, term) * weight, inParts.get(term));
      if (!found) return;
      total += found;
    }
    return { page, total, best };
  }

  function mark(node, wanted) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    for (const text of found) text.replaceWith(...text.data.split(word).map((piece, place) => {
      if (place % 2 == 0 || !wanted.some((term) => fold(piece).startsWith(term))) return piece;
      const marked = document.createElement("mark");
      marked.textContent = piece;
      return marked;
    }));
  }

  function excerpt({ page, best }, wanted) {
    if (!best?.text) return page.summary;
    const pieces = best.text.split(word);
    const first = pieces.findIndex((piece, place) => place % 2 && wanted.some((term) => fold(piece).startsWith(term)));
    const start = Math.max(0, first - 16), end = start + 64;
    return (start ? "… " : "") + pieces.slice(start, end).join("").trim() + (end < pieces.length ? " …" : "");
  }

  function entry(result, wanted) {
    const link = [...all.querySelectorAll("a")].find((link) => link.getAttribute("href") == result.page.path);
    const item = link ? link.closest("li").cloneNode(true) : document.createElement("li");
    if (result.best?.id && link) item.querySelector("a").hash = result.best.id;
    const text = document.createElement("p");
    text.textContent = excerpt(result, wanted);
    item.append(text);
    mark(item, wanted);
    return item;
  }

  async function search() {
    const query = box.value.trim(), wanted = terms(query);
    history.replaceState(null, "", query ? "?q=" + encodeURIComponent(query) : location.pathname);
    results.hidden = !(all.hidden = wanted.length > 0);
    if (!wanted.length) return status.textContent = "";
    try {
      const found = (await read()).map((page) => score(page, wanted)).filter(Boolean).sort((a, b) => b.total - a.total);
      // Somebody wrote on while the index was read.
      if (query != box.value.trim()) return;
      list.replaceChildren(...found.map((result) => entry(result, wanted)));
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
