// The set-up file of the project `got` in vitest.config.ts: the tests of `sluice` use the transport of got.
import got from 'got';
import type { AnyTransport } from '@sluice/core/transport';
import type { PoolOptions, PoolRegistry } from '@sluice/pool';
import { gotTransport } from '../src/index.ts';

/** The owner of a client's connections, and the authority that it trusts. */
interface Source {
  readonly pool?: PoolOptions | undefined;
  readonly registry?: PoolRegistry | undefined;
  /** PEM. */
  readonly ca?: string | undefined;
}

function carrier({ pool, registry, ca }: Source): AnyTransport {
  const instance = ca === undefined ? undefined : got.extend({ https: { certificateAuthority: ca } });
  return gotTransport({ got: instance, pool, registry });
}

Object.assign(globalThis, { carrier });
