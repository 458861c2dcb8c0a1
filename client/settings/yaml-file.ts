import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type Schema } from 'ajv';
import { type Document, isMap, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml';
import { UsageError } from './run-errors.ts';

/** A file as it was read, and the way to refuse what a schema cannot judge. */
export interface YamlFile<T> {
  value: T;
  /** @throws UsageError with the place of what the path leads to */
  refuse(path: readonly (string | number)[], problem: string): never;
}

export interface YamlFormat<T> {
  /** @throws UsageError with the place and what is expected there, or why the file cannot be read */
  read(path: string): YamlFile<T>;
  /** `file` is for messages. @throws UsageError as read does */
  parse(text: string, file: string): YamlFile<T>;
}

export interface YamlFormatOptions {
  /** What such a file is called in messages: "the profile". */
  name: string;
  schema: Schema;
  /** Looks at every key before the schema does: why it must not be there, if so. */
  refusedKey?: (key: string) => string | undefined;
}

/** A kind of file that users write by hand: YAML or JSON, held against a schema whose defaults are filled in. */
export function yamlFormat<T>({ name, schema, refusedKey }: YamlFormatOptions): YamlFormat<T> {
  const ajv = new Ajv({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
    useDefaults: true,
    discriminator: true,
    verbose: true,
  });
  const validate = ajv.compile<T>(schema);

  const parse = (text: string, file: string): YamlFile<T> => {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
    const refuseAt = (offset: number, problem: string): never => {
      const { line, col } = lines.linePos(offset);
      throw new UsageError(`${file}:${line}:${col}: ${problem.split('\n')[0]}`);
    };
    const refuse = (path: readonly (string | number)[], problem: string): never =>
      refuseAt(offsetOf(document, path), problem);

    const [error] = document.errors;
    if (error) refuseAt(error.pos[0], error.message);
    for (const { text: key, offset } of refusedKey ? keysOf(document) : []) {
      const reason = refusedKey?.(key);
      if (reason !== undefined) refuseAt(offset, reason);
    }
    let value: unknown;
    try {
      // Aliases are left unexpanded past a few, so that a small file cannot unfold into a huge one.
      value = document.toJS({ maxAliasCount: 100 });
    } catch (problem) {
      refuseAt(0, (problem as Error).message);
    }
    if (!validate(value)) {
      const [finding] = validate.errors ?? [];
      const { path, problem } = schemaProblem(finding, name);
      const map = document.getIn(path, true);
      const key = isMap(map) && keyIn(map, finding?.params.additionalProperty);
      return key ? refuseAt(key, problem) : refuse(path, problem);
    }
    return { value, refuse };
  };

  return {
    parse,
    read(path) {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch (error) {
        throw new UsageError(`cannot read ${name} ${path} (${(error as NodeJS.ErrnoException).code})`);
      }
      return parse(text, path);
    },
  };
}

/** Where an ajv finding points, and what is wrong there in words; `name` stands for the whole. */
export function schemaProblem(
  finding: ErrorObject | undefined,
  name: string,
): { path: string[]; problem: string } {
  const steps = (finding?.instancePath ?? '').split('/').slice(1);
  const path = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { path, problem: `${path.join('.') || name} ${findingInWords(finding)}` };
}

/** What an ajv finding leaves out of its message. */
function findingInWords(finding: ErrorObject | undefined): string {
  const message = finding?.message ?? 'is wrong';
  switch (finding?.keyword) {
    case 'additionalProperties':
      return `${message} '${finding.params.additionalProperty}'`;
    case 'enum':
      return `${message}: ${finding.params.allowedValues.join(', ')}`;
    case 'discriminator': {
      const { tag } = finding.params as { tag: string };
      const kinds = (finding.parentSchema?.oneOf ?? []) as {
        properties: Record<string, { const: string }>;
      }[];
      return `${message}: ${kinds.map(({ properties }) => properties[tag]?.const).join(', ')}`;
    }
    default:
      return message;
  }
}

/** Where a path leads, or as far along it as there is anything. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let steps = path.length; steps > 0; steps -= 1) {
    const offset = startOf(document.getIn(path.slice(0, steps), true));
    if (offset !== undefined) return offset;
  }
  return startOf(document.contents) ?? 0;
}

function keyIn(map: YAMLMap, key: unknown): number | undefined {
  return startOf(map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key);
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] } | null | undefined)?.range?.[0];
}

function keysOf(document: Document): { text: string; offset: number }[] {
  const keys: { text: string; offset: number }[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key)) keys.push({ text: String(key.value), offset: startOf(key) ?? 0 });
    },
  });
  return keys;
}
