import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallBridge } from '../../core/bridge.ts'
import { Pieces, split } from '../../electron/kiosk/pieces.ts'
import { answerFrom } from '../../electron/shell/assets.ts'
import { decode, encode } from '../../electron/shell/codec.ts'
import { exchange } from '../../electron/shell/exchange.ts'
import { nodeBase64 } from '../../electron/shell/node-base64.ts'
import { contentSecurityPolicy, isOurPage, mayUseCamera } from '../../electron/shell/policy.ts'
import { recorder, testPage } from './open.ts'

const coded = (value: unknown) => encode(value, nodeBase64)
const decoded = (text: string) => decode(text, nodeBase64)
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])

describe('the codec', () => {
  it.each([
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a big integer', 1n],
    ['undefined in an array', [undefined]],
    ['a name that it uses itself', { $bytes: 'AA==' }],
    ['any name that begins like it', { a: { $x: 1 } }],
    ['too deep a nest', nested(60)],
  ])('carries no %s', (_what, value) => {
    expect(coded(value).ok).toBe(false)
  })

  it.each([
    ['cut text', '{"a":'],
    ['bytes that are not Base64', '{"$bytes":"**"}'],
    ['bytes with a space', '{"$bytes":"AA =="}'],
    ['bytes without padding', '{"$bytes":"AA"}'],
    ['bytes with stray bits', '{"$bytes":"AB=="}'],
    ['bytes in the other alphabet', '{"$bytes":"-_-_"}'],
    ['bytes with a second member', '{"$bytes":"AA==","a":1}'],
    ['bytes that are a number', '{"$bytes":1}'],
    ['a prototype', '{"__proto__":{"a":1}}'],
    ['a reserved name', '{"$x":1}'],
    ['too deep a nest', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('reads no %s', (_what, text) => {
    expect(decoded(text).ok).toBe(false)
  })

  it('never repeats a value in what it says', () => {
    for (const text of ['{"pin-1234":', '{"$bytes":"pin-1234!"}', '{"$pin-1234":1}']) {
      const said = decoded(text)
      expect(said.ok || said.problem).not.toContain('1234')
    }
  })

  it('gives back what it was given, bytes as bytes; members that are undefined are left out', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, false),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
        fc.string({ unit: 'binary' }),
        fc.uint8Array(),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((name) => !name.startsWith('$') && name !== '__proto__'),
          tie('any'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    })).any
    fc.assert(
      fc.property(value, (given) => {
        const text = coded(given)
        expect(text.ok && decoded(text.value)).toEqual({ ok: true, value: given })
      }),
    )
    expect(coded({ a: undefined, b: 1 })).toEqual({ ok: true, value: '{"b":1}' })
  })
})

describe('pieces', () => {
  const taken = (...pieces: readonly string[]) => {
    const box = new Pieces()
    return pieces.map((piece) => box.take(piece))
  }

  it.each([
    ['one without a head', ['hello']],
    ['one of no call', ['0 0 1 x']],
    ['one out of order', ['1 0 3 a', '1 2 3 c']],
    ['one twice', ['1 0 3 a', '1 0 3 a']],
    ['one that changes its count', ['1 0 3 a', '1 1 2 b']],
    ['one beyond its count', ['1 1 1 a']],
    ['one of too many', ['1 0 9999 a']],
  ])('refuses %s', (_what, pieces) => {
    expect(taken(...pieces).at(-1)).toBe('refused')
  })

  it('refuses the ninth text that is begun and not ended', () => {
    const begun = Array.from({ length: 9 }, (_, index) => `${index + 1} 0 2 a`)
    expect(taken(...begun)).toEqual([...Array.from({ length: 8 }, () => 'more'), 'refused'])
  })

  it('puts together what was split, at any length, between other texts, never cutting a character', () => {
    for (const text of ['', 'a', '😀'.repeat(600_000), `a${'😀'.repeat(600_000)}`]) {
      const box = new Pieces()
      const pieces = split(7, text)
      for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
      for (const piece of pieces.slice(0, -1)) {
        expect(box.take(piece)).toBe('more')
        expect(box.take('8 0 1 between')).toEqual({ id: 8, text: 'between' })
      }
      expect(box.take(pieces.at(-1) ?? '')).toEqual({ id: 7, text })
    }
  })
})

