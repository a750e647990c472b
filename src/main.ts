#!/usr/bin/env node
import { runProgram } from './cli/program.js'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that closes its end (`lattice trace ID | head`) is no failure of ours.
  if (error.code === 'EPIPE') return
  // As a full disk under `> file`. What was printed is not whole, so nothing that follows may make it look so.
  process.stderr.write(`✗ The output can't be written: ${error.message}.\n`)
  process.exit(1)
})
// A closed terminal, a full disk under `2> file`: nobody is told how far the work is, but the work goes on.
process.stderr.on('error', () => undefined)

// By default the system ends a process that writes more than `ulimit -f`, without a word; heard, the write fails as EFBIG.
// What we start has the default again, as after any exec.
process.on('SIGXFSZ', () => undefined)

// What nobody waited for is a bug like any other: told once, and without secrets in its stack.
process.on('uncaughtException', async (error) => {
  const { printError } = await import('./cli/terminal/print-error.js')
  process.exit(printError(error, process.argv.includes('--json')))
})

process.exitCode = await runProgram(process.argv.slice(2))
