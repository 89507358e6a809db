// Who may import what. Default deny: a file, a folder or a package that stands in no line here is a failure.
// The same table in words: docs/CONVENTIONS.md, "Where things live, and what they may import".

import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import type { Masked } from './mask.ts'

type Zone = {
  readonly name: string
  readonly files: RegExp
  /** Files of this project that it may import. */
  readonly project: RegExp
  /** Files of which it may import types only. */
  readonly projectTypes?: RegExp
  readonly packages: readonly string[]
  /** Names of Node's own modules, without `node:`. */
  readonly node: readonly string[]
}

const files = ['fs', 'fs/promises']
const processes = ['child_process']
/** Harmless for an adapter: no socket, no loading of code, no other thread. */
const local = [
  ...['buffer', 'crypto', 'events', 'os', 'path', 'process', 'readline', 'readline/promises', 'stream'],
  ...['stream/promises', 'string_decoder', 'timers', 'timers/promises', 'tty', 'url', 'util', 'zlib'],
]
export const sockets: readonly string[] = [
  ...[
    'net',
    'http',
    'https',
    'http2',
    'dgram',
    'tls',
    'dns',
    'dns/promises',
    'quic',
    'inspector',
    'inspector/promises',
  ],
]

/** Named one by one, so that what makes randomness is seen to be absent. */
const pureCrypto =
  /^(?:type\s*)?\{(?![^}]*\b(?:random\w*|getRandomValues|generate\w*|webcrypto|subtle|crypto|default)\b)[^}]*\}$/

const plainCore = /^core\/(?!.*\.node\.ts$)/
const anyCore = /^core\//

/** The first line whose `files` fits is the one that counts. */
const zones: readonly Zone[] = [
  {
    name: 'the one adapter over PKCS#11',
    files: /^core\/token\/graphene\.node\.ts$/,
    project: anyCore,
    packages: ['graphene-pk11', 'pkcs11js'],
    node: [...local, ...files],
  },
  {
    name: 'core adapters (*.node.ts)',
    files: /^core\/.*\.node\.ts$/,
    project: anyCore,
    packages: [],
    node: [...local, ...files, ...processes],
  },
  {
    name: 'the error table',
    files: /^core\/errors(?:\.ts$|\/)/,
    project: /^core\/errors/,
    projectTypes: plainCore,
    packages: [],
    node: [],
  },
  { name: 'Secret', files: /^core\/secret\.ts$/, project: /^core\/errors\.ts$/, packages: [], node: ['util'] },
  {
    name: 'the bridge',
    files: /^core\/bridge\.ts$/,
    project: /^core\/(?:formats\/|errors\.ts$)/,
    packages: ['valibot'],
    node: [],
  },
  {
    name: 'QR (browser-safe)',
    files: /^core\/qr\//,
    project: /^core\/(?:qr\/|errors\.ts$)/,
    packages: ['qr'],
    node: [],
  },
  {
    name: 'backups',
    files: /^core\/backup\/(?!.*\.node\.ts$)/,
    project: plainCore,
    packages: ['@scure/bip39', 'shamir-secret-sharing', 'valibot'],
    node: ['crypto'],
  },
  {
    name: 'core',
    files: plainCore,
    project: plainCore,
    // A type is erased: naming what an adapter returns brings no device in.
    projectTypes: anyCore,
    packages: ['@noble/curves', 'valibot', 'yaml'],
    node: ['crypto'],
  },
  {
    name: 'ceremonies',
    files: /^ceremonies\//,
    project: /^(?:core\/ceremony|ceremonies)\/(?!.*\.node\.ts$)/,
    packages: [],
    node: [],
  },
  {
    // The collector is told to overwrite what it frees: V8's own switch, in this one file.
    name: "the station's memory",
    files: /^electron\/host\/memory\.node\.ts$/,
    project: /^$/,
    packages: [],
    node: [...files, ...processes, 'v8', 'vm'],
  },
  {
    name: 'the station host',
    files: /^electron\/host\//,
    project: /^(?:core|ceremonies|electron\/host)\//,
    packages: [],
    node: [...local, ...files, ...processes],
  },
  {
    name: 'the Electron shell',
    files: /^electron\/(?:main|preload)(?:\.ts$|\/)/,
    project: /^(?:core|ceremonies|electron)\//,
    packages: ['electron'],
    node: [...local, ...files],
  },
  {
    name: 'adapters of the kiosk (*.node.ts)',
    files: /^electron\/(?:kiosk|shell)\/.*\.node\.ts$/,
    project: /^(?:core|ceremonies|electron)\/(?!main\.ts$|preload\.ts$|main\/|preload\/)/,
    packages: [],
    node: [...local, ...files, ...processes],
  },
  {
    name: 'the other shells',
    files: /^electron\//,
    project: /^(?:core|ceremonies|electron)\/(?!main\.ts$|preload\.ts$|main\/|preload\/)/,
    packages: [],
    node: [...local, ...files],
  },
  {
    name: 'the window',
    files: /^renderer\//,
    // The list of words for a card is looked up in as it is typed; it needs nothing of Node.
    project: /^(?:renderer\/|core\/qr\/|core\/backup\/words\.ts$)/,
    projectTypes: /^core\/bridge\.ts$/,
    packages: ['react', 'react-dom'],
    node: [],
  },
  {
    name: 'the courier',
    files: /^courier\//,
    project: /^(?:core|courier)\//,
    packages: [],
    node: [...local, ...files, ...sockets],
  },
  {
    name: 'build',
    files: /^build\//,
    project: /^build\//,
    packages: ['vite'],
    node: [...local, ...files, ...processes, 'module'],
  },
  {
    name: 'tests',
    files: /^test\//,
    project: /^/,
    packages: [
      '@scure/bip39',
      '@noble/curves',
      '@tufjs/canonical-json',
      'fast-check',
      'graphene-pk11',
      'pkcs11js',
      'playwright-core',
      'react',
      'react-dom',
      'slip39',
      'tuf-js',
      'valibot',
      'vite',
      'vitest',
      'yaml',
    ],
    node: [
      ...local,
      ...files,
      ...processes,
      ...sockets,
      'module',
      'v8',
      'vm',
      'worker_threads',
      'perf_hooks',
      'assert',
    ],
  },
  {
    name: "Vite's own settings",
    files: /^vite\.config\.ts$/,
    project: /^$/,
    packages: ['vite'],
    node: ['path', 'url'],
  },
  { name: "Vitest's own settings", files: /^vitest\.config\.ts$/, project: /^$/, packages: ['vitest'], node: [] },
]

