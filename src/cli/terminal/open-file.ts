import { execa } from 'execa'

export const openModes = ['never', 'auto'] as const
export type OpenMode = (typeof openModes)[number]

const programs: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
}

/** Opens a file with the desktop's own program, where a person sits before the terminal. It may fail: nobody waits. */
export function openFile(path: string, mode: OpenMode): void {
  const [program, ...before] = programs[process.platform] ?? []
  const person = process.stdin.isTTY && process.stderr.isTTY && process.env.CI === undefined
  if (mode === 'never' || !person || program === undefined) return
  execa(program, [...before, path], {
    detached: true,
    stdio: 'ignore',
    reject: false,
    cleanup: false,
  }).unref()
}
