// Writes the statistics of clients in the text format of Prometheus.
import { refuse, option } from '@sluice/core/plugin';

/** Options of {@link prometheusText}. */
export interface PrometheusOptions {
  /** The prefix of each metric's name. Default: `sluice`. */
  readonly prefix?: string | undefined;
  /** Labels of each sample, for example `{ client: 'users' }`. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** The statistics of one of several clients, with labels that distinguish them. */
export interface PrometheusSource {
  /** The statistics of a client or a registry. */
  readonly stats: object;
  /** Labels of these samples, in addition to those of the options. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The names of numbers that can fall; all others are counters. */
const GAUGES =
  /^(?:inFlight|idle|active|dialing|waiting|running|slots|tokens|available|detached|probing|failures|retryAfter|waitMax|peak\w*|oldest\w*|paused\w*)$/;

/** The objects whose keys are data, and the label that receives the key. */
const LABELLED: Readonly<Record<string, string>> = { hosts: 'host', keys: 'key' };

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * The statistics of a client, as `client.stats()` returns them, in the text format of Prometheus: one metric per number,
 * named after its path (`sluice_calls_in_flight`), with the host as a label. Strings and `undefined` are left out.
 *
 * For several clients, give a list: the format requires all samples of a metric in one group, so that texts cannot be joined.
 * @throws OptionError for a prefix or a label that Prometheus does not accept, or an entry of the list without statistics
 */
export function prometheusText(
  stats: object | readonly PrometheusSource[],
  options: PrometheusOptions = {},
): string {
  const { prefix = 'sluice', labels = {} } = option.parseOptions<PrometheusOptions>(
    options,
    PARSERS,
    'prometheus',
  );
  const metrics = new Map<string, { isGauge: boolean; samples: Sample[] }>();
  const add = (path: readonly string[], sample: Sample): void => {
    const isGauge = isGaugeAt(path);
    const plain = path.map(snake).join('_');
    const name = isGauge || plain.endsWith('_total') ? plain : `${plain}_total`;
    const metric = metrics.get(name) ?? { isGauge, samples: [] };
    metrics.set(name, metric);
    metric.samples.push(sample);
  };
  for (const source of sourcesOf(stats))
    collect(source.stats, [prefix], { ...labels, ...source.labels }, add);
  const lines: string[] = [];
  for (const [name, { isGauge, samples }] of metrics) {
    lines.push(`# TYPE ${name} ${isGauge ? 'gauge' : 'counter'}`);
    for (const { labels: own, value } of samples) lines.push(`${name}${braces(own)} ${number(value)}`);
  }
  return `${lines.join('\n')}\n`;
}

const labels: option.OptionParser<Readonly<Record<string, string>>> = (value, path) => {
  if (!option.isOptions(value)) throw refuse(path, value, 'an object of strings');
  for (const [name, text] of Object.entries(value)) {
    if (!NAME.test(name) || typeof text !== 'string')
      throw refuse(`${path}.${name}`, text, 'a string, with a name of letters, digits and _');
  }
  return value as Record<string, string>;
};

const PARSERS: option.OptionParsers<PrometheusOptions> = {
  prefix: (value, path) => {
    if (typeof value !== 'string' || !NAME.test(value))
      throw refuse(path, value, 'a name of letters, digits and _');
    return value;
  },
  labels,
};

const SOURCE: option.OptionParsers<PrometheusSource> = {
  stats: (value, path) => {
    if (!option.isOptions(value)) throw refuse(path, value, 'statistics, such as client.stats()');
    return value;
  },
  labels,
};

function sourcesOf(given: object | readonly PrometheusSource[]): readonly PrometheusSource[] {
  if (!Array.isArray(given)) return [{ stats: given }];
  return given.map((source: unknown, index) => {
    const { stats = {}, ...rest } = option.parseOptions<PrometheusSource>(source, SOURCE, `stats[${index}]`);
    return { stats, ...rest };
  });
}

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
      // Another metric than the totals, which have the same names.
      else
        collect(
          inner,
          [...path.slice(0, -1), label],
          { ...labels, [label]: nameIn(inner, label) ?? key },
          add,
        );
    }
  }
}

/** The value of the label that an entry itself has as a field; undefined without such a field. */
function nameIn(entry: unknown, label: string): string | undefined {
  const { [label]: name } = Object(entry) as Readonly<Record<string, unknown>>;
  return typeof name === 'string' ? name : undefined;
}

/** Whether a number can fall. The `limit` of a pool is a counter: of connections that were closed to keep a limit. */
function isGaugeAt(path: readonly string[]): boolean {
  const name = path.at(-1) ?? '';
  return GAUGES.test(name) || (name === 'limit' && path.at(-2) === 'key');
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
