import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPath, checkPaths } from '../../core/media/names.ts'
import { unseenCharacter } from '../../core/media/text.ts'
import { thrown } from './fixtures.ts'

describe('BAG-NAME: refuses a path', () => {
  it.each([
    '',
    '/etc/passwd',
    '//a',
    'a//b',
    'a/',
    '.',
    '..',
    '../a',
    'a/../b',
    'a/./b',
    '.hidden',
    'a/.b',
    'a.',
    'a/b./c',
    '-rf',
    'a b',
    'a\\b',
    'C:\\a',
    'C:',
    'a:b',
    'a%2fb',
    'a\nb',
    'a\0b',
    '\u202ea',
    'gen\u00e8ve',
    'a*',
    'a~1',
    'a?',
    '~',
    'con',
    'CON',
    'con.txt',
    'a/aux',
    'NUL.json',
    'com1',
    'LPT9.pem',
    'Com0.x.y',
    'x'.repeat(129),
    `${'x'.repeat(100)}/${'x'.repeat(100)}`,
    'a/b/c/d/e/f/g/h/i',
  ])('%j', async (path) => {
    expect(await thrown(() => checkPath(path))).toMatchObject({ code: 'bag/name' })
  })

  it.each([
    [['Key.pem', 'key.pem']],
    [['keys/a', 'Keys/b']],
    [['a', 'a/b']],
    [['a/b', 'a']],
    [['A', 'a/b']],
    [['a', 'a']],
    [['d/e/F', 'd/e/f']],
  ])('that a FAT stick takes for another: %j', async (paths) => {
    expect(await thrown(() => checkPaths(paths))).toMatchObject({ code: 'bag/name', detail: { path: paths[1] } })
  })
})

it('BAG-NAME: accepts plain paths', () => {
  const paths = [
    '1.root.json',
    'acme/update/1.root.json',
    'acme/update/2.root.json',
    'acme/x_y-z',
    'console',
    'com10',
    'a..b',
  ]
  expect(() => checkPaths(paths)).not.toThrow()
})

it('BAG-NAME: whatever is accepted is a relative path of plain parts', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '.', '/', '-', '\\', ' ', '\0', 'é') }), (path) => {
      try {
        checkPath(path)
      } catch {
        return // refused: nothing to look at
      }
      for (const part of path.split('/')) expect(part).toMatch(/^[aB][aB.-]*$/)
    }),
    { numRuns: 500 },
  )
})

describe('a character that cannot be seen', () => {
  it.each([
    ['\u001b[31m', 'U+001B'],
    ['a\tb', 'U+0009'],
    ['a\rb', 'U+000D'],
    ['\u0085', 'U+0085'],
    ['\u007f', 'U+007F'],
    ['a\u202eb', 'U+202E'],
    ['\u2066', 'U+2066'],
    ['\u200b', 'U+200B'],
    ['\u200d', 'U+200D'],
    ['\ufeff', 'U+FEFF'],
    ['\u2028', 'U+2028'],
    ['\u00ad', 'U+00AD'],
    ['\u3164', 'U+3164'],
    ['\ufe0f', 'U+FE0F'],
    ['\u{e0041}', 'U+E0041'],
    ['\ue000', 'U+E000'],
    ['\ud800', 'U+D800'],
    ['\uffff', 'U+FFFF'],
  ])('is named: %j', (text, name) => {
    expect(unseenCharacter(text)).toContain(name)
  })

  it('is not seen in names and sentences of people', () => {
    for (const text of ['Amina Diallo', 'Genève – «Büro» 4', 'Ελένη', '田中 恵美', 'नमस्ते', "O'Neil, 50 €"]) {
      expect(unseenCharacter(text)).toBeUndefined()
    }
  })
})
