// Edits the site in a browser with its web editor, as an editor does on their own machine: opens every entry, changes a
// date, adds a session, uploads a portrait, saves, and builds the site from what was saved.
//
//     node editor.mjs GENERATOR OUTPUT
//
// GENERATOR is the program; OUTPUT a folder for screenshots and for the site. The browser has the content in its own file
// system, which stands in for the folder that editors choose, so all of the editor runs as it does for them.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { fill, readAll } from "./editor-disk.mjs";
import { build, content, difference, invalid, serve, write } from "./editor-site.mjs";

const [generator, output] = process.argv.slice(2);
if (!output) throw new Error("usage: node editor.mjs GENERATOR OUTPUT");
const root = resolve(import.meta.dirname, "../..");
const EDITOR = "\neditor:\n  host: github\n  repository: club/ateliers\n";
// What Sveltia CMS requests of others: its newest version, the state of GitHub, and fonts that it has itself. The policy
// blocks all of it.
const BLOCKED = ["https://unpkg.com/", "https://www.githubstatus.com/", "https://cdn.jsdelivr.net/"];
const PICTURE = join(root, "tests/gates/content/speakers/jeanne-portrait.png");
// The workshop that is created, as it is saved.
const CREATED = {
  "index.md": `---
title: Écouter l’été
summary: Une journée inventée, en été.
---

Un premier paragraphe, avec des mots.
`,
  "sessions.yaml": `- title: Écouter
  date: 2027-07-01
  start: "09:30"
  end: "12:00"
  venue: paris
`,
};

const problems = [];
const check = (is, message) => is || problems.push(message);

// An entry in the editor.
class Entry {
  constructor(page, origin) {
    Object.assign(this, { page, origin, save: page.getByRole("button", { name: "Enregistrer" }) });
  }

  async open(path) {
    await this.page.goto(`${this.origin}/admin/#/collections/${path.split("/")[0]}`);
    await this.save.waitFor({ state: "detached" });
    await this.page.goto(`${this.origin}/admin/#/collections/${path}`);
    await this.save.waitFor();
    // Fields appear one after the other, and the rich text editor rewrites its text when it appears.
    await this.page.waitForTimeout(250);
  }

  // Opens all items of lists.
  async expand() {
    for (const button of await this.page.getByRole("button", { name: "Tout développer" }).all()) {
      if (await button.isEnabled()) await button.click();
    }
  }

  // Returns a field by its path. The editor makes fields when they are scrolled into view.
  async field(path) {
    const field = this.page.locator(`[data-key-path="${path}"]`);
    await this.page.mouse.move(640, 500);
    for (let tries = 0; tries < 60 && !(await field.locator("input, button").count()); tries++) {
      await this.page.mouse.wheel(0, 300);
      await this.page.waitForTimeout(50);
    }
    await field.scrollIntoViewIfNeeded();
    return field;
  }

  async fill(path, value) {
    await (await this.field(path)).locator("input").first().fill(value);
  }

  // Chooses an option by its name. The editor takes over a choice some time after it shows it, and saves without it until
  // then; it may also still be loading the options when one is clicked.
  async choose(path, name) {
    const option = (await this.field(path)).getByRole("radio", { name });
    const isChecked = () => option.isChecked({ timeout: 1000 }).catch(() => false);
    for (let tries = 0; tries < 20; tries++) {
      if (await isChecked()) {
        await this.page.waitForTimeout(1000);
        if (await isChecked()) return;
      }
      await option.click({ timeout: 1000 }).catch(() => {});
      await this.page.waitForTimeout(250);
    }
    await this.problem(`does not take the choice of ${name}`);
  }

  // Saves the entry and waits until that is done.
  async saveChanges() {
    await this.save.click();
    // The editor returns to the list.
    await this.page.waitForURL((url) => !url.hash.includes("/entries/")).catch(() => this.problem("was not saved"));
    await this.page.waitForTimeout(250);
  }

  async problem(what) {
    check(false, `${this.page.url()} ${what}`);
    await picture(this.page, `editor-problem-${problems.length}`);
  }
}

