import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { query } from 'json-p3';
import openapiTS, { astToString } from 'openapi-typescript';
import { createGenerator } from 'ts-json-schema-generator';
import ts from 'typescript';
import { parse } from 'yaml';
import { defineCommand } from '../command/command.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { flag } from '../command/option.ts';

const specFolder = join(import.meta.dirname, '..', '..', 'spec');
const generatedFolder = join(specFolder, 'generated');
const banner =
  '// Generated from spec/group_get.openapi.yaml and spec/editions by `npm run generate`. Do not edit.\n';

/** A JSON object of a document under spec/. The linter and the compiler check the values that are read from it. */
type Json = { [key: string]: JsonValue };
type JsonValue = Json | JsonValue[] | string | number | boolean | null;

interface EditionDocument {
  id: string;
  document: Json;
}

const validatedSchemas = ['GroupGetRequest', 'Envelope', 'Lists'];

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

function isObject(value: JsonValue | undefined): value is Json {
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

async function readEditions(): Promise<EditionDocument[]> {
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

function at(document: JsonValue, ...path: string[]): JsonValue {
  return path.reduce<JsonValue>((value, step) => {
    const next = (value as Json)[step];
    if (next === undefined) throw new Error(`spec: nothing at ${path.join('/')}`);
    return next;
  }, document);
}

async function types({ document }: EditionDocument): Promise<string> {
  // The documented codes become literals. The range of the schema would become `number`, and then ErrorCode could not
  // distinguish success from failure.
  const ast = await openapiTS(document as Parameters<typeof openapiTS>[0] & object, {
    transform(schema) {
      const codes = schema['x-error-codes'] as JsonValue | undefined;
      if (!isObject(codes)) return undefined;
      return ts.factory.createUnionTypeNode(
        Object.keys(codes).map((code) =>
          ts.factory.createLiteralTypeNode(ts.factory.createNumericLiteral(code)),
        ),
      );
    },
  });
  return `${banner}${astToString(ast)}`;
}

function validators(editions: EditionDocument[]): string {
  const ajv = new Ajv2020.default({
    code: { source: true, esm: true, lines: true },
    strict: false,
    // Infinity is no integer, although it has no fraction.
    strictNumbers: true,
    discriminator: false,
  });
  const exported: Record<string, string> = {};
  for (const { id, document } of editions) {
    ajv.addSchema({ $id: id, components: { schemas: at(document, 'components', 'schemas') } });
    for (const name of validatedSchemas) {
      exported[exportName(id, name)] = `${id}#/components/schemas/${name}`;
    }
  }
  const code = standaloneCode.default(ajv, exported);
  const table = editions
    .map(
      ({ id }) =>
        `  '${id}': { ${validatedSchemas.map((name) => `${name}: ${exportName(id, name)}`).join(', ')} },`,
    )
    .join('\n');
  // ajv writes `require` for its runtime parts even in a module.
  return `${banner}import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${code}\nexport const validators = {\n${table}\n};\n`;
}

function exportName(edition: string, schema: string): string {
  return `${schema}_${edition.replaceAll('-', '_')}`;
}

const validatorTypes = `${banner}import type { ErrorObject } from 'ajv';
import type { EditionId } from './contract.ts';
import type { components } from './types.ts';

interface Validator<T> {
  (data: unknown): data is T;
  errors?: ErrorObject[] | null;
}

export const validators: Record<EditionId, {
${validatedSchemas.map((name) => `  ${name}: Validator<components['schemas']['${name}']>;`).join('\n')}
}>;
`;

function propertyClauses(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema.properties as Json).map(([name, property]) => [
      name,
      (property as Json)['x-clause-ids'] ?? [],
    ]),
  );
}

/** Base URLs by the region's name, and by that with -backup appended (C3). */
function hosts(document: Json): Json {
  const servers = (at(document, 'servers') as Json[]).filter((server) => server['x-region'] !== undefined);
  return Object.fromEntries(
    servers.flatMap((server): [string, JsonValue][] => [
      [at(server, 'x-region') as string, at(server, 'url')],
      [`${at(server, 'x-region')}-backup`, at(server, 'x-backup-url')],
    ]),
  );
}

