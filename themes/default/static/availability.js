// Says how many seats are left: the page may be weeks old. The words stand in `data-` attributes, by state. Where all are
// taken and nobody may wait, what invites to register says so instead (`[data-when-full]`).
for (const place of document.querySelectorAll("[data-availability]")) {
  fetch(place.dataset.availability).then((answer) => answer.ok && answer.json()).then((now) => {
    const { availability, session } = place.dataset;
    if (now.state == "full") document.querySelectorAll(`[data-when-full="${availability}"]`).forEach(close);
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

// Takes the address of a link, whose place stays as it is, and changes any other text.
function close(invitation) {
  invitation.classList.add("full");
  if (invitation.localName != "a") return invitation.textContent = invitation.dataset.text;
  invitation.removeAttribute("href");
  invitation.role = "link";
  invitation.ariaDisabled = true;
}
