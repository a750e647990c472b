// `npm test`: everything. Sets up what the tests need, runs the TypeScript and the Python tests, prints one total.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const total = { passed: 0, failed: 0, skipped: 0 }

function run(title, command, args, options = {}) {
  console.log(`\n── ${title}`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  return status === 0
}

function vitest(project) {
  const report = join(mkdtempSync(join(tmpdir(), 'lattice-tests-')), 'report.json')
  const args = [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  ]
  const good = run(`TypeScript tests: ${project}`, 'npx', args)
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'))
  total.passed += numPassedTests
  total.failed += numFailedTests
  total.skipped += numPendingTests
  // A file that could not even be loaded has no failed test.
  if (!good && numFailedTests === 0) total.failed += 1
}

function python(interpreter) {
  console.log('\n── Python tests')
  const env = {
    ...process.env,
    PYTHONPATH: join(root, 'python'),
    OMP_NUM_THREADS: '2',
    OMP_WAIT_POLICY: 'PASSIVE',
  }
  const args = ['-m', 'unittest', 'discover', '-s', 'python/tests', '-t', 'python']
  const { status, stderr } = spawnSync(interpreter, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  console.error(stderr.split('\n').slice(-40).join('\n'))
  const ran = Number(/^Ran (\d+) tests?/m.exec(stderr)?.[1] ?? 0)
  const count = (what) => Number(new RegExp(`${what}=(\\d+)`).exec(stderr)?.[1] ?? 0)
  const failed = count('failures') + count('errors')
  total.failed += failed + (status !== 0 && failed === 0 ? 1 : 0)
  total.skipped += count('skipped')
  total.passed += ran - failed - count('skipped')
}

if (!run('Build', 'npm', ['run', '--silent', 'build'])) process.exit(1)
if (!run('Python environment', 'node', ['dist/main.js', 'env', 'setup'])) process.exit(1)
const { stdout } = spawnSync('node', ['dist/main.js', 'env', 'path'], { cwd: root, encoding: 'utf8' })
vitest('fast')
python(stdout.trim())
vitest('real')
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
