import { For, Show } from 'solid-js'
import styles from './prose.module.css'
import { proseOf } from './prose-parts.ts'

/** What people wrote, as visitors read it. Text nodes and links only. */
export function Prose(props: { text: string }) {
  return (
    <div class={styles.prose}>
      <For each={proseOf(props.text)}>
        {(lines) => (
          <p>
            <For each={lines}>
              {(parts, index) => (
                <>
                  <Show when={index() > 0}>
                    <br />
                  </Show>
                  <For each={parts}>
                    {(part) =>
                      part.kind === 'text' ? (
                        part.text
                      ) : (
                        <a href={part.address} target="_blank" rel="nofollow noopener noreferrer">
                          {part.address}
                        </a>
                      )
                    }
                  </For>
                </>
              )}
            </For>
          </p>
        )}
      </For>
    </div>
  )
}
