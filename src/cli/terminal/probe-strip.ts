/** What a probe prompt was answered before a training and is answered now: a line each, whatever the width. */
import type { ChalkInstance } from 'chalk'
import type { ContentEvent } from '../../core/log/event.js'
import { cleanText } from './clean-text.js'
import { cutTo } from './width.js'
import { markedWords } from './word-marks.js'
import { visibleWidth } from './wrap.js'

export type ProbeEvent = Extract<ContentEvent, { kind: 'PROBE-CHANGE' | 'PROBE-ANSWER' }>

export const isProbe = (event: ContentEvent): event is ProbeEvent =>
  event.kind === 'PROBE-CHANGE' || event.kind === 'PROBE-ANSWER'

/** @param room columns of a text */
export function probeTexts(
  { content }: ProbeEvent,
  colours: ChalkInstance,
  room: number,
): [string, string][] {
  const prompt: [string, string] = ['prompt', cutTo(oneLine(content.prompt), room)]
  const now = oneLine(content.now)
  if (content.before === undefined) return [prompt, ['now', cutTo(now, room)]]
  const [one, other] = aroundDifference(oneLine(content.before), now, room)
  const { before, after } = markedWithin(one, other, { colours, room })
  return [prompt, ['before', before], ['now', after]]
}

/** Colours take no columns, but the marks that stand for them do: then the texts give way. */
function markedWithin(
  one: string,
  other: string,
  { colours, room }: { colours: ChalkInstance; room: number },
) {
  const marked = markedWords(one, other, colours)
  const over = Math.max(visibleWidth(marked.before), visibleWidth(marked.after)) - room
  if (over <= 0) return marked
  const { before, after } = markedWords(cutTo(one, room - over), cutTo(other, room - over), colours)
  return { before: cutTo(before, room), after: cutTo(after, room) }
}

const oneLine = (text: string) => cleanText(text).replaceAll(/\s+/g, ' ').trim()

/** Both texts cut to the room. A long beginning that they share is left out, or nothing would be seen to differ. */
function aroundDifference(one: string, other: string, room: number): [string, string] {
  const differs = [...one].findIndex((_, index) => one[index] !== other[index])
  const shared = one === other ? 0 : differs === -1 ? one.length : differs
  const start = shared < room / 2 ? 0 : one.lastIndexOf(' ', shared - Math.floor(room / 4)) + 1
  const cut = (text: string) => cutTo(start === 0 ? text : `… ${text.slice(start)}`, room)
  return [cut(one), cut(other)]
}