function contract(editions: EditionDocument[]): string {
  const base = editions[0] as EditionDocument;
  const schemas = at(base.document, 'components', 'schemas') as Json;
  const examples = at(base.document, 'components', 'examples') as Json;
  const path = Object.keys(at(base.document, 'paths') as Json)[0] as string;
  const clauses = Object.keys(at(base.document, 'x-clauses') as Json);
  const constant = (name: string, value: JsonValue, type = '') =>
    `export const ${name}${type} = ${JSON.stringify(value, null, 2)}${type ? '' : ' as const'};\n`;
  return [
    banner,
    `export const clauseIds = ${JSON.stringify(clauses)} as const;`,
    'export type ClauseId = (typeof clauseIds)[number];',
    `export const editionIds = ${JSON.stringify(editions.map(({ id }) => id))} as const;`,
    'export type EditionId = (typeof editionIds)[number];',
    '/** Former names of editions. */',
    constant(
      'editionAliases',
      Object.fromEntries(
        editions.flatMap(({ id, document }) => {
          const { alias } = document['x-edition'] as Json;
          return alias === undefined ? [] : [[alias, id]];
        }),
      ),
      ': Record<string, EditionId>',
    ),
    '/** Names for TARGET_REGION, backup hosts included. */',
    `export const regionIds = ${JSON.stringify([...new Set(editions.flatMap(({ document }) => Object.keys(hosts(document))))])} as const;`,
    'export type RegionId = (typeof regionIds)[number];',
    "export interface Clause { title: string; says: string; reading?: string; level: 'must' | 'note' | 'open'; basis: 'page' | 'reading' | 'both'; exercisedBy: 'contract' | 'load' }",
    '/** How an edition of the source page differs from the others. */',
    'export interface Edition { source: string; requestRequires: readonly string[]; hosts: Partial<Record<RegionId, string>>; clauses: Record<ClauseId, Clause> }',
    constant(
      'editions',
      Object.fromEntries(
        editions.map(({ id, document }) => [
          id,
          {
            source: at(document, 'x-edition', 'source'),
            requestRequires: at(document, 'components', 'schemas', 'GroupGetRequest', 'required'),
            hosts: hosts(document),
            clauses: at(document, 'x-clauses'),
          },
        ]),
      ),
      ': Record<EditionId, Edition>',
    ),
    `export const path = ${JSON.stringify(path)};`,
    constant('callingFrequency', {
      callsPerSecond: at(base.document, 'paths', path, 'post', 'x-calling-frequency', 'callsPerSecond'),
    }),
    '/** The fields of a request that the page names. */',
    constant('requestFields', Object.keys(at(schemas, 'GroupGetRequest', 'properties') as Json)),
    '/** Meaning of each documented error code. */',
    constant(
      'errorCodes',
      Object.assign(
        {},
        ...Object.values(schemas).map((schema) => (schema as Json)['x-error-codes'] ?? {}),
      ) as Json,
      ': Record<number, string>',
    ),
    '/** 30006 and 30007 (F6). */',
    constant('tryAgainCodes', at(schemas, 'GroupGetErrorCode', 'x-try-again'), ': readonly number[]'),
    '/** Public codes that say the caller or the app calls too often. */',
    constant(
      'calledTooOftenCodes',
      at(schemas, 'PublicErrorCode', 'x-called-too-often'),
      ': readonly number[]',
    ),
    constant('publicCodeRange', {
      min: at(schemas, 'PublicErrorCode', 'minimum'),
      max: at(schemas, 'PublicErrorCode', 'maximum'),
    }),
    '/** The clauses that each property of a schema realises; the first one states its shape. */',
    constant(
      'propertyClauses',
      Object.fromEntries(
        ['Envelope', 'Lists', 'ListItem'].map((name) => [name, propertyClauses(schemas[name] as Json)]),
      ),
      ': Record<string, Record<string, readonly ClauseId[]>>',
    ),
    "/** The page's sample requests and responses (S11). */",
    constant(
      'samples',
      Object.fromEntries(
        Object.entries(examples).map(([name, example]) => [name, (example as Json).value as JsonValue]),
      ),
    ),
  ].join('\n');
}

/** The records that programs read, by the files of their schemas. */
const records = {
  'contract-report.schema.json': {
    file: 'tests/report/contract-report.ts',
    type: 'ContractReport',
    written: 'contract.json',
  },
  'load-report.schema.json': {
    file: 'load/load-report.ts',
    type: 'LoadReport',
    written: 'load-PROFILE.json',
  },
};

/** The JSON Schema of a record, made from its type; a record may gain properties within a version. */
function recordSchema({ file, type, written }: (typeof records)[keyof typeof records]): string {
  const root = join(specFolder, '..');
  const schema = createGenerator({
    path: join(root, file),
    tsconfig: join(root, 'tsconfig.json'),
    type,
    expose: 'none',
    topRef: false,
    additionalProperties: true,
    skipTypeCheck: true,
  }).createSchema(type);
  const comment = `Generated from ${file} by \`npm run generate\`. Do not edit.`;
  return `${JSON.stringify({ ...schema, title: written, $comment: comment }, null, 2)}\n`;
}

export const generate = defineCommand({
  name: 'generate',
  summary: 'writes types, validators, clauses and schemas of records to spec/generated',
  about: 'Reads the OpenAPI document and its overlays in spec/, and the types of the records.',
  options: { check: flag('write nothing; exit with 1 when spec/generated is stale') },
  exits: { pass: 'up to date', fail: 'stale, with --check' },
  async run({ options: { check }, io, print }) {
    const editions = await readEditions();
    await mkdir(generatedFolder, { recursive: true });
    const stale: string[] = [];
    const update = async (name: string, text: string) => {
      const path = join(generatedFolder, name);
      const current = await readFile(path, 'utf8').catch(() => undefined);
      if (current === text) return;
      stale.push(name);
      if (!check) await writeFile(path, text);
    };
    await update('contract.ts', contract(editions));
    await update('types.ts', await types(editions[0] as EditionDocument));
    await update('validators.js', validators(editions));
    await update('validators.d.ts', validatorTypes);
    // Last, since the types of the records build on those above.
    for (const [name, record] of Object.entries(records)) await update(name, recordSchema(record));
    if (stale.length === 0) {
      if (!check) print('spec/generated is up to date');
    } else if (check) {
      io.stderr.write(`stale in spec/generated: ${stale.join(', ')}; run \`npm run generate\` and commit\n`);
      return exitCodes.fail;
    } else print(`wrote ${stale.join(', ')} in spec/generated`);
    return exitCodes.pass;
  },
});
