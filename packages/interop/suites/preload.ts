// Replaces the client that a suite tests by a face of ours. Loaded into the process of the suite with `--import`.
import http from 'node:http';
import https from 'node:https';
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const { SUITE_FACE: face, SUITE_MODULE: replaced = '' } = process.env;
const target = replaced === '' ? undefined : pathToFileURL(replaced).href;
const here = new URL('../../', import.meta.url).href;

type Exports = Record<string, unknown>;

/** Replaces exports of a CommonJS module, before the suite requires it. */
function replace(change: (original: Exports) => Exports): void {
  const require = createRequire(replaced);
  const original = require(replaced) as Exports;
  const cached = require.cache[replaced];
  if (cached === undefined) throw new Error(`${replaced} is not a module in CommonJS`);
  cached.exports = { ...original, ...change(original) };
}

switch (face) {
  case 'agents': {
    const { createAgentRegistry } = await import('sluice');
    // The servers in the tests of `follow-redirects` wait for the end of connections that carried no request.
    const registry = createAgentRegistry({ idleTimeout: 2_000 });
    http.globalAgent = registry.httpAgent;
    https.globalAgent = registry.httpsAgent;
    break;
  }
  case 'fetch': {
    const { createClient, fetchPreset } = await import('sluice');
    const { fetch } = createClient({ ...fetchPreset });
    if (target === undefined) globalThis.fetch = fetch;
    else replace(() => ({ fetch }));
    break;
  }
  case 'dispatcher': {
    // The suite compares the classes of errors, so the suite's own copy of undici must be loaded.
    registerHooks({
      resolve: (name, context, next) => {
        const file = context.parentURL?.startsWith(here) === true ? /^undici(?:\/(.*))?$/.exec(name) : null;
        return file ? { url: new URL(file[1] ?? '', target).href, shortCircuit: true } : next(name, context);
      },
    });
    const { standIns } = await import('./stand-ins.ts');
    replace(standIns);
    break;
  }
  case 'got':
    registerHooks({
      load: (url, context, next) =>
        url === target
          ? { format: 'module', shortCircuit: true, source: overGot(`${url}?original`) }
          : next(url, context),
    });
    break;
  default:
    throw new Error(`unknown face '${face}' in SUITE_FACE; known: agents, fetch, dispatcher, got`);
}

function overGot(url: string): string {
  const [theirs, ours] = [url, import.meta.resolve('@sluice/got')].map((each) => JSON.stringify(each));
  return `import got from ${theirs}; import { resilientGot } from ${ours};
    export * from ${theirs}; export default resilientGot(got);`;
}
