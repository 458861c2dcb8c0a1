import { createScanner } from 'jsonc-parser';

/** A part of a body as the page shows it. */
interface Piece {
  text: string;
  atFault: boolean;
}

export interface MarkedJson {
  pieces: Piece[];
  /** Whether the part itself is marked, the nearest part around it (the part is absent), or nothing. */
  mark: 'exact' | 'nearest' | 'none';
}

/** An object or array that is open. */
interface Container {
  isArray: boolean;
  /** Name of the current child of an object; undefined before the first. */
  key: string | undefined;
  /** Index of the current child of an array. */
  index: number;
  /** Where the current child begins in the output. */
  start: number;
  /** How many steps of the pointer lead to this container; undefined when it is not on the path. */
  steps: number | undefined;
}

const maxIndent = 12;

/**
 * Lays a JSON text out on lines and marks the part that a JSON pointer (RFC 6901) names. Tokens stay as the target wrote
 * them: a parser would turn 1.0 into 1 and drop a repeated key. Text that is cut or is not JSON is shown as it is from there
 * on. The scanner does not recurse, so the text may be nested to any depth.
 */
export function markedJson(body: string, pointer: string): MarkedJson {
  if (!/^\s*[[{]/.test(body)) return { pieces: [{ text: body, atFault: false }], mark: 'none' };
  const wanted = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const scanner = createScanner(body);
  const containers: Container[] = [];
  let output = '';
  let shownTo = 0;
  let justOpened = false;
  let nearest: { steps: number; start: number; end: number } | undefined;

  const newLine = () => `\n${'  '.repeat(Math.min(containers.length, maxIndent))}`;
  /** Steps of the pointer that lead to the current child of the innermost container; undefined off the path. */
  const stepsHere = (): number | undefined => {
    const container = containers.at(-1);
    if (!container) return 0;
    const step = container.isArray ? String(container.index) : container.key;
    return container.steps !== undefined && wanted[container.steps] === step
      ? container.steps + 1
      : undefined;
  };
  const valueEnded = () => {
    const container = containers.at(-1);
    const steps = container ? stepsHere() : undefined;
    // Of a repeated key the last one counts, as it does for parsers.
    if (container && steps !== undefined && steps >= (nearest?.steps ?? 1))
      nearest = { steps, start: container.start, end: output.length };
  };

  for (scanner.scan(); scanner.getTokenOffset() < body.length; scanner.scan()) {
    const end = scanner.getTokenOffset() + scanner.getTokenLength();
    const text = body.slice(scanner.getTokenOffset(), end);
    if (text.trim() === '') continue;
    const container = containers.at(-1);
    const hasEnded = output !== '' && !container;
    // The scanner knows comments, which JSON has not. Its errors are const enums, all above zero.
    if (hasEnded || /^\/[/*]/.test(text) || scanner.getTokenError() > 0) break;
    shownTo = end;
    const opens = text === '{' || text === '[';
    const closes = text === '}' || text === ']';
    if (justOpened && !closes) {
      output += newLine();
      if (container) container.start = output.length;
    }
    if (opens) {
      const inner = { isArray: text === '[', key: undefined, index: 0, start: 0, steps: stepsHere() };
      output += text;
      containers.push(inner);
    } else if (closes) {
      containers.pop();
      output += justOpened ? text : `${newLine()}${text}`;
      valueEnded();
    } else if (text === ',' && container) {
      output += `,${newLine()}`;
      container.index += 1;
      container.start = output.length;
    } else if (text === ':') {
      output += ': ';
    } else if (container && !container.isArray && output.length === container.start) {
      container.key = scanner.getTokenValue();
      output += text;
    } else {
      output += text;
      valueEnded();
    }
    justOpened = opens;
  }
  output += body.slice(shownTo);

  if (!nearest) return { pieces: [{ text: output, atFault: false }], mark: 'none' };
  const pieces = [
    { text: output.slice(0, nearest.start), atFault: false },
    { text: output.slice(nearest.start, nearest.end), atFault: true },
    { text: output.slice(nearest.end), atFault: false },
  ].filter(({ text }) => text !== '');
  return { pieces, mark: nearest.steps === wanted.length ? 'exact' : 'nearest' };
}
