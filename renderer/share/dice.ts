// How many rolls are asked for: core/backup/entropy.ts `minRolls`, held to it by a test. The host decides.

export const leastRolls = 99
