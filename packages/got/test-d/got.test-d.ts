import { createClient, type Progress } from '@sluice/core';
import type { Transport } from '@sluice/core/transport';
import { gotTransport, type GotCallOptions } from '@sluice/got';
import got from 'got';
import { expectError, expectType } from 'tsd';

const transport = gotTransport({
  got: got.extend({ http2: true }),
  timeout: { connect: 1_000, queue: false },
  agent: { http: false },
  maxResponseHeaders: 100,
});
expectType<Transport<GotCallOptions>>(transport);
expectType<Transport<GotCallOptions>>(gotTransport());

const client = createClient({ transport });
client.get('https://a.test', {
  timeout: { responseHeader: 10, tlsHandshake: false },
  onUploadProgress: (progress) => expectType<Progress>(progress),
});
client.get('https://a.test', { timeout: false });

expectError(gotTransport({ got: {} }));
expectError(gotTransport({ retry: 2 }));
expectError(client.get('https://a.test', { timeout: { expectContinue: 1 } }));
expectError(client.get('https://a.test', { onDownloadProgress: 1 }));
