// Checks answers against their declaration: a difference is an error, is reported, or is ignored.
import {
  SchemaError,
  type HttpRequest,
  type StandardSchema,
  type StandardSchemaIssue,
  type StandardSchemaResult,
} from '@sluice/core';
import { CallChannel } from '@sluice/core/plugin';
import { attachCall, watchObserver } from '@sluice/core/internal';
import { isKind } from '../declare/kinds.ts';
import { hideIssues } from './secrets.ts';
import { UndeclaredStatusError } from './undeclared-error.ts';

/**
 * What happens when an answer does not match its schema. `throw`: the call fails. `report`: the call gets the value as it
 * arrived, and the difference is reported. `off`: schemas of answers are not run, and values are given as they arrived.
 */
export type DriftMode = 'throw' | 'report' | 'off';

/** An answer that does not match its schema; also the message of the channel `sluice:sdk:drift`. */
export interface Drift {
  /** The name of the operation. */
  readonly operation: string;
  /** The method and the template of the path. */
  readonly route: string;
  /** The part of the answer that differs, such as `status 200`, an item of a page, or an event. */
  readonly what: string;
  /** The issues; those of secret fields are hidden. The others may quote the answer: do not log them unseen. */
  readonly issues: readonly StandardSchemaIssue[];
}

const channel = new CallChannel<Drift>('sluice:sdk:drift');

/** Checks the answers of one operation. */
export class DriftCheck {
  readonly #mode: DriftMode;
  readonly #onDrift: ((drift: Drift) => void) | undefined;
  readonly #operation: Pick<Drift, 'operation' | 'route'>;
  readonly #secret: readonly string[];

  constructor(
    mode: DriftMode,
    onDrift: ((drift: Drift) => void) | undefined,
    operation: Pick<Drift, 'operation' | 'route'>,
    secret: readonly string[],
  ) {
    this.#mode = mode;
    this.#onDrift = onDrift;
    this.#operation = operation;
    this.#secret = secret;
  }

  /**
   * Wraps a schema in the mode. For `response.json()`, which adds the history of the call to its errors.
   * @param what names the value in a report
   */
  schema(schema: StandardSchema, what: string): StandardSchema {
    return {
      '~standard': { version: 1, vendor: 'sluice', validate: (value) => this.#validate(value, schema, what) },
    };
  }

  /**
   * Checks a value.
   * @param what names the value in a report
   * @throws SchemaError in the mode `throw`
   */
  async check(value: unknown, schema: StandardSchema, what: string): Promise<unknown> {
    const result = await this.#validate(value, schema, what);
    if (result.issues !== undefined) throw new SchemaError(result.issues);
    return result.value;
  }

  /**
   * Handles a successful answer whose status is not declared.
   * @throws UndeclaredStatusError in the mode `throw`
   */
  undeclared(status: number, request: HttpRequest | undefined): void {
    const { operation } = this.#operation;
    if (this.#mode === 'throw') {
      const error = new UndeclaredStatusError(operation, status);
      throw request === undefined ? error : attachCall(error, { request, call: request.call });
    }
    if (this.#mode === 'report')
      this.#report(`status ${status}`, [{ message: 'the status is not declared' }]);
  }

  async #validate(
    value: unknown,
    given: StandardSchema,
    what: string,
  ): Promise<StandardSchemaResult<unknown>> {
    const schema = isKind(given) ? given.schema : given;
    if (this.#mode === 'off' || schema === undefined) return { value };
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result;
    const issues = hideIssues(result.issues, this.#secret);
    if (this.#mode === 'throw') return { issues };
    this.#report(what, issues);
    return { value };
  }

  #report(what: string, issues: readonly StandardSchemaIssue[]): void {
    const drift: Drift = { ...this.#operation, what, issues };
    if (channel.active) channel.publish(undefined, drift);
    watchObserver(this.#onDrift?.(drift), 'onDrift');
  }
}
