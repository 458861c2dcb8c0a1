import { styleText } from 'node:util';
import stringWidth from 'string-width';
import type { LoadReport } from '../../../load/load-report.ts';
import type { Failure } from '../../../tests/report/breach.ts';
import {
  type ClauseReport,
  type ContractReport,
  causeOfSilence,
} from '../../../tests/report/contract-report.ts';
import type { OutputStream } from '../../command/io.ts';
import { describeCheck, loadFacts } from '../words/load-facts.ts';
import { formatCount, formatDuration } from '../words/quantities.ts';
import { describeVerdict, describeVerdictBriefly } from '../words/run-verdict.ts';
import { oneLine, shownText } from '../words/shown-text.ts';
import { verdictLabels } from '../words/verdict-labels.ts';

export interface TerminalOptions {
  /** Width of the terminal in characters. Lines are broken at it, except curl commands, which people copy. */
  columns: number;
  colour: boolean;
}

const maxBody = 1200;
const maxCurl = 4000;
const maxFailures = 3;

/** Whether to colour what a stream gets: NO_COLOR turns colour off, FORCE_COLOR on, else a terminal that is not dumb has it. */
export function wantsColour({ isTTY }: Pick<OutputStream, 'isTTY'>, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTTY === true && env.TERM !== 'dumb';
}

/** The width and the colour of what a stream leads to; 100 columns where it does not say. */
export function terminalOf(stream: OutputStream, env: NodeJS.ProcessEnv): TerminalOptions {
  return { columns: stream.columns ?? 100, colour: wantsColour(stream, env) };
}

/**
 * The result of the contract suite: a line per clause, then the evidence of each breach, the verdict last.
 * @param briefly leave out the reason of an inconclusive verdict, as a line that follows has it
 */
export function contractLines(contract: ContractReport, options: TerminalOptions, briefly = false): string[] {
  const page = new Page(options);
  const { target, clauses, counts, durationMs } = contract;
  const where = `${oneLine(target.url, 300)}, edition ${oneLine(target.edition, 40)}`;
  page.text(`contract of ${where}: ${formatCount(counts.calls, 'call')} in ${formatDuration(durationMs)}`);
  page.blank();
  const silent = (cause: ReturnType<typeof causeOfSilence>) =>
    clauses.filter((clause) => causeOfSilence(clause) === cause);
  const named = [
    { label: 'not run', left: silent('not run') },
    { label: 'not judged', left: silent('whole run') },
  ];
  for (const clause of clauses) {
    if (named.some(({ left }) => left.includes(clause))) continue;
    page.row([id(clause.id), verdictCell(clause.verdict)], oneLine(clause.title, 200));
    if (clause.verdict === 'fail') continue;
    for (const note of clause.notes) page.row([id(''), verdictCell()], oneLine(note, 400), 'dim');
  }
  for (const { label, left } of named)
    if (left.length > 0) page.text(`${label}: ${left.map((clause) => clause.id).join(', ')}`);
  for (const clause of clauses) if (clause.verdict === 'fail') evidence(page, clause);
  page.blank();
  const describe = briefly && contract.verdict === 'inconclusive' ? describeVerdictBriefly : describeVerdict;
  page.verdict(contract.verdict, describe({ contract, loads: [] }));
  return page.lines;
}

/** The result of a load profile: its checks, the calls sent and their outcomes, the verdict last. */
export function loadLines(load: LoadReport, options: TerminalOptions): string[] {
  const page = new Page(options);
  const { target, checks, durationMs, profile, breaches } = load;
  const where = `${oneLine(target.url, 300)}, edition ${oneLine(target.edition, 40)}`;
  page.text(`load profile ${oneLine(profile, 60)} on ${where}, in ${formatDuration(durationMs)}`);
  page.blank();
  for (const check of checks) {
    page.row([id(check.id), verdictCell(check.verdict)], oneLine(check.title, 200));
    page.row([id(''), verdictCell()], describeCheck(check), 'dim');
  }
  page.blank();
  for (const [label, value] of loadFacts(load)) page.row([{ text: label, width: 12 }], value);
  for (const breach of breaches) {
    page.blank();
    const seen = `seen in ${formatCount(breach.count, 'response')}`;
    page.text(`${oneLine(breach.clause, 20)}  ${oneLine(breach.reason, 400)} (${seen})`, 'fail');
    page.row([{ text: '  response', width: 11 }], oneLine(breach.response, 600));
  }
  page.blank();
  page.verdict(load.verdict, describeVerdict({ contract: null, loads: [load] }));
  return page.lines;
}

function evidence(page: Page, { id: clauseId, title, says, reading, failures }: ClauseReport): void {
  page.blank();
  page.text(`${clauseId}  ${oneLine(title, 200)}`, 'fail');
  page.row(label('says'), oneLine(says, 600));
  if (reading) page.row(label('read as'), oneLine(reading, 600));
  for (const failure of failures.slice(0, maxFailures)) oneFailure(page, failure);
  const more = failures.length - maxFailures;
  if (more > 0) {
    page.blank();
    page.row(label(''), `${formatCount(more, 'further cause')}; index.html shows all of them`, 'dim');
  }
}

