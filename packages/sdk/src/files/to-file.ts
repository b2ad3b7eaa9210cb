// The rule of the slot `download`: an operation whose answer is downloaded to a file.
import type { CallSource } from '../call/hooks.ts';
import type { DownloadRule } from '../call/slots.ts';
import { downloadTo, pathOf, withHeaders } from './download.ts';
import { parseSettings, type DownloadPlan, type DownloadSettings } from './download-options.ts';
import type { OpenPart } from './download-run.ts';

/** The options that are the same for all downloads of an operation. */
export type DownloadDefaults = Omit<DownloadSettings, 'checksum' | 'key' | 'onProgress' | 'signal'>;

/**
 * The rule for an operation whose answer is a file, for the slot `download` of a declaration: `api.asset(input)
 * .download(path)` downloads it as {@link download} does, with the headers, the signal and the deadline of the call.
 * @param defaults laid under the options of each download
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
      // Not by the declaration, which need not know a 206.
      throwHttpErrors: true,
      signal: changes.signal,
      headers: withHeaders(headers, changes.headers),
      timeout: { ...phases, ...changes.timeout },
      watchdog: false,
    });
}
