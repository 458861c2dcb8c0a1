import { Client } from '../client/call/client.ts';
import { Inconclusive } from '../client/settings/run-errors.ts';
import type { Target } from '../client/settings/settings.ts';
import { type EditionId, editionIds, editions } from '../spec/generated/contract.ts';

export interface DetectedEdition {
  edition: EditionId;
  /** What showed it: a sentence for each field in which the known editions differ, and one where several editions fit. */
  evidence: string[];
}

/**
 * Finds the known edition that a target follows: leaves out, one at a time, the request fields that some editions require
 * and others do not. The target requires those without which a pull fails.
 * @throws Inconclusive when the target cannot be reached, or follows no known edition
 */
export async function detectEdition(target: Target): Promise<DetectedEdition> {
  const client = new Client(target);
  try {
    const correct: Record<string, unknown> = {
      From_Account: target.fixtures.accounts.populated.id,
      LastSequence: 0,
    };
    const whole = await client.call({ body: correct });
    if (whole.judgement?.kind !== 'ok')
      throw new Inconclusive('the edition cannot be told: a correct pull does not succeed');
    const disputed = Object.keys(correct).filter((field) => {
      const requiring = editionIds.filter((id) => editions[id].requestRequires.includes(field));
      return requiring.length > 0 && requiring.length < editionIds.length;
    });
    const required = new Set<string>();
    const evidence: string[] = [];
    for (const field of disputed) {
      const { [field]: _, ...rest } = correct;
      const exchange = await client.call({ body: rest });
      const missed = exchange.judgement?.kind !== 'ok';
      if (missed) required.add(field);
      evidence.push(
        `a pull without ${field} ${missed ? 'fails: it is required' : 'succeeds: it is not required'}`,
      );
    }
    const fitting = editionIds.filter((id) =>
      disputed.every((field) => editions[id].requestRequires.includes(field) === required.has(field)),
    );
    const edition = fitting.at(-1);
    if (edition === undefined)
      throw new Inconclusive(`the target follows no known edition: ${evidence.join('; ')}`);
    if (fitting.length > 1) {
      evidence.push(`answers do not tell ${fitting.join(', ')} apart: the latest of them is taken`);
    }
    return { edition, evidence };
  } finally {
    await client.close();
  }
}
