/** What happens when, in the order of time; what happens may say what happens later. Pure but for what the moments do. */
export interface Timeline {
  /** @param ms milliseconds UTC; of two moments at the same time the one that was told first comes first. */
  at(ms: number, happens: () => Promise<void> | void): void
  /** Lives through everything up to `end`; `arrive` moves the clock before each moment. */
  run(end: number, arrive: (ms: number) => Promise<void> | void): Promise<void>
}

interface Moment {
  readonly ms: number
  readonly order: number
  happens(): Promise<void> | void
}

export function createTimeline(): Timeline {
  const heap: Moment[] = []
  let told = 0
  const comesBefore = (one: Moment | undefined, other: Moment | undefined): boolean =>
    one !== undefined && other !== undefined && (one.ms - other.ms || one.order - other.order) < 0
  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]]
    if (one === undefined || other === undefined) return
    heap[a] = other
    heap[b] = one
  }

  const push = (moment: Moment): void => {
    heap.push(moment)
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!comesBefore(heap[at], heap[parent])) return
      swap(at, parent)
      at = parent
    }
  }
  const pop = (): Moment | undefined => {
    swap(0, heap.length - 1)
    const first = heap.pop()
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const least = comesBefore(heap[right], heap[left]) ? right : left
      if (!comesBefore(heap[least], heap[at])) return first
      swap(at, least)
      at = least
    }
  }

  return {
    at(ms, happens) {
      told += 1
      push({ ms, order: told, happens })
    },
    async run(end, arrive) {
      for (let moment = pop(); moment !== undefined && moment.ms <= end; moment = pop()) {
        await arrive(moment.ms)
        await moment.happens()
      }
    },
  }
}
