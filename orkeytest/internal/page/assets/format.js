// How the live page writes what it shows. Each function is one that data-as in parts.go names; the server's are in
// format.go, and a test compares what both make of the same data.

export const formats = {
  visible,
  hash: (value = '') => value.slice(0, 8),
  clock: value => (value.startsWith('0001-') ? '' : value.slice(11, 19)), // in the time zone of the emulator's clock
  ms: value => (value ? value.toFixed(1) + ' ms' : ''),
  answer: (value, record) => (value ? String(value) : record.done ? 'none' : '…'),
  query: (value = '') => value.split('?').slice(1).join('?').split('&').filter(Boolean).map(pair => visible(parameter(pair))).join('\n'),
  header: (value = {}) => Object.entries(value).flatMap(([name, all]) => all.map(one => visible(`${name}: ${one}`))).sort().join('\n'),
  body,
  cut: value => (value ? 'The rest is left out.' : ''),
  match: (_, fault) =>
    visible(
      ([fault.method, fault.path].filter(Boolean).join(' ') || 'Any request') +
        (fault.model ? ' for ' + fault.model : '') +
        (fault.key_label ? ' with key ' + fault.key_label : ''),
    ),
  effect: (value, fault) => (value in effects ? effects[value](fault) : visible(value)) + (fault.delay ? ' after ' + fault.delay : ''),
  counts: (value, fault) => (fault.skip ? fault.skip + ' to skip, ' : '') + (value < 0 ? 'until removed' : value + ' to affect'),
  label: (_, key) => visible(key.label || 'Unnamed key'),
  spent: (value, key) => usd(value) + (key.limit == null ? '' : ' of ' + usd(key.limit)) + ' spent',
}

const effects = {
  status: fault => 'Status ' + fault.status,
  delay: () => 'Late answer',
  hang: () => 'No answer',
  reset: () => 'Connection reset',
  truncate: () => 'Answer breaks off',
  'stream-error': () => 'Error in the stream',
}

// tone is what the colour of a value hangs on: the class of a status, or a word.
export function tone(value = '') {
  if (typeof value === 'string') return value
  return value ? Math.floor(value / 100) + 'xx' : ''
}

// visible shows characters that could hide or reorder text in percent encoding.
function visible(text = '') {
  return text.replace(/[\p{C}\p{Z}]/gu, character => (character === ' ' ? ' ' : encodeURIComponent(character)))
}

// parameter is a pair of a query, decoded as far as it is well encoded.
function parameter(pair) {
  const [name, ...value] = pair.split('=')
  return [name, value.join('=')].map(unescape).join(': ')
}

function unescape(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

// usd writes an amount with two to eight decimals.
function usd(amount) {
  return '$' + amount.toFixed(8).replace(/0{1,6}$/, '')
}

// body indents JSON that is written without spaces and leaves everything else, and every number, as it is.
function body(text = '') {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  const string = '"(?:[^"\\\\]|\\\\.)*"'
  if (/\s/.test(text.replace(RegExp(string, 'g'), ''))) return text
  let depth = 0
  const line = () => '\n' + '  '.repeat(depth)
  return text.replace(RegExp(string + '|\\[\\]|\\{\\}|[[\\]{},:]', 'g'), token => {
    if (token === '[' || token === '{') return token + (depth++, line())
    if (token === ']' || token === '}') return depth--, line() + token
    if (token === ',') return token + line()
    return token === ':' ? ': ' : token
  })
}
