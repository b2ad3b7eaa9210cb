import { expect, test } from 'vitest';
import { frame, STATUS_200 } from '../support/http2-frames.ts';
import { rawServer, REPORTS_VIOLATIONS, trusted } from '../support/http2-setup.ts';
import { rig, until } from '../support/setup.ts';

const sockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

/** A head that declares five bytes of body (RFC 7541: a literal field whose name is entry 28), and twenty of them. */
const surplus = (stream: number): Buffer =>
  Buffer.concat([
    frame(1, 4, stream, Buffer.concat([STATUS_200, Buffer.from([0x0f, 0x0d, 0x01]), Buffer.from('5')])),
    frame(0, 1, stream, Buffer.alloc(20)),
  ]);

test.runIf(REPORTS_VIOLATIONS).each([
  ['more bytes than it declared', surplus],
  ['DATA on stream 0', () => frame(0, 0, 0)],
  ['SETTINGS of a wrong size', () => frame(4, 0, 0, Buffer.alloc(5))],
  ['DATA on an idle stream', (stream: number) => frame(0, 0, stream + 100, Buffer.alloc(5))],
  ['a header block of garbage', (stream: number) => frame(1, 4, stream, Buffer.alloc(20, 0xff))],
])('a connection that the server breaks with %s leaves no socket', async (_, answer) => {
  const before = sockets();
  const url = await rawServer(answer);
  const { client } = await rig({ transport: { http2: true, tls: trusted }, baseUrl: url });
  const call = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, each caller
      await expect(client.put(url, { body: new Uint8Array(3_000) }).bytes()).rejects.toThrow();
    }
  };
  await Promise.all(Array.from({ length: 8 }, call));
  await until(() => sockets() <= before);
});
