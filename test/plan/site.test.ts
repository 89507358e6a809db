import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parsePlan } from '../../core/formats/plan.ts'
import { parseSite, serialAt, siteGaps } from '../../core/formats/site.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { bytesOf, examplePlan, placeOf, problemsOf } from './example.ts'

const threeBackups = new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url)

const good = `format: anchorite/site/v1
name: room-4
modules:
  main:
    path: /usr/lib/softhsm/libsofthsm2.so
    environment: { SOFTHSM2_CONF: /run/anchorite/softhsm2.conf }
media: { out: /media/out }
standIns:
  7d1c40be92a35f01: { serial: "00aa11bb22cc33dd" }
  7d1c40be92a35f02: { serial: "00aa11bb22cc33de" }
`
const problems = (text: string) => problemsOf(() => parseSite(bytesOf(text), 'the site'))

describe('refuses a site', () => {
  test('that is a plan, and says so once', () => {
    const found = problems(readFileSync(threeBackups, 'utf8'))
    expect(found).toMatchObject([{ rule: 'SITE-SHAPE', path: 'format' }])
    expect(found[0]?.problem).toContain('this file is no site')
  })

  test.each<readonly [string, string, string, string, string, string]>([
    ['SITE-PATH', 'a relative module', 'path: /usr', 'path: usr', 'usr/lib', 'modules.main.path'],
    ['SITE-PATH', 'a path that climbs', '/usr/lib/softhsm/lib', '/usr/../lib', '/usr/..', 'modules.main.path'],
    ['SITE-PATH', 'a path with two slashes', '/usr/lib', '/usr//lib', '/usr//', 'modules.main.path'],
    ['SITE-PATH', 'the root folder as the medium', 'out: /media/out', 'out: /', '/ }', 'media.out'],
    ['SITE-PATH', 'a relative medium', 'out: /media/out', 'out: media/out', 'media/out', 'media.out'],
    [
      'SITE-ENVIRONMENT',
      'LD_PRELOAD',
      'SOFTHSM2_CONF:',
      'LD_PRELOAD:',
      'LD_PRELOAD',
      'modules.main.environment.LD_PRELOAD',
    ],
    [
      'SITE-ENVIRONMENT',
      'LD_LIBRARY_PATH',
      'SOFTHSM2_CONF:',
      'LD_LIBRARY_PATH:',
      'LD_LIBRARY',
      'modules.main.environment.LD_LIBRARY_PATH',
    ],
    [
      'SITE-ENVIRONMENT',
      'NODE_OPTIONS',
      'SOFTHSM2_CONF:',
      'NODE_OPTIONS:',
      'NODE_OPT',
      'modules.main.environment.NODE_OPTIONS',
    ],
    [
      'SITE-ENVIRONMENT',
      'OPENSSL_CONF',
      'SOFTHSM2_CONF:',
      'OPENSSL_CONF:',
      'OPENSSL',
      'modules.main.environment.OPENSSL_CONF',
    ],
    ...['LD_AUDIT', 'GLIBC_TUNABLES', 'GCONV_PATH', 'GETCONF_DIR', 'LOCPATH', 'MALLOC_TRACE', 'OPENSSL_ENGINES'].map(
      (name) =>
        ['SITE-ENVIRONMENT', name, 'SOFTHSM2_CONF:', `${name}:`, name, `modules.main.environment.${name}`] as const,
    ),
    [
      'SITE-SHAPE',
      'a name with small letters',
      'SOFTHSM2_CONF:',
      'softhsm2_conf:',
      'softhsm2_conf:',
      'modules.main.environment.softhsm2_conf',
    ],
    ['SITE-SHAPE', 'an unknown field', 'name: room-4', 'name: room-4\npin: "1"', 'pin:', 'pin'],
    ['SITE-SHAPE', 'a plan in its place', 'site/v1', 'plan/v1', 'anchorite/plan', 'format'],
    ['SITE-TEXT', 'a zero-width space', 'name: room-4', 'name: "room\\u200b4"', '"room', 'name'],
    ...(
      [
        ['the bag', '/media/out'],
        ['a folder of the bag', '/media/out/blobs'],
        ['what the bag lies in', '/media'],
      ] as const
    ).map(
      ([what, blobs]) =>
        [
          'SITE-MEDIA',
          `copies of a wrapped key in ${what}`,
          '{ out: /media/out }',
          `{ out: /media/out, blobs: ${blobs} }`,
          `${blobs} }`,
          'media.blobs',
        ] as const,
    ),
    [
      'SITE-STAND-IN',
      'one token that plays two',
      '33de',
      '33dd',
      '{ serial: "00aa11bb22cc33dd" }\n',
      'standIns.7d1c40be92a35f02',
    ],
  ])('%s: %s', (rule, _, from, to, needle, path) => {
    expect(good).toContain(from)
    const text = good.replace(from, to)
    const found = problems(text)
    expect(found.map((problem) => `${problem.rule} ${problem.path}`)).toEqual([`${rule} ${path}`])
    const expected = rule === 'SITE-STAND-IN' ? { line: 10, column: 21 } : placeOf(text, needle)
    expect({ line: found[0]?.line, column: found[0]?.column }).toEqual(expected)
  })
})

