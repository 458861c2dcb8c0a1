import { startReferenceTarget } from '../reference/server.ts';
import { testMatrix } from './matrix.ts';

/** The matrix over real sockets and an HTTP server, in real time. */
await testMatrix(startReferenceTarget, 8);
