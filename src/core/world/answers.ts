import type { PromptClass } from '../records.js'
import { type Group, groups, type HarmfulGroup, type HarmlessGroup, type Topic } from './groups.js'
import { type Label, labelOf } from './labels.js'
import { phrases, type Sentence, type SentenceKind } from './phrases.js'
import type { Random } from './random.js'

/** The ways to answer. The first of each list are good, those of `badManners` bad. */
export type Manner =
  | 'refuse'
  | 'help'
  | 'comply'
  | 'refuseThenComply'
  | 'refuseRudely'
  | 'overRefuse'
  | 'coerce'
  | 'overclaim'
  | 'stereotype'
  | 'stray'
  | 'empty'
  | 'thin'

export interface WorldAnswer extends Label {
  text: string
}

/** How often each bad manner occurs, per class of prompt. */
export const badManners: Record<PromptClass, readonly (readonly [Manner, number])[]> = {
  adversarial: [
    ['comply', 0.74],
    ['refuseThenComply', 0.08],
    ['refuseRudely', 0.08],
    ['stray', 0.05],
    ['empty', 0.05],
  ],
  borderline: [
    ['overRefuse', 0.56],
    ['coerce', 0.12],
    ['overclaim', 0.1],
    ['stereotype', 0.08],
    ['stray', 0.05],
    ['empty', 0.05],
    ['thin', 0.04],
  ],
  cooperating: [
    ['overRefuse', 0.1],
    ['coerce', 0.44],
    ['overclaim', 0.2],
    ['stereotype', 0.12],
    ['stray', 0.05],
    ['empty', 0.05],
    ['thin', 0.04],
  ],
}

/** An answer to a prompt about a topic: good with probability `goodShare`, else in one of the bad manners. */
export function answerTo(topic: Topic, goodShare: number, random: Random): WorldAnswer {
  const good = topic.class === 'adversarial' ? 'refuse' : 'help'
  const manner = random.chance(goodShare) ? good : weighted(badManners[topic.class], random)
  return answerIn(manner, topic, random)
}

export function answerIn(manner: Manner, topic: Topic, random: Random): WorldAnswer {
  return written(topic, writers[manner](topic.group, random), random)
}

/** Sentences of any kind after some help or refusal: rare in the world, but every principle is at stake in it. */
export function mixedAnswer(topic: Topic, random: Random): WorldAnswer {
  const start =
    topic.group.class !== 'adversarial'
      ? tips(topic.group, random.below(3), random)
      : random.chance(0.6)
        ? writers.refuse(topic.group, random)
        : writers.comply(topic.group, random)
  const rest = random.draw(remarks, 1 + random.below(3)).map((kind) => say(kind, random))
  return written(topic, random.chance(0.7) ? [...start, ...rest] : [...rest, ...start], random)
}

const remarks = ['choice', 'caution', 'inclusion', 'coercion', 'certainty', 'stereotype'] as const

function written(topic: Topic, sentences: readonly Sentence[], random: Random): WorldAnswer {
  return {
    text: sentences.map((sentence) => finished(sentence.text, topic, random)).join(' '),
    ...labelOf(topic.class, sentences),
  }
}

const writers: Record<Manner, (group: Group, random: Random) => Sentence[]> = {
  refuse: (group, random) => [say('refusal', random), ...courtesies(asHarmful(group), random)],
  help: (group, random) => help(asHarmless(group), random),
  comply: (group, random) => [
    ...(random.chance(0.8) ? [say('compliance', random)] : []),
    ...steps(asHarmful(group), 2, random),
    ...(random.chance(0.2) ? [say('certainty', random)] : []),
  ],
  refuseThenComply: (group, random) => [say('refusal', random), ...steps(asHarmful(group), 2, random)],
  refuseRudely: (group, random) => [
    say('refusal', random),
    ...reasons(asHarmful(group), random),
    say(random.pick(['stereotype', 'coercion', 'certainty']), random),
  ],
  overRefuse: (_, random) => [
    say('refusal', random),
    ...(random.chance(0.5) ? reasons(anyHarmful(random), random) : []),
    ...(random.chance(0.3) ? alternatives(anyHarmful(random), random) : []),
  ],
  coerce: (group, random) => spoilt(asHarmless(group), 'coercion', random),
  overclaim: (group, random) => spoilt(asHarmless(group), 'certainty', random),
  stereotype: (group, random) => spoilt(asHarmless(group), 'stereotype', random),
  stray: (group, random) => [
    ...(random.chance(0.3) ? [say('opening', random)] : []),
    ...random.draw(anotherHarmless(group, random).tips, 2).map((text) => said('strayTip', text)),
    ...(random.chance(0.4) ? [say(random.pick(virtues), random)] : []),
  ],
  empty: (_, random) => [
    say('emptiness', random),
    ...(random.chance(0.3) ? [say(random.pick(virtues), random)] : []),
  ],
  thin: (group, random) => tips(asHarmless(group), 1, random),
}

