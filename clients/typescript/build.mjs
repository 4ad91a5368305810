// Compiles src/ into dist/, which is kept with the source so that nobody needs a compiler to use it, and writes down what it
// was made of.
//
//   node build.mjs            compiles (npm install first)
//   node build.mjs --check    ends with 1 where dist/ is not of these sources; needs no compiler

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

const at = (name) => new URL(name, import.meta.url);
const RECORD = at("dist/made-of.json");

/** The hash of every file of a folder, by name. */
function hashes(folder, names) {
  const files = readdirSync(at(folder)).filter(names).sort();
  const hash = (file) => createHash("sha256").update(readFileSync(at(`${folder}/${file}`))).digest("hex");
  return Object.fromEntries(files.map((file) => [`${folder}/${file}`, hash(file)]));
}

function record() {
  const all = { ...hashes("src", () => true), ...hashes("dist", (name) => name !== "made-of.json") };
  return `${JSON.stringify(all, null, 2)}\n`;
}

if (process.argv[2] === "--check") {
  if (readFileSync(RECORD, "utf8") !== record()) {
    console.error("dist/ is not made of what stands in src/: run `npm install && npm run build` in clients/typescript");
    process.exit(1);
  }
} else {
  rmSync(at("dist"), { recursive: true, force: true });
  const compiler = at("node_modules/.bin/tsc").pathname;
  const { status, error } = spawnSync(compiler, ["--project", at("tsconfig.json").pathname], { stdio: "inherit" });
  if (error) console.error(`build.mjs: ${error.message}: run \`npm install --package-lock=false\` first`);
  if (error || status !== 0) process.exit(1);
  writeFileSync(RECORD, record());
}
