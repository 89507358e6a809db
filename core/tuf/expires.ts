// The one form of an expiry that every client reads.

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/**
 * Whether `text` is `YYYY-MM-DDTHH:MM:SSZ` and a day and time that exist (no February 30, no second 60).
 * Two such texts compare as text the way their times compare. Rule TUF-EXPIRES-FORM.
 * @see TUF 4.1 date-time; python-tuf takes no other form
 */
export function isInstant(text: string): boolean {
  if (!form.test(text)) return false
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString() === `${text.slice(0, -1)}.000Z`
}
