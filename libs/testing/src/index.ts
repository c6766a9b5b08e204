export { startPostgres, type PostgresServer } from './postgres/start-postgres.ts';
