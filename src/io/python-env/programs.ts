import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

/** The path of a program as a shell would find it, without starting one. A path is taken as it is. */
export function findProgram(command: string, env: NodeJS.ProcessEnv): string | null {
  if (command === '') return null
  if (isAbsolute(command) || command.includes('/'))
    return isProgram(resolve(command)) ? resolve(command) : null
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, command)).find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
