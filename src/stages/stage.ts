/**
 * A stage is a value: a name, a version and one async generator between what it reads and what it writes.
 * It touches no disk, process, clock or terminal: the engine hands it ports and does the rest.
 */
import type { z } from 'zod'
import type { Answer, Ask, Identity } from '../core/asks.js'
import type { TrainPort } from './train-port.js'

export interface Stage<Settings> {
  name: string
  /** Raised when the same inputs and settings come to another output; a golden test guards it. */
  version: number
  run(work: { settings: Settings; ports: Ports }): AsyncGenerator<Output>
}

/** What a stage yields. The engine writes rows of one file in the order they come. */
export type Output =
  | { file: string; record: unknown }
  | { file: string; document: string }
  /** An item that came to nothing, and why. */
  | { dropped: string; reason: string; twin?: { id: string; similarity: number } | undefined }
  /** A count or a figure that a summary shows. */
  | { fact: string; value: unknown }

export interface Ports {
  /** Whether the step has this input. */
  has(input: string): boolean
  /** The rows of an input in file order. Can be read more than once. */
  read<T extends z.ZodType>(input: string, schema: T): AsyncIterable<z.output<T>>
  /**
   * A user's file as raw rows with their places, before anything is known of them.
   * @param format default: by the file's ending or start; `table` too, but lines without any sign are CSV
   */
  rows(
    input: string,
    format?: 'csv' | 'tsv' | 'jsonl' | 'json' | 'table',
  ): AsyncIterable<{ value: unknown; where: string }>
  /** sha256 of an input's content. */
  hashOf(input: string): string
  /** Who answers this step's asks. */
  identity: Identity
  /**
   * Answers to asks, in the order of the asks. What was answered before is not asked again.
   * The asks are walked more than once, hence a function.
   */
  ask(asks: () => AsyncIterable<Ask>): AsyncIterable<{ ask: Ask; answer: Answer }>
  train: TrainPort
}
