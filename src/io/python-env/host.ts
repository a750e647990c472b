import { homedir } from 'node:os'

/** What set-up wants to know of the machine and its user; a value, so that tests can be any machine. */
export interface Host {
  platform: NodeJS.Platform
  /** As Node names it: x64, arm64. */
  arch: string
  env: NodeJS.ProcessEnv
  home: string
}

export function thisHost(): Host {
  return { platform: process.platform, arch: process.arch, env: process.env, home: homedir() }
}
