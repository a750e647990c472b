/** Which events a reader asked for. */
import { type ContentEvent, type EventKind, isShown, type LogLevel, levelOfKind } from './event.js'

export interface LogFilter {
  level: LogLevel
  /** Names of events (`TRAINING-EXAMPLE`), of steps (`train:sft`) or of stages (`train`); empty means all. */
  stages: readonly string[]
  /** Start of the id of a record; null means all. */
  id: string | null
}

/** An event that is asked for by its own name, or by a record's id, is shown whatever its level. */
export function wants({ level, stages, id }: LogFilter): (event: ContentEvent) => boolean {
  const names = stages.map((stage) => stage.toLowerCase())
  return (event) => {
    if (id !== null && !event.about.some((one) => one.startsWith(id))) return false
    const byName = names.includes(event.kind.toLowerCase()) || names.includes(nameOf(event).toLowerCase())
    const byStep = names.includes(event.step) || names.includes(event.step.split(':')[0] as string)
    if (names.length > 0 && !byName && !byStep) return false
    return byName || id !== null || isShown(event, level)
  }
}

export const eventKinds = Object.keys(levelOfKind) as EventKind[]

/** `TRAINING-EXAMPLE 3/150` goes by `TRAINING-EXAMPLE`. */
const nameOf = ({ stage }: ContentEvent): string => stage.split(' ')[0] as string