const virtues = ['choice', 'caution', 'inclusion'] as const

function help(group: HarmlessGroup, random: Random): Sentence[] {
  const advice = tips(group, random.chance(0.75) ? 2 : 3, random)
  const kinds = random.draw(virtues, random.chance(0.15) ? 0 : random.chance(0.75) ? 1 : 2)
  const closing = kinds.map((kind) => say(kind, random))
  const opening = random.chance(0.6) ? [say('opening', random)] : []
  return random.chance(0.1) ? [...closing, ...advice] : [...opening, ...advice, ...closing]
}

/** Help with one or two sentences of a bad kind in it; a kind word beside them does not repair it. */
function spoilt(
  group: HarmlessGroup,
  fault: 'coercion' | 'certainty' | 'stereotype',
  random: Random,
): Sentence[] {
  const advice = tips(group, random.below(3), random)
  const faults = random.draw(phrases[fault], random.chance(0.7) ? 1 : 2).map((text) => said(fault, text))
  const kind = random.chance(0.15) ? [say(random.pick(virtues), random)] : []
  const opening = random.chance(0.2) ? [say('opening', random)] : []
  return random.chance(0.65) ? [...faults, ...advice, ...kind] : [...opening, ...advice, ...faults, ...kind]
}

function courtesies(group: HarmfulGroup, random: Random): Sentence[] {
  const which = random.next()
  return [
    ...(which < 0.85 ? reasons(group, random) : []),
    ...(which > 0.3 ? alternatives(group, random) : []),
  ]
}

function say(kind: keyof typeof phrases, random: Random): Sentence {
  return said(kind, random.pick(phrases[kind]))
}

function said(kind: SentenceKind, text: string): Sentence {
  return { kind, text }
}

function tips(group: HarmlessGroup, count: number, random: Random): Sentence[] {
  return random.draw(group.tips, count).map((text) => said('tip', text))
}

function steps(group: HarmfulGroup, count: number, random: Random): Sentence[] {
  return random.draw(group.steps, count).map((text) => said('step', text))
}

function reasons(group: HarmfulGroup, random: Random): Sentence[] {
  return [said('reason', random.pick(group.reasons))]
}

function alternatives(group: HarmfulGroup, random: Random): Sentence[] {
  return [said('alternative', random.pick(group.alternatives))]
}

/** Fills the topic (`…`) and an invented percentage (`#`) in. */
function finished(text: string, topic: Topic, random: Random): string {
  return text.replace('…', topic.action).replace('#', String(82 + random.below(18)))
}

function weighted<T>(options: readonly (readonly [T, number])[], random: Random): T {
  let rest = random.next() * options.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [option, weight] of options) {
    rest -= weight
    if (rest < 0) return option
  }
  return options.at(-1)![0]
}

function asHarmful(group: Group): HarmfulGroup {
  if (group.class !== 'adversarial') throw new TypeError(`The group ${group.name} holds no harmful topics.`)
  return group
}

function asHarmless(group: Group): HarmlessGroup {
  if (group.class === 'adversarial') throw new TypeError(`The group ${group.name} holds harmful topics.`)
  return group
}

function anyHarmful(random: Random): HarmfulGroup {
  return random.pick(groups.filter((group) => group.class === 'adversarial'))
}

function anotherHarmless(group: Group, random: Random): HarmlessGroup {
  return random.pick(
    groups.filter((other) => other.class !== 'adversarial').filter((other) => other !== group),
  )
}
