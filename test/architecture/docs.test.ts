import { posix } from 'node:path'
import { expect, it } from 'vitest'
import { allFiles, read } from './tree.ts'

const pages = allFiles.filter((path) => path.endsWith('.md') && !path.startsWith('test/vectors/'))

/** Links of one page that lead nowhere, as `page: target`. */
function brokenLinks(page: string, text: string, exists: (path: string) => boolean): string[] {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
  const targets = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map((match) => match[1] ?? '')
  return targets
    .filter((target) => !/^(?:https?|mailto):/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : posix.join(posix.dirname(page), path).replace(/\/$/, '')
      if (path !== '' && !exists(file)) return true
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file === page ? text : read(file)).has(anchor)
    })
    .map((target) => `${page}: ${target}`)
}

/** Anchors of headings, as GitHub makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#{1,6}\s+(.*)$/gm)].map((match) => match[1] ?? '')
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}

const folders = new Set(allFiles.flatMap((path) => path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'))))
const exists = (path: string) => allFiles.includes(path) || folders.has(path)

it('notices a link to a file, a heading or a folder that is not there', () => {
  const page =
    '# One\n[a](gone.md) [b](#one) [c](#two) [d](../core/errors.ts) [e](../nowhere/) [f](https://a.b/c.md)\n`[g](x.md)`'
  expect(brokenLinks('docs/x.md', page, exists)).toEqual([
    'docs/x.md: gone.md',
    'docs/x.md: #two',
    'docs/x.md: ../nowhere/',
  ])
})

it('every link between our pages leads somewhere', () => {
  expect(pages).toContain('README.md')
  expect(pages.flatMap((page) => brokenLinks(page, read(page), exists))).toEqual([])
})

it('the README names the two commands', () => {
  expect(read('README.md')).toMatch(/npm start/)
  expect(read('README.md')).toMatch(/npm test/)
})

it('every program in package.json that a person runs is explained', () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'))
  const text = `${read('README.md')}\n${read('docs/DEVELOPING.md')}`
  const names = Object.keys(scripts).filter((name) => !/^(?:pre|post)/.test(name))
  expect(names.filter((name) => !new RegExp(`npm (?:run (?:--silent )?)?${name}\\b`).test(text))).toEqual([])
})
