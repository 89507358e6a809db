// What all tries at one kind of fault come to.

export type FaultRow = {
  readonly area: string
  readonly tried: number
  /** The ceremony was taken up again and ended as planned, or the fault was refused as it should be. */
  readonly survived: number
  readonly lost: number
  /** How often each code refused. */
  readonly refused: Readonly<Record<string, number>>
}
