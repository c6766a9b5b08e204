export { AppError, type ContextOf, type ErrorEntry, type ErrorTable } from './app-error.ts';
