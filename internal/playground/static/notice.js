// What stands in a box that says what happened.

/**
 * Fills a box, or empties it.
 * @param {HTMLElement} box
 * @param {{text: string, link?: {href: string, text: string}, again?: boolean}} [note]
 *   again adds a button to sign in, which the page attends to
 */
export function fill(box, note) {
  box.replaceChildren()
  if (!note) return
  box.append(note.text)
  if (note.link) box.append(' ', element('a', {href: note.link.href, textContent: note.link.text, target: '_blank', rel: 'noopener'}))
  if (note.again) box.append(' ', element('button', {type: 'button', className: 'again', textContent: 'Sign in again'}))
}

const element = (name, properties) => Object.assign(document.createElement(name), properties)
