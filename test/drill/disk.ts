import type { Step } from './trace.ts'

/** A disk that keeps for certain only what was synced: the rest may be there, or not, or in part, in any order. */

type Pending = Extract<Step, { kind: 'write' | 'truncate' }>

interface DiskFile {
  durable: Buffer
  pending: Pending[]
}

const sectorBytes = 512

function apply(image: Buffer, change: Pending): Buffer {
  if (change.kind === 'truncate') {
    if (change.length <= image.length) return image.subarray(0, change.length)
    return Buffer.concat([image, Buffer.alloc(change.length - image.length)])
  }
  const end = change.offset + change.bytes.length
  const grown = end > image.length ? Buffer.concat([image, Buffer.alloc(end - image.length)]) : Buffer.from(image)
  change.bytes.copy(grown, change.offset)
  return grown
}

/** How the power went: nothing unsynced survived, a random part did, in any order, or some writes are torn at a sector. */
export type Loss = 'all' | 'some' | 'torn'

export class Disk {
  #files = new Map<string, DiskFile>()

  step(step: Step): void {
    if (step.kind === 'acknowledge') return
    const file = this.#files.get(step.file) ?? { durable: Buffer.alloc(0), pending: [] }
    this.#files.set(step.file, file)
    if (step.kind === 'write' || step.kind === 'truncate') file.pending.push(step)
    else if (step.kind === 'open' && step.truncates) file.pending.push({ kind: 'truncate', file: step.file, length: 0 })
    else if (step.kind === 'remove') this.#files.delete(step.file)
    else if (step.kind === 'sync') {
      for (const change of file.pending) file.durable = apply(file.durable, change)
      file.pending = []
    }
  }

  /** The files as they could be found after the power came back. */
  after(loss: Loss, random: () => number): Map<string, Buffer> {
    const images = new Map<string, Buffer>()
    for (const [path, { durable, pending }] of this.#files) {
      // The WAL's index is memory that happens to have a name: it is rebuilt.
      if (path.endsWith('-shm')) continue
      const survivors = loss === 'all' ? [] : pending.filter(() => random() < 0.5)
      if (loss !== 'all') survivors.sort(() => random() - 0.5)
      let image = durable
      for (const change of survivors) {
        if (loss === 'torn' && change.kind === 'write' && change.bytes.length > sectorBytes) {
          const sectors = Math.floor(random() * (change.bytes.length / sectorBytes))
          image = apply(image, { ...change, bytes: change.bytes.subarray(0, sectors * sectorBytes) })
        } else image = apply(image, change)
      }
      images.set(path, image)
    }
    return images
  }

  /** Whether anything is not synced. */
  get isDirty(): boolean {
    return [...this.#files].some(([path, file]) => !path.endsWith('-shm') && file.pending.length > 0)
  }
}
