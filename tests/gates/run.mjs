// Checks every page of the site and of the handler with standard tools; README.md lists them.
//
//     node run.mjs PREVIEW OUTPUT [markup] [structured] [browser] [lighthouse] [performance]
//
// PREVIEW is the program; OUTPUT a folder for the HTML of each page and for the site's files.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pages from "./pages.mjs";
import { start } from "./site.mjs";

const [binary, output, ...wanted] = process.argv.slice(2);
if (!output) throw new Error("usage: node run.mjs PREVIEW OUTPUT [CHECK...]");
const gates = wanted.length ? wanted : ["markup", "structured", "browser", "lighthouse"];
const root = resolve(import.meta.dirname, "../..");

// Checks whose result does not depend on the theme.
const ONCE = ["structured", "lighthouse", "performance"];

// The pages that are opened in a browser with other themes: one of each kind.
const OF_EACH_KIND = [
  "site-index", "site-recherche-index", "site-intervenants-jeanne-portrait-index",
  "site-ateliers-controle-changements-index", "site-ateliers-controle-redaction-index", "handler-form-wrong",
  "handler-questionnaire-empty", "handler-own-confirmed", "handler-own-offered", "handler-details-outdated",
];

const own = readFileSync(join(root, "content/site.yaml"), "utf8").match(/^theme: (\S+)/m)[1];
const problems = await checkTheme(undefined, output, gates);
const themes = readdirSync(join(root, "themes"), { withFileTypes: true });
for (const { name } of themes.filter((entry) => entry.isDirectory() && entry.name != own)) {
  const found = await checkTheme(name, `${output}-${name}`, gates.filter((gate) => !ONCE.includes(gate)), OF_EACH_KIND);
  problems.push(...found.map((problem) => `${name}: ${problem}`));
}
process.exitCode = problems.length ? 1 : 0;

// Returns the problems with a theme, by default the one in use. `browsed` limits the pages opened in the browser; by
// default it opens all.
async function checkTheme(theme, output, gates, browsed) {
  const site = await start(root, resolve(binary), theme);
  const problems = [];
  try {
    const ofSite = await pages.ofSite(site);
    const { pages: ofHandler, mails } = await pages.ofHandler(site);
    console.log(`${theme ?? own}: ${ofSite.length} pages of the site, ${ofHandler.length} of the handler, ${mails.length} mails`);
    rmSync(output, { recursive: true, force: true });
    for (const folder of ["pages", "mails"]) mkdirSync(join(output, folder), { recursive: true });
    const all = [...ofSite, ...ofHandler];
    for (const page of all) writeFileSync(join(output, "pages", `${page.name}.html`), await pages.html(site, page));
    for (const mail of mails) writeFileSync(join(output, "mails", `${mail.name}.html`), mail.html);
    cpSync(site.files, join(output, "site"), { recursive: true });
    const opened = browsed ? all.filter(({ name }) => browsed.includes(name)) : all;
    if (browsed && opened.length != browsed.length) throw new Error(`of ${browsed} there are only ${opened.map(({ name }) => name)}`);

    for (const gate of gates) {
      const began = Date.now();
      const { check } = await import(`./${gate}.mjs`);
      const found = await check({ site, ofSite, ofHandler, all: gate == "browser" ? opened : all, mails: browsed ? [] : mails, output });
      console.log(`${gate}: ${found.length} problems, ${Math.round((Date.now() - began) / 1000)} s`);
      for (const problem of found) console.log(`✗ ${problem}`);
      problems.push(...found);
    }
  } finally {
    site.stop();
  }
  return problems;
}
