// The shape of a scenario, and helpers that put what happened into a form that can be compared.
import type { ComparedServer, Protocol, Seen } from './server.ts';

/** One use of fetch, whose result is compared between two implementations. */
export interface Scenario {
  readonly name: string;
  /** Default: every protocol. */
  readonly protocols?: readonly Protocol[];
  /** Returns what happened, as plain data. What it throws counts as its result. */
  run(fetch: typeof globalThis.fetch, server: ComparedServer): unknown;
}

/** The shortest way to state a scenario. */
export function scenario(name: string, run: Scenario['run'], protocols?: readonly Protocol[]): Scenario {
  return { name, run, ...(protocols !== undefined && { protocols }) };
}

/** The kind of an error that a bad argument causes: messages are each implementation's own. */
export function kindOf(error: unknown): unknown {
  if (!(error instanceof Error)) return { threw: String(error) };
  return { threw: error instanceof DOMException ? `DOMException ${error.name}` : error.name };
}

/**
 * An error of the network: also its message, and the code of its cause. Codes of ours stand where Node's fetch has none;
 * a test of their own checks them.
 */
export function failureOf(error: unknown): unknown {
  const { message, cause } = error as { message?: unknown; cause?: { code?: unknown } };
  const code = cause?.code;
  return {
    ...(kindOf(error) as object),
    message,
    code: typeof code === 'string' && code.startsWith('ERR_SLUICE_') ? undefined : code,
  };
}

/** What a promise or function ends with: its value, or its error in the given form. */
export async function outcome(
  run: () => unknown,
  describe: (error: unknown) => unknown = kindOf,
): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    return describe(error);
  }
}

/** Sends a request to a path that echoes it, and returns what the server saw. */
export async function echoed(
  fetch: typeof globalThis.fetch,
  server: ComparedServer,
  init?: RequestInit | ((url: string) => Request),
  path = '/echo',
): Promise<Seen> {
  const url = server.url(path);
  const response = typeof init === 'function' ? await fetch(init(url)) : await fetch(url, init);
  return (await response.json()) as Seen;
}

/** The values of a header, as the server saw them. */
export function headerOf(seen: Seen | undefined, name: string): string | undefined {
  const values = seen?.headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
  return values === undefined || values.length === 0 ? undefined : values.join(', ');
}

/** What matters of an upload. */
export function uploadOf(seen: Seen | undefined): unknown {
  return {
    method: seen?.method,
    length: seen?.length,
    sha256: seen?.sha256,
    whole: seen?.whole,
    'content-length': headerOf(seen, 'content-length'),
    'transfer-encoding': headerOf(seen, 'transfer-encoding'),
    // Without the boundary, which is random.
    'content-type': headerOf(seen, 'content-type')?.replace(/boundary=.*/, 'boundary'),
  };
}

/** A stream of a caller that yields the pieces one by one, in turns of their own. */
export function streamOf(...pieces: readonly (string | Error)[]): ReadableStream<Uint8Array> {
  return pacedStreamOf(150, pieces);
}

/** A stream of a caller that waits before each piece, and before its end. */
export function pacedStreamOf(ms: number, pieces: readonly (string | Error)[]): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => void setTimeout(resolve, ms));
      const next = left.shift();
      if (next === undefined) controller.close();
      else if (typeof next === 'string') controller.enqueue(Buffer.from(next));
      else controller.error(next);
    },
  });
}

/** All of a stream, and the sizes in which it came if those are the same on every run. */
export async function readAll(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Waits until a condition holds, at most `most` ms: scenarios compare what holds then. */
export async function pauseUntil(condition: () => boolean, most = 1_000): Promise<void> {
  const end = performance.now() + most;
  while (!condition() && performance.now() < end) {
    // oxlint-disable-next-line no-await-in-loop -- the condition is polled
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}
