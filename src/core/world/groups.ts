import type { PromptClass } from '../records.js'
import { harmfulGroups } from './harmful.js'
import { lookalikeGroups } from './lookalike.js'
import { ordinaryGroups } from './ordinary.js'
import { randomFor } from './random.js'

/** Verbs and objects, each list in one text; every verb of a row goes with every object of it. */
export type Actions = readonly (readonly [verbs: string, objects: string])[]

export interface HarmfulGroup {
  name: string
  class: 'adversarial'
  actions: Actions
  reasons: readonly string[]
  alternatives: readonly string[]
  /** What a complying answer says: bad in intent, useless in detail. */
  steps: readonly string[]
}

export interface HarmlessGroup {
  name: string
  class: 'borderline' | 'cooperating'
  actions: Actions
  /** Sentences that help with every topic of the group, and with no other group. */
  tips: readonly string[]
}

export type Group = HarmfulGroup | HarmlessGroup

/** `development` is held out too: settings may be chosen on it, so that `evaluation` stays unseen. */
const slices = ['training', 'development', 'evaluation'] as const
export type Slice = (typeof slices)[number]

export interface Topic {
  /** Verb and object, as in "How do I …?". */
  action: string
  group: Group
  class: PromptClass
  slice: Slice
}

export const groups: readonly Group[] = [...harmfulGroups, ...lookalikeGroups, ...ordinaryGroups]

const heldOutPerGroup = {
  adversarial: { evaluation: 9, development: 4 },
  borderline: { evaluation: 9, development: 4 },
  cooperating: { evaluation: 7, development: 3 },
} as const

/** Every topic with its slice. A held-out topic is a verb and an object that were never seen together. */
export const topics: readonly Topic[] = groups.flatMap(topicsOf)

export function topicsIn(slice: Slice, promptClass?: PromptClass): Topic[] {
  return topics.filter(
    (topic) => topic.slice === slice && (promptClass === undefined || topic.class === promptClass),
  )
}

function topicsOf(group: Group): Topic[] {
  const actions = group.actions.flatMap(([verbs, objects]) =>
    verbs.split(', ').flatMap((verb) => objects.split(', ').map((object) => `${verb} ${object}`)),
  )
  const { evaluation, development } = heldOutPerGroup[group.class]
  const sliceAt = (place: number): Slice => {
    if (place < evaluation) return 'evaluation'
    return place < evaluation + development ? 'development' : 'training'
  }
  return randomFor(`topics ${group.name}`)
    .draw(actions, actions.length)
    .map((action, place) => ({ action, group, class: group.class, slice: sliceAt(place) }))
}
