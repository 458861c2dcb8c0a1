import { at, banner, type EditionDocument, type Json, type JsonValue } from './edition-documents.ts';

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

/** `contract.ts`: clauses, editions, error codes and samples as data. */
export function contract(editions: EditionDocument[]): string {
  const base = editions[0] as EditionDocument;
  const schemas = at(base.document, 'components', 'schemas') as Json;
  const examples = at(base.document, 'components', 'examples') as Json;
  const path = Object.keys(at(base.document, 'paths') as Json)[0] as string;
  const clauses = at(base.document, 'x-clauses') as Record<string, Json>;
  const exercisedBy = (half: string) =>
    Object.keys(clauses).filter((id) => clauses[id]?.exercisedBy === half);
  const constant = (name: string, value: JsonValue, type = '') =>
    `export const ${name}${type} = ${JSON.stringify(value, null, 2)}${type ? '' : ' as const'};\n`;
  return [
    banner,
    `export const clauseIds = ${JSON.stringify(Object.keys(clauses))} as const;`,
    'export type ClauseId = (typeof clauseIds)[number];',
    '/** The clauses by the part of the harness that judges them. */',
    constant('clauseIdsOf', { contract: exercisedBy('contract'), load: exercisedBy('load') }),
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
    '/** Texts may hold `{ceiling}`, for the calls per second that a load profile grants; `clausesOf` fills it in. */',
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
