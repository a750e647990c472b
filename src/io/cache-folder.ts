import { homedir } from 'node:os'
import { join } from 'node:path'

interface Place {
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
  home: string
}

/** What lattice keeps for a user and can make again, by the rules of XDG and macOS. */
export function cacheFolder(
  { env, platform, home }: Place = { env: process.env, platform: process.platform, home: homedir() },
): string {
  const base = platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache')
  return join(env.XDG_CACHE_HOME || base, 'lattice')
}
