// Private codes as the station really keeps them: verifiers only, gone when the ceremony ends.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Codes } from '../../electron/host/codes.node.ts'
import { codeOf, scratch, secretOf } from './station.ts'
import { tracesIn } from './traces.ts'

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

test('a code that is too short is refused, and none is set', () => {
  const codes = new Codes(join(place.directory, 'codes'))
  expect(codeOf(() => codes.set('emi', secretOf('abc')))).toBe('ceremony/weak-code')
  expect(codes.has('emi')).toBe(false)
})

test('a code matches itself alone, and only of its person; what is written does not hold it', () => {
  const codes = new Codes(join(place.directory, 'codes'))
  codes.set('emi', secretOf('die Katze'))
  codes.set('farid', secretOf('die Katze'))
  expect(codes.matches('emi', secretOf('die Katze'))).toBe(true)
  for (const other of ['die Katz', 'die Katze ', 'Die Katze']) expect(codes.matches('emi', secretOf(other))).toBe(false)
  expect(tracesIn(place.directory, ['die Katze'])).toEqual([])
  const files = readdirSync(join(place.directory, 'codes'))
  expect(files.sort()).toEqual(['emi', 'farid'])
  for (const file of files) expect(statSync(join(place.directory, 'codes', file)).mode & 0o777).toBe(0o600)
  codes.forget()
  expect(readdirSync(place.directory)).toEqual([])
})

test('a code that is set again replaces the first, also when the station was started again', () => {
  new Codes(join(place.directory, 'codes')).set('emi', secretOf('first one'))
  const codes = new Codes(join(place.directory, 'codes'))
  codes.set('emi', secretOf('second one'))
  expect(codes.matches('emi', secretOf('first one'))).toBe(false)
  expect(codes.matches('emi', secretOf('second one'))).toBe(true)
})
