import assert from "node:assert/strict";
import { test } from "node:test";
import { read, write } from "../src/document.js";

const TEXT = `# About the sessions.

- title: First # a remark
  date: 2027-09-14
  start: "10:00"
  speakers: [zoe-durand]

# About the second.
- title: 'Second: the last'
  date: 2027-09-28
  description: |
    One paragraph.

    - an item
`;

// Returns the lines that differ, those of the new text marked with a plus.
function changed(edit, text = TEXT) {
  const value = read(text);
  const lines = write(text, edit(value) ?? value).split("\n");
  const old = text.split("\n");
  return [...old.filter((line) => !lines.includes(line)).map((line) => `-${line}`), ...lines.filter((line) => !old.includes(line)).map((line) => `+${line}`)];
}

test("the same value leaves the text as it is", () => {
  assert.equal(write(TEXT, read(TEXT)), TEXT);
});

test("another value changes its own line", () => {
  assert.deepEqual(changed((it) => void (it[0].date = "2027-09-15")), ["-  date: 2027-09-14", "+  date: 2027-09-15"]);
  assert.deepEqual(changed((it) => void (it[0].title = "Other")), ["-- title: First # a remark", "+- title: Other # a remark"]);
  assert.deepEqual(changed((it) => void (it[0].start = "9:30")), ['-  start: "10:00"', '+  start: "9:30"']);
  assert.deepEqual(changed((it) => void it[0].speakers.push("b")), ["-  speakers: [zoe-durand]", "+  speakers: [zoe-durand, b]"]);
  assert.deepEqual(changed((it) => void (it[1].description += "- another\n")), ["+    - another"]);
});

test("quotes stay, and are added where YAML needs them", () => {
  assert.deepEqual(changed((it) => void (it[1].title = "Third: x")), ["-- title: 'Second: the last'", "+- title: 'Third: x'"]);
  assert.deepEqual(changed((it) => void (it[0].title = "a: b")).at(-1), '+- title: "a: b" # a remark');
  assert.deepEqual(changed((it) => void (it[0].title = "no")).at(-1), '+- title: "no" # a remark');
  assert.deepEqual(changed((it) => void (it[0].title = "12")).at(-1), '+- title: "12" # a remark');
});

test("keys are added and removed", () => {
  assert.deepEqual(changed((it) => void (it[0].end = "16:30")), ['+  end: "16:30"']);
  assert.deepEqual(changed((it) => void delete it[1].date), ["-  date: 2027-09-28"]);
  assert.deepEqual(changed((it) => void delete it[0].title), ["-- title: First # a remark", "-  date: 2027-09-14", "+- date: 2027-09-14"]);
});

test("items are added, removed and reordered with their comments", () => {
  const added = { title: "Third", date: "2027-10-01", start: "10:00", speakers: ["a", "b"] };
  const after = ["+- title: Third", "+  date: 2027-10-01", "+  speakers: [a, b]"];
  assert.deepEqual(changed((it) => void it.push(added)), after);
  assert.deepEqual(changed((it) => void it.unshift(added)), after);
  assert.deepEqual(changed((it) => void it.shift()).filter((line) => line.startsWith("+")), []);
  const reordered = write(TEXT, read(TEXT).reverse());
  assert.deepEqual(read(reordered), read(TEXT).reverse());
  assert.ok(reordered.includes("# a remark"), reordered);
});

test("a text without a value gets one below its comments", () => {
  assert.equal(write("# Sessions.\n", [{ title: "One" }]), "# Sessions.\n- title: One");
  assert.equal(write("", { title: "One" }), "title: One");
});

test("long texts are folded, those of several lines are not", () => {
  const long = "A long sentence that goes on. ".repeat(8).trim();
  assert.match(write("title: a\n", { title: "a", summary: long }), /^title: a\nsummary: >-\n(  .{10,118}\n)+/);
  assert.match(write("title: a\n", { title: "a", text: `a\n\n${long}\n` }), /\ntext: \|\n  a\n\n  A long .{200,}\n$/);
});

test("what is written is read again", () => {
  const hostile = ["a # b", "- a", "*a", "&a", "{a", "'", '"', "a\\b", "\ta", " a ", "~", "null", "true", "1e3", "0x1", "@a", "`", "%", "a\nb", "\u00ab: \u00bb", "---", "? a"];
  for (const text of hostile) {
    for (const like of [TEXT, "- title: a\n", "- { title: a, date: b }\n", "- title: >-\n    a\n    b\n"]) {
      const value = read(like);
      value[0].title = text;
      value.push({ title: text, options: [{ value: text }] });
      assert.deepEqual(read(write(like, value)), value, `${JSON.stringify(text)} in ${JSON.stringify(like)}`);
    }
  }
});

test("numbers and switches are written without quotes", () => {
  assert.equal(write("capacity: 30\n", { capacity: 25, waiting: true }), "capacity: 25\nwaiting: true\n");
  assert.equal(write("capacity: 30\n", { capacity: 30 }), "capacity: 30\n");
});

test("a text that is not YAML is rejected", () => {
  assert.throws(() => read("a: [\n"));
});