/**
 * What is wrong with the imports of one source file.
 * @param known - all paths of the project; an import must name one of them, with its ending
 * @returns one line a problem, each beginning with `path:line ARCH-IMPORT`
 */
export function importProblems(path: string, text: string, masked: Masked, known: ReadonlySet<string>): string[] {
  const zone = zones.find((candidate) => candidate.files.test(path))
  if (zone === undefined) return [`${path}:1 ARCH-IMPORT stands in no zone of test/architecture/zones.ts`]
  return importsOf(text, masked).flatMap(({ specifier, line, typeOnly, clause }) => {
    const impure = plainCore.test(path) && specifier === 'node:crypto' && !pureCrypto.test(clause)
    const reason = impure ? 'randomness comes in as an argument' : refusalOf(zone, path, specifier, typeOnly, known)
    return reason === undefined ? [] : [`${path}:${line} ARCH-IMPORT ${zone.name}: ${reason}`]
  })
}

function refusalOf(
  zone: Zone,
  path: string,
  specifier: string | undefined,
  typeOnly: boolean,
  known: ReadonlySet<string>,
): string | undefined {
  // A test may load what it has just made.
  if (specifier === undefined) return zone.name === 'tests' ? undefined : 'the name of a module is computed'
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier)
    if (!known.has(target)) return `${specifier} is not a file of this project`
    if (zone.project.test(target) || (typeOnly && zone.projectTypes?.test(target))) return undefined
    return `may not import ${target}`
  }
  if (specifier.startsWith('node:')) {
    return zone.node.includes(specifier.slice('node:'.length)) ? undefined : `may not import ${specifier}`
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return zone.packages.includes(name) ? undefined : `may not import the package ${specifier}`
}
