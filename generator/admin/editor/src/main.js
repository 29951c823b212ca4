// The web editor: Sveltia CMS with the configuration that the generator wrote beside this file.
import CMS from "@sveltia/cms";
import { format } from "./format.js";

const response = await fetch(new URL("config.json", import.meta.url));
if (!response.ok) throw new Error(`config.json: ${response.status}`);
const { formats, cms } = await response.json();
const files = cms.collections.flatMap((collection) => collection.files ?? [collection]);
for (const [name, { extension, ...options }] of Object.entries(formats)) {
  const { fields } = files.find((file) => file.format == name);
  CMS.registerCustomFormat(name, extension, format({ ...options, fields }));
}
await CMS.init({ config: { ...cms, load_config_file: false } });
