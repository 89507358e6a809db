// The searcher is tried before it is trusted: each form of a planted secret must be found, and nothing else.

import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeBackup } from '../backup/make.ts'
import { partsIn, wantedCard } from './card-words.ts'
import { findIn, formNames, wanted } from './forms.ts'

/** With what each coding writes differently: a quote, a backslash, a space, an ampersand, a letter beyond ASCII. */
const text = 'p"i\\n &7é-9<q>'
const secret = wanted('the PIN', text)
const bytes = Buffer.from(text)

/** The form as somebody would write it down, by other means than the searcher's. */
const planted: Readonly<Record<string, readonly (string | Buffer)[]>> = {
  'UTF-8': [text, Buffer.concat([Buffer.from([0xff]), bytes, Buffer.from([0])])],
  'Latin-1': [Buffer.from([...text].map((character) => character.charCodeAt(0)))],
  'UTF-16, little end first': [Buffer.from([...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]))],
  'UTF-16, big end first': [Buffer.from([...text].flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255]))],
  hex: [bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
  'hex with spaces': [[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')],
  'numbers of its bytes': [JSON.stringify([...bytes]), `Uint8Array(16) [ ${[...bytes].join(', ')} ]`],
  Base64: ['', 'x', 'xy', 'xyz'].flatMap((before) =>
    ['', 'x', 'xy'].flatMap((behind) => {
      const around = Buffer.concat([Buffer.from(before), bytes, Buffer.from(behind)])
      return [around.toString('base64'), around.toString('base64url')]
    }),
  ),
  'Base64 of UTF-16': [Buffer.from(text, 'utf16le').toString('base64')],
  'URL-encoded': [encodeURIComponent(text), new URLSearchParams({ pin: text }).toString().slice(4)],
  'JSON-escaped': [JSON.stringify({ pin: text }), JSON.stringify(JSON.stringify({ pin: text }))],
  'XML-escaped': ['<t>p&quot;i\\n &amp;7é-9&lt;q&gt;</t>'],
}

describe('a planted secret is found', () => {
  test('in every form that there is a name for', () => {
    expect(Object.keys(planted)).toEqual(formNames)
  })

  test.each(formNames)('as %s', (form) => {
    for (const one of planted[form] ?? []) {
      const around = Buffer.concat([randomBytes(3000), Buffer.from(one), randomBytes(3000)])
      expect(
        findIn(around, [secret]).map((found) => found.form),
        String(one),
      ).toContain(form)
    }
  })

  test('as often as it stands there', () => {
    const twice = Buffer.concat([bytes, randomBytes(2), bytes])
    expect(findIn(twice, [secret])).toEqual([{ name: 'the PIN', form: 'UTF-8', count: 2 }])
  })
})

describe('a share card', () => {
  const around = (text: string | Buffer): Buffer =>
    Buffer.concat([Buffer.alloc(9, 0xff), Buffer.from(text), Buffer.alloc(9, 0xff)])

  test('any three of its secret words are found, however they are parted; its first six, which are public, are not', async () => {
    const { cards } = await makeBackup(2, 3)
    const [card = []] = cards
    for (const at of [6, 17, 30]) {
      const three = card.slice(at, at + 3)
      const written = [three.join(' '), JSON.stringify(three), `1 ${three.join('\n2 ')}`, three.join(' ').toUpperCase()]
      const named = [`words ${at + 1} to ${at + 3} of card 1`]
      for (const one of [...written, Buffer.from(three.join(' '), 'utf16le')])
        expect(partsIn(around(one), cards), String(one)).toEqual(named)
    }
    expect(partsIn(around(card.slice(0, 6).join(' ')), cards)).toEqual([])
    expect(partsIn(around(card.toReversed().join(' ')), cards)).toEqual([])
  })

  test('its share is found as bytes and as hex', async () => {
    const { cards, shares } = await makeBackup(2, 3)
    const y = shares[0]?.y ?? new Uint8Array()
    for (const one of [Buffer.from(y), Buffer.from(y).toString('hex')])
      expect(findIn(around(one), wantedCard('card 1', cards[0] ?? [])).map(({ name }) => name)).toEqual([
        'share of card 1',
      ])
  })
})

describe('nothing is found', () => {
  test('where nothing was planted, in a mebibyte of chance and in its Base64', () => {
    const chance = randomBytes(1024 * 1024)
    expect(findIn(chance, [secret, wanted('a short code', 'Ami+7')])).toEqual([])
    expect(findIn(Buffer.from(chance.toString('base64')), [secret])).toEqual([])
  })
})
