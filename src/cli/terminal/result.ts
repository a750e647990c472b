/**
 * The result of a command, the only thing on stdout: text for people, or one JSON document for programs.
 * @param text is only made when it is shown, and ends with a line end.
 */
export function printResult(
  value: unknown,
  text: () => string,
  { json }: { json?: boolean | undefined },
  stdout: Pick<NodeJS.WriteStream, 'write'> = process.stdout,
): void {
  stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : text())
}
