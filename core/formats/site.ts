// The site: what this station is bound to. Recorded in the transcript, kept out of the plan. See docs/formats/site.md.

import { CeremonyError } from '../errors.ts'
import { splitSets } from '../plan/backup.ts'
import { canonicalJson } from './canonical.ts'
import type { JsonObject } from './json.ts'
import type { Id, Plan, PlannedToken } from './plan.ts'
import { readYaml } from './yaml.ts'
import { line, tokenSerial } from './yaml-forms.ts'
import { ofAnotherKind, siteKind } from './yaml-kind.ts'
import { choice, dictionary, note, object, optional, type Report, type Shape, text } from './yaml-shape.ts'
import { pathTo, quoted } from './yaml-text.ts'
import { inOrder, positionOf, type YamlNode } from './yaml-tree.ts'

export type SiteModule = {
  /** Absolute path of the PKCS#11 library. */
  readonly path: string
  /** Environment variables the library reads, for example SOFTHSM2_CONF. */
  readonly environment: { readonly [name: string]: string }
  /** CK_C_INITIALIZE_ARGS.LibraryParameters, for example for NSS softokn. */
  readonly parameters?: string
}

export type Site = {
  readonly format: 'anchorite/site/v1'
  readonly name: string
  readonly modules: { readonly [name: Id]: SiteModule }
  /** Where the outbound bag is written: an absolute path of a mounted medium. */
  readonly media: {
    readonly out: string
    /** Where the media for copies of wrapped keys are mounted, one after the other; needed where the plan makes a backup. */
    readonly blobs?: string
    /** Where a medium with wrapped keys is mounted, to be restored from. */
    readonly in?: string
  }
  /**
   * Rehearsal only: which throw-away token plays the token with this planned serial; where the plan names a serial in two
   * modules, with this module, a blank and the serial.
   */
  readonly standIns: { readonly [planned: string]: { readonly serial: string } }
}

/**
 * Variables that make the loader, the C library or Node itself run other code or read other files (ld.so(8) drops most of them for programs with
 * more rights), so the token host would no longer be the program that was measured; and those that the station sets for itself.
 */
const forbiddenVariable =
  /^(?:LD_|DYLD_|GCONV_PATH$|GETCONF_DIR$|GLIBC_|LOCPATH$|NLSPATH$|MALLOC_|NODE_|ELECTRON_|UV_|OPENSSL_|BASH_ENV$|ENV$|IFS$|PATH$|HOME$|SHELL$)/

/** `GCONV_PATH=` as a name would set GCONV_PATH. */
const variableForm = /^[A-Z_][A-Z0-9_]{0,63}$/

/** The first variable that a site may not give a module (SITE-ENVIRONMENT), in whatever letters, or whose name is of another form. Not caught: what the PKCS#11 library itself reads. */
export const forbiddenIn = (environment: SiteModule['environment']): string | undefined =>
  Object.keys(environment).find((name) => !variableForm.test(name) || forbiddenVariable.test(name.toUpperCase()))

const anyText = text({ expected: 'text', max: 4096 })

/** SITE-PATH: absolute, in its plain form: no `.`, `..`, doubled or final slash. */
const absolutePath: Shape<string> = (node, path, report) => {
  const value = anyText(node, path, report)
  if (value === undefined) return undefined
  if (
    value.startsWith('/') &&
    value !== '/' &&
    value
      .slice(1)
      .split('/')
      .every((part) => !['', '.', '..'].includes(part))
  )
    return value
  const fix = 'Write the whole path from "/" on, without ".", ".." or a final slash.'
  return note(report, node, { rule: 'SITE-PATH', path, problem: `${quoted(value)} is not a plain absolute path`, fix })
}

/** SITE-ENVIRONMENT: names of A-Z, 0-9 and _, and none that lets other code into the token host. */
const environment: Shape<SiteModule['environment']> = (node, path, report) => {
  const read = dictionary(variableForm, 'a name of A-Z, 0-9 and _', anyText)(node, path, report)
  if (node.kind !== 'map') return read
  for (const [name, entry] of node.entries) {
    if (!forbiddenVariable.test(name.toUpperCase())) continue
    note(report, entry.key, {
      rule: 'SITE-ENVIRONMENT',
      path: pathTo(path, name),
      problem: `${quoted(name)} may not be set: it can bring other code into the token host`,
      fix: 'Delete it. Only variables that the PKCS#11 library itself reads belong here.',
    })
  }
  return read
}

const siteShape = object({
  format: choice(['anchorite/site/v1']),
  name: line,
  modules: dictionary(
    /^[a-z][a-z0-9-]{0,31}$/,
    'an id: lower-case letters, digits and hyphens',
    object({ path: absolutePath, environment, parameters: optional(anyText) }),
  ),
  media: object({ out: absolutePath, blobs: optional(absolutePath), in: optional(absolutePath) }),
  standIns: dictionary(
    /^(?:[a-z][a-z0-9-]{0,31} )?[!-~]{1,16}$/,
    'a serial as the plan names it, or its module, a blank and the serial',
    object({ serial: tokenSerial }),
  ),
})

/**
 * Read a site file. Rules SITE-SHAPE, SITE-TEXT, SITE-PATH, SITE-ENVIRONMENT, SITE-STAND-IN, SITE-MEDIA, and those of readYaml.
 * Not caught: that a path exists, or that the library there is the right one; the readiness check hashes it.
 * @throws CeremonyError `plan/invalid` with every problem, its line and column; `input/too-large`, `json/encoding`,
 *   `json/depth`.
 */
