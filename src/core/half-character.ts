/**
 * Whether a text holds half of a pair of UTF-16 units, as a text that was cut by its length does. JSON can say it; UTF-8
 * can't, so no tokenizer and no reader of data sets takes it.
 */
export const holdsHalfCharacter = (text: string): boolean => /\p{Cs}/u.test(text)
