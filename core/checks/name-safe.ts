// Rule NAME-SAFE: names that become file names, object names and lines on paper.

const maxLength = 200
const maxPartLength = 100
const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\u0000-\u001f\u007f-\u009f]/
const invisible = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

/**
 * Why a repository name must not be used, in words that follow "The name"; undefined for a safe one.
 *
 * Safe: parts of letters, digits and `. _ + @ -`, joined by `/`; no part is empty, `.` or `..`, begins with `.` or
 * `-`, ends in `.`, or is a device name of Windows. So it is its own file path part by part, on every system, and
 * looks like nothing else on paper. Names that differ only by case are for the plan to refuse.
 * @see CVE-2021-41131, CVE-2021-41149, CVE-2026-24686 (paths by name)
 */
export function unsafeNameReason(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.length > maxLength) return `is longer than ${maxLength} characters`
  if (control.test(name)) return 'holds a control character'
  if (invisible.test(name)) return 'holds an invisible or direction-changing character'
  if (!/^[ -~]*$/.test(name)) return 'holds a character outside ASCII, which may look like another'
  if (name.includes('%')) return 'holds a percent sign, which some readers decode'
  if (name.includes('\\')) return 'holds a backslash'
  for (const part of name.split('/')) {
    const reason = unsafePartReason(part)
    if (reason !== undefined) return reason
  }
  return undefined
}

function unsafePartReason(part: string): string | undefined {
  if (part === '') return 'begins or ends with a slash, or has two in a row'
  if (part === '.' || part === '..') return 'holds a part "." or "..", which walks the file system'
  if (part.length > maxPartLength) return `has a part longer than ${maxPartLength} characters`
  if (part.startsWith('.') || part.endsWith('.')) return 'has a part that begins or ends with a dot'
  if (part.startsWith('-')) return 'has a part that begins with a hyphen, like an option of a command'
  if (deviceNames.test(part)) return 'has a part that is a device name on some systems'
  const strange = /[^A-Za-z0-9._+@-]/.exec(part)?.[0]
  return strange === undefined ? undefined : `holds the character ${JSON.stringify(strange)}`
}
