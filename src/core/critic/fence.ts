/**
 * Text that others wrote, made safe to show to a critic. It stands between two equal lines that do not occur in it and
 * that its author could not foresee, and what would read as the end of a chat turn or as the critic's own verdict is
 * defused. This makes an injected verdict harder, not impossible: what counts is that only the critic's own completion
 * is ever parsed.
 */
import { sha256 } from '../canonical.js'

/**
 * The fence comes from the text's own hash: the same text always gives the same question (so answers can be reused),
 * and no text can hold its own fence on purpose.
 */
export function fenced(text: string): string {
  const safe = defused(text)
  let fence = ''
  for (let attempt = 0; fence === '' || safe.includes(fence); attempt++) {
    fence = `=====${sha256(`${attempt}\n${safe}`).slice(0, 12)}=====`
  }
  return `${fence}\n${safe}\n${fence}`
}

/** Control tokens of common chat formats get a blank, lines that look like a verdict a bar in front. */
export function defused(text: string): string {
  return text.replace(controlTokens, (token) => `${token[0]} ${token.slice(1)}`).replace(verdictLine, '$1| ')
}

const controlTokens =
  /<\|[^|<>\s]{1,40}\|>|<\/?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn)>|\[\/?INST\]|<<\/?SYS>>/giu

const verdictLine =
  /(^|\r?\n|\r)(?=[\t >*_#`-]{0,20}(?:score|reason|verdict|rating|evaluation)[\t *_`]{0,10}[:=])/giu
