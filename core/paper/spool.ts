// What CUPS would keep of a printed sheet, read from its settings. Rule PRINT-SPOOL; docs/paper.md section 6.

import { CeremonyError } from '../errors.ts'

/** A settings file of CUPS: its path for the words, and its text. */
export type CupsFile = { readonly path: string; readonly text: string }

/** A directory that a sheet passes through, by the directive that names it. */
export type SpoolPlace = { readonly directive: 'RequestRoot' | 'TempDir'; readonly path: string }

/** Where Debian's CUPS spools when nothing else is said (cups-files.conf(5)). */
const defaultRequestRoot = '/var/spool/cups'

/**
 * PRINT-SPOOL, first half: CUPS must be told to keep neither jobs nor their files; its defaults keep both (history for
 * ever, files for a day). Every line that sets one of the two must say so: which line wins does not matter then.
 *
 * @param conf - cupsd.conf. @param files - cups-files.conf.
 * @returns the places a sheet passes through; the caller looks whether they are in memory (the second half).
 * @throws CeremonyError `printer/spool-kept`.
 * NOT caught: a service that runs with other settings than these files, was not started anew since they were changed, or
 *   is another program; what a printer keeps in its own memory.
 * @see cupsd.conf(5) PreserveJobHistory, PreserveJobFiles; cups-files.conf(5) RequestRoot, TempDir
 */
export function spoolPlaces(conf: CupsFile, files: CupsFile): readonly SpoolPlace[] {
  const settings = settingsOf(conf.text)
  for (const directive of ['PreserveJobHistory', 'PreserveJobFiles'] as const) {
    const set = settings.get(directive.toLowerCase()) ?? []
    const kept = set.find((value) => !/^(?:no|off|false|0)$/i.test(value))
    if (set.length > 0 && kept === undefined) continue
    throw new CeremonyError('printer/spool-kept', { file: conf.path, directive, found: kept ?? 'not set' })
  }
  const places = settingsOf(files.text)
  const roots = places.get('requestroot') ?? [defaultRequestRoot]
  // Which directory CUPS takes when none is named depends on how it was built: both must be in memory.
  const temporary = places.get('tempdir') ?? [...roots.map((root) => `${root}/tmp`), `${defaultRequestRoot}/tmp`]
  return [
    ...roots.map((path) => ({ directive: 'RequestRoot', path }) as const),
    ...[...new Set(temporary)].map((path) => ({ directive: 'TempDir', path }) as const),
  ]
}

/** Every value of every directive; names without regard to case, as CUPS reads them. */
function settingsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const raw of text.split('\n')) {
    const [, name, value = ''] = /^\s*([A-Za-z]+)(?:\s+(.*))?$/.exec(raw.replace(/#.*$/, '').trimEnd()) ?? []
    if (name === undefined) continue
    const key = name.toLowerCase()
    found.set(key, [...(found.get(key) ?? []), value.trim()])
  }
  return found
}
