// The transport of the clients in these tests: the default one, or got's.
import type { AnyTransport } from '@sluice/core/transport';
import { undiciTransport, type PoolOptions, type PoolRegistry, type SluiceOptions } from 'sluice';

/** The connections of a client: those of its own pool, of a registry, or of the process. */
interface Source {
  readonly pool?: PoolOptions | undefined;
  readonly registry?: PoolRegistry | undefined;
  /** The trusted authority as PEM. */
  readonly ca?: string | undefined;
}

/** Creates the transport if it is not the default one. Set by `packages/got/test/carrier.ts`. */
const { carrier } = globalThis as { carrier?: (source: Source) => AnyTransport };

/** Whether the tests run with got's transport. */
export const onGot: boolean = carrier !== undefined;

/** The number of calls of a test with very many: a quarter with got, whose calls cost a multiple. */
export function many(calls: number): number {
  return onGot ? calls / 4 : calls;
}

/** Creates the transport under test. */
export function transportOf(source: Source = {}): AnyTransport {
  if (carrier !== undefined) return carrier(source);
  const { pool, registry, ca } = source;
  return undiciTransport({ pool, registry, ...(ca !== undefined && { tls: { ca } }) });
}

/** Adds the transport under test to the options of a client. */
export function carried<Options extends SluiceOptions>(options: Options): Options {
  if (!onGot || options.transport !== undefined) return options;
  const { pool, registry, ...rest } = options;
  return { ...rest, transport: transportOf({ pool, registry }) } as unknown as Options;
}
