// The statistics of a client in the text format of Prometheus.
import { refuse, option } from '@sluice/core/plugin';

/** Options of {@link prometheusText}. */
export interface PrometheusOptions {
  /** The beginning of each name. Default: `sluice`. */
  readonly prefix?: string | undefined;
  /** Labels of each sample, for example `{ client: 'users' }`. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Numbers that go up and down; all others are counters. */
const GAUGES =
  /(?:inFlight|idle|active|dialing|waiting|running|slots|limit|tokens|probing|failures|retryAfter|peak\w*|oldest\w*|paused\w*)$/;

/** Objects whose keys are data, and become a label. */
const LABELLED: Readonly<Record<string, string>> = { hosts: 'host', keys: 'key' };

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * The statistics of a client, as `client.stats()` returns them, in the text format of Prometheus: one metric per number,
 * named after its path (`sluice_calls_in_flight`), with the host as a label. Strings and `undefined` are left out.
 * @throws OptionError for a prefix or a label that Prometheus does not accept
 */
export function prometheusText(stats: object, options: PrometheusOptions = {}): string {
  const { prefix = 'sluice', labels = {} } = option.parseOptions<PrometheusOptions>(
    options,
    PARSERS,
    'prometheus',
  );
  const metrics = new Map<string, { isGauge: boolean; samples: Sample[] }>();
  collect(stats, [prefix], labels, (path, sample) => {
    const name = path.map(snake).join('_');
    const isGauge = GAUGES.test(path.at(-1) ?? '');
    const metric = metrics.get(name) ?? { isGauge, samples: [] };
    metrics.set(name, metric);
    metric.samples.push(sample);
  });
  const lines: string[] = [];
  for (const [name, { isGauge, samples }] of metrics) {
    const full = isGauge ? name : `${name}_total`;
    lines.push(`# TYPE ${full} ${isGauge ? 'gauge' : 'counter'}`);
    for (const { labels: own, value } of samples) lines.push(`${full}${braces(own)} ${number(value)}`);
  }
  return `${lines.join('\n')}\n`;
}

const PARSERS: option.OptionParsers<PrometheusOptions> = {
  prefix: (value, path) => {
    if (typeof value !== 'string' || !NAME.test(value))
      throw refuse(path, value, 'a name of letters, digits and _');
    return value;
  },
  labels: (value, path) => {
    if (!option.isOptions(value)) throw refuse(path, value, 'an object of strings');
    for (const [name, text] of Object.entries(value)) {
      if (!NAME.test(name) || typeof text !== 'string')
        throw refuse(`${path}.${name}`, text, 'a string, with a name of letters, digits and _');
    }
    return value as Record<string, string>;
  },
};

function collect(
  value: unknown,
  path: readonly string[],
  labels: Readonly<Record<string, string>>,
  add: (path: readonly string[], sample: Sample) => void,
): void {
  if (typeof value === 'number') add(path, { labels, value });
  else if (typeof value === 'object' && value !== null) {
    const label = LABELLED[path.at(-1) ?? ''];
    for (const [key, inner] of Object.entries(value)) {
      if (label === undefined) collect(inner, [...path, key], labels, add);
      // Beside the totals, which have the same names.
      else collect(inner, [...path.slice(0, -1), label], { ...labels, [label]: key }, add);
    }
  }
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/\W/g, '_');
}

function braces(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}

function number(value: number): string {
  if (value === Infinity) return '+Inf';
  return Number.isNaN(value) ? 'NaN' : String(value);
}
