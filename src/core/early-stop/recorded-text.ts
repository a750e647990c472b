/** The rows of a recorded curve in a file: JSONL, a JSON array, or Hugging Face's `trainer_state.json`. */
import { DataError } from '../errors.js'
import { jsonFault } from '../json-fault.js'
import type { PlacedRow } from './recorded.js'

export interface RecordedText {
  rows: PlacedRow[]
  /** Optimiser steps that were planned, where the file says it. */
  plannedSteps: number | null
}

/** @throws DataError naming the line that is not JSON. */
export function recordedText(text: string, name: string): RecordedText {
  const whole = parse(text)
  if (Array.isArray(whole)) return { rows: placed(whole, name), plannedSteps: null }
  if (isTrainerState(whole)) {
    const { log_history, max_steps } = whole
    const plannedSteps = typeof max_steps === 'number' && max_steps > 0 ? max_steps : null
    return { rows: placed(log_history, `${name}: log_history`), plannedSteps }
  }
  if (whole === undefined && /^\s*\[/.test(text)) throw notJson(text, name)
  return { rows: lines(text, name), plannedSteps: null }
}

const placed = (values: readonly unknown[], name: string): PlacedRow[] =>
  values.map((value, index) => ({ value, where: `${name}[${index}]` }))

function isTrainerState(value: unknown): value is { log_history: unknown[]; max_steps?: unknown } {
  return (
    typeof value === 'object' && value !== null && 'log_history' in value && Array.isArray(value.log_history)
  )
}

function lines(text: string, name: string): PlacedRow[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    if (line.trim() === '') return []
    const value = parse(line)
    if (value === undefined) throw notJson(line, name, index)
    return [{ value, where: `${name}:${index + 1}` }]
  })
}

/** Python writes what isn't finite as bare NaN and Infinity, which JSON doesn't know. */
function parse(text: string): unknown {
  for (const candidate of [text, finite(text)]) {
    try {
      return JSON.parse(candidate)
    } catch {}
  }
  return undefined
}

const finite = (text: string) => text.replaceAll(bareNonFinite, '"$1"')

const bareNonFinite = /(?<=[:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g

function notJson(text: string, name: string, linesBefore = 0): DataError {
  const { line, column, problem } = jsonFault(finite(text)) ?? { line: 1, column: 1, problem: '' }
  return new DataError(`${name}:${linesBefore + line}:${column}: not JSON: ${problem}.`, {
    hint: 'It takes JSONL, one row of metrics a line, or a trainer_state.json.',
  })
}
