// Shows that the gates can fail: pages with one fault each, which must be found, and one without faults.
//
//     node faults.mjs
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as browser from "./browser.mjs";
import * as markup from "./markup.mjs";
import * as structured from "./structured.mjs";

const TEXT = "<h1>Ateliers</h1>\n<p>Un texte.</p>\n<p>Un autre.</p>\n<p>Un dernier.</p>";

// The faults and the check that must find each: `seen` in the browser, by none of `unseen`; `read` in the markup;
// `known` in the structured data.
const FAULTS = {
  none: { body: structuredData({ "@type": "Event", name: "A", eventStatus: "https://schema.org/EventCancelled" }) },
  wide: { body: '<div style="width: 400px; height: 1px"></div>', seen: /^is 4\d\d px wide at 320 px/ },
  console: { body: '<script>console.log("oh")</script>', seen: /^console: oh/ },
  broken: { body: '<script>throw new Error("oh")</script>', seen: /^script: Error: oh/ },
  elsewhere: { body: '<img src="http://elsewhere.invalid/x.png" alt="" width="1" height="1">', seen: /^third party: http:\/\/elsewhere/ },
  missing: { body: '<img src="/missing.png" alt="" width="1" height="1">', seen: /^404: .*missing.png/ },
  cookie: { headers: { "set-cookie": "a=b" }, seen: /^sets cookies: a/ },
  text: { body: '<p id="p"></p>\n<script>document.querySelector("#p").textContent = "oh"</script>', seen: /^says with scripts « oh »/ },
  gone: { body: "<noscript><p>oh</p></noscript>", seen: /, without « oh »/ },
  shift: {
    before: '<div id="d"></div>',
    body: '<script>setTimeout(() => document.querySelector("#d").style.height = "300px", 200)</script>', seen: /^shifts by 0\./,
  },
  legible: { body: '<p style="color: #bbb; background: #fff">Un texte pâle.</p>', seen: /^axe, light, 360 px: color-contrast/ },
  dark: { head: "<style>@media (prefers-color-scheme: dark) { p { color: #333; background: #000 } }</style>", seen: /^axe, dark, 1280 px: color-contrast/ },
  // Colours that the page forces on visitors who chose their own; they show neither in light nor in dark mode.
  forced: {
    head: "<style>@media (forced-colors: active) { p { forced-color-adjust: none; color: #999; background: #fff } }</style>",
    seen: /^axe, forced colours, 360 px: color-contrast/, unseen: /^axe, (light|dark),/,
  },
  // A box that only a mouse or a finger can scroll; those of tables can be scrolled by keyboard. axe-core only checks
  // boxes whose text overflows, so the text is too long for the box in any font.
  unreachable: {
    body: '<div style="overflow-x: auto; max-width: 100px"><p style="width: 300px">Un texte bien plus large que sa boîte.</p></div>',
    seen: /^axe, light, 360 px: scrollable-region-focusable/,
  },
  covered: {
    body: '<p style="position: relative"><a href="/none">Un lien.</a><a href="/" style="position: absolute; inset: 0" aria-label="Ailleurs"></a></p>',
    seen: /^at 360 px a click hits not <a href="\/none"/,
  },
  nested: { body: "<p><div>oh</div></p>", read: /^Nu: nested.html:.*No “p” element in scope/ },
  vocabulary: { body: structuredData({ "@type": "Event", performs: "A" }), known: /^schema.org: vocabulary.html: .*"performs"/ },
  enumeration: {
    body: structuredData({ "@type": "Event", eventStatus: "https://schema.org/EventGone" }),
    known: /^schema.org: enumeration.html: .*EventGone/,
  },
  buttonless: { body: '<form action="/"><input type="text" name="a" aria-label="a"></form>', read: /^html-validate: buttonless.html.*\[wcag\/h32\]/ },
};

function structuredData(thing) {
  const data = { "@context": "https://schema.org", "@graph": [thing] };
  return `<script type="application/ld+json">${JSON.stringify(data)}</script>`;
}

const page = ({ head = "", before = "", body = "" }) => `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Ateliers</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<main>
${before}
${TEXT}
${body}
</main>
</body>
</html>
`;

const server = createServer((asked, answer) => {
  const fault = FAULTS[asked.url.slice(1)];
  answer.writeHead(fault ? 200 : 404, { "content-type": "text/html; charset=utf-8", ...fault?.headers });
  answer.end(fault && page(fault));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const output = mkdtempSync(join(tmpdir(), "ateliers-faults-"));
for (const folder of ["pages", "mails"]) mkdirSync(join(output, folder));
const names = Object.keys(FAULTS);
for (const name of names) writeFileSync(join(output, "pages", `${name}.html`), page(FAULTS[name]));
writeFileSync(join(output, "mails", "none.html"), page({}));

const site = { origin: `http://127.0.0.1:${server.address().port}` };
// Mails have faults that the browser must find, too.
const BROKEN_MAILS = ["wide", "legible", "dark", "elsewhere"];
const mails = ["none", ...BROKEN_MAILS].map((name) => ({ name: `mail-${name}`, html: page(FAULTS[name]) }));
const seen = await browser.check({ site, all: names.map((name) => ({ name, path: `/${name}` })), mails });
const read = await markup.check({ output });
const known = await structured.check({ output });
server.close();
rmSync(output, { recursive: true });

const overlooked = [];
for (const [name, fault] of Object.entries(FAULTS)) {
  const inBrowser = seen.filter((problem) => problem.startsWith(`${name}: `)).map((problem) => problem.slice(name.length + 2));
  const inMarkup = read.filter((problem) => problem.includes(`: ${name}.html:`));
  if (fault.seen && !inBrowser.some((problem) => fault.seen.test(problem))) overlooked.push(`${name} among ${JSON.stringify(inBrowser)}`);
  if (fault.unseen && inBrowser.some((problem) => fault.unseen.test(problem))) overlooked.push(`${name} is more than that: ${JSON.stringify(inBrowser)}`);
  const inData = known.filter((problem) => problem.includes(`: ${name}.html:`));
  if (fault.known && !inData.some((problem) => fault.known.test(problem))) overlooked.push(`${name} among ${JSON.stringify(inData)}`);
  if (fault.read && !inMarkup.some((problem) => fault.read.test(problem))) overlooked.push(`${name} among ${JSON.stringify(inMarkup)}`);
  if (name == "none" && inBrowser.length + inMarkup.length + inData.length) overlooked.push(`nothing is wrong, yet: ${[...inBrowser, ...inMarkup, ...inData]}`);
}
const ofMails = (name) => seen.filter((problem) => problem.startsWith(`mail-${name}: `)).map((problem) => problem.slice(name.length + 7));
for (const name of BROKEN_MAILS) {
  if (!ofMails(name).some((problem) => FAULTS[name].seen.test(problem))) overlooked.push(`mail-${name} among ${JSON.stringify(ofMails(name))}`);
}
if (ofMails("none").length) overlooked.push(`nothing is wrong with the mail, yet: ${ofMails("none")}`);
for (const fault of overlooked) console.log(`✗ overlooked: ${fault}`);
console.log(`${names.length - 1 + BROKEN_MAILS.length} faults, ${overlooked.length} overlooked`);
process.exitCode = overlooked.length ? 1 : 0;
