// Shows how many seats are left, as the page may be weeks old. The words are in `data-` attributes, by state. If all
// seats are taken and there is no waiting list, the invitation to register shows that instead (`[data-when-full]`).
const places = [...document.querySelectorAll("[data-availability]")];
for (const path of new Set(places.map((place) => place.dataset.availability))) {
  fetch(path).then((answer) => answer.ok && answer.json()).then((now) => {
    if (now.state == "full") document.querySelectorAll(`[data-when-full="${path}"]`).forEach(close);
    places.filter((place) => place.dataset.availability == path).forEach((place) => tell(place, now));
  }).catch(() => {});
}

function tell(place, now) {
  const { session } = place.dataset;
  const seats = session ? now.sessions?.[session] : now.sessions ? undefined : now.seats;
  let key = now.state;
  if (key == "open" || (session && seats)) {
    if (seats == null) return;
    key = seats ? new Intl.PluralRules(document.documentElement.lang).select(seats) : "full";
  }
  const text = place.getAttribute("data-" + key);
  if (text) place.textContent = text.replace("{seats}", seats);
}

// Removes the address of a link, whose position stays the same, and changes any other text.
function close(invitation) {
  invitation.classList.add("full");
  if (invitation.localName != "a") return invitation.textContent = invitation.dataset.text;
  invitation.removeAttribute("href");
  invitation.role = "link";
  invitation.ariaDisabled = true;
}
