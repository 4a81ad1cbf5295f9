// Draws the work list and takes keys. It holds no data of its own but which row is chosen and what stands in the search box;
// every word comes from Python, and is set as text, never as markup.

const MOST_BUTTONS = 7
const SVG = 'http://www.w3.org/2000/svg'

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') node.addEventListener('click', value)
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : String(value))
  }
  node.append(...children.filter((child) => child !== null && child !== ''))
  return node
}

function icon(path) {
  const svg = document.createElementNS(SVG, 'svg')
  for (const [name, value] of [['viewBox', '0 0 24 24'], ['fill', 'none'], ['stroke', 'currentColor'], ['stroke-width', '2.2'], ['aria-hidden', 'true']]) {
    svg.setAttribute(name, value)
  }
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

function choice(view, option) {
  const classes = [option.count === 0 ? 'zero' : '', option.mark === 'overdue' || option.mark === 'failed' ? 'alarm' : '']
  return make(
    'button',
    {
      type: 'button',
      'aria-pressed': option.on ? 'true' : 'false',
      class: classes.join(' ').trim() || null,
      onclick: () => view.send({ kind: 'filter', name: option.name, value: option.value }),
    },
    option.label,
    option.count === null || option.count === undefined ? '' : make('b', {}, String(option.count)),
  )
}

function buttons(view, group) {
  return make('div', { class: 'group', role: 'group', 'aria-label': group.label }, ...group.options.map((option) => choice(view, option)))
}

function pick(view, group) {
  const options = group.options.map((one) => make('option', { value: one.value, selected: one.on }, `${one.label}（${one.count}）`))
  const select = make('select', { 'aria-label': group.label }, ...options)
  select.addEventListener('change', () => view.send({ kind: 'filter', name: group.options[0].name, value: select.value }))
  return select
}

function groups(view) {
  return view.data.groups.map((group) => (group.options.length > MOST_BUTTONS ? pick(view, group) : buttons(view, group)))
}

function search(view) {
  const input = make('input', { type: 'search', maxlength: 200, placeholder: '姓名或电话（按 /）', 'aria-label': '按姓名或电话查找', autocomplete: 'off' })
  const form = make('form', { class: 'search', role: 'search' }, input, make('button', { type: 'submit' }, '查找'))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (input.value.trim()) view.send({ kind: 'search', value: input.value })
  })
  return [form, input]
}

function found(view) {
  const result = view.data.found
  if (!result) return ''
  const people = result.rows.map((person) =>
    make(
      'div',
      { class: 'one' },
      make('span', { class: 'who' }, person.who),
      make('span', {}, person.phone),
      make('span', { class: 'quiet' }, [person.birth, person.place].filter(Boolean).join(' · ')),
      ...person.encounters.map((one) =>
        make('button', { type: 'button', onclick: () => view.send({ kind: 'open', value: one.id }) }, `打开 ${one.text}`),
      ),
      person.encounters.length ? '' : make('span', { class: 'quiet' }, '还没有咨询'),
    ),
  )
  const close = make('button', { type: 'button', onclick: () => view.clear() }, '关闭查找')
  return make('section', { class: 'found', 'aria-label': '查找结果' }, make('p', { role: 'status' }, result.note || `找到 ${people.length} 位　`, close), ...people)
}

function line(view, row) {
  const open = make(
    'button',
    { type: 'button', 'aria-label': `打开 ${row.who}`, onclick: (event) => (event.stopPropagation(), view.send({ kind: 'open', value: row.id })) },
    '打开',
  )
  const badge = make('span', { class: 'badge', style: `background:${row.urgency.colour}` }, icon(row.urgency.icon), row.urgency.word)
  const answered = row.wait.startsWith('已回复')
  return make(
    'tr',
    { tabindex: '-1', 'data-id': row.id, onclick: () => view.send({ kind: 'open', value: row.id }) },
    make('td', {}, badge),
    make('td', { class: row.late ? 'late' : answered ? 'answered' : null }, row.wait),
    make('td', {}, make('span', { class: 'who' }, row.who), row.person, row.place ? make('div', { class: 'quiet' }, row.place) : ''),
    make('td', { title: row.whole }, row.complaint),
    make('td', {}, ...row.marks.map((mark) => make('span', { class: `mark ${mark.kind}` }, mark.text)), row.unsure),
    make('td', { class: row.nobody ? 'quiet' : null }, row.doctor),
    make('td', { class: 'do' }, open),
  )
}

