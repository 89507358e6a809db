// What can be told from an RSA modulus alone: its size, a small factor, the fingerprint of a broken generator.

/** The primes 3 to 751 (SP 800-89 5.3.3 asks for no factor up to 751). */
const smallPrimes = primesUpTo(751)
/** ROCA: primes 3 to 167, the first 38 odd ones, enough for every key size (Nemec et al. 2017, section 5.1). */
const rocaPrimes = smallPrimes.filter((prime) => prime <= 167)

/**
 * The first thing wrong with an RSA modulus, or undefined.
 * Not caught: a modulus whose factors are related or were chosen by someone else.
 * @param modulus - big-endian, no leading zero.
 * @param bits - the exact size asked for.
 */
export function checkRsaModulus(modulus: Uint8Array, bits: number): string | undefined {
  const n = BigInt(`0x${Buffer.from(modulus).toString('hex') || '0'}`)
  const found = n === 0n ? 0 : n.toString(2).length
  if (found !== bits) return `its modulus has ${found} bits, not ${bits}`
  if (n % 2n === 0n) return 'its modulus is even'
  if (smallPrimes.some((prime) => n % BigInt(prime) === 0n)) return 'its modulus has a small factor'
  if (rocaPrimes.every((prime) => powersOf65537(prime).has(Number(n % BigInt(prime)))))
    return 'its modulus has the fingerprint of CVE-2017-15361 (ROCA): the private key can be computed'
  return undefined
}

/** The subgroup that 65537 generates modulo a prime: a ROCA modulus lies in it for every prime. */
function powersOf65537(prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * (65537 % prime)) % prime) powers.add(power)
  return powers
}

function primesUpTo(limit: number): readonly number[] {
  const primes: number[] = []
  for (let candidate = 3; candidate <= limit; candidate += 2) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}
