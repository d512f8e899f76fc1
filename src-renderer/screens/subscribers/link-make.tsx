import Link from 'lucide-solid/icons/link'
import { createMemo, Show } from 'solid-js'
import {
  createMagicLink,
  type LinkPurpose,
  linkPurposes,
  listCustomViews,
  listRssFeeds,
  listSubscribers,
} from '../../../src-server/contract/subscribers.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { rowButton } from '../../ui/data-table.tsx'
import { Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { RadioField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Select } from '../../ui/select.tsx'
import text from '../../ui/text.module.css'
import { linkBody } from './model.ts'
import { t } from './words.ts'

/** For whom a link is to be made, as far as is known already. */
export interface LinkWish {
  subscriber: { id: string; email: string } | null
  purpose: LinkPurpose
  object: string
}

/** A link that was just made; it is shown once and then dropped. */
export interface MadeLink {
  email: string
  url: string
  expires_at: string
}

/** Makes a link for one purpose and one object. */
export default function MakeLinkDialog(props: {
  wish: LinkWish | undefined
  onClose: () => void
  onMade: (link: MadeLink) => void
}) {
  const wish = useLast(() => props.wish)
  const isOpen = (): boolean => props.wish !== undefined
  const form = createForm({
    initial: { subscriber: '', purpose: 'manage' as LinkPurpose, object: '' },
    body: (values) => linkBody(values.purpose, values.object),
    check: (values) => [
      ...(values.subscriber === '' ? [{ path: '/subscriber', message: t('subscribers.link.subscriberMissing') }] : []),
      ...(needsObject(values.purpose) && values.object === ''
        ? [{ path: '/object', message: t('subscribers.link.objectMissing') }]
        : []),
    ],
    send: async (body, values) => {
      const made = await call(createMagicLink, { params: { id: values.subscriber }, body })
      return { ...made, email: emailOf(values.subscriber) }
    },
    done: (made) => {
      props.onClose()
      props.onMade(made)
    },
  })
  onOpening(isOpen, () =>
    form.reset({
      subscriber: props.wish?.subscriber?.id ?? '',
      purpose: props.wish?.purpose ?? 'manage',
      object: props.wish?.object ?? '',
    }),
  )
  const people = useWholeList(() => ({
    endpoint: listSubscribers,
    input: { query: { sort: 'email' as const, limit: '200' } },
    enabled: isOpen() && props.wish?.subscriber === null,
  }))
  const theirs = (): { subscriber_id: string; limit: string } => ({
    subscriber_id: form.values.subscriber,
    limit: '200',
  })
  const asks = (purpose: LinkPurpose): boolean =>
    isOpen() && form.values.subscriber !== '' && form.values.purpose === purpose
  const views = useWholeList(() => ({
    endpoint: listCustomViews,
    input: { query: theirs() },
    enabled: asks('custom_view'),
  }))
  const feeds = useWholeList(() => ({ endpoint: listRssFeeds, input: { query: theirs() }, enabled: asks('rss_feed') }))
  const objects = createMemo(() => {
    const list = form.values.purpose === 'custom_view' ? views.data() : feeds.data()
    return (list ?? []).map(({ id, name }) => ({ value: id, label: name }))
  })
  const options = createMemo(() =>
    (people.data() ?? [])
      .filter((one) => one.state !== 'ended')
      .map((one) => ({ value: one.id, label: one.email, detail: t(`subscribers.people.states.${one.state}`) })),
  )
  const emailOf = (id: string): string =>
    wish()?.subscriber?.email ?? people.data()?.find((one) => one.id === id)?.email ?? ''
  const title = (): string => {
    const subscriber = wish()?.subscriber
    return subscriber == null ? t('subscribers.link.title') : t('subscribers.link.titleFor', subscriber.email)
  }
  return (
    <Dialog
      open={isOpen()}
      onClose={props.onClose}
      icon={Link}
      title={title()}
      description={t('subscribers.link.body')}
      onSubmitKeys={() => void form.submit()}
      returnTo={() => {
        const from = wish()
        return rowButton(from?.object || from?.subscriber?.id || '')
      }}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
            {t('subscribers.link.submit')}
          </Button>
        </>
      }
    >
      <div ref={form.element} class={text.stack}>
        <Show when={wish()?.subscriber === null}>
          <Select
            label={t('subscribers.link.subscriber')}
            options={options()}
            value={form.values.subscriber}
            onChange={(subscriber) => form.assign({ subscriber, object: '' })}
            error={form.error('/subscriber')}
            name="/subscriber"
          />
        </Show>
        <RadioField
          look="cards"
          label={t('subscribers.link.purpose')}
          value={form.values.purpose}
          onChange={(purpose) => form.assign({ purpose, object: '' })}
          choices={linkPurposes.map((value) => ({
            value,
            label: t(`subscribers.link.purposes.${value}`),
            detail: t(`subscribers.link.purposeDetail.${value}`),
          }))}
        />
        <Show when={needsObject(form.values.purpose)}>
          <Select
            label={t(form.values.purpose === 'custom_view' ? 'subscribers.link.view' : 'subscribers.link.feed')}
            options={objects()}
            value={form.values.object}
            onChange={(object) => form.set('object', object)}
            error={form.error('/object')}
            hint={objects().length === 0 ? t('subscribers.link.none') : undefined}
            name="/object"
          />
        </Show>
      </div>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}

function needsObject(purpose: LinkPurpose): boolean {
  return purpose === 'custom_view' || purpose === 'rss_feed'
}
