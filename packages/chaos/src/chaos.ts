// The plugin `chaos()`.
import type { Plugin } from '@sluice/core/plugin';
import { FaultMaker } from './fault-maker.ts';
import { CALL_OPTIONS, resolveChaos, type ChaosCallOptions, type ChaosOptions } from './options.ts';
import type { ChaosStats } from './stats.ts';

/**
 * Plugin, stage `attempt`: makes faults at a rate, for staging. It does nothing unless it is switched on, by `enabled` or
 * by `SLUICE_CHAOS=1`. List it last, so that gates, breakers and limits react to its faults as to those of the network.
 * @throws OptionError for an unknown or bad option, or if it is switched on in production
 */
export function chaos(options?: ChaosOptions): Plugin<ChaosCallOptions> {
  const rules = resolveChaos(options);
  return {
    name: 'chaos',
    stage: 'attempt',
    callOptions: CALL_OPTIONS,
    setup() {
      const maker = new FaultMaker(rules);
      return {
        middleware: rules.enabled
          ? (request, next) => maker.send(request, next)
          : (request, next) => next(request),
        stats: (): ChaosStats => maker.stats(),
      };
    },
  };
}
