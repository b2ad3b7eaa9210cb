// The rule `toFile()` for the property `download` of a declaration.
import type { CallSource } from '../call/call-source.ts';
import type { DownloadRule } from '../call/rules.ts';
import { downloadTo, pathOf, withHeaders } from './download.ts';
import { parseSettings, type DownloadPlan, type DownloadSettings } from './download-options.ts';
import type { OpenPart } from './download-run.ts';

/** The options that apply to all downloads of an operation. */
export type DownloadDefaults = Omit<DownloadSettings, 'checksum' | 'key' | 'onProgress' | 'signal'>;

/**
 * The rule for an operation whose answer is a file, for the property `download` of a declaration: `api.asset(input)
 * .download(path)` downloads it as {@link download} does, with the headers, the signal and the deadline of the call.
 * @param defaults apply unless the options of a download set others
 * @throws OptionError for bad options
 */
export function toFile(defaults: DownloadDefaults = {}): DownloadRule {
  // Checked now, not at the first download.
  parseSettings(defaults);
  return {
    async download(pending, path, options) {
      const given = parseSettings({ ...defaults, ...options });
      const target = pathOf(path);
      const source = await pending;
      const { options: its, deadline, url, operation } = source;
      const plan: DownloadPlan = {
        ...given,
        signal: given.signal ?? its.signal,
        deadline: options.deadline ?? deadline ?? given.deadline,
      };
      return await downloadTo(target, plan.key ?? `${operation} ${url}`, opener(source), plan, source.clock);
    },
  };
}

function opener({ client, url, options: { headers, timeout, ...call } }: CallSource): OpenPart {
  const phases = typeof timeout === 'object' ? timeout : {};
  return (changes) =>
    client.get(url, {
      ...call,
      // In place of the declared statuses, which need not include 206.
      throwHttpErrors: true,
      signal: changes.signal,
      headers: withHeaders(headers, changes.headers),
      timeout: { ...phases, ...changes.timeout },
      watchdog: false,
    });
}
