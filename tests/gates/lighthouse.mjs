// Runs Lighthouse with the settings for a phone on a slow network.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import lighthouse from "lighthouse";
import { CHROMIUM, FLAGS } from "./browser.mjs";

const PATHS = ["/", "/ateliers/proximite/", "/ateliers/exemple-renovation-energetique/",
  "/ateliers/exemple-renovation-energetique/inscription/"];

const LEAST = { performance: 99, accessibility: 100, "best-practices": 100, seo: 100 };

// A busy machine makes pages look slower, never faster: the best of this many runs counts.
const RUNS = 5;

export async function check({ site }) {
  const browser = await startChromium();
  const problems = [];
  try {
    for (const path of PATHS) {
      const { scores, failed } = await best(site.origin + path, browser.port);
      console.log(`  ${path} ${Object.entries(scores).map(([name, score]) => `${name} ${score}`).join(", ")}`);
      for (const [name, least] of Object.entries(LEAST)) {
        if (scores[name] < least) problems.push(`Lighthouse: ${path}: ${name} ${scores[name]}, not ${least}: ${failed[name].join("; ")}`);
      }
    }
  } finally {
    await browser.stop();
  }
  return problems;
}

// Starts a separate browser: Playwright attaches itself to every tab, which breaks Lighthouse.
async function startChromium() {
  const profile = mkdtempSync(join(tmpdir(), "ateliers-lighthouse-"));
  const browser = spawn(CHROMIUM, ["--headless", ...FLAGS, "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((done) => browser.on("exit", done));
  let said = "";
  const port = await new Promise((done, fail) => {
    browser.stderr.on("data", (text) => {
      said += text;
      const listening = said.match(/DevTools listening on ws:\/\/[^:/]+:(\d+)\//);
      if (listening) done(Number(listening[1]));
    });
    browser.on("exit", () => fail(new Error(`Chromium ended:\n${said}`)));
    browser.on("error", fail);
  });
  const stop = async () => {
    browser.kill();
    await ended;
    await remove(profile);
  };
  return { port, stop };
}

// Removes a folder in which processes of a browser that has ended may still write for a moment: Node's own retries give up
// when a folder within it fills again. What cannot be removed stays among the temporary files and fails no check.
async function remove(folder) {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch {
      await setTimeout(100);
    }
  }
}

async function best(address, port) {
  const names = Object.keys(LEAST);
  let found;
  for (let run = 0; run < RUNS; run++) {
    const { lhr } = await lighthouse(address, { port, logLevel: "error", output: "json", onlyCategories: names });
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
    const scores = Object.fromEntries(names.map((name) => [name, Math.round(lhr.categories[name].score * 100)]));
    const isBad = ({ id, weight }) => weight && (lhr.audits[id].score ?? 1) < 0.9;
    const failed = Object.fromEntries(names.map((name) =>
      [name, lhr.categories[name].auditRefs.filter(isBad).map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`)]));
    if (!found || scores.performance > found.scores.performance) found = { scores, failed };
    if (scores.performance >= LEAST.performance) break;
  }
  return found;
}
