import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { format, KEY, SOURCE, SWITCH } from "../src/format.js";

const CONTENT = join(import.meta.dirname, "../../../../content");

// Returns the entry of a text, without the text itself.
function entry(options, text) {
  const { [SOURCE]: _, ...fields } = format(options).fromFile(text);
  return fields;
}

// Returns the file of an entry that was read from a text and edited.
function edited(options, text, edit) {
  const { fromFile, toFile } = format(options);
  const fields = fromFile(text);
  edit(fields);
  return toFile(fields);
}

test("every file of the site is the same after it was read and written", () => {
  const files = readdirSync(CONTENT, { recursive: true }).filter((name) => /\.(md|yaml)$/.test(name));
  assert.ok(files.length > 20, `${files.length} files`);
  for (const file of files) {
    const text = readFileSync(join(CONTENT, file), "utf8");
    const list = /\b(sessions(?=.*\.yaml$)|messages(?=\.yaml$))/.exec(file);
    const options = { body: file.endsWith(".md"), root: list?.[1] };
    const written = edited(options, text.trim(), () => {});
    assert.equal(`${written.trim()}\n`, text, relative(CONTENT, file));
  }
});

test("a list that is the whole file is a field", () => {
  const options = { root: "sessions" };
  assert.deepEqual(entry(options, "- title: a"), { sessions: [{ title: "a" }] });
  assert.deepEqual(entry(options, ""), { sessions: [] });
  assert.equal(edited(options, "# b\n- title: a", (it) => it.sessions.push({ title: "c" })), "# b\n- title: a\n- title: c");
});

test("a mapping with free keys is a list", () => {
  const options = { root: "venues", maps: [{ path: "venues" }] };
  const text = "paris:\n  name: Paris";
  assert.deepEqual(entry(options, text), { venues: [{ [KEY]: "paris", name: "Paris" }] });
  assert.equal(edited(options, text, (it) => it.venues.push({ [KEY]: "lyon", name: "Lyon" })), `${text}\nlyon:\n  name: Lyon`);
});

