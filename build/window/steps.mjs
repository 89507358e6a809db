// What the build of the window makes in dist/, and when it need not: a stamp is the digest of everything that went in.

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Refusal } from '../setup/refusal.mjs'
import { readIfThere } from '../setup/stamp.mjs'

/** Small programs that stand before the pages: entry, form, and the name under which an IIFE leaves its exports. */
const programs = /** @type {const} */ ([
  { entry: 'electron/kiosk/world.ts', file: 'kiosk-world.js', format: 'iife', name: 'anchoriteWorld' },
  { entry: 'electron/preload.ts', file: 'preload.cjs', format: 'cjs', name: 'preload' },
])

/** What the bundles are made from. Core as a whole: the window takes its types and its QR codec. */
const settingsOfBuild = ['build/window', 'package-lock.json']
const shellInputs = ['electron/kiosk', 'electron/shell', 'electron/preload', 'electron/preload.ts', ...settingsOfBuild]
const rendererInputs = ['renderer', 'core', ...settingsOfBuild]

/** @typedef {{ path: string, sizeBytes: number, gzipBytes: number }} Built */

/**
 * Build dist/shell and dist/renderer anew, or find that they are what would be built.
 * @param {string} root - ends in a slash
 * @returns {Promise<readonly Built[]>} sizes of all files, also when nothing was done
 * @throws {Refusal} when a source does not build
 */
export async function buildWindow(root) {
  await buildShell(root)
  const fresh = await part(root, 'renderer', rendererInputs, async (folder) => {
    await build(rendererSettings(root, folder))
  })
  const files = sizesOf(join(root, 'dist'))
  if (fresh)
    for (const { path, sizeBytes, gzipBytes } of files.filter((file) => /\.(?:c?js|css|html)$/.test(file.path)))
      process.stderr.write(`window: dist/${path} ${kB(sizeBytes)}, ${kB(gzipBytes)} packed\n`)
  return files
}

/**
 * Only dist/shell: the kiosk's world script and Electron's preload.
 * @param {string} root - ends in a slash
 * @throws {Refusal} when a source does not build
 */
export async function buildShell(root) {
  await part(root, 'shell', shellInputs, async (folder) => {
    for (const program of programs) await build(settings(root, folder, program))
  })
}

/**
 * Vite takes NODE_ENV from whoever calls, and a test's would make another window under the same stamp.
 * @param {import('vite').InlineConfig} config
 */
async function build(config) {
  const { NODE_ENV: before } = process.env
  process.env.NODE_ENV = 'production'
  try {
    const vite = await import('vite')
    await vite.build(config)
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}

/**
 * One folder of dist/. What was there before stays until the new one is whole.
 * @param {string} root
 * @param {'shell' | 'renderer'} name
 * @param {readonly string[]} inputs
 * @param {(folder: string) => Promise<void>} make
 * @returns {Promise<boolean>} whether it was built
 */
async function part(root, name, inputs, make) {
  const dist = join(root, 'dist', name)
  const stampFile = join(root, 'dist', `${name}.stamp`)
  const stamp = digestOfInputs(root, inputs)
  if (existsSync(dist) && readIfThere(stampFile)?.toString('utf8') === stamp) return false
  mkdirSync(join(root, 'dist'), { recursive: true })
  const fresh = mkdtempSync(join(root, 'dist', '.new-'))
  try {
    await make(fresh)
    rmSync(stampFile, { force: true })
    putInPlace(fresh, dist)
    writeFileSync(stampFile, stamp)
    return true
  } catch (error) {
    throw new Refusal(
      `the window could not be built (${name}).`,
      'See the words above. The terminal works without it.',
      String(error),
    )
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/**
 * Another build may put its own there between the two calls; the last one stays.
 * @param {string} fresh
 * @param {string} dist
 */
function putInPlace(fresh, dist) {
  for (let tries = 5; ; tries--) {
    rmSync(dist, { recursive: true, force: true })
    try {
      renameSync(fresh, dist)
      return
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error)
      if (tries === 0 || (code !== 'ENOTEMPTY' && code !== 'EEXIST')) throw error
    }
  }
}

/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

/** Quiet, and with no file of settings that could say otherwise. @param {string} root */
const common = (root) =>
  /** @type {const} */ ({ configFile: false, envDir: false, root, logLevel: 'warn', publicDir: false })

/**
 * @param {string} root
 * @param {string} fresh
 * @param {(typeof programs)[number]} program
 */
const settings = (root, fresh, program) => ({
  ...common(root),
  build: {
    outDir: fresh,
    emptyOutDir: false,
    target: 'chrome140',
    // Read by auditors: what runs before the page is small and stays legible.
    minify: false,
    reportCompressedSize: false,
    lib: {
      entry: join(root, program.entry),
      formats: [program.format],
      name: program.name,
      fileName: () => program.file,
    },
    rolldownOptions: { external: ['electron'] },
  },
})

/**
 * @param {string} root
 * @param {string} fresh
 */
const rendererSettings = (root, fresh) => ({
  ...common(root),
  root: join(root, 'renderer'),
  base: '/',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: fresh,
    emptyOutDir: true,
    target: 'chrome140',
    // Nothing inline and nothing as data: the window's policy refuses both.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: false,
  },
})

/**
 * @param {string} root
 * @param {readonly string[]} inputs
 */
function digestOfInputs(root, inputs) {
  const hash = createHash('sha256')
  for (const path of inputs.flatMap((input) => filesBelow(root, input)).sort()) {
    hash.update(
      `${createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('hex')}  ${path}\n`,
    )
  }
  return `${hash.digest('hex')}\n`
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {readonly string[]}
 */
function filesBelow(root, path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
}

/**
 * @param {string} dist
 * @returns {readonly Built[]}
 */
function sizesOf(dist) {
  return filesBelow(`${dist}/`, '.').map((path) => {
    const bytes = readFileSync(join(dist, path))
    return { path, sizeBytes: bytes.length, gzipBytes: gzipSync(bytes).length }
  })
}
