// Starts a local service of users with failures that a client must handle.
import { createFaultOrigin, type FaultOrigin } from '@sluice/fixtures';

/** Starts the service. */
export async function fakeService(): Promise<FaultOrigin> {
  const origin = await createFaultOrigin();
  origin.on('GET /users/1').reply(200, { json: { id: 1, name: 'Ada' } });
  origin.on('GET /users/2').reply(503, { json: { message: 'busy' } }, { first: 1 });
  origin.on('GET /users/2').reply(200, { json: { id: 2, name: 'Grace' } });
  origin.on('GET /users/3').reply(200, { delay: 60_000 });
  origin.on('GET /users/4').reply(404, { json: { message: 'no such user' } });
  origin.on('GET /users').handle(({ target }) => ({ status: 200, json: [{ id: 1, name: target }] }));
  origin.on('POST /users').handle(() => ({ status: 503, json: { message: 'busy' } }), { first: 1 });
  origin.on('POST /users').handle((request) => ({
    status: 201,
    json: {
      id: 9,
      name: `${String(request.header('idempotency-key'))} ${Buffer.from(request.body).toString()}`,
    },
  }));
  origin
    .on('GET /users/1/picture')
    .handle((request) => picture(request.header('range')))
    .fault({ do: 'close', at: 'body', after: 1_000 }, { nth: 1 });
  return origin;
}

const PICTURE = new Uint8Array(2_000).fill(7);

/** The picture, or the rest of it: undici requests the rest of a body that was cut short. */
function picture(range: string | undefined) {
  const headers = { etag: '"v1"', 'accept-ranges': 'bytes' };
  if (range === undefined) return { status: 200, body: PICTURE, headers };
  const from = Number(/\d+/.exec(range)?.[0]);
  const part = { 'content-range': `bytes ${from}-${PICTURE.length - 1}/${PICTURE.length}` };
  return { status: 206, body: PICTURE.subarray(from), headers: { ...headers, ...part } };
}
