// Writes src/schema.ts from the service's description: types of all that is asked and answered, and where each operation is.
//
//   node generate.mjs            writes it
//   node generate.mjs --check    ends with 1 where it is not what would be written
//
// Knows what the description uses, and stops at anything else rather than to guess.

import { readFileSync, writeFileSync } from "node:fs";

const FROM = new URL("../../server/openapi.json", import.meta.url);
const INTO = new URL("src/schema.ts", import.meta.url);

const description = JSON.parse(readFileSync(FROM, "utf8"));

/** Keywords that say nothing about a type. */
const REMARKS = new Set([
  "description", "example", "examples", "title", "format", "minimum", "maximum", "minItems", "maxItems", "propertyNames",
  "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties", "maxProperties", "minLength", "maxLength", "pattern", "uniqueItems", "default",
  "deprecated", "readOnly", "writeOnly",
]);
/** Keywords that say it, and that are read here. */
const READ = new Set(["$ref", "type", "enum", "properties", "required", "additionalProperties", "items", "oneOf", "anyOf", "allOf", "const"]);

const isName = (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
const property = (name) => (isName(name) ? name : JSON.stringify(name));

function remark(text, indent) {
  if (!text) return "";
  const lines = text.replaceAll("*/", "*\u200b/").split("\n");
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

function typeOf(schema, where, indent = "") {
  for (const keyword of Object.keys(schema)) {
    if (!REMARKS.has(keyword) && !READ.has(keyword)) throw new Error(`${where}: keyword \`${keyword}\` is not known here`);
  }
  if (schema.$ref) {
    const name = schema.$ref.replace("#/components/schemas/", "");
    if (!description.components.schemas[name]) throw new Error(`${where}: no schema \`${name}\``);
    return name;
  }
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  const choices = schema.oneOf ?? schema.anyOf;
  // Texts of two formats are one type.
  if (choices) return [...new Set(choices.map((part) => typeOf(part, where, indent)))].join(" | ");
  if (schema.allOf) return schema.allOf.map((part) => typeOf(part, where, indent)).join(" & ");
  const types = [schema.type].flat();
  return types.map((type) => typeNamed(type, schema, where, indent)).join(" | ");
}

function typeNamed(type, schema, where, indent) {
  switch (type) {
    case "string":
    case "boolean":
    case "null":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array": {
      const item = typeOf(schema.items, `${where}[]`, indent);
      return item.includes(" ") ? `(${item})[]` : `${item}[]`;
    }
    case "object":
      return objectType(schema, where, indent);
    default:
      throw new Error(`${where}: type \`${type}\` is not known here`);
  }
}

function objectType(schema, where, indent) {
  if (!schema.properties) {
    const values = schema.additionalProperties;
    if (!values || values === true) throw new Error(`${where}: an object of anything`);
    return `Record<string, ${typeOf(values, where, indent)}>`;
  }
  const required = new Set(schema.required ?? []);
  const deeper = `${indent}  `;
  const lines = Object.entries(schema.properties).map(([name, value]) => {
    const about = remark(value.description ?? value.oneOf?.find((part) => part.description)?.description, deeper);
    const sign = required.has(name) ? "" : "?";
    return `${about}${deeper}${property(name)}${sign}: ${typeOf(value, `${where}.${name}`, deeper)};\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

function schemas() {
  return Object.entries(description.components.schemas).map(([name, schema]) => {
    if (!isName(name)) throw new Error(`schema \`${name}\` has no name for a type`);
    return `${remark(schema.description, "")}export type ${name} = ${typeOf(schema, name)};\n`;
  });
}

/** All operations, each with what it takes and gives. */
function operations() {
  const found = [];
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const where = operation.operationId;
      if (!where || !isName(where)) throw new Error(`${method} ${path}: no operation id`);
      found.push({ id: where, method: method.toUpperCase(), path, operation });
    }
  }
  return found.sort((one, other) => (one.id < other.id ? -1 : 1));
}

function parametersType(operation, place, where) {
  const properties = {};
  const required = [];
  for (const parameter of operation.parameters ?? []) {
    if (!["path", "query", "header"].includes(parameter.in)) throw new Error(`${where}: a parameter in \`${parameter.in}\``);
    if (parameter.in !== place) continue;
    // What stands in an address as JSON has the type that it is the text of.
    const schema = parameter.schema ?? parameter.content?.["application/json"]?.schema;
    if (!schema) throw new Error(`${where}: parameter \`${parameter.name}\` without a schema`);
    properties[parameter.name] = { description: parameter.description, ...schema };
    if (parameter.required) required.push(parameter.name);
  }
  if (Object.keys(properties).length === 0) return "Record<string, never>";
  return typeOf({ type: "object", properties, required }, where, "    ");
}

/** JSON by its schema; anything else is sent as the text that the caller makes. */
function bodyType(content, where) {
  if (!content) return "undefined";
  const json = content["application/json"];
  return json ? typeOf(json.schema, where, "    ") : "string";
}

function operationType({ id, operation }) {
  const body = bodyType(operation.requestBody?.content, id);
  const answer = Object.entries(operation.responses).find(([status]) => status.startsWith("2"))?.[1];
  const json = answer?.content?.["application/json"]?.schema;
  return [
    remark(operation.summary, "  "),
    `  ${id}: {\n`,
    `    path: ${parametersType(operation, "path", id)};\n`,
    `    query: ${parametersType(operation, "query", id)};\n`,
    `    headers: ${parametersType(operation, "header", id)};\n`,
    `    body: ${body};\n`,
    `    answer: ${json ? typeOf(json, id, "    ") : "unknown"};\n`,
    "  };\n",
  ].join("");
}

function text() {
  const all = operations();
  const places = all.map(({ id, method, path }) => `  ${id}: { method: ${JSON.stringify(method)}, path: ${JSON.stringify(path)} },\n`);
  return [
    "// Written by generate.mjs from server/openapi.json: change that, and run `node generate.mjs`.\n\n",
    schemas().join("\n"),
    "\n/** What each operation takes and gives, by its id. */\nexport interface Operations {\n",
    all.map(operationType).join(""),
    "}\n\n/** Where each operation is. */\nexport const OPERATIONS = {\n",
    places.join(""),
    "} as const satisfies Record<keyof Operations, { method: string; path: string }>;\n",
  ].join("");
}

const [flag, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (flag !== undefined && flag !== "--check")) {
  console.error(`generate.mjs: unknown argument \`${rest[0] ?? flag}\`, expected none or --check`);
  process.exit(2);
}
const written = text();
if (flag === undefined) {
  writeFileSync(INTO, written);
} else if (readFileSync(INTO, "utf8") !== written) {
  console.error("src/schema.ts is not what server/openapi.json says: run `node generate.mjs` in clients/typescript, then `npm run build`");
  process.exit(1);
}
