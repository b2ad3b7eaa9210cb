// `agent.destroy(reason)`: the reason reaches the requests in flight.
import http from 'node:http';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createFaultOrigin } from '@sluice/fixtures';
import { createAgentRegistry } from '@sluice/pool';
import { PooledHttpAgent } from '../src/index.ts';

test.each([new Error('why'), undefined])(
  '`destroy(%s)` fails requests before and after their response',
  async (reason) => {
    await using origin = await createFaultOrigin();
    origin.on('/head').fault({ do: 'stall', at: 'head' });
    origin.on('/body').reply(200, { body: 'abcdef' }).fault({ do: 'stall', at: 'body', after: 3 });
    const registry = createAgentRegistry({ maxPerHost: 2 });
    const agent = new PooledHttpAgent({ registry });
    const ends: Promise<unknown>[] = [];
    const send = (path: string): http.ClientRequest => {
      const request = http.get(origin.url(path), { agent });
      ends.push(new Promise((resolve) => request.on('error', resolve)));
      return request;
    };
    const [response] = (await once(send('/body'), 'response')) as [http.IncomingMessage];
    const aborts: string[] = [];
    response.on('aborted', () => aborts.push('aborted'));
    const cut = new Promise((resolve) => response.resume().on('error', resolve));
    send('/head');
    send('/head');
    await expect.poll(() => agent.stats()).toMatchObject({ active: 2, waiting: 1 });
    agent.destroy(reason);
    const [ofBody, head, waiting] = await Promise.all([cut, ends[1], ends[2]]);
    expect(waiting).toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
    expect((waiting as Error).cause).toBe(reason);
    if (reason === undefined) {
      // As with Node's agent.
      expect([ofBody, head]).toMatchObject([{ code: 'ECONNRESET' }, { code: 'ECONNRESET' }]);
      expect(aborts).toEqual(['aborted']);
    } else {
      expect([ofBody, head]).toMatchObject([
        { code: 'ERR_SLUICE_CLOSED', cause: reason },
        { code: 'ERR_SLUICE_CLOSED', cause: reason },
      ]);
      expect(aborts).toEqual([]);
    }
    await expect.poll(() => agent.stats()).toMatchObject({ active: 0, waiting: 0 });
    // The agent can be used again.
    origin.on('/again').reply(200);
    const [again] = (await once(send('/again'), 'response')) as [http.IncomingMessage];
    expect(again.statusCode).toBe(200);
    again.resume();
    await once(again, 'end');
    await registry.close();
  },
);
