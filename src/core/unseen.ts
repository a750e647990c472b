/**
 * Characters that can't be seen and change what is: C0 without tab and line feed, DEL, C1; line and paragraph separators;
 * what turns the direction of the text that follows; BOM, interlinear marks, invisible tags; halves of characters and
 * noncharacters. Joiners are not among them: scripts and emoji need them.
 */
export const unseenCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}\p{Cs}]/gu

/** `U+202E` */
export const codePointName = (character: string) =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
