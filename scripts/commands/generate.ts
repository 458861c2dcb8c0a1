import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { query } from 'json-p3';
import openapiTS, { astToString } from 'openapi-typescript';
import { createGenerator } from 'ts-json-schema-generator';
import ts from 'typescript';
import { parse } from 'yaml';

/** Writes spec/generated from the OpenAPI document and its overlays; `--check` writes nothing and exits 1 when stale. */

const specFolder = join(import.meta.dirname, '..', '..', 'spec');
const generatedFolder = join(specFolder, 'generated');
const banner =
  '// Generated from spec/group_get.openapi.yaml and spec/editions by `npm run generate`. Do not edit.\n';

/** A JSON object of a document under spec/; what is read from it is checked by the linter and by the compiler. */
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

/** Merges as the Overlay standard's `update` does: objects by key, arrays by concatenation, the rest replaced. */
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
    // From the last match to the first, so that removing an array element does not move one still to come.
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
  for (const name of overlays) {
    documents.push(applyOverlay(base, await readYaml(join(specFolder, 'editions', name))));
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
  // The documented codes as literals: in the schema's own terms the whole range would become `number`, and ErrorCode
  // would no longer tell success from failure.
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
    // A number beyond all bounds is no integer, though nothing is left of it after the point.
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

function contract(editions: EditionDocument[]): string {
  const base = editions[0] as EditionDocument;
  const schemas = at(base.document, 'components', 'schemas') as Json;
  const examples = at(base.document, 'components', 'examples') as Json;
  const path = Object.keys(at(base.document, 'paths') as Json)[0] as string;
  const servers = (at(base.document, 'servers') as Json[]).filter(
    (server) => server['x-region'] !== undefined,
  );
  const clauses = Object.keys(at(base.document, 'x-clauses') as Json);
  const constant = (name: string, value: JsonValue, type = '') =>
    `export const ${name}${type} = ${JSON.stringify(value, null, 2)}${type ? '' : ' as const'};\n`;
  return [
    banner,
    `export const clauseIds = ${JSON.stringify(clauses)} as const;`,
    'export type ClauseId = (typeof clauseIds)[number];',
    `export const editionIds = ${JSON.stringify(editions.map(({ id }) => id))} as const;`,
    'export type EditionId = (typeof editionIds)[number];',
    "export interface Clause { title: string; says: string; reading?: string; level: 'must' | 'note' | 'open'; basis: 'page' | 'reading' | 'both'; exercisedBy: 'contract' | 'load' }",
    '/** What sets an edition of the source page apart. */',
    'export interface Edition { source: string; requestRequires: readonly string[]; clauses: Record<ClauseId, Clause> }',
    constant(
      'editions',
      Object.fromEntries(
        editions.map(({ id, document }) => [
          id,
          {
            source: at(document, 'x-edition', 'source'),
            requestRequires: at(document, 'components', 'schemas', 'GroupGetRequest', 'required'),
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
    constant('regions', Object.fromEntries(servers.map((server) => [server['x-region'], server.url]))),
    'export type RegionId = keyof typeof regions;',
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
    '/** The clauses that each property of a schema realises; the first is the one that its shape belongs to. */',
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

/** The records that programs read, by the schemas that tell them of their shape. */
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

/** A record's JSON Schema, made of its type; records may gain properties within a version. */
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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(
      'npm run generate             write spec/generated from spec/\nnpm run generate -- --check  exit 1 when spec/generated is stale, writing nothing',
    );
    return;
  }
  const editions = await readEditions();
  await mkdir(generatedFolder, { recursive: true });
  const stale: string[] = [];
  const compare = async (name: string, text: string) => {
    const path = join(generatedFolder, name);
    const current = await readFile(path, 'utf8').catch(() => undefined);
    if (current === text) return;
    stale.push(name);
    if (!values.check) await writeFile(path, text);
  };
  await compare('contract.ts', contract(editions));
  await compare('types.ts', await types(editions[0] as EditionDocument));
  await compare('validators.js', validators(editions));
  await compare('validators.d.ts', validatorTypes);
  // The last, as the records' types are made of the ones above.
  for (const [name, record] of Object.entries(records)) await compare(name, recordSchema(record));
  if (!values.check) {
    console.log(
      stale.length === 0 ? 'spec/generated is up to date' : `wrote ${stale.join(', ')} in spec/generated`,
    );
  } else if (stale.length > 0) {
    console.error(`stale in spec/generated: ${stale.join(', ')}; run \`npm run generate\` and commit`);
    process.exitCode = 1;
  }
}

await main();
