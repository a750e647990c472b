import { printableJson } from '../../core/printable-json.js'
import { cleanStyledText, cleanText } from './clean-text.js'
import { fitted } from './fitted.js'

/**
 * The result of a command, the only thing on stdout: text for people, or one JSON document for programs.
 * A document in Markdown is for a program too: no line of it is broken.
 * @param text is only made when it is shown, and ends with a line end.
 */
export function printResult(
  value: unknown,
  text: () => string,
  { json, markdown, md }: { json?: boolean | undefined; markdown?: boolean; md?: boolean },
  stdout: Stdout = process.stdout,
): void {
  if (json) stdout.write(`${printableJson(value, 2)}\n`)
  else stdout.write(markdown || md ? cleanText(text()) : fitted(cleanStyledText(text()), stdout))
}

type Stdout = Pick<NodeJS.WriteStream, 'write'> & Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>
