import type { LoadReport } from '../../../load/load-report.ts';
import { type ClauseReport, type ContractReport, wasNotRun } from '../../../tests/report/contract-report.ts';
import type { Failure } from '../../../tests/report/finding.ts';
import { describeCheck, loadFacts } from '../words/load-facts.ts';
import { formatCount, formatDuration } from '../words/quantities.ts';
import { describeVerdict } from '../words/run-verdict.ts';
import { oneLine, shownText } from '../words/shown-text.ts';
import { verdictLabels } from '../words/verdict-labels.ts';

export interface TerminalOptions {
  /** Width of the terminal; lines are broken at it, except curl commands, which are there to be copied. */
  columns: number;
  colour: boolean;
}

const maxBody = 1200;
const maxCurl = 4000;
const maxFailures = 3;

/** Whether a stream is to be coloured: NO_COLOR says no, FORCE_COLOR yes, else a terminal that is not dumb. */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** How wide and how colourful the terminal that stdout goes to is. */
export function terminal(): TerminalOptions {
  return { columns: process.stdout.columns ?? 100, colour: wantsColour(process.stdout, process.env) };
}

/** The result of the contract suite: a line for each clause, then the evidence of each breach, the verdict last. */
export function contractLines(contract: ContractReport, options: TerminalOptions): string[] {
  const page = new Page(options);
  const { target, clauses, counts, durationMs } = contract;
  const where = `${oneLine(target.url, 300)}, edition ${oneLine(target.edition, 40)}`;
  page.text(`contract of ${where}: ${formatCount(counts.calls, 'call')} in ${formatDuration(durationMs)}`);
  page.blank();
  const leftOut = clauses.filter(wasNotRun);
  for (const clause of clauses) {
    if (leftOut.includes(clause)) continue;
    page.row([id(clause.id), verdictCell(clause.verdict)], oneLine(clause.title, 200));
    if (clause.verdict === 'fail') continue;
    for (const note of clause.notes) page.row([id(''), verdictCell()], oneLine(note, 400), 'dim');
  }
  if (leftOut.length > 0) page.text(`not run: ${leftOut.map((clause) => clause.id).join(', ')}`);
  for (const clause of clauses) if (clause.verdict === 'fail') evidence(page, clause);
  page.blank();
  page.verdict(contract.verdict, describeVerdict({ contract, loads: [] }));
  return page.lines;
}

/** The result of a load profile: its checks, what was sent and what became of it, the verdict last. */
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

type Style = 'pass' | 'fail' | 'inconclusive' | 'dim' | 'strong';

const codes: Record<Style, string> = { pass: '32', fail: '31;1', inconclusive: '33', dim: '2', strong: '1' };

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

/** Lines of a width: cells on the left, and beside them text that is broken to what is left. */
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
    // On a narrow terminal the text goes under its cells.
    const below = width > 0 && this.#columns - width < 30;
    const indent = below ? 2 : width;
    const painted = cells.map((cell) => this.#painted(cell.text.padEnd(cell.width), cell.style)).join('');
    const broken = brokenLines(text, this.#columns - indent).map((line) => this.#painted(line, style));
    const hasCells = cells.some((cell) => cell.text.trim() !== '');
    if (below && hasCells) this.#push(painted);
    for (const [index, line] of broken.entries()) {
      this.#push(index === 0 && !below ? painted + line : ' '.repeat(indent) + line);
    }
  }

  /** For commands: a terminal's own line break can be copied over, ours could not. */
  unbroken(cells: readonly Cell[], text: string): void {
    const painted = cells.map((cell) => this.#painted(cell.text.padEnd(cell.width), cell.style)).join('');
    const [first = '', ...rest] = text.split('\n');
    this.lines.push(painted + first, ...rest);
  }

  #push(line: string): void {
    this.lines.push(line.trimEnd());
  }

  #painted(text: string, style: Style | undefined): string {
    return this.#colour && style && text.trim() !== '' ? `\u001b[${codes[style]}m${text}\u001b[0m` : text;
  }
}

const wide =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns a terminal gives to one character as a reader sees it. */
function widthOf(character: string): number {
  return character === '\t' ? 2 : wide.test(character) ? 2 : 1;
}

/** Breaks at spaces where there are any in reach, else anywhere. */
function brokenLines(text: string, columns: number): string[] {
  return text.split('\n').flatMap((whole) => {
    const lines: string[] = [];
    let line = '';
    let width = 0;
    for (const { segment } of segmenter.segment(whole.replaceAll('\t', '  '))) {
      if (width + widthOf(segment) > columns) {
        const space = line.lastIndexOf(' ');
        const kept = space > line.length / 2 ? space : line.length;
        lines.push(line.slice(0, kept));
        line = segment === ' ' && kept === line.length ? '' : line.slice(kept).trimStart();
        width = [...segmenter.segment(line)].reduce((sum, each) => sum + widthOf(each.segment), 0);
        if (segment === ' ' && line === '') continue;
      }
      line += segment;
      width += widthOf(segment);
    }
    return [...lines, line];
  });
}