test("a short form is kept until there is more to write", () => {
  const options = { maps: [{ path: "questions" }, { path: "questions.*.options", short: "label" }] };
  const text = 'questions:\n  lunch:\n    options: { yes: "Yes", no: "No" }';
  const label = (index, hint) => (it) => void (it.questions[0].options[index].hint = hint);
  assert.equal(edited(options, text, () => {}), text);
  assert.match(edited(options, text, label(1, "Why?")), /no"?: \{ label: "No", hint: Why\? \}/);
});

test("a switch may be a mapping", () => {
  const options = [{ value: true }, { value: false }];
  const inner = [{ name: SWITCH, widget: "select", options }, { name: "within", widget: "string" }];
  const format = { switches: ["waiting"], fields: [{ name: "waiting", widget: "object", fields: inner }] };
  assert.deepEqual(entry(format, "waiting: false"), { waiting: { [SWITCH]: false } });
  assert.deepEqual(entry(format, "waiting: { within: 48h }"), { waiting: { within: "48h" } });
  for (const text of ["title: a", "waiting: true", "waiting: false # b", "waiting: { within: 48h }"]) {
    assert.equal(edited(format, text, () => {}), text);
  }
  const set = (text, value) => edited(format, text, (it) => void (it.waiting = value));
  assert.equal(set("a: b\nwaiting: true", { [SWITCH]: true, within: "48h" }), "a: b\nwaiting:\n  within: 48h");
  assert.equal(set("waiting: { within: 48h }", { within: "24h" }), "waiting: { within: 24h }");
  assert.equal(set("waiting: { within: 48h }", { [SWITCH]: true, within: "" }), "waiting: true");
  assert.equal(set("waiting: { within: 48h }", { [SWITCH]: false, within: "48h" }), "waiting: false");
  assert.equal(set("a: b", { [SWITCH]: "", within: "" }), "a: b");
  assert.equal(set("a: b", { [SWITCH]: "", within: "48h" }), "a: b\nwaiting:\n  within: 48h");
});

test("fields that are not filled in are not written", () => {
  const fields = [{ name: "waiting", widget: "boolean" }, { name: "show_if", widget: "object", fields: [{ name: "field" }] }];
  const fill = (it) => Object.assign(it, { waiting: false, show_if: { field: "" }, hint: "", topics: [], title: "b" });
  assert.equal(edited({ fields }, "title: a", fill), "title: b");
  assert.equal(edited({ fields }, "title: a\nwaiting: false\nhint:", (it) => void (it.title = "b")), "title: b\nwaiting: false\nhint:");
  assert.equal(edited({ fields }, "title: a\nhint: b", (it) => void (it.hint = "")), "title: a");
});

test("values have the type of their field, and others are texts", () => {
  const fields = [{ name: "capacity", widget: "number" }, { name: "draft", widget: "select", options: [{ value: true }, { value: false }] }];
  const text = "capacity: 30\ndraft: true\ncode: 01000\nday: 2027-09-14";
  assert.deepEqual(entry({ fields }, text), { capacity: 30, draft: true, code: "01000", day: "2027-09-14" });
  const changed = edited({ fields }, text, (it) => Object.assign(it, { capacity: 25, draft: false, code: "02000" }));
  assert.equal(changed, 'capacity: 25\ndraft: false\ncode: "02000"\nday: 2027-09-14');
});

test("front matter and text are apart", () => {
  const options = { body: true };
  const text = "---\ntitle: a # b\n---\n\n\nText.\n\nMore.";
  assert.deepEqual(entry(options, text), { title: "a", body: "Text.\n\nMore." });
  assert.equal(edited(options, text, (it) => void (it.title = "c")), text.replace("a #", "c #"));
  assert.equal(edited(options, text, (it) => void (it.body = "Other.")), "---\ntitle: a # b\n---\n\nOther.\n");
  assert.equal(edited(options, "", (it) => Object.assign(it, { title: "a", body: "b" })), "---\ntitle: a\n---\n\nb\n");
});

test("lines of a text that are written in another way are restored", () => {
  const fields = [{ name: "body", widget: "markdown" }];
  const body = "Some *words*.\n\n1. One\n   - two\n\n| a | b |\n|:--|--:|\n| c | d |\n\n*[HLM]: habitation\n\n> [!NOTE]\n> A note[^1].\n";
  const text = `---\ntitle: a\n---\n\n${body}`;
  const rich = body.replace(/\*words\*/, "_words_").replace("   - two", "    - two").replace("|:--|--:|", "| --- | --- |").replace("*[", "\\*[");
  assert.equal(edited({ body: true, fields }, text, (it) => void (it.body = rich)), text);
  const more = edited({ body: true, fields }, text, (it) => void (it.body = `${rich}\n\\*[MOA]: maîtrise`));
  assert.equal(more, `${text}\n*[MOA]: maîtrise\n`);
});

test("paragraphs are in one line for the editor, and wrapped in the file", () => {
  const fields = [{ name: "body", widget: "markdown" }];
  const body = "One **strong\ntext** here.\n\n- an item\n  goes on\n- next\n\n> [!TIP]\n> Take\n> care.\n\n```\na\nb\n```\n\nA hard  \nbreak.";
  const text = `---\ntitle: a\n---\n\n${body}\n`;
  const { fromFile, toFile } = format({ body: true, fields });
  const shown = "One **strong text** here.\n\n- an item goes on\n- next\n\n> [!TIP]\n> Take care.\n\n```\na\nb\n```\n\nA hard  \nbreak.";
  assert.equal(fromFile(text).body, shown);
  assert.equal(toFile(fromFile(text)), text);
  const long = "a sentence that is long enough ".repeat(5).trim();
  const more = toFile({ ...fromFile(text), body: shown.replace("- next", `- ${long}`) });
  assert.equal(more, text.replace("- next", `- ${long.slice(0, 116)}\n  ${long.slice(117)}`));
  assert.equal(fromFile(more).body, shown.replace("- next", `- ${long}`));
});

test("every text of the site is the same after it was shown and saved", () => {
  const fields = [{ name: "body", widget: "markdown" }, { name: "sessions", widget: "list", fields: [{ name: "description", widget: "markdown" }] }];
  const files = readdirSync(CONTENT, { recursive: true }).filter((name) => /\.md$|sessions.*\.yaml$/.test(name));
  for (const file of files) {
    const text = readFileSync(join(CONTENT, file), "utf8");
    const options = { fields, body: file.endsWith(".md"), root: file.endsWith(".md") ? undefined : "sessions" };
    assert.equal(`${edited(options, text.trim(), () => {}).trim()}\n`, text, file);
  }
});

test("two items with the same key are refused by name", () => {
  const maps = [{ path: "venues", short: "name" }];
  const text = "venues:\n  paris: Paris\n  lyon: Lyon\n";
  assert.throws(() => edited({ maps }, text, (it) => void (it.venues[1][KEY] = "paris")), /paris/);
});

test("a text may have separators of lines and paragraphs", () => {
  const fields = [{ name: "body", widget: "markdown" }];
  const text = "---\ntitle: a\n---\n\nOne\u2028two\u2029three.\n";
  assert.equal(edited({ body: true, fields }, text, () => {}), text);
});

test("abbreviations and definitions that follow each other stay in lines of their own", () => {
  const fields = [{ name: "body", widget: "markdown" }];
  const body = "The MOA[^1] and the MOE[^2].\n\n*[MOA]: maîtrise\n*[MOE]: œuvre\n\n[^1]: a\n[^2]: b\n\n[c]: /d\n[e]: /f";
  const text = `---\ntitle: a\n---\n\n${body}\n`;
  const rich = body.replaceAll("*[", "\\*[").replace(/\[(?=\^|\w+\]: \/)/g, "\\[");
  assert.equal(edited({ body: true, fields }, text, (it) => void (it.body = rich)), text);
  const more = edited({ body: true, fields }, text, (it) => void (it.body = rich.replace("œuvre", "d’œuvre")));
  assert.equal(more, text.replace("œuvre", "d’œuvre"));
});

test("an item that moves to another level is not restored", () => {
  const fields = [{ name: "body", widget: "markdown" }];
  const text = "---\ntitle: a\n---\n\n- one\n- two\n";
  assert.equal(edited({ body: true, fields }, text, (it) => void (it.body = "- one\n    - two")), text.replace("- two", "    - two"));
});
