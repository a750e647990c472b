#!/usr/bin/env node
import { runProgram } from './cli/program.js'

// A reader that closes its end (`lattice trace ID | head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    // As a full disk under `> file`. What was printed is not whole, so nothing that follows may make it look so.
    if (stream === process.stdout) process.stderr.write(`✗ The output can't be written: ${error.message}.\n`)
    process.exit(1)
  })
}

process.exitCode = await runProgram(process.argv.slice(2))
