// Says how many seats are left: the page may be weeks old. The words stand in `data-` attributes, by state.
for (const place of document.querySelectorAll("[data-availability]")) {
  fetch(place.dataset.availability).then((answer) => answer.ok && answer.json()).then((now) => {
    const { session } = place.dataset;
    const seats = session ? now.sessions?.[session] : now.sessions ? undefined : now.seats;
    let key = now.state;
    if (key == "open" || (session && seats)) {
      if (seats == null) return;
      key = seats ? new Intl.PluralRules(document.documentElement.lang).select(seats) : "full";
    }
    const text = place.getAttribute("data-" + key);
    if (text) place.textContent = text.replace("{seats}", seats);
  }).catch(() => {});
}