function task(view, one) {
  const open = make(
    'button',
    { type: 'button', 'aria-label': `打开 ${one.who} 的待办`, onclick: () => view.send({ kind: 'open', value: one.encounter }) },
    '打开',
  )
  const done = make(
    'button',
    { type: 'button', 'aria-label': `办好了 ${one.who}：${one.text}`, onclick: () => {
      // The second click of a double click must not meet the next task, which moves up here.
      done.disabled = true
      delete view.drawn.due
      view.send({ kind: 'done', value: one.id })
    } },
    '办好了',
  )
  return make(
    'li',
    {},
    make('span', { class: one.late ? 'when late' : 'when', title: one.day }, one.when),
    make('span', { class: 'person' }, make('span', { class: 'who' }, one.who), one.person, one.place ? make('span', { class: 'quiet' }, ` · ${one.place}`) : ''),
    make('span', { class: 'what' }, one.text, make('span', { class: 'quiet' }, `　${one.by}`)),
    make('span', { class: 'do' }, open, view.data.may_take ? done : ''),
  )
}

function undone(view, one) {
  if (!one) return ''
  const back = make('button', { type: 'button', 'aria-label': `撤回 ${one.text}`, onclick: () => view.send({ kind: 'undo', value: one.id }) }, '撤回')
  return make('p', { role: 'status' }, back, ` ${one.text}`)
}

function due(view) {
  const { rows, total, empty, more, undo } = view.data.due
  const head = make('h3', {}, '到期待办', total ? make('b', {}, String(total)) : '')
  const back = undone(view, undo)
  if (!rows.length) return make('section', { class: 'due none', 'aria-label': '到期待办' }, head, back, make('p', { class: 'quiet' }, empty))
  return make('section', { class: 'due', 'aria-label': '到期待办' }, head, back, make('ul', {}, ...rows.map((one) => task(view, one))), more ? make('p', { class: 'quiet' }, more) : '')
}

const COLUMNS = [['紧急程度', '102px'], ['等候 / 时限', '128px'], ['居民', '162px'], ['主诉', ''], ['新消息、助手不确定的', '30%'], ['医生', '62px'], ['', '72px']]

function table(view) {
  if (!view.data.rows.length) return make('p', { class: 'empty', role: 'status' }, view.data.empty)
  const head = COLUMNS.map(([name, width]) =>
    make('th', { scope: 'col', style: width ? `width:${width}` : null }, name || make('span', { class: 'hidden' }, '打开')),
  )
  return make(
    'table',
    { role: 'grid', 'aria-label': '工作列表' },
    make('thead', {}, make('tr', {}, ...head)),
    make('tbody', {}, ...view.data.rows.map((row) => line(view, row))),
  )
}

function foot(view) {
  const { page, pages, total } = view.data
  const turn = (word, value, off) => make('button', { type: 'button', disabled: off, onclick: () => view.send({ kind: 'page', value }) }, word)
  return make(
    'div',
    { class: 'foot' },
    make('span', {}, `共 ${total} 份`, pages > 1 ? `　第 ${page} / ${pages} 页` : ''),
    pages > 1 ? make('div', { class: 'group' }, turn('上一页', 'back', page <= 1), turn('下一页', 'next', page >= pages)) : '',
    make('button', { type: 'button', onclick: () => view.help(true) }, '按键 ', make('kbd', {}, '?')),
  )
}

function help(view) {
  const rows = view.data.help.flatMap(([key, what]) => [make('dt', {}, key), make('dd', {}, what)])
  const close = make('button', { type: 'button', onclick: () => view.help(false) }, '关闭')
  const box = make('dialog', { 'aria-label': '按键', onclick: (event) => event.target === box && view.help(false) }, make('div', {}, make('h2', {}, '按键'), make('dl', {}, ...rows), close))
  box.addEventListener('close', () => view.help(false))
  return box
}

class View {
  // The parts stay; what is in one of them is drawn anew only when it differs. The search box is never touched: somebody may be
  // in the middle of a word there.
  constructor(root) {
    this.root = root
    this.chosen = null
    const [form, input] = search(this)
    this.input = input
    this.parts = { urgency: make('div', { class: 'group' }), others: make('div', { class: 'top' }), found: make('div'), due: make('div'), table: make('div'), foot: make('div') }
    this.drawn = {}
    root.replaceChildren(make('div', { class: 'top' }, this.parts.urgency, form), this.parts.others, this.parts.found, this.parts.due, this.parts.table, this.parts.foot)
    this.onkey = (event) => this.key(event)
    this.onpress = () => (this.pressed = true)
    this.onrelease = () => setTimeout(() => this.release())
    document.addEventListener('keydown', this.onkey)
    root.addEventListener('pointerdown', this.onpress)
    for (const name of ['pointerup', 'pointercancel']) document.addEventListener(name, this.onrelease)
  }