describe('WIN-NETWORK: what a request can get', () => {
  const ask = (url: string, document = false, method = 'GET') => answerFrom(testPage, { url, document, method }).kind

  it.each([
    'https://example.invalid/',
    'https://ceremony.invalid.example/style.css',
    'https://ceremony.invalid@example.invalid/style.css',
    'https://user@ceremony.invalid/style.css',
    'https://ceremony.invalid:8443/style.css',
    'http://ceremony.invalid/style.css',
    'https://ceremony.invalid/style.css?x=1',
    'https://ceremony.invalid/../../etc/passwd',
    'https://ceremony.invalid/%2e%2e/style.css',
    'https://ceremony.invalid//style.css',
    'https://ceremony.invalid/index.html',
    'https://ceremony.invalid/',
    'wss://ceremony.invalid/style.css',
    'file:///etc/passwd',
    'about:blank',
    '',
  ])('a resource at %s is refused', (url) => {
    expect(ask(url)).toBe('refuse')
  })

  it('a document that is not the page stays where it is, and nothing but GET is answered', () => {
    expect(ask('https://ceremony.invalid/style.css', true)).toBe('stay')
    expect(ask('https://example.invalid/', true)).toBe('stay')
    expect(ask('https://ceremony.invalid/', true, 'POST')).toBe('stay')
    expect(ask('https://ceremony.invalid/style.css', false, 'POST')).toBe('refuse')
  })

  it('the page and its files are served with the whole policy', () => {
    const page = answerFrom(testPage, { url: 'https://ceremony.invalid/#/paper/plan', document: true, method: 'GET' })
    expect(page.kind === 'serve' && page.headers['Content-Security-Policy']).toBe(contentSecurityPolicy)
    expect(page.kind === 'serve' && page.headers['Content-Type']).toBe('text/html; charset=utf-8')
    expect(ask('https://ceremony.invalid/page.js')).toBe('serve')
  })
})

describe('the policy', () => {
  it('allows no origin but its own, nothing inline, no code from text', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|data:|blob:|\*/)
    expect(contentSecurityPolicy).toContain("default-src 'none'")
  })

  it('knows our page by its whole address', () => {
    expect(['https://ceremony.invalid/', 'https://ceremony.invalid/#/scan'].every(isOurPage)).toBe(true)
    const others = [
      'about:blank',
      'blob:https://ceremony.invalid/1',
      'https://ceremony.invalid/x',
      'https://ceremony.invalid.a/',
    ]
    expect(others.some(isOurPage)).toBe(false)
  })

  it('WIN-PERMISSION: the camera belongs to the page that scans', () => {
    const not = ['#/', '#/scanner', '#/home/#/scan', '?#/scan'].map((route) => `https://ceremony.invalid/${route}`)
    expect([...not, 'https://else.invalid/#/scan'].some(mayUseCamera)).toBe(false)
    expect(mayUseCamera('https://ceremony.invalid/#/scan')).toBe(true)
  })
})

describe('the exchange', () => {
  const codeOf = async (text: string, call = recorder().call) => {
    const reply = decoded(await exchange(call, text))
    return JSON.parse(JSON.stringify(reply)).value.error?.code ?? 'ok'
  }

  it.each([
    '',
    'null',
    '[]',
    '7',
    '{}',
    '{"call":7}',
    '{"call":null,"args":{}}',
    '{"call":"x","problem":"y"}',
    '{"$bytes":"AA=="}',
  ])('answers %j with a refusal, without a call', async (text) => {
    const { asked, call } = recorder()
    expect(await codeOf(text, call)).toBe('station/bridge')
    expect(asked).toEqual([])
  })

  it('answers with a refusal where the reply cannot be carried', async () => {
    const call = (async () => ({ ok: true, value: Number.NaN })) as unknown as CallBridge
    expect(await codeOf('{"call":"station.home","args":{}}', call)).toBe('station/bridge')
  })

  it('passes name and arguments on as they came', async () => {
    const { asked, call } = recorder()
    await exchange(call, '{"call":"station.inspect","args":{"name":"a","bytes":{"$bytes":"AQI="}}}')
    expect(asked).toEqual([{ name: 'station.inspect', args: { name: 'a', bytes: Uint8Array.of(1, 2) } }])
  })
})
