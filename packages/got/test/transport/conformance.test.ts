import got from 'got';
import { describe, test } from 'vitest';
import { describeTransport } from '@sluice/fixtures/conformance';
import { undiciTransport } from '@sluice/undici';
import { gotTransport } from '../../src/index.ts';
import { GOT_CANNOT, UNDICI_CANNOT } from './cannot.ts';

describeTransport(
  'undici',
  {
    create: ({ maxPerHost, ca }) => undiciTransport({ pool: { maxPerHost }, tls: { ca } }),
    cannot: UNDICI_CANNOT,
  },
  { describe, test },
);

describeTransport(
  'got',
  {
    create({ maxPerHost, ca }) {
      const https = ca === undefined ? {} : { certificateAuthority: ca };
      const instance = got.extend({ https, headers: { 'user-agent': undefined } });
      return gotTransport({ got: instance, pool: { maxPerHost } });
    },
    cannot: GOT_CANNOT,
  },
  { describe, test },
);
