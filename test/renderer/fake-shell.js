// @ts-nocheck - runs in the page, as a shell's preload would: gives the window its one call, over HTTP to the test's server.
{
  const encode = (value) => {
    if (value instanceof Uint8Array) return { $bytes: btoa(String.fromCharCode(...value)) }
    if (Array.isArray(value)) return value.map(encode)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encode(member)]))
  }
  // Bytes are copied before the first await, as every real bridge does: the window wipes its own.
  const call = async (name, args) => {
    const body = JSON.stringify({ name, args: encode(args) })
    const answer = await fetch('/bridge', { method: 'POST', body })
    return answer.json()
  }
  window.violations = []
  document.addEventListener('securitypolicyviolation', (event) => {
    window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
  })
  Object.defineProperty(window, 'anchorite', { value: Object.freeze({ call }) })
}
