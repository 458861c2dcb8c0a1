import { testLatencyClaims } from './latency-claims.ts';

testLatencyClaims(1);
