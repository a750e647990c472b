/**
 * How messages become the text that a model reads. Training, evaluation and sampling use the same template by id:
 * a model trained on one format and measured on another is not measured at all.
 *
 * Each is a Jinja chat template that ends the prompt exactly where the answer's own text begins, so that the text of
 * prompt and answer together starts with the text of the prompt alone.
 */
import type { Template } from './asks.js'

export const chatTemplate: Template = { id: 'chat', jinja: null, stop: [] }

/** `Instruction:\n…\n\nResponse:\n…`; a base model that goes on with a next instruction is stopped there. */
export const instructionResponseTemplate: Template = {
  id: 'instruction-response/v1',
  jinja: turns({ question: 'Instruction:\\n', between: '\\n\\n', answer: 'Response:\\n', next: '\\n\\n' }),
  stop: ['\nInstruction:', '\n\nResponse:'],
}

/**
 * The format in the model card of microsoft/phi-2. The prompt ends with the colon and the answer brings the blank:
 * a blank at the end of a prompt would be a token of its own, which the model never saw there.
 */
export const instructOutputTemplate: Template = {
  id: 'instruct-output/v1',
  jinja: turns({ question: 'Instruct: ', between: '\\n', answer: 'Output:', blank: ' ', next: '\\n' }),
  stop: ['\nInstruct:'],
}

/** The bare text, one message a line; for models that know no roles. */
export const plainTemplate: Template = {
  id: 'plain/v1',
  jinja: turns({ question: '', between: '\\n', answer: '', next: '\\n' }),
  stop: [],
}

interface Turns {
  question: string
  between: string
  answer: string
  blank?: string
  next: string
}

function turns({ question, between, answer, blank = '', next }: Turns): string {
  return [
    '{% for message in messages %}',
    "{% if message['role'] == 'assistant' %}",
    `{{ '${answer}${blank}' + message['content'] + eos_token }}{% if not loop.last %}{{ '${next}' }}{% endif %}`,
    "{% elif message['role'] == 'system' %}",
    `{{ message['content'] + '\\n\\n' }}`,
    '{% else %}',
    `{{ '${question}' + message['content'] + '${between}' }}`,
    '{% endif %}',
    '{% endfor %}',
    `{% if add_generation_prompt %}{{ '${answer}' }}{% endif %}`,
  ].join('')
}
