// What the scripts for the two SDKs have in common.

/** The prompt of every step: the emulator's answer holds it. */
export const prompt = 'Hello, you'

/** @returns messages for a chat. */
export const messages = [{role: 'user', content: prompt}]

/** The model that the emulator fails for on purpose, in the way of that name. */
export const failing = how => `emulator/${how}`

/**
 * Runs steps one after the other. What a step returns, or the error it throws,
 * is what its caller asserts on.
 *
 * @param {Record<string, () => Promise<object>>} steps
 * @param {(result: object) => void} report
 */
export async function run(steps, report) {
  for (const [step, act] of Object.entries(steps)) {
    try {
      report({step, ...(await act())})
    } catch (error) {
      report({step, ...describe(error)})
    }
  }
}

/** @returns all that an iterable yields (Array.fromAsync, which Node 20 lacks) */
export async function collect(iterable) {
  const items = []
  for await (const item of iterable) items.push(item)
  return items
}

/** The documented members of the SDKs' errors. */
function describe(error) {
  return {
    error: error.constructor.name,
    status: error.status ?? error.statusCode,
    message: error.message,
    limitSource: error.error?.metadata?.limit_source,
  }
}
