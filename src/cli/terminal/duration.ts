/** `0.4 s`, `42 s`, `3 min 5 s`, `2 h 10 min`: two units at most. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round(whole / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `2026-11-21 13:49 UTC`, from the ledger's time stamps. */
export function minuteText(stamp: string): string {
  return `${stamp.slice(0, 16).replace('T', ' ')} UTC`
}
