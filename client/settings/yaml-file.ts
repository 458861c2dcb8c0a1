import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type Schema } from 'ajv';
import { type Document, isMap, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml';
import { UsageError } from './run-errors.ts';

/** A file that was read, and a way to report mistakes that no schema finds. */
export interface YamlFile<T> {
  value: T;
  /** @throws UsageError with line and column of the value at the path */
  refuse(path: readonly (string | number)[], problem: string): never;
}

export interface YamlFormat<T> {
  /** @throws UsageError with line, column and what is expected there, or why the file cannot be read */
  read(path: string): YamlFile<T>;
  /** `file` is for messages. @throws UsageError as read does */
  parse(text: string, file: string): YamlFile<T>;
}

export interface YamlFormatOptions {
  /** The file's name in messages, such as "the profile". */
  name: string;
  schema: Schema;
  /** Checks every key before the schema does. @returns why the key is not allowed; undefined when it is */
  refusedKey?: (key: string) => string | undefined;
}

/** A kind of file that users write by hand, in YAML or JSON, with a schema; absent values get the schema's defaults. */
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
      // Bounds aliases, as a small file could expand to a huge one.
      value = document.toJS({ maxAliasCount: 100 });
    } catch (problem) {
      refuseAt(0, (problem as Error).message);
    }
    if (!validate(value)) {
      const [schemaError] = validate.errors ?? [];
      const { path, problem } = schemaProblem(schemaError, name);
      const map = document.getIn(path, true);
      const key = isMap(map) && keyIn(map, schemaError?.params.additionalProperty);
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

/** The path of an ajv error and a sentence about it, which calls the whole value by `name`. */
export function schemaProblem(
  error: ErrorObject | undefined,
  name: string,
): { path: string[]; problem: string } {
  const steps = (error?.instancePath ?? '').split('/').slice(1);
  const path = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { path, problem: `${path.join('.') || name} ${errorInWords(error)}` };
}

/** An ajv error's message with the details that it leaves out. */
function errorInWords(error: ErrorObject | undefined): string {
  const message = error?.message ?? 'is wrong';
  switch (error?.keyword) {
    case 'additionalProperties':
      return `${message} '${error.params.additionalProperty}'`;
    case 'enum':
      return `${message}: ${error.params.allowedValues.join(', ')}`;
    case 'discriminator': {
      const { tag } = error.params as { tag: string };
      const kinds = (error.parentSchema?.oneOf ?? []) as {
        properties: Record<string, { const: string }>;
      }[];
      return `${message}: ${kinds.map(({ properties }) => properties[tag]?.const).join(', ')}`;
    }
    default:
      return message;
  }
}

/** Offset of the value at a path, or of its nearest ancestor that exists. */
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
