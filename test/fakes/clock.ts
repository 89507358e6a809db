// A clock that a test sets; it ticks a little with every look, as clocks do.

export type FakeClock = {
  (): Date
  /** @param time - ISO 8601. */
  set(time: string): void
}

/**
 * @param start - ISO 8601.
 * @param tickMs - by how much it moves on with every look.
 */
export function fakeClock(start: string, tickMs = 10): FakeClock {
  let now = Date.parse(start)
  const clock = () => {
    now += tickMs
    return new Date(now)
  }
  return Object.assign(clock, {
    set: (time: string) => {
      now = Date.parse(time)
    },
  })
}
