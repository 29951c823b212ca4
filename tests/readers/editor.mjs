// Opens the YAML files of `content/` in the language server that VS Code uses: `node editor.mjs SERVER CONTENT`.
// It must report nothing about them, report a mistake, and offer keys, values and descriptions.

import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [server, content] = process.argv.slice(2).map((path) => resolve(path));
const language = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const answers = new Map();
const reports = new Map();
let buffered = Buffer.alloc(0);
let requests = 0;

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  language.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function request(method, params) {
  const id = ++requests;
  send({ id, method, params });
  return new Promise((answer) => answers.set(id, answer));
}

function report(uri) {
  return new Promise((answer) => reports.set(uri, answer));
}

function receive(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    reports.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    // The server asks for settings, which are the default ones.
    const result = message.method === "workspace/configuration" ? message.params.items.map(() => ({})) : null;
    send({ id: message.id, result });
  } else if (message.id !== undefined) {
    answers.get(message.id)?.(message.result ?? message.error);
  }
}

language.stdout.on("data", (data) => {
  buffered = Buffer.concat([buffered, data]);
  for (;;) {
    const end = buffered.indexOf("\r\n\r\n");
    const length = end < 0 ? NaN : Number(/Content-Length: (\d+)/.exec(buffered.subarray(0, end))[1]);
    if (!(buffered.length >= end + 4 + length)) return;
    receive(JSON.parse(buffered.subarray(end + 4, end + 4 + length)));
    buffered = buffered.subarray(end + 4 + length);
  }
});

async function open(path, text) {
  const uri = pathToFileURL(path).href;
  const reported = report(uri);
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  return { uri, problems: (await reported).map((it) => `${it.range.start.line + 1}: ${it.message}`) };
}

function check(holds, message) {
  if (!holds) {
    console.error(message);
    process.exitCode = 1;
  }
}

await request("initialize", { processId: process.pid, rootUri: pathToFileURL(content).href, capabilities: {} });
send({ method: "initialized", params: {} });

const files = readdirSync(content, { recursive: true }).filter((name) => name.endsWith(".yaml")).sort();
check(files.length >= 10, `only ${files.length} files in ${content}`);
for (const name of files) {
  const { problems } = await open(join(content, name), readFileSync(join(content, name), "utf8"));
  check(problems.length === 0, `${name}: ${problems}`);
}

const folder = join(content, "workshops/proximite");
const line = "# yaml-language-server: $schema=../../.schemas/sessions.json\n";
const mistake = await open(join(folder, "mistake.yaml"), `${line}- title: A\n  dates: 2027-09-14\n`);
check(mistake.problems.some((problem) => problem.includes("dates")), `the mistake is not reported: ${mistake.problems}`);

const { uri } = await open(join(folder, "draft.yaml"), `${line}- title: A\n  date: 2027-09-14\n  status: \n  \n`);
const at = (line, character) => ({ textDocument: { uri }, position: { line, character } });
const labels = (answer) => (answer.items ?? answer).map((it) => it.label);
const keys = labels(await request("textDocument/completion", at(4, 2)));
check(keys.includes("venue") && keys.includes("start"), `keys: ${keys}`);
const values = labels(await request("textDocument/completion", at(3, 10)));
check(values.includes("postponed"), `values: ${values}`);
const hover = JSON.stringify((await request("textDocument/hover", at(2, 3)))?.contents ?? "");
check(hover.includes("Jour de la séance"), `description: ${hover}`);

if (!process.exitCode) console.log(`${files.length} files read, completed and described as in VS Code`);
language.kill();
