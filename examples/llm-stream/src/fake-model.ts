// Starts a language model on this machine that fails like real ones.
import { createFaultOrigin } from '@sluice/fixtures';

const ANSWER = 'Short waves are scattered more than long ones, so most of the light from above is blue.';

/** A running model. */
export interface FakeModel {
  readonly url: string;
  /** The number of requests so far. */
  readonly requests: number;
  close(): Promise<void>;
}

/** Starts the model. Its first answer is an overload; its second answer breaks off after a few words. */
export async function startFakeModel(): Promise<FakeModel> {
  const origin = await createFaultOrigin();
  const words = ANSWER.split(/(?<= )/);
  origin.on('/v1/answers').handle((request) => {
    if (request.attempt === 1) return { status: 200, sse: [{ event: 'overloaded', data: {} }] };
    const last = Number(request.header('last-event-id') ?? 0);
    const events = words.slice(last).map((text, index) => ({ id: String(last + index + 1), data: { text } }));
    return {
      status: 200,
      sse: { events: [...events, { event: 'done', data: {} }], every: 20 },
      faults: request.attempt === 2 ? [{ do: 'sse', how: 'drop', afterEvents: 6 }] : [],
    };
  });
  return {
    url: origin.url(),
    get requests() {
      return origin.stats().requests;
    },
    close: () => origin.close(),
  };
}
