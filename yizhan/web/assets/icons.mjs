// Builds the sprite of the icons the pages really use. A name is used when a template says {% icon "name" %},
// or a template or Python file says icon="name" or draw_icon("name"), or the field app icon: "name". An unknown name stops the build.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const yizhan = join(here, "..", "..");
const shelf = join(here, "node_modules", "@tabler", "icons", "icons");
const target = join(here, "..", "static", "yizhan", "icons.svg");
const NAMES = /(?:\{%\s*icon\s+|\bicon[=:]\s*|\bdraw_icon\()["']([a-z0-9-]+)["']/g;

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (["node_modules", "static", "migrations", "__pycache__"].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.(html|py|ts|vue)$/.test(entry.name)) yield path;
  }
}

const used = new Map();
const folders = [join(yizhan, "web"), join(yizhan, "portal"), join(yizhan, "..", "tests", "browser"), join(yizhan, "..", "field", "src")];
for (const folder of folders) {
  if (!existsSync(folder)) continue;
  for (const path of files(folder)) {
    for (const found of readFileSync(path, "utf8").matchAll(NAMES)) used.set(found[1], path);
  }
}

const missing = [];
const symbols = [];
for (const name of [...used.keys()].sort()) {
  const file = join(shelf, "outline", `${name}.svg`);
  if (!existsSync(file)) {
    missing.push(`${name} (${used.get(name)})`);
    continue;
  }
  const inner = readFileSync(file, "utf8")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>[\s\S]*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s*\n\s*/g, "");
  symbols.push(
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
      `stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`,
  );
}
if (missing.length) {
  console.error(`No such icon:\n  ${missing.join("\n  ")}`);
  process.exit(1);
}
mkdirSync(dirname(target), { recursive: true });
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
writeFileSync(target, sprite);

console.log(`icons.svg holds ${symbols.length} icons`);
for (const name of readdirSync(dirname(target)).sort()) {
  const bytes = readFileSync(join(dirname(target), name));
  const kb = (size) => `${(size / 1024).toFixed(1)} kB`.padStart(10);
  console.log(`${name.padEnd(12)}${kb(bytes.length)}${kb(gzipSync(bytes).length)} gzip`);
}
