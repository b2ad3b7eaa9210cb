import type { AnyTransport } from '@sluice/core/transport';
import { undiciTransport, type PoolOptions, type PoolRegistry, type SluiceOptions } from 'sluice';

/** Whose connections a client uses: those of a pool of its own, of a registry, or of the process. */
interface Source {
  readonly pool?: PoolOptions | undefined;
  readonly registry?: PoolRegistry | undefined;
  /** An authority to trust, PEM. */
  readonly ca?: string | undefined;
}

/** What carries the calls of this run, when it is not the default transport: `packages/got/test/carrier.ts` says so. */
const { carrier } = globalThis as { carrier?: (source: Source) => AnyTransport };

/** Whether got carries the calls of this run. */
export const onGot: boolean = carrier !== undefined;

/** How many calls a test with very many makes: a quarter on got, whose calls cost a multiple. */
export function many(calls: number): number {
  return onGot ? calls / 4 : calls;
}

/** A transport of the kind this run is about. */
export function transportOf(source: Source = {}): AnyTransport {
  if (carrier !== undefined) return carrier(source);
  const { pool, registry, ca } = source;
  return undiciTransport({ pool, registry, ...(ca !== undefined && { tls: { ca } }) });
}

/** The options of a client, so that its calls are carried by what this run is about. */
export function carried<Options extends SluiceOptions>(options: Options): Options {
  if (!onGot || options.transport !== undefined) return options;
  const { pool, registry, ...rest } = options;
  return { ...rest, transport: transportOf({ pool, registry }) } as unknown as Options;
}
