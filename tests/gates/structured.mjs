// Checks the structured data of the site's pages against the vocabulary of schema.org: TypeScript compares it with the
// types of `schema-dts`, which Google generates from the vocabulary.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const compiler = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
const SCRIPT = /<script type="application\/ld\+json">(.*?)<\/script>/gs;
// An annotation of the property `query` rather than a property of its own, see https://schema.org/docs/actions.html.
const ANNOTATION = /,?"query-input":"[^"]*"/g;
const SOURCE = "structured-data.ts";

export async function check({ output }) {
  const folder = join(output, "pages");
  // One line per script, so that the line of an error names the page.
  const pages = [];
  const lines = [`import type { Graph } from ${JSON.stringify(join(dirname(require.resolve("schema-dts/package.json")), "dist/schema.js"))};`];
  for (const file of readdirSync(folder)) {
    for (const [, data] of readFileSync(join(folder, file), "utf8").matchAll(SCRIPT)) {
      pages.push(file);
      lines.push(`export const data${pages.length}: Graph = ${JSON.stringify(JSON.parse(data)).replace(ANNOTATION, "")};`);
    }
  }
  if (!pages.length) return ["schema.org: no page has structured data"];
  const source = join(output, SOURCE);
  writeFileSync(source, lines.join("\n"));
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--pretty", "false", "--module", "nodenext"];
  try {
    execFileSync(process.execPath, [compiler, ...options, source], { cwd: output, encoding: "utf8" });
    return [];
  } catch (error) {
    if (!error.stdout) throw error;
    // Details of an error follow it on indented lines.
    return error.stdout.trim().split("\n").filter((line) => !line.startsWith(" ")).map((line) => problem(line, pages));
  }
}

function problem(line, pages) {
  const place = line.match(/structured-data\.ts\((\d+),\d+\): (.*)/);
  // The first line imports the types.
  return place ? `schema.org: ${pages[place[1] - 2]}: ${place[2]}` : `schema.org: ${line}`;
}
