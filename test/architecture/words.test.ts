import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { errorCodes } from '../../core/errors.ts'
import { root, sources } from './tree.ts'

/** What never helps a person in the room (docs/SCREENS.md, "Words"). */
const forbidden =
  /\b(?:an? )?error (?:has )?occurr?ed\b|\binvalid input\b|\boperation failed\b|\boops\b|\bsomething went wrong\b|\bunknown error\b|\bfatal\b/i

it.each(['An error occurred.', 'Invalid input', 'The operation failed!', 'Oops, …', 'Something went wrong'])(
  'knows that %j is not a word for people',
  (text) => {
    expect(text).toMatch(forbidden)
  },
)

it('no words for people are empty ones', () => {
  const spoken = sources.filter((source) => /^(?:core|ceremonies|electron|renderer|courier|build)\//.test(source.path))
  const found = spoken.flatMap(({ path, masked }) =>
    masked.strings.filter((string) => forbidden.test(string.text)).map((string) => `${path}: ${string.text}`),
  )
  expect(found).toEqual([])
})

it('no two areas declare the same code, since one would hide the other', async () => {
  const areas = readdirSync(join(root, 'core/errors')).filter((name) => name !== 'define.ts')
  const codes: string[] = []
  for (const area of areas) {
    const module: Readonly<Record<string, object>> = await import(join(root, 'core/errors', area))
    codes.push(...Object.values(module).flatMap((table) => Object.keys(table)))
  }
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
  expect([...codes].sort()).toEqual([...errorCodes].sort())
})

it('every code reads area/what, in lower case', () => {
  expect(errorCodes.filter((code) => !/^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code))).toEqual([])
})

it('every code is thrown somewhere: words that nobody can meet are dead', () => {
  const code = sources.filter((source) => !/^(?:core\/errors\/|test\/)/.test(source.path))
  const said = new Set(code.flatMap((source) => source.masked.strings.map((string) => string.text)))
  expect(errorCodes.filter((name) => !said.has(name))).toEqual([])
})
