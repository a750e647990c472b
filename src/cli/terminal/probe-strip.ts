/** What a probe prompt was answered before a training and is answered now: a line each, whatever the width. */
import type { ChalkInstance } from 'chalk'
import type { ContentEvent } from '../../core/log/event.js'
import { cleanText } from './clean-text.js'
import { cutTo } from './width.js'
import { markedWords } from './word-marks.js'

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
  const marked = markedWords(one, other, colours)
  // Colours take no columns; the marks that stand for them do.
  const within = (text: string) => (colours.level === 0 ? cutTo(text, room) : text)
  return [prompt, ['before', within(marked.before)], ['now', within(marked.after)]]
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
