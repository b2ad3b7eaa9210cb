// The error of a refused argument.
import { inspect } from 'node:util';
import { safeText } from './redact.ts';
import { nameKind, SluiceError } from './base.ts';

/** An option, URL, header or method was refused; nothing was sent. */
export class OptionError extends SluiceError {
  /** The path of the option, for example `timeout.connect`. */
  readonly option: string;

  static {
    nameKind(this, 'OptionError');
  }

  constructor(option: string, message: string, details?: { cause?: unknown }) {
    super('ERR_SLUICE_OPTION', message, details);
    this.option = option;
  }

  protected override details(): Record<string, unknown> {
    return { option: this.option };
  }
}

/** Options whose values may be secret: messages show only the types of these values. */
const SECRET = /auth|token|key|pass|secret|cookie|header|cert|pfx|cause|^(?:json|body|form|query)\b/i;

/**
 * Creates the error for a value that is not allowed. The message states the value, what is allowed, and what to do.
 * @param option the path of the option
 * @param given the value; only its type is shown if it may be a secret
 * @param allowed what is allowed, in words
 * @param advice what to do, if that is known
 */
export function refuse(option: string, given: unknown, allowed: string, advice?: string): OptionError {
  const shown = SECRET.test(option) ? typeOf(given) : describe(given);
  const more = advice === undefined ? '' : `: ${advice}`;
  return new OptionError(option, `option '${option}' must be ${allowed}; got ${shown}${more}`);
}

/** Describes a value without its content, which may be a secret. */
export function typeOf(given: unknown): string {
  const isObject = typeof given === 'object' || typeof given === 'function';
  return isObject ? describe(given) : `a value of type ${typeof given}`;
}

/** Advice for a function that was given in place of its result, such as a plugin; undefined for other values. */
export function adviseCall(given: unknown): string | undefined {
  return typeof given === 'function' && given.name !== ''
    ? `call it: ${safeText(given.name, 40)}()`
    : undefined;
}

/** Describes a value. The contents of objects are not shown, since they may be secrets. */
function describe(given: unknown): string {
  if (typeof given === 'function') return 'a function';
  if (Array.isArray(given)) return 'an array';
  if (typeof given === 'object' && given !== null) {
    const tag = Object.prototype.toString.call(given).slice('[object '.length, -1);
    return tag === 'Object' ? 'an object' : `an object of type ${safeText(tag, 40)}`;
  }
  return safeText(inspect(given), 80);
}
