import { createEffect, on, onMount, Show } from 'solid-js'
import type { Component, ComponentGroup, ComponentStatus } from '../../../src-server/contract/components.ts'
import {
  type Incident,
  type IncidentStatus,
  incidentStatuses,
  postIncidentUpdate,
} from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { now } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { ComponentPicker } from '../../ui/component-picker.tsx'
import { RadioField, TextArea } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import styles from './incidents.module.css'
import { publicationOf } from './model.ts'
import { type PublicView, publicClaims } from './public-view.ts'
import { t } from './words.ts'

export interface PendingUpdate {
  status: IncidentStatus
  body: string
  components: (known: readonly Component[]) => PublicView['components']
}

interface UpdateValues {
  status: IncidentStatus
  body: string
  components: { id: string; status: ComponentStatus }[]
}

function claimsOf(incident: Incident): UpdateValues['components'] {
  return incident.components.map(({ id, status }) => ({ id, status }))
}

/** The next word to visitors: status, message and, folded away, what it says about components. */
export function UpdateComposer(props: {
  incident: Incident
  components: readonly Component[]
  groups: readonly ComponentGroup[]
  focused: boolean
  onPending: (update: PendingUpdate | null) => void
  onPosted: () => void
}) {
  const start = (): UpdateValues => ({ status: props.incident.status, body: '', components: claimsOf(props.incident) })
  const differs = (claims: UpdateValues['components']): boolean =>
    JSON.stringify(claims) !== JSON.stringify(claimsOf(props.incident))
  let element: HTMLElement | undefined
  const form = createForm({
    initial: start(),
    body: (values: UpdateValues) => ({
      status: values.status,
      body: values.body,
      ...(differs(values.components) ? { components: values.components } : {}),
    }),
    schema: postIncidentUpdate.body,
    words: (pointer) => (pointer === '/body' ? t('incidents.detail.messageMissing') : undefined),
    send: (body) => call(postIncidentUpdate, { params: { id: props.incident.id }, body }),
    done: (posted) => {
      form.reset({ status: posted.status, body: '', components: claimsOf(posted) })
      toast(t('incidents.detail.posted'), t('incidents.detail.postedDetail', t(`content.incident.${posted.status}`)))
      props.onPosted()
    },
  })
  // Someone else's step moves what an untouched form proposes.
  createEffect(
    on(
      () => props.incident,
      () => {
        if (form.values.body === '' && !form.sending()) form.reset(start())
      },
      { defer: true },
    ),
  )
  createEffect(() => {
    const { status, body, components } = form.values
    const claims = components.map((claim) => ({ ...claim }))
    const isTouched = body.trim() !== '' || status !== props.incident.status || differs(components)
    props.onPending(isTouched ? { status, body, components: (known) => publicClaims(claims, known) } : null)
  })
  const focus = (): void => element?.querySelector<HTMLElement>('[data-field="/body"]')?.focus()
  onMount(() => {
    if (props.focused) requestAnimationFrame(focus)
  })
  const hint = (): string => {
    if (publicationOf(props.incident, now()) !== 'public') return t('incidents.detail.composeDraft')
    return props.incident.status === 'resolved' && form.values.status !== 'resolved'
      ? t('incidents.detail.reopens')
      : t('content.prose')
  }
  return (
    <form
      class={styles.fields}
      ref={(found) => {
        element = found
        form.element(found)
      }}
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        void form.submit()
      }}
    >
      <RadioField
        look="segments"
        label={t('incidents.detail.status')}
        value={form.values.status}
        onChange={(status) => form.set('status', status)}
        choices={incidentStatuses.map((value) => ({ value, label: t(`content.incident.${value}`) }))}
      />
      <TextArea
        label={t('incidents.detail.message')}
        rows={3}
        hint={hint()}
        placeholder={t('incidents.detail.messagePlaceholder')}
        maxLength={20_000}
        {...form.text('body')}
      />
      <Show when={props.components.length > 0}>
        <details class={styles.more}>
          <summary>{t('incidents.detail.changeComponents')}</summary>
          <ComponentPicker
            statuses
            components={props.components}
            groups={props.groups}
            picked={form.values.components}
            onChange={(picked) => form.set('components', picked)}
            error={form.error('/components')}
            name="/components"
          />
        </details>
      </Show>
      <FormProblem problem={form.problem()} />
      <div class={styles.tools}>
        <span class={text.grow} />
        <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
          {t('incidents.detail.update')}
        </Button>
      </div>
    </form>
  )
}
