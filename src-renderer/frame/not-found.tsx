import { A } from '@solidjs/router'
import { t } from '../strings/strings.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { PageHeader } from '../ui/page.tsx'

/** An address that is no screen. */
export function NotFound() {
  return (
    <>
      <PageHeader title={t('frame.notFoundTitle')} />
      <EmptyState
        title={t('problems.missingTitle')}
        words={t('frame.notFound')}
        actions={<A href="/">{t('frame.toStart')}</A>}
      />
    </>
  )
}
