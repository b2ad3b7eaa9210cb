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

/** Cases with a reset right after bytes, which libuv up to 1.51 (Node.js 22) reports as a close: got cannot tell them apart. */
const RESETS = /^(7: fails with the right error on a reset in the body|42: )/;
const [, minor = 0] = process.versions.uv.split('.').map(Number);
const hidden = minor <= 51 ? RESETS : /$^/;

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
  { describe, test: (title, run) => test.skipIf(hidden.test(title))(title, run) },
);
