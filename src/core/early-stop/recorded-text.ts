/** The rows of a recorded curve in a file: JSONL, a JSON array, or Hugging Face's `trainer_state.json`. */
import { DataError } from '../errors.js'
import type { PlacedRow } from './recorded.js'

export interface RecordedText {
  rows: PlacedRow[]
  /** Optimiser steps that were planned, where the file says it. */
  plannedSteps: number | null
}

/** @throws DataError naming the line that is not JSON. */
export function recordedText(text: string, name: string): RecordedText {
  const whole = parse(text.replace(/^\ufeff/, ''))
  if (Array.isArray(whole)) return { rows: placed(whole, name), plannedSteps: null }
  if (isTrainerState(whole)) {
    const { log_history, max_steps } = whole
    const plannedSteps = typeof max_steps === 'number' && max_steps > 0 ? max_steps : null
    return { rows: placed(log_history, `${name}: log_history`), plannedSteps }
  }
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
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return []
      const where = `${name}:${index + 1}`
      const value = parse(line)
      if (value === undefined) throw notJson(line, where)
      return [{ value, where }]
    })
}

/** Python writes what isn't finite as bare NaN and Infinity, which JSON doesn't know. */
function parse(text: string): unknown {
  for (const candidate of [text, text.replaceAll(bareNonFinite, '"$1"')]) {
    try {
      return JSON.parse(candidate)
    } catch {}
  }
  return undefined
}

const bareNonFinite = /(?<=[:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g

function notJson(line: string, where: string): DataError {
  const start = line.length > 60 ? `${line.slice(0, 60)}…` : line.trim()
  return new DataError(`${where}: not JSON: ${start}`, {
    hint: 'It takes JSONL, one row of metrics a line, or a trainer_state.json.',
  })
}
