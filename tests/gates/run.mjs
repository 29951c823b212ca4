// Has every page of the site and of the handler checked by the web's own tools. README.md says by which.
//
//     node run.mjs PREVIEW OUTPUT [markup] [browser] [lighthouse]
//
// PREVIEW is the program; OUTPUT a folder for the HTML of each page and for the site's files.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pages from "./pages.mjs";
import { start } from "./site.mjs";

const [binary, output, ...wanted] = process.argv.slice(2);
if (!output) throw new Error("name the preview's program and a folder for what is found");
const gates = wanted.length ? wanted : ["markup", "browser", "lighthouse"];
const root = resolve(import.meta.dirname, "../..");

const site = await start(root, resolve(binary));
const problems = [];
try {
  const ofSite = await pages.ofSite(site);
  const { pages: ofHandler, mails } = await pages.ofHandler(site);
  console.log(`${ofSite.length} pages of the site, ${ofHandler.length} of the handler, ${mails.length} mails`);
  rmSync(output, { recursive: true, force: true });
  for (const folder of ["pages", "mails"]) mkdirSync(join(output, folder), { recursive: true });
  const all = [...ofSite, ...ofHandler];
  for (const page of all) writeFileSync(join(output, "pages", `${page.name}.html`), await pages.html(site, page));
  for (const mail of mails) writeFileSync(join(output, "mails", `${mail.name}.html`), mail.html);
  cpSync(site.files, join(output, "site"), { recursive: true });

  for (const gate of gates) {
    const began = Date.now();
    const { check } = await import(`./${gate}.mjs`);
    const found = await check({ site, ofSite, ofHandler, all, output });
    console.log(`${gate}: ${found.length} problems, ${Math.round((Date.now() - began) / 1000)} s`);
    for (const problem of found) console.log(`✗ ${problem}`);
    problems.push(...found);
  }
} finally {
  site.stop();
}
process.exitCode = problems.length ? 1 : 0;