export function parseSite(bytes: Uint8Array, what: string): Site {
  const { root, problems } = readYaml(bytes, what)
  const other = root === undefined ? undefined : ofAnotherKind(root, siteKind)
  if (other !== undefined) throw new CeremonyError('plan/invalid', { what, problems: [other] })
  const report: Report = { prefix: 'SITE', problems: [...problems] }
  const site = root === undefined ? undefined : siteShape(root, '', report)
  if (root !== undefined && site !== undefined) {
    checkStandIns(site, root, report)
    checkMedia(site, root, report)
  }
  if (site === undefined || report.problems.length > 0) {
    throw new CeremonyError('plan/invalid', { what, problems: inOrder(report.problems) })
  }
  return site
}

/** SITE-STAND-IN: no throw-away token plays two planned ones. */
function checkStandIns(site: Site, root: YamlNode, report: Report): void {
  const first = new Map<string, string>()
  for (const [planned, { serial }] of Object.entries(site.standIns)) {
    const before = first.get(serial)
    first.set(serial, before ?? planned)
    if (before === undefined) continue
    const path = `standIns.${planned}`
    const problem = `the token ${quoted(serial)} plays ${quoted(before)} already`
    note(report, positionOf(root, path), { rule: 'SITE-STAND-IN', path, problem, fix: 'Use one token for each.' })
  }
}

/** SITE-MEDIA: the bag is public and a copy of a wrapped key is not, so no copy lies beside it, in it or around it. */
function checkMedia({ media }: Site, root: YamlNode, report: Report): void {
  if (!isBeside(media)) return
  const path = 'media.blobs'
  const problem = `copies of wrapped keys would lie with the bag, which is public (media.out is ${quoted(media.out)})`
  const fix = 'Name another place for one of them; neither may be in the other.'
  note(report, positionOf(root, path), { rule: 'SITE-MEDIA', path, problem, fix })
}

/** One is the other, or lies in it. Not caught: two names of one medium. @param media - plain absolute paths. */
export function isBeside({ out, blobs }: Pick<Site['media'], 'out' | 'blobs'>): boolean {
  const within = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer}/`)
  return blobs !== undefined && (within(blobs, out) || within(out, blobs))
}

type TokenName = Pick<PlannedToken, 'serial' | 'module'>

const withModule = ({ serial, module }: TokenName): string => `${module} ${serial}`

/** The serial of the throw-away token that plays this one; undefined where it plays itself. */
export const standInOf = ({ standIns }: Pick<Site, 'standIns'>, token: TokenName): string | undefined =>
  (standIns[withModule(token)] ?? standIns[token.serial])?.serial

/** The serial that the module reports for this token: the planned one, or its stand-in in a rehearsal. */
export const serialAt = (site: Pick<Site, 'standIns'>, token: TokenName): string =>
  standInOf(site, token) ?? token.serial

/**
 * SITE-FITS-PLAN: what the site lacks for this plan, in sentences; none when it fits.
 * Not caught: one token that two libraries reach.
 * @param plan - its tokens name modules; stand-ins name planned serials.
 */
export function siteGaps(
  site: Site,
  plan: Pick<Plan, 'tokens'> & Partial<Pick<Plan, 'backup' | 'recovery'>>,
): readonly string[] {
  const modules = new Set(plan.tokens.map((token) => token.module))
  return [
    ...[...modules]
      .filter((module) => !Object.hasOwn(site.modules, module))
      .map((module) => `the plan uses the module "${module}", which the site "${site.name}" does not have.`),
    ...(plan.backup !== undefined && splitSets({ backup: plan.backup }).length > 0 && site.media.blobs === undefined
      ? [
          `the plan makes a backup, and the site "${site.name}" does not say where the media for its blobs are mounted (media.blobs).`,
        ]
      : []),
    ...(plan.recovery?.level === 'full' && site.media.in === undefined
      ? [
          `the plan restores a key, and the site "${site.name}" does not say where the medium with its blob is mounted (media.in).`,
        ]
      : []),
    ...Object.keys(site.standIns).flatMap((planned) => standInGaps(site, planned, plan)),
    ...plan.tokens.flatMap((token, index) => {
      const before = plan.tokens.slice(0, index).find((other) => isOne(site, token, other))
      return before === undefined
        ? []
        : [
            `the tokens "${before.id}" and "${token.id}" are one on the site "${site.name}": the same serial of the same library.`,
          ]
    }),
  ].map((gap) => `SITE-FITS-PLAN: ${gap}`)
}

function standInGaps({ standIns }: Site, planned: string, { tokens }: Pick<Plan, 'tokens'>): readonly string[] {
  if (tokens.some((token) => withModule(token) === planned)) return []
  const named = tokens.filter(({ serial }) => serial === planned)
  const modules = named.map(({ module }) => module)
  if (named.some((token) => Object.hasOwn(standIns, withModule(token))))
    return [`the site has two stand-ins for the serial "${planned}": with its module before it, and without.`]
  if (modules.length === 0)
    return [`the site has a stand-in for the serial "${planned}", which the plan does not name.`]
  if (modules.length === 1) return []
  return [
    `the site has a stand-in for the serial "${planned}", which the plan names in the modules ${modules.join(' and ')}: ` +
      'write the module and a blank before it.',
  ]
}

/** Whether two planned tokens are reached as one: by the same serial of the same library, set up alike. */
function isOne(site: Site, one: PlannedToken, two: PlannedToken): boolean {
  if (serialAt(site, one).toLowerCase() !== serialAt(site, two).toLowerCase()) return false
  const [first, second] = [site.modules[one.module], site.modules[two.module]]
  return first !== undefined && second !== undefined && formOf(first) === formOf(second)
}

const formOf = (module: SiteModule): string => canonicalJson(module as unknown as JsonObject) // a parsed site holds only JSON values