rmSync(output, { recursive: true, force: true });
checkPlain(build(generator, join(output, "plain"), ""));
const site = build(generator, join(output, "before"), EDITOR);
problems.push(...invalid(site));
const before = content(join(output, "before"));
const server = await serve(site);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "chromium", args: ["--no-sandbox"] });
try {
  const after = await edit(`http://127.0.0.1:${server.address().port}`);
  compare(before, after);
  for (const [path, bytes] of after) write(join(output, "after", path), bytes);
  const html = readFileSync(join(build(generator, join(output, "after")), "site/ateliers/proximite/index.html"), "utf8");
  check(/8 décembre 2022/.test(html.replace(/&nbsp;|\u00a0/g, " ")), "the page does not show the changed date");
  check(html.includes("Troisième séance"), "the page does not show the added session");
  check(readdirSync(join(output, "after/dist/site/ateliers")).includes("ecouter-l-ete"), "the created workshop has no page");
  const speaker = readFileSync(join(output, "after/dist/site/intervenants/yvette-molina/index.html"), "utf8");
  check(/<img[^>]+jeanne-portrait/.test(speaker), "the page of the speaker shows no portrait");
} finally {
  await browser.close();
  server.close();
}
for (const problem of problems) console.error(`editor: ${problem}`);
console.log(`editor: ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;

// A site without an editor has nothing of it.
function checkPlain(dist) {
  check(!readdirSync(join(dist, "site")).includes("admin"), "a site without an editor has /admin/");
  check(!readFileSync(join(dist, "deployment/headers.json"), "utf8").includes("/admin"), "a site without an editor has its headers");
}

// Edits the content in the browser and returns all files as they were saved.
async function edit(origin) {
  const context = await browser.newContext({ locale: "fr-FR", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.addInitScript(() => void (globalThis.showDirectoryPicker = () => navigator.storage.getDirectory()));
  // Any page of the origin will do to fill its file system.
  await page.goto(`${origin}/404.html`);
  await page.evaluate(fill, [...before].map(([path, bytes]) => [path, bytes.toString("base64")]));
  watch(page, origin);
  await page.goto(`${origin}/admin/`);
  await page.getByRole("button", { name: "Travailler avec un dépôt local" }).click();
  await page.getByText("Intervenants").first().waitFor();
  await picture(page, "editor-list");
  const entry = new Entry(page, origin);
  await openAll(entry);
  await changeSessions(entry);
  await uploadPortrait(entry);
  await createWorkshop(entry);
  const files = await page.evaluate(readAll);
  await context.close();
  return new Map(files.map(([path, bytes]) => [path, Buffer.from(bytes, "base64")]));
}

// Opens every entry with all its fields, and saves it if the editor takes it for changed.
async function openAll(entry) {
  const { cms } = JSON.parse(readFileSync(join(site, "site/admin/config.json"), "utf8"));
  let count = 0;
  for (const collection of cms.collections) {
    for (const path of entriesOf(collection)) {
      await entry.open(path);
      await entry.expand();
      await entry.page.waitForTimeout(150);
      if (await entry.save.isEnabled()) await entry.saveChanges();
      count++;
    }
  }
  console.log(`editor: ${count} entries`);
}

// Returns the addresses of all entries of a collection within the editor.
function entriesOf({ name, files, folder, path, extension }) {
  if (files) return before.has(files[0].file) ? [`${name}/entries/${files[0].name}`] : [];
  const [start, end] = path.split("{{slug}}");
  const ending = `${end}.${extension}`;
  const inside = [...before.keys()].filter((file) => file.startsWith(`${folder}/${start}`) && file.endsWith(ending));
  const slugs = inside.map((file) => file.slice(folder.length + 1, -extension.length - 1));
  return slugs.filter((slug) => slug.split("/").length == path.split("/").length && !/\.en$/.test(slug) == !/\.en$/.test(path))
    .map((slug) => `${name}/entries/${slug}`);
}

async function changeSessions(entry) {
  const { page } = entry;
  await entry.open("sessions/entries/proximite/sessions");
  await entry.expand();
  await entry.fill("sessions.0.date", "2022-12-08");
  await picture(page, "editor-sessions");
  await page.getByRole("button", { name: /Ajouter.*Séance/ }).click();
  await entry.fill("sessions.2.title", "Troisième séance");
  await entry.fill("sessions.2.date", "2023-02-02");
  await entry.fill("sessions.2.start", "10:00");
  await entry.fill("sessions.2.end", "16:30");
  await entry.choose("sessions.2.venue", "Paris");
  await entry.saveChanges();
}

async function uploadPortrait(entry) {
  const { page } = entry;
  await entry.open("speaker/entries/yvette-molina");
  const portrait = await entry.field("portrait");
  await portrait.getByRole("button").first().click();
  await page.locator("input[type=file]").first().setInputFiles(PICTURE);
  await page.waitForTimeout(500);
  await picture(page, "editor-portrait");
  await entry.saveChanges();
}

// Creates a workshop and its only session, which is a file of its own.
async function createWorkshop(entry) {
  const { page } = entry;
  await entry.open("workshop/new");
  await entry.fill("title", "Écouter l’été");
  await (await entry.field("summary")).locator("textarea").fill("Une journée inventée, en été.");
  const text = (await entry.field("body")).locator("[contenteditable=true]");
  await text.click();
  await page.keyboard.type("Un premier paragraphe, avec des mots.");
  await picture(page, "editor-new");
  await entry.saveChanges();
  await entry.open("sessions/new");
  await page.getByRole("textbox").last().fill("ecouter-l-ete");
  await page.getByRole("button", { name: /Ajouter.*Séance/ }).click();
  const fields = { title: "Écouter", date: "2027-07-01", start: "09:30", end: "12:00" };
  for (const [name, value] of Object.entries(fields)) await entry.fill(`sessions.0.${name}`, value);
  await entry.choose("sessions.0.venue", "Paris");
  await entry.saveChanges();
}

async function picture(page, name) {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(200);
    await page.screenshot({ path: join(output, `${name}-${width}.png`) });
  }
}

// Notes what the policy of the editor blocks, what it should have blocked, and what fails.
function watch(page, origin) {
  page.on("pageerror", (error) => check(false, `script: ${error}`));
  page.on("console", (message) => {
    const text = message.text();
    const isBlocked = BLOCKED.some((start) => text.includes(start)) || message.location().url.includes("favicon");
    if (message.type() == "error" && !isBlocked) check(false, `console: ${text}`);
  });
  page.on("response", (response) => {
    const { origin: other, protocol } = new URL(response.url());
    check(other == origin || ["blob:", "data:"].includes(protocol), `third party: ${response.url()}`);
  });
}

// Compares the files before and after: only these may differ, in these lines.
function compare(before, after) {
  const EXPECTED = {
    "content/workshops/proximite/sessions.yaml": [
      "-  date: 2022-12-01", "+  date: 2022-12-08", "+- title: Troisième séance", "+  date: 2023-02-02",
    ],
    "content/speakers/yvette-molina.md": ["+portrait: jeanne-portrait.png"],
  };
  const created = "content/workshops/ecouter-l-ete/";
  for (const [name, text] of Object.entries(CREATED)) {
    check(after.get(created + name)?.toString("utf8") == text, `${created}${name} is:\n${after.get(created + name)}`);
  }
  const uploaded = "content/speakers/jeanne-portrait.png";
  check(after.get(uploaded)?.equals(readFileSync(PICTURE)), `${uploaded} is not the portrait`);
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    if (path == uploaded || path.startsWith(created)) continue;
    const [old, now] = [before.get(path), after.get(path)];
    if (old && now?.equals(old)) continue;
    if (!EXPECTED[path]) {
      check(false, `${path} differs:\n${difference(old, now).join("\n")}`);
      continue;
    }
    const found = difference(old, now);
    check(JSON.stringify(found) == JSON.stringify(EXPECTED[path]), `${path} differs in other lines:\n${found.join("\n")}`);
  }
}
