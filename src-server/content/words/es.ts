import type { Words } from '../words.ts'

export const spanish: Words = {
  language: 'es',
  component: {
    operational: 'Operativo',
    under_maintenance: 'En mantenimiento',
    degraded_performance: 'Rendimiento degradado',
    partial_outage: 'Interrupción parcial',
    major_outage: 'Interrupción grave',
  },
  incident: {
    investigating: 'En investigación',
    identified: 'Causa identificada',
    monitoring: 'En observación',
    resolved: 'Resuelto',
  },
  impact: { none: 'Sin impacto', minor: 'Impacto leve', major: 'Impacto grave', critical: 'Impacto crítico' },
  indicator: {
    none: 'Todos los sistemas operativos',
    maintenance: 'Mantenimiento en curso',
    minor: 'Algunos sistemas están afectados',
    major: 'Interrupción grave',
    critical: 'Interrupción crítica',
  },
  summary: {
    none: 'Todo funciona como debe.',
    maintenance: 'Hay trabajos programados en curso. Algunas partes pueden no estar disponibles un rato.',
    minor: 'Casi todo funciona. Nos ocupamos del resto.',
    major: 'Algo importante no funciona. Estamos trabajando en ello.',
    critical: 'Nuestro servicio no funciona. Trabajamos en ello con todos los medios.',
  },
  help: 'Obtener ayuda',
  openIncidents: 'Qué ocurre ahora',
  maintenanceNow: 'Mantenimiento en curso',
  maintenanceAhead: 'Mantenimiento programado',
  components: 'Servicios',
  otherComponents: 'Otros servicios',
  history: 'Los últimos 14 días',
  affects: 'Afecta a',
  began: 'Inicio',
  resolvedAfter: (duration) => `Resuelto tras ${duration}`,
  allUpdates: (count) => (count === 1 ? 'Mostrar el mensaje' : `Mostrar los ${count} mensajes`),
  completed: 'Mantenimiento terminado',
  quiet: 'Sin incidentes.',
  quietDays: (first, last) => `${first} – ${last}`,
  daysAgo: (days) => `Hace ${days} días`,
  today: 'Hoy',
  uptime: (percent) => `${percent} de disponibilidad`,
  noOutage: 'Sin interrupciones',
  noData: 'Aún sin datos',
  uptimeSummary: (days, percent, troubledDays) =>
    percent === null
      ? 'Aún no hay datos de disponibilidad.'
      : `${percent} de disponibilidad en los últimos ${days} días; ${
          troubledDays === 0
            ? 'ningún día con problemas'
            : troubledDays === 1
              ? 'un día con problemas'
              : `${troubledDays} días con problemas`
        }.`,
  howCounted:
    'Una interrupción grave cuenta entera y una parcial por tres décimas. El rendimiento degradado y el mantenimiento programado no cuentan.',
  timesIn: (zone) => `Horas: ${zone}`,
  emptyTitle: 'Esta página es nueva',
  emptyText: 'Aún no hay nada que contar. Los servicios y su estado aparecerán aquí.',
  notSetUpTitle: 'Pronto habrá aquí una página de estado',
  notSetUpText: 'Todavía se está preparando. Vuelva más tarde, por favor.',
  updates: {
    open: 'Recibir novedades',
    email: 'Correo electrónico',
    submit: 'Suscribirse',
    hint: 'Primero enviamos allí un enlace. Un clic lo termina.',
    choose: 'Elegir servicios',
  },
}
