export { narrowestFirst, type RoleOption, useRoles } from '../../api/roles.ts'
