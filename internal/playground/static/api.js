// GET of OpenRouter's API, for what the page shows.

import {refused, unreachable} from './problem.js'

/**
 * Returns the data member of an answer. Rejects with a Problem.
 * @param {string} url
 * @param {string} [key]
 */
export async function get(url, key) {
  const {origin} = new URL(url)
  try {
    const headers = key ? {Authorization: `Bearer ${key}`} : {}
    const response = await fetch(url, {headers, signal: AbortSignal.timeout(15_000)})
    if (!response.ok) throw await refused(response, origin)
    return (await response.json()).data
  } catch (error) {
    throw unreachable(error, origin)
  }
}
