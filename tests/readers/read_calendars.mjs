// Reads calendar files with `ical.js` (npm, from Mozilla) and reports differences from the expected content.
//
// Usage: node read_calendars.mjs FOLDER, with pairs of NAME.ics and NAME.json as written by `tests/suite/calendar.rs`.
// The time zone is the one in the file's own VTIMEZONE: ical.js has no others.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
// `ical.js` is installed in the current folder, not beside this file.
const found = createRequire(join(process.cwd(), "any.js")).resolve("ical.js");
const module = await import(pathToFileURL(found));
const ICAL = module.default ?? module;

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.equal(calendar.name, "vcalendar");
  assert.equal(calendar.getFirstPropertyValue("method"), "PUBLISH");
  const zones = calendar.getAllSubcomponents("vtimezone");
  assert.equal(zones.length, 1);
  const zone = new ICAL.Timezone(zones[0]);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    for (const time of [event.startDate, event.endDate]) {
      assert.equal(time.zone.tzid, zone.tzid);
      time.zone = zone;
    }
    for (const text of [event.summary, event.location, event.description, event.organizer]) {
      assert.ok(text);
    }
    return {
      uid: event.uid,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      start: event.startDate.toUnixTime(),
      end: event.endDate.toUnixTime(),
    };
  });
}

const names = readdirSync(folder).filter((name) => name.endsWith(".ics"));
assert.ok(names.length > 0, "there are files to read");
for (const name of names) {
  const path = join(folder, name);
  const expected = JSON.parse(readFileSync(path.replace(/ics$/, "json"), "utf8"));
  assert.deepEqual(read(readFileSync(path, "utf8")), expected, path);
}
console.log(`ical.js reads ${names.length} files as expected`);
