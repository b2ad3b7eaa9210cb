// A client for tests of redirects.
import { createClient, redirect, type HttpRequest } from '../../src/index.ts';
import { Answers, type Answer } from './answers.ts';

/** A client whose requests are redirected by a table of `path: [status, location]`; other requests get 200. */
export function make(table: Record<string, readonly [number, string?]>, options: object = {}) {
  const transport = new Answers(({ url }: HttpRequest): Answer => {
    const [status, location] = table[url.href] ?? table[url.pathname] ?? [200];
    return location === undefined ? [status, {}, 'done'] : [status, { location }, 'moved'];
  });
  return { transport, client: createClient({ transport, plugins: [redirect()], ...options }) };
}
