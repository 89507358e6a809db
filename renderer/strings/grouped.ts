/** A number as people read it, grouped by thin spaces: 10 000. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, '\u202f')
