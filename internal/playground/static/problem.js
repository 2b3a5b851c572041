// What went wrong, in words that say what to do.

/** An error whose message is for the person at the page. */
export class Problem extends Error {
  /**
   * @param {string} message
   * @param {{link?: {href: string, text: string}, again?: boolean}} [help] where it can be put
   *   right; whether another key would
   */
  constructor(message, {link, again} = {}) {
    super(message)
    this.link = link
    this.again = again
  }
}

/** The key is gone: the page has to forget it and offer the button again. */
export class KeyGone extends Problem {
  constructor() {
    super('OpenRouter no longer knows this key: it was deleted or has expired.', {again: true})
  }
}

/**
 * Makes a Problem of an answer that is not 2xx.
 * @param {Response} response
 * @param {string} baseUrl
 */
export async function refused(response, baseUrl) {
  const error = await response.json().then(body => body?.error, () => undefined)
  return problemOf(error, response.status, baseUrl)
}

/**
 * Makes a Problem of OpenRouter's error object, which comes as an answer or in
 * the middle of a stream. It may be missing or of another shape: a gateway in
 * between answers in HTML.
 */
export function problemOf(error, status, baseUrl) {
  const said = brief(error?.message)
  switch (status) {
    case 401:
      return new KeyGone()
    case 402:
      return unpaid(error?.metadata?.limit_source, baseUrl)
    case 408:
      return new Problem('The model took too long. Try again, or choose another.')
    case 429:
      return new Problem('Too many requests for now. Wait a moment, or choose another model.')
  }
  if (status >= 500) return new Problem(`The model failed${said || ` (${status})`}. Try again, or choose another.`)
  return new Problem(`OpenRouter refused${said || ` with status ${status}`}.`)
}

/** 402: which of the three limits it was decides what helps. */
function unpaid(source, baseUrl) {
  switch (source) {
    case 'openrouter_key_limit':
      return new Problem('This key has reached its limit. Raise the limit, or sign in for a new key.', {again: true})
    case 'openrouter_in_flight_budget':
      return new Problem('Answers still under way use up what is left. Wait for them to end, then try again.')
    default:
      return new Problem('Your OpenRouter account is out of credits.', {link: {href: `${baseUrl}/settings/credits`, text: 'Add credits'}})
  }
}

/** Makes a Problem of what fetch or a reader threw. */
export function unreachable(error, baseUrl) {
  if (error instanceof Problem || error?.name === 'AbortError') return error
  if (!navigator.onLine && !isLoopback(baseUrl)) return new Problem('You are offline. Check the connection, then try again.')
  return new Problem(`${new URL(baseUrl).host} cannot be reached. ${isLoopback(baseUrl) ? 'Is the emulator still running?' : 'Try again in a moment.'}`)
}

const isLoopback = url => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)

/** A stranger's message, cut to a line, without anything that looks like a key. */
function brief(message) {
  if (typeof message !== 'string' || !message.trim()) return ''
  const line = message.replace(/\s+/g, ' ').trim().replace(/sk-or-[\w-]+/g, 'sk-or-…')
  return `: ${line.length > 200 ? line.slice(0, 199) + '…' : line}`.replace(/\.$/, '')
}
