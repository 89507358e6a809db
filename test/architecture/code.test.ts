import { expect, it } from 'vitest'
import { ceremonyProblems, textProblems } from './rules.ts'
import { allFiles, sources } from './tree.ts'
import { importProblems } from './zones.ts'

/** Files that are not source: what each folder may hold besides. Default deny, as for imports. */
const otherFiles = [
  // What the window is made of beside its code.
  /^renderer\/(?:index\.html|tsconfig\.json|(?:style|paper)\/[a-z]+\.css)$/,
  /^test\/(?:renderer|kiosk)\/(?:page\/)?[\w-]+\.(?:html|css)$/,
  /^docs\/screenshots\/[\w-]+\.png$/,
  /^(?:README|DEPENDENCIES|SECURITY|CHANGELOG)\.md$/,
  /^(?:LICENSE|NOTICE|\.gitignore|\.gitattributes|\.npmrc)$/,
  /^(?:package|package-lock|biome|tsconfig)\.json$/,
  /^\.ci\/run$/,
  /^docs\/.*\.(?:md|png|svg)$/,
  /^ceremonies\/.*\.(?:yaml|json)$/,
  /^core\/.*\.txt$/,
  /^test\//,
]

it('found the sources at all', () => {
  expect(sources.map((source) => source.path)).toContain('core/errors.ts')
  expect(sources.length).toBeGreaterThan(20)
})

it('ARCH-IMPORT: every import is one that its folder may have', () => {
  const known = new Set(allFiles)
  expect(sources.flatMap(({ path, text, masked }) => importProblems(path, text, masked, known))).toEqual([])
})

it('the code keeps the rules of docs/CONVENTIONS.md', () => {
  // The samples of what is forbidden stand as strings in rules.test.ts, where the masker hides them.
  expect(sources.flatMap(({ path, text, masked }) => textProblems(path, text, masked))).toEqual([])
})

it('ARCH-DATA-ONLY: ceremonies hold no functions', () => {
  const ceremonies = sources.filter((source) => source.path.startsWith('ceremonies/'))
  expect(ceremonies.flatMap(({ path, text, masked }) => ceremonyProblems(path, text, masked))).toEqual([])
})

it('every file that is not source stands where such a file may stand', () => {
  const classed = new Set(sources.map((source) => source.path))
  const strays = allFiles.filter((path) => !classed.has(path) && !otherFiles.some((pattern) => pattern.test(path)))
  expect(strays).toEqual([])
})

it('no file needs anything that lies outside the checkout', () => {
  const absolute = /(?:^|['"`\s(=])\/(?:work|home|Users)\//
  const outside = sources.filter((source) => source.masked.strings.some((string) => absolute.test(`'${string.text}`)))
  expect(outside.map((source) => source.path)).toEqual([])
})
