// Checks every page in Chromium: axe-core in each mode, overflow, clicks, console, requests, cookies, shifts, and the
// same text without scripts; and every mail with axe-core, and for overflow.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

// The rules of axe-core whose result depends on colours. The other modes show the same elements as the light mode, so they
// need no others, which take most of the time.
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

const MODES = [
  { name: "light", colorScheme: "light", forcedColors: "none" },
  { name: "dark", colorScheme: "dark", forcedColors: "none", rules: OF_COLOURS },
  { name: "forced colours", colorScheme: "light", forcedColors: "active", rules: OF_COLOURS },
];
const WIDTHS = [360, 1280];

// The rules of axe-core for mails: the criteria of WCAG. Its best practices are about pages, which have landmarks.
const OF_MAILS = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };

// The elements that scripts may change; they are excluded when texts are compared.
const CHANGED_BY_SCRIPTS = [
  "[data-availability]", // availability.js: the seats that are left now, in the place of what was known at the build
  "[data-when-full]", // availability.js: what invites to register for a workshop that is full by now
  "form.form [data-condition], form.form [data-nobody]", // form.js: texts for visitors without scripts
  "form.form [data-row]", // form.js: rows for colleagues come one by one
  "form.form [data-if]", // form.js: questions that only some are asked
  "form.form button[type=button]", // form.js: the buttons that add and remove rows
  "form.form output", // form.js: the total
  "[data-search]", // search.js: the box for searching, which needs it
];

const AT_ONCE = 3;

export async function check({ site, all, mails = [] }) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const problems = [];
  const open = [...all.map((page) => [page, () => checkPage(browser, site, page)]), ...mails.map((mail) => [mail, () => checkMail(browser, mail)])];
  const work = async () => {
    for (let next; (next = open.shift());) {
      const [{ name }, checkOne] = next;
      problems.push(...(await checkTwice(name, checkOne)).map((problem) => `${name}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await browser.close();
  return problems;
}

// A fault of a page or mail occurs on every run. Any other is the machine's: it is printed but is not a failure.
async function checkTwice(name, checkOne) {
  const once = () => checkOne().catch((error) => [`could not be checked: ${error.stack}`]);
  const found = await once();
  if (!found.length) return found;
  const again = await once();
  if (!again.length) console.log(`  ${name}, found once and not again: ${found.join("; ")}`);
  return again;
}

async function checkPage(browser, site, page) {
  const problems = new Set();
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 360, height: 800 } });
  await context.addInitScript(watchShifts);
  const tab = await context.newPage();
  watch(tab, site, page, problems);
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 800 });
    await open(tab, site, page);
    const shift = await tab.evaluate(() => globalThis.__shift());
    if (shift) problems.add(`shifts by ${shift} at ${width} px`);
    for (const covered of await tab.evaluate(coveredControls)) problems.add(`at ${width} px a click hits not ${covered}`);
    await tab.evaluate(axe);
    await checkByAxe(tab, width, problems);
    await tab.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  }
  const withScripts = await tab.evaluate(visibleText, CHANGED_BY_SCRIPTS.join(", "));
  await checkWidth(tab, problems);
  const cookies = await context.cookies();
  if (cookies.length) problems.add(`sets cookies: ${cookies.map((cookie) => cookie.name)}`);
  await context.close();
  if (page.needsScripts) return [...problems];

  const without = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  const plain = await without.newPage();
  watch(plain, site, page, problems);
  await open(plain, site, page);
  compare(withScripts, await plain.evaluate(visibleText, CHANGED_BY_SCRIPTS.join(", ")), problems);
  await without.close();
  return [...problems];
}

// Checks a mail as a browser shows it, which is how mail programs on telephones and on the web do.
async function checkMail(browser, { html }) {
  const problems = new Set();
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  const tab = await context.newPage();
  tab.on("request", (request) => request.url().startsWith("data:") || problems.add(`third party: ${request.url()}`));
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 800 });
    await tab.setContent(html);
    await tab.evaluate(axe);
    await checkByAxe(tab, width, problems, OF_MAILS);
  }
  await checkWidth(tab, problems);
  await context.close();
  return [...problems];
}

// Runs axe-core in each mode, in the light mode with these rules, by default all that it has enabled.
async function checkByAxe(tab, width, problems, enabled) {
  for (const { name, rules, ...mode } of MODES) {
    await tab.emulateMedia(mode);
    const only = rules ? { type: "rule", values: rules } : enabled;
    for (const violation of await tab.evaluate(runAxe, only)) problems.add(`axe, ${name}, ${width} px: ${violation}`);
  }
}

async function checkWidth(tab, problems) {
  await tab.setViewportSize({ width: 320, height: 800 });
  const wide = await tab.evaluate(() => document.scrollingElement.scrollWidth);
  if (wide > 320) problems.add(`is ${wide} px wide at 320 px: ${await tab.evaluate(widest)}`);
}

async function open(tab, site, page) {
  const address = site.origin + (page.path ?? page.post.path);
  if (page.post?.fields) {
    const body = new URLSearchParams(page.post.fields).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: site.origin };
    await tab.route(address, (route) => route.continue({
      method: "POST", postData: body, headers: { ...route.request().headers(), ...headers },
    }));
  }
  const answer = await tab.goto(address, { waitUntil: "networkidle" });
  const expected = page.post?.status ?? 200;
  if (answer.status() != expected && page.path != "/404.html") throw new Error(`status ${answer.status()}`);
}

function watch(tab, site, page, problems) {
  const address = site.origin + (page.path ?? page.post.path);
  tab.on("console", (message) => {
    // Chromium also reports the expected status of a page.
    const isStatus = message.text().startsWith("Failed to load resource") && message.location().url == address;
    if (!(isStatus && page.post?.status >= 400)) problems.add(`console: ${message.text()}`);
  });
  tab.on("pageerror", (error) => problems.add(`script: ${error}`));
  // A picture request is cancelled if another size will do, or when the page is left.
  const isGivenUp = (request) => request.resourceType() == "image" && request.failure().errorText == "net::ERR_ABORTED";
  tab.on("requestfailed", (request) => isGivenUp(request) || problems.add(`failed: ${request.url()}`));
  tab.on("response", (response) => {
    if (response.status() >= 400 && response.url() != address) problems.add(`${response.status()}: ${response.url()}`);
  });
  tab.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin != site.origin && url.protocol != "data:") problems.add(`third party: ${url}`);
  });
}

// Runs in the page before its own scripts.
function watchShifts() {
  const shifts = [];
  const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  globalThis.__shift = async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    shifts.push(...observer.takeRecords());
    return shifts.reduce((sum, shift) => sum + shift.value, 0);
  };
}

// Runs in the page: applies these rules of axe-core, by default all that it has enabled.
async function runAxe(only) {
  const options = { resultTypes: ["violations"], ...only && { runOnly: only } };
  const { violations } = await globalThis.axe.run(document, options);
  return violations.map(({ id, help, nodes }) =>
    `${id} (${help}): ${nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary.split("\n").pop().trim()}`).join("; ")}`);
}

// Runs in the page: returns the visible words in order, one text node per line.
function visibleText(leftOut) {
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement: parent } = walker.currentNode;
    const text = data.replace(/\s+/g, " ").trim();
    if (text && parent.checkVisibility({ visibilityProperty: true }) && !parent.closest(leftOut)) texts.push(text);
  }
  return texts;
}

