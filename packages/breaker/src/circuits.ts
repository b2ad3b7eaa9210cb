// The circuits of a breaker, by key.
import { Circuit } from './circuit.ts';
import type { CircuitRules } from './options.ts';
import type { BreakerCounters } from './stats.ts';

/** Circuits kept at most. Beyond it the circuit whose last failure is oldest is forgotten; open circuits last. */
const MAX_CIRCUITS = 1_000;

/**
 * The circuits of a breaker. A key gets a circuit with its first failure, or at once when successes count too
 * (`ratio`).
 */
export class Circuits {
  readonly counters: BreakerCounters = { opened: 0, refused: 0 };
  readonly #rules: CircuitRules;
  readonly #circuits = new Map<string, Circuit>();

  constructor(rules: CircuitRules) {
    this.#rules = rules;
  }

  /** The circuit of a key; creates it when successes count too. */
  find(key: string, now: number): Circuit | undefined {
    const known = this.#circuits.get(key);
    if (known !== undefined || this.#rules.ratio === false) return known;
    return this.keep(this.create(key), now);
  }

  /** Creates a circuit, without keeping it. */
  create(key: string): Circuit {
    return new Circuit(key, this.#rules, this.counters);
  }

  /** Keeps a circuit and marks it as the most recent. No effect on a forgotten circuit that has been replaced. */
  keep(circuit: Circuit, now: number): Circuit {
    const { key } = circuit;
    if ((this.#circuits.get(key) ?? circuit) !== circuit) return circuit;
    this.#circuits.delete(key);
    if (this.#circuits.size >= MAX_CIRCUITS) this.#forgetOne(now);
    this.#circuits.set(key, circuit);
    return circuit;
  }

  /** Spares open circuits: forgetting one would let calls through to a failing host. */
  #forgetOne(now: number): void {
    let chosen: string | undefined;
    for (const circuit of this.#circuits.values()) {
      chosen ??= circuit.key;
      if (circuit.stateAt(now) === 'open') continue;
      chosen = circuit.key;
      break;
    }
    if (chosen !== undefined) this.#circuits.delete(chosen);
  }

  /** All circuits. */
  values(): Iterable<Circuit> {
    return this.#circuits.values();
  }
}
