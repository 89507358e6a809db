import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Token tests start processes; two cores are the smallest machine we promise.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A forgotten `.only` hides every other test, and an empty run proves nothing.
    allowOnly: false,
    passWithNoTests: false,
  },
})
