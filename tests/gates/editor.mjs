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
    await this.page.waitForFunction(isComplete);
  }

  // Opens all items of lists.
  async expand() {
    for (const button of await this.page.getByRole("button", { name: "Tout développer" }).all()) {
      if (await button.isEnabled()) await button.click();
    }
    await this.page.waitForFunction(isComplete);
  }

  field(path) {
    return this.page.locator(`[data-key-path="${path}"]`);
  }

  async fill(path, value) {
    await this.field(path).locator("input, textarea").first().fill(value);
  }

  // Types a text into a rich text editor, and waits until it has made Markdown of it.
  async type(path, text) {
    await this.field(path).locator("[contenteditable=true]").click();
    await this.page.keyboard.type(text);
    await this.field(path).locator(`[data-markdown="${text}"]`).waitFor();
  }

  // Chooses an option by its name.
  async choose(path, name) {
    const list = this.field(path).getByRole("combobox");
    await list.click();
    await this.page.getByRole("option", { name }).click();
    await list.filter({ hasText: name }).waitFor();
  }

  async add(item) {
    await this.page.getByRole("button", { name: new RegExp(`Ajouter.*${item}`) }).click();
  }

  // Saves the entry and waits until that is done: the editor then returns to the list.
  async saveChanges() {
    const list = this.page.url().match(/#\/collections\/[^/]+/)[0];
    await this.save.click();
    await this.page.waitForURL((url) => url.hash == list).catch(() => this.problem("was not saved"));
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
  // So high that all fields are in view: the editor makes them when they are.
  const context = await browser.newContext({ locale: "fr-FR", viewport: { width: 1280, height: 12000 } });
  context.setDefaultTimeout(30_000);
  await context.addInitScript(() => void (globalThis.showDirectoryPicker = () => navigator.storage.getDirectory()));
  await context.addInitScript(noteMarkdown);
  const page = await context.newPage();
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
  await lookAtPhone(entry);
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
  await entry.open("sessions/entries/proximite/sessions");
  await entry.expand();
  await entry.fill("sessions.0.date", "2022-12-08");
  await entry.add("Séance");
  await entry.fill("sessions.2.title", "Troisième séance");
  await entry.fill("sessions.2.date", "2023-02-02");
  await entry.fill("sessions.2.start", "10:00");
  await entry.fill("sessions.2.end", "16:30");
  await entry.choose("sessions.2.venue", "Paris");
  await picture(entry.page, "editor-sessions");
  await entry.saveChanges();
}

async function uploadPortrait(entry) {
  await entry.open("speaker/entries/yvette-molina");
  const portrait = entry.field("portrait");
  await portrait.locator("input[type=file]").first().setInputFiles(PICTURE);
  await portrait.locator("img").waitFor();
  await picture(entry.page, "editor-portrait");
  await entry.saveChanges();
}

// Creates a workshop and its only session, which is a file of its own.
async function createWorkshop(entry) {
  await entry.open("workshop/new");
  await entry.fill("title", "Écouter l’été");
  await entry.fill("summary", "Une journée inventée, en été.");
  await entry.type("body", "Un premier paragraphe, avec des mots.");
  await picture(entry.page, "editor-new");
  await entry.saveChanges();
  await entry.open("sessions/new");
  await entry.page.getByRole("textbox", { name: "Slug" }).fill("ecouter-l-ete");
  await entry.add("Séance");
  const fields = { title: "Écouter", date: "2027-07-01", start: "09:30", end: "12:00" };
  for (const [name, value] of Object.entries(fields)) await entry.fill(`sessions.0.${name}`, value);
  await entry.choose("sessions.0.venue", "Paris");
  await entry.saveChanges();
}

// Shows the editor on a narrow screen.
async function lookAtPhone(entry) {
  await entry.page.setViewportSize({ width: 360, height: 12000 });
  await picture(entry.page, "editor-list");
  await entry.open("sessions/entries/proximite/sessions");
  await entry.expand();
  await picture(entry.page, "editor-sessions");
  const wide = await entry.page.evaluate(wideElements);
  check(!wide.length, `wider than a phone: ${wide.join(", ")}`);
  await entry.open("workshop/new");
  await picture(entry.page, "editor-new");
}

// In the page: returns the elements of an entry that are not within the screen.
function wideElements() {
  const isWide = ({ left, right, width }) => width && (left < -1 || right > innerWidth + 1);
  const elements = [...document.querySelectorAll(".content-editor *")];
  return elements.filter((element) => isWide(element.getBoundingClientRect())).map((element) => element.className).slice(0, 9);
}

// Takes a picture of the upper part of the page.
async function picture(page, name) {
  const { width } = page.viewportSize();
  await page.screenshot({ path: join(output, `${name}-${width}.png`), clip: { x: 0, y: 0, width, height: 1200 } });
}

// In the page: notes on each rich text editor the Markdown that it made of its text, which it does some time after a change.
function noteMarkdown() {
  const note = ({ target, detail }) => target instanceof Element && target.setAttribute("data-markdown", detail.value);
  addEventListener("Update", note, true);
}

// In the page: returns whether the editor shows all fields of an entry, and has made Markdown of every rich text.
function isComplete() {
  const has = (inner) => (field) => field.querySelector(inner);
  const fields = [...document.querySelectorAll(".content-editor [data-key-path]")];
  const texts = fields.filter((field) => field.dataset.fieldType == "markdown");
  return fields.length && !document.querySelector(".content-editor .placeholder") && texts.every(has("[data-markdown]"));
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
