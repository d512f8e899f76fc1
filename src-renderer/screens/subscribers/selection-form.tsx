import PanelTop from 'lucide-solid/icons/panel-top'
import Rss from 'lucide-solid/icons/rss'
import { createMemo, createSignal } from 'solid-js'
import {
  createCustomView,
  createRssFeed,
  listSubscribers,
  updateCustomView,
  updateRssFeed,
} from '../../../src-server/contract/subscribers.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { rowButton } from '../../ui/data-table.tsx'
import { Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Select } from '../../ui/select.tsx'
import text from '../../ui/text.module.css'
import { InterestField } from './interest-field.tsx'
import { chosenOf, followingOf } from './model.ts'
import type { Kind, Selection } from './selection.ts'
import { t } from './words.ts'

const nobody = '-'

/** Makes or changes a view or a feed; answers it with its address. */
export default function SelectionDialog(props: {
  kind: Kind
  open: boolean
  /** What is changed; undefined: a new one. */
  selection: Selection | undefined
  onClose: () => void
  onSaved: (saved: Selection & { url: string | null }, isNew: boolean) => void
  onGone: () => void
}) {
  const shown = useLast(() => props.selection)
  const [isNew, setIsNew] = createSignal(true)
  const [discarding, setDiscarding] = createSignal(false)
  const someOnly = (): boolean => props.kind === 'views'
  const form = createForm({
    initial: { name: '', following: followingOf(null), owner: nobody },
    body: (values) => ({
      name: values.name.trim(),
      components: chosenOf(values.following),
      subscriber_id: values.owner === nobody ? null : values.owner,
    }),
    check: (values) => [
      ...(values.name.trim() === '' ? [{ path: '/name', message: t('subscribers.selection.nameMissing') }] : []),
      ...(values.following.scope === 'some' && values.following.components.length === 0
        ? [{ path: '/components', message: t('subscribers.follows.missing') }]
        : []),
    ],
    send: async ({ name, components, subscriber_id }) => {
      const id = isNew() ? undefined : shown()?.id
      if (props.kind === 'feeds') {
        const body = { name, components, subscriber_id }
        return id === undefined ? call(createRssFeed, { body }) : call(updateRssFeed, { params: { id }, body })
      }
      const body = { name, components: components ?? [], subscriber_id }
      return id === undefined ? call(createCustomView, { body }) : call(updateCustomView, { params: { id }, body })
    },
    done: (saved) => {
      props.onClose()
      props.onSaved(saved, isNew())
    },
  })
  onOpening(
    () => props.open,
    () => {
      const one = props.selection
      setIsNew(one === undefined)
      form.reset({
        name: one?.name ?? '',
        following:
          someOnly() || one !== undefined
            ? followingOf(one?.components ?? (someOnly() ? [] : null))
            : followingOf(null),
        owner: one?.subscriber?.id ?? nobody,
      })
    },
  )
  const people = useWholeList(() => ({
    endpoint: listSubscribers,
    input: { query: { sort: 'email' as const, limit: '200' } },
    enabled: props.open,
  }))
  const owners = createMemo(() => [
    { value: nobody, label: t('subscribers.selection.nobody'), detail: t('subscribers.selection.nobodyDetail') },
    ...(people.data() ?? []).map((one) => ({
      value: one.id,
      label: one.email,
      detail: t(`subscribers.people.states.${one.state}`),
    })),
  ])
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  const title = (): string =>
    isNew() ? t(`subscribers.${props.kind}.createTitle`) : t(`subscribers.${props.kind}.editTitle`, shown()?.name ?? '')
  return (
    <>
      <Dialog
        open={props.open}
        onClose={close}
        icon={props.kind === 'views' ? PanelTop : Rss}
        title={title()}
        description={t(`subscribers.${props.kind}.body`)}
        onSubmitKeys={() => void form.submit()}
        onGone={props.onGone}
        returnTo={() => (isNew() ? null : rowButton(shown()?.id ?? ''))}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {isNew() ? t(`subscribers.${props.kind}.submit`) : t('subscribers.selection.save')}
            </Button>
          </>
        }
      >
        <form
          class={text.contents}
          ref={form.element}
          onSubmit={(event) => {
            event.preventDefault()
            void form.submit()
          }}
        >
          <TextField label={t('subscribers.selection.name')} maxLength={120} autofocus {...form.text('name')} />
          <InterestField
            value={form.values.following}
            onChange={(following) => form.set('following', following)}
            someOnly={someOnly()}
            error={form.error('/components')}
          />
          <Select
            label={t('subscribers.selection.owner')}
            options={owners()}
            value={form.values.owner}
            onChange={(owner) => form.set('owner', owner)}
            hint={t('subscribers.selection.ownerHint')}
            error={form.error('/subscriber_id')}
            name="/subscriber_id"
          />
        </form>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t(`subscribers.${props.kind}.thing`)}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
