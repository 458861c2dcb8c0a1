/** Exit codes of every command. */
export const exitCodes = { pass: 0, fail: 1, usage: 2, inconclusive: 3 } as const;
