import { startReferenceTarget } from '../reference/server.ts';
import { testMatrix } from './matrix.ts';

/** The matrix over sockets and an HTTP server, in real time. */
await testMatrix({ sideBySide: 8, inOrder: false, reach: startReferenceTarget });
