import { probeText, stretchText } from '../../core/probes.js'
import type { ProbeStory } from '../../engine/prompt-story.js'
import { cleanText } from '../terminal/clean-text.js'
import type { Page } from '../terminal/content-event.js'
import { markedWords } from '../terminal/word-marks.js'
import { body, heading, indented } from './layout.js'

/** What trainings answered to the prompt on the way; the words that are new each time are marked. */
export function probesSection(stories: readonly ProbeStory[], page: Page): string {
  if (stories.length === 0) return ''
  return `${heading('ASKED WHILE TRAINING', '', page)}${stories.map((story) => probeStory(story, page)).join('')}`
}

function probeStory({ step, strip: { stretches } }: ProbeStory, page: Page): string {
  const told = stretches.map((stretch, index) => {
    const before = stretches[index - 1]?.last
    const text = cleanText(probeText(stretch.first))
    const marked = before ? markedWords(cleanText(probeText(before)), text, page.colours).after : text
    return page.colours.dim(body(`${stretchText(stretch)}:`, page, 4)) + indented(marked, page, 6)
  })
  return `  ${page.colours.cyan(step)}\n${told.join('')}`
}
