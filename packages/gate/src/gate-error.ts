// The codes with which a gate refuses an attempt.
import type { GateError } from '@sluice/core';

/** Why a gate refuses. */
export type GateErrorCode = ConstructorParameters<typeof GateError>[0];
