// Nearly good documents: one or a few changes of bytes, of lines, or of values, each from one seed.

import type { Random } from './random.ts'

/** What breaks readers: put in anywhere. */
const poison: readonly [string, ...string[]] = [
  ...(['\0', '\ufeff', '\r', '\r\n', '\n', '\t', '\u202e', '\u2028', '\u00a0', '\ud83d\ude00', 'e\u0301'] as const),
  ...[
    '-0',
    '1e999',
    '1E5',
    '0x1f',
    '1.0',
    '9007199254740992',
    '-9007199254740993',
    'NaN',
    '00',
    '"\\ud800"',
    '\\u0000',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ',',
    ':',
    '#',
    '|',
    '>',
    '&a ',
    '*a',
    '!!str ',
    '<<: ',
    '---\n',
    '%YAML 1.1\n',
    '? ',
  ],
  ...['"__proto__":1,', '__proto__: 1\n', '"constructor":{},', '"toString":null,', '/*', '//', '\\', '../', '\u0301'],
]

const lone = [
  Uint8Array.of(0xff),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf4, 0x90),
]

/** One to three changes of a document's bytes. `other` is what a splice takes from. */
export function mutateBytes(random: Random, bytes: Uint8Array, other: Uint8Array = bytes): Uint8Array {
  let changed = Buffer.from(bytes)
  for (let left = 1 + (random.chance(30) ? random.below(3) : 0); left > 0; left--)
    changed = changeOnce(random, changed, other)
  return changed
}

function changeOnce(random: Random, bytes: Buffer, other: Uint8Array): Buffer<ArrayBuffer> {
  const at = random.below(bytes.length + 1)
  const until = Math.min(bytes.length, at + 1 + random.below(random.chance(80) ? 12 : bytes.length + 1))
  const put = (middle: Uint8Array, end = at): Buffer<ArrayBuffer> =>
    Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(end)])
  switch (random.below(9)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      if (at < bytes.length) flipped[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      return flipped
    }
    case 1:
      return put(Buffer.alloc(0), until)
    case 2:
      return put(bytes.subarray(at, until))
    case 3:
      return put(Buffer.from(random.pick(poison)), random.chance(50) ? until : at)
    case 4:
      return put(lone[random.below(lone.length)] ?? Buffer.alloc(0))
    case 5:
      return put(
        other.subarray(random.below(other.length + 1)).subarray(0, random.below(60)),
        random.chance(50) ? until : at,
      )
    case 6:
      return random.chance(50) ? Buffer.from(bytes.subarray(0, at)) : Buffer.from(bytes.subarray(at))
    case 7:
      return Buffer.from(changeToken(random, bytes.toString('latin1')), 'latin1')
    default:
      return changeLines(random, bytes)
  }
}

const tokens = /-?\d+|"[^"\n]{0,80}"|\b(?:true|false|null)\b/g
const replacements: readonly [string, ...string[]] = [
  ...([
    '0',
    '-1',
    '1',
    '-0',
    '1e999',
    '0.5',
    '2147483648',
    '9007199254740991',
    '9007199254740992',
    'null',
    'true',
  ] as const),
  ...[
    '""',
    '"__proto__"',
    '"constructor"',
    '[]',
    '{}',
    '[[]]',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\u202e"',
    '"."',
    '"../.."',
  ],
]

/** One number, word or quoted text replaced by another of its kind, or of none. */
function changeToken(random: Random, text: string): string {
  const found = [...text.matchAll(tokens)]
  const hit = found[random.below(found.length + 1)]
  if (hit === undefined) return `${text}${random.pick(poison)}`
  const from = found[random.below(found.length)]
  const by = random.chance(50) ? (from?.[0] ?? '0') : random.pick(replacements)
  return `${text.slice(0, hit.index)}${by}${text.slice(hit.index + hit[0].length)}`
}

/** A line taken out, doubled, exchanged with another, or moved. */
function changeLines(random: Random, bytes: Buffer): Buffer<ArrayBuffer> {
  const lines = bytes.toString('latin1').split('\n')
  const one = random.below(lines.length)
  const two = random.below(lines.length)
  const [a = '', b = ''] = [lines[one], lines[two]]
  const changed = random.pick([
    lines.toSpliced(one, 1),
    lines.toSpliced(two, 0, a),
    lines.with(one, b).with(two, a),
    lines.with(one, `${a}\r`),
    lines.with(one, ` ${a}`),
  ])
  return Buffer.from(changed.join('\n'), 'latin1')
}

/** JSON as a value that may hold texts no value has: `-0`, `1e999`, a name twice. */
type Loose = null | boolean | number | string | { readonly raw: string } | Loose[] | Map<string, Loose>

