import { inProcessDispatchers } from '../reference/in-process-dispatcher.ts';
import { testMatrix } from './matrix.ts';
import { virtualClock } from './virtual-clock.ts';

/** The matrix in process: no socket, and no pause in real time. */
await testMatrix({
  sideBySide: 1,
  inOrder: true,
  async reach(options) {
    const clock = virtualClock();
    return {
      // Nothing listens there.
      url: 'http://127.0.0.1:1',
      clientOptions: { clock, dispatchers: inProcessDispatchers({ ...options, clock }) },
    };
  },
});