function oneFailure(page: Page, { request, response, reason, pointer, curl, count, replay }: Failure): void {
  const at = pointer === '' ? '' : `, at ${oneLine(pointer, 200)}`;
  page.blank();
  page.row(label('seen'), `${oneLine(reason, 800)} (in ${formatCount(count, 'call')}${at})`, 'strong');
  page.row(label('request'), `${oneLine(request.method, 20)} ${oneLine(request.url, 400)}`);
  if (request.body !== '') page.row(label(''), shownText(request.body, maxBody));
  page.row(label('response'), response ? `HTTP ${response.status}` : 'none came');
  if (response && response.body !== '') page.row(label(''), shownText(response.body, maxBody));
  if (curl.length <= maxCurl) page.unbroken(label('again'), shownText(curl, maxCurl));
  else page.row(label('again'), `a curl command of ${curl.length} characters; contract.json has it`);
  if (replay) page.unbroken(label('or'), oneLine(replay, 400));
}

const styles = {
  pass: 'green',
  fail: ['red', 'bold'],
  inconclusive: 'yellow',
  dim: 'dim',
  strong: 'bold',
} as const satisfies Record<string, Parameters<typeof styleText>[0]>;
type Style = keyof typeof styles;

interface Cell {
  text: string;
  width: number;
  style?: Style;
}

const id = (text: string): Cell => ({ text: oneLine(text, 8), width: 4 });
const label = (text: string): Cell[] => [
  { text: '', width: 2 },
  { text, width: 9, style: 'dim' },
];

function verdictCell(verdict?: keyof typeof verdictLabels): Cell {
  if (verdict === undefined) return { text: '', width: 16 };
  const { symbol, word } = verdictLabels[verdict];
  const style = verdict === 'note' || verdict === 'not-exercised' ? 'dim' : verdict;
  return { text: `${symbol} ${word}`, width: 16, style };
}

/** Lines of one width: cells on the left, and beside them text that is wrapped to the rest of the width. */
class Page {
  readonly lines: string[] = [];
  readonly #columns: number;
  readonly #colour: boolean;

  constructor({ columns, colour }: TerminalOptions) {
    this.#columns = Math.max(20, columns);
    this.#colour = colour;
  }

  blank(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== '') this.lines.push('');
  }

  text(text: string, style?: Style): void {
    this.row([], text, style);
  }

  verdict(verdict: 'pass' | 'fail' | 'inconclusive', words: string): void {
    this.text(`${verdictLabels[verdict].symbol} ${words}`, verdict);
  }

  row(cells: readonly Cell[], text: string, style?: Style): void {
    const width = cells.reduce((sum, cell) => sum + cell.width, 0);
    // On a narrow terminal the text goes below its cells.
    const below = width > 0 && this.#columns - width < 30;
    const indent = below ? 2 : width;
    const painted = cells.map((cell) => this.#painted(cell.text.padEnd(cell.width), cell.style)).join('');
    const wrapped = wrappedLines(text, this.#columns - indent).map((line) => this.#painted(line, style));
    const hasCells = cells.some((cell) => cell.text.trim() !== '');
    if (below && hasCells) this.#push(painted);
    for (const [index, line] of wrapped.entries()) {
      this.#push(index === 0 && !below ? painted + line : ' '.repeat(indent) + line);
    }
  }

  /** For commands: a line break of the terminal is not copied with the text, ours would be. */
  unbroken(cells: readonly Cell[], text: string): void {
    const painted = cells.map((cell) => this.#painted(cell.text.padEnd(cell.width), cell.style)).join('');
    const [first = '', ...rest] = text.split('\n');
    this.lines.push(painted + first, ...rest);
  }

  #push(line: string): void {
    this.lines.push(line.trimEnd());
  }

  #painted(text: string, style: Style | undefined): string {
    if (!this.#colour || style === undefined || text.trim() === '') return text;
    // Colour was decided for the stream that this page is written to, which need not be stdout.
    return styleText(styles[style], text, { validateStream: false });
  }
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
// The text holds no escape sequences: shownText has replaced them.
const widthOf = (text: string) => stringWidth(text, { countAnsiEscapeCodes: true });

/** Breaks at a space in the second half of a line, elsewhere between characters as a reader sees them. */
function wrappedLines(text: string, columns: number): string[] {
  return text.split('\n').flatMap((whole) => {
    const lines: string[] = [];
    let line = '';
    let width = 0;
    for (const { segment } of segmenter.segment(whole.replaceAll('\t', '  '))) {
      if (width + widthOf(segment) > columns) {
        const space = line.lastIndexOf(' ');
        const end = space > line.length / 2 ? space : line.length;
        lines.push(line.slice(0, end));
        line = line.slice(end).trimStart();
        width = widthOf(line);
        if (segment === ' ' && line === '') continue;
      }
      line += segment;
      width += widthOf(segment);
    }
    return [...lines, line];
  });
}
