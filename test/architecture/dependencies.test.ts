import { expect, it } from 'vitest'
import { approved, notRun, unclassedInstallScripts } from '../../build/setup/approved.mjs'
import { importsOf } from './imports.ts'
import { read, sources } from './tree.ts'

type Dependencies = Readonly<Record<string, string>>
type Manifest = {
  readonly dependencies: Dependencies
  readonly optionalDependencies: Dependencies
  readonly devDependencies: Dependencies
}
type LockEntry = {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly dependencies?: Dependencies
}

const manifest: Manifest = JSON.parse(read('package.json'))
const lockText = read('package-lock.json')
const lock: { readonly packages: Readonly<Record<string, LockEntry>> } = JSON.parse(lockText)
const direct = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }

/** Everything that is loaded on a station: the dependencies and theirs. */
function runtime(): ReadonlySet<string> {
  const found = new Set(Object.keys(manifest.dependencies))
  for (const name of found) {
    for (const below of Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {})) found.add(below)
  }
  return found
}

/** `## name` or `## name, name` in DEPENDENCIES.md, with the text up to the next heading. */
const paragraphs = new Map(
  read('DEPENDENCIES.md')
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const [heading = '', ...text] = section.split('\n')
      return heading.split(', ').map((name) => [name.replaceAll('`', '').trim(), text.join('\n')] as const)
    }),
)

it('every dependency is pinned to one exact version', () => {
  const loose = Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
  expect(loose).toEqual([])
})

it('the lock file holds the pinned version and a SHA-512 of every package', () => {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
  expect(packages.filter(([, entry]) => !/^sha512-/.test(entry.integrity ?? '')).map(([path]) => path)).toEqual([])
  const other = Object.entries(direct).filter(
    ([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version,
  )
  expect(other).toEqual([])
})

it('the lock file names no host, so that any mirror of the registry serves', () => {
  const bound = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined)
  expect(bound.map(([path]) => path)).toEqual([])
})

it('every package that we name, or that is loaded on a station, has its paragraph in DEPENDENCIES.md', () => {
  const needed = [...new Set([...Object.keys(direct), ...runtime()])].sort()
  expect(needed.filter((name) => !paragraphs.has(name))).toEqual([])
})

it('each paragraph says why, who, what it can reach, and the licence', () => {
  const thin = [...paragraphs].filter(([, text]) =>
    ['Why:', 'Who:', 'Reach:', 'Licence:'].some((word) => !text.includes(word)),
  )
  expect(thin.map(([name]) => name)).toEqual([])
})

it('DEPENDENCIES.md has no paragraph for a package that is gone', () => {
  expect([...paragraphs.keys()].filter((name) => lock.packages[`node_modules/${name}`] === undefined)).toEqual([])
})

it('every runtime dependency is used', () => {
  const used = new Set(
    sources
      .filter((source) => /^(?:core|electron|renderer|courier)\//.test(source.path))
      .flatMap((source) => importsOf(source.text, source.masked))
      .flatMap((found) => (found.specifier === undefined ? [] : [found.specifier])),
  )
  // Fonts are named by the style sheets, as url("package/...").
  for (const [, name] of read('renderer/style/fonts.css').matchAll(/url\("(@[\w-]+\/[\w-]+)\//g)) used.add(name ?? '')
  const unused = Object.keys(manifest.dependencies).filter(
    (name) => ![...used].some((specifier) => specifier === name || specifier.startsWith(`${name}/`)),
  )
  // pkcs11js is also used through graphene-pk11, which brings it; we pin and build it ourselves.
  expect(unused.filter((name) => name !== 'pkcs11js')).toEqual([])
})

it('no package brings an install script that was not approved by name', () => {
  expect(unclassedInstallScripts(lockText)).toEqual([])
  for (const { name, why } of [...approved, ...notRun]) expect(why, name).toMatch(/\w+ \w+/)
})

it('refuses a lock file in which a package gains an install script', () => {
  const tampered = structuredClone(lock) as { packages: Record<string, object> }
  tampered.packages['node_modules/valibot'] = { ...tampered.packages['node_modules/valibot'], hasInstallScript: true }
  tampered.packages['node_modules/a/node_modules/@b/c'] = { hasInstallScript: true }
  expect(unclassedInstallScripts(JSON.stringify(tampered))).toEqual(['valibot', '@b/c'])
})