// Runs in the page: returns visible elements that cannot be clicked or tapped because another element covers their
// middle. The keyboard still reaches them, so axe-core does not report them.
function coveredControls() {
  const isHit = (control, found) => control.contains(found) || found?.closest("label")?.control == control;
  const name = (element) => element?.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const covered = [];
  for (const control of document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, summary")) {
    if (!control.checkVisibility({ visibilityProperty: true })) continue;
    control.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, right, top, bottom } = control.getClientRects()[0];
    const x = (left + right) / 2, y = (top + bottom) / 2;
    // The skip link and the honeypot are positioned off the page.
    if (x < 0 || y < 0) continue;
    const found = document.elementFromPoint(x, y);
    if (!isHit(control, found)) covered.push(`${name(control)}, but ${name(found)}`);
  }
  scrollTo({ top: 0, behavior: "instant" });
  return covered;
}

// Runs in the page: returns the elements that overflow its right edge.
function widest() {
  const isWide = (element) => element.getBoundingClientRect().right > innerWidth + 1;
  const found = [...document.querySelectorAll("body *")].filter((element) => isWide(element) && ![...element.children].some(isWide));
  return found.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join(" … ");
}

function compare(withScripts, without, problems) {
  const line = withScripts.findIndex((text, index) => text != without[index]);
  if (line >= 0 || withScripts.length != without.length) {
    const at = line < 0 ? withScripts.length : line;
    problems.add(`says with scripts « ${withScripts[at]} », without « ${without[at]} »`);
  }
  if (withScripts.length < 3) problems.add("says next to nothing");
}
