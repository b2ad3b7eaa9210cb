import { expect, test } from 'vitest';
import { caCertificate, createHttp2Origin } from '@sluice/fixtures';
import { afterwards, rig, until } from './setup.ts';

const trusted = { ca: caCertificate };

test('an answer before the end of its upload closes the stream, whatever the window of the server', async () => {
  const server = await createHttp2Origin({ maxStreams: 2 });
  afterwards(() => server.close());
  let open = 0;
  server.on('/early', ({ stream }) => {
    open++;
    stream.on('close', () => open--);
    // Nobody reads on, so the window stays full.
    stream.once('data', () => {
      stream.pause();
      stream.respond({ ':status': 200 });
      stream.end('enough');
    });
  });
  const { client } = await rig({ transport: { http2: true, tls: trusted }, baseUrl: server.url() });
  for (let count = 0; count < 4; count++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    expect(await client.post('/early', { body: new Uint8Array(200_000) }).text()).toBe('enough');
  }
  await until(() => open === 0);
  expect(server.opened).toBe(1);
});
