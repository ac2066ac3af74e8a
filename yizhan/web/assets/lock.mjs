// Takes addresses out of package-lock.json: what stays are names, versions and hashes, so that any mirror serves it.
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.resolved;
}
const text = `${JSON.stringify(lock, null, 2)}\n`;
const address = text.match(/https?:\/\/[^"]+/);
if (address) throw new Error(`package-lock.json still names ${address[0]}`);
writeFileSync("package-lock.json", text);
