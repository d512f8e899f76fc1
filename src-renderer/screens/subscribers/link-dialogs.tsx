import { createSignal, lazy } from 'solid-js'
import { zone } from '../../state/clock.ts'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import { dateTimeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import type { LinkWish, MadeLink } from './link-make.tsx'
import { t } from './words.ts'

const MakeLinkDialog = lazy(() => import('./link-make.tsx'))
const LinkOnceDialog = lazy(() => import('./link-once.tsx'))

/** Making a link, for the screens that offer it: the form, then the link once. */
export function LinkDialogs(props: { wish: LinkWish | undefined; onClose: () => void; onMade: () => void }) {
  preloadWhenIdle([MakeLinkDialog, LinkOnceDialog])
  const [made, setMade] = createSignal<MadeLink | null>(null)
  return (
    <>
      <LazyDialog wanted={props.wish !== undefined}>
        <MakeLinkDialog
          wish={props.wish}
          onClose={props.onClose}
          onMade={(link) => {
            setMade(link)
            props.onMade()
          }}
        />
      </LazyDialog>
      <LazyDialog wanted={made() !== null}>
        <LinkOnceDialog
          link={made()}
          onDone={({ email, expires_at }) => {
            setMade(null)
            toast(
              t('subscribers.link.once.made', email),
              t('subscribers.link.once.madeDetail', dateTimeWords(Date.parse(expires_at), zone())),
            )
          }}
        />
      </LazyDialog>
    </>
  )
}
