// What the bench uses of the npm package slip39, which brings no types.
declare module 'slip39' {
  type Options = {
    readonly passphrase: string
    readonly threshold: number
    readonly groups: readonly (readonly [threshold: number, count: number, title: string])[]
    readonly iterationExponent: number
  }
  const Slip39: {
    fromArray(
      secret: readonly number[],
      options: Options,
    ): {
      fromPath(path: string): { readonly mnemonics: readonly string[] }
    }
    recoverSecret(mnemonics: readonly string[], passphrase: string): readonly number[]
  }
  // biome-ignore lint/style/noDefaultExport: the package has one, and no other export
  export default Slip39
}
