import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { UsageError } from './usage-error.ts';

/** What a target is known to hold; what is absent cannot be exercised. */
export interface Fixtures {
  accounts: {
    populated: {
      id: string;
      currentSequence?: number;
      /** List name to the friends in it; absent: only relations between answers are checked. */
      lists?: Record<string, string[]>;
    };
    /** Exists and has no lists. */
    empty?: { id: string };
    /** Must not exist on the target. */
    unknown?: { id: string };
  };
  identities?: {
    /** Signed with the app's key unless a UserSig is given. */
    nonAdmin?: { identifier: string; userSig?: string };
  };
}

const account = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', minLength: 1 } },
  additionalProperties: false,
};

const schema = {
  type: 'object',
  required: ['accounts'],
  properties: {
    accounts: {
      type: 'object',
      required: ['populated'],
      properties: {
        populated: {
          type: 'object',
          required: ['id'],
          properties: {
            id: { type: 'string', minLength: 1 },
            currentSequence: { type: 'integer', minimum: 0 },
            lists: {
              type: 'object',
              additionalProperties: { type: 'array', items: { type: 'string' }, uniqueItems: true },
            },
          },
          additionalProperties: false,
        },
        empty: account,
        unknown: account,
      },
      additionalProperties: false,
    },
    identities: {
      type: 'object',
      properties: {
        nonAdmin: {
          type: 'object',
          required: ['identifier'],
          properties: {
            identifier: { type: 'string', minLength: 1 },
            userSig: { type: 'string', minLength: 1 },
          },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

const validate = new Ajv({ strict: true }).compile<Fixtures>(schema);

/** The embedded target's own fixtures. */
export function embeddedFixtures(): Fixtures {
  return readFixtures(`${import.meta.dirname}/fixtures.yaml`);
}

/**
 * Reads a fixtures file (YAML or JSON).
 * @throws UsageError naming file, line and column, and what is expected there.
 */
export function readFixtures(path: string): Fixtures {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the fixtures file ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
  return parseFixtures(text, path);
}

/** Parses the text of a fixtures file; `name` is for messages. @throws UsageError as readFixtures does. */
export function parseFixtures(text: string, name: string): Fixtures {
  const lines = new LineCounter();
  // Aliases are left unexpanded past a few, so that a small file cannot unfold into a huge one.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error) throw new UsageError(`${place(error.pos[0])}: ${error.message.split('\n')[0]}`);

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (problem) {
    throw new UsageError(`${name}: ${(problem as Error).message.split('\n')[0]}`);
  }
  if (validate(value)) return value;

  const [finding] = validate.errors ?? [];
  const path = (finding?.instancePath ?? '').split('/').slice(1).map(unescapePointer);
  let node: unknown = document.contents;
  for (const step of path) {
    if (!isMap(node)) break;
    node = node.items.find(({ key }) => isScalar(key) && String(key.value) === step)?.value ?? node;
  }
  const offset = (node as { range?: [number, number, number] } | null)?.range?.[0] ?? 0;
  const extra = finding?.keyword === 'additionalProperties' ? ` '${finding.params.additionalProperty}'` : '';
  throw new UsageError(
    `${place(offset)}: ${path.join('.') || 'the file'} ${finding?.message ?? 'is wrong'}${extra}`,
  );
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
