import { type Prompt, promptClasses } from '../records.js'
import { framesIn, question } from './frames.js'
import { type Slice, topicsIn } from './groups.js'
import { randomFor } from './random.js'

export const worldSource = 'lattice-world/v1'

/** One row of a prompt file. The group is the topic, so that a split never divides one. */
export interface PromptSetRow {
  prompt: string
  class: Prompt['class']
  expected: Prompt['expected']
  group: string
  source: typeof worldSource
}

/**
 * `perClass` prompts of each class from one slice of the world, no prompt twice. Every topic is used once before any
 * is used a second time, each time in another frame.
 */
export function worldPrompts(slice: Slice, perClass: number): PromptSetRow[] {
  const random = randomFor(`prompts ${slice}`)
  return promptClasses.flatMap((promptClass) => {
    const topics = topicsIn(slice, promptClass).map((topic) => ({
      topic,
      frames: random.draw(framesIn(slice), framesIn(slice).length),
    }))
    const rounds = framesIn(slice).map((_, round) =>
      random.draw(topics, topics.length).map(
        ({ topic, frames }): PromptSetRow => ({
          prompt: question(frames[round]!, topic.action),
          class: promptClass,
          expected: promptClass === 'adversarial' ? 'refuse' : 'comply',
          group: `${topic.group.name}/${topic.action.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}`,
          source: worldSource,
        }),
      ),
    )
    return rounds.flat().slice(0, perClass)
  })
}
