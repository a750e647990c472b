/**
 * Errors that a person can act on: they print without a stack, as message and hint, and set the exit code.
 * Anything else that is thrown is a bug and prints its stack.
 */
export class LatticeError extends Error {
  readonly exitCode: number
  /** What to do next, as one sentence or a command. */
  readonly hint: string | undefined
  readonly #unquoted: string | undefined

  constructor(
    message: string,
    { hint, exitCode = 1, cause, unquoted }: ErrorDetails & { exitCode?: number } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.hint = hint
    this.exitCode = exitCode
    this.#unquoted = unquoted
  }

  /** The same error without a piece of somebody's text, and without its cause, which may hold one. */
  withoutQuote(): LatticeError {
    if (this.#unquoted === undefined) return this
    return new LatticeError(this.#unquoted, { hint: this.hint, exitCode: this.exitCode })
  }
}

export interface ErrorDetails {
  hint?: string | undefined
  cause?: unknown
  /** The message for where personal data must not be shown, when it quotes some of a user's text. */
  unquoted?: string
}

/** A flag or a config value is wrong. Exit 2. */
export class ConfigError extends LatticeError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: 2 })
  }
}

/** A row of an input file is wrong; the message starts with `file:line`. Exit 2. */
export class DataError extends LatticeError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: 2 })
  }
}

/** Something that must exist first does not: environment, input, matching base, free lock. Exit 3. */
export class PrerequisiteError extends LatticeError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: 3 })
  }
}

/** What lattice made before is gone, was changed, or can't be read by this version. Exit 1. */
export class ArtifactError extends LatticeError {}

/** A Python worker failed; the hint ends with the tail of its log. Exit 1. */
export class WorkerError extends LatticeError {
  readonly kind: string

  constructor(kind: string, message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: 1 })
    this.kind = kind
  }
}

/** What asks for a clean stop: Ctrl-C, `kill`, a terminal that is closed. As shells count, 128 and the signal's number. */
export const interruptCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
export type InterruptSignal = keyof typeof interruptCodes

/** The state is saved and the same command continues. */
export class InterruptedError extends LatticeError {
  constructor(signal: InterruptSignal) {
    super('Interrupted; what was finished is kept.', {
      hint: 'Run the same command again to continue.',
      exitCode: interruptCodes[signal],
    })
  }
}
