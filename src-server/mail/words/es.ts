import type { MailWords } from '../words.ts'

export const spanish: MailWords = {
  language: 'es',
  invite: {
    subject: (by, where) => `${by} le invita a ${where}`,
    title: (where) => `Tiene una invitación a ${where}`,
    text: (by, where, role) => `${by} le pide que ayude a cuidar de ${where}. Su función será ${role}.`,
    action: 'Aceptar la invitación',
    why: 'Si no lo esperaba, no haga nada: sin usted no ocurre nada.',
  },
  passwordReset: {
    subject: 'Elija una nueva contraseña',
    text: (name) => `Hola, ${name}. Alguien, seguramente usted, ha pedido una nueva contraseña para su cuenta.`,
    action: 'Elegir una nueva contraseña',
    why: 'Si no ha sido usted, no haga nada: su contraseña sigue siendo la misma.',
  },
  confirm: {
    subject: (page) => `Confirme su suscripción a ${page}`,
    everything: (page) =>
      `Ha pedido recibir noticias de ${page}: incidentes y mantenimientos previstos, en cuanto los haya.`,
    some: (page) => `Ha pedido recibir noticias de ${page} sobre los servicios siguientes.`,
    action: 'Confirmar',
    why: 'Si no ha sido usted, no haga nada: sin confirmación no recibirá mensajes.',
  },
  manage: {
    subject: (page) => `Su suscripción a ${page}`,
    text: (page) => `Aquí puede elegir de qué servicios de ${page} recibe noticias, o terminar su suscripción.`,
    action: 'Gestionar la suscripción',
    why: 'Alguien lo ha pedido con su dirección. Si no ha sido usted, no haga nada.',
  },
  maintenance: {
    scheduled: 'Mantenimiento previsto',
    changed: 'Mantenimiento modificado',
    started: 'Mantenimiento en curso',
    completed: 'Mantenimiento terminado',
    cancelled: 'Mantenimiento cancelado',
  },
  test: {
    subject: (page) => `Mensaje de prueba de ${page}`,
    text: (page) => `Esto es una prueba. Los mensajes de ${page} llegan aquí.`,
  },
  affects: 'Afecta a',
  when: 'Cuándo',
  impact: 'Impacto',
  seePage: 'Ver la página de estado',
  subscribed: (page) => `Recibe este mensaje porque se suscribió a ${page}.`,
  unsubscribe: 'Cancelar la suscripción',
  worksUntil: (moment) => `El enlace funciona una vez, hasta el ${moment}.`,
  times: (zone) => `Horas: ${zone}`,
}
