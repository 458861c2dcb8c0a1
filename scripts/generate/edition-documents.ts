import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { query } from 'json-p3';
import { parse } from 'yaml';

/** The folder of the specification. */
export const specFolder = join(import.meta.dirname, '..', '..', 'spec');

/** The first line of every generated module. */
export const banner =
  '// Generated from spec/group_get.openapi.yaml and spec/editions by `npm run generate`. Do not edit.\n';

/** A JSON object of a document under spec/. The linter and the compiler check the values that are read from it. */
export type Json = { [key: string]: JsonValue };
export type JsonValue = Json | JsonValue[] | string | number | boolean | null;

/** The OpenAPI document of one edition, with the overlays of this and all earlier editions applied. */
export interface EditionDocument {
  id: string;
  document: Json;
}

async function readYaml(path: string): Promise<Json> {
  return parse(await readFile(path, 'utf8')) as Json;
}

/** Merges as `update` of the Overlay standard does: objects by key, arrays by concatenation; other values are replaced. */
function merge(target: JsonValue | undefined, update: JsonValue): JsonValue {
  if (Array.isArray(target)) return target.concat(update);
  if (isObject(target) && isObject(update)) {
    const merged = { ...target };
    for (const [key, value] of Object.entries(update)) merged[key] = merge(merged[key], value);
    return merged;
  }
  return update;
}

export function isObject(value: JsonValue | undefined): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Applies one OpenAPI Overlay (1.0.0): each action's JSONPath target is removed or updated, in order. */
function applyOverlay(base: Json, overlay: Json): Json {
  const document = structuredClone(base);
  for (const action of overlay.actions as Json[]) {
    const nodes = query(action.target as string, document).nodes;
    if (nodes.length === 0) throw new Error(`overlay target ${action.target} matches nothing`);
    // From the last match to the first, so that the removal of an array element does not move a later match.
    for (const node of nodes.reverse()) {
      const key = node.location.at(-1) as string;
      const parent = node.location
        .slice(0, -1)
        .reduce<JsonValue>((value, step) => (value as Json)[step] as JsonValue, document) as Json;
      if (action.remove === true) {
        if (Array.isArray(parent)) parent.splice(Number(key), 1);
        else delete parent[key];
      } else {
        parent[key] = merge(parent[key], action.update as JsonValue);
      }
    }
  }
  document['x-edition'] = overlay['x-edition'] as Json;
  return document;
}

/** Every edition in the order of their dates; the first is the base document. */
export async function readEditions(): Promise<EditionDocument[]> {
  const base = await readYaml(join(specFolder, 'group_get.openapi.yaml'));
  const overlays = (await readdir(join(specFolder, 'editions')))
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const documents = [base];
  // Files are named by date: each edition is an overlay on the one before.
  for (const name of overlays) {
    const before = documents.at(-1) as Json;
    documents.push(applyOverlay(before, await readYaml(join(specFolder, 'editions', name))));
  }
  return documents.map((document) => ({ id: at(document, 'x-edition', 'id') as string, document }));
}

/** The value at a path. @throws Error when there is none */
export function at(document: JsonValue, ...path: string[]): JsonValue {
  return path.reduce<JsonValue>((value, step) => {
    const next = (value as Json)[step];
    if (next === undefined) throw new Error(`spec: nothing at ${path.join('/')}`);
    return next;
  }, document);
}
