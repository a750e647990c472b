import { type Constitution, constitutionHash, overall, principleHash } from '../constitution.js'

/** One thing that a critic is asked about a candidate. */
export interface Question {
  /** `overall`, or the id of a principle. */
  id: string
  /** Hash of the text that is asked about. */
  hash: string
}

export const scores = ['1', '2', '3', '4', '5'] as const
export const upholdings = ['upholds', 'violates', 'not_applicable'] as const

/** What can be answered to a question, in the order in which its choices are put. */
export function possibleAnswers({ id }: Pick<Question, 'id'>): readonly string[] {
  return id === overall ? scores : upholdings
}

export function overallQuestion(constitution: Constitution): Question {
  return { id: overall, hash: constitutionHash(constitution) }
}

export function principleQuestions(constitution: Constitution): Question[] {
  return constitution.principles.map((principle) => ({ id: principle.id, hash: principleHash(principle) }))
}
