// Finds the pages: those of the site through its sitemap and its links, those of the handler by actually registering.
import { readFileSync } from "node:fs";

// Everything that a person might fill in; each form uses the fields it has.
const PERSON = {
  "given-name": "Claire", "family-name": "Le Gall", function: "Directrice", organisation: "Office de l’Ouest",
  telephone: "01 23 45 67 89", fee: "adherent", "takes-part": "yes", "billing-address": "1 rue de la Paix",
  "billing-postal-code": "75002", "billing-city": "Paris", remarks: "Régime végétarien", privacy: "yes",
};

// What is in a mail with private information before a session, to the contact and to a participant, in each language.
const MAILS = [
  /informations pratiques[^]*48B12[^]*Voir mon inscription/, /informations pratiques[^]*912443[^]*Voir ma participation/,
  /practical information[^]*48B12[^]*See my registration/, /practical information[^]*912443[^]*See my participation/,
];

// The pages of the site: `{ name, path }` of each. `name` becomes a file name. `needsScripts` marks a page whose text
// differs without scripts.
export async function ofSite(site) {
  const sitemap = await (await fetch(`${site.origin}/sitemap.xml`)).text();
  const base = readFileSync(`${site.folder}/content/site.yaml`, "utf8").match(/^base_url: (\S+)/m)[1];
  const open = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address.replace(base, ""));
  if (!open.length) throw new Error("the sitemap names no page");
  open.unshift("/", "/404.html");
  const found = new Map();
  while (open.length) {
    const path = open.shift();
    if (found.has(path)) continue;
    const answer = await fetch(site.origin + path);
    const expected = path.startsWith("/api/") ? [200, 409] : [200];
    if (!expected.includes(answer.status)) throw new Error(`${path} is answered with ${answer.status}`);
    if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) continue;
    const html = await answer.text();
    found.set(path, { name: `site${path.replace(/\/$/, "/index")}`.replace(/\.html$/, "").replaceAll("/", "-"), path });
    for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]+)"/g)) {
      const address = new URL(href.replaceAll("&amp;", "&"), site.origin + path);
      if (address.origin == site.origin) open.push(address.pathname);
    }
  }
  if (!found.has("/recherche/")) throw new Error("no page for searching was found");
  return [...found.values(), { name: "site-search-results", path: "/recherche/?q=atelier", needsScripts: true }];
}