const odd = (random: Random): Loose =>
  random.pick<Loose>([
    ...([
      null,
      true,
      false,
      0,
      -1,
      1,
      2,
      2 ** 31,
      2 ** 53 - 1,
      -(2 ** 53) + 1,
      '',
      ' ',
      '0',
      'null',
      '__proto__',
    ] as const),
    ...['constructor', 'toString', '../x', 'a/b', '.', '\u0000', '\u202e', '\ufeff', 'é', 'e\u0301', 'x'.repeat(5000)],
    ...['2027-02-30T00:00:00Z', '2027-11-20T00:00:00Z', 'ab'.repeat(32), '00'.repeat(32), 'open/room', 'close'],
    ...[
      { raw: '-0' },
      { raw: '1e999' },
      { raw: '1.0' },
      { raw: '9007199254740993' },
      { raw: '"\\ud800"' },
      { raw: '+1' },
    ],
    [],
    [[]],
    [null],
    new Map(),
    new Map<string, Loose>([['__proto__', new Map([['polluted', 1]])]]),
    new Map<string, Loose>([['constructor', new Map([['prototype', 1]])]]),
    random.text(random.below(12)),
    nest(random.below(random.chance(3) ? 600 : 20)),
  ])

function nest(levels: number): Loose {
  let value: Loose = 1
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : new Map([['a', value]])
  return value
}

/** One or two changes of the values of a JSON document, written again without blanks. */
export function mutateJson(random: Random, text: string): string {
  const root = loosen(JSON.parse(text) as unknown)
  let changed = changeValue(random, root, root)
  if (random.chance(25)) changed = changeValue(random, changed, root)
  return spell(random, changed)
}

function changeValue(random: Random, value: Loose, root: Loose): Loose {
  const deeper = random.chance(85)
  if (Array.isArray(value) && value.length > 0 && deeper) return changeList(random, value, root)
  if (value instanceof Map && value.size > 0 && deeper) return changeMap(random, value, root)
  if (typeof value === 'number' && random.chance(60)) return value + random.pick([1, -1, 0.5, 2 ** 31, 2 ** 53, -value])
  if (typeof value === 'string' && random.chance(50)) return changeText(random, value)
  return random.chance(30) ? anyInside(random, root) : odd(random)
}

function changeText(random: Random, text: string): string {
  const at = random.below(text.length + 1)
  return random.pick([
    `${text.slice(0, at)}${text.slice(at + 1)}`,
    `${text.slice(0, at)}${random.pick(poison)}${text.slice(at)}`,
    `${text.slice(0, at)}${random.text(1)}${text.slice(at + 1)}`,
    text.toUpperCase(),
    `${text}${text}`,
    `${text} `,
  ])
}

function changeList(random: Random, list: readonly Loose[], root: Loose): Loose {
  const at = random.below(list.length)
  const item = list[at] ?? null
  switch (random.below(7)) {
    case 0:
      return list.toSpliced(at, 1)
    case 1:
      return list.toSpliced(random.below(list.length + 1), 0, item)
    case 2:
      return list.toReversed()
    case 3:
      return list.toSpliced(at, 0, odd(random))
    default:
      return list.with(at, changeValue(random, item, root))
  }
}

function changeMap(random: Random, map: ReadonlyMap<string, Loose>, root: Loose): Loose {
  const names = [...map.keys()]
  const name = names[random.below(names.length)] ?? ''
  const value = map.get(name) ?? null
  const changed = new Map(map)
  switch (random.below(8)) {
    case 0:
      changed.delete(name)
      return changed
    case 1:
      return changed.set(random.pick(['extra', '__proto__', 'constructor', 'toString', '', '0', `${name} `]), value)
    case 2: // One name twice: spelled with an escape, which is the same name.
      return changed.set(`\u0000twice ${name}`, random.chance(50) ? value : odd(random))
    case 3:
      return changed.set(name, map.get(names[random.below(names.length)] ?? '') ?? null)
    default:
      return changed.set(name, changeValue(random, value, root))
  }
}

/** Any value that stands somewhere in the document. */
function anyInside(random: Random, root: Loose): Loose {
  let value = root
  for (let left = 1 + random.below(6); left > 0; left--) {
    const inside: readonly Loose[] = Array.isArray(value) ? value : value instanceof Map ? [...value.values()] : []
    if (inside.length === 0) break
    value = inside[random.below(inside.length)] ?? null
  }
  return value
}

function loosen(value: unknown): Loose {
  if (Array.isArray(value)) return value.map(loosen)
  if (typeof value !== 'object' || value === null) return value as Loose // what JSON.parse gives beside lists and objects
  return new Map(Object.entries(value).map(([name, member]) => [name, loosen(member)]))
}

/** Names in their order or sorted, as canonical JSON has them: what is good but for one thing must come as far as that thing. */
function spell(random: Random, value: Loose): string {
  const sorted = random.chance(80)
  const one = (inside: Loose): string => {
    if (Array.isArray(inside)) return `[${inside.map(one).join(',')}]`
    if (!(inside instanceof Map)) {
      return typeof inside === 'object' && inside !== null ? inside.raw : JSON.stringify(inside)
    }
    const names = sorted ? [...inside.keys()].sort() : [...inside.keys()]
    return `{${names.map((name) => `${spellName(name)}:${one(inside.get(name) ?? null)}`).join(',')}}`
  }
  return one(value)
}

const spellName = (name: string): string =>
  name.startsWith('\u0000twice ') ? JSON.stringify(name.slice('\u0000twice '.length)) : JSON.stringify(name)
