// Routes that fail, never respond, or respond late.
import { always, reply, user, type Route } from './route.ts';

const TEXT_TYPE = 'content-type: text/plain';

/** A 503 in one piece. */
export const unavailable: Route = always(reply('503 Service Unavailable', Buffer.alloc(512, '.'), TEXT_TYPE));

/** Fails a share of the requests, in the same order in every run. The others succeed. */
export function flaky(share: number, failure: Route): Route {
  let state = 1;
  return {
    respond(socket, body) {
      // A linear congruential generator (Numerical Recipes).
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      if (state / 2 ** 32 < share) failure.respond(socket, body);
      else socket.write(user);
    },
  };
}

/** How many attempts of each call were failed, until one was answered. */
const failed = new Map<number, number>();

/**
 * Fails the first attempts of a call, as many as its number has sevens at its end, at most three. So a tenth of the calls
 * fails, a hundredth twice and a thousandth three times: the same ones for every client, whatever their pace.
 * @param call its number
 */
export function numbered(call: number, failure: Route): Route {
  const before = failed.get(call) ?? 0;
  const fails = before < sevens(call);
  if (fails) failed.set(call, before + 1);
  else failed.delete(call);
  return fails ? failure : always(user);
}

function sevens(call: number): number {
  return Math.min(3, /7*$/.exec(String(call))?.[0].length ?? 0);
}

/** A 503 whose body ends after `ms`. */
export function slow(ms: number): Route {
  const whole = reply('503 Service Unavailable', Buffer.alloc(1_000, '.'), TEXT_TYPE);
  const first = whole.subarray(0, -10);
  const rest = whole.subarray(-10);
  return {
    respond(socket) {
      socket.write(first);
      const timer = setTimeout(() => socket.write(rest), ms);
      socket.once('close', () => clearTimeout(timer));
    },
  };
}

const ENDLESS_HEAD = `HTTP/1.1 503 Service Unavailable\r\n${TEXT_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n`;
const ENDLESS_CHUNK = `1000\r\n${'.'.repeat(4_096)}\r\n`;

/** A 503 whose body never ends: 4 KiB every 10 ms. */
export const endless: Route = {
  respond(socket) {
    socket.write(ENDLESS_HEAD);
    const timer = setInterval(() => socket.write(ENDLESS_CHUNK), 10);
    socket.once('close', () => clearInterval(timer));
  },
};

/** A response after which the connection closes without announcement. */
export const stale: Route = { respond: (socket) => void socket.end(user) };

/** Responds after `ms`. */
export function delayed(ms: number): Route {
  return { respond: (socket) => void setTimeout(() => socket.destroyed || socket.write(user), ms) };
}

/** Never responds. */
export const never: Route = { respond() {} };