// The pages of the handler: `{ name, path }` if they can be requested again, `{ name, post }` if they answer a post,
// with the form's page, its fields and the status.
export async function ofHandler(site) {
  const pages = [];
  const form = (slug) => `/ateliers/${slug}/inscription/`;
  // Post what a browser sends from the form's page: its fields and the version of the form.
  const from = async (page, fields) => {
    const html = await (await fetch(site.origin + page)).text();
    const asked = Object.entries(fields).filter(([name]) => html.includes(` name="${name}"`));
    return { form: html.match(/ name="form" value="([^"]+)"/)[1], ...Object.fromEntries(asked) };
  };
  const action = (slug) => `/api/workshops/${slug}/registrations`;
  const registered = async (slug, name, more = {}, query = "") => {
    const person = { ...PERSON, email: `${name}@office.example`, ...more };
    const answer = await post(site, action(slug) + query, person);
    if (answer.status != 303) throw new Error(`${slug}: ${answer.status}\n${await answer.text()}`);
    const path = answer.headers.get("location");
    pages.push({ name: `handler-own-${name}`, path });
    return path;
  };
  // The own pages of the first participant of a registration with one.
  const participation = async (name, own) => {
    const path = (await (await fetch(site.origin + own)).text()).match(/href="(\/api\/participations\/[^"]+)"/)[1];
    pages.push({ name: `handler-${name}`, path }, { name: `handler-${name}-cancel`, path: `${path}/cancel` });
    pages.push({ name: `handler-${name}-change`, path: `${path}/change` });
    posted(`${name}-empty`, `${path}/change`, await from(`${path}/change`, {}), 422);
    return path;
  };
  const posted = (name, path, fields, status) => pages.push({ name: `handler-${name}`, post: { path, fields, status } });

  const open = "controle-changements", group = "controle-validation";
  const wrong = { ...PERSON, email: "nobody", "billing-postal-code": "x" };
  const sentWrong = (name, slug, fields) => from(form(slug), fields).then((sent) => posted(name, action(slug), sent, 422));
  await sentWrong("form-empty", open, {});
  await sentWrong("form-wrong", open, wrong);
  posted("form-outdated", action(open), wrong, 422);
  await sentWrong("form-group-empty", group, { "participant-2-given-name": "Marc" });
  await sentWrong("form-choice-empty", "controle-choix", {});
  await sentWrong("form-code-wrong", "controle-confirmation", { ...PERSON, email: "code@office.example", "member-code": "nord-7f3k-92qx" });
  await sentWrong("form-questions-empty", "exemple-renovation-energetique", {});
  posted("closed", action("controle-clos"), PERSON, 409);
  posted("upcoming", action("controle-a-venir"), PERSON, 409);
  posted("cancelled-workshop", action("controle-annule"), { ...PERSON, email: "late@office.example" }, 409);
  posted("no-registration", action("controle-passe"), PERSON, 404);
  posted("unknown-workshop", action("nulle-part"), PERSON, 404);
  posted("method-not-allowed", `${action(open)}`, null, 405);
  posted("not-found", "/api/nulle-part", null, 404);
  const questionnaire = "/api/workshops/exemple-renovation-energetique/forms/questionnaire";
  const ofQuestionnaire = "/ateliers/exemple-renovation-energetique/questionnaire/";
  posted("questionnaire-empty", questionnaire, await from(ofQuestionnaire, {}), 422);
  pages.push({ name: "handler-questionnaire-thanks", path: `${questionnaire}/thanks` });
  posted("questionnaire-closed", "/api/workshops/proximite/forms/questionnaire", {}, 409);
  // The same in English.
  const english = "?language=en";
  const inEnglish = await from("/en/workshops/exemple-renovation-energetique/registration/", wrong);
  posted("english-form-wrong", action("exemple-renovation-energetique") + english, inEnglish, 422);
  const questionnaireInEnglish = "/en/workshops/exemple-renovation-energetique/questionnaire/";
  posted("english-questionnaire-empty", questionnaire + english, await from(questionnaireInEnglish, {}), 422);
  posted("english-unknown-workshop", action("nulle-part") + english, PERSON, 404);
  const ownEnglish = await registered(open, "english", {
    "participant-2-given-name": "Ann", "participant-2-family-name": "Miller", "participant-2-function": "Manager",
    "participant-2-fee": "autre", "participant-2-email": "ann@office.example",
  }, english);
  await participation("english-participation", ownEnglish);
  pages.push({ name: "handler-english-add", path: `${ownEnglish}/participants/add` });
  pages.push({ name: "handler-english-address", path: `${ownEnglish}/address` });
  posted("find-empty", "/api/find", await from("/retrouver/", {}), 422);
  posted("find-wrong-english", "/api/find" + english, await from("/en/find/", { email: "claire@" }), 422);
  pages.push({ name: "handler-find-sent", path: "/api/find/sent" });
  posted("unknown-form", "/api/workshops/proximite/forms/autre", {}, 404);

  const own = await registered(open, "confirmed");
  pages.push({ name: "handler-cancel", path: `${own}/cancel` }, { name: "handler-change", path: `${own}/participants` });
  posted("change-empty", `${own}/participants`, await from(`${own}/participants`, {}), 422);
  const choice = await registered("controle-choix", "choice", {
    sessions: "session-1", "participant-2-given-name": "Marc", "participant-2-family-name": "Petit",
    "participant-2-function": "Chargé", "participant-2-fee": "autre", "participant-2-email": "marc.petit@office.example",
    "participant-2-sessions": "session-2", "participant-2-attendance-session-2": "online",
  });
  pages.push({ name: "handler-choice-change", path: `${choice}/participants` }, { name: "handler-choice-details", path: `${choice}/details` });
  const alone = await participation("choice-participation", choice);
  // The sessions of one participant: by the contact, and by themselves, who may not raise the amount.
  const ofMarc = `${choice}/participants/2/sessions`;
  pages.push({ name: "handler-choice-sessions", path: ofMarc }, { name: "handler-choice-own-sessions", path: `${alone}/sessions` });
  posted("choice-sessions-empty", ofMarc, await from(ofMarc, {}), 422);
  const text = await (await fetch(`${site.origin}${alone}/sessions`)).text();
  const form_basis = text.match(/ name="form_basis" value="([^"]+)"/)[1];
  const online = { sessions: "session-2", "attendance-session-2": "online" };
  posted("choice-sessions-outdated", ofMarc, { ...online, form_basis }, 409);
  posted("choice-sessions-left", `${choice}/participants/9/sessions`, null, 409);
  const moved = await post(site, `${alone}/sessions`, { ...online, form_basis, "attendance-session-2": "in-person" });
  if (moved.status != 303) throw new Error(`sessions: ${moved.status}\n${await moved.text()}`);
  const pending = await registered(group, "pending", {
    "participant-2-given-name": "Marc", "participant-2-family-name": "Petit", "participant-2-function": "Chargé",
    "participant-2-fee": "autre", "participant-2-email": "marc@office.example", "participant-2-dejeuner": "yes",
    "participant-2-menu": "legumes", "participant-1-attente": "Échanger",
  });
  pages.push({ name: "handler-change-group", path: `${pending}/participants` });
  // Two tabs: the second gets its entries back, with what is recorded now.
  const details = `${pending}/details`;
  const shown = await (await fetch(site.origin + details)).text();
  const basis = shown.match(/ name="form_basis" value="([^"]+)"/)[1];
  const changed = { ...await from(details, PERSON), form_basis: basis, "purchase-order": "BC 2027-7" };
  const saved = await post(site, details, changed);
  if (saved.status != 303) throw new Error(`details: ${saved.status}\n${await saved.text()}`);
  pages.push({ name: "handler-details", path: details });
  posted("details-empty", details, await from(details, {}), 422);
  posted("details-outdated", details, { ...changed, "purchase-order": "", function: "Cheffe" }, 409);
  // People are added, and another address of the contact is proposed, which the mail to it confirms.
  const add = `${pending}/participants/add`;
  pages.push({ name: "handler-add", path: add });
  const anne = {
    "participant-2-given-name": "Anne", "participant-2-family-name": "Petit", "participant-2-function": "Cheffe",
    "participant-2-fee": "autre",
  };
  posted("add-empty", add, await from(add, { "participant-2-given-name": "Anne" }), 422);
  const address = `${pending}/address`;
  pages.push({ name: "handler-address", path: address });
  posted("address-wrong", address, await from(address, { email: "claire@" }), 422);
  const proposed = await post(site, address, await from(address, { email: "claire@elsewhere.example" }));
  if (proposed.status != 303) throw new Error(`address: ${proposed.status}\n${await proposed.text()}`);
  pages.push({ name: "handler-own-address-proposed", path: pending });
  posted("address-link-unknown", `/api/addresses/${group}/${"0".repeat(32)}-${"0".repeat(32)}`, null, 404);
  await participation("participation", pending);
  pages.push({ name: "handler-participation-cancelled", path: `/api/participations/${group}/cancelled` });
  pages.push({ name: "handler-english-participation-cancelled", path: `/api/participations/${open}/cancelled${english}` });
  await registered("controle-confirmation", "unconfirmed");
  await registered("controle-complet", "last");
  posted("full", action("controle-complet"), { ...PERSON, email: "toolate@office.example" }, 409);
  const first = await registered("controle-attente", "first");
  const waiting = await registered("controle-attente", "waiting");
  posted("add-unseated", `${waiting}/participants/add`, null, 409);
  // Seats that become free are offered to the second; the first has cancelled.
  const before = await registered("controle-propositions", "before");
  await registered("controle-propositions", "offered");
  await post(site, `${before}/cancel`, {});
  posted("no-offer", `${before}/seats/accept`, {}, 409);
  const gone = await registered(open, "cancelled");
  await post(site, `${gone}/cancel`, {});
  // Private information on the own pages of a party, and in its mails, which follow at once because the session is near.
  const attends = {
    sessions: "lancement", "attendance-lancement": "in-person", "participant-2-function": "Chargé", "participant-2-fee": "autre",
    "participant-2-given-name": "Marc", "participant-2-family-name": "Petit", "participant-2-sessions": "lancement",
    "participant-2-attendance-lancement": "online",
  };
  const informed = await registered("controle-prive", "informed", { ...attends, "participant-2-email": "marc.prive@office.example" });
  await participation("informed-participation", informed);
  const inEnglishToo = { ...attends, "participant-2-email": "marc.english@office.example" };
  await participation("english-informed-participation", await registered("controle-prive", "english-informed", inEnglishToo, english));
  posted("unknown-registration", `${own.slice(0, -2)}zz`, null, 404);

  const links = {
    "handler-confirm": /href="[^"]*(\/api\/registrations\/[^"]+\/confirm\/[^"]+)"/,
    "handler-confirm-address": /href="[^"]*(\/api\/addresses\/[^"]+)"/,
  };
  const mails = await readMails(site, 11, [...Object.values(links), ...MAILS]);
  for (const [name, link] of Object.entries(links)) {
    pages.push({ name, path: mails.map((mail) => mail.html.match(link)).find(Boolean)[1] });
  }
  return { pages, mails, first };
}

