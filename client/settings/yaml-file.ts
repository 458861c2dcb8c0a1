import { runInNewContext } from 'node:vm';
import { Ajv, type Schema } from 'ajv';
import { type Document, isMap, isScalar, Lexer, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml';
import { readInputText } from './read-input-file.ts';
import { UsageError } from './run-errors.ts';
import { schemaProblem } from './schema-problem.ts';

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
    const refuseAt = (offset: number, problem: string): never => {
      const { line, col } = lines.linePos(offset);
      const [sentence = ''] = problem.split('\n');
      throw new UsageError(`${file}:${line}:${col}: ${shortened(sentence)}`);
    };
    const tooDeep = tooDeepLine(text);
    if (tooDeep !== undefined)
      throw new UsageError(
        `${file}:${tooDeep}: nested more than ${maxDepth} levels deep; is it the right file?`,
      );
    // The parser would compare each key with every other one.
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
    const refuse = (path: readonly (string | number)[], problem: string): never =>
      refuseAt(offsetOf(document, path), problem);

    const [error] = document.errors;
    if (error) refuseAt(error.pos[0], error.message);
    for (const { key, offset, isRepeated } of keysOf(document)) {
      if (isRepeated) refuseAt(offset, `Map keys must be unique; '${key}' stands above already`);
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

  const parseInTime = (text: string, file: string) => inTime(() => parse(text, file), file);
  return {
    parse: parseInTime,
    read: (path) => parseInTime(readInputText(path, name), path),
  };
}

const maxParseMs = 5000;
const maxShownCharacters = 400;

/**
 * Calls a function that must end within a time. A few hundred kilobytes can keep the parser busy for minutes.
 * @throws UsageError when it does not end
 */
function inTime<T>(parse: () => T, file: string): T {
  try {
    // The limit of a script holds for what it calls as well.
    return runInNewContext('parse()', { parse }, { timeout: maxParseMs }) as T;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new UsageError(`${file} takes more than ${maxParseMs / 1000} s to parse; is it the right file?`);
    if (error instanceof RangeError)
      throw new UsageError(`${file} is nested too deeply; is it the right file?`);
    throw error;
  }
}

const maxDepth = 100;

/**
 * Finds the line where brackets, or indicators outside of them, are nested deeper than in any of our files. There the parser
 * uses up the stack or ends the process. The size of the file bounds nesting by indentation.
 */
function tooDeepLine(text: string): number | undefined {
  let line = 1;
  let brackets = 0;
  let indicators = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1);
    else if (brackets === 0 && /^[-?:]$/.test(token)) indicators += 1;
    if (brackets > maxDepth || indicators > maxDepth) return line;
    const newLines = token.split('\n').length - 1;
    line += newLines;
    if (newLines > 0) indicators = 0;
  }
  return undefined;
}

function shortened(text: string): string {
  return text.length > maxShownCharacters ? `${text.slice(0, maxShownCharacters)}…` : text;
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

interface Key {
  key: string;
  offset: number;
  /** Whether its map has the same key before it. */
  isRepeated: boolean;
}

function keysOf(document: Document): Key[] {
  const keys: Key[] = [];
  visit(document, {
    Map(_, { items }) {
      const before = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const text = String(key.value);
        keys.push({ key: text, offset: startOf(key) ?? 0, isRepeated: before.has(text) });
        before.add(text);
      }
    },
  });
  return keys;
}
