/**
 * Makes python/locks: one file of exact pins per OS, architecture and accelerator, and sizes.json beside them.
 *
 *   node scripts/lock.mjs [target...]     resolve again (all targets by default)
 *
 * Needs a Python >= 3.11 with pip on PATH (or PYTHON=...) and a package index; pip's own configuration says
 * which. Other machines' locks are resolved here too, from wheels alone, with the markers of that machine.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { wheelSize } from './locks/wheel-size.mjs'

/**
 * `===` for torch: `==2.13.0` would also take 2.13.0+cpu, or any other local version that pip's configuration
 * offers, and the CUDA packages beside it would be for nothing.
 */
const direct = {
  torch: '===2.13.0',
  transformers: '==5.18.0',
  trl: '==1.13.0',
  peft: '==0.21.0',
  accelerate: '==1.15.0',
  datasets: '==5.0.1',
  huggingface_hub: '==1.33.0',
  bitsandbytes: '==0.50.1',
  jsonschema: '',
}

/** PyTorch publishes its CPU builds for Linux under a local version, in an index of its own. */
const cpuBuild = '+cpu'

/** Resolving for the oldest Python gives pins that the newer ones can use too; `pythons` proves which. */
const oldestPython = '3.11'
const pythons = ['3.11', '3.12', '3.13', '3.14']

const linux = { sys_platform: 'linux', platform_system: 'Linux', os_name: 'posix' }
const darwin = { sys_platform: 'darwin', platform_system: 'Darwin', os_name: 'posix' }
const manylinux = (machine) => [
  ...Array.from({ length: 30 }, (_, index) => `manylinux_2_${34 - index}_${machine}`),
  `manylinux2014_${machine}`,
]

const targets = {
  'linux-x64-cpu': { markers: { ...linux, platform_machine: 'x86_64' }, platforms: manylinux('x86_64') },
  'linux-x64-cuda': { markers: { ...linux, platform_machine: 'x86_64' }, platforms: manylinux('x86_64') },
  'linux-arm64-cpu': { markers: { ...linux, platform_machine: 'aarch64' }, platforms: manylinux('aarch64') },
  'linux-arm64-cuda': { markers: { ...linux, platform_machine: 'aarch64' }, platforms: manylinux('aarch64') },
  'darwin-arm64-mps': {
    markers: { ...darwin, platform_machine: 'arm64' },
    platforms: ['macosx_14_0_arm64'],
  },
}

const python = process.env.PYTHON ?? 'python3'
const locks = fileURLToPath(new URL('../python/locks/', import.meta.url))
const crossPip = fileURLToPath(new URL('locks/cross_pip.py', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'lattice-lock-'))

mkdirSync(locks, { recursive: true })
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(targets)
const sizes = readSizes()
try {
  for (const name of wanted) {
    sizes[name] = await lock(name, targets[name])
    writeSizes()
  }
} finally {
  rmSync(scratch, { recursive: true })
}

async function lock(name, target) {
  const resolved = resolveTarget(name, target)
  const pins = pinsOf(name, resolved)
  writeFileSync(join(locks, `${name}.txt`), lockText(name, pins))
  const measured = await sizesOf(resolved)
  const installable = pythons.filter((version) => canInstall({ pins, target, version }))
  say(
    `${name}: ${pins.size} packages, ${installable.join(' ')}, ${Math.round(measured.download_bytes / 1e6)} MB`,
  )
  return { ...measured, pythons: installable }
}

/**
 * The plain wheel of torch on Linux needs the CUDA packages and the CPU build does not. So a CPU lock is
 * resolved with `platform_system` emptied, which drops exactly those, and with the CPU build where pip finds it.
 */
function resolveTarget(name, target) {
  const [torch, ...others] = Object.entries(direct).map(([packageName, version]) => packageName + version)
  const version = oldestPython
  if (!isLinuxCpu(name)) return pip({ target, version, requirements: [torch, ...others] })
  const withoutCuda = { ...target, markers: { ...target.markers, platform_system: '' } }
  const cpuTorch = torch + cpuBuild
  try {
    return pip({ target: withoutCuda, version, requirements: [cpuTorch, ...others] })
  } catch {
    say(`${name}: pip finds no ${cpuTorch} here; the size of the one for linux-x64 is taken`)
    const found = pip({ target: withoutCuda, version, requirements: [torch, ...others] })
    const x64 = pip({
      target: targets['linux-x64-cpu'],
      version,
      requirements: [cpuTorch],
      options: ['--no-deps'],
    })
    return [...found.filter((item) => item.name !== 'torch'), ...x64]
  }
}

