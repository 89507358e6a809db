// Runs in the page, as a shell's preload would: gives the window its one call, over HTTP to the test's server.
{
  const encode = (value) => {
    if (value instanceof Uint8Array) return { $bytes: btoa(String.fromCharCode(...value)) }
    if (Array.isArray(value)) return value.map(encode)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encode(member)]))
  }
  // What a test may ask: calls that are not answered yet, what the policy had to block, and the bytes the window sent.
  window.observed = { pending: 0, violations: [], secrets: [] }
  document.addEventListener('securitypolicyviolation', (event) => {
    window.observed.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`)
  })
  // Bytes are copied before the first await, as every real bridge does: the window wipes its own.
  const call = async (name, args) => {
    window.observed.secrets.push(...[args.value, args.code, args.words].filter((bytes) => bytes instanceof Uint8Array))
    const body = JSON.stringify({ name, args: encode(args) })
    window.observed.pending += 1
    try {
      const answer = await fetch('/bridge', { method: 'POST', body })
      return await answer.json()
    } finally {
      window.observed.pending -= 1
    }
  }
  Object.defineProperty(window, 'anchorite', { value: Object.freeze({ call }) })
}
