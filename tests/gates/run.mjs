// Has every page of the site and of the handler checked by the web's own tools. README.md says by which.
//
//     node run.mjs PREVIEW OUTPUT [markup] [structured] [browser] [lighthouse]
//
// PREVIEW is the program; OUTPUT a folder for the HTML of each page and for the site's files.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pages from "./pages.mjs";
import { start } from "./site.mjs";

const [binary, output, ...wanted] = process.argv.slice(2);
if (!output) throw new Error("name the preview's program and a folder for what is found");
const gates = wanted.length ? wanted : ["markup", "structured", "browser", "lighthouse"];
const root = resolve(import.meta.dirname, "../..");

// What is measured, or is the same, whichever theme is in use.
const ONCE = ["structured", "lighthouse"];

// The pages of other themes than the one in use that are opened in a browser: one of each kind.
const OF_EACH_KIND = [
  "site-index", "site-recherche-index", "site-intervenants-jeanne-portrait-index",
  "site-ateliers-controle-changements-index", "site-ateliers-controle-redaction-index", "handler-form-wrong",
  "handler-questionnaire-empty", "handler-own-confirmed",
];

const own = readFileSync(join(root, "content/site.yaml"), "utf8").match(/^theme: (\S+)/m)[1];
const problems = await checkTheme(undefined, output, gates);
const themes = readdirSync(join(root, "themes"), { withFileTypes: true });
for (const { name } of themes.filter((entry) => entry.isDirectory() && entry.name != own)) {
  const found = await checkTheme(name, `${output}-${name}`, gates.filter((gate) => !ONCE.includes(gate)), OF_EACH_KIND);
  problems.push(...found.map((problem) => `${name}: ${problem}`));
}
process.exitCode = problems.length ? 1 : 0;

// The problems of a theme; of that in use where none is named. `browsed` are the pages for the browser, which else is
// shown all.
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
      const found = await check({ site, ofSite, ofHandler, all: gate == "browser" ? opened : all, output });
      console.log(`${gate}: ${found.length} problems, ${Math.round((Date.now() - began) / 1000)} s`);
      for (const problem of found) console.log(`✗ ${problem}`);
      problems.push(...found);
    }
  } finally {
    site.stop();
  }
  return problems;
}