/** Of torch only the plain wheel is looked for: PyTorch builds both for the same Pythons, and set-up asks pip again. */
function canInstall({ pins, target, version }) {
  const requirements = [...pins].map(([packageName, pin]) =>
    pinLine([packageName, pin.replace(cpuBuild, '')]),
  )
  try {
    pip({ target, version, requirements, options: ['--no-deps'] })
    return true
  } catch (error) {
    say(`not for Python ${version}: ${lastLine(error)}`)
    return false
  }
}

function pip({ target, version, requirements, options = [] }) {
  const report = join(scratch, 'report.json')
  const file = join(scratch, 'requirements.txt')
  writeFileSync(file, `${requirements.join('\n')}\n`)
  const full = `${version}.0`
  const markers = { ...target.markers, python_version: version, python_full_version: full }
  const platforms = target.platforms.flatMap((platform) => ['--platform', platform])
  execFileSync(
    python,
    [crossPip, JSON.stringify(markers), 'install', '--dry-run', '--quiet', '--ignore-installed']
      .concat(['--no-input', '--disable-pip-version-check', '--report', report, '--target', scratch])
      .concat(['--only-binary=:all:', '--implementation', 'cp', '--python-version', version])
      .concat([...platforms, ...options, '-r', file]),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  return JSON.parse(readFileSync(report, 'utf8')).install.map(({ metadata, download_info }) => ({
    name: metadata.name,
    version: metadata.version,
    url: download_info.url,
  }))
}

function pinsOf(name, resolved) {
  const normal = (packageName) => packageName.toLowerCase().replaceAll(/[-_.]+/g, '-')
  const pins = resolved.map((item) => [normal(item.name), item.version])
  if (isLinuxCpu(name)) {
    const torch = pins.find(([packageName]) => packageName === 'torch')
    torch[1] = torch[1].replace(cpuBuild, '') + cpuBuild
  }
  return new Map(pins.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function lockText(name, pins) {
  const header = [
    `# Everything that the Python worker needs on ${name}, resolved for Python ${oldestPython}.`,
    '# Made by scripts/lock.mjs; sizes and Python versions are in sizes.json. Install with --no-deps.',
  ]
  return `${[...header, ...[...pins].map(pinLine)].join('\n')}\n`
}

function pinLine([packageName, version]) {
  return packageName === 'torch' ? `torch===${version}` : `${packageName}==${version}`
}

async function sizesOf(resolved) {
  const each = []
  for (const { name, url } of resolved) each.push({ name, ...(await wheelSize(url)) })
  const sum = (key) => each.reduce((total, wheel) => total + wheel[key], 0)
  const largest = each.toSorted((a, b) => b.download - a.download).slice(0, 3)
  return {
    download_bytes: sum('download'),
    installed_bytes: sum('installed'),
    largest: Object.fromEntries(largest.map((wheel) => [wheel.name, wheel.download])),
  }
}

function isLinuxCpu(name) {
  return name.startsWith('linux-') && name.endsWith('-cpu')
}

function readSizes() {
  try {
    return JSON.parse(readFileSync(join(locks, 'sizes.json'), 'utf8'))
  } catch {
    return {}
  }
}

function writeSizes() {
  const sorted = Object.fromEntries(Object.entries(sizes).sort(([a], [b]) => (a < b ? -1 : 1)))
  // Short arrays on one line, as the formatter wants them.
  const text = JSON.stringify(sorted, null, 2).replaceAll(/\[[^\]]*\]/g, (list) =>
    list.replaceAll(/\s+/g, ' '),
  )
  writeFileSync(join(locks, 'sizes.json'), `${text.replaceAll(/\[ | \]/g, (edge) => edge.trim())}\n`)
}

function lastLine(error) {
  return String(error.stderr ?? error)
    .trim()
    .split('\n')
    .at(-1)
}

function say(line) {
  process.stderr.write(`${line}\n`)
}