  show(data) {
    // A row must not move away under a finger that is coming down on it.
    if (this.pressed) {
      this.later = data
      return
    }
    const before = this.data?.rows.findIndex((row) => row.id === this.chosen) ?? -1
    this.data = data
    // Who was chosen stays chosen wherever the row is now; when it is gone, the row in its place.
    if (!data.rows.some((row) => row.id === this.chosen)) {
      this.chosen = data.rows[Math.min(Math.max(before, 0), data.rows.length - 1)]?.id ?? null
    }
    const [urgency, ...others] = data.groups
    this.draw('urgency', urgency, () => [groups(this)[0]])
    this.draw('others', others, () => groups(this).slice(1))
    this.draw('found', data.found, () => [found(this)])
    this.draw('due', [data.due, data.may_take], () => [due(this)])
    const focused = Boolean(this.root.getRootNode().activeElement?.closest?.('tbody'))
    if (this.draw('table', [data.rows, data.empty], () => [table(this)])) this.mark(focused, false)
    this.draw('foot', [data.page, data.pages, data.total], () => [foot(this)])
  }

  draw(name, value, make) {
    const said = JSON.stringify(value ?? null)
    if (this.drawn[name] === said) return false
    this.drawn[name] = said
    this.parts[name].replaceChildren(...make().filter((part) => part !== ''))
    return true
  }

  release() {
    this.pressed = false
    const data = this.later
    this.later = undefined
    if (data) this.show(data)
  }

  mark(focus, scroll = true) {
    for (const row of this.root.querySelectorAll('tbody tr')) {
      const on = row.dataset.id === this.chosen
      row.setAttribute('aria-selected', on ? 'true' : 'false')
      row.tabIndex = on ? 0 : -1
      if (on && focus) row.focus({ preventScroll: true })
      if (on && scroll) row.scrollIntoView({ block: 'nearest' })
    }
  }

  move(by) {
    const rows = this.data.rows
    if (!rows.length) return
    const at = rows.findIndex((row) => row.id === this.chosen)
    this.chosen = rows[Math.min(Math.max(at + by, 0), rows.length - 1)].id
    this.mark(true)
  }

  clear() {
    this.input.value = ''
    this.input.blur()
    if (this.data.found) this.send({ kind: 'clear' })
  }

  help(on) {
    if (on === Boolean(this.dialog)) return
    if (on) {
      this.dialog = help(this)
      this.root.append(this.dialog)
      this.dialog.showModal()
      return
    }
    const dialog = this.dialog
    this.dialog = undefined
    dialog.remove()
    this.mark(true, false)
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.root.isConnected) return
    const at = event.composedPath()[0]
    if (event.key === 'Escape') {
      if (this.dialog) this.help(false)
      else if (at === this.input || this.data.found) this.clear()
      return
    }
    if (at?.matches?.('input, textarea, select, [contenteditable=true]') || document.querySelector('[role=dialog] [data-testid=stDialog]')) return
    if (this.dialog && event.key !== '?') return
    const row = this.data.rows.find((one) => one.id === this.chosen)
    const does = {
      j: () => this.move(1),
      k: () => this.move(-1),
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      n: () => this.data.page < this.data.pages && this.send({ kind: 'page', value: 'next' }),
      p: () => this.data.page > 1 && this.send({ kind: 'page', value: 'back' }),
      t: () => row && this.data.may_take && this.send({ kind: 'take', value: row.id, mine: !row.mine }),
      '/': () => this.input.focus(),
      '?': () => this.help(!this.dialog),
    }[event.key]
    if (event.key === 'Enter' && !at?.matches?.('button, a')) {
      if (row) this.send({ kind: 'open', value: row.id })
      event.preventDefault()
    } else if (does && !(event.key.startsWith('Arrow') && !at?.closest?.('tr'))) {
      event.preventDefault()
      does()
    }
  }

  end() {
    document.removeEventListener('keydown', this.onkey)
    for (const name of ['pointerup', 'pointercancel']) document.removeEventListener(name, this.onrelease)
  }
}

const VIEWS = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.list')
  let view = VIEWS.get(root)
  if (!view) {
    view = new View(root)
    VIEWS.set(root, view)
  }
  view.send = (act) => setTriggerValue('act', act)
  view.show(data)
  return () => {
    view.end()
    VIEWS.delete(root)
  }
}
