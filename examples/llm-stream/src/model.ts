// A client of a language model: one operation, whose answer is a stream of events.
import { defineApi, op, sse, stream } from '@sluice/sdk';
import { z } from 'zod';

/** The data of an event. */
const Delta = z.object({ text: z.string() });

const api = defineApi({
  operations: {
    answer: op('POST /v1/answers', {
      body: z.object({ prompt: z.string().min(1) }),
      ok: { 200: stream() },
      events: sse({
        data: Delta,
        // The last event of a complete answer.
        sentinel: ({ type }) => type === 'done',
        // An overload is reported by the first event, with the status 200.
        retryEvent: ({ type }) => type === 'overloaded',
        // The service continues an answer after the last event id, so that a POST may be sent again.
        reconnect: { methods: ['POST'], minDelay: 50 },
      }),
    }),
  },
});

/** The model: a function of a prompt that returns the pieces of its answer. */
export function createModel(options: {
  baseUrl: string;
  key: string;
}): (prompt: string) => AsyncIterable<string> {
  const model = api.connect({
    baseUrl: options.baseUrl,
    headers: { authorization: `Bearer ${options.key}` },
  });
  return async function* (prompt) {
    for await (const { data } of model.answer({ body: { prompt } }).events()) yield data.text;
  };
}
