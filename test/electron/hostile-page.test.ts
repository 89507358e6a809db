// What a page that was taken over, or a hand that cannot wait, may do to the station behind the window: in both shells.

import { describe, expect, it } from 'vitest'
import type { CallBridge } from '../../core/bridge.ts'
import { Pieces } from '../../electron/kiosk/pieces.ts'
import { serveCalls } from '../../electron/main/contents.ts'
import { decode, maxItems } from '../../electron/shell/codec.ts'
import { exchange } from '../../electron/shell/exchange.ts'
import { fewAtOnce, maxCalls } from '../../electron/shell/few-at-once.ts'
import { nodeBase64 } from '../../electron/shell/node-base64.ts'
import { FakeContents } from './fake.ts'

const home = '{"call":"station.home","args":{}}'

describe('calls without end', () => {
  /** A host that takes calls and answers when told. */
  function slowHost() {
    const waiting: (() => void)[] = []
    const call = ((): Promise<unknown> =>
      new Promise((resolve) => waiting.push(() => resolve({ ok: true, value: null })))) as CallBridge
    return { waiting, call: fewAtOnce(call) }
  }

  it('no more than a few wait at the host; the others are refused at once, and without effect', async () => {
    const { waiting, call } = slowHost()
    const taken = Array.from({ length: maxCalls }, () => exchange(call, home))
    for (let more = 0; more < 2000; more++) expect(await exchange(call, home)).toContain('station/bridge')
    expect(waiting).toHaveLength(maxCalls)
    for (const answer of waiting) answer()
    for (const text of await Promise.all(taken)) expect(JSON.parse(text).ok).toBe(true)
  })

  it('a place is free again when its call was answered, also by a fault', async () => {
    let asked = 0
    const call = fewAtOnce((async () => {
      asked++
      throw new TypeError('a fault')
    }) as CallBridge)
    for (let time = 0; time < maxCalls * 2; time++) await expect(exchange(call, home)).rejects.toThrow('a fault')
    expect(asked).toBe(maxCalls * 2)
  })
})

describe('calls without end, over the channel of Electron', () => {
  it('no more than a few of one page wait at the host', async () => {
    const contents = new FakeContents()
    let asked = 0
    const never = (() => {
      asked++
      return new Promise(() => undefined)
    }) as CallBridge
    serveCalls(contents as never, never) // has what serveCalls uses
    const handler = contents.handlers.get('anchorite/call')
    const ask = () => handler?.({ senderFrame: contents.mainFrame }, home)
    for (let time = 0; time < maxCalls; time++) void ask()
    expect(await ask()).toContain('station/bridge')
    expect(asked).toBe(maxCalls)
  })
})

describe('texts that are small to send and large to hold', () => {
  const texts: readonly [string, string][] = [
    ['lists in a list', '[[],'.repeat(maxItems / 2)],
    ['numbers', `{"call":"x","args":{"a":[${'0,'.repeat(maxItems)}0]}}`],
    ['objects', `[${'{},'.repeat(maxItems)}{}]`],
    ['names', `{${'"":0,'.repeat(maxItems)}"":0}`],
  ]
  it.each(texts)('a request of too many %s is refused before it is read', (_name, text) => {
    expect(decode(text, nodeBase64)).toEqual({ ok: false, problem: 'it has too many parts' })
  })

  it('bytes are one part, however many they are', () => {
    const text = `{"$bytes":"${Buffer.alloc(maxItems * 2).toString('base64')}"}`
    expect(decode(text, nodeBase64).ok).toBe(true)
  })
})

describe('pieces of a text', () => {
  it('the texts under way hold no more together than one may', () => {
    const pieces = new Pieces(100)
    expect(pieces.take(`1 0 2 ${'a'.repeat(60)}`)).toBe('more')
    expect(pieces.take(`2 0 2 ${'b'.repeat(60)}`)).toBe('refused')
    expect(pieces.take(`3 0 2 ${'c'.repeat(40)}`)).toBe('more')
    expect(pieces.take('1 1 2 ')).toEqual({ id: 1, text: 'a'.repeat(60) })
    expect(pieces.take(`4 0 2 ${'d'.repeat(60)}`)).toBe('more')
  })
})
