// Writes the figures in the README of the repository.
import { ratioOf, type Results } from '../run/results.ts';
import { markdownTable } from './table.ts';

const BEGIN = '<!-- figures: written by `npx pnpm bench` -->';
const END = '<!-- end of figures -->';

const WORK: Readonly<Record<string, string>> = {
  'get-50': 'small GET, 50 at once',
  post: 'POST of 1 KB JSON',
  tls: 'small GET over TLS',
  h2: 'small GET over HTTP/2',
  'mib-stream': '1 MiB streamed',
  upload: 'upload of 10 MiB',
};

const CLIENTS = ['sluice', 'fetch', 'ky', 'axios', 'got'];

/** CPU per call of well-known clients as ratios to `undici.request`, as a table of Markdown. */
export function readmeFigures({ workloads, peers }: Results): string {
  const rows = Object.entries(WORK).flatMap(([name, title]) => {
    const result = workloads.find((one) => one.name === name);
    if (result === undefined) return [];
    const ratios = CLIENTS.map((peer) => ratioOf(result, peer, 'undici')?.median.toFixed(2) ?? '-');
    return [[title, ...ratios]];
  });
  const header = ['CPU per call, `undici.request` = 1', ...CLIENTS.map((name) => peers[name]?.title ?? name)];
  return markdownTable([header, ...rows]);
}

/** Replaces the figures between their markers in the README. @throws Error if the markers are missing */
export function withFigures(readme: string, results: Results): string {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from === -1 || to < from) throw new Error(`the README must contain '${BEGIN}', then '${END}'`);
  return `${readme.slice(0, from + BEGIN.length)}\n\n${readmeFigures(results)}\n\n${readme.slice(to)}`;
}
