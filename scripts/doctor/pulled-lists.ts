import type { Client } from '../../client/call/client.ts';
import type { Exchange } from '../../client/call/exchange.ts';
import type { ListItem } from '../../client/judge/judge-response.ts';

/** Pulls all lists of an account with their users. */
export function pullAll(client: Client, account: string): Promise<Exchange> {
  return client.call({
    body: { From_Account: account, LastSequence: 0, NeedFriend: 'Need_Friend_Type_Yes' },
  });
}

/** Sequence and lists of an answer without violations; 0 and none unless it is a success. */
export function pulledLists({ judgement }: Exchange): { sequence: number; items: ListItem[] } {
  if (judgement?.kind !== 'ok' || judgement.body === null) return { sequence: 0, items: [] };
  const { CurrentSequence, ResultItem } = judgement.body as {
    CurrentSequence: number;
    ResultItem?: ListItem[];
  };
  return { sequence: CurrentSequence, items: ResultItem ?? [] };
}
