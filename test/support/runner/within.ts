/**
 * A test with a deadline of its own: uvu has none, and a test that waits for something that never comes would hold all that follow.
 * The deadline is generous; it is there to name the test that hangs, not to measure it.
 */
export function within(seconds: number, act: () => Promise<unknown>): () => Promise<void> {
  return async () => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`still waiting after ${seconds} seconds`)), seconds * 1000)
    })
    try {
      await Promise.race([act(), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
