/** An event as it is kept and exported: stage, content, metadata and timestamp, as the demos had it. */
import { type ContentEvent, levelOfKind } from './event.js'

export interface LogRecord {
  stage: string
  content: Record<string, string>
  metadata: Record<string, unknown>
  timestamp: string
}

export function recordOf({
  stage,
  kind,
  step,
  by,
  about,
  content,
  metadata,
  timestamp,
}: ContentEvent): LogRecord {
  return {
    stage,
    content: { ...content },
    metadata: { kind, level: levelOfKind[kind], step, by, about, ...metadata },
    timestamp,
  }
}
