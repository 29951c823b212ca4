// The format of a content file for Sveltia CMS: YAML, or Markdown after a YAML front matter. What the CMS cannot edit is
// translated: mappings with free keys into lists, and a list that is the whole file into one of a field.
import { isEmpty, read, write } from "./document.js";
import { restored, unwrapped } from "./markdown.js";

// The fields of an entry that no file has: the text of the file, the key of an item that is a pair in the file, and the value
// `true` or `false` beside the fields of a mapping that may take its place.
export const SOURCE = "source_text";
export const KEY = "key_name";
export const SWITCH = "switch_value";

// Returns the parser and the formatter of a kind of file.
//
// `root` is the field whose value is the whole file. `maps` are paths of mappings with free keys, `*` standing for any
// item; `short` is the field whose value a pair may have instead of a mapping. `switches` are paths of values that are `true`,
// `false` or a mapping. `body` says whether Markdown follows.
// `fields` are those of the collection, for their default values.
export function format({ root, maps = [], switches = [], body = false, fields: known = [] }) {
  const paths = maps.map((map) => ({ ...map, path: map.path ? map.path.split(".") : [] }));
  // Outer mappings come first when reading and last when writing: paths below them count items.
  const inward = paths.toSorted((left, right) => left.path.length - right.path.length);
  const each = (value, replace) => switches.reduce((value, path) => at(value, path.split("."), replace), value);
  const parse = (text) => {
    const parts = body ? split(text) : { head: text };
    let value = read(parts.head) ?? (root && !maps.some(({ path }) => path == root) ? [] : {});
    if (root) value = { [root]: value };
    value = inward.reduce((value, map) => at(value, map.path, (found) => toList(found, map)), value);
    value = each(value, toSwitch);
    return typed({ ...value, ...(body ? { body: parts.body } : {}) }, known);
  };
  const fromFile = (text) => ({ ...shown(parse(text), known), [SOURCE]: text });
  const toFile = (entry) => {
    const { [SOURCE]: text = "", ...values } = structuredClone(entry);
    const { body: markdown = "", ...filled } = pruned(values, parse(text), known);
    let value = inward.toReversed().reduce((value, map) => at(value, map.path, (found) => toMap(found, map)), filled);
    value = each(value, fromSwitch);
    if (root) value = value[root] ?? [];
    if (!body) return write(text, value);
    const parts = split(text);
    const head = write(parts.head, value).trimEnd();
    return `---\n${head}\n---\n${text && markdown === parts.body ? parts.rest : `\n${markdown.trim()}\n`}`;
  };
  return { fromFile, toFile };
}

// Returns the front matter, the text after it, and that text without the empty lines around it.
function split(text) {
  const found = text.match(/^---[ \t]*\n([\s\S]*?)\n?---[ \t]*(?:\n([\s\S]*))?$/);
  const [head, rest] = found ? [found[1], found[2] ?? ""] : ["", text];
  return { head, rest, body: rest.trim() };
}

// Returns the value with what is at the path replaced.
function at(value, [first, ...rest], replace) {
  if (first === undefined) return value === undefined || value === null ? value : replace(value);
  if (!value || typeof value != "object") return value;
  if (first == "*") return Array.isArray(value) ? value.map((item) => at(item, rest, replace)) : value;
  return first in value ? { ...value, [first]: at(value[first], rest, replace) } : value;
}

function toList(value, { short }) {
  if (Array.isArray(value) || typeof value != "object" || value === null) return value;
  return Object.entries(value).map(([key, found]) =>
    ({ [KEY]: key, ...(found && typeof found == "object" ? found : { [short]: found }) }));
}

function toMap(value, { short }) {
  if (!Array.isArray(value)) return value;
  const keys = value.map(({ [KEY]: key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) != index);
  // Otherwise the last of them would replace the others.
  if (twice !== undefined) throw new Error(`Deux éléments s’appellent « ${twice} ». Two items are called “${twice}”.`);
  return Object.fromEntries(value.map(({ [KEY]: key, ...fields }) => {
    const filled = Object.keys(fields).filter((name) => !isEmpty(fields[name]));
    return [key, short && filled.length == 1 && filled[0] == short ? fields[short] : fields];
  }));
}

// Returns the fields of a value that is `true`, `false` or a mapping.
function toSwitch(value) {
  return typeof value == "object" ? value : { [SWITCH]: value };
}

// Returns the value of these fields. A mapping is written unless the switch is off.
function fromSwitch(value) {
  if (typeof value != "object") return value;
  const { [SWITCH]: on, ...fields } = value;
  return on === false || Object.values(fields).every(isEmpty) ? on : fields;
}

// Returns the values with those of switches and numbers as what they are; a file has only texts.
function typed(values, fields) {
  return mapped(values, fields, (value, field) => {
    if (field.widget == "number") return /^-?\d+$/.test(value) ? Number(value) : value;
    const isSwitch = field.widget == "boolean" || field.options?.some((option) => option.value === true);
    return isSwitch && /^(true|false)$/.test(value) ? value == "true" : value;
  });
}

// Returns the values as the editor shows them.
function shown(values, fields) {
  return mapped(values, fields, (value, { widget }) => widget == "markdown" && typeof value == "string" ? unwrapped(value) : value);
}

// Returns the values with each single one of a field replaced.
function mapped(values, fields, replace) {
  if (!values || typeof values != "object") return values;
  const value = (found, field) => {
    if (!field) return found;
    if (Array.isArray(found) && field.fields) return found.map((item) => mapped(item, field.fields, replace));
    return field.fields ? mapped(found, field.fields, replace) : replace(found, field);
  };
  return Object.fromEntries(Object.entries(values).map(([name, found]) => [name, value(found, fields.find((field) => field.name == name))]));
}

// Returns the values without fields that are not filled in or have their default, unless the file has them so. Texts that
// differ from those of the file only in the white space at their end are the same.
function pruned(values, before, fields) {
  const kept = Object.entries(values).flatMap(([name, value]) => {
    const field = fields.find((field) => field.name == name);
    const old = before?.[name];
    if (old === undefined ? isEmpty(value) || value === normal(field) : isEmpty(value) && !isEmpty(old)) return [];
    return [[name, prunedValue(value, old, field)]];
  });
  return Object.fromEntries(kept);
}

function prunedValue(value, old, field) {
  if (typeof value == "string") return sameText(field?.widget == "markdown" ? restored(value, old) : value, old);
  if (!value || typeof value != "object") return value;
  const inner = field?.fields ?? (field?.field ? [field.field] : []);
  if (!Array.isArray(value)) return pruned(value, old, inner);
  return value.map((item, index) => item && typeof item == "object" ? pruned(item, old?.[index], inner) : item);
}

// Returns a text as the file has it. Texts of several lines end with a line break there.
function sameText(value, old) {
  if (typeof old == "string" && value.trimEnd() === old.trimEnd()) return old;
  return value.includes("\n") ? `${value.trimEnd()}\n` : value;
}

// Returns the value that a field has if a file does not have it.
function normal(field) {
  return field?.default ?? (field?.widget == "boolean" ? false : undefined);
}
