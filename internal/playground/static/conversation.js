// The turns of a conversation on the screen.

import {fill} from './notice.js'

const log = document.querySelector('#log')
const spoken = document.querySelector('#spoken')
const empty = log.firstElementChild // what is there before the first turn

/** Shows a question, and a place for the reply, which it returns. */
export function ask(question) {
  empty.remove()
  turn('question', 'You').append(paragraph({text: question}))
  const reply = new Reply(turn('reply', 'Model'))
  spoken.textContent = 'Answering'
  log.scrollTop = log.scrollHeight
  return reply
}

/** Forgets every turn. */
export function clear() {
  log.replaceChildren(empty)
  spoken.textContent = ''
}

/** Shows one line that belongs to no turn. */
export function remark(text) {
  log.append(paragraph({text}, 'notice'))
}

class Reply {
  #item
  #text = paragraph()

  constructor(item) {
    this.#item = item
    item.ariaBusy = 'true'
    item.append(this.#text)
  }

  get text() {
    return this.#text.textContent
  }

  /** Adds a piece, and keeps the end in sight for those who look at it. */
  write(piece) {
    stickToEnd(() => this.#text.append(piece))
  }

  /**
   * Ends the reply, and has a screen reader say it as a whole.
   * @param {{text: string, bad?: boolean, link?: {href: string, text: string}, again?: boolean}} [note] how it ended, if not well
   */
  end(note) {
    this.#item.ariaBusy = 'false'
    spoken.textContent = `${this.text} ${note?.text ?? ''}`
    stickToEnd(() => {
      if (!this.text) this.#text.remove()
      if (note) this.#item.append(paragraph(note, note.bad ? 'notice' : 'note'))
    })
  }
}

function turn(kind, who) {
  const item = document.createElement('article')
  const name = document.createElement('h3')
  item.className = `turn ${kind}`
  name.className = 'unseen'
  name.textContent = who
  item.append(name)
  log.append(item)
  return item
}

function paragraph(note, className = '') {
  const p = document.createElement('p')
  p.className = className
  fill(p, note)
  return p
}

function stickToEnd(change) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 24
  change()
  if (atEnd) log.scrollTop = log.scrollHeight
}
