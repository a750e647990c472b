/** A model that said nothing, or nothing that can be used: what is so, and what to do about it. */
import { LatticeError } from './errors.js'

/** @param reason of the first ask that was refused, in the words of whoever refused it */
export function noAnswers({ model, asked, reason }: { model: string; asked: number; reason: string }) {
  return new LatticeError(`${model} gave none of ${asked} answers. The first: ${reason}.`, {
    hint: refusalHint(
      reason,
      'Shorten the prompts, lower max_new_tokens, or take a model with a longer context.',
    ),
  })
}

export function onlyEmptyAnswers({ model, answers }: { model: string; answers: number }): LatticeError {
  return new LatticeError(
    `All ${answers} answers of ${model} are empty: the first thing that it writes ends the answer.`,
    {
      hint: 'Its template is likely not the one that it was taught: name another under models.generator.template, or take an instruction-tuned model.',
    },
  )
}

/** @param tooLong what helps where text doesn't fit: it depends on who writes it */
export function refusalHint(reason: string, tooLong: string): string {
  if (/more than the \d+ that the model can take/.test(reason)) return tooLong
  if (/the template refuses/.test(reason))
    return 'Name another template for this model (template: beside its id), or keep to the roles that its own allows.'
  return 'All asks and answers are in answers.jsonl of this step.'
}
