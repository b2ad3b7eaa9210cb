// The stages of a client, made of its plugins and its transport.
import type { AnyPlugin, Next, Plugin, PluginHost, PluginParts, Stage } from '../plugin.ts';
import type { AnyTransport } from '../transport.ts';
import { OptionError, refuse, adviseCall } from '../errors/option-error.ts';
import { readUnpolluted } from '../options/read-unpolluted.ts';
import { settleAll } from '../lifecycle/settle-all.ts';
import { AttemptRun } from './attempt-run.ts';
import { attemptStage } from './attempt-stage.ts';
import {
  compose,
  composeAttempt,
  dispatchOf,
  nextOf,
  uncheckedLayers,
  type Layer,
  type TwoForms,
} from './compose.ts';
import { LateHandler } from './late-handler.ts';
import type { Dispatch } from '../interceptor.ts';

const STAGES: readonly Stage[] = ['call', 'retry', 'attempt'];

/** See {@link PluginParts.onCall}. */
type OnCall = NonNullable<PluginParts['onCall']>;

/** The plugins and the transport of a client, nested. */
export interface Pipeline {
  /** Sends a request through every stage. */
  readonly run: Dispatch;
  /** The layers that may be the cause if the outcome of `run` is anything but a response, for the error. */
  readonly unchecked: readonly string[];
  /** Notifies the plugins of a new call; undefined if no plugin has the callback. */
  readonly onCall: OnCall | undefined;
  /** The statistics of each plugin that has some, by name. */
  stats(): Record<string, unknown>;
  /** Closes the plugins; the transport is closed by the client. */
  close(): Promise<void>;
}

/**
 * Sets up the plugins and nests them: stage `call` around stage `retry` around the attempt border around stage
 * `attempt` around the transport.
 * @param plugins checked with {@link checkPlugin}
 * @throws OptionError if two plugins have the same name
 */
export function buildPipeline(
  plugins: readonly AnyPlugin[],
  transport: AnyTransport,
  host: PluginHost,
): Pipeline {
  const layers: Record<Stage, Layer[]> = { call: [], retry: [], attempt: [] };
  const innermost: Record<Stage, Layer[]> = { call: [], retry: [], attempt: [] };
  const parts = new Map<string, PluginParts>();
  for (const plugin of plugins) {
    if (parts.has(plugin.name)) {
      throw new OptionError('plugins', `two plugins are named '${plugin.name}'; a name must be unique`);
    }
    const made = plugin.setup(host);
    const part: PluginParts = typeof made === 'function' ? { middleware: made } : made;
    parts.set(plugin.name, part);
    const isInnermost = readUnpolluted(plugin, 'innermost') === true;
    (isInnermost ? innermost : layers)[plugin.stage].push(layerOf(plugin, part));
  }
  for (const stage of STAGES) layers[stage].push(...innermost[stage]);
  const sender = `the transport '${transport.name}'`;
  const names = { plugins: layers.attempt.map(({ name }) => name), transport: sender };
  const outer = [...layers.call, ...layers.retry];
  const sending = sendThrough(transport, sender);
  const run = compose(outer, attemptStage(composeAttempt(layers.attempt, sending, sender), names));
  const observers = [...parts.values()].filter((part) => readUnpolluted(part, 'onCall') !== undefined);
  const onCall: OnCall = (call, caller) => {
    for (const observer of observers) observer.onCall?.(call, caller);
  };
  return {
    run,
    unchecked: uncheckedLayers(outer),
    onCall: observers.length > 0 ? onCall : undefined,
    stats() {
      const stats: Record<string, unknown> = {};
      for (const [name, part] of parts)
        if (readUnpolluted(part, 'stats') !== undefined) stats[name] = part.stats?.();
      return stats;
    },
    async close() {
      await settleAll([...parts.values()].map(closePart));
    },
  };
}

/** The transport as the innermost layer. @param name its name in an error */
function sendThrough(transport: AnyTransport, name: string): TwoForms {
  if (readUnpolluted(transport, 'dispatch') !== undefined) {
    const dispatch: Dispatch = (request, handler) => {
      // An attempt's run itself notifies its handler in a microtask.
      const outcome = handler instanceof AttemptRun ? handler : new LateHandler(request, handler);
      try {
        request.attempt.beginSending();
        transport.dispatch?.(request, outcome);
      } catch (error) {
        outcome.onError(error);
      }
    };
    return { dispatch, next: nextOf(dispatch) };
  }
  const next: Next = (request) => {
    try {
      request.attempt.beginSending();
      return transport.send(request);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  return { dispatch: dispatchOf(next, { plugins: [], transport: name }), next };
}

/** The layer of a plugin. @throws OptionError if the plugin has none, or two */
function layerOf({ name }: AnyPlugin, part: PluginParts): Layer {
  const given = part ?? {};
  const middleware = readUnpolluted(given, 'middleware');
  const interceptor = readUnpolluted(given, 'interceptor');
  if (
    typeof (middleware ?? interceptor) !== 'function' ||
    (middleware !== undefined && interceptor !== undefined)
  ) {
    throw refuse(
      `plugins.${name}.setup`,
      part,
      'a function that returns a middleware, or an object with either middleware or interceptor',
    );
  }
  return { name: `the plugin '${name}'`, middleware, interceptor };
}

async function closePart(part: PluginParts): Promise<void> {
  if (readUnpolluted(part, 'close') !== undefined) await part.close?.();
}

/** @throws OptionError if the value is not a plugin */
export function checkPlugin(plugin: unknown): asserts plugin is Plugin {
  const { name, stage, setup } = (plugin ?? {}) as Partial<Plugin>;
  if (typeof name !== 'string' || typeof setup !== 'function') {
    throw refuse(
      'plugins',
      plugin,
      'made of plugins: objects with name, stage and setup',
      adviseCall(plugin),
    );
  }
  if (!STAGES.includes(stage as Stage)) {
    throw refuse(`plugins.${name}.stage`, stage, `one of ${STAGES.join(', ')}`);
  }
  const innermost: unknown = readUnpolluted(plugin as Plugin, 'innermost');
  if (innermost !== undefined && typeof innermost !== 'boolean') {
    throw refuse(`plugins.${name}.innermost`, innermost, 'true or false');
  }
}
