export { startPostgres, type PostgresServer } from './postgres/start-postgres.ts';
export { startRegistry, type RegistryServer } from './registry/start-registry.ts';