describe('reads a site', () => {
  test('whole, with parameters for modules that want them', () => {
    const site = parseSite(
      bytesOf(good.replace('    environment', '    parameters: "configdir=/x"\n    environment')),
      'x',
    )
    expect(site.modules.main).toEqual({
      path: '/usr/lib/softhsm/libsofthsm2.so',
      environment: { SOFTHSM2_CONF: '/run/anchorite/softhsm2.conf' },
      parameters: 'configdir=/x',
    })
    expect(site.standIns['7d1c40be92a35f02']).toEqual({ serial: '00aa11bb22cc33de' })
  })

  test('SITE-FITS-PLAN says which module is missing and which stand-in is for nobody', () => {
    const plan = examplePlan()
    expect(siteGaps(parseSite(bytesOf(good), 'x'), plan)).toEqual([])
    const other = good.replace('  main:', '  spare:').replace('7d1c40be92a35f02:', '"1234567812345678":')
    expect(siteGaps(parseSite(bytesOf(other), 'x'), plan)).toEqual([
      expect.stringContaining('the module "main"'),
      expect.stringContaining('the serial "1234567812345678"'),
    ])
  })

  test('with copies of wrapped keys in a folder whose name only begins as that of the bag', () => {
    const apart = good.replace('{ out: /media/out }', '{ out: /media/out, blobs: /media/out-2 }')
    expect(parseSite(bytesOf(apart), 'x').media).toEqual({ out: '/media/out', blobs: '/media/out-2' })
  })

  test('SITE-FITS-PLAN says before the day that a backup is made and the site names no medium for its copies', () => {
    const { backup } = parsePlan(readFileSync(threeBackups), 'three backups', scriptRoles)
    const site = parseSite(bytesOf(good), 'x')
    const planned = { tokens: examplePlan().tokens, backup }
    expect(siteGaps(site, planned)).toEqual([expect.stringContaining('(media.blobs)')])
    expect(siteGaps({ ...site, media: { ...site.media, blobs: '/media/blobs' } }, planned)).toEqual([])
  })

  test('SITE-FITS-PLAN says before the day that a key is to be restored from a medium which the site does not name', () => {
    const site = parseSite(bytesOf(good), 'x')
    const recovery = { level: 'full', sets: [] } as const
    const gap = expect.stringContaining('(media.in)')
    expect(siteGaps({ ...site, media: { out: '/media/out' } }, { ...examplePlan(), recovery })).toEqual([gap])
    expect(
      siteGaps({ ...site, media: { out: '/media/out', in: '/media/in' } }, { ...examplePlan(), recovery }),
    ).toEqual([])
    const quorum = { ...recovery, level: 'quorum' } as const
    expect(siteGaps({ ...site, media: { out: '/media/out' } }, { ...examplePlan(), recovery: quorum })).toEqual([])
  })
})

describe('one serial in two modules (SITE-FITS-PLAN)', () => {
  const serial = '7d1c40be92a35f01'
  const [first, second] = examplePlan().tokens
  if (first === undefined || second === undefined) throw new Error('the example plan has tokens')
  const plan = { tokens: [first, { ...second, serial: serial.toUpperCase(), module: 'other' }] }
  /** A second library behind the first one's name, with other stand-ins. */
  const siteOf = (other: string, standIns: string) =>
    parseSite(
      bytesOf(
        good.replace('media:', `  other:\n    ${other}\nmedia:`).replace(/standIns:[\s\S]*/, `standIns: ${standIns}\n`),
      ),
      'x',
    )
  const elsewhere = 'path: /usr/lib/other.so\n    environment: {}'
  const likeMain =
    'environment: { SOFTHSM2_CONF: /run/anchorite/softhsm2.conf }\n    path: /usr/lib/softhsm/libsofthsm2.so'
  const otherConfiguration = likeMain.replace('softhsm2.conf', 'second.conf')

  test('refuses two tokens that are one on the site, which would count twice', () => {
    const one = [expect.stringContaining('the tokens "root-a" and "root-b" are one')]
    expect(siteGaps(siteOf(likeMain, '{}'), plan)).toEqual(one)
    const played = `{ "main ${serial}": { serial: "ab" }, "other ${serial.toUpperCase()}": { serial: "AB" } }`
    expect(siteGaps(siteOf(likeMain, played), plan)).toEqual(one)
  })

  test('refuses a stand-in that says not which of the two it plays, or says it twice', () => {
    const alike = { tokens: [first, { ...second, serial, module: 'other' }] }
    expect(siteGaps(siteOf(elsewhere, `{ ${serial}: { serial: "ab" } }`), alike)).toEqual([
      expect.stringContaining('in the modules main and other: write the module'),
    ])
    const twice = `{ ${serial}: { serial: "ab" }, "main ${serial}": { serial: "ac" } }`
    expect(siteGaps(siteOf(elsewhere, twice), plan)).toEqual([expect.stringContaining('two stand-ins')])
    expect(siteGaps(siteOf(elsewhere, `{ "spare ${serial}": { serial: "ab" } }`), plan)).toEqual([
      expect.stringContaining(`"spare ${serial}", which the plan does not name`),
    ])
  })

  test('takes them with another library, another configuration, or a stand-in for each', () => {
    for (const other of [elsewhere, otherConfiguration]) expect(siteGaps(siteOf(other, '{}'), plan)).toEqual([])
    const alike = { tokens: [first, { ...second, serial, module: 'other' }] }
    const site = siteOf(likeMain, `{ "main ${serial}": { serial: "ab" }, "other ${serial}": { serial: "ac" } }`)
    expect(siteGaps(site, alike)).toEqual([])
    expect(alike.tokens.map((token) => serialAt(site, token))).toEqual(['ab', 'ac'])
  })
})
