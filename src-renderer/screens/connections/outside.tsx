import ArrowLeft from 'lucide-solid/icons/arrow-left'
import { startOver } from '../../platform.ts'
import { Button } from '../../ui/button.tsx'
import { Toasts } from '../../ui/toasts.tsx'
import styles from './connections.module.css'
import ConnectionsScreen from './screen.tsx'
import { t } from './words.ts'

/** The same screen where nobody is signed in, or the server is away: without the frame that needs one. */
export default function ConnectionsOutside() {
  return (
    <main class={styles.outside} id="main" tabindex="-1">
      <div class={styles.notes}>
        <div>
          <Button small icon={ArrowLeft} onClick={startOver}>
            {t('connections.outside.back')}
          </Button>
        </div>
      </div>
      <ConnectionsScreen />
      <Toasts />
    </main>
  )
}