export async function post(site, path, fields) {
  return fetch(site.origin + path, {
    method: "POST", redirect: "manual",
    headers: { origin: site.origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  });
}

// Returns the HTML of such a page, after checking its status.
export async function html(site, page) {
  const answer = page.path ? await fetch(site.origin + page.path)
    : page.post.fields ? await post(site, page.post.path, page.post.fields)
    : await fetch(site.origin + page.post.path);
  if (page.post && answer.status != page.post.status) {
    throw new Error(`${page.name} is answered with ${answer.status}, not ${page.post.status}`);
  }
  if (page.path && !answer.ok) throw new Error(`${page.name} (${page.path}) is answered with ${answer.status}`);
  return answer.text();
}

// Returns the HTML of every mail, once there are this many and each of the links is in one of them.
async function readMails(site, least, links) {
  for (let attempt = 0; attempt < 300; attempt++) {
    const list = await (await fetch(`${site.behind}/preview/outbox`)).text();
    const paths = [...list.matchAll(/href="(\/preview\/outbox\/[^"/]+)"/g)].map(([, path]) => path);
    if (paths.length >= least) {
      const mails = await Promise.all(paths.map(async (path) => {
        const page = await (await fetch(site.behind + path)).text();
        const shown = page.match(/srcdoc="([^"]*)"/)[1].replaceAll("&lt;", "<").replaceAll("&gt;", ">")
          .replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&#39;", "'").replaceAll("&#x2F;", "/").replaceAll("&amp;", "&");
        return { name: `mail-${path.split("/").pop()}`, html: shown.replace('<base target="_blank">', "") };
      }));
      if (links.every((link) => mails.some((mail) => link.test(mail.html)))) return mails;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`fewer than ${least} mails were written, or none has a link that was looked for`);
}
