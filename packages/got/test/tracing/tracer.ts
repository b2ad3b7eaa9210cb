// The spans that OpenTelemetry's instrumentations of undici and node:http record.
import { createRequire } from 'node:module';
import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
trace.setGlobalTracerProvider(provider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
registerInstrumentations({
  instrumentations: [
    new UndiciInstrumentation(),
    // The servers of these tests run in this process.
    new HttpInstrumentation({ disableIncomingRequestInstrumentation: true }),
  ],
});
// An instrumentation patches modules that are loaded after it, and here Node's modules are already loaded.
const require = createRequire(import.meta.url);
require('node:http');
require('node:https');

const tracer = trace.getTracer('test');

/** The names of callers, by their spans. */
const callers = new Map<string, string>();

/** The compared fields of a span. */
export interface Seen {
  /** Of the span. Its `traceparent` on the wire names it. */
  readonly id: string;
  /** The name that the caller was given. */
  readonly caller: string | undefined;
  readonly name: string;
  readonly url: unknown;
  readonly status: unknown;
  readonly errorType: unknown;
  readonly failed: boolean;
}

/** Runs a call in its own span, named after its caller. */
export async function inSpan<T>(caller: string, call: () => PromiseLike<T>): Promise<T> {
  const span = tracer.startSpan(caller);
  callers.set(span.spanContext().spanId, caller);
  try {
    return await context.with(trace.setSpan(context.active(), span), call);
  } finally {
    span.end();
  }
}

/** The spans of requests since the last call of this function, in the order in which they ended. */
export function takeSpans(): Seen[] {
  const spans = exporter.getFinishedSpans();
  exporter.reset();
  return spans
    .filter(({ attributes }) => 'http.request.method' in attributes || 'http.method' in attributes)
    .map((span) => describe(span));
}

function describe(span: ReadableSpan): Seen {
  const { attributes, parentSpanContext, status } = span;
  return {
    id: span.spanContext().spanId,
    caller: callers.get(parentSpanContext?.spanId ?? ''),
    name: span.name,
    url: attributes['url.full'] ?? attributes['http.url'],
    status: attributes['http.response.status_code'] ?? attributes['http.status_code'],
    errorType: attributes['error.type'] ?? attributes['http.error_name'],
    failed: SpanStatusCode[status.code] === 'ERROR',
  };
}
