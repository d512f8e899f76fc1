import Plus from 'lucide-solid/icons/plus'
import Trash from 'lucide-solid/icons/trash'
import { createSignal, For, Show } from 'solid-js'
import { type DomainSettings, type PageSettings, updateDomainSettings } from '../../../src-server/contract/settings.ts'
import { call } from '../../api/call.ts'
import { servedFrom } from '../../platform.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { TextField } from '../../ui/field.tsx'
import { Card } from '../../ui/page.tsx'
import { createSection } from './section.ts'
import { SectionFrame } from './section-frame.tsx'
import styles from './settings.module.css'
import { t } from './words.ts'

/** What was pasted, as a host name: `https://Status.Acme.dev/` → `status.acme.dev`. The server has the last word. */
function hostOf(typed: string): string {
  return typed
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .toLowerCase()
}

/** The host names of the page, the primary one first. */
export function Domains(props: { settings: PageSettings }) {
  const section = createSection({
    section: 'domains',
    settings: () => props.settings,
    blank: { hosts: [] } as DomainSettings,
    valuesOf: (domains): DomainSettings => ({ hosts: [...domains.hosts] }),
    body: (changed: Partial<DomainSettings>) => changed,
    schema: updateDomainSettings.body,
    send: (body, ifMatch) => call(updateDomainSettings, { body, ifMatch }),
  })
  const form = section.form
  const hosts = (): readonly string[] => form.values.hosts
  const [typed, setTyped] = createSignal('')
  const [refused, setRefused] = createSignal<string | undefined>()
  const here = servedFrom().host.replace(/:\d+$/, '')
  const add = (): void => {
    const host = hostOf(typed())
    if (host === '') return
    if (hosts().includes(host)) {
      setRefused(t('settings.domains.twice'))
      return
    }
    form.set('hosts', [...hosts(), host])
    setTyped('')
    setRefused(undefined)
  }
  const losesHere = (): boolean => props.settings.domains.hosts.includes(here) && !hosts().includes(here)
  return (
    <SectionFrame of={section} section="domains" label={() => t('settings.domains.title')}>
      <Card title={t('settings.domains.title')}>
        <p class={styles.quiet}>{t('settings.domains.words')}</p>
        <ul class={styles.hosts}>
          <For each={hosts()} fallback={<li class={styles.quiet}>{t('settings.domains.empty')}</li>}>
            {(host, index) => (
              <li data-field={`/hosts/${index()}`}>
                <span class={styles.host}>{host}</span>
                <Show when={host === here}>
                  <Badge tone="accent">{t('settings.domains.here')}</Badge>
                </Show>
                <Show
                  when={index() === 0}
                  fallback={
                    <Button
                      small
                      disabled={section.fixed()}
                      aria-label={t('settings.domains.makePrimaryOf', host)}
                      onClick={() => form.set('hosts', [host, ...hosts().filter((one) => one !== host)])}
                    >
                      {t('settings.domains.makePrimary')}
                    </Button>
                  }
                >
                  <Badge tone="neutral">{t('settings.domains.primary')}</Badge>
                </Show>
                <IconButton
                  icon={Trash}
                  size={15}
                  label={t('settings.domains.remove', host)}
                  disabled={section.fixed()}
                  onClick={() =>
                    form.set(
                      'hosts',
                      hosts().filter((one) => one !== host),
                    )
                  }
                />
                <Show when={form.error(`/hosts/${index()}`)}>
                  {(message) => (
                    <span class={styles.hostError} role="alert">
                      {message()}
                    </span>
                  )}
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={losesHere()}>
          <Callout tone="warn">{t('settings.domains.hereWarning')}</Callout>
        </Show>
        <div class={styles.adder}>
          <TextField
            label={t('settings.domains.add')}
            placeholder={t('settings.domains.addPlaceholder')}
            hint={t('settings.domains.addHint')}
            maxLength={300}
            value={typed()}
            onChange={(value) => {
              setTyped(value)
              setRefused(undefined)
            }}
            error={refused()}
          />
          <Button icon={Plus} disabled={section.fixed() || hostOf(typed()) === ''} onClick={add}>
            {t('settings.domains.addButton')}
          </Button>
        </div>
      </Card>
    </SectionFrame>
  )
}
